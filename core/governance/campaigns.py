"""Who was asked to attest what, and who did?

In a campaign the persons responsible for models state, each signed with the own key, that what the inventory
says of their models is true and complete. What they attested is kept by its digest, so that a later change of
the record is seen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.canonical import canonical, to_json
from core.ids import AttestationId, CampaignId, Digest, ModelId, PersonId
from core.texts import Text


class AttestationAnswer(StrEnum):
    """What a person says to the statement."""

    AFFIRMED = "affirmed"
    WITH_EXCEPTIONS = "with_exceptions"
    """True except for what the text names."""
    REFUSED = "refused"


class AttestationState(StrEnum):
    """Where an attestation of one model stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    GIVEN = "given"
    CHANGED_SINCE = "changed_since"
    """Given, but the record of the model is another one now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Who attests for which model."""

    model: ModelId
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A call for attestations."""

    id: CampaignId
    title: Text
    statement: Text
    """What is to be attested, word for word."""
    addressees: tuple[Addressee, ...]
    """Frozen when the campaign is opened."""
    due: date
    opened_by: PersonId
    opened_at: datetime
    closed_by: PersonId | None = None
    closed_at: datetime | None = None
    closing_note: Text | None = None
    example: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether attestations are still taken."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """What one person stated for one model, signed."""

    id: AttestationId
    campaign: CampaignId
    model: ModelId
    answer: AttestationAnswer
    text: Text | None = None
    """What the exceptions or reasons are; required unless affirmed without exception."""
    record: Digest
    """Of the model's stored record as it was attested."""
    given_by: PersonId
    for_: PersonId
    """The addressee; another person than the one who signs where a deputy does so."""
    given_at: datetime
    certificate_digest: Digest
    """Of the signer's certificate."""
    signature: str
    """ECDSA P-256 with SHA-256 over `attested_bytes`, DER, hexadecimal."""
    certificates: tuple[str, ...] = ()
    """PEM, the signer's first, then those of the authorities between; bound by `certificate_digest`."""


def attested_bytes(attestation: Attestation, statement: Text) -> bytes:
    """Return the bytes the signature covers: what was stated, and the words of the statement."""
    fields = to_json(attestation)
    assert isinstance(fields, dict)  # noqa: S101 (a dataclass always becomes an object)
    said = {key: value for key, value in fields.items() if key not in {"signature", "certificates"}}
    return canonical({**said, "statement": to_json(statement)})


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestationLine:
    """One addressee of a campaign with what was stated."""

    addressee: Addressee
    state: AttestationState
    attestation: Attestation | None


def lines(
    campaign: Campaign,
    given: Iterable[Attestation],
    records: Mapping[ModelId, Digest],
    today: date,
) -> tuple[AttestationLine, ...]:
    """Return each addressee with the newest attestation (given oldest first) and where it stands."""
    newest = {item.model: item for item in given}
    return tuple(
        AttestationLine(
            addressee=item,
            attestation=newest.get(item.model),
            state=_state(campaign, newest.get(item.model), records.get(item.model), today),
        )
        for item in campaign.addressees
    )


def _state(
    campaign: Campaign, given: Attestation | None, record: Digest | None, today: date
) -> AttestationState:
    if given is not None:
        return AttestationState.GIVEN if given.record == record else AttestationState.CHANGED_SINCE
    return AttestationState.OVERDUE if campaign.due < today else AttestationState.OPEN

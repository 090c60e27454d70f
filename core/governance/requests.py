"""Who asked whom for which evidence, what was answered, and is the answer still the one submitted?

An answer is frozen when it is submitted: its digest covers every word and the digest of every file. The
digest is salted by a random text that can be erased like any text, so that nobody can guess from the
digest what an erased answer said.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.canonical import canonical
from core.governance.finding_rules import stands_for
from core.ids import Digest, DocumentId, FindingId, ModelId, PersonId, RequestId, VersionId
from core.inventory import Model
from core.messages import Message, message
from core.people import PERMISSIONS, Permission, Person, PersonKind, Role
from core.texts import Text


class RequestState(StrEnum):
    """The life of an evidence request."""

    SENT = "sent"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    """The answer was not enough; another one is awaited."""
    CANCELLED = "cancelled"


class RequestDeed(StrEnum):
    """What can be done with an evidence request."""

    ANSWERED = "answered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REOPENED = "reopened"
    REMINDED = "reminded"
    PROLONGED = "prolonged"
    CANCELLED = "cancelled"


_S, _D = RequestState, RequestDeed
_AWAITED = {_S.SENT: _S.SENT, _S.RETURNED: _S.RETURNED}
REQUEST_MOVES = {
    _D.ANSWERED: {_S.SENT: _S.ANSWERED, _S.RETURNED: _S.ANSWERED},
    _D.ACCEPTED: {_S.ANSWERED: _S.ACCEPTED},
    _D.RETURNED: {_S.ANSWERED: _S.RETURNED},
    _D.REOPENED: {_S.ACCEPTED: _S.RETURNED, _S.CANCELLED: _S.SENT},
    _D.REMINDED: _AWAITED,
    _D.PROLONGED: _AWAITED,
    _D.CANCELLED: {_S.SENT: _S.CANCELLED, _S.RETURNED: _S.CANCELLED},
}
"""Every way a request can go: by which deed, from which state to which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedFile:
    """A file handed in with an answer, kept under its digest."""

    name: Text
    digest: Digest
    size: int
    document: DocumentId | None = None
    """The filed document it is, if it was named instead of handed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One answer, frozen when it was submitted."""

    text: Text
    items: tuple[Text, ...] = ()
    """What was answered to each point of the list, in its order."""
    files: tuple[SubmittedFile, ...] = ()
    by: PersonId
    at: datetime
    seal: Text
    """Random; part of the digest."""
    digest: Digest
    """See `frozen_digest`."""
    judged_by: PersonId | None = None
    judged_at: datetime | None = None
    judgment: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEntry:
    """One thing that was done with a request."""

    deed: RequestDeed
    by: PersonId
    at: datetime
    reason: Text | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRequest:
    """What somebody is asked to show."""

    id: RequestId
    title: Text
    text: Text
    """What is asked for."""
    items: tuple[Text, ...] = ()
    """Points that must each be answered."""
    to: PersonId
    due: date
    model: ModelId | None = None
    version: VersionId | None = None
    finding: FindingId | None = None
    control: str | None = None
    """Id of a requirement of a regulation, for example "sr11-7.V.2"."""
    requested_by: PersonId
    requested_at: datetime
    state: RequestState = RequestState.SENT
    submissions: tuple[Submission, ...] = ()
    life: tuple[RequestEntry, ...] = ()

    @property
    def awaited(self) -> bool:
        """Tell whether an answer is still to come."""
        return self.state in {RequestState.SENT, RequestState.RETURNED}

    def overdue(self, today: date) -> bool:
        """Tell whether the answer should have come by now."""
        return self.awaited and self.due < today

    def times(self, deed: RequestDeed) -> int:
        """Return how often something was done with it."""
        return sum(entry.deed is deed for entry in self.life)


def frozen_digest(submission: Submission) -> Digest:
    """Return SHA-256 over the seal and the RFC 8785 bytes of everything that was submitted."""
    content = {
        "text": submission.text,
        "items": submission.items,
        "files": submission.files,
        "by": submission.by,
        "at": submission.at,
    }
    return Digest(hashlib.sha256(submission.seal.body.encode() + canonical(content)).hexdigest())


def unchanged(submission: Submission) -> bool | None:
    """Tell whether an answer is word for word the one submitted; None where a text was erased since."""
    texts = (submission.text, submission.seal, *submission.items, *(item.name for item in submission.files))
    if any(text.erased for text in texts):
        return None
    return frozen_digest(submission) == submission.digest


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCase:
    """A request with what its guards ask for."""

    request: EvidenceRequest
    requester: Person
    model: Model | None
    person: Person
    """Who wants to do something."""

    @property
    def answers(self) -> bool:
        """Tell whether the person is asked, or a deputy of who is asked."""
        who, asked = self.person.id, self.request.to
        return who == asked if self.model is None else stands_for(self.model, who, asked)

    @property
    def judges(self) -> bool:
        """Tell whether the person asked, or holds one of the roles by which it was asked."""
        return self.person.id == self.requester.id or bool(_asking(self.requester) & _asking(self.person))


def request_refusal(case: RequestCase, deed: RequestDeed) -> Message | None:
    """Return why the person may not do this with the request now, or None."""
    if case.request.state not in REQUEST_MOVES[deed]:
        return message(
            "{request} is in the state “{state}”, so this cannot be done with it. Nothing was changed. "
            "Refresh the list.",
            request=case.request.id,
            state=case.request.state,
        )
    if case.person.kind is not PersonKind.HUMAN or not case.person.active:
        return message(
            "{name} is a service or no longer active and cannot do this. Switch to a person.",
            name=case.person.name.name(),
        )
    if deed is RequestDeed.ANSWERED:
        return None if case.answers else _not_asked(case)
    if not case.judges or not case.person.may(Permission.RAISE_FINDING):
        return message(
            "Only who sent {request}, or somebody with the same role, can do this. Switch to them.",
            request=case.request.id,
        )
    return _own_answer(case) if deed in {_D.ACCEPTED, _D.RETURNED, _D.REOPENED} else None


def _asking(person: Person) -> frozenset[Role]:
    return frozenset(role for role in person.roles if Permission.RAISE_FINDING in PERMISSIONS[role])


def _not_asked(case: RequestCase) -> Message:
    return message(
        "{request} was sent to somebody else. Only they or their deputy on the model can answer it.",
        request=case.request.id,
    )


def _own_answer(case: RequestCase) -> Message | None:
    answered = {submission.by for submission in case.request.submissions}
    if case.person.id not in {case.request.to, *answered}:
        return None
    return message(
        "You were asked, or answered {request}, and nobody judges their own answer. Somebody else must.",
        request=case.request.id,
    )

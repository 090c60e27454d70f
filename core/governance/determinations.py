"""What was determined about a model or version, by whom, with which reasons, signed?

A determination is a signed statement that is not an approval: in which class of the AI Act a model falls,
whether a framework applies to it, that a change was significant, that a tier is overridden, that an exception
from the policy is granted. The newest one of the same question counts; older ones stay readable.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.canonical import canonical, to_json
from core.ids import DeterminationId, Digest, ModelId, PersonId, VersionId
from core.texts import Text


class DeterminationKind(StrEnum):
    """What is determined."""

    AI_ACT = "ai_act"
    """Role, risk class and reasons under Regulation (EU) 2024/1689; subject: the model."""
    GDPR_THRESHOLD = "gdpr_threshold"
    """Whether a data protection impact assessment is needed (GDPR Art. 35); subject: the model."""
    SCOPE = "scope"
    """Whether a framework applies to the model, with the reason; one per framework."""
    TIER_OVERRIDE = "tier_override"
    """Another tier than the assessment gives; subject: the version."""
    SIGNIFICANT_CHANGE = "significant_change"
    """Whether a version changes the model significantly against an earlier one; subject: the version."""
    ROLLBACK = "rollback"
    """Return to a version that was approved before; subject: the version returned to."""
    POLICY_EXCEPTION = "policy_exception"
    """A demand of the policy that need not be met until a day; subject: the version."""
    PRE_VALIDATION_USE = "pre_validation_use"
    """Use before validation, with limits, informed users and an end; subject: the version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One question of a questionnaire as it was answered."""

    question: str
    """Stable id of the question, for example "annex_iii"."""
    answer: str
    """Stable id of the answer, for example "5b"; or a number or day as written."""
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Determination:
    """One signed determination."""

    id: DeterminationId
    kind: DeterminationKind
    model: ModelId
    version: VersionId | None = None
    """None: it holds for the model whatever the version."""
    topic: str = ""
    """What within the kind: the framework of a scope, the demand of an exception; empty elsewhere."""
    outcome: str
    """Stable id of what was determined, from the rule of the kind, for example "high_risk"."""
    answers: tuple[Answer, ...] = ()
    reason: Text
    limits: Text | None = None
    """Within which limits it holds; required where the kind demands it."""
    informed: tuple[PersonId, ...] = ()
    """Who was told of it; required where the kind demands it."""
    evidence: tuple[str, ...] = ()
    """Ids of what it rests on: runs, documents, assessments, versions."""
    catalogue: Digest | None = None
    """Of the rules (questions and texts) it was made with."""
    expires: date | None = None
    """Last day; None where the kind needs no end."""
    decided_by: PersonId
    decided_at: datetime
    certificate_digest: Digest
    """Of the signer's certificate."""
    signature: str
    """ECDSA P-256 with SHA-256 over `signed_bytes`, DER, hexadecimal."""
    withdrawn_by: PersonId | None = None
    withdrawn_at: datetime | None = None
    withdrawn_because: Text | None = None

    def holds(self, today: date) -> bool:
        """Tell whether it is neither withdrawn nor past its last day."""
        return self.withdrawn_at is None and (self.expires is None or today <= self.expires)


def signed_bytes(determination: Determination) -> bytes:
    """Return the bytes the signature covers: all it said when it was made, whatever became of it since."""
    fields = to_json(determination)
    assert isinstance(fields, dict)  # noqa: S101 (a dataclass always becomes an object)
    later = {"signature", "withdrawn_by", "withdrawn_at", "withdrawn_because"}
    return canonical({key: value for key, value in fields.items() if key not in later})


def newest(
    found: Iterable[Determination], kind: DeterminationKind, *, topic: str = ""
) -> Determination | None:
    """Return the last of the determinations (given oldest first) that answers a question."""
    matching = [item for item in found if item.kind is kind and item.topic == topic]
    return matching[-1] if matching else None

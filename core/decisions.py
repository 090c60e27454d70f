"""Who approved what, bound to which exact state, and when does that lapse?"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.canonical import digest
from core.ids import AssessmentId, DecisionId, Digest, FindingId, PersonId, RunId, VersionId
from core.inventory import CutOff, State
from core.texts import Text


class DecisionKind(StrEnum):
    """What an approver can say."""

    APPROVE = "approve"
    APPROVE_WITH_CONDITIONS = "approve_with_conditions"
    REJECT = "reject"


STATE_AFTER = {
    DecisionKind.APPROVE: State.APPROVED,
    DecisionKind.APPROVE_WITH_CONDITIONS: State.APPROVED_WITH_CONDITIONS,
    DecisionKind.REJECT: State.REJECTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something the owner must still do."""

    text: Text
    owner: PersonId
    due: date
    met_at: datetime | None = None
    met_by: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Exactly what a decision is about; its digest is the state digest of the version."""

    version: VersionId
    artifacts: tuple[Digest, ...]
    cut_off: CutOff | None
    data: tuple[Digest, ...]
    runs: tuple[RunId, ...]
    results: tuple[Digest, ...]
    """Result digests of the runs, in the same order."""
    assessment: AssessmentId | None
    policy: Digest
    findings: tuple[FindingId, ...]
    """Findings open at the time of the decision."""

    @property
    def state_digest(self) -> Digest:
        """Return the digest that changes when anything bound is replaced."""
        return digest(self)


class Lapse(StrEnum):
    """What was replaced since the decision."""

    ARTIFACT = "artifact"
    CUT_OFF = "cut_off"
    DATA = "data"
    RUNS = "runs"
    ASSESSMENT = "assessment"
    POLICY = "policy"


def lapsed(then: Binding, now: Binding) -> tuple[Lapse, ...]:
    """Return what was replaced between two bindings.

    Findings are left out on purpose: closing one never lapses an approval, and a new blocking one sets
    the version under review instead.
    """
    pairs = {
        Lapse.ARTIFACT: (then.artifacts, now.artifacts),
        Lapse.CUT_OFF: (then.cut_off, now.cut_off),
        Lapse.DATA: (then.data, now.data),
        Lapse.RUNS: (then.results, now.results),
        Lapse.ASSESSMENT: (then.assessment, now.assessment),
        Lapse.POLICY: (then.policy, now.policy),
    }
    return tuple(kind for kind, (old, new) in pairs.items() if old != new)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A signed decision on one version."""

    id: DecisionId
    version: VersionId
    kind: DecisionKind
    reason: Text
    conditions: tuple[Condition, ...] = ()
    binding: Binding
    state_digest: Digest
    decided_by: PersonId
    decided_at: datetime
    expires: date | None
    """Last day of the approval; None for a rejection."""
    certificate_digest: Digest
    """Of the signer's certificate."""
    signature: str
    """ECDSA P-256 with SHA-256 over `signing_bytes`, DER, hexadecimal."""

"""Who approved what, bound to which exact state, and when does that lapse?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.canonical import canonical, digest, to_json
from core.ids import AssessmentId, DecisionId, DeterminationId, Digest, FindingId, PersonId, RunId, VersionId
from core.inventory import CutOff, State
from core.messages import Message
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
    proof: tuple[str, ...] = ()
    """Ids of documents, runs, findings or versions that show that it is met, handed in by its owner."""
    proof_note: Text | None = None
    proved_by: PersonId | None = None
    proved_at: datetime | None = None


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
    tier_override: DeterminationId | None = None
    """The determination that set another tier than the assessment."""

    @property
    def state_digest(self) -> Digest:
        """Return the digest that changes when anything bound is replaced."""
        return digest(_bound(self))


def _bound(binding: Binding) -> dict[str, object]:
    """Return what is bound; without an override as it was written before there were any."""
    fields = to_json(binding)
    assert isinstance(fields, dict)  # noqa: S101 (a dataclass always becomes an object)
    return {key: value for key, value in fields.items() if key != "tier_override" or value is not None}


class Lapse(StrEnum):
    """What was replaced since the decision."""

    ARTIFACT = "artifact"
    CUT_OFF = "cut_off"
    DATA = "data"
    RUNS = "runs"
    ASSESSMENT = "assessment"
    POLICY = "policy"
    TIER = "tier"


def lapsed(then: Binding, now: Binding) -> tuple[Lapse, ...]:
    """Return what was replaced between two bindings.

    Data and results that came on top replace nothing: a run on a further data set leaves the approval as
    it is. Findings are left out on purpose: closing one never lapses an approval, and a new blocking one
    sets the version under review instead.
    """
    replaced = {
        Lapse.ARTIFACT: then.artifacts != now.artifacts,
        Lapse.CUT_OFF: then.cut_off != now.cut_off,
        Lapse.DATA: not _all_in(then.data, now.data),
        Lapse.RUNS: not _all_in(then.results, now.results),
        Lapse.ASSESSMENT: then.assessment != now.assessment,
        Lapse.POLICY: then.policy != now.policy,
        Lapse.TIER: then.tier_override != now.tier_override,
    }
    return tuple(kind for kind, gone in replaced.items() if gone)


def _all_in(old: Iterable[Digest], new: Iterable[Digest]) -> bool:
    return set(old) <= set(new)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One thing that stands against a decision, with the next step."""

    message: Message
    waivable: bool = False
    """Whether the approver may accept it by name: only evidence that is not decidable."""
    demand: str = ""
    """Topic of the exception from the policy that would set it aside; empty: none can."""


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
    accepted_undecided: Text | None = None
    """Why not decidable results were accepted by name, until the decision expires."""
    exceptions: tuple[DeterminationId, ...] = ()
    """Exceptions from the policy it rests on: when one ends, so does the approval."""
    certificate_digest: Digest
    """Of the signer's certificate."""
    signature: str
    """ECDSA P-256 with SHA-256 over `signing_bytes`, DER, hexadecimal."""

    @property
    def is_approval(self) -> bool:
        """Tell whether it lets the version be used."""
        return self.kind is not DecisionKind.REJECT

    @property
    def open_conditions(self) -> tuple[Condition, ...]:
        """Return what the owner must still do."""
        return tuple(condition for condition in self.conditions if condition.met_at is None)

    def in_force(self, today: date) -> bool:
        """Tell whether it is an approval that has not run out; whether it lapsed is asked elsewhere."""
        return self.is_approval and self.expires is not None and today <= self.expires

    def overdue_conditions(self, today: date) -> tuple[Condition, ...]:
        """Return the conditions whose day has passed without being met."""
        return tuple(condition for condition in self.open_conditions if condition.due < today)


_AS_TAKEN = ("text", "owner", "due")
"""What a condition says when the decision is taken; everything else comes later."""


def signing_bytes(decision: Decision) -> bytes:
    """Return the bytes a decision's signature covers: all it says, as it was when it was taken.

    The signature itself is left out, and so is what became of the conditions since.
    """
    fields = to_json(decision)
    assert isinstance(fields, dict)  # noqa: S101 (a dataclass always becomes an object)
    conditions = [_as_taken(to_json(item)) for item in decision.conditions]
    said = {key: value for key, value in fields.items() if key != "signature"}
    return canonical({**said, "conditions": conditions})


def _as_taken(condition: object) -> dict[str, object]:
    assert isinstance(condition, dict)  # noqa: S101 (a dataclass always becomes an object)
    taken = {key: condition[key] for key in _AS_TAKEN if key in condition}
    return {**taken, "met_at": None, "met_by": None}

"""What does the gate say about a version, and is each demand met?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from core.audit import Checkpoint
from core.decisions import Condition
from core.ids import DecisionId, Digest, VersionId
from core.inventory import CutOff
from core.messages import Message, message
from core.risk import Band
from core.stages import Stage

SCHEMA = 1


class Demand(StrEnum):
    """What is asked at the gate; an exception from the policy names exactly one of these."""

    BASIS = "subject.basis"
    ARTIFACT = "subject.artifact"
    DATA = "subject.data"
    TRAIL = "trail.intact"
    STATE = "stage.state"
    APPROVAL = "approval.present"
    SIGNATURE = "approval.signature"
    IDENTITY = "approval.identity"
    APPROVER = "approval.approver"
    EXPIRY = "approval.expired"
    LAPSE = "approval.lapsed"
    CONDITIONS = "approval.conditions"
    CHANGE = "approval.change"
    PRE_VALIDATION = "approval.pre_validation"
    CHECKS = "evidence.checks"
    RESULTS = "evidence.results"
    FRESH = "evidence.fresh"
    UNDECIDED = "evidence.undecided"
    REPORT = "evidence.report"
    REPRODUCTION = "evidence.reproduction"
    FINDINGS = "findings.blocking"
    UNSEEN = "findings.unseen"
    RISK = "risk.assessed"
    REASSESSMENT = "risk.due"
    FORM = "certificate.form"
    TRUST = "certificate.trust"
    AGE = "certificate.age"
    STAGE = "certificate.stage"

    @property
    def area(self) -> str:
        """Return the part of the gate it belongs to, for example "approval"."""
        return self.value.partition(".")[0]


EXCEPTABLE = frozenset(
    {
        Demand.CONDITIONS,
        Demand.CHECKS,
        Demand.FRESH,
        Demand.UNDECIDED,
        Demand.REPORT,
        Demand.REPRODUCTION,
        Demand.FINDINGS,
        Demand.UNSEEN,
        Demand.REASSESSMENT,
        Demand.IDENTITY,
    }
)
"""What a signed exception may set aside; nobody can set aside an approval, its signature, or integrity."""
ALWAYS = frozenset({Demand.BASIS, Demand.ARTIFACT, Demand.DATA, Demand.TRAIL, Demand.STATE, Demand.FINDINGS})
OF_APPROVAL = frozenset(
    {
        Demand.APPROVAL,
        Demand.SIGNATURE,
        Demand.APPROVER,
        Demand.EXPIRY,
        Demand.LAPSE,
        Demand.CONDITIONS,
        Demand.CHECKS,
        Demand.RESULTS,
        Demand.RISK,
    }
)
OF_CERTIFICATE = frozenset(
    {
        Demand.FORM,
        Demand.SIGNATURE,
        Demand.TRUST,
        Demand.AGE,
        Demand.ARTIFACT,
        Demand.EXPIRY,
        Demand.CONDITIONS,
        Demand.STAGE,
    }
)


class Outcome(StrEnum):
    """Whether a demand is met."""

    MET = "met"
    MISSING = "missing"
    EXCEPTED = "excepted"
    """Not met, and set aside by a signed exception that holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """Where a demand comes from."""

    citation: str
    """Framework and article or section, for example "SR 26-2 § V"."""
    title: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLine:
    """One demand with its state; several lines may belong to one demand."""

    demand: Demand
    detail: str = ""
    """Stable part of the rule id where a demand can be missed in several ways, for example "data"."""
    outcome: Outcome
    said: Message
    step: Message | None = None
    """What to do next; for what is missing."""
    about: str | None = None
    """Id or digest of what it is about."""
    exception: str | None = None
    """Id of the signed exception."""

    @property
    def rule(self) -> str:
        """Return the stable id, for example "gate.approval.lapsed.data"."""
        return ".".join(part for part in ("gate", self.demand.value, self.detail) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """The very file that was handed in to be compared."""

    name: str
    digest: Digest
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GateVerdict:
    """What the gate says; only `passed` lets anything through."""

    subject: str
    """The version, or what was asked about where no version is known."""
    version: VersionId | None
    stage: Stage
    tier: Band | None = None
    file: FileFacts | None = None
    artifacts: tuple[Digest, ...] = ()
    cut_off: CutOff | None = None
    decision: DecisionId | None = None
    expires: date | None = None
    conditions: tuple[Condition, ...] = ()
    """Conditions of the approval that are still open."""
    policy: Digest | None = None
    checkpoint: Checkpoint | None = None
    certificate: Digest | None = None
    """Of the release certificate, where the verdict rests on one."""
    judged_at: datetime
    demanded: frozenset[Demand] = ALWAYS | OF_APPROVAL
    """What must have been asked; a demand without a line counts as missing."""
    lines: tuple[GateLine, ...]
    remarks: tuple[Message, ...] = ()

    @property
    def every_line(self) -> tuple[GateLine, ...]:
        """Return all lines, with one for each demand that nothing was said about: it counts as missing."""
        said, step = message("This was not judged."), message("Mend what is named first, then judge again.")
        unasked = (missing(demand, said, step, detail="unasked") for demand in self.unasked)
        return (*self.lines, *unasked)

    @property
    def missing(self) -> tuple[GateLine, ...]:
        """Return what is not met or was not judged."""
        return tuple(line for line in self.every_line if line.outcome is Outcome.MISSING)

    @property
    def unasked(self) -> tuple[Demand, ...]:
        """Return demands that nothing was said about."""
        asked = {line.demand for line in self.lines}
        return tuple(sorted(self.demanded - asked))

    @property
    def passed(self) -> bool:
        """Tell whether everything that is demanded was asked and is met or set aside."""
        good = {Outcome.MET, Outcome.EXCEPTED}
        return not self.unasked and all(line.outcome in good for line in self.lines)


def met(demand: Demand, said: Message, about: str | None = None) -> GateLine:
    """Return the line of a demand that is met."""
    return GateLine(demand=demand, outcome=Outcome.MET, said=said, about=about)


def missing(
    demand: Demand, said: Message, step: Message, *, detail: str = "", about: str | None = None
) -> GateLine:
    """Return the line of a demand that is not met."""
    return GateLine(demand=demand, detail=detail, outcome=Outcome.MISSING, said=said, step=step, about=about)


def with_exceptions(
    lines: tuple[GateLine, ...], granted: Callable[[Demand, str], str | None]
) -> tuple[GateLine, ...]:
    """Set aside what is missing where an exception covers it; integrity is never set aside.

    `granted` returns the id of the exception from a demand, given what the demand is about.
    """
    return tuple(_set_aside(line, granted) for line in lines)


def _set_aside(line: GateLine, granted: Callable[[Demand, str], str | None]) -> GateLine:
    if line.outcome is not Outcome.MISSING or line.demand not in EXCEPTABLE:
        return line
    exception = granted(line.demand, line.about or "")
    return (
        line if exception is None else replace(line, outcome=Outcome.EXCEPTED, step=None, exception=exception)
    )

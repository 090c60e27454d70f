"""What does a list of models show, how is it narrowed and sorted, and from which day does a flag hold?

Nothing here decides anything: a list is read from a cache (ADR 16), decisions and the gate read the records.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from core.decisions import Decision, Lapse, lapsed
from core.facts import Known
from core.ids import Digest, ModelId, PersonId, VersionId
from core.inventory import Model, ModelKind, RecordBasis, State, Task
from core.results import RunHead, RunState, Verdict
from core.risk import Band, Perspective, RiskAssessment
from core.texts import Text

ALWAYS = date.min
"""The first day of what holds whatever the day is."""


class ModelOrder(StrEnum):
    """What a list of models is sorted by; equals by id."""

    ID = "id"
    NAME = "name"
    AREA = "area"
    OWNER = "owner"
    STATE = "state"
    TIER = "tier"
    INHERENT = "inherent"
    RESIDUAL = "residual"
    FAILED = "failed"
    REASSESS_BY = "reassess_by"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelQuery:
    """Which models are wanted, and in which order; each given condition must hold."""

    text: str = ""
    """Every word must occur in one record of the model: itself, a version, a finding, a document."""
    called: str = ""
    """Each of these parts must occur in the name or the id of the model."""
    states: tuple[State, ...] = ()
    tiers: tuple[Band, ...] = ()
    kinds: tuple[ModelKind, ...] = ()
    areas: tuple[str, ...] = ()
    """Business areas as written; upper and lower case and marks on letters make no difference."""
    owners: tuple[PersonId, ...] = ()
    mine: PersonId | None = None
    """Models the person owns, or whose current version the person developed."""
    overdue: bool = False
    awaits_decision: bool = False
    with_findings: bool = False
    conditions_open: bool = False
    order: ModelOrder = ModelOrder.ID
    descending: bool = False


EVERY_MODEL = ModelQuery()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageKey:
    """Where a page ended; the next one begins behind it."""

    value: str | int
    """What the last model was sorted by."""
    id: ModelId


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What flags are compared with: they depend on nothing else that is not written."""

    today: date
    policy: Digest
    """Of the policy in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedModel:
    """The model of a line."""

    id: ModelId
    name: Text
    business_area: Text
    kind: ModelKind
    basis: RecordBasis
    owner: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedVersion:
    """The version that counts, of a line."""

    id: VersionId
    label: str
    state: State
    developer: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLine:
    """One line as it is cached: days instead of flags, so that it stays true while nothing is written."""

    model: ListedModel
    version: ListedVersion | None = None
    inherent: int | None = None
    residual: int | None = None
    tier: Band | None = None
    reassess_by: date | None = None
    overdue_from: date | None = None
    """First day on which the reassessment is overdue; None: never, as things are."""
    passed: int = 0
    failed: int = 0
    undecided: int = 0
    findings_from: tuple[date, ...] = ()
    """For each finding that counts, now or later, the first day on which it does; oldest first."""
    awaits_from: date | None = None
    """First day on which somebody must decide (again)."""
    bound_policy: Digest | None = None
    """The policy an approval in force is bound to: under another one it has lapsed."""
    open_conditions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLine:
    """One line of the inventory as shown today: a model with its current version."""

    model: ListedModel
    version: ListedVersion | None
    """The version that counts: in use, else approved, else the newest."""
    owner_name: str
    inherent: int | None
    """Highest inherent score of the committed assessment."""
    residual: int | None
    tier: Band | None
    reassess_by: date | None
    overdue: bool
    passed: int
    """Checks passed in the latest run."""
    failed: int
    undecided: int
    open_findings: int
    awaits_decision: bool
    """In validation, or decided but lapsed."""
    open_conditions: int

    @property
    def id(self) -> ModelId:
        """Return the model's id."""
        return self.model.id


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """What lists to choose from say of a version."""

    id: VersionId
    model: ModelId
    label: str
    task: Task
    state: State
    developer: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Some versions to choose from, each with the name of its model."""

    versions: tuple[tuple[Text, VersionLine], ...]
    next: PageKey | None
    """None: nothing follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPage:
    """Some lines, where they end, and how many there are."""

    lines: tuple[ModelLine, ...]
    next: PageKey | None
    """None: nothing follows."""
    total: int
    """Models that satisfy the conditions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCounts:
    """How many models satisfy what is offered as a filter."""

    total: int = 0
    high: int = 0
    """In tier high or severe."""
    awaiting: int = 0
    overdue: int = 0
    mine: int = 0
    with_findings: int = 0


def line_on(stored: StoredLine, owner_name: str, now: Now) -> ModelLine:
    """Return a line as it is on a day under a policy."""
    today = now.today
    return ModelLine(
        model=stored.model,
        version=stored.version,
        owner_name=owner_name,
        inherent=stored.inherent,
        residual=stored.residual,
        tier=stored.tier,
        reassess_by=stored.reassess_by,
        overdue=_reached(stored.overdue_from, today),
        passed=stored.passed,
        failed=stored.failed,
        undecided=stored.undecided,
        open_findings=sum(first <= today for first in stored.findings_from),
        awaits_decision=_reached(stored.awaits_from, today) or stored.bound_policy not in {None, now.policy},
        open_conditions=stored.open_conditions,
    )


def stored_line(known: Known[RunHead], decisions: Iterable[Decision]) -> StoredLine:
    """Return the line of a model with a version, from the records."""
    taken, version, risk = tuple(decisions), known.version, known.assessment
    verdicts = _verdicts(known.runs[-1]) if known.runs else []
    standing = (first_day(finding.stands) for finding in known.findings)
    line = StoredLine(
        model=listed(known.model),
        version=ListedVersion(
            id=version.id, label=version.label, state=version.state, developer=version.developer
        ),
        inherent=highest(risk, residual=False),
        residual=highest(risk, residual=True),
        tier=None if risk is None else risk.tier,
        reassess_by=None if risk is None else risk.reassess_by,
        overdue_from=_overdue_from(risk, version.state),
        passed=verdicts.count(Verdict.PASSED),
        failed=verdicts.count(Verdict.FAILED),
        undecided=verdicts.count(Verdict.NOT_DECIDABLE),
        findings_from=tuple(sorted(day for day in standing if day is not None)),
        open_conditions=len(taken[-1].open_conditions) if taken else 0,
    )
    return _awaiting(line, known, taken)


def listed(model: Model) -> ListedModel:
    """Return what a line shows of a model."""
    return ListedModel(
        id=model.id,
        name=model.name,
        business_area=model.business_area,
        kind=model.kind,
        basis=model.basis,
        owner=model.owner,
    )


def highest(assessment: RiskAssessment | None, *, residual: bool) -> int | None:
    """Return the highest score of the firm's ratings, before or after controls."""
    if assessment is None:
        return None
    firm = (rating for rating in assessment.ratings if rating.perspective is Perspective.FIRM)
    return max(((rating.residual if residual else rating.inherent).score for rating in firm), default=None)


def first_day(holds: Callable[[date], bool]) -> date | None:
    """Return the first day on which something holds that, once it holds, goes on holding; None: never."""
    if holds(date.min):
        return date.min
    low, high = date.min.toordinal(), date.max.toordinal()
    if not holds(date.max):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(date.fromordinal(middle)) else (middle, high)
    return date.fromordinal(high)


def _overdue_from(risk: RiskAssessment | None, state: State) -> date | None:
    if risk is None or state is State.RETIRED:
        return None
    return first_day(lambda day: risk.reassess_by < day)


def _awaiting(line: StoredLine, known: Known[RunHead], decisions: tuple[Decision, ...]) -> StoredLine:
    state = known.version.state
    if state in {State.IN_VALIDATION, State.UNDER_REVIEW}:
        return replace(line, awaits_from=ALWAYS)
    if not decisions or not decisions[-1].is_approval or state in {State.RETIRED, State.SUSPENDED}:
        return line
    newest = decisions[-1]
    replaced = set(lapsed(newest.binding, known.binding(known_day(newest))))
    if replaced - {Lapse.POLICY}:
        return replace(line, awaits_from=ALWAYS)
    override = known.override
    return replace(
        line,
        awaits_from=first_day(
            lambda day: not newest.in_force(day) or (override is not None and not override.holds(day))
        ),
        bound_policy=newest.binding.policy,
    )


def known_day(decision: Decision) -> date:
    """Return the day a binding is compared on: it has no bearing, for findings never lapse an approval."""
    return decision.decided_at.date()


def _verdicts(run: RunHead) -> list[Verdict]:
    return [result.verdict for result in run.results if result.state is RunState.FINISHED]


def _reached(first: date | None, today: date) -> bool:
    return first is not None and first <= today

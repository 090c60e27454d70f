"""What happened since an assessment that asks for a new one?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from core.canonical import digest
from core.governance.contradictions import DRIFTING
from core.ids import DatasetId, RunId
from core.inventory import Dataset, Model, ModelVersion
from core.results import Verdict
from core.risk import AssessedState, RiskAssessment, Trigger
from core.texts import Text

USE_FIELDS = ("approved_uses", "actual_use", "prohibited_use", "operating_boundaries", "limitations")
"""Fields of the register that say what the model is used for, beside purpose and intended use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One reason to assess again."""

    trigger: Trigger
    day: date | None
    """When it happened; None where it is not known to the day."""
    evidence: tuple[str, ...] = ()
    """Ids of runs, incidents, versions, data sets or frameworks."""
    blocks: bool = False
    """Whether the policy blocks an approval until the version is assessed again."""


class Outcome(Protocol):
    """What is needed of one check of a run."""

    @property
    def check(self) -> str:
        """Return the check's id."""

    @property
    def verdict(self) -> Verdict:
        """Return the worst verdict."""


class Run(Protocol):
    """What is needed of a run: whole runs and their heads have it."""

    @property
    def id(self) -> RunId:
        """Return its id."""

    @property
    def dataset(self) -> DatasetId:
        """Return the data set it was made on."""

    @property
    def finished_at(self) -> datetime:
        """Return when it ended."""

    @property
    def results(self) -> Iterable[Outcome]:
        """Return what was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something recorded about the model: an incident, an alarm, a determination, a new text of a norm."""

    id: str
    at: date | datetime
    """The moment where it is known, else the day."""

    @property
    def day(self) -> date:
        """Return the day."""
        return self.at.date() if isinstance(self.at, datetime) else self.at

    def after(self, moment: datetime) -> bool:
        """Tell whether it happened later; on the same day only where the moment is known."""
        return self.at > moment if isinstance(self.at, datetime) else self.at > moment.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a version and its model are now."""

    model: Model
    version: ModelVersion
    datasets: tuple[Dataset, ...]
    moved: tuple[DatasetId, ...] = ()
    """Data sets whose file outside the workspace is another one now."""
    runs: tuple[Run, ...] = ()
    incidents: tuple[Happening, ...] = ()
    alarms: tuple[Happening, ...] = ()
    """Of monitoring."""
    changes: tuple[Happening, ...] = ()
    """Determinations that the version changes the model significantly."""
    norms: tuple[Happening, ...] = ()
    """Frameworks in scope with the day on which their text came into force or was replaced."""


def assessed_state(model: Model, version: ModelVersion, datasets: Iterable[Dataset]) -> AssessedState:
    """Return what is assessed, to be compared with later."""
    digests = {item.id: item.digest for item in datasets}
    return AssessedState(
        artifacts=tuple(item.digest for item in version.artifacts),
        cut_off="" if version.cut_off is None else digest(version.cut_off),
        data=tuple(digests[item] for item in version.datasets if item in digests),
        use=use_of(model),
    )


def use_of(model: Model) -> Mapping[str, Text]:
    """Return what the register says about purpose and use."""
    further = {key: text for key, text in model.words.items() if key in USE_FIELDS}
    found = {"purpose": model.purpose, "intended_use": model.intended_use, **further}
    return dict(sorted(found.items()))


def due(
    assessment: RiskAssessment, now: Situation, today: date, blocking: Iterable[Trigger]
) -> tuple[Due, ...]:
    """Return why the version must be assessed again; empty while the assessment is good."""
    blocks = set(blocking)
    found = (*_by_date(assessment, today), *_by_state(assessment, now), *_by_events(assessment, now, today))
    return tuple(
        Due(trigger=item.trigger, day=item.day, evidence=item.evidence, blocks=item.trigger in blocks)
        for item in found
    )


def _by_date(assessment: RiskAssessment, today: date) -> Iterator[Due]:
    if assessment.reassess_by < today:
        yield Due(trigger=Trigger.DATE, day=assessment.reassess_by, evidence=(assessment.id,))


def _by_state(assessment: RiskAssessment, now: Situation) -> Iterator[Due]:
    if now.moved:
        yield Due(trigger=Trigger.DATA, day=None, evidence=tuple(now.moved))
    then = assessment.state
    if then is None:
        return
    current = assessed_state(now.model, now.version, now.datasets)
    if (then.artifacts, then.cut_off) != (current.artifacts, current.cut_off):
        yield Due(trigger=Trigger.VERSION, day=None, evidence=(now.version.id,))
    if not set(then.data) <= set(current.data):
        yield Due(trigger=Trigger.DATA, day=None, evidence=tuple(now.version.datasets))
    changed = _changed_use(then.use, current.use)
    if changed:
        yield Due(trigger=Trigger.USE, day=None, evidence=(now.model.id, *changed))


def _changed_use(then: Mapping[str, Text], now: Mapping[str, Text]) -> tuple[str, ...]:
    """Return the fields whose words differ; an erased text tells nothing any more."""
    keys = dict.fromkeys((*then, *now))
    return tuple(key for key in keys if _differs(then.get(key), now.get(key)))


def _differs(then: Text | None, now: Text | None) -> bool:
    if (then is not None and then.erased) or (now is not None and now.erased):
        return False
    return ("" if then is None else then.body.strip()) != ("" if now is None else now.body.strip())


def _by_events(assessment: RiskAssessment, now: Situation, today: date) -> Iterator[Due]:
    since = assessment.committed_at
    drifted = tuple(run for run in now.runs if run.finished_at > since and _drifts(run))
    if drifted:
        ids = tuple(str(run.id) for run in drifted)
        yield Due(trigger=Trigger.DRIFT, day=drifted[0].finished_at.date(), evidence=ids)
    for trigger, happenings in (
        (Trigger.DRIFT, now.alarms),
        (Trigger.VERSION, now.changes),
        (Trigger.INCIDENT, now.incidents),
        (Trigger.NORM, now.norms),
    ):
        later = [item for item in happenings if item.after(since) and item.day <= today]
        if later:
            ids = tuple(item.id for item in later)
            yield Due(trigger=trigger, day=min(item.day for item in later), evidence=ids)


def _drifts(run: Run) -> bool:
    return any(item.check in DRIFTING and item.verdict is Verdict.FAILED for item in run.results)

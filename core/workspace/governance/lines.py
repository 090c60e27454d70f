"""Who did what on which model, sorted into the three lines?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core.decisions import Decision
from core.findings import Finding, FindingDeed
from core.governance.challenges import Challenge
from core.governance.three_lines import Act, Deed, LinesOfModel, lines_of
from core.ids import (
    AssessmentId,
    ChallengeId,
    DecisionId,
    FindingId,
    ModelId,
    PersonId,
    RunId,
    VersionId,
    model_of,
)
from core.inventory import Model, ModelVersion
from core.people import Person, Role
from core.results import CheckRun
from core.risk import RiskAssessment
from core.store import Store
from core.workspace.desk import Desk

_SECOND = frozenset({Role.VALIDATOR, Role.RISK_MANAGER, Role.HEAD_OF_RISK})


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAct:
    """Who made a run, and when: all that the lines need of it."""

    id: RunId
    version: VersionId
    run_by: PersonId
    finished_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionAct:
    """Who developed a version: all that the lines need of it."""

    id: VersionId
    model: ModelId
    developer: PersonId
    registered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAct:
    """Who owns a model: all that the lines need of it."""

    id: ModelId
    owner: PersonId
    registered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentAct:
    """Who assessed a version: all that the lines need of it."""

    id: AssessmentId
    version: VersionId
    committed_by: PersonId
    committed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionAct:
    """Who decided on a version: all that the lines need of it."""

    id: DecisionId
    version: VersionId
    decided_by: PersonId
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeAct:
    """Who challenged a model: all that the lines need of it."""

    id: ChallengeId
    model: ModelId
    raised_by: PersonId
    raised_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeAct:
    """Who did what with a finding."""

    deed: FindingDeed
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingAct:
    """Who raised, mended and closed a finding: all that the lines need of it."""

    id: FindingId
    version: VersionId
    run: RunId | None = None
    raised_by: PersonId
    raised_at: datetime
    closed_by: PersonId | None = None
    closed_at: datetime | None = None
    life: tuple[LifeAct, ...] = ()


class Lines:
    """The three lines over all models; everything is read from what is recorded."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def all(self) -> tuple[LinesOfModel, ...]:
        """Return every model with who stands in which line, by id."""
        acts: dict[ModelId, list[Act]] = {}
        for act in self._acts():
            acts.setdefault(act.model, []).append(act)
        models = sorted(model.id for model in self._desk.store.heads(Model, ModelAct))
        return tuple(lines_of(model, acts.get(model, ())) for model in models)

    def of(self, model: ModelId) -> LinesOfModel:
        """Return who stands in which line of one model."""
        return lines_of(model, self._acts(model))

    def _acts(self, model: ModelId | None = None) -> Iterator[Act]:
        store = self._desk.store
        whose = _whose(store, model)
        people = {person.id: person for person in store.all(Person)}
        auditors = {who for who, person in people.items() if _audits(person)}
        owned = tuple(_owned(store, whose))
        first: dict[ModelId, set[PersonId]] = {}
        for act in owned:
            first.setdefault(act.model, set()).add(act.person)
        for act in (*owned, *_measured(store, whose), *_judged(store, whose)):
            if act.deed in {Deed.CHECKED, Deed.RAISED} and act.person in first.get(act.model, ()):
                continue  # whoever builds a model also runs checks on it; that is the first line's own work
            yield _third(act) if act.person in auditors else act


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whose:
    """What is asked for in which table; empty: everything."""

    model: Mapping[str, str]
    of_model: Mapping[str, str]
    of_version: Mapping[str, tuple[str, ...]]


def _whose(store: Store, model: ModelId | None) -> _Whose:
    if model is None:
        return _Whose(model={}, of_model={}, of_version={})
    versions = tuple(item.id for item in store.heads(ModelVersion, VersionAct, model=model))
    return _Whose(model={"id": model}, of_model={"model": model}, of_version={"version": versions})


def _audits(person: Person) -> bool:
    """Tell whether somebody acts as an auditor: the role, and none of the second line."""
    return Role.AUDITOR in person.roles and not _SECOND.intersection(person.roles)


def _third(act: Act) -> Act:
    return replace(act, third=True)


def _owned(store: Store, whose: _Whose) -> Iterator[Act]:
    for model in store.heads(Model, ModelAct, **whose.model):
        yield Act(
            model=model.id,
            person=model.owner,
            deed=Deed.OWNS,
            day=model.registered_at.date(),
            source=model.id,
        )
    for version in store.heads(ModelVersion, VersionAct, **whose.of_model):
        yield Act(
            model=version.model,
            person=version.developer,
            deed=Deed.DEVELOPED,
            day=version.registered_at.date(),
            source=version.id,
        )


def _measured(store: Store, whose: _Whose) -> Iterator[Act]:
    for assessment in store.heads(RiskAssessment, AssessmentAct, **whose.of_version):
        yield Act(
            model=model_of(assessment.version),
            person=assessment.committed_by,
            deed=Deed.ASSESSED,
            day=assessment.committed_at.date(),
            source=assessment.id,
        )
    for decision in store.heads(Decision, DecisionAct, **whose.of_version):
        yield Act(
            model=model_of(decision.version),
            person=decision.decided_by,
            deed=Deed.DECIDED,
            day=decision.decided_at.date(),
            source=decision.id,
        )
    for challenge in store.heads(Challenge, ChallengeAct, **whose.of_model):
        yield Act(
            model=challenge.model,
            person=challenge.raised_by,
            deed=Deed.CHALLENGED,
            day=challenge.raised_at.date(),
            source=challenge.id,
        )


def _judged(store: Store, whose: _Whose) -> Iterator[Act]:
    for run in store.heads(CheckRun, RunAct, **whose.of_version):
        yield Act(
            model=model_of(run.version),
            person=run.run_by,
            deed=Deed.CHECKED,
            day=run.finished_at.date(),
            source=run.id,
        )
    for finding in store.heads(Finding, FindingAct, **whose.of_version):
        if finding.run is None:
            yield Act(
                model=model_of(finding.version),
                person=finding.raised_by,
                deed=Deed.RAISED,
                day=finding.raised_at.date(),
                source=finding.id,
            )
        for entry in finding.life:
            if entry.deed is FindingDeed.REPORTED:
                yield Act(
                    model=model_of(finding.version),
                    person=entry.by,
                    deed=Deed.MENDED,
                    day=entry.at.date(),
                    source=finding.id,
                )
        if finding.closed_by is not None and finding.closed_at is not None:
            yield Act(
                model=model_of(finding.version),
                person=finding.closed_by,
                deed=Deed.VERIFIED,
                day=finding.closed_at.date(),
                source=finding.id,
            )

"""Who did what on which model, sorted into the three lines?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from core.decisions import Decision
from core.findings import Finding, FindingDeed
from core.governance.challenges import Challenge
from core.governance.three_lines import Act, Deed, LinesOfModel, lines_of
from core.ids import ModelId, PersonId, RunId, VersionId, model_of
from core.inventory import Model, ModelVersion
from core.people import Person, Role
from core.results import CheckRun
from core.risk import RiskAssessment
from core.store import Store
from core.workspace.desk import Desk

_SECOND = frozenset({Role.VALIDATOR, Role.RISK_MANAGER})


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
        models = sorted(model.id for model in self._desk.store.all(Model))
        return tuple(lines_of(model, acts.get(model, ())) for model in models)

    def of(self, model: ModelId) -> LinesOfModel:
        """Return who stands in which line of one model."""
        return lines_of(model, self._acts())

    def _acts(self) -> Iterator[Act]:
        store = self._desk.store
        people = {person.id: person for person in store.all(Person)}
        auditors = {who for who, person in people.items() if _audits(person)}
        owned = tuple(_owned(store))
        first: dict[ModelId, set[PersonId]] = {}
        for act in owned:
            first.setdefault(act.model, set()).add(act.person)
        for act in (*owned, *_measured(store), *_judged(store)):
            if act.deed in {Deed.CHECKED, Deed.RAISED} and act.person in first.get(act.model, ()):
                continue  # whoever builds a model also runs checks on it; that is the first line's own work
            yield _third(act) if act.person in auditors else act


def _audits(person: Person) -> bool:
    """Tell whether somebody acts as an auditor: the role, and none of the second line."""
    return Role.AUDITOR in person.roles and not _SECOND.intersection(person.roles)


def _third(act: Act) -> Act:
    return replace(act, third=True)


def _owned(store: Store) -> Iterator[Act]:
    for model in store.all(Model):
        yield Act(
            model=model.id,
            person=model.owner,
            deed=Deed.OWNS,
            day=model.registered_at.date(),
            source=model.id,
        )
    for version in store.headings(ModelVersion, VersionAct):
        yield Act(
            model=version.model,
            person=version.developer,
            deed=Deed.DEVELOPED,
            day=version.registered_at.date(),
            source=version.id,
        )


def _measured(store: Store) -> Iterator[Act]:
    for assessment in store.all(RiskAssessment):
        yield Act(
            model=model_of(assessment.version),
            person=assessment.committed_by,
            deed=Deed.ASSESSED,
            day=assessment.committed_at.date(),
            source=assessment.id,
        )
    for decision in store.all(Decision):
        yield Act(
            model=model_of(decision.version),
            person=decision.decided_by,
            deed=Deed.DECIDED,
            day=decision.decided_at.date(),
            source=decision.id,
        )
    for challenge in store.all(Challenge):
        yield Act(
            model=challenge.model,
            person=challenge.raised_by,
            deed=Deed.CHALLENGED,
            day=challenge.raised_at.date(),
            source=challenge.id,
        )


def _judged(store: Store) -> Iterator[Act]:
    for run in store.headings(CheckRun, RunAct):
        yield Act(
            model=model_of(run.version),
            person=run.run_by,
            deed=Deed.CHECKED,
            day=run.finished_at.date(),
            source=run.id,
        )
    for finding in store.all(Finding):
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

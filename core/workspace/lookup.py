"""How does a use case fetch what it needs, or say that it is not there?"""

from datetime import date
from typing import Protocol

from core.decisions import Decision
from core.errors import NotAllowedError, UserError
from core.facts import Facts, Known
from core.findings import Finding, FindingScope
from core.governance.documents import Document
from core.governance.replacing import Filed, Replaced, replaced_checks
from core.ids import DatasetId, DecisionId, FindingId, ModelId, OpinionId, PersonId, RunId, VersionId
from core.inventory import Dataset, Model, ModelVersion
from core.messages import Message, message
from core.opinion import Opinion
from core.people import Permission, Person
from core.policy import Policy
from core.results import CheckRun
from core.risk import RiskAssessment
from core.store.aggregates import T
from core.texts import Text
from core.workspace.references import changed_references
from core.workspace.session import Session


class Reader(Protocol):
    """What the store and a transaction have in common."""

    def get(self, kind: type[T], identity: str) -> T | None:
        """Return one value, or None."""

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Return every value, oldest first."""

    def select(self, kind: type[T], **columns: str) -> tuple[T, ...]:
        """Return the values whose projection columns hold the given contents, oldest first."""

    def today(self) -> date:
        """Return the day by the clock of the workspace."""


def the_model(reader: Reader, model: ModelId) -> Model:
    """Return a model; raises `UserError` if there is none."""
    return _found(
        reader.get(Model, model), message("There is no model {id}. Choose one from the list.", id=model)
    )


def the_version(reader: Reader, version: VersionId) -> ModelVersion:
    """Return a version; raises `UserError` if there is none."""
    return _found(
        reader.get(ModelVersion, version),
        message("There is no version {id}. Choose one from the list.", id=version),
    )


def the_dataset(reader: Reader, dataset: DatasetId) -> Dataset:
    """Return a data set; raises `UserError` if there is none."""
    return _found(
        reader.get(Dataset, dataset),
        message("There is no data set {id}. Choose one from the list.", id=dataset),
    )


def the_run(reader: Reader, run: RunId) -> CheckRun:
    """Return a run; raises `UserError` if there is none."""
    return _found(
        reader.get(CheckRun, run), message("There is no run {id}. Choose one from the list.", id=run)
    )


def the_finding(reader: Reader, finding: FindingId) -> Finding:
    """Return a finding; raises `UserError` if there is none."""
    return _found(
        reader.get(Finding, finding),
        message("There is no finding {id}. Choose one from the list.", id=finding),
    )


def the_decision(reader: Reader, decision: DecisionId) -> Decision:
    """Return a decision; raises `UserError` if there is none."""
    return _found(
        reader.get(Decision, decision),
        message("There is no decision {id}. Choose one from the list.", id=decision),
    )


def the_opinion(reader: Reader, opinion: OpinionId) -> Opinion:
    """Return an audit opinion; raises `UserError` if there is none."""
    return _found(
        reader.get(Opinion, opinion),
        message("There is no opinion {id}. Choose one from the list.", id=opinion),
    )


def active_person(reader: Reader, person: PersonId) -> Person:
    """Return somebody who can be made responsible; raises `UserError` if there is nobody or not any more."""
    found = reader.get(Person, person)
    if found is None:
        raise UserError(message("There is no person {id}. Add the person first.", id=person))
    if not found.active:
        raise UserError(
            message(
                "{name} is no longer active and cannot take this on. Choose somebody else.",
                name=found.name.name(),
            )
        )
    return found


def facts_of(reader: Reader, version: VersionId, policy: Policy) -> Facts:
    """Gather what is known about a version."""
    from core.workspace import risk_facts  # it looks things up by this module
    from core.workspace.governance.determined import early_use, exceptions

    found = the_version(reader, version)
    runs = reader.select(CheckRun, version=version)
    used = dict.fromkeys((*found.datasets, *(run.dataset for run in runs)))
    assessments = reader.select(RiskAssessment, version=version)
    datasets = tuple(the_dataset(reader, dataset) for dataset in used)
    assessment, changed = assessments[-1] if assessments else None, changed_references(datasets)
    return Known(
        model=the_model(reader, found.model),
        version=found,
        datasets=datasets,
        assessment=assessment,
        runs=runs,
        findings=findings_on(reader, found),
        policy=policy,
        changed=changed,
        override=risk_facts.tier_override(reader, version),
        scale=None if assessment is None else risk_facts.scale_of(reader, assessment.scale),
        due=risk_facts.triggers(
            reader, assessment, found, policy=policy, seen=risk_facts.Seen(runs=runs, moved=changed)
        ),
        exceptions=exceptions(reader, version),
        early_use=early_use(reader, version),
        replaced=() if found.artifacts else replaced_on(reader, found, policy),
    )


def replaced_on(reader: Reader, version: ModelVersion, policy: Policy) -> tuple[Replaced, ...]:
    """Return which checks documents replace on a version without a model file."""
    filed = Filed(
        documents=reader.select(Document, model=version.model),
        roles={person.id: person.roles for person in reader.all(Person)},
    )
    model = the_model(reader, version.model)
    return replaced_checks(policy, model, version, filed, reader.today())


def findings_on(reader: Reader, version: ModelVersion) -> tuple[Finding, ...]:
    """Return what counts against a version, oldest first: its own findings and those on the whole model."""
    found = list(reader.select(Finding, version=version.id))
    for other in reader.select(ModelVersion, model=version.model):
        if other.id != version.id:
            wide = reader.select(Finding, version=other.id)
            found += [item for item in wide if item.scope is not FindingScope.VERSION]
    return tuple(sorted(found, key=lambda item: (item.raised_at, item.id)))


def require_one_of(session: Session, *permissions: Permission) -> None:
    """Raise `NotAllowedError` unless the person holds at least one of the permissions."""
    if not any(session.person.may(permission) for permission in permissions):
        session.require(permissions[0])


def require_text(text: Text | None, what: Message) -> None:
    """Raise `UserError` with the message when nothing was written."""
    if text is None or not text.body.strip():
        raise UserError(what)


def refuse(text: Message) -> NotAllowedError:
    """Return the error for something that may not be done now."""
    return NotAllowedError(text)


def _found(value: T | None, otherwise: Message) -> T:
    if value is None:
        raise UserError(otherwise)
    return value

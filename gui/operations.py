"""What does each user action do? A job or a call, then the changes go to the bus."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from core.artifacts.recognition import ArtifactReport
from core.data.preview import TablePreview
from core.errors import PruefsteinError
from core.ids import DatasetId, ModelId, VersionId
from core.inventory import TableDialect
from core.people import Person
from core.workspace import Changes, NewDataset, NewModel, NewPerson, NewVersion
from gui.context import GuiContext
from gui.jobs import Job

T = TypeVar("T")


def change(
    context: GuiContext,
    title: str,
    work: Callable[[Job], tuple[T, Changes]],
    done: Callable[[T], None] | None = None,
    *,
    failed: Callable[[PruefsteinError], None] | None = None,
) -> Job:
    """Run a use case that writes; publish what it changed, then call `done` with its result."""

    def finished(outcome: tuple[T, Changes]) -> None:
        result, changes = outcome
        context.bus.publish(changes)
        if done is not None:
            done(result)

    return context.jobs.start(title, work, finished, failed)


def add_person(context: GuiContext, new: NewPerson, done: Callable[[Person], None]) -> Job:
    """Add a person with both keys."""
    title = context.translator.tr("Making the keys of the new person")
    session, people = context.session.current, context.workspace.people
    return change(context, title, lambda _job: people.add(session, new), done)


def inspect_artifact(
    context: GuiContext, path: Path, done: Callable[[ArtifactReport], None], *, consent: bool = False
) -> Job:
    """Have a model file recognized in a confined process; `consent`: a named person agreed to open it."""

    def work(job: Job) -> ArtifactReport:
        from core.jobs.tasks import inspect_model

        return inspect_model(path, job, consent=consent)

    title = context.translator.tr("Recognizing {file}", file=path.name)
    return context.jobs.start(title, work, done)


def confinement(context: GuiContext, done: Callable[[str], None]) -> Job:
    """Find out how far this system can confine a process."""

    def work(_job: Job) -> str:
        from core.jobs.tasks import confinement_level

        return str(confinement_level())

    return context.jobs.start("", work, done, quiet=True)


def preview_table(
    context: GuiContext,
    path: Path,
    dialect: TableDialect | None,
    done: Callable[[TablePreview], None],
    failed: Callable[[PruefsteinError], None],
) -> Job:
    """Read the head of a table."""
    title = context.translator.tr("Reading {file}", file=path.name)
    inventory = context.workspace.inventory
    return context.jobs.start(title, lambda _job: inventory.preview_table(path, dialect), done, failed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What is to be registered together: any of the three may be missing."""

    model: NewModel | None
    dataset: NewDataset | None
    version: NewVersion | None
    """Its model is replaced by the new one, and the new data set is added."""


@dataclass(slots=True, kw_only=True)
class Registered:
    """What of it is in the inventory; kept over a failed attempt so that nothing is registered twice."""

    model: ModelId | None = None
    dataset: DatasetId | None = None
    version: VersionId | None = None


def register(
    context: GuiContext,
    entered: Registration,
    done: Registered,
    finished: Callable[[Registered], None],
    failed: Callable[[PruefsteinError], None],
) -> Job:
    """Register model, data set and version, one transaction each, in this order."""

    def stopped(error: PruefsteinError) -> None:
        context.bus.publish(Changes.INVENTORY)
        failed(error)

    title = context.translator.tr("Registering")
    return change(
        context,
        title,
        lambda job: _register(context, entered, done, job),
        finished,
        failed=stopped,
    )


def _register(
    context: GuiContext, entered: Registration, done: Registered, job: Job
) -> tuple[Registered, Changes]:
    session, inventory = context.session.current, context.workspace.inventory
    if entered.model is not None and done.model is None:
        done.model = inventory.register_model(session, entered.model)[0].id
    if entered.dataset is not None and done.dataset is None:
        done.dataset = inventory.register_dataset(session, entered.dataset)[0].id
    if entered.version is not None:
        model = done.model or entered.version.model
        datasets = (*entered.version.datasets, *((done.dataset,) if done.dataset else ()))
        new = replace(entered.version, model=model, datasets=datasets)
        version, _ = inventory.register_version(session, new, job)
        done.model, done.version = version.model, version.id
    return done, Changes.INVENTORY

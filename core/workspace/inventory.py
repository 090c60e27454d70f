"""What is registered, and how does something new get in?"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from core.artifacts.recognition import ArtifactReport
from core.audit import Action
from core.data.preview import TablePreview
from core.decisions import Decision
from core.errors import NotAllowedError
from core.ids import DatasetId, Digest, ModelId, PersonId, VersionId, version_id
from core.inventory import (
    Artifact,
    Consent,
    Dataset,
    GoldenSample,
    Model,
    ModelKind,
    ModelVersion,
    State,
    TableDialect,
)
from core.messages import Message, message
from core.model_list import (
    EVERY_MODEL,
    Choices,
    ModelCounts,
    ModelLine,
    ModelPage,
    ModelQuery,
    Now,
    PageKey,
    VersionLine,
)
from core.people import Permission, Person
from core.progress import SILENT, Part, Progress
from core.store import paging
from core.store.search import Found, found
from core.texts import Text
from core.workspace import movement, naming, registration
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.lookup import active_person, facts_of, require_text, the_dataset, the_model, the_version
from core.workspace.references import changed_references
from core.workspace.requests import NewDataset, NewModel, NewVersion
from core.workspace.session import Session
from core.workspace.summaries import ModelSummary, summaries, summary_of
from core.workspace.tables import record_table, verified

__all__ = ["Inventory", "ModelSummary"]

PAGE = 100
"""Lines read at once."""
CHOICES = 40
"""Models whose versions are offered at once."""
EVERY = 1_000_000


class Inventory:
    """Models, versions, data sets."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def summaries(self) -> tuple[ModelSummary, ...]:
        """Return every model with what a list shows, by id."""
        return summaries(self._desk.store, self._desk.policy, self._desk.clock().date())

    def summary(self, model: ModelId) -> ModelSummary | None:
        """Return one model with what a list shows, from the records; None if there is no such model."""
        return summary_of(self._desk.store, model, self._desk.policy, self._desk.clock().date())

    def page(
        self, query: ModelQuery = EVERY_MODEL, *, after: PageKey | None = None, limit: int = PAGE
    ) -> ModelPage:
        """Return the lines that satisfy a query behind a key, from the cache of lines (ADR 16).

        For lists only: whoever decides something reads the records.
        """
        with self._desk.store.lists() as lists:
            return paging.page(lists, query, self._now(), after=after, limit=limit)

    def lines(self) -> tuple[ModelLine, ...]:
        """Return the line of every model, by id, from the cache of lines: to choose from and to look at."""
        return self.page(limit=EVERY).lines

    def version_lines(self) -> dict[ModelId, tuple[VersionLine, ...]]:
        """Return what lists to choose from say of every version, by model, oldest first."""
        found: dict[ModelId, list[VersionLine]] = {}
        for line in self._desk.store.heads(ModelVersion, VersionLine):
            found.setdefault(line.model, []).append(line)
        return {model: tuple(found[model]) for model in sorted(found)}

    def choices(self, typed: str = "", *, after: PageKey | None = None, limit: int = CHOICES) -> Choices:
        """Return the versions of the models behind a key that are called so; `name@label` asks for a label.

        By model id, then oldest first, as `version_lines`.
        """
        words, _, wanted = typed.partition("@")
        page = self.page(ModelQuery(called=words), after=after, limit=limit)
        names = {line.id: line.model.name for line in page.lines}
        found: dict[ModelId, list[VersionLine]] = {model: [] for model in names}
        for line in self._desk.store.heads(ModelVersion, VersionLine, model=tuple(names)):
            if line.label.casefold().startswith(wanted.strip().casefold()):
                found[line.model].append(line)
        listed = tuple((names[model], line) for model, lines in found.items() for line in lines)
        return Choices(versions=listed, next=page.next)

    def counting(self) -> VersionId | None:
        """Return the version that counts of the first model that has one."""
        after: PageKey | None = None
        while True:
            page = self.page(after=after)
            found = next((line.version.id for line in page.lines if line.version is not None), None)
            if found is not None or page.next is None:
                return found
            after = page.next

    def number_of_versions(self) -> int:
        """Return how many versions there are."""
        return self._desk.store.count(ModelVersion)

    def line(self, model: ModelId) -> ModelLine | None:
        """Return the line of one model; None if there is no such model."""
        with self._desk.store.lists() as lists:
            return paging.one(lists, model, self._now())

    def counts(self, person: PersonId) -> ModelCounts:
        """Count the models that satisfy what is offered as a filter; `person` is whose own are counted."""
        with self._desk.store.lists() as lists:
            return paging.counts(lists, person, self._now())

    def areas(self) -> tuple[str, ...]:
        """Return the business areas of the models, in order."""
        with self._desk.store.lists() as lists:
            return paging.areas(lists)

    def owners(self) -> dict[PersonId, str]:
        """Return who owns models, by name."""
        with self._desk.store.lists() as lists:
            return paging.owners(lists)

    def search(self, text: str, limit: int = 20) -> tuple[Found, ...]:
        """Return records that hold every word or its beginning, those with the words in their title first."""
        with self._desk.store.lists() as lists:
            return found(lists, text, limit)

    def number_waiting(self) -> int:
        """Return how many versions wait for a decision: those in validation, and current ones that lapsed."""
        others = tuple(state for state in State if state is not State.IN_VALIDATION)
        lapsed = self.page(ModelQuery(awaits_decision=True, states=others), limit=1).total
        return lapsed + self._desk.store.count(ModelVersion, state=State.IN_VALIDATION.value)

    def _now(self) -> Now:
        return Now(today=self._desk.clock().date(), policy=self._desk.policy_digest)

    def number(self) -> int:
        """Return how many models there are."""
        return self._desk.store.count(Model)

    def models(self) -> tuple[Model, ...]:
        """Return every model by id."""
        return tuple(sorted(self._desk.store.all(Model), key=lambda model: model.id))

    def model(self, model: ModelId) -> Model:
        """Return one model; raises `UserError` if there is none."""
        return the_model(self._desk.store, model)

    def versions(self, model: ModelId) -> tuple[ModelVersion, ...]:
        """Return a model's versions, oldest first."""
        return self._desk.store.select(ModelVersion, model=model)

    def version(self, version: VersionId) -> ModelVersion:
        """Return one version; raises `UserError` if there is none."""
        return the_version(self._desk.store, version)

    def resolve(self, reference: str) -> ModelVersion:
        """Return the version meant by MODEL[@VERSION]; MODEL is an id or a unique name.

        Without @VERSION the model must have exactly one version that is not retired or rejected, else its
        newest counts only if it is the only one; otherwise raises `UserError` naming the candidates.
        """
        return naming.resolve(self._desk.store, reference)

    def datasets(self) -> tuple[Dataset, ...]:
        """Return all data sets by id."""
        return tuple(sorted(self._desk.store.all(Dataset), key=lambda dataset: dataset.id))

    def dataset(self, dataset: DatasetId) -> Dataset:
        """Return one data set; raises `UserError` if there is none."""
        return the_dataset(self._desk.store, dataset)

    def changed_data(self) -> tuple[DatasetId, ...]:
        """Return the data sets registered by reference whose file is gone or has other contents now."""
        return changed_references(self.datasets())

    def file(self, digest: Digest) -> Path:
        """Return the path of a stored file; raises `IntegrityError` if it is gone or changed."""
        return verified(self._desk, digest)

    def inspect_artifact(
        self, path: Path, progress: Progress = SILENT, *, consent: bool = False
    ) -> ArtifactReport:
        """Say what a file is, without opening it in this process; never raises for a bad file."""
        from core.jobs.tasks import inspect_model

        return inspect_model(path, progress, consent=consent)

    def preview_table(self, path: Path, dialect: TableDialect | None = None) -> TablePreview:
        """Read the head of a table and say what was assumed; raises `UserError` for an unreadable file."""
        from core.data.reading import preview

        return preview(path, dialect)

    def register_model(self, session: Session, new: NewModel) -> tuple[Model, Changes]:
        """Register a model; its state is that of its versions."""
        session.require(Permission.REGISTER)
        _check_words(new)
        with self._desk.store.transaction(session) as step:
            active_person(step, new.owner)
            model = Model(
                id=ModelId(step.new_id(Model)),
                name=new.name,
                purpose=new.purpose,
                intended_use=new.intended_use,
                kind=new.kind,
                basis=new.basis,
                vendor=new.vendor,
                owner=new.owner,
                business_area=new.business_area,
                registered_at=self._desk.clock(),
                example=new.example,
            )
            step.put(model, Action.MODEL_REGISTERED)
        return model, Changes.INVENTORY

    def register_dataset(self, session: Session, new: NewDataset) -> tuple[Dataset, Changes]:
        """Read the table once, copy or reference it by digest, and record it."""
        session.require(Permission.REGISTER)
        return record_table(self._desk, session, new), Changes.INVENTORY

    def register_version(
        self, session: Session, new: NewVersion, progress: Progress = SILENT
    ) -> tuple[ModelVersion, Changes]:
        """Store the model files, score the golden sample in the worker, and record a draft.

        Several files must agree on the golden sample. Raises `UntrustedArtifactError` when one is refused.
        """
        session.require(Permission.REGISTER)
        self._desk.store.check_actor(session)
        datasets = registration.check_new_version(self._desk.store, new)
        artifacts = registration.take_artifacts(
            self._desk, new, self._consent(session, new), Part(progress, 0.0, 0.5)
        )
        golden = registration.golden_of(self._desk, new, artifacts, datasets, Part(progress, 0.5, 1.0))
        progress.check()
        with self._desk.store.transaction(session) as step:
            registration.check_new_version(step, new)
            version = self._draft(new, artifacts, golden)
            step.put(version, Action.VERSION_REGISTERED)
        return version, Changes.INVENTORY

    def move_obstacle(self, version: VersionId, state: State, person: Person) -> Message | None:
        """Return why the person may not bring the version into a state now; None: they may."""
        return self.move_obstacles(version, (state,), person)[state]

    def move_obstacles(
        self, version: VersionId, states: Iterable[State], person: Person
    ) -> dict[State, Message | None]:
        """Return it for several states; everything is read once."""
        store, today = self._desk.store, self._desk.clock().date()
        facts = facts_of(store, version, self._desk.policy)
        decisions = store.select(Decision, version=version)
        return {
            state: movement.refusal(
                movement.Move(facts=facts, to=state, person=person, decisions=decisions), today
            )
            for state in states
        }

    def set_state(
        self, session: Session, version: VersionId, state: State, reason: Text
    ) -> tuple[ModelVersion, Changes]:
        """Move a version along the permitted transitions; approving goes through `Decisions.decide` only."""
        require_text(reason, message("The reason is missing. Write why the state changes."))
        today = self._desk.clock().date()
        with self._desk.store.transaction(session, reason) as step:
            facts = facts_of(step, version, self._desk.policy)
            move = movement.Move(
                facts=facts,
                to=state,
                person=session.person,
                decisions=step.select(Decision, version=version),
            )
            refusal = movement.refusal(move, today)
            if refusal is not None:
                raise NotAllowedError(refusal)
            moved = replace(facts.version, state=state)
            step.put(moved, Action.STATE_CHANGED)
        return moved, Changes.INVENTORY | Changes.DECISIONS

    def _consent(self, session: Session, new: NewVersion) -> Consent | None:
        """Return the acting person's consent to opening a pickle; the name stands in their own record."""
        if new.consent is None:
            return None
        require_text(new.consent, message("The reason is missing. Write why the file may be opened."))
        person = session.person.id
        return Consent(by=person, name="", reason=new.consent, given_at=self._desk.clock())

    def _draft(
        self, new: NewVersion, artifacts: tuple[Artifact, ...], golden: GoldenSample | None
    ) -> ModelVersion:
        return ModelVersion(
            id=version_id(new.model, new.label),
            model=new.model,
            label=new.label,
            task=new.task,
            state=State.DRAFT,
            developer=new.developer,
            artifacts=artifacts,
            cut_off=new.cut_off,
            datasets=tuple(dict.fromkeys(new.datasets)),
            golden=golden,
            training=dict(new.training),
            notes=new.notes,
            registered_at=self._desk.clock(),
        )


def _check_words(new: NewModel) -> None:
    require_text(new.name, message("The model has no name. Give it one."))
    require_text(
        new.purpose, message("The purpose is missing. Write what the firm wants to achieve with it.")
    )
    require_text(
        new.intended_use,
        message(
            "The intended use is missing. Write who uses the model, for which decisions, within which limits."
        ),
    )
    if new.kind is ModelKind.VENDOR:
        require_text(new.vendor, message("The vendor is missing. Write who supplies the model."))

"""How do planned models, versions and model files of a registry become records?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.audit import Action
from core.exchange.mlflow_registry import MlflowRegistry, RegisteredModel, RegistryVersion
from core.exchange.mlflow_runs import experiment_of
from core.governance.design import DesignRecord
from core.governance.mlflow_imports import (
    FOREIGN,
    FileKey,
    FilePlan,
    MlflowModelPlan,
    MlflowTerms,
    VersionPlan,
)
from core.governance.register.importing import RowAction
from core.governance.register.imports import ImportedFile, ImportedRow
from core.ids import ModelId, VersionId, version_id
from core.inventory import Artifact, CutOff, Model, ModelVersion, RecordBasis, State, Task
from core.language import Translator
from core.people import Person
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace import registration
from core.workspace.governance.design_rules import check as check_design
from core.workspace.governance.designs import DesignEdit
from core.workspace.governance.mlflow_planning import facts, notes, with_reason
from core.workspace.lookup import the_version
from core.workspace.requests import NewVersion

_MADE = frozenset({RowAction.NEW, RowAction.CHANGE})


class MlflowMaking:
    """Makes what was planned inside one transaction."""

    def __init__(
        self, step: Transaction, person: Person, terms: MlflowTerms, artifacts: Mapping[FileKey, Artifact]
    ) -> None:
        """Act for a person; the files that come in are kept already."""
        self._step, self._person, self._terms, self._artifacts = step, person, terms, artifacts
        self._words = Translator(terms.language)

    def all(self, plans: Sequence[MlflowModelPlan], registry: MlflowRegistry) -> tuple[ImportedRow, ...]:
        """Record everything, and return what became of each registered model."""
        pairs = zip(plans, registry.models, strict=True)
        return tuple(self._model(number, plan, found) for number, (plan, found) in enumerate(pairs, 1))

    def _model(self, number: int, plan: MlflowModelPlan, found: RegisteredModel) -> ImportedRow:
        model = plan.model
        if plan.action is RowAction.NEW:
            model = ModelId(self._step.new_id(Model))
            self._step.put(self._new(model, found), Action.MODEL_REGISTERED)
        if model is None or plan.action not in _MADE:
            return ImportedRow(number=number, action=plan.action, model=model)
        stated = {item.number: item for item in found.versions}
        files = []
        for item in plan.versions:
            if item.action in _MADE:
                version = self._version(model, item, (found, stated[item.number]))
                files += [] if item.file is None else [self._imported(version, item.file)]
        return ImportedRow(number=number, action=plan.action, model=model, files=tuple(files))

    def _new(self, model: ModelId, found: RegisteredModel) -> Model:
        terms = self._terms
        return Model(
            id=model,
            name=Text(found.name, terms.language),
            purpose=Text(found.description, terms.language),
            intended_use=Text("", terms.language),
            kind=terms.kind,
            basis=RecordBasis.TAKEN_OVER,
            owner=terms.owner,
            business_area=Text(terms.area.strip(), terms.language),
            registered_at=self._step.now(),
            foreign_id=f"{FOREIGN}{found.name}",
        )

    def _version(
        self, model: ModelId, plan: VersionPlan, pair: tuple[RegisteredModel, RegistryVersion]
    ) -> VersionId:
        artifact = self._artifacts.get((pair[0].name, plan.number)) if plan.takes_file else None
        if plan.known is not None:
            return self._completed(plan.known, artifact, pair)
        new = NewVersion(
            model=model,
            label=plan.label,
            task=self._terms.task,
            developer=self._terms.developer,
            cut_off=self._cut_off,
        )
        registration.check_new_version(self._step, new)
        version = ModelVersion(
            id=version_id(model, plan.label),
            model=model,
            label=plan.label,
            task=self._terms.task,
            state=State.DRAFT,
            developer=self._terms.developer,
            artifacts=() if artifact is None else (artifact,),
            cut_off=self._cut_off,
            training=facts(*pair),
            notes=with_reason(notes(*pair, self._terms), self._why(plan.file)),
            registered_at=self._step.now(),
        )
        self._step.put(version, Action.VERSION_REGISTERED)
        self._design(version, pair[1])
        return version.id

    def _completed(
        self, known: VersionId, artifact: Artifact | None, pair: tuple[RegisteredModel, RegistryVersion]
    ) -> VersionId:
        """Add the file to a draft that was taken over without it; the plan says that it still is one."""
        found = the_version(self._step, known)
        if artifact is not None:
            changed = replace(
                found,
                artifacts=(artifact,),
                cut_off=found.cut_off or (self._terms.cut_off if found.task is Task.BINARY else None),
                notes=notes(*pair, self._terms),
            )
            self._step.put(changed, Action.VERSION_CHANGED)
        return known

    @property
    def _cut_off(self) -> CutOff | None:
        return self._terms.cut_off if self._terms.task is Task.BINARY else None

    def _design(self, version: ModelVersion, stated: RegistryVersion) -> None:
        if stated.run is None:
            return
        experiments = (replace(experiment_of(stated.run), chosen=True),)
        check_design(self._step, DesignEdit(experiments=experiments))
        record = DesignRecord(
            version=version.id,
            model=version.model,
            experiments=experiments,
            recorded_by=self._person.id,
            recorded_at=self._step.now(),
        )
        self._step.put(record, Action.DESIGN_RECORDED)

    def _why(self, file: FilePlan | None) -> Text | None:
        """Return why a file was not taken in, in the language in which the registry is written here."""
        if file is None or file.why is None:
            return None
        return Text(self._words.say(file.why), self._terms.language)

    def _imported(self, version: VersionId, file: FilePlan) -> ImportedFile:
        return ImportedFile(
            version=version,
            name=Text(file.name, self._terms.language),
            size=file.size,
            digest=file.digest,
            taken=file.taken,
            why=self._why(file),
        )

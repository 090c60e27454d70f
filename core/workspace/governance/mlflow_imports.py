"""How do the models and versions of an MLflow registry become part of the inventory?"""

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from core.audit import Action
from core.canonical import sha256
from core.errors import ConflictError, UserError
from core.exchange.mlflow_registry import (
    MlflowRegistry,
    RegisteredModel,
    RegistryVersion,
    read_registry,
)
from core.exchange.mlflow_runs import experiment_of
from core.governance.design import DesignRecord
from core.governance.mlflow_imports import (
    FOREIGN,
    MlflowModelPlan,
    MlflowPlan,
    MlflowTerms,
    VersionPlan,
)
from core.governance.register.importing import RowAction
from core.governance.register.imports import ImportedRow, RegisterImport
from core.ids import Digest, ImportId, ModelId, version_id
from core.inventory import Model, ModelVersion, RecordBasis, State
from core.messages import message
from core.people import Permission
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace import registration
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.design_rules import check as check_design
from core.workspace.governance.designs import DesignEdit
from core.workspace.governance.mlflow_planning import Standing, comparable, facts, notes, planned
from core.workspace.lookup import Reader, active_person, require_text
from core.workspace.requests import NewVersion
from core.workspace.session import Session

_TOUCHED = Changes.INVENTORY | Changes.ESTATE
SHEET = "MLflow"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedRegistry:
    """A registry as found."""

    registry: MlflowRegistry
    source: Digest
    path: Path


class MlflowImports:
    """Imports of MLflow registries; nothing of MLflow is run and no path it names is opened."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def look(self, path: Path) -> LookedRegistry:
        """Read a registry; changes nothing.

        Raises `UntrustedArtifactError` for links and hostile contents, `UserError` where there is none.
        """
        registry = read_registry(path)
        return LookedRegistry(registry=registry, source=sha256(registry.content), path=path)

    def plan(self, looked: LookedRegistry, terms: MlflowTerms) -> MlflowPlan:
        """Return what would become of each registered model under the terms; changes nothing."""
        standing = self._standing(self._desk.store)
        models = planned(looked.registry, terms, standing)
        return MlflowPlan(source=looked.source, name=looked.registry.name, terms=terms, models=models)

    def run(
        self, session: Session, looked: LookedRegistry, plan: MlflowPlan, reason: Text
    ) -> tuple[RegisterImport, Changes]:
        """Make an import as it was shown: everything or nothing; what was read is kept.

        Raises `UserError` while models wait for a decision, `ConflictError` when store or inventory are no
        longer as they were when the plan was made.
        """
        session.require(Permission.REGISTER)
        require_text(reason, message("The reason is missing. Write why the registry is taken over."))
        if plan.count(RowAction.DECIDE):
            raise UserError(
                message(
                    "{n} models may be there already. Nothing was taken over. Decide on each.",
                    n=plan.count(RowAction.DECIDE),
                )
            )
        fresh = self.look(looked.path)
        if {fresh.source, looked.source} != {plan.source}:
            raise ConflictError(
                message(
                    "The registry was changed since the preview. Nothing was taken over. Look at it again."
                )
            )
        self._desk.files.add(fresh.registry.content)
        with self._desk.store.transaction(session, reason) as step:
            active_person(step, plan.terms.owner)
            now = planned(fresh.registry, plan.terms, self._standing(step))
            if comparable(now) != comparable(plan.models):
                raise _inventory_changed()
            rows = self._rows(step, session, replace(plan, models=now), fresh.registry)
            done = self._record(step, session, plan, rows, reason)
            step.put(done, Action.REGISTER_IMPORTED)
        return done, _TOUCHED

    def _standing(self, reader: Reader) -> Standing:
        versions = defaultdict[ModelId, tuple[ModelVersion, ...]](tuple)
        for item in reader.all(ModelVersion):
            versions[item.model] = (*versions[item.model], item)
        models = {model.id: model for model in reader.all(Model)}
        return Standing(models=models, versions=versions, now=self._desk.clock())

    def _rows(
        self, step: Transaction, session: Session, plan: MlflowPlan, registry: MlflowRegistry
    ) -> tuple[ImportedRow, ...]:
        if not plan.new_versions and not plan.count(RowAction.NEW):
            raise UserError(message("This changes nothing: everything was taken over already."))
        return tuple(
            self._made(step, session, plan, number, found) for number, found in enumerate(registry.models, 1)
        )

    def _made(
        self, step: Transaction, session: Session, plan: MlflowPlan, number: int, found: RegisteredModel
    ) -> ImportedRow:
        wanted = plan.models[number - 1]
        model = wanted.model
        if wanted.action is RowAction.NEW:
            model = ModelId(step.new_id(Model))
            step.put(self._new(model, found, plan.terms), Action.MODEL_REGISTERED)
        if model is not None and wanted.action in {RowAction.NEW, RowAction.CHANGE}:
            self._versions(step, session, plan.terms, model, (wanted, found))
        return ImportedRow(number=number, action=wanted.action, model=model)

    def _new(self, model: ModelId, found: RegisteredModel, terms: MlflowTerms) -> Model:
        return Model(
            id=model,
            name=Text(found.name, terms.language),
            purpose=Text(found.description, terms.language),
            intended_use=Text("", terms.language),
            kind=terms.kind,
            basis=RecordBasis.TAKEN_OVER,
            owner=terms.owner,
            business_area=Text(terms.area.strip(), terms.language),
            registered_at=self._desk.clock(),
            foreign_id=f"{FOREIGN}{found.name}",
        )

    def _versions(
        self,
        step: Transaction,
        session: Session,
        terms: MlflowTerms,
        model: ModelId,
        pair: tuple[MlflowModelPlan, RegisteredModel],
    ) -> None:
        wanted, found = pair
        stated = {item.number: item for item in found.versions}
        for item in wanted.versions:
            if item.action is RowAction.NEW:
                version = self._draft(step, model, item, (found, stated[item.number]), terms)
                self._design(step, session, version, stated[item.number])

    def _draft(
        self,
        step: Transaction,
        model: ModelId,
        plan: VersionPlan,
        pair: tuple[RegisteredModel, RegistryVersion],
        terms: MlflowTerms,
    ) -> ModelVersion:
        new = NewVersion(model=model, label=plan.label, task=terms.task, developer=terms.developer)
        registration.check_new_version(step, new)
        version = ModelVersion(
            id=version_id(model, plan.label),
            model=model,
            label=plan.label,
            task=terms.task,
            state=State.DRAFT,
            developer=terms.developer,
            training=facts(*pair),
            notes=notes(*pair, terms),
            registered_at=self._desk.clock(),
        )
        step.put(version, Action.VERSION_REGISTERED)
        return version

    def _design(
        self, step: Transaction, session: Session, version: ModelVersion, stated: RegistryVersion
    ) -> None:
        if stated.run is None:
            return
        experiments = (replace(experiment_of(stated.run), chosen=True),)
        check_design(step, DesignEdit(experiments=experiments))
        record = DesignRecord(
            version=version.id,
            model=version.model,
            experiments=experiments,
            recorded_by=session.person.id,
            recorded_at=self._desk.clock(),
        )
        step.put(record, Action.DESIGN_RECORDED)

    def _record(
        self,
        step: Transaction,
        session: Session,
        plan: MlflowPlan,
        rows: tuple[ImportedRow, ...],
        reason: Text,
    ) -> RegisterImport:
        return RegisterImport(
            id=ImportId(step.new_id(RegisterImport)),
            file_name=Text(plan.name, plan.terms.language),
            source=plan.source,
            sheet=SHEET,
            columns=(),
            rows=rows,
            reason=reason,
            imported_by=session.person.id,
            imported_at=self._desk.clock(),
        )


def _inventory_changed() -> ConflictError:
    return ConflictError(
        message(
            "The inventory was changed since the preview. Nothing was taken over. Make the preview again."
        )
    )

"""How do the models and versions of an MLflow registry become part of the inventory?"""

from collections import defaultdict
from pathlib import Path

from core.audit import Action
from core.canonical import sha256
from core.errors import ConflictError, UserError
from core.exchange.mlflow_registry import read_registry
from core.governance.mlflow_imports import NUMBER_FACT, FileKey, MlflowPlan, MlflowTerms
from core.governance.register.importing import RowAction
from core.governance.register.imports import ImportedRow, RegisterImport
from core.ids import Digest, ImportId, ModelId
from core.inventory import Consent, Model, ModelVersion
from core.messages import message
from core.people import Permission
from core.progress import SILENT, Part, Progress
from core.results import CheckRun
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.mlflow_intake import LookedRegistry, planned_files, taken_files
from core.workspace.governance.mlflow_making import MlflowMaking
from core.workspace.governance.mlflow_planning import Standing, comparable, filed, planned, wanted
from core.workspace.lookup import Reader, active_person, require_text
from core.workspace.requests import NewVersion
from core.workspace.session import Session

__all__ = ["LookedRegistry", "MlflowImports"]
_TOUCHED = Changes.INVENTORY | Changes.ESTATE
SHEET = "MLflow"


class MlflowImports:
    """Imports of MLflow registries; nothing of MLflow is run and no address it names is opened."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def look(self, path: Path, files: Path | None = None) -> LookedRegistry:
        """Read a registry; `files` is a further folder with model files. Changes nothing.

        Raises `UntrustedArtifactError` for links and hostile contents, `UserError` where there is none.
        """
        registry = read_registry(path)
        return LookedRegistry(registry=registry, source=sha256(registry.content), path=path, files=files)

    def plan(self, looked: LookedRegistry, terms: MlflowTerms, progress: Progress = SILENT) -> MlflowPlan:
        """Return what would become of each registered model and model file; changes nothing.

        Files are inspected as received ones are: what may be opened is opened in the confined worker.
        """
        standing = self._standing(self._desk.store)
        models = planned(looked.registry, terms, standing)
        files = planned_files(looked, terms, tuple(wanted(models, standing)), progress)
        return MlflowPlan(
            source=looked.source,
            name=looked.registry.name,
            terms=terms,
            models=filed(models, files, standing),
        )

    def run(
        self,
        session: Session,
        looked: LookedRegistry,
        plan: MlflowPlan,
        reason: Text,
        progress: Progress = SILENT,
    ) -> tuple[RegisterImport, Changes]:
        """Make an import as it was shown: everything or nothing; what was read is kept.

        Raises `UserError` while models wait for a decision, `ConflictError` when store, files or inventory
        are no longer as they were when the plan was made.
        """
        session.require(Permission.REGISTER)
        _check_ready(plan, reason)
        self._desk.store.check_actor(session)
        fresh = self.look(looked.path, looked.files)
        if {fresh.source, looked.source} != {plan.source}:
            raise ConflictError(
                message(
                    "The registry was changed since the preview. Nothing was taken over. Look at it again."
                )
            )
        self._desk.files.add(fresh.registry.content)
        artifacts = taken_files(
            self._desk, fresh, _asked(plan), self._consent(session, plan.terms), Part(progress, 0.0, 0.9)
        )
        progress(0.9, message("Recording models and versions"))
        with self._desk.store.transaction(session, reason) as step:
            active_person(step, plan.terms.owner)
            standing = self._standing(step)
            now = filed(planned(fresh.registry, plan.terms, standing), plan.files, standing)
            if comparable(now) != comparable(plan.models):
                raise _inventory_changed()
            making = MlflowMaking(step, session.person, plan.terms, artifacts)
            rows = making.all(now, fresh.registry)
            done = self._record(step, session, plan, rows, reason)
            step.put(done, Action.REGISTER_IMPORTED)
        return done, _TOUCHED

    def _standing(self, reader: Reader) -> Standing:
        versions = defaultdict[ModelId, tuple[ModelVersion, ...]](tuple)
        for item in reader.all(ModelVersion):
            versions[item.model] = (*versions[item.model], item)
        models = {model.id: model for model in reader.all(Model)}
        drafts = (
            item.id
            for there in versions.values()
            for item in there
            if NUMBER_FACT in item.training and not item.artifacts
        )
        run = frozenset(item for item in drafts if reader.select(CheckRun, version=item))
        return Standing(models=models, versions=versions, now=self._desk.clock(), run=run)

    def _consent(self, session: Session, terms: MlflowTerms) -> Consent | None:
        """Return the acting person's consent to opening pickles; the name stands in their own record."""
        if terms.consent is None or not terms.consent.body.strip():
            return None
        now = self._desk.clock()
        return Consent(by=session.person.id, name="", reason=terms.consent, given_at=now)

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


def _check_ready(plan: MlflowPlan, reason: Text) -> None:
    require_text(reason, message("The reason is missing. Write why the registry is taken over."))
    if plan.count(RowAction.DECIDE):
        raise UserError(
            message(
                "{n} models may be there already. Nothing was taken over. Decide on each.",
                n=plan.count(RowAction.DECIDE),
            )
        )
    if not plan.changes_anything:
        raise UserError(message("This changes nothing: everything was taken over already."))


def _asked(plan: MlflowPlan) -> dict[FileKey, tuple[NewVersion, Digest | None]]:
    """Return the files that come in, each with the version it belongs to."""
    terms = plan.terms
    return {
        (model.name, item.number): (
            NewVersion(
                model=ModelId(model.model or ""),
                label=item.label,
                task=terms.task,
                developer=terms.developer,
                cut_off=terms.cut_off,
            ),
            item.file.digest,
        )
        for model in plan.models
        for item in model.versions
        if item.takes_file and item.file is not None
    }


def _inventory_changed() -> ConflictError:
    return ConflictError(
        message(
            "The inventory was changed since the preview. Nothing was taken over. Make the preview again."
        )
    )

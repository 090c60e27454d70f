"""What is registered, and how does something new get in?"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.artifacts.recognition import ArtifactReport
from core.data.preview import TablePreview
from core.ids import DatasetId, Digest, ModelId, VersionId
from core.inventory import Dataset, Model, ModelVersion, State, TableDialect
from core.progress import SILENT, Progress
from core.risk import Band
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.requests import NewDataset, NewModel, NewVersion
from core.workspace.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSummary:
    """One line of the inventory: a model with its current version."""

    model: Model
    version: ModelVersion | None
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


class Inventory:
    """Models, versions, data sets."""

    def summaries(self) -> tuple[ModelSummary, ...]:
        """Return every model with what a list shows, by id."""
        raise NotImplementedError

    def model(self, model: ModelId) -> Model:
        """Return one model; raises `UserError` if there is none."""
        raise NotImplementedError

    def versions(self, model: ModelId) -> tuple[ModelVersion, ...]:
        """Return a model's versions, oldest first."""
        raise NotImplementedError

    def version(self, version: VersionId) -> ModelVersion:
        """Return one version; raises `UserError` if there is none."""
        raise NotImplementedError

    def resolve(self, reference: str) -> ModelVersion:
        """Return the version meant by MODEL[@VERSION]; MODEL is an id or a unique name.

        Without @VERSION the model must have exactly one version that is not retired or rejected, else its
        newest counts only if it is the only one; otherwise raises `UserError` naming the candidates.
        """
        raise NotImplementedError

    def datasets(self) -> tuple[Dataset, ...]:
        """Return all data sets by id."""
        raise NotImplementedError

    def dataset(self, dataset: DatasetId) -> Dataset:
        """Return one data set; raises `UserError` if there is none."""
        raise NotImplementedError

    def file(self, digest: Digest) -> Path:
        """Return the path of a stored file; raises `IntegrityError` if it is gone or changed."""
        raise NotImplementedError

    def inspect_artifact(self, path: Path, progress: Progress = SILENT) -> ArtifactReport:
        """Say what a file is, without opening it in this process; never raises for a bad file."""
        raise NotImplementedError

    def preview_table(self, path: Path, dialect: TableDialect | None = None) -> TablePreview:
        """Read the head of a table and say what was assumed; raises `UserError` for an unreadable file."""
        raise NotImplementedError

    def register_model(self, session: Session, new: NewModel) -> tuple[Model, Changes]:
        """Register a model; its state is that of its versions."""
        raise NotImplementedError

    def register_dataset(self, session: Session, new: NewDataset) -> tuple[Dataset, Changes]:
        """Read the table once, copy or reference it by digest, and record it."""
        raise NotImplementedError

    def register_version(
        self, session: Session, new: NewVersion, progress: Progress = SILENT
    ) -> tuple[ModelVersion, Changes]:
        """Store the model files, score the golden sample in the worker, and record a draft.

        Several files must agree on the golden sample. Raises `UntrustedArtifactError` when one is refused.
        """
        raise NotImplementedError

    def set_state(
        self, session: Session, version: VersionId, state: State, reason: Text
    ) -> tuple[ModelVersion, Changes]:
        """Move a version along the permitted transitions; approving goes through `Decisions.decide` only."""
        raise NotImplementedError

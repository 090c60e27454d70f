"""What would an import of an MLflow registry do?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.governance.register.importing import RowAction, Twin
from core.governance.register.imports import RowChoice
from core.ids import Digest, ModelId, PersonId, VersionId
from core.inventory import CutOff, ModelKind, Task
from core.messages import Message
from core.texts import Language, Text

NAME_FACT, NUMBER_FACT, RUN_FACT = "mlflow_model", "mlflow_version", "mlflow_run"
"""Facts of a version by which a later import knows it again."""
FOREIGN = "mlflow:"
"""Before the name, in the field of a model's id in its former register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MlflowTerms:
    """What a person says to the import, because MLflow does not say it."""

    owner: PersonId
    developer: PersonId
    kind: ModelKind
    task: Task
    area: str = ""
    language: Language
    """In which descriptions are written there."""
    choices: Mapping[str, RowChoice] = field(default_factory=dict)
    """By name in MLflow, what a person decided."""
    files: bool = True
    """Whether model files are taken in as well."""
    cut_off: CutOff | None = None
    """Of binary models, which come without their file if it is not stated: it is never guessed."""
    consent: Text | None = None
    """Why pickle-class files may be opened in the confined worker; the acting person consents by it."""


FileKey = tuple[str, str]
"""Name in MLflow and number of a version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlan:
    """What becomes of the model file of one version, as the intake of model files says."""

    name: str
    """Below the named folder; empty: none was found."""
    size: int = 0
    digest: Digest | None = None
    recognized: Message | None = None
    """What it is, for example "a scikit-learn model in skops format"."""
    scans: tuple[Message, ...] = ()
    """What static scanners say: a hint, never a permission."""
    consent_needed: bool = False
    why: Message | None = None
    """Why it is not taken in; None: it is."""

    @property
    def taken(self) -> bool:
        """Tell whether it is taken in."""
        return self.why is None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPlan:
    """What becomes of one version."""

    number: str
    label: str
    action: RowAction
    """NEW, SAME, CHANGE: it stands here without its file, which is added, or SKIP: it stands here as it was
    taken over, and MLflow says otherwise now."""
    known: VersionId | None = None
    metrics: int = 0
    parameters: int = 0
    why: Message | None = None
    file: FilePlan | None = None
    """None: no file is asked for."""

    @property
    def takes_file(self) -> bool:
        """Tell whether a model file would come in."""
        wanted = self.action in {RowAction.NEW, RowAction.CHANGE}
        return wanted and self.file is not None and self.file.taken


@dataclass(frozen=True, slots=True, kw_only=True)
class MlflowModelPlan:
    """What becomes of one registered model."""

    name: str
    action: RowAction
    """CHANGE: versions are added to the model."""
    model: ModelId | None = None
    versions: tuple[VersionPlan, ...] = ()
    twins: tuple[Twin, ...] = ()
    why: Message | None = None

    def count(self, action: RowAction) -> int:
        """Return the number of versions with an action."""
        return sum(item.action is action for item in self.versions)


@dataclass(frozen=True, slots=True, kw_only=True)
class MlflowPlan:
    """A whole import as it would be made now."""

    source: Digest
    """Of what was read, in canonical form."""
    name: str
    terms: MlflowTerms
    models: tuple[MlflowModelPlan, ...]

    def count(self, action: RowAction) -> int:
        """Return the number of models with an action."""
        return sum(item.action is action for item in self.models)

    @property
    def new_versions(self) -> int:
        """Return the number of versions that would be recorded."""
        return sum(item.count(RowAction.NEW) for item in self.models)

    @property
    def files(self) -> Mapping[FileKey, FilePlan]:
        """Return what becomes of the files, by model and version."""
        return {
            (item.name, one.number): one.file
            for item in self.models
            for one in item.versions
            if one.file is not None
        }

    @property
    def new_files(self) -> int:
        """Return the number of model files that would come in."""
        return sum(one.takes_file for item in self.models for one in item.versions)

    @property
    def changes_anything(self) -> bool:
        """Tell whether anything would be recorded."""
        return any(item.action in {RowAction.NEW, RowAction.CHANGE} for item in self.models)

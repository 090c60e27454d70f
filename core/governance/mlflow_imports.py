"""What would an import of an MLflow registry do?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.governance.register.importing import RowAction, Twin
from core.governance.register.imports import RowChoice
from core.ids import Digest, ModelId, PersonId, VersionId
from core.inventory import ModelKind, Task
from core.messages import Message
from core.texts import Language

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


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPlan:
    """What becomes of one version."""

    number: str
    label: str
    action: RowAction
    """NEW, SAME, or SKIP: it stands here as it was taken over, and MLflow says otherwise now."""
    known: VersionId | None = None
    metrics: int = 0
    parameters: int = 0
    why: Message | None = None


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

"""What would an import of a register do, and what did one do?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.governance.register.edits import Difference
from core.governance.register.importing import CellProblem, ColumnMatch, RowAction, Twin
from core.governance.register.types import FieldKey
from core.ids import Digest, ImportId, ModelId, PersonId, VersionId
from core.inventory import ModelKind
from core.messages import Message
from core.texts import Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTerms:
    """What a person says to an import before it is made."""

    owner: PersonId
    """Who owns models whose owner is not known here; the name as written is kept."""
    kind: ModelKind
    """Kind of models whose kind is not understood."""
    language: Language
    """In which the register is written."""
    columns: tuple[ColumnMatch, ...]
    choices: Mapping[int, "RowChoice"] = field(default_factory=dict)
    """By row number, what a person decided."""
    undecided_is_new: bool = False
    """Whether rows that may be doubles and were not decided on become models of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChoice:
    """What a person decided about one row."""

    action: RowAction
    """NEW, CHANGE (with `model`) or SKIP."""
    model: ModelId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlan:
    """What becomes of one row."""

    number: int
    name: str
    action: RowAction
    model: ModelId | None = None
    """The model that is changed."""
    entries: tuple[tuple[FieldKey, str], ...] = ()
    """What is entered, as the register reads it."""
    differences: tuple[Difference, ...] = ()
    """For a change."""
    problems: tuple[CellProblem, ...] = ()
    twins: tuple[Twin, ...] = ()
    why: Message | None = None
    """Why it is skipped or must be decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """A whole import as it would be made now."""

    source: Digest
    file_name: str
    sheet: str
    terms: ImportTerms
    rows: tuple[RowPlan, ...]
    lost: tuple[str, ...]
    """Heads of columns that are not taken over but hold something."""

    def count(self, action: RowAction) -> int:
        """Return the number of rows with an action."""
        return sum(row.action is action for row in self.rows)

    @property
    def problems(self) -> int:
        """Return the number of cells that could not be taken over."""
        return sum(len(row.problems) for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """What became of the model file of one version that was taken over from a registry."""

    version: VersionId
    name: Text
    """Below the named folder; empty: none was found."""
    size: int = 0
    digest: Digest | None = None
    """None: nothing was read."""
    taken: bool
    why: Text | None = None
    """Why it was not taken in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRow:
    """What became of one row."""

    number: int
    action: RowAction
    model: ModelId | None = None
    problems: tuple[str, ...] = ()
    """Keys of the fields whose cell could not be taken over."""
    files: tuple[ImportedFile, ...] = ()
    """Of a registered model, what became of the files of its versions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterImport:
    """One import that was made; its file is kept under its digest."""

    id: ImportId
    file_name: Text
    source: Digest
    sheet: str
    columns: tuple[ColumnMatch, ...]
    rows: tuple[ImportedRow, ...]
    reason: Text
    imported_by: PersonId
    imported_at: datetime

    def count(self, action: RowAction) -> int:
        """Return the number of rows with an action."""
        return sum(row.action is action for row in self.rows)

    @property
    def files(self) -> tuple[ImportedFile, ...]:
        """Return what became of model files."""
        return tuple(item for row in self.rows for item in row.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMapping:
    """Which columns an import took for which fields: a smaller shape of `RegisterImport`."""

    id: ImportId
    file_name: Text
    columns: tuple[ColumnMatch, ...]
    imported_at: datetime

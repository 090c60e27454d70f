"""What stays of values that were deleted for good?"""

from dataclasses import dataclass
from datetime import datetime

from core.ids import Digest, PersonId
from core.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueCount:
    """How often a value occurred."""

    value: str
    """The empty string stands for "not stated"."""
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedColumn:
    """What stays of a column whose values were deleted."""

    name: str
    digest: Digest
    """Of the column's values as canonical JSON list of texts, so that a copy can be recognized."""
    counts: tuple[ValueCount, ...]
    """By the groups it was compared in; a value with fewer rows than a group needs is not named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """The deletion of columns that were kept for bias tests only."""

    columns: tuple[DeletedColumn, ...]
    by: PersonId
    at: datetime
    reason: Text
    kept: Digest | None
    """Of the Parquet file with all other columns; None for a table outside the workspace."""

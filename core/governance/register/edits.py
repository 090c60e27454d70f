"""What would an edit change, and what did earlier ones change?"""

from dataclasses import dataclass
from datetime import datetime

from core.governance.register.types import FieldKey, FieldSpec, Piece
from core.ids import ModelId, PersonId
from core.messages import Message
from core.texts import Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldEntry:
    """What somebody enters into one field."""

    key: FieldKey
    raw: str
    """As written; empty: the field is emptied."""
    seen: str | None = None
    """What stood there when it was shown (`FieldValue.raw`), so that nothing is overwritten unseen; None: it
    was not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Entries that are made together."""

    entries: tuple[FieldEntry, ...]
    language: Language
    """In which free text is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What an edit changes in one field of one model."""

    model: ModelId
    name: str
    """Of the model."""
    field: FieldSpec
    before: str
    """As `parse` reads it."""
    after: str
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A model of a bulk edit that cannot take it."""

    model: ModelId
    name: str
    because: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a bulk edit would do, and where it could not be done."""

    differences: tuple[Difference, ...]
    refused: tuple[Refused, ...] = ()
    untouched: tuple[ModelId, ...] = ()
    """Models in which nothing would change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One change of a field, as the trail tells it."""

    seq: int
    when: datetime
    who: PersonId
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]
    reason: Text | None
    """None where none was given or it was erased."""

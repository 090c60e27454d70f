"""What does each cell of the exported register say, so that reading it in again changes nothing?"""

from collections.abc import Iterable, Iterator, Sequence

from core.errors import PruefsteinError
from core.exchange.register_writing import (
    LONGEST_CELL,
    UNCHANGED,
    RegisterColumn,
    RegisterTable,
    RegisterWords,
    Value,
    as_text,
    typed,
)
from core.governance.register import (
    NOT_APPLICABLE,
    FieldKind,
    FieldSpec,
    RecordFacts,
    fields,
    parse,
    value_of,
    with_value,
)
from core.inventory import Model
from core.language import Translator
from core.messages import N_
from core.people import Person
from core.register_words import say_value
from core.texts import Language
from core.workspace.governance.import_planning import IDENTITY, entered, understood

_FREE = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.LIST, FieldKind.MODELS})
_CLOSED = frozenset({FieldKind.CHOICE, FieldKind.YES_NO, FieldKind.PERSON})
_FIRST = (*IDENTITY, "name")
_WITHOUT = {Language.GERMAN: "entfällt", Language.ENGLISH: "n/a"}
_LINES = (
    N_("Every row is one model, every column one field of the register."),
    N_("Edit the white cells. Row 2 holds the keys by which the columns are known: leave it as it is."),
    N_("Gray columns are put together from other records. What is written there is not read."),
    N_("A cell that is emptied empties the field; a column that is deleted changes nothing."),
    N_("A new row without model ID becomes a new model. Deleting a row deletes no model."),
    N_("Several entries stand in one cell, one a line. “n/a” says that a field does not apply."),
    N_("Read it in with “Import register …”; every difference is shown before anything is changed."),
)


def ordered_fields() -> tuple[FieldSpec, ...]:
    """Return the fields as columns: what tells models apart, what can be entered, what is derived."""
    rank = {key: place for place, key in enumerate(_FIRST)}
    return tuple(sorted(fields(), key=lambda item: (rank.get(item.key, len(rank)), not item.enterable)))


def register_table(
    facts: Sequence[RecordFacts], people: Sequence[Person], words: Translator
) -> RegisterTable:
    """Return the register as a table in one language."""
    columns = tuple(_column(field, people, words) for field in ordered_fields())
    return RegisterTable(columns=columns, rows=_rows(facts, people, words), words=_words(words))


def _column(field: FieldSpec, people: Iterable[Person], words: Translator) -> RegisterColumn:
    return RegisterColumn(
        key=field.key,
        title=words.tr(field.label),
        read_only=not field.enterable,
        kind=words.label(field.kind),
        hint=words.tr(field.hint) if field.hint else "",
        options=tuple(_options(field, people, words)),
        closed=field.kind in _CLOSED and field.enterable,
        long=field.kind not in {FieldKind.DATE, FieldKind.NUMBER, FieldKind.YES_NO},
    )


def _options(field: FieldSpec, people: Iterable[Person], words: Translator) -> Iterator[str]:
    if field.kind is FieldKind.YES_NO:
        yield from (words.tr("yes"), words.tr("no"))
    elif field.kind is FieldKind.PERSON:
        yield from sorted(person.name.name() for person in people if person.active)
    else:
        yield from (words.tr(choice.label) for choice in field.choices)


def _rows(
    facts: Iterable[RecordFacts], people: Sequence[Person], words: Translator
) -> Iterator[tuple[Value, ...]]:
    writer = _Writer(people, words)
    columns = ordered_fields()
    for item in facts:
        yield tuple(writer.cell(field, item) for field in columns)


class _Writer:
    """Writes cells as people read them, wherever they are read back as what they say."""

    def __init__(self, people: Sequence[Person], words: Translator) -> None:
        self._people, self._words = people, words
        self._known: dict[tuple[str, str], Value] = {}

    def cell(self, field: FieldSpec, facts: RecordFacts) -> Value:
        """Return what stands in the column of a field."""
        if not field.enterable:
            return say_value(self._words, value_of(field, facts))
        raw = entered(field, facts.model)
        if len(raw) > LONGEST_CELL:
            return UNCHANGED
        if not raw or (field.kind in _FREE and raw != NOT_APPLICABLE):
            return raw
        key = (field.key, raw)
        if key not in self._known:
            self._known[key] = self._written(field, raw, facts.model)
        return self._known[key]

    def _written(self, field: FieldSpec, raw: str, model: Model) -> Value:
        for candidate in self._candidates(field, raw):
            if self._reads_back(field, candidate, raw, model):
                return candidate
        return raw

    def _candidates(self, field: FieldSpec, raw: str) -> Iterator[Value]:
        if raw == NOT_APPLICABLE:
            yield _WITHOUT[self._words.language]
            return
        match field.kind:
            case FieldKind.DATE:
                yield typed(raw)
            case FieldKind.NUMBER:
                yield from _numbers(raw)
            case FieldKind.YES_NO:
                yield self._words.tr("yes") if raw == "yes" else self._words.tr("no")
            case FieldKind.PERSON:
                yield from (person.name.name() for person in self._people if person.id == raw)
            case FieldKind.CHOICE | FieldKind.CHOICES:
                labels = {choice.key: self._words.tr(choice.label) for choice in field.choices}
                yield "\n".join(labels.get(part, part) for part in raw.split(","))

    def _reads_back(self, field: FieldSpec, written: Value, raw: str, model: Model) -> bool:
        read = understood(field, as_text(written), self._people)
        try:
            value = parse(field, read, language=self._words.language, people=self._people)
            return entered(field, with_value(model, field, value)) == raw
        except (PruefsteinError, ValueError):
            return False


def _numbers(raw: str) -> Iterator[Value]:
    try:
        number = float(raw)
    except ValueError:
        return
    if number.is_integer() and abs(number) < 1e15:
        yield int(number)
    elif repr(number) == raw:
        yield number


def _words(words: Translator) -> RegisterWords:
    tr = words.tr
    return RegisterWords(
        register=tr("Model register"),
        explanation=tr("Explanation"),
        lists=tr("Lists"),
        heads=(
            tr("Column"),
            tr("Key"),
            tr("Kind"),
            tr("What belongs there"),
            tr("What can be chosen"),
            tr("Is read in"),
        ),
        read=tr("yes"),
        not_read=tr("no"),
        lines=tuple(tr(line) for line in _LINES),
    )

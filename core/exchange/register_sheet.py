"""Which rows and columns does a register hold that somebody kept in a spreadsheet?

Nothing is dropped without a word: titles above the head, repeated heads, subtotals and headings between the
rows are set aside with the reason, so that a person can see them.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path

from core.data import xlsx_facts
from core.data.encodings import about_letters, guess
from core.data.spreadsheet import without_mark
from core.data.xlsx import sheet_of
from core.errors import UserError
from core.messages import Message, message

MOST_BYTES = 64 << 20
MOST_ROWS = 50_000
_LOOKED = 40
"""Rows among which the head is looked for."""
_SHEETS = 12
"""Sheets among which the register is looked for; another one is named by the person."""
_TOTALS = re.compile(
    r"^(summe|gesamt|gesamtsumme|total|subtotal|anzahl|zwischensumme|count|sum)\b[: ]*", re.IGNORECASE
)
_DELIMITERS = ";\t,|"
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\x00-\x08\x0e-\x1b\x7f]")
IDENTITY_KEY = "model_id"
"""The key that every register written by this program holds."""


class Aside(StrEnum):
    """Why a row is no entry."""

    TITLE = "title"
    """Above the head."""
    HEAD_AGAIN = "head_again"
    TOTAL = "total"
    HEADING = "heading"
    """One cell alone, such as the name of a department."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One entry as written."""

    number: int
    """Row of the sheet, from 1, as the spreadsheet shows it."""
    cells: tuple[str, ...]
    """As many as there are heads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A row that is no entry."""

    number: int
    why: Aside
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSheet:
    """A register as found."""

    sheet: str
    """Empty for CSV."""
    sheets: tuple[str, ...]
    head: int
    """Row of the head."""
    heads: tuple[str, ...]
    """Each once: a repeated head has its position behind it."""
    rows: tuple[RegisterRow, ...]
    aside: tuple[SetAside, ...]
    ours: bool = False
    """Whether this program wrote it: the head is the row of keys, and an empty cell means an empty field."""
    notes: tuple[Message, ...] = ()
    """What is odd about the file: encoding, formulas, hidden rows, merged cells, columns of the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWords:
    """By what a head is recognized."""

    known: Callable[[str], bool]
    """Whether a text is the head of a known column."""
    keys: frozenset[str] = frozenset()
    """Keys of the fields, as this program writes them below the heads."""


def read_register(path: Path, known: KnownWords, *, sheet: str | None = None) -> RegisterSheet:
    """Read a register from XLSX or CSV.

    Raises `UserError` for a file that is damaged, too large, or holds no table.
    """
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise UserError(
            message("“{name}” is too large for a register. Nothing was read. Split it.", name=path.name)
        )
    if path.suffix.casefold() in {".xlsx", ".xlsm"}:
        return _of_workbook(path, known, sheet)
    return _of_csv(path, known)


def _of_workbook(path: Path, known: KnownWords, wanted: str | None) -> RegisterSheet:
    """Read the sheet asked for, else the one whose head is best known."""
    best = sheet_of(path, wanted)
    if wanted is None and len(best.sheets) > 1:
        found = [sheet_of(path, name) for name in best.sheets[:_SHEETS]]
        best = max(
            found, key=lambda item: max((_known(row, known) for row in item.rows[:_LOOKED]), default=0)
        )
    arranged = _arranged(path, best.rows, known, (best.name, best.sheets))
    odd = tuple(xlsx_facts.about(xlsx_facts.facts(path, best.inside), arranged.head))
    return replace(arranged, notes=(*arranged.notes, *odd))


def _of_csv(path: Path, known: KnownWords) -> RegisterSheet:
    text, odd = _text_of(path)
    arranged = _arranged(path, _csv_rows(path, text, known), known, ("", ()))
    return replace(arranged, notes=(*odd, *arranged.notes))


def _text_of(path: Path) -> tuple[str, tuple[Message, ...]]:
    """Return the text of a file, and what was assumed about its letters."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(
            message("“{name}” cannot be read. Nothing was read. Check its permissions.", name=path.name)
        ) from error
    guessed = guess(data, final=True)
    text = data.decode(guessed.encoding, errors="replace").removeprefix("\ufeff")
    broken, _parts = about_letters(text)
    lost = text.count("\ufffd")
    damaged = (
        (message("Letters that cannot be read: {n}. They are shown as “\ufffd”.", n=lost),) if lost else ()
    )
    return text, (guessed.assumption, *broken, *damaged)


def _csv_rows(path: Path, text: str, known: KnownWords) -> list[tuple[str, ...]]:
    try:
        delimiter = max(_DELIMITERS, key=lambda sign: _fit(text, sign, known))
        return [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error:
        raise UserError(
            message("“{name}” is no table. Nothing was read. Save it as XLSX or CSV.", name=path.name)
        ) from None


def _fit(text: str, delimiter: str, known: KnownWords) -> tuple[int, int]:
    """Return how well a sign parts the text: known heads in one row, then cells."""
    rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _LOOKED))
    return max((_known(row, known) for row in rows), default=0), sum(len(row) - 1 for row in rows if row)


def clean(cell: str) -> str:
    """Return a cell without invisible signs, other kinds of blanks, and blanks around lines."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", cell)).replace("\r\n", "\n").replace("\r", "\n")
    lines = (" ".join(line.replace("\u00a0", " ").split()) for line in text.split("\n"))
    return "\n".join(lines).strip()


def _known(row: Sequence[str], known: KnownWords) -> int:
    return sum(known.known(clean(cell)) for cell in row if cell.strip())


def _arranged(
    path: Path,
    raw: Sequence[Sequence[str]],
    known: KnownWords,
    place: tuple[str, tuple[str, ...]],
) -> RegisterSheet:
    if len(raw) > MOST_ROWS:
        raise UserError(
            message("“{name}” is too large for a register. Nothing was read. Split it.", name=path.name)
        )
    rows = [tuple(clean(cell) for cell in row) for row in raw]
    keys = _keys_row(rows, known.keys)
    at = _head_of(rows, known) if keys is None else keys
    if at is None:
        raise UserError(
            message(
                "“{name}” holds no table: no row has three columns. Nothing was read. "
                "Choose another file or sheet.",
                name=path.name,
            )
        )
    ours = keys is not None
    second = () if ours else _second_head(rows, at, known)
    heads = _unique(_joined(rows[at], second))
    entries, aside = _entries(rows, at, len(heads), ours=ours, second=bool(second))
    return RegisterSheet(
        sheet=place[0],
        sheets=place[1],
        head=at + 1,
        heads=heads,
        rows=tuple(entries),
        aside=tuple(aside),
        ours=ours,
        notes=_about_heads(heads, rows[at]),
    )


def _second_head(rows: Sequence[tuple[str, ...]], at: int, known: KnownWords) -> tuple[str, ...]:
    """Return the row below the head if it parts columns of the head that have one name for several."""
    row = rows[at + 1] if at + 1 < len(rows) else ()
    filled = [cell for cell in row if cell]
    parts = [cell for place, cell in enumerate(row) if cell and not _cell(rows[at], place)]
    again = sum(cell == _cell(rows[at], place) for place, cell in enumerate(row) if cell)
    fits = parts and not again and 2 * _known(filled, known) >= len(filled)
    return tuple(row) if fits else ()


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _joined(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    width = max(len(first), len(second))
    return tuple(_cell(second, place) or _cell(first, place) for place in range(width))


def _about_heads(heads: Sequence[str], row: Sequence[str]) -> tuple[Message, ...]:
    """Say which columns have the name of another."""
    named = [" ".join(cell.split()) for cell in row if cell]
    again = sorted({name for name in named if named.count(name) > 1})
    return tuple(
        message(
            "Several columns are called “{name}”: the later ones are listed as {others}.",
            name=name,
            others=", ".join(f"“{head}”" for head in heads if head.startswith(f"{name} (")),
        )
        for name in again
    )


def _keys_row(rows: Sequence[tuple[str, ...]], keys: frozenset[str]) -> int | None:
    """Return the row of keys that this program writes below the heads of its own registers."""
    for at, row in enumerate(rows[1:_LOOKED], 1):
        if IDENTITY_KEY in row and sum(cell in keys for cell in row) >= 3 and any(rows[at - 1]):
            return at
    return None


def _head_of(rows: Sequence[tuple[str, ...]], known: KnownWords) -> int | None:
    """Return the row with the most known heads; without any, the first with three filled cells."""
    looked = rows[:_LOOKED]
    scores = [_known(row, known) for row in looked]
    if scores and max(scores) >= 2:
        return scores.index(max(scores))
    return next((at for at, row in enumerate(looked) if sum(bool(cell) for cell in row) >= 3), None)


def _unique(row: Sequence[str]) -> tuple[str, ...]:
    width = max((at + 1 for at, cell in enumerate(row) if cell), default=0)
    heads: list[str] = []
    for at, cell in enumerate(row[:width], 1):
        name = " ".join(cell.split()) or f"({at})"
        heads.append(f"{name} ({at})" if name in heads else name)
    return tuple(heads)


def _entries(
    rows: Sequence[tuple[str, ...]], head: int, width: int, *, ours: bool, second: bool = False
) -> tuple[list[RegisterRow], list[SetAside]]:
    entries: list[RegisterRow] = []
    aside: list[SetAside] = []
    for at, row in enumerate(rows):
        cells = (*row[:width], *("" for _ in range(width - len(row))))
        if at == head or not any(cells):
            continue
        above = at < head
        why = None if ours and not above else _aside(rows[head], cells, above=above)
        why = Aside.HEAD_AGAIN if second and at == head + 1 else why
        if why is None:
            written = tuple(without_mark(cell) for cell in cells) if ours else cells
            entries.append(RegisterRow(number=at + 1, cells=written))
        else:
            text = " · ".join(cell for cell in cells if cell)[:200]
            aside.append(SetAside(number=at + 1, why=why, text=text))
    return entries, aside


def _aside(head: Sequence[str], cells: Sequence[str], *, above: bool) -> Aside | None:
    filled = [cell for cell in cells if cell]
    if above:
        return Aside.TITLE
    same = sum(cell == other for cell, other in zip(cells, head, strict=False) if cell)
    if same >= max(2, len(filled) - 1):
        return Aside.HEAD_AGAIN
    if _TOTALS.match(filled[0]) and len(filled) <= 3:
        return Aside.TOTAL
    return Aside.HEADING if len(filled) == 1 and len(cells) > 2 else None

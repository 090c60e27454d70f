"""Which records of a text are rows of the table, which its header, and which stand above or below it?"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Reader

SAMPLE = 200
_FIGURE = re.compile(r"[+-]?[\d.,'’ \xa0\u202f]*\d[\d.,'’ \xa0\u202f]*(?:[eE][+-]?\d+)?-?\s?(?:%|€|EUR|\$)?")
_DAY = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[ T][\d:.]+)?")
_CLOSING = re.compile(
    r"\W*(?:zwischen|gesamt|end)?"
    r"(?:summen?|gesamt|insgesamt|total|totals|sum|grand total|anzahl|durchschnitt|"
    r"mittelwert|average|mean|records?|datensätze|zeilen|ende|stand|quelle|source|druckdatum|erstellt|seite)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of a text: its cells and the physical lines it lies on, counted from 0."""

    cells: tuple[str, ...]
    first: int
    end: int
    """The line after its last."""

    @property
    def filled(self) -> int:
        """Return how many cells hold something."""
        return sum(bool(cell.strip()) for cell in self.cells)


def reader_of(lines: Iterable[str], delimiter: str, quote: str | None) -> "Reader":
    """Return the slow reader of records, which knows on which line each ends."""
    if quote is None:
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return csv.reader(lines, delimiter=delimiter, quotechar=quote)


def records(text: str, delimiter: str, quote: str | None, limit: int = SAMPLE) -> list[Record]:
    """Return the first records of a text, without blank ones; empty where it cannot be split so."""
    found: list[Record] = []
    reader = reader_of(io.StringIO(text, newline=""), delimiter, quote)
    line = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) or len(cells) > 1:
                found.append(Record(cells=tuple(cells), first=line, end=reader.line_num))
            line = reader.line_num
            if len(found) > limit:
                return found
    except csv.Error:
        return []
    return found


def usual(widths: Sequence[int]) -> tuple[int, int]:
    """Return the most frequent number of fields of several, and how often it occurs."""
    wide = Counter(width for width in widths if width >= 2)
    return wide.most_common(1)[0] if wide else (1, 0)


def usual_width(found: Sequence[Record]) -> int:
    """Return the number of fields most records have."""
    return usual([len(record.cells) for record in found])[0]


def find_start(found: Sequence[Record], width: int) -> int:
    """Return the position of the first record of the table: the first that is filled like the others."""
    for position, record in enumerate(found):
        if _begins(record, found[position + 1 :], width):
            return position
    return 0


def _begins(record: Record, after: Sequence[Record], width: int) -> bool:
    if width == 1:
        return True
    if len(record.cells) == width - 1 and width > 2:
        return _short_header(record, after, width)
    if len(record.cells) != width:
        return False
    usual = sorted(item.filled for item in after if len(item.cells) == width)
    middle = usual[len(usual) // 2] if usual else record.filled
    enough = record.filled >= middle - 1 or record.filled * 2 > middle
    return enough and (record.filled > 1 or middle <= 2)


def _short_header(record: Record, after: Sequence[Record], width: int) -> bool:
    """Return whether a line with one field less is a header: of R, or of rows that end with a delimiter."""
    rows = [item for item in after[:20] if len(item.cells) == width]
    words = all(cell.strip() and not _FIGURE.fullmatch(cell.strip()) for cell in record.cells)
    return words and len(rows) >= 1 and len(rows) == len(after[:20])


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first row names the columns, judged by whether it looks like the rows below."""
    if len(rows) < 2:
        return True
    first, below = [cell.strip() for cell in rows[0]], rows[1:101]
    figures = [position for position, cell in enumerate(first) if is_figure(cell)]
    if figures:
        pandas_index = first[0] == "" and [first[position] for position in figures] == ["0"]
        return (
            pandas_index
            or _numbered([first[position] for position in figures])
            or not any(_is_figure_column(below, position) for position in figures)
        )
    if any(not cell for cell in first) or len(set(first)) < len(first) or len(below) < 5:
        return True
    again = sum(
        first[position] in {row[position].strip() for row in below if len(row) > position}
        for position in range(len(first))
    )
    return again * 2 < len(first)


def is_figure(cell: str) -> bool:
    """Return whether a cell is written like a number or a day."""
    return bool(_FIGURE.fullmatch(cell) or _DAY.fullmatch(cell))


def _is_figure_column(rows: Sequence[Sequence[str]], position: int) -> bool:
    cells = [row[position].strip() for row in rows if len(row) > position and row[position].strip()]
    return bool(cells) and sum(map(is_figure, cells)) >= 0.8 * len(cells)


def _numbered(cells: Sequence[str]) -> bool:
    """Return whether figures in a header are running numbers or years, which are names of columns."""
    if not all(cell.isdecimal() and len(cell) < 5 for cell in cells):
        return False
    values = [int(cell) for cell in cells]
    if len(values) == 1:
        return False
    running = all(after == before + 1 for before, after in pairwise(values))
    return running and (values[0] in {0, 1} or 1900 <= values[0] <= 2100)


def closing_start(found: Sequence[Record], width: int) -> tuple[int, str]:
    """Return the position of the first record that is no row, and the word that shows it."""
    filled = sorted(record.filled for record in found if len(record.cells) == width)
    usual = filled[len(filled) // 2] if filled else width
    cut, word = len(found), ""
    for position in range(len(found) - 1, 1, -1):
        record, before = found[position], found[position - 1]
        if len(record.cells) == width and record.filled * 2 >= usual:
            break
        if record.filled and (record.first > before.end or not before.filled):
            cut, word = position, _first_word(record)
    for position in range(cut - 1, 1, -1):
        closing = _closing(found[position], found[position - 1], width)
        if closing is None:
            break
        cut, word = position, closing or word
    return cut, word


def _first_word(record: Record) -> str:
    """Return the first word below a gap; a personal one is not repeated."""
    from core.data.suspicions import is_personal

    first = next(cell.strip() for cell in record.cells if cell.strip())
    words = re.findall(r"\w+", first)
    return words[0] if words and not is_personal(first) else "…"


def _closing(record: Record, before: Record, width: int) -> str | None:
    """Return the word that shows that a record is no row, "" for an empty one, None for a row."""
    if not record.filled:
        return ""
    cells = [cell.strip() for cell in record.cells if cell.strip()]
    found = _CLOSING.match(cells[0])
    if found and (len(cells) < max(2, before.filled) or len(record.cells) != width):
        return found[0].strip(" *:-")
    return None

"""Where in a text does the table lie: which delimiter, which lines above and below, which header?"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from core.data.lines import blank_rules, split_lines

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = (";", "\t", "|", ",", ":", " ")
ONE_COLUMN = "\x1f"
"""Delimiter of a table with one column whose cells hold commas: the unit separator, which nobody types."""
_SAMPLE = 200
_SIZE = 1 << 18
_LEAST = {";": 0.3, "\t": 0.3, "|": 0.3, ",": 0.5, ":": 0.9, " ": 0.9}
"""Share of lines that must split evenly: commas, colons and blanks also occur in sentences."""
_SEP = re.compile(r"\ufeff?\"?sep=(.)\"?[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the table lies in its text."""

    delimiter: str | None
    """None: one column."""
    quote: str | None = '"'
    skipped: int = 0
    header: bool = True
    footer: int = 0
    closing: str = ""
    """The word that gave the lines below the table away."""
    printed: bool = False
    named: bool = False
    """True when the first line names the delimiter, as Excel writes it."""


def reader_of(lines: Iterable[str], delimiter: str, quote: str | None) -> "Reader":
    """Return the slow reader of records, which knows on which line each ends."""
    if quote is None:
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return csv.reader(lines, delimiter=delimiter, quotechar=quote)


def records(text: str, delimiter: str, quote: str | None, limit: int = _SAMPLE) -> list[Record]:
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


def find_layout(text: str, *, final: bool) -> Layout:
    """Recognize where the table lies; `final` says that the text is not cut off."""
    named = _SEP.match(text)
    head = blank_rules(text[:_SIZE])
    cut = not final or len(text) > _SIZE
    quote = _quote(head)
    delimiter = named[1] if named else find_delimiter(head, quote, cut=cut)
    quote = _settled_quote(head, delimiter, quote)
    found = records(head, delimiter or ONE_COLUMN, quote)
    if cut and len(found) <= _SAMPLE:
        found = found[:-1]
    if named:
        found = found[1:]
    if not found:
        return Layout(delimiter=delimiter, quote=quote)
    width = _usual_width(found)
    start = _start(found, width)
    body = found[start:]
    printed = _printed(body, text, delimiter)
    footer, closing = (0, "") if not final else find_footer(text, delimiter or ONE_COLUMN, quote, width)
    return Layout(
        delimiter=delimiter,
        quote=None if printed and quote is not None and quote not in head else quote,
        skipped=body[0].first if start or named else 0,
        header=has_header([record.cells for record in body]),
        footer=footer,
        closing=closing,
        printed=printed,
        named=bool(named),
    )


def find_delimiter(text: str, quote: str | None = '"', *, cut: bool = False) -> str | None:
    """Return the delimiter that splits the first lines most evenly, None if the table has one column."""
    shares: dict[str, tuple[float, int]] = {}
    for delimiter in DELIMITERS:
        found = records(text, delimiter, quote)
        widths = [len(record.cells) for record in (found[:-1] if cut and len(found) <= _SAMPLE else found)]
        width, count = _usual(widths)
        if width >= 2 and count / len(widths) >= _LEAST[delimiter]:
            shares[delimiter] = (count / len(widths), width)
    strong = {key: value for key, value in shares.items() if key not in ": "}
    if len(strong) > 1 and "," in strong and _only_in_figures(text):
        del strong[","]
    candidates = strong or shares
    return max(candidates, key=lambda key: candidates[key]) if candidates else None


def _usual(widths: Sequence[int]) -> tuple[int, int]:
    """Return the most frequent number of fields of several, and how often it occurs."""
    wide = Counter(width for width in widths if width >= 2)
    return wide.most_common(1)[0] if wide else (1, 0)


def _only_in_figures(text: str) -> bool:
    """Return whether commas stand between digits, as decimal signs do."""
    inside = len(re.findall(r"\d,(?=\d)", text))
    return inside >= 0.95 * text.count(",")


def _quote(text: str) -> str | None:
    """Return the sign around cells: apostrophes only where they enclose cells and no quotes do."""
    double = len(re.findall(r'(?:^|[;\t|, :])"', text, re.MULTILINE))
    single = len(re.findall(r"(?:^|[;\t|,])'[^'\r\n]*'(?=[;\t|,\r\n]|$)", text, re.MULTILINE))
    return "'" if single >= 2 and single > 3 * double else '"'


def _settled_quote(text: str, delimiter: str | None, quote: str | None) -> str | None:
    """Return None where quotes are only signs in the text, such as inches, and swallow lines."""
    if quote is None or delimiter is None:
        return quote
    plain, quoted = records(text, delimiter, None), records(text, delimiter, quote)
    if not plain:
        return quote
    with_quotes, without = _evenness(quoted), _evenness(plain)
    swallowed = any(len(cell) > 2000 and "\n" in cell for record in quoted[:-1] for cell in record.cells)
    return None if without > with_quotes + 0.02 or (swallowed and without >= with_quotes) else quote


def _evenness(found: Sequence[Record]) -> float:
    widths = [len(record.cells) for record in found]
    if not widths:
        return 0.0
    width, count = Counter(widths).most_common(1)[0]
    return count / len(widths) if width > 1 else 0.0


def _usual_width(found: Sequence[Record]) -> int:
    return _usual([len(record.cells) for record in found])[0]


def _start(found: Sequence[Record], width: int) -> int:
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
    return record.filled * 2 >= middle and (record.filled > 1 or middle <= 2)


def _short_header(record: Record, after: Sequence[Record], width: int) -> bool:
    """Return whether a line with one field less is a header: of R, or of rows that end with a delimiter."""
    rows = [item for item in after[:20] if len(item.cells) == width]
    words = all(cell.strip() and not _FIGURE.fullmatch(cell.strip()) for cell in record.cells)
    return words and len(rows) >= 1 and len(rows) == len(after[:20])


def _printed(body: Sequence[Record], text: str, delimiter: str | None) -> bool:
    """Return whether lines of dashes or blanks around cells are layout, as in lists made for reading."""
    if delimiter in {None, " "}:
        return False
    below = "".join(split_lines(text[:_SIZE])[body[0].first :])
    cells = [cell for record in body for cell in record.cells[1:] if cell.strip()]
    padded = sum(cell != cell.strip() for cell in cells)
    return blank_rules(below) != below or (bool(cells) and padded > 0.9 * len(cells))


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


def find_footer(text: str, delimiter: str, quote: str | None, width: int) -> tuple[int, str]:
    """Return how many lines at the end are no rows (totals, notes), and the word that shows it."""
    tail = text[-_SIZE:]
    if len(text) > _SIZE:
        tail = tail[tail.find("\n") + 1 :]
    lines, found = split_lines(tail), records(blank_rules(tail), delimiter, quote, limit=len(tail))
    start, word = _closing_start(found, width)
    cut = found[start].first if start < len(found) else len(lines)
    while cut < len(lines) and not blank_rules(lines[cut - 1]).strip():
        cut -= 1
    return len(lines) - cut, word


def _closing_start(found: Sequence[Record], width: int) -> tuple[int, str]:
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
    return "…" if is_personal(first) else first.split()[0].strip(" *:-")


def _closing(record: Record, before: Record, width: int) -> str | None:
    """Return the word that shows that a record is no row, "" for an empty one, None for a row."""
    if not record.filled:
        return ""
    cells = [cell.strip() for cell in record.cells if cell.strip()]
    found = _CLOSING.match(cells[0])
    if found and (len(cells) < max(2, before.filled) or len(record.cells) != width):
        return found[0].strip(" *:-")
    return None


def find_in_rows(rows: Sequence[Sequence[str]]) -> Layout:
    """Recognize where the table lies among the rows of a sheet."""
    filled = [place for place, row in enumerate(rows) if any(row)]
    width = max((len(rows[place]) for place in filled), default=1)
    found = [
        Record(
            cells=(*rows[place], *[""] * (width - len(rows[place]))),
            first=place,
            end=place + 1,
        )
        for place in filled
    ]
    start = _start(found[:_SAMPLE], width)
    body = found[start:]
    place, word = _closing_start(body, width)
    cut = body[place].first if place < len(body) else body[-1].end
    while cut < body[-1].end and not any(rows[cut - 1]):
        cut -= 1
    return Layout(
        delimiter=None,
        quote=None,
        skipped=body[0].first if start else 0,
        header=has_header([record.cells for record in body]),
        footer=body[-1].end - cut,
        closing=word,
    )

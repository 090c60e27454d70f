"""Where in a text does the table lie: which delimiter, which lines above and below, which header?"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.data.lines import blank_rules, split_lines
from core.data.records import (
    SAMPLE,
    Record,
    closing_start,
    find_start,
    has_header,
    records,
    usual,
    usual_width,
)
from core.data.typed import NOTHING, TypedDialect

DELIMITERS = (";", "\t", "|", ",", ":", " ")
ONE_COLUMN = "\x1f"
"""Delimiter of a table with one column whose cells hold commas: the unit separator, which nobody types."""
_SIZE = 1 << 18
_LEAST = {";": 0.3, "\t": 0.3, "|": 0.3, ",": 0.5, ":": 0.9, " ": 0.9}
"""Share of lines that must split evenly: commas, colons and blanks also occur in sentences."""
_SEP = re.compile(r"\ufeff?\"?sep=(.)\"?[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)


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


def find_layout(text: str, *, final: bool, typed: TypedDialect = NOTHING) -> Layout:
    """Recognize where the table lies; `final` says that the text is not cut off.

    What a person stated is taken as it is, and the rest is recognized with it.
    """
    named = _SEP.match(text)
    head = blank_rules(text[:_SIZE])
    cut = not final or len(text) > _SIZE
    quote = _quote(head) if typed.quote is None else typed.quote or None
    delimiter = typed.delimiter or (named[1] if named else find_delimiter(head, quote, cut=cut))
    if typed.quote is None:
        quote = _settled_quote(head, delimiter, quote)
    found = records(head, delimiter or ONE_COLUMN, quote)
    if cut and len(found) <= SAMPLE:
        found = found[:-1] or found
    found = _after(found, typed.skipped, named=bool(named))
    if not found:
        return Layout(delimiter=delimiter, quote=quote, skipped=typed.skipped or 0)
    seen = _located(text, found, (delimiter, quote), typed)
    footer = find_footer(text, delimiter or ONE_COLUMN, quote, usual_width(found)) if final else (0, "")
    if typed.footer is not None:
        footer = (typed.footer, "")
    return replace(seen, footer=footer[0], closing=footer[1], named=bool(named) and typed.delimiter is None)


def _after(found: list[Record], skipped: int | None, *, named: bool) -> list[Record]:
    """Return the records that may belong to the table."""
    if skipped is None:
        return found[1:] if named else found
    return [record for record in found if record.first >= skipped]


def _located(
    text: str, found: Sequence[Record], signs: tuple[str | None, str | None], typed: TypedDialect
) -> Layout:
    """Return where the table begins and whether it has a header."""
    delimiter, quote = signs
    start = 0 if typed.skipped is not None else find_start(found, usual_width(found))
    body = found[start:]
    printed = _printed(body, text, delimiter)
    skipped = (
        typed.skipped if typed.skipped is not None else body[0].first if body[0] is not found[0] else None
    )
    if skipped is None:
        skipped = found[0].first if _SEP.match(text) else 0
    return Layout(
        delimiter=delimiter,
        quote=quote,
        skipped=skipped,
        header=has_header([record.cells for record in body]) if typed.header is None else typed.header,
        printed=printed,
    )


def find_delimiter(text: str, quote: str | None = '"', *, cut: bool = False) -> str | None:
    """Return the delimiter that splits the first lines most evenly, None if the table has one column."""
    shares: dict[str, tuple[float, int]] = {}
    for delimiter in DELIMITERS:
        found = records(text, delimiter, quote)
        whole = found[:-1] or found if cut and len(found) <= SAMPLE else found
        widths = [len(record.cells) for record in whole]
        width, count = usual(widths)
        if len(widths) > 2 and widths[0] == width - 1 and set(widths[1:]) == {width}:
            count += 1  # a header as R writes it
        if width >= 2 and count / len(widths) >= _LEAST[delimiter]:
            shares[delimiter] = (count / len(widths), width)
    strong = {key: value for key, value in shares.items() if key not in ": "}
    if len(strong) > 1 and "," in strong and _only_in_figures(text):
        del strong[","]
    candidates = strong or shares
    return max(candidates, key=lambda key: candidates[key]) if candidates else None


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


def _printed(body: Sequence[Record], text: str, delimiter: str | None) -> bool:
    """Return whether lines of dashes or blanks around cells are layout, as in lists made for reading."""
    if delimiter in {None, " "}:
        return False
    below = "".join(split_lines(text[:_SIZE])[body[0].first :])
    cells = [cell for record in body for cell in record.cells[1:] if cell.strip()]
    padded = sum(cell != cell.strip() for cell in cells)
    return blank_rules(below) != below or (bool(cells) and padded > 0.9 * len(cells))


def find_footer(text: str, delimiter: str, quote: str | None, width: int) -> tuple[int, str]:
    """Return how many lines at the end are no rows (totals, notes), and the word that shows it."""
    tail = text[-_SIZE:]
    if len(text) > _SIZE:
        tail = tail[tail.find("\n") + 1 :]
    lines, found = split_lines(tail), records(blank_rules(tail), delimiter, quote, limit=len(tail))
    start, word = closing_start(found, width)
    cut = found[start].first if start < len(found) else len(lines)
    while cut and not (lines[cut - 1] if cut == len(lines) else blank_rules(lines[cut - 1])).strip():
        cut -= 1
    return len(lines) - cut, word


def find_in_rows(rows: Sequence[Sequence[str]], typed: TypedDialect = NOTHING) -> Layout:
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
    if typed.skipped is not None:
        body = [record for record in found if record.first >= typed.skipped] or found[-1:]
        skipped = typed.skipped
    else:
        start = find_start(found[:SAMPLE], width)
        body = found[start:]
        skipped = body[0].first if start else 0
    place, word = closing_start(body, width)
    cut = body[place].first if place < len(body) else body[-1].end
    while cut < body[-1].end and not any(rows[cut - 1]):
        cut -= 1
    return Layout(
        delimiter=None,
        quote=None,
        skipped=skipped,
        header=has_header([record.cells for record in body]) if typed.header is None else typed.header,
        footer=body[-1].end - cut if typed.footer is None else typed.footer,
        closing=word if typed.footer is None else "",
    )

"""What do the cells of a text table say about how numbers, days and missing values are written in it?"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.data import booleans, dates, numbers
from core.data.typed import NOTHING, TypedDialect
from core.inventory import TableDialect

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS = 20_000
_DISTINCT = 2_000
"""The writing is recognized from so many different cells; types are decided on all."""
_MOSTLY = 0.8
"""Share of cells of one type from which on the others are pointed out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The type of a column, and what is odd about it."""

    name: str
    dtype: str
    mixed: int = 0
    """Cells that do not fit the type most have; the column then stays text."""
    mostly: str = ""
    """That type."""
    first: int = 0
    """Row of the first such cell, counted from 1."""
    sign: str | None = None
    """Percent or currency sign that is left out."""


def samples(table: "pa.Table") -> dict[str, list[str]]:
    """Return different cells of each column from its first rows, without empty ones and padding."""
    import pyarrow.compute as pc

    found = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        cells = pc.unique(column.slice(0, _ROWS)).slice(0, _DISTINCT).to_pylist()
        found[name] = list(dict.fromkeys(cell.strip() for cell in cells if cell and cell.strip()))
    return found


def recognize(table: "pa.Table", dialect: TableDialect, typed: TypedDialect = NOTHING) -> TableDialect:
    """Return the dialect with decimal sign, thousands separator, words for missing values and date format.

    What a person stated is taken as it is, and the rest is recognized with it.
    """
    found = samples(table)
    writing = numbers.find_writing(
        list(found.values()), typed.decimal, typed.thousands, comma_last=dialect.delimiter == ","
    )
    settled = typed.applied(replace(dialect, decimal=writing.decimal, thousands=writing.thousands))
    if typed.missing is None:
        words = {word for cells in found.values() for word in numbers.missing_in(cells, _SURELY)}
        for cells in found.values():
            words |= _weak_words(cells, settled)
        settled = replace(settled, missing=("", *sorted(words)))
    if typed.date_format is not None:
        return settled
    return replace(settled, date_format=_date_format(found, settled))


_SURELY = numbers.SURELY_MISSING


def _weak_words(cells: Sequence[str], dialect: TableDialect) -> set[str]:
    """Return words that may mean "missing" where they alone keep a column from having a type."""
    words = numbers.missing_in(cells, numbers.MISSING)
    rest = without(cells, (*numbers.MISSING, *numbers.SURELY_MISSING))
    if not words or not rest:
        return set()
    typed = numbers.are_numbers(rest, dialect.decimal or ".", dialect.thousands)
    return words if typed or booleans.are_certain(rest) or dates.looks_like_days(rest) else set()


def without(cells: Iterable[str], words: Iterable[str]) -> list[str]:
    """Return the cells that are none of the words."""
    gone = {word.strip() for word in words}
    return [cell for cell in cells if cell.strip() not in gone]


def _date_format(found: dict[str, list[str]], dialect: TableDialect) -> str | None:
    """Return the format in which most columns are days; where two fit alike, the day comes first."""
    votes: dict[str, int] = {}
    for name, every in found.items():
        cells = without(every, dialect.missing)
        if not cells or all(map(dates.is_iso, cells)):
            continue
        formats: tuple[str, ...] = ()
        if dates.looks_like_days(cells):
            formats = dates.fitting(cells, dates.FORMATS)
        elif dates.is_named_like_a_day(name) and all(len(cell) == 8 and cell.isdecimal() for cell in cells):
            formats = dates.fitting(cells, (dates.COMPACT,))
        for form in formats:
            votes[form] = votes.get(form, 0) + 1
    order = [*dates.FORMATS, dates.COMPACT]
    return max(votes, key=lambda form: (votes[form], -order.index(form))) if votes else None


def decide(name: str, column: "pa.ChunkedArray", dialect: TableDialect, *, stated: bool) -> Decision:
    """Decide on a text column's type by all its cells; `stated` says that the file calls them text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from core.data.conversion import cleaned

    cells = cleaned(column, dialect, text=False)
    distinct = pc.drop_null(pc.unique(cells))
    if not len(distinct):
        return Decision(name=name, dtype="text")
    head = distinct.slice(0, _DISTINCT).to_pylist()
    if not stated:
        sign = numbers.sign_of(head[0])
        pattern = numbers.number_pattern(dialect.decimal or ".", dialect.thousands).pattern
        if _all_match(distinct, numbers.signed_pattern(pattern, sign)):
            return _number(name, cells, distinct, dialect)
    if len(distinct) <= 4 and booleans.are_certain(head):
        return Decision(name=name, dtype="boolean")
    form = dialect.date_format
    if dates.looks_like_days(head) and not dates.parsed(distinct.to_pandas(), form).isna().any():
        return Decision(name=name, dtype="date")
    return Decision(name=name, dtype="text") if stated else _mixed(name, cells.cast(pa.string()), dialect)


def _all_match(distinct: "pa.Array", pattern: str) -> bool:
    import pyarrow.compute as pc

    return bool(pc.all(pc.match_substring_regex(distinct, pattern)).as_py())


def _number(name: str, cells: "pa.ChunkedArray", distinct: "pa.Array", dialect: TableDialect) -> Decision:
    """Tell whole numbers from others; figures too long to be kept exactly beside missing cells stay text."""
    import pyarrow.compute as pc

    head = distinct.slice(0, _DISTINCT).to_pylist()
    form = dialect.date_format
    dated = form in {dates.EXCEL, dates.COMPACT} and dates.is_named_like_a_day(name)
    if dated and not dates.parsed(distinct.to_pandas(), form).isna().any():
        return Decision(name=name, dtype="date")
    point = "[eE]|" + re.escape(dialect.decimal or ".")
    whole = not bool(pc.any(pc.match_substring_regex(distinct, point)).as_py())
    sign = numbers.sign_of(head[0])
    if whole and cells.null_count and pc.any(pc.match_substring_regex(distinct, r"\d{16,}")).as_py():
        return Decision(name=name, dtype="text")
    return Decision(name=name, dtype="integer" if whole else "number", sign=sign)


def _mixed(name: str, cells: "pa.ChunkedArray", dialect: TableDialect) -> Decision:
    """Return "text", and how many cells keep the column from being numbers or days."""
    import pyarrow.compute as pc

    signs = Counter(numbers.sign_of(cell) for cell in cells.slice(0, _DISTINCT).to_pylist() if cell)
    sign = signs.most_common(1)[0][0] if signs else None
    pattern = numbers.signed_pattern(
        numbers.number_pattern(dialect.decimal or ".", dialect.thousands).pattern, sign
    )
    days = r"^\s*\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?:[ T]\d{1,2}:\d{2}.*)?\s*$"
    for mostly, form in (("number", pattern), ("date", days)):
        fits = pc.fill_null(pc.match_substring_regex(cells, form), fill_value=True)
        mixed = pc.sum(pc.invert(fits)).as_py() or 0
        filled = len(cells) - cells.null_count
        if mostly == "date" and filled - mixed >= _MOSTLY * filled and filled > mixed:
            return _mixed_days(name, cells, dialect)
        if 0 < mixed <= (1 - _MOSTLY) * filled:
            first = pc.index(fits, value=False).as_py() + 1
            return Decision(name=name, dtype="text", mixed=mixed, mostly=mostly, first=first)
    return Decision(name=name, dtype="text")


def _mixed_days(name: str, cells: "pa.ChunkedArray", dialect: TableDialect) -> Decision:
    texts = cells.to_pandas()
    wrong = dates.parsed(texts, dialect.date_format).isna().to_numpy() & texts.notna().to_numpy()
    first = int(wrong.argmax()) + 1
    return Decision(name=name, dtype="text", mixed=int(wrong.sum()), mostly="date", first=first)

"""How are numbers, truth values and dates written in this table, and what do its columns hold?"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from core.inventory import TableDialect
from core.messages import Message, message

if TYPE_CHECKING:
    import pyarrow as pa

MISSING = ("NA", "N/A", "NaN", "nan", "NULL", "null", "#N/A", "n/a", "k. A.", "k.A.", "?", ".", "-")
"""Contents taken as missing only where they alone keep a column from being numbers."""
_ROWS = 5_000
_WRITINGS: tuple[tuple[str, str | None], ...] = (
    (".", None),
    (",", None),
    (",", "."),
    (".", ","),
    (",", " "),
    (".", " "),
    (".", "'"),
    (",", "'"),
)
_AMBIGUOUS = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")
_DATE = r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?"
_GERMAN_DATE = r"\d{2}\.\d{2}\.\d{4}"
BOOLEANS = {"true": True, "false": False}


def number_pattern(decimal: str, thousands: str | None) -> "re.Pattern[str]":
    """Return what a number looks like; leading zeros, as in postal codes, are not numbers."""
    point = re.escape(decimal)
    plain = r"(?:0|[1-9]\d{0,17})"
    whole = plain if thousands is None else rf"(?:{plain}|[1-9]\d{{0,2}}(?:{re.escape(thousands)}\d{{3}})+)"
    return re.compile(rf"[+-]?(?:{whole}(?:{point}\d*)?|{point}\d+)(?:[eE][+-]?\d{{1,3}})?")


def recognize(table: "pa.Table", dialect: TableDialect) -> tuple[TableDialect, tuple[Message, ...]]:
    """Recognize decimal sign, thousands separator and words for missing values; say what was assumed."""
    samples = [_sample(table, position) for position in range(table.num_columns)]
    order = _WRITINGS
    if dialect.delimiter == ",":
        order = tuple(sorted(_WRITINGS, key=lambda item: item[0] == ","))
    decimal, thousands = max(order, key=lambda item: _fitting(samples, item))
    pattern = number_pattern(decimal, thousands)
    words = sorted({word for sample in samples for word in _missing_words(sample, pattern)})
    settled = replace(dialect, decimal=decimal, thousands=thousands, missing=("", *words))
    return settled, tuple(_notes(table, samples, settled))


def dtype_of(values: Iterable[str], dialect: TableDialect) -> str:
    """Return "integer", "number", "boolean", "date" or "text" for the contents of a text column."""
    found = {value for value in values if value not in dialect.missing}
    if not found:
        return "text"
    pattern = number_pattern(dialect.decimal or ".", dialect.thousands)
    if all(pattern.fullmatch(value) for value in found):
        sign = dialect.decimal or "."
        return "number" if any(sign in value or "e" in value.lower() for value in found) else "integer"
    if all(value.lower() in BOOLEANS for value in found):
        return "boolean"
    for form in (_DATE, _GERMAN_DATE):
        if all(re.fullmatch(form, value) for value in found) and all(map(_exists, found)):
            return "date"
    return "text"


def _exists(value: str) -> bool:
    from datetime import datetime

    try:
        if value[2] == ".":
            datetime(int(value[6:]), int(value[3:5]), int(value[:2]))  # noqa: DTZ001 (a date has no zone)
        else:
            datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _sample(table: "pa.Table", position: int) -> list[str]:
    values = table.column(position).slice(0, _ROWS).to_pylist()
    return [value for value in dict.fromkeys(values) if value]


def _fitting(samples: list[list[str]], writing: tuple[str, str | None]) -> int:
    """Count the columns that are numbers in a writing."""
    pattern = number_pattern(*writing)
    return sum(bool(sample) and _is_number_column(sample, pattern) for sample in samples)


def _is_number_column(sample: list[str], pattern: "re.Pattern[str]") -> bool:
    rest = [value for value in sample if value not in MISSING]
    return bool(rest) and all(pattern.fullmatch(value) for value in rest)


def _missing_words(sample: list[str], pattern: "re.Pattern[str]") -> list[str]:
    if not _is_number_column(sample, pattern):
        return []
    return [value for value in sample if value in MISSING]


def _notes(table: "pa.Table", samples: list[list[str]], dialect: TableDialect) -> Iterable[Message]:
    if dialect.decimal == ",":
        yield message("Decimal sign: comma.")
    else:
        yield message("Decimal sign: point.")
    if dialect.thousands is not None:
        yield message("Thousands separator: “{sign}”.", sign=dialect.thousands)
    if len(dialect.missing) > 1:
        yield message("Read as missing besides empty cells: {words}.", words=", ".join(dialect.missing[1:]))
    for name, sample in zip(table.column_names, samples, strict=True):
        if sample and all(_AMBIGUOUS.fullmatch(value) for value in sample):
            yield message(
                "Column “{column}”: “{value}” can mean two things, a decimal or a thousands separator. "
                "Check it.",
                column=name,
                value=sample[0],
            )

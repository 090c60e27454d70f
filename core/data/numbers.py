"""How are numbers and missing cells written in this table?"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MISSING = (
    "NA",
    "NULL",
    "null",
    "nan",
    "NaN",
    "N.A.",
    "n.a.",
    "?",
    ".",
    "-",
    "--",
    "–",
    "leer",
    "(leer)",
    "None",
)
"""Contents taken as missing only where they alone keep a column from being numbers, days or truth values."""
SURELY_MISSING = (
    *("#NV", "#N/A", "#NA", "#DIV/0!", "#WERT!", "#VALUE!", "#BEZUG!", "#REF!", "#NAME?", "#ZAHL!", "#NUM!"),
    *("#NULL!", "<NA>", "N/A", "n/a", "k.A.", "k. A.", "k.A", "K.A.", "o.A.", "o. A."),
)
"""Contents that mean the same in every column: errors of a spreadsheet, and "not stated"."""
SIGNS = ("%", "‰", "€", "EUR", "Euro", "$", "USD", "£", "GBP", "CHF", "Fr.", "DM")
"""Signs beside a number that are left out where all cells of a column carry the same."""
WRITINGS: tuple[tuple[str, str | None], ...] = (
    (".", None),
    (",", None),
    (",", "."),
    (".", ","),
    (",", " "),
    (".", " "),
    (".", "'"),
    (",", "'"),
    (".", "’"),
    (",", "’"),
    (",", "\u202f"),
    (".", "\u202f"),
    (",", "\xa0"),
    (".", "\xa0"),
)
AMBIGUOUS = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")
_SIGN = re.compile(
    r"^\s*(?:({0})\s*)?[+\-−]?[\d.,'’ \xa0\u202f]*\d[\d.,'’ \xa0\u202f]*?-?\s*({0})?\s*$".format(
        "|".join(re.escape(sign) for sign in SIGNS)
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How numbers are written."""

    decimal: str = "."
    thousands: str | None = None


def number_pattern(decimal: str, thousands: str | None) -> "re.Pattern[str]":
    """Return what a number looks like; leading zeros, as in postal codes, are not numbers.

    A minus sign may stand behind the number, as SAP writes it, or be the longer one of word processors.
    """
    point = re.escape(decimal)
    plain = r"(?:0|[1-9]\d{0,17})"
    whole = plain if thousands is None else rf"(?:{plain}|[1-9]\d{{0,2}}(?:{re.escape(thousands)}\d{{3}})+)"
    body = rf"(?:{whole}(?:{point}\d*)?|{point}\d+)"
    return re.compile(rf"(?:[+\-−]?{body}(?:[eE][+-]?\d{{1,3}})?|{body}-)")


def signed_pattern(pattern: str, sign: str | None) -> str:
    """Return what a cell with a number looks like: blanks around it, and the sign of its column beside it."""
    if sign is None:
        return rf"^\s*(?:{pattern})\s*$"
    mark = re.escape(sign)
    return rf"^\s*(?:{mark}\s*(?:{pattern})|(?:{pattern})\s*{mark})\s*$"


def sign_of(cell: str) -> str | None:
    """Return the percent or currency sign beside a number, None without one."""
    found = _SIGN.match(cell)
    return (found[1] or found[2]) if found else None


def missing_in(cells: Iterable[str], words: Sequence[str]) -> set[str]:
    """Return which of the words occur among the cells."""
    return set(words).intersection(cells)


def are_numbers(cells: Sequence[str], decimal: str, thousands: str | None) -> bool:
    """Return whether all cells are numbers in a writing, with at most one sign; none of them is missing."""
    if not cells:
        return False
    pattern = re.compile(signed_pattern(number_pattern(decimal, thousands).pattern, sign_of(cells[0])))
    return all(map(pattern.match, cells))


def find_writing(
    samples: Sequence[Sequence[str]], decimal: str | None, thousands: str | None, *, comma_last: bool
) -> Writing:
    """Return the writing in which most columns are numbers, among those with the signs that were stated."""
    order = sorted(WRITINGS, key=lambda item: item[0] == ",") if comma_last else list(WRITINGS)
    fitting = [
        item
        for item in order
        if decimal in {None, item[0]} and (thousands is None or (thousands or None) == item[1])
    ]
    gone = {*MISSING, *SURELY_MISSING}
    filled = [[cell for cell in sample if cell not in gone] for sample in samples]
    candidates = [sample for sample in filled if any(any(map(str.isdigit, cell)) for cell in sample[:50])]
    found = max(
        fitting or [(decimal or ".", thousands or None)],
        key=lambda item: sum(are_numbers(sample, *item) for sample in candidates),
    )
    return Writing(decimal=found[0], thousands=found[1])

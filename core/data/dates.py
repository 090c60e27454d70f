"""How are days written, and is it clear which is the month?"""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

EXCEL = "excel"
"""Stands for Excel's day numbers: 1 is January 1, 1900."""
GERMAN = "%d.%m.%Y"
FORMATS = (
    *(GERMAN, "%d.%m.%y", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y"),
    *("%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d"),
)
COMPACT = "%Y%m%d"
"""Eight figures are a day only in a column that is named so."""
_TIMES = ("", " %H:%M", " %H:%M:%S")
_ISO = re.compile(
    r"\s*\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?\s*"
)
_LIKE = re.compile(r"\s*\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?: +\d{1,2}:\d{2}(?::\d{2})?)?\s*")
_NAMED = re.compile(
    r"dat(?:um|e)\b|dat(?:um|e)_|_dat|stichtag|tag$|\bday\b|geburt|birth|^dob$|_am$", re.IGNORECASE
)
_PARTS = {
    "%d": r"\d{1,2}",
    "%m": r"\d{1,2}",
    "%Y": r"\d{4}",
    "%y": r"\d{2}",
    "%H": r"\d{1,2}",
    "%M": r"\d{2}",
    "%S": r"\d{2}",
}
_FIRST_DAY = "1899-12-30"
"""Day 0 of Excel's numbers: Excel counts a February 29, 1900 that never was."""


def is_named_like_a_day(name: str) -> bool:
    """Return whether a column's name says that it holds days."""
    return _NAMED.search(name) is not None


def is_iso(cell: str) -> bool:
    """Return whether a cell is a day as ISO 8601 writes it."""
    return _ISO.fullmatch(cell) is not None


def looks_like_days(cells: Sequence[str]) -> bool:
    """Return whether cells are written like days, valid or not."""
    return bool(cells) and all(_ISO.fullmatch(cell) or _LIKE.fullmatch(cell) for cell in cells)


def fitting(cells: Sequence[str], formats: Iterable[str]) -> tuple[str, ...]:
    """Return the formats in which every cell is a day; ISO 8601 always counts as one."""
    rest = [cell for cell in cells if not _ISO.fullmatch(cell)]
    return tuple(
        form
        for form in formats
        if all(map(_pattern(form).fullmatch, rest)) and not parsed(cells, form).isna().any()
    )


def accepted(form: str | None) -> tuple[str, ...]:
    """Return the formats that a table's date format lets a column have besides ISO 8601."""
    return (GERMAN,) if form is None else (form,)


def _pattern(form: str) -> "re.Pattern[str]":
    text = re.escape(form)
    for key, value in _PARTS.items():
        text = text.replace(key, value)
    seconds = r"(?: +\d{1,2}:\d{2}(?::\d{2})?)?"
    return re.compile(rf"\s*{text}{'' if '%H' in form else seconds}\s*")


def parsed(cells: "Sequence[str | None] | pd.Series", form: str | None) -> "pd.Series":
    """Return the cells as days; what is none is missing."""
    import pandas as pd

    texts = pd.Series(cells, dtype="str").str.strip()
    days = pd.to_datetime(texts, format="ISO8601", errors="coerce", utc=True).dt.tz_localize(None)
    days = days.where(texts.str.match(_ISO.pattern.replace(r"\s*", "") + "$").fillna(value=False))
    for one in accepted(form):
        if one == EXCEL:
            days = days.fillna(_excel(texts))
            continue
        for time in _TIMES if "%H" not in one else ("",):
            open_ = days.isna() & texts.notna()
            if open_.any():
                days = days.fillna(pd.to_datetime(texts.where(open_), format=one + time, errors="coerce"))
    return days.astype("datetime64[us]")


def _excel(texts: "pd.Series") -> "pd.Series":
    import pandas as pd

    numbers = pd.to_numeric(texts, errors="coerce")
    numbers = numbers.where((numbers >= 1) & (numbers < 2_958_466))
    return pd.to_datetime(numbers, unit="D", origin=_FIRST_DAY, errors="coerce").astype("datetime64[us]")


def could_be_excel(cells: Sequence[str]) -> bool:
    """Return whether whole numbers lie where Excel counts the days of 1920 to 2100."""
    return bool(cells) and all(cell.isdecimal() and 7306 <= int(cell) <= 73415 for cell in cells)


def swapped(form: str) -> str:
    """Return the format with day and month exchanged."""
    return form.replace("%d", "%_").replace("%m", "%d").replace("%_", "%m")

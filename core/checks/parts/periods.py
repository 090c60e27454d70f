"""In which month, quarter or year does each row lie?"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.data.dates import GERMAN, parsed
from core.options import Period
from core.reasons import Reason, ReasonCode

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Codes = npt.NDArray[np.int64]

MOST_PERIODS = 240
"""More stretches of time make a table nobody can read."""
_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}
_SHORT = re.compile(r"\s*(\d{4})(?:[-/. ]?(?:(0[1-9]|1[0-2])|[Qq]([1-4])))?\s*")
"""A year, a month such as 2024-03 or 202403, a quarter such as 2024-Q1."""
_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """The stretches of time of a table, in order."""

    column: str
    period: Period
    labels: tuple[str, ...]
    """For example "2024-03", "2024-Q1" or "2024"; only those that hold rows."""
    position: "Codes"
    """Shape (labels,): how many stretches each lies after the first; gaps count."""
    codes: "Codes"
    """Shape (lines,): which stretch each line of the table lies in; -1 where it has no readable day."""
    unreadable: tuple[str, ...]
    """Some of the values that are no day."""

    @property
    def unknown(self) -> int:
        """Return the number of lines without a readable day."""
        return int((self.codes < 0).sum())


def periods_of(data: CheckInput) -> Periods | Reason:
    """Sort the lines of a table into stretches of time.

    Parameters
    ----------
    data
        The check's input; `options.time` names the column.

    Returns
    -------
    Periods or Reason
        A reason where no column is named, it is absent, holds no day, or too many stretches. A column of
        years alone is read by year, whatever was asked.
    """
    column = data.options.time
    if column is None:
        return Reason(code=ReasonCode.NO_TIME)
    if column not in data.table.columns:
        return Reason(code=ReasonCode.COLUMN_ABSENT, values={"column": column})
    months, years_only = months_of(data.table[column])
    known = months >= 0
    if not known.any():
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": column})
    period = Period.YEAR if years_only else data.options.period
    steps = np.where(known, months // _MONTHS[period], -1)
    kinds, codes = np.unique(steps[known], return_inverse=True)
    if len(kinds) > MOST_PERIODS:
        values: dict[str, str | int | float] = {"n": len(kinds), "most": MOST_PERIODS}
        return Reason(code=ReasonCode.TOO_MANY_PERIODS, values=values)
    found = np.full(len(steps), -1, dtype=np.int64)
    found[known] = codes
    return Periods(
        column=column,
        period=period,
        labels=tuple(_label(int(step), period) for step in kinds),
        position=kinds - kinds[0],
        codes=found,
        unreadable=_examples(data.table[column], known),
    )


def months_of(values: "pd.Series") -> tuple["Codes", bool]:
    """Return months since the year 0, -1 where there is no day, and whether only years are given.

    Parameters
    ----------
    values
        Days, or texts and numbers that stand for a day, a month, a quarter or a year.

    Returns
    -------
    tuple
        Shape (rows,), and True where every readable value is a bare year.
    """
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(values):
        return _of_days(values), False
    kinds, back = np.unique(_texts(values), return_inverse=True)
    months, years = np.full(len(kinds), -1, dtype=np.int64), np.zeros(len(kinds), dtype=bool)
    for at, text in enumerate(kinds):
        months[at], years[at] = _of_short(text)
    open_ = np.flatnonzero(months < 0)
    if len(open_):
        months[open_] = _of_days(parsed(pd.Series(kinds[open_]).replace("", None), GERMAN))
    known = months >= 0
    return months[back], bool(known.any()) and bool(years[known].all())


def _texts(values: "pd.Series") -> "npt.NDArray[np.object_]":
    """Write values as texts; whole numbers without a decimal point, missing ones as the empty text."""
    texts = values.astype(object).where(values.notna(), "").map(str).str.removesuffix(".0")
    found: npt.NDArray[np.object_] = texts.to_numpy(dtype=object)
    return found


def _of_short(text: str) -> tuple[int, bool]:
    compact = _COMPACT.fullmatch(text)
    if compact is not None:
        year, month, day = (int(part) for part in compact.groups())
        return (year * 12 + month - 1, False) if 1 <= month <= 12 and 1 <= day <= 31 else (-1, False)
    found = _SHORT.fullmatch(text)
    if found is None or not 1900 <= int(found[1]) <= 2199:
        return -1, False
    month = int(found[2]) - 1 if found[2] else (int(found[3]) - 1) * 3 if found[3] else 0
    return int(found[1]) * 12 + month, found[2] is None and found[3] is None


def _of_days(days: "pd.Series") -> "Codes":
    months = days.dt.year * 12 + days.dt.month - 1
    found: Codes = months.fillna(-1).to_numpy(dtype=np.int64)
    return found


def _label(step: int, period: Period) -> str:
    year, part = divmod(step * _MONTHS[period], 12)
    match period:
        case Period.YEAR:
            return f"{year:04d}"
        case Period.QUARTER:
            return f"{year:04d}-Q{part // 3 + 1}"
        case Period.MONTH:
            return f"{year:04d}-{part + 1:02d}"


def _examples(values: "pd.Series", known: "npt.NDArray[np.bool_]") -> tuple[str, ...]:
    odd = values[~known].dropna().astype(str)
    return tuple(sorted(set(odd.head(1000)))[:3])

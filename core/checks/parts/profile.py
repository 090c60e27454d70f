"""What is there to say about one column by itself?"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.checks.parts.codings import suspected_number, suspected_texts, written_twice
from core.checks.parts.columns import Kind, days, kind_of, missing, numbers

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

RARE = 0.01
"""Below this share of the stated values a category is called rare."""
FENCE = 3.0
"""Outliers lie farther than this many interquartile ranges from the middle half (Tukey's far out)."""
MOST_CATEGORIES = 1000
"""More different texts are names or free text, no categories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How the numbers of a column lie."""

    low: float
    high: float
    fences: tuple[float, float] | None
    """None where the middle half is one value."""
    outliers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One column in figures; counts are counts of rows."""

    name: str
    kind: Kind
    rows: int
    missing: int
    distinct: int
    """Different values."""
    infinite: int = 0
    spread: Spread | None = None
    """Of finite numbers."""
    categories: bool = False
    """Whether the values are compared as categories."""
    rare: tuple[int, int] | None = None
    """Rare categories and the rows they hold."""
    twice: int = 0
    """Values that are written in several ways, such as "Yes" and "yes "."""
    suspected: str | None = None
    """A number or word that may stand for a missing value."""
    dates: tuple[int, int] | None = None
    """Dates beyond the day of the check, of all dates."""

    @property
    def known(self) -> int:
        """Return the rows with a value."""
        return self.rows - self.missing

    @property
    def mixed(self) -> bool:
        """Tell whether values are written in several ways."""
        return self.twice > 0 or self.kind is Kind.MIXED


def profile(values: pd.Series, name: str, as_of: date | None) -> Profile:
    """Look at one column.

    Parameters
    ----------
    values
        The column.
    name
        Its name.
    as_of
        Day beyond which dates lie in the future; None: not stated.

    Returns
    -------
    Profile
        Figures of this column alone.

    References
    ----------
    Tukey 1977, Exploratory Data Analysis, section 2D (fences).
    """
    kind, none = kind_of(values), missing(values)
    if kind is Kind.NUMBER and pd.api.types.is_numeric_dtype(values.dtype):
        return _of_numbers(numbers(values), name, int(none.sum()))
    if kind is Kind.DATE:
        return _of_dates(values, name, none, as_of)
    return _of_texts(values, name, kind, (none, as_of))


def _of_numbers(values: "Floats", name: str, none: int) -> Profile:
    infinite = int(np.isinf(values).sum())
    known = np.sort(values[np.isfinite(values)])
    distinct = 0 if not known.size else 1 + int((np.diff(known) > 0).sum())
    spread = _spread(known)
    return Profile(
        name=name,
        kind=Kind.NUMBER,
        rows=len(values),
        missing=none,
        distinct=distinct + (1 if infinite else 0),
        infinite=infinite,
        spread=spread,
        suspected=None if spread is None else suspected_number(known, distinct),
    )


def _spread(known: "Floats") -> Spread | None:
    if not known.size:
        return None
    first, third = (float(value) for value in np.quantile(known, [0.25, 0.75]))
    fences = None
    if third > first:
        fences = (first - FENCE * (third - first), third + FENCE * (third - first))
    outliers = 0
    if fences is not None:
        outliers = int(np.searchsorted(known, fences[0], "left"))
        outliers += len(known) - int(np.searchsorted(known, fences[1], "right"))
    return Spread(low=float(known[0]), high=float(known[-1]), fences=fences, outliers=outliers)


def _of_dates(values: pd.Series, name: str, none: "Flags", as_of: date | None) -> Profile:
    told = days(values)
    known = told[np.isfinite(told)]
    return Profile(
        name=name,
        kind=Kind.DATE,
        rows=len(values),
        missing=int(none.sum()),
        distinct=len(np.unique(known)),
        dates=_future(known, as_of),
    )


def _of_texts(values: pd.Series, name: str, kind: Kind, more: "tuple[Flags, date | None]") -> Profile:
    none, as_of = more
    codes, uniques = pd.factorize(values)
    counts = np.bincount(codes[~none], minlength=len(uniques))
    there = counts > 0
    texts = [str(item) for item, used in zip(uniques, there, strict=True) if used]
    counts = counts[there]
    few = 0 < len(texts) <= MOST_CATEGORIES and 2 * len(texts) <= max(int(counts.sum()), 4)
    rare = counts < RARE * counts.sum()
    return Profile(
        name=name,
        kind=kind,
        rows=len(values),
        missing=int(none.sum()),
        distinct=len(texts),
        categories=few and kind is not Kind.EMPTY,
        rare=(int(rare.sum()), int(counts[rare].sum())) if few else None,
        twice=len(written_twice(texts)) if len(texts) <= 100 * MOST_CATEGORIES else 0,
        suspected=suspected_texts(texts, counts),
        dates=_text_dates(values, texts, as_of),
    )


def _text_dates(values: pd.Series, texts: list[str], as_of: date | None) -> tuple[int, int] | None:
    """Read a column of texts as dates if all of its texts are ISO dates."""
    shaped = bool(texts) and all(len(item) >= 10 and item[4:5] == item[7:8] == "-" for item in texts)
    if not shaped:
        return None
    told = days(values)
    return _future(told[np.isfinite(told)], as_of)


def _future(known: "Floats", as_of: date | None) -> tuple[int, int] | None:
    if as_of is None or not known.size:
        return None
    end = as_of.toordinal() - date(1970, 1, 1).toordinal() + 1
    return int((known >= end).sum()), len(known)

"""Which values of a feature can be changed, by how much, and into what?"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.statistics.perturbation import deviation, noisy, spread, stream, swapped

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from core.checks.parts.asked import Values

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]

FEW = 10
"""Whole numbers with at most so many values are swapped like categories as well."""
MOST_CATEGORIES = 200
"""More are names or free text, which are not swapped."""


class Kind(StrEnum):
    """How values of a feature are changed."""

    NUMBER = "number"
    CATEGORY = "category"
    OTHER = "other"
    """Days, free text: left as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature of the model with what its values are like."""

    name: str
    kind: Kind
    column: "pd.Series"
    numbers: "Floats"
    """Shape (rows,): NaN where missing; empty unless it is a number."""
    whole: bool = False
    """Whether only whole numbers occur."""
    spread: float = 0.0
    """Robust standard deviation, see `core.statistics.perturbation.spread`."""
    deviation: float = 0.0
    """Standard deviation."""
    low: float = 0.0
    high: float = 0.0
    codes: "Codes"
    """Shape (rows,): category of each row, -1 where missing; empty unless values can be swapped."""
    categories: "pd.Index"
    shares: "Floats"
    """How often each category occurs."""

    @property
    def moves(self) -> bool:
        """Tell whether numbers of the feature can be shifted."""
        return self.kind is Kind.NUMBER and self.deviation > 0

    @property
    def swaps(self) -> bool:
        """Tell whether there is another category to change to."""
        return len(self.categories) > 1

    @property
    def can_miss(self) -> bool:
        """Tell whether the model is known to take missing values of the feature, and some rows have one."""
        missing = self.column.isna()
        return bool(missing.any()) and not bool(missing.all())

    def cast(self, values: "Floats") -> "Values":
        """Return numbers in the column's type, whole ones rounded."""
        return _typed(np.rint(values) if self.whole else values, self.column)

    def noise(self, rows: "npt.NDArray[np.int64]", share: float, rng: np.random.Generator) -> "Values":
        """Return the values of some rows with noise of a share of the spread, within the observed range."""
        moved = noisy(self.numbers[rows], share * self.spread, rng, whole=self.whole)
        return self.cast(np.clip(moved, self.low, self.high))

    def swap(self, rows: "npt.NDArray[np.int64]", rng: np.random.Generator) -> "Values":
        """Return other categories for some rows, drawn by how often they occur."""
        return self.of_codes(swapped(self.codes[rows], self.shares, rng))

    def of_codes(self, codes: "Codes") -> "Values":
        """Return the values that codes stand for, in the column's type."""
        return _typed(self.categories[codes], self.column)

    def missing(self, rows: int) -> "Values":
        """Return missing values in the column's type."""
        return _typed([None] * rows, self.column)


def features(data: CheckInput) -> tuple[Feature, ...]:
    """Describe the features of the model, in their order."""
    return tuple(feature(data.table[name], name) for name in data.features)


def feature(column: "pd.Series", name: str) -> Feature:
    """Describe one feature.

    Parameters
    ----------
    column
        Its values.
    name
        Its name.

    Returns
    -------
    Feature
        Numbers with more than two values are shifted; everything else with few values is swapped.
    """
    import pandas as pd

    nothing, no_codes = np.zeros(0), np.zeros(0, dtype=np.int64)
    empty = Feature(
        name=name,
        kind=Kind.OTHER,
        column=column,
        numbers=nothing,
        codes=no_codes,
        categories=pd.Index([]),
        shares=nothing,
    )
    if pd.api.types.is_datetime64_any_dtype(column.dtype) or column.isna().all():
        return empty
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        return _number(column, name)
    return _category(column, name) or empty


def _typed(values: "Floats | pd.Index | list[None]", column: "pd.Series") -> "Values":
    """Return values in the type of a column."""
    import pandas as pd

    array: Values = pd.Series(values).astype(column.dtype).array
    return array


def _number(column: "pd.Series", name: str) -> Feature:
    import pandas as pd

    values = column.to_numpy(dtype=float, na_value=np.nan)
    known = values[np.isfinite(values)]
    whole = bool(known.size) and bool((known == np.rint(known)).all())
    distinct = np.unique(known)
    swappable = whole and len(distinct) <= FEW
    codes, shares = np.zeros(0, dtype=np.int64), np.zeros(0)
    if swappable:
        codes = np.where(np.isfinite(values), np.searchsorted(distinct, values), -1).astype(np.int64)
        shares = np.bincount(codes[codes >= 0], minlength=len(distinct)) / len(known)
    return Feature(
        name=name,
        kind=Kind.NUMBER if len(distinct) > 2 else Kind.CATEGORY,
        column=column,
        numbers=np.where(np.isfinite(values), values, np.nan),
        whole=whole,
        spread=spread(values),
        deviation=deviation(values),
        low=float(distinct[0]) if known.size else 0.0,
        high=float(distinct[-1]) if known.size else 0.0,
        codes=codes,
        categories=pd.Index(distinct if swappable else []),
        shares=shares,
    )


def _category(column: "pd.Series", name: str) -> Feature | None:
    import pandas as pd

    codes, found = pd.factorize(column)
    if len(found) > MOST_CATEGORIES:
        return None
    order = np.argsort([str(item) for item in found], kind="stable")
    place = np.empty(len(order) + 1, dtype=np.int64)
    place[order], place[-1] = np.arange(len(order)), -1
    ordered = place[codes]
    return Feature(
        name=name,
        kind=Kind.CATEGORY,
        column=column,
        numbers=np.zeros(0),
        codes=ordered,
        categories=pd.Index(found).take(order),
        shares=np.bincount(ordered[ordered >= 0], minlength=len(found)) / max(1, int((ordered >= 0).sum())),
    )


def noise_of(
    data: CheckInput, found: tuple[Feature, ...], rows: "npt.NDArray[np.int64]", share: float
) -> "dict[str, Values]":
    """Return noisy values of all numbers at once."""
    return {
        item.name: item.noise(rows, share, stream(data.seed, "noise", item.name, str(share)))
        for item in found
        if item.moves
    }

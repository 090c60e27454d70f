"""What would a plain linear model say of the same rows?"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.inventory import Task

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]

MOST_LEVELS = 30
"""Categories of a column that get a coefficient of their own; rarer ones share one."""
FOLDS = 5
MOST_STEPS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A numeric column: missing values become the median, then it is centered and scaled."""

    name: str
    median: float
    mean: float
    spread: float
    missing: bool
    """Whether a second column says where the value was missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A column of categories: one column of 0 and 1 for each but the most frequent."""

    name: str
    base: str
    """The most frequent category, which has no column."""
    levels: tuple[str, ...]
    others: bool
    """Whether rarer and missing values share a column of their own."""


Design = tuple[Number | Category, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A linear model on a design."""

    design: Design
    intercept: float
    coefficients: "Floats"
    logistic: bool

    def predict(self, table: "pd.DataFrame") -> "Floats":
        """Return probabilities of the favorable class, or numbers, for each row of a table."""
        linear = self.intercept + matrix(self.design, table) @ self.coefficients
        if not self.logistic:
            return linear
        chance: Floats = 1 / (1 + np.exp(-np.clip(linear, -700, 700)))
        return chance


def design_of(table: "pd.DataFrame", features: tuple[str, ...]) -> Design:
    """Decide how each feature enters; constant and empty ones are left out."""
    parts = (_part(table[name]) for name in features if name in table.columns)
    return tuple(part for part in parts if part is not None)


def terms(design: Design) -> tuple[str, ...]:
    """Name the columns of the design."""
    return tuple(name for part in design for name in _names(part))


def matrix(design: Design, table: "pd.DataFrame") -> "Floats":
    """Lay out the columns of a design, shape (rows, terms)."""
    columns = [column for part in design for column in _columns(part, table[part.name])]
    return np.column_stack(columns) if columns else np.zeros((len(table), 0))


def fit(table: "pd.DataFrame", truth: "Floats", counts: "Floats", data: CheckInput) -> Fitted:
    """Fit the simple model.

    Parameters
    ----------
    table
        Rows with the features.
    truth, counts
        Shape (rows,): 1 for the favorable class or the number to be predicted; how many rows each stands for.
    data
        The check's input.

    Returns
    -------
    Fitted
        Logistic regression with a ridge penalty of 1 for classes, linear ridge regression for numbers.

    References
    ----------
    Hoerl and Kennard 1970, Technometrics 12:55-67; le Cessie and van Houwelingen 1992, Applied Statistics
    41:191-201.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression, Ridge

    design = design_of(table, data.features)
    rows = matrix(design, table)
    logistic = data.task is not Task.REGRESSION
    model = (
        LogisticRegression(C=1.0, max_iter=MOST_STEPS) if logistic else Ridge(alpha=1.0, solver="cholesky")
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(rows, truth, sample_weight=counts)
    intercept = float(np.ravel(model.intercept_)[0])
    coefficients = np.ravel(model.coef_).astype(float)
    return Fitted(design=design, intercept=intercept, coefficients=coefficients, logistic=logistic)


def folds(truth: "Floats", seed: int, *, stratified: bool) -> "Places":
    """Assign each row to one of `FOLDS` parts by the seed, each class spread evenly; shape (rows,)."""
    order = np.random.default_rng(seed).permutation(len(truth))
    if stratified:
        order = order[np.argsort(truth[order], kind="stable")]
    part = np.empty(len(truth), dtype=np.int64)
    part[order] = np.arange(len(truth)) % FOLDS
    return part


def crosswise(
    table: "pd.DataFrame", truth: "Floats", counts: "Floats", data: CheckInput
) -> Iterator[tuple["Places", "Floats"]]:
    """Yield for each part its rows and what a fit on the other parts says of them."""
    part = folds(truth, data.seed, stratified=data.task is not Task.REGRESSION)
    for at in range(FOLDS):
        inside, outside = np.flatnonzero(part == at), np.flatnonzero(part != at)
        fitted = fit(table.iloc[outside], truth[outside], counts[outside], data)
        yield inside, fitted.predict(table.iloc[inside])


def _part(values: "pd.Series") -> Number | Category | None:
    import pandas as pd

    if values.isna().all() or pd.api.types.is_datetime64_any_dtype(values):
        return None
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return _number(values)
    found = values.dropna().astype(str).value_counts()
    levels = sorted(found.index, key=lambda level: (-int(found[level]), level))
    missing = bool(values.isna().any())
    if len(levels) + missing < 2:
        return None
    kept = tuple(levels[1 : MOST_LEVELS + 1])
    others = missing or len(levels) > MOST_LEVELS + 1
    return Category(name=str(values.name), base=levels[0], levels=kept, others=others)


def _number(values: "pd.Series") -> Number | None:
    numbers = _floats(values)
    known = numbers[np.isfinite(numbers)]
    if not known.size:
        return None
    median = float(np.median(known))
    filled = np.where(np.isfinite(numbers), numbers, median)
    spread, missing = float(filled.std()), bool(known.size < numbers.size)
    if not np.isfinite(spread) or (spread == 0 and not missing):
        return None
    mean = float(filled.mean())
    return Number(name=str(values.name), median=median, mean=mean, spread=spread or 1.0, missing=missing)


def _names(part: Number | Category) -> Iterator[str]:
    if isinstance(part, Number):
        yield part.name
        if part.missing:
            yield f"{part.name} = ?"
        return
    for level in part.levels:
        yield f"{part.name} = {level}"
    if part.others:
        yield f"{part.name} = …"


def _columns(part: Number | Category, values: "pd.Series") -> "Iterator[Floats]":
    if isinstance(part, Number):
        numbers = _floats(values)
        known = np.isfinite(numbers)
        yield (np.where(known, numbers, part.median) - part.mean) / part.spread
        if part.missing:
            yield (~known).astype(float)
        return
    said = values.astype(object).where(values.notna(), None).map(_text).to_numpy(dtype=object)
    known = said == part.base
    for level in part.levels:
        hit = said == level
        known |= hit
        yield hit.astype(float)
    if part.others:
        yield (~known).astype(float)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _floats(values: "pd.Series") -> "Floats":
    import pandas as pd

    numbers: Floats = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return numbers

"""How well does one set of columns predict a group, judged on rows the fit has not seen?

Two fits: a logistic regression on standardized and one-hot columns, and small gradient-boosted trees. Both
run in one thread, so that sums are rounded the same way whatever the machine offers.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]

FOLDS = 3
"""Parts of the rows, each predicted by a fit on the others."""
BINS = 20
"""Ranges of a number when it stands alone."""
COMMON = 30
"""Categories that get a column of their own; rarer ones share one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column that may predict."""

    name: str
    numbers: "Floats | None"
    """Shape (rows,): NaN where missing; None for categories."""
    codes: "Codes"
    """Shape (rows,): -1 where missing; ranges of a number."""


def column_of_numbers(name: str, values: "Floats") -> Column:
    """Take a number as it is, and cut it at its quantiles for what it says alone."""
    known = values[np.isfinite(values)]
    edges = np.unique(np.quantile(known, np.arange(1, BINS) / BINS)) if known.size else np.zeros(0)
    codes = np.where(np.isfinite(values), np.searchsorted(edges, values, side="right"), -1)
    return Column(name=name, numbers=values, codes=codes.astype(np.int64))


def column_of_codes(name: str, codes: "Codes") -> Column:
    """Take categories; beyond the most frequent ones they count as one."""
    sizes = np.bincount(codes[codes >= 0])
    if len(sizes) > COMMON:
        order = np.argsort(-sizes, kind="stable")
        place = np.full(len(sizes) + 1, COMMON, dtype=np.int64)
        place[order[:COMMON]] = np.arange(COMMON)
        place[-1] = -1
        codes = place[codes]
    return Column(name=name, numbers=None, codes=codes)


def folds(truth: "Flags", seed: int) -> "Codes":
    """Put each row into a fold, each class spread evenly.

    Parameters
    ----------
    truth
        Shape (rows,).
    seed
        Seed of the order.

    Returns
    -------
    numpy.ndarray
        Shape (rows,): 0 to `FOLDS` - 1.
    """
    found = np.zeros(len(truth), dtype=np.int64)
    for number, side in enumerate((truth, ~truth)):
        places = np.flatnonzero(side)
        order = np.random.default_rng([seed, number]).permutation(len(places))
        found[places[order]] = np.arange(len(places)) % FOLDS
    return found


def linear_scores(columns: tuple[Column, ...], truth: "Flags", fold: "Codes") -> "Floats":
    """Predict each row with a logistic regression fitted on the other folds.

    Parameters
    ----------
    columns
        What may predict.
    truth, fold
        Shape (rows,): membership in the group, and the fold of each row.

    Returns
    -------
    numpy.ndarray
        Shape (rows,): log-odds.
    """
    from sklearn.linear_model import LogisticRegression

    laid = np.column_stack([part for column in columns for part in _laid_out(column)])
    scores = np.zeros(len(truth))
    for fit, rest in _parts(fold):
        mean, width = laid[fit].mean(axis=0), laid[fit].std(axis=0)
        scaled = (laid - mean) / np.where(width > 0, width, 1.0)
        with _one_thread():
            model = LogisticRegression(C=1.0, max_iter=300).fit(scaled[fit], truth[fit])
            scores[rest] = model.decision_function(scaled[rest])
    return scores


def tree_scores(columns: tuple[Column, ...], truth: "Flags", fold: "Codes", seed: int) -> "Floats":
    """Predict each row with gradient-boosted trees fitted on the other folds; see `linear_scores`."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    laid = np.column_stack(
        [
            np.where(column.codes < 0, np.nan, column.codes) if column.numbers is None else column.numbers
            for column in columns
        ]
    )
    categorical = [column.numbers is None for column in columns]
    scores = np.zeros(len(truth))
    for fit, rest in _parts(fold):
        with _one_thread():
            model = HistGradientBoostingClassifier(
                max_iter=60,
                learning_rate=0.15,
                max_leaf_nodes=15,
                min_samples_leaf=20,
                l2_regularization=1.0,
                early_stopping=False,
                categorical_features=categorical,
                random_state=seed % 2**32,
            ).fit(laid[fit], truth[fit])
            scores[rest] = model.decision_function(laid[rest])
    return scores


def single_scores(column: Column, truth: "Flags", fold: "Codes") -> "Floats":
    """Predict each row by the share of the group among rows of the same value in the other folds.

    Parameters
    ----------
    column
        One column; numbers in their ranges, missing values as a value of their own.
    truth, fold
        As for `linear_scores`.

    Returns
    -------
    numpy.ndarray
        Shape (rows,): shares, drawn to the overall share where a value is rare.
    """
    codes = column.codes + 1
    size = int(codes.max(initial=0)) + 1
    scores = np.zeros(len(truth))
    for fit, rest in _parts(fold):
        hits = np.bincount(codes[fit], truth[fit].astype(float), minlength=size)
        rows = np.bincount(codes[fit], minlength=size)
        overall = float(truth[fit].mean())
        scores[rest] = ((hits + overall) / (rows + 1))[codes[rest]]
    return scores


def association(codes: "Codes", groups: "Codes") -> tuple[float | None, float]:
    """Return Cramér's V, corrected for its bias, and the mutual information in bits.

    Parameters
    ----------
    codes, groups
        Shape (rows,); -1 counts as a value of its own.

    Returns
    -------
    tuple
        V is None where one side has a single value; the information is not corrected.

    References
    ----------
    Bergsma 2013, Journal of the Korean Statistical Society 42:323-328.
    """
    table = np.zeros((int(codes.max(initial=0)) + 2, int(groups.max(initial=0)) + 2))
    np.add.at(table, (codes + 1, groups + 1), 1)
    table = table[table.any(axis=1)][:, table.any(axis=0)]
    rows = table.sum()
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / max(rows, 1)
    filled = table > 0
    bits = float((table[filled] * np.log2(table[filled] / expected[filled])).sum() / max(rows, 1))
    down, across = table.shape
    if min(down, across) < 2 or rows < 2:
        return None, max(0.0, bits)
    square = float(((table - expected) ** 2 / expected).sum()) / rows
    free = max(0.0, square - (down - 1) * (across - 1) / (rows - 1))
    least = min(down - (down - 1) ** 2 / (rows - 1), across - (across - 1) ** 2 / (rows - 1)) - 1
    return (float(np.sqrt(free / least)) if least > 0 else None), max(0.0, bits)


def _laid_out(column: Column) -> "Iterator[Floats]":
    """Lay a column out for a linear fit: the number with a flag for missing, or one flag per category."""
    if column.numbers is None:
        for code in np.unique(column.codes):
            yield (column.codes == code).astype(float)
        return
    known = np.isfinite(column.numbers)
    middle = float(np.median(column.numbers[known])) if known.any() else 0.0
    yield np.where(known, column.numbers, middle)
    if not known.all():
        yield (~known).astype(float)


def _parts(fold: "Codes") -> "Iterator[tuple[Flags, Flags]]":
    for number in range(FOLDS):
        yield fold != number, fold == number


@contextmanager
def _one_thread() -> "Iterator[None]":
    """Fit in one thread and keep warnings about slow convergence out of the way."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield

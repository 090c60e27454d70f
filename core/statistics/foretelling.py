"""How well does one column alone tell what the target will be?

A column becomes groups of rows; rows of a group are told the mean of the target among the other folds, so
that a column with as many values as rows tells nothing by itself. All figures come from counts of groups,
folds and classes.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.intervals import Bounds, z_value

if TYPE_CHECKING:
    import numpy.typing as npt

    Codes = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

FOLDS = 5
GROUPS = 50
"""Quantile groups of a numeric column."""
STEPS = 1000
"""Finer steps in which the order of a numeric column is kept."""
SAMPLE = 200_000
"""Values from which quantiles are taken; beyond, every k-th value of the column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """A column as groups of rows."""

    codes: "Codes"
    """Shape (rows,): a missing value has the last code."""
    size: int
    """Number of groups with that of missing values."""
    ordered: bool
    """Whether the codes rise with the values."""


def by_quantiles(values: "Floats", steps: int = STEPS) -> Grouped:
    """Cut numbers into steps of about equal numbers of rows; infinite ones lie in the outer steps.

    Parameters
    ----------
    values
        Shape (rows,); NaN is missing.
    steps
        Steps at most; values that occur often have a step of their own.

    Returns
    -------
    Grouped
        Ordered groups; the last code holds missing values.
    """
    known = values[~np.isnan(values)]
    picked = known[:: max(1, len(known) // SAMPLE)]
    edges = np.unique(np.sort(picked)[_places(len(picked), steps)]) if len(picked) else np.zeros(0)
    codes = np.searchsorted(edges, values, side="left").astype(np.int64)
    codes[np.isnan(values)] = len(edges) + 1
    return Grouped(codes=codes, size=len(edges) + 2, ordered=True)


def _places(rows: int, steps: int) -> "Codes":
    return np.unique(np.minimum(np.arange(1, steps + 1) * rows // steps, rows - 1))


def coarser(grouped: Grouped, groups: int = GROUPS) -> Grouped:
    """Join neighboring steps to about equally large groups; missing values stay apart."""
    counts = np.bincount(grouped.codes, minlength=grouped.size)[:-1]
    total = max(int(counts.sum()), 1)
    middle = np.cumsum(counts) - counts / 2
    places = np.append(np.minimum((middle * groups / total).astype(np.int64), groups - 1), groups)
    used = np.unique(places)
    recode = np.searchsorted(used, places)
    return Grouped(codes=recode[grouped.codes], size=len(used), ordered=True)


def folds(rows: int, seed: int) -> "Codes":
    """Draw for each row one of the folds."""
    return np.random.default_rng([seed, 5]).integers(0, FOLDS, rows)


def order_area(grouped: Grouped, truth: "npt.NDArray[np.bool_]") -> float | None:
    """Return how well the order of a column ranks the class, whichever way; rows without value are left out.

    Parameters
    ----------
    grouped
        An ordered column.
    truth
        Shape (rows,): which rows are of the class.

    Returns
    -------
    float or None
        Between 0.5 and 1; None where one side has no rows.
    """
    cells = np.bincount(grouped.codes * 2 + truth, minlength=2 * grouped.size).reshape(-1, 2)[:-1]
    found = area(cells[:, 1], cells[:, 0])
    return None if found is None else max(found, 1 - found)


def told_area(grouped: Grouped, truth: "npt.NDArray[np.bool_]", fold: "Codes") -> float | None:
    """Return how well the share of the class in the other folds ranks the class.

    Parameters
    ----------
    grouped
        Any column.
    truth, fold
        Shape (rows,): which rows are of the class; the fold of each.

    Returns
    -------
    float or None
        0.5 and around for a column that tells nothing; None where one side has no rows.

    References
    ----------
    Micci-Barreca 2001, ACM SIGKDD Explorations 3(1):27-32 (encoding by the target).
    """
    key = (grouped.codes * FOLDS + fold) * 2 + truth
    cells = np.bincount(key, minlength=2 * FOLDS * grouped.size).reshape(-1, FOLDS, 2).astype(float)
    told = _told(cells[..., 1], cells.sum(axis=-1))
    order = np.argsort(told.ravel(), kind="stable")
    value, first = np.unique(told.ravel()[order], return_index=True)
    del value
    positive, negative = (np.add.reduceat(cells[..., at].ravel()[order], first) for at in (1, 0))
    return area(positive, negative)


def told_correlation(grouped: Grouped, target: "Floats", fold: "Codes") -> float | None:
    """Return how well the mean of the target in the other folds goes with the target, 0 to 1.

    Parameters
    ----------
    grouped, fold
        As for `told_area`.
    target
        Shape (rows,): finite numbers.

    Returns
    -------
    float or None
        None where the target has no spread.
    """
    key, size = grouped.codes * FOLDS + fold, FOLDS * grouped.size
    middle = target - target.mean()
    rows = np.bincount(key, minlength=size).reshape(-1, FOLDS).astype(float)
    sums = np.bincount(key, weights=middle, minlength=size).reshape(-1, FOLDS).astype(float)
    told, total = _told(sums, rows), float(middle @ middle)
    spread = float((rows * told**2).sum() - (rows * told).sum() ** 2 / len(target))
    if total <= 0:
        return None
    return max(0.0, float((told * sums).sum()) / math.sqrt(total * spread)) if spread > 1e-300 else 0.0


def _told(sums: "Floats", rows: "Floats") -> "Floats":
    """Return the mean of the other folds in each group and fold, drawn towards the mean of all by one row."""
    others, number = (part.sum(axis=1, keepdims=True) - part for part in (sums, rows))
    everything = others.sum(axis=0) / np.maximum(number.sum(axis=0), 1)
    told: Floats = (others + everything) / (number + 1)
    return told


def area(positive: "npt.ArrayLike", negative: "npt.ArrayLike") -> float | None:
    """Return the area under the ROC curve of counts in rising order of the score.

    Parameters
    ----------
    positive, negative
        Rows of the class and others per step.

    Returns
    -------
    float or None
        None where one side has no rows.

    References
    ----------
    Mann and Whitney 1947, Annals of Mathematical Statistics 18:50-60.
    """
    hits, others = np.asarray(positive, dtype=float), np.asarray(negative, dtype=float)
    pairs = float(hits.sum() * others.sum())
    if not pairs:
        return None
    return float(hits @ (np.cumsum(others) - others / 2)) / pairs


def area_bounds(value: float, positives: float, negatives: float, level: float = 0.95) -> Bounds:
    """Return the bounds of an area that hold even where it is 1 on a few rows.

    Parameters
    ----------
    value
        The area.
    positives, negatives
        Rows on each side, above 0.
    level
        Confidence level.

    Returns
    -------
    tuple of float
        Within 0 and 1.

    References
    ----------
    Newcombe 2006, Statistics in Medicine 25:559-573, method 5.
    """
    z = z_value(level)
    middle = (positives + negatives) / 2 - 1

    def away(at: float) -> float:
        spread = 1 + middle * (1 - at) / (2 - at) + middle * at / (1 + at)
        return abs(at - value) - z * math.sqrt(at * (1 - at) * spread / (positives * negatives))

    return _root(away, value, 0.0), _root(away, value, 1.0)


def correlation_bounds(value: float, rows: int, level: float = 0.95) -> Bounds:
    """Return the bounds of a correlation by Fisher's transformation; -1 to 1 for fewer than four rows.

    References
    ----------
    Fisher 1921, Metron 1:3-32.
    """
    if rows < 4:
        return -1.0, 1.0
    held = math.atanh(min(max(value, -1 + 1e-15), 1 - 1e-15))
    half = z_value(level) / math.sqrt(rows - 3)
    return math.tanh(held - half), math.tanh(held + half)


def _root(away: Callable[[float], float], inside: float, end: float) -> float:
    """Return where the function turns positive between a point inside and an end."""
    if away(end) <= 0:
        return end
    low, high = inside, end
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if away(middle) <= 0 else (low, middle)
    return (low + high) / 2


def is_copy(codes: "Codes", classes: "Codes") -> bool:
    """Tell whether two columns of codes are the same but for the names of the values (at least two)."""
    pairs = np.unique(codes * (int(classes.max(initial=0)) + 1) + classes)
    return 2 <= len(pairs) == len(np.unique(codes)) == len(np.unique(classes))


def is_monotone_copy(values: "Floats", target: "Floats") -> bool:
    """Tell whether a column of at least ten different numbers is a rising or falling function of the target.

    Parameters
    ----------
    values, target
        Shape (rows,), finite.

    Returns
    -------
    bool
        False where equal values have different targets or the other way round.
    """
    some = slice(0, 1000)
    return _monotone(values[some], target[some]) and _monotone(values, target)


def _monotone(values: "Floats", target: "Floats") -> bool:
    order = np.argsort(values, kind="stable")
    steps, moves = np.diff(values[order]), np.diff(target[order])
    distinct = int((steps > 0).sum()) + 1
    together = bool(((steps == 0) == (moves == 0)).all())
    return distinct >= 10 and together and bool((moves >= 0).all() or (moves <= 0).all())

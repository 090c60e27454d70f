"""How many of the cases that matter lie among those a score puts first?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.calibration import mass_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One tenth of the rows by falling score."""

    rows: float
    """Number of rows."""
    weight: float
    """Their sum of weights."""
    effective: float
    """Kish's effective number of rows."""
    hits: float
    """Sum of weights of the cases that matter."""
    mean_score: float


def gain_slices(
    positive: "Flags",
    score: "Floats",
    *,
    parts: int = 10,
    weights: "Floats | None" = None,
    counts: "Floats | None" = None,
) -> tuple[Slice, ...]:
    """Cut the rows into parts of equal weight by falling score; equal scores share a part.

    Parameters
    ----------
    positive, score
        Shape (rows,): True for the cases that matter; higher = sooner.
    parts
        Number of parts.
    weights, counts
        Shape (rows,): weight of a row, how many rows it stands for; or None.

    Returns
    -------
    tuple of Slice
        Parts that hold rows, highest scores first.

    References
    ----------
    Berry and Linoff 2004, Data Mining Techniques, chapter 4 (cumulative gains, lift).
    """
    number = np.ones(len(score)) if counts is None else counts
    weight = np.ones(len(score)) if weights is None else weights
    share = number * weight
    place = mass_places(-score, parts, share)
    columns = (number, share, number * weight**2, share * positive, share * score)
    return _slices([np.bincount(place, column, parts).astype(float, copy=False) for column in columns])


def _slices(sums: "Sequence[Floats]") -> tuple[Slice, ...]:
    """Read sums of rows, shares, squares, hits and scores; parts without weight are left out."""
    return tuple(
        Slice(
            rows=float(sums[0][at]),
            weight=float(sums[1][at]),
            effective=float(sums[1][at] ** 2 / sums[2][at]),
            hits=float(sums[3][at]),
            mean_score=float(sums[4][at] / sums[1][at]),
        )
        for at in np.flatnonzero(sums[1])
    )


def precision_recall_points(
    positive: "Flags", score: "Floats", share: "Floats", *, most: int = 200
) -> tuple["Floats", "Floats"]:
    """Return recall and precision for falling cut-offs, thinned to at most `most` points.

    Parameters
    ----------
    positive, score, share
        Shape (rows,): True for the cases that matter (at least one), higher = sooner, what a row counts.
    most
        Largest number of points; first and last are kept.

    Returns
    -------
    tuple of numpy.ndarray
        Recall, rising to 1, and precision.

    References
    ----------
    Davis and Goadrich 2006, ICML, 233-240.
    """
    order = np.argsort(-score, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(score[order]) != 0, True))
    hits = np.cumsum(np.where(positive, share, 0.0)[order])[ends]
    named = np.cumsum(share[order])[ends]
    recall, precision = hits / hits[-1], hits / named
    if len(recall) > most:
        keep = np.unique(np.linspace(0, len(recall) - 1, most).round().astype(int))
        recall, precision = recall[keep], precision[keep]
    return recall, precision

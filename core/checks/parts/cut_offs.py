"""What would every cut-off decide about each group?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.parts.tallies import Tally
from core.errors import IntegrityError
from core.inventory import ScoreMeans
from core.messages import message
from core.statistics.bootstrap import distinct_rows
from core.statistics.counts import count_again
from core.statistics.encoding import Encoded

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]

MOST_CUT_OFFS = 101
"""Quantiles of the scores that are tried, the version's own cut-off besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Scores of the judged rows as they came, and what the version makes of them."""

    score: "Floats"
    means: ScoreMeans
    truth: "Codes | None"
    weights: "Floats | None"
    counts: "Floats | None"
    own: float | None
    """The version's own cut-off."""

    def grid(self) -> "Floats":
        """Return the cut-offs that are tried, rising: every distinct score, or quantiles of them."""
        at, counts = distinct_rows([self.score], self.counts)
        values = self.score[at]
        if len(values) > MOST_CUT_OFFS:
            reached = np.cumsum(counts)
            wanted = np.linspace(0, 1, MOST_CUT_OFFS) * reached[-1]
            values = np.unique(values[np.minimum(np.searchsorted(reached, wanted), len(values) - 1)])
        return values if self.own is None else np.unique(np.append(values, self.own))

    def favorable(self, cut_off: float) -> "Codes":
        """Return 1 where a cut-off decides for the favorable class."""
        reached = self.score >= cut_off
        return (reached if self.means is ScoreMeans.FAVORABLE else ~reached).astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Confusion matrices of all groups at all cut-offs."""

    feature: str
    columns: tuple[str, ...]
    labels: tuple[str, ...]
    rows: "Floats"
    """Shape (groups,): rows, never weights."""
    cells: "Floats"
    """Shape (cut-offs, groups, 2, 2): true class, decision, 1 = favorable; rows or sums of weights."""
    squares: "Floats | None"
    labeled: bool

    def tally(self, at: int) -> Tally:
        """Return the counts at one cut-off."""
        return Tally(
            feature=self.feature,
            columns=self.columns,
            labels=self.labels,
            parts=tuple((label,) for label in self.labels),
            rows=self.rows,
            cells=self.cells[at],
            squares=None if self.squares is None else self.squares[at],
            labeled=self.labeled,
        )


def decided(scored: Scored, groups: Encoded, grid: "Floats", columns: tuple[str, ...]) -> Decided:
    """Count what every cut-off decides, each row once.

    Parameters
    ----------
    scored
        Scores, classes and weights.
    groups
        Groups of the same rows.
    grid
        Rising cut-offs.
    columns
        Names of the feature's columns.

    Returns
    -------
    Decided
        Counts at all cut-offs: rows are counted by stretches between cut-offs, which are added up.

    Raises
    ------
    IntegrityError
        Counting the decisions themselves gives something else at one of five cut-offs: a defect.
    """
    number = np.ones(len(scored.score)) if scored.counts is None else scored.counts
    rows = _cells(scored, groups, grid, number)
    for at in np.unique(np.linspace(0, len(grid) - 1, 5).round().astype(int)):
        _require(scored, groups, (float(grid[at]), rows[at]))
    weights = scored.weights
    weighted = None if weights is None else _cells(scored, groups, grid, weights)
    squares = None if weights is None else _cells(scored, groups, grid, weights**2)
    return Decided(
        feature=groups.name,
        columns=columns,
        labels=groups.labels,
        rows=np.bincount(groups.codes, number, len(groups.labels)).astype(float),
        cells=rows if weighted is None else weighted,
        squares=squares,
        labeled=scored.truth is not None,
    )


def nearest_cut_offs(found: Decided, rate: str, wanted: float, eligible: Sequence[int]) -> tuple[int, ...]:
    """Return for each group the position of the cut-off at which its rate comes closest to a wanted one.

    Parameters
    ----------
    found
        Counts at all cut-offs.
    rate
        "selection_rate" or "tpr".
    wanted
        The rate all groups would have.
    eligible
        Positions of the groups.

    Returns
    -------
    tuple of int
        Of equally close ones the lowest.
    """
    best = []
    for at in eligible:
        cells = found.cells[:, at]
        hits = cells[:, 1, 1] if rate == "tpr" else cells[:, :, 1].sum(axis=1)
        below = cells[:, 1].sum(axis=1) if rate == "tpr" else cells.sum(axis=(1, 2))
        away = np.abs(np.divide(hits, below, out=np.full(len(hits), np.nan), where=below > 0) - wanted)
        best.append(0 if np.isnan(away).all() else int(np.nanargmin(away)))
    return tuple(best)


def _cells(scored: Scored, groups: Encoded, grid: "Floats", share: "Floats") -> "Floats":
    size, steps = len(groups.labels), len(grid) + 1
    truth = np.zeros(len(groups.codes), dtype=np.int64) if scored.truth is None else scored.truth
    place = np.searchsorted(grid, scored.score, side="right")
    key = (groups.codes * 2 + truth) * steps + place
    held = np.bincount(key, share, size * 2 * steps).reshape(size, 2, steps)
    whole = held.sum(axis=-1, keepdims=True)
    # Scores from the cut-off on lie in the stretches above it.
    reached = np.cumsum(held[..., ::-1], axis=-1)[..., ::-1][..., 1:]
    parts = (whole - reached, reached) if scored.means is ScoreMeans.FAVORABLE else (reached, whole - reached)
    found: Floats = np.moveaxis(np.stack(parts, axis=-1), 2, 0)
    return found


def _require(scored: Scored, groups: Encoded, point: "tuple[float, Floats]") -> None:
    cut_off, cells = point
    truth = np.zeros(len(groups.codes), dtype=np.int64) if scored.truth is None else scored.truth
    codes = [groups.codes, truth, scored.favorable(cut_off)]
    again = count_again(codes, [len(groups.labels), 2, 2], counts=scored.counts)
    if not np.array_equal(again, cells):
        raise IntegrityError(
            message("Two ways of counting the same rows disagree. No result was stored; please report this.")
        )

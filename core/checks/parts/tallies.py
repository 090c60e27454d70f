"""How are the rows of each group spread over true and predicted class?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from core.errors import IntegrityError
from core.messages import message
from core.statistics.confusion import LABEL_FREE, RATES, SUMMARIES, Share, rate_values, share
from core.statistics.counts import DENSE_LIMIT, count_cube, counts_agree
from core.statistics.encoding import Encoded, joined
from core.statistics.second_opinion import TOLERANCE, largest_disagreement

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MOST_INTERSECTIONS = 200
"""Intersection groups that are listed; more would bury what can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The confusion matrices of all groups of one feature or intersection."""

    feature: str
    labels: tuple[str, ...]
    rows: "Floats"
    """Shape (groups,): rows, never weights."""
    cells: "Floats"
    """Shape (groups, 2, 2): true class, predicted class, 1 = favorable; rows or sums of weights."""
    squares: "Floats | None"
    """Shape (groups, 2, 2): sums of squared weights; None for counted rows."""
    labeled: bool
    """Whether the true class is known."""
    marginal: bool = True
    """Whether this is one feature; False for an intersection."""

    def share(self, rate: str, at: int) -> Share:
        """Return one rate of one group."""
        return share(rate, self.cells[at], None if self.squares is None else self.squares[at])

    def effective(self) -> "Floats":
        """Return the cells in effective rows: weights scaled so that each group counts what it is worth."""
        if self.squares is None:
            return self.cells
        total, spread = self.cells.sum(axis=(1, 2)), self.squares.sum(axis=(1, 2))
        factor = np.divide(total, spread, out=np.zeros_like(total), where=spread > 0)
        scaled: Floats = self.cells * factor[:, None, None]
        return scaled

    def eligible(self, minimum: int) -> tuple[int, ...]:
        """Return the groups that are large enough to be compared."""
        return tuple(int(at) for at in np.flatnonzero(self.rows >= minimum))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is counted: one entry per judged row."""

    features: tuple[Encoded, ...]
    truth: "npt.NDArray[np.int64] | None"
    """1 where the true class is favorable."""
    predicted: "npt.NDArray[np.int64]"
    """1 where the predicted class is favorable."""
    weights: "Floats | None"
    seed: int


def minimum_rows(minimum: int, share_text: str, rows: int) -> int:
    """Return how many rows a group needs: the larger of the fixed number and the share of all rows."""
    return max(minimum, math.ceil(Fraction(share_text) * rows), 1)


def tallies(counted: Counted) -> tuple[Tally, ...]:
    """Count every feature and every intersection of two or of all features, each figure in two ways.

    Parameters
    ----------
    counted
        Codes of groups and classes.

    Returns
    -------
    tuple of Tally
        Features first. Intersections are left out where they would have more than `MOST_INTERSECTIONS`
        groups; their number is then visible from the features.

    Raises
    ------
    IntegrityError
        The two counts or the two calculations disagree: a defect.
    """
    sizes = [len(feature.labels) for feature in counted.features]
    if math.prod(sizes) * 4 > DENSE_LIMIT:
        single = [
            _marginals(_cubes((feature,), counted), (feature,), counted) for feature in counted.features
        ]
        found = tuple(tally for part in single for tally in part)
    else:
        found = _marginals(_cubes(counted.features, counted), counted.features, counted)
    for tally in found:
        _require_agreement(tally)
    return found


def _cubes(features: Sequence[Encoded], counted: Counted) -> "tuple[Floats, Floats | None, Floats | None]":
    """Return rows, sums of weights and sums of squared weights by all dimensions."""
    truth = np.zeros_like(counted.predicted) if counted.truth is None else counted.truth
    codes = [*(feature.codes for feature in features), truth, counted.predicted]
    sizes = [*(len(feature.labels) for feature in features), 2, 2]
    rows = count_cube(codes, sizes)
    if not counts_agree(codes, sizes, cube=rows, seed=counted.seed):
        raise IntegrityError(
            message("Two ways of counting the same rows disagree. No result was stored; please report this.")
        )
    if counted.weights is None:
        return rows, None, None
    weighted = count_cube(codes, sizes, weights=counted.weights)
    return rows, weighted, count_cube(codes, sizes, weights=counted.weights**2)


def _marginals(
    cubes: "tuple[Floats, Floats | None, Floats | None]", features: Sequence[Encoded], counted: Counted
) -> tuple[Tally, ...]:
    """Add the cube up to each feature and intersection."""
    places = range(len(features))
    wanted: list[tuple[int, ...]] = [(at,) for at in places]
    wanted += combinations(places, 2)
    if len(features) > 2:
        wanted.append(tuple(places))
    found = (_tally(cubes, features, axes, labeled=counted.truth is not None) for axes in wanted)
    return tuple(tally for tally in found if tally.marginal or len(tally.labels) <= MOST_INTERSECTIONS)


def _tally(
    cubes: "tuple[Floats, Floats | None, Floats | None]",
    features: Sequence[Encoded],
    axes: tuple[int, ...],
    *,
    labeled: bool,
) -> Tally:
    others = tuple(at for at in range(len(features)) if at not in axes)
    rows, weighted, squares = (None if cube is None else cube.sum(axis=others) for cube in cubes)
    assert rows is not None  # noqa: S101 (narrows the type; the first cube is always there)
    chosen = [features[at] for at in axes]
    filled = np.argwhere(rows.sum(axis=(-2, -1)) > 0)
    at = tuple(filled.T)
    single = len(axes) == 1
    parts = [[column.labels[int(code)] for column, code in zip(chosen, spot, strict=True)] for spot in filled]
    return Tally(
        feature=" x ".join(column.name for column in chosen),
        labels=tuple(labels[0] if single else joined(labels) for labels in parts),
        rows=rows[at].sum(axis=(1, 2)),
        cells=(rows if weighted is None else weighted)[at],
        squares=None if squares is None else squares[at],
        labeled=labeled,
        marginal=single,
    )


def _require_agreement(tally: Tally) -> None:
    names = RATES.keys() if tally.labeled else LABEL_FREE
    ours = {name: rate_values(name, tally.cells) for name in names}
    if tally.labeled:
        ours |= {name: figure(tally.cells) for name, figure in SUMMARIES.items()}
    if largest_disagreement(ours, tally.cells) > TOLERANCE:
        raise IntegrityError(
            message(
                "Two calculations of the rates of {feature} disagree. No result was stored;"
                " please report this.",
                feature=tally.feature,
            )
        )

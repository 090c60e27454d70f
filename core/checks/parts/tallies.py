"""How are the rows of each group spread over true and predicted class?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.parts.feature_sets import wanted_axes
from core.errors import IntegrityError
from core.messages import message
from core.results import of_label
from core.statistics.confusion import LABEL_FREE, RATES, SUMMARIES, Share, rate_values, share
from core.statistics.counts import DENSE_LIMIT, count_cube, counts_agree
from core.statistics.encoding import Encoded, cross, intersect, joined
from core.statistics.second_opinion import TOLERANCE, largest_disagreement, rates_by_group

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Cubes = tuple[Floats, Floats | None, Floats | None]

MOST_GROUPS = 500
"""Groups of one feature; a column with more is no feature yet, but needs to be cut or joined first."""
MOST_INTERSECTIONS = 200
"""Intersection groups that are listed; more would bury what can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The confusion matrices of all groups of one feature or intersection."""

    feature: str
    """Column, or columns joined by " x "; for a multi-label task with the label."""
    columns: tuple[str, ...]
    """The columns alone."""
    labels: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    """Of each group its label in each column."""
    rows: "Floats"
    """Shape (groups,): rows, never weights."""
    cells: "Floats"
    """Shape (groups, 2, 2): true class, predicted class, 1 = favorable; rows or sums of weights."""
    squares: "Floats | None"
    """Shape (groups, 2, 2): sums of squared weights; None for counted rows."""
    labeled: bool
    """Whether the true class is known."""
    others: "Mapping[str, Floats]" = field(default_factory=dict)
    """Rates of the groups as the other libraries calculate them, shape (groups,) each."""

    @property
    def marginal(self) -> bool:
        """Tell whether this is one feature and no intersection."""
        return len(self.columns) == 1

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
    counts: "Floats | None"
    """How many rows each entry stands for; None for one."""
    seed: int
    label: str | None = None
    """Of a multi-label task."""
    deep: bool = False
    """Whether intersections of any number of features are wanted, not only of two and of all."""


@dataclass(frozen=True, slots=True)
class TooFine:
    """A feature or an intersection with more groups than can be read."""

    feature: str
    groups: int


def minimum_rows(minimum: int, share_text: str, rows: int) -> int:
    """Return how many rows a group needs: the larger of the fixed number and the share of all rows."""
    return max(minimum, math.ceil(Fraction(share_text) * rows), 1)


def tallies(counted: Counted) -> tuple[tuple[Tally, ...], tuple[TooFine, ...]]:
    """Count every feature and its intersections, each figure in two ways.

    Parameters
    ----------
    counted
        Codes of groups and classes.

    Returns
    -------
    tuple
        The counts, features first; and what is left out because it has more groups than `MOST_GROUPS`, or
        `MOST_INTERSECTIONS` for an intersection.

    Raises
    ------
    IntegrityError
        The two counts or the two calculations disagree: a defect.
    """
    features = tuple(item for item in counted.features if len(item.labels) <= MOST_GROUPS)
    fine = [
        TooFine(item.name, len(item.labels)) for item in counted.features if len(item.labels) > MOST_GROUPS
    ]
    shared = _cubes(features, counted) if features and _dense(features) else None
    found = []
    for axes in wanted_axes(len(features), deep=counted.deep)[0]:
        chosen = tuple(features[at] for at in axes)
        tally = _tally(shared, features, axes, counted)
        if tally is None or (len(axes) > 1 and len(tally.labels) > MOST_INTERSECTIONS):
            size = len(intersect(chosen).labels) if tally is None else len(tally.labels)
            fine.append(TooFine(" x ".join(item.name for item in chosen), size))
        else:
            found.append(tally)
    return _agreed(found), tuple(fine)


def _dense(features: Sequence[Encoded]) -> bool:
    """Tell whether one table can hold all combinations with their confusion matrices."""
    return math.prod(len(feature.labels) for feature in features) * 4 <= DENSE_LIMIT


def left_out_combinations(counted: Counted) -> int:
    """Return how many combinations of features are not formed because there are too many."""
    features = sum(len(item.labels) <= MOST_GROUPS for item in counted.features)
    return wanted_axes(features, deep=counted.deep)[1]


def _cubes(features: Sequence[Encoded], counted: Counted) -> "Cubes":
    """Return rows, sums of weights and sums of squared weights by all dimensions."""
    truth = np.zeros_like(counted.predicted) if counted.truth is None else counted.truth
    codes = [*(feature.codes for feature in features), truth, counted.predicted]
    sizes = [*(len(feature.labels) for feature in features), 2, 2]
    rows = count_cube(codes, sizes, weights=counted.counts)
    if not counts_agree(codes, sizes, cube=rows, seed=counted.seed, counts=counted.counts):
        raise IntegrityError(
            message("Two ways of counting the same rows disagree. No result was stored; please report this.")
        )
    if counted.weights is None:
        return rows, None, None
    weighted = count_cube(codes, sizes, weights=counted.weights)
    return rows, weighted, count_cube(codes, sizes, weights=counted.weights**2)


def _tally(
    shared: "Cubes | None", features: Sequence[Encoded], axes: tuple[int, ...], counted: Counted
) -> Tally | None:
    """Add the shared table up to some features, or count these alone; None where they are too many."""
    chosen = [features[at] for at in axes]
    others = tuple(at for at in range(len(features)) if at not in axes)
    if shared is None and not _dense(chosen):
        return _sparse(chosen, counted)
    cubes, others = (_cubes(chosen, counted), ()) if shared is None else (shared, others)
    rows, weighted, squares = (None if cube is None else cube.sum(axis=others) for cube in cubes)
    assert rows is not None  # noqa: S101 (narrows the type; the first cube is always there)
    filled = np.argwhere(rows.sum(axis=(-2, -1)) > 0)
    at = tuple(filled.T)
    parts = [tuple(c.labels[int(code)] for c, code in zip(chosen, spot, strict=True)) for spot in filled]
    name = " x ".join(column.name for column in chosen)
    return Tally(
        feature=of_label(name, counted.label),
        columns=tuple(column.name for column in chosen),
        labels=tuple(labels[0] if len(axes) == 1 else joined(labels) for labels in parts),
        parts=tuple(parts),
        rows=rows[at].sum(axis=(1, 2)),
        cells=(rows if weighted is None else weighted)[at],
        squares=None if squares is None else squares[at],
        labeled=counted.truth is not None,
    )


def _sparse(chosen: Sequence[Encoded], counted: Counted) -> Tally | None:
    """Count an intersection of which few of the many possible groups occur; None where they are too many."""
    crossed, parts = cross(tuple(chosen))
    if len(crossed.labels) > MOST_INTERSECTIONS:
        return None
    found = _tally(None, [crossed], (0,), counted)
    if found is None:
        return None
    return replace(found, columns=tuple(column.name for column in chosen), parts=parts)


def _agreed(found: Sequence[Tally]) -> tuple[Tally, ...]:
    """Compare all rates of all features with the other libraries', in one step, and keep theirs."""
    if not found:
        return ()
    labeled = found[0].labeled
    cells = np.concatenate([tally.cells for tally in found])
    names = RATES.keys() if labeled else LABEL_FREE
    ours = {name: rate_values(name, cells) for name in names}
    if labeled:
        ours |= {name: figure(cells) for name, figure in SUMMARIES.items()}
    theirs = rates_by_group(cells, labeled=labeled)
    if largest_disagreement(ours, theirs) > TOLERANCE:
        raise IntegrityError(
            message(
                "Two calculations of the rates of {feature} disagree. No result was stored;"
                " please report this.",
                feature=", ".join(dict.fromkeys(tally.feature for tally in found)),
            )
        )
    ends = np.cumsum([len(tally.labels) for tally in found])[:-1]
    parts = {name: np.split(values, ends) for name, values in theirs.items()}
    return tuple(
        replace(tally, others={name: part[at] for name, part in parts.items()})
        for at, tally in enumerate(found)
    )

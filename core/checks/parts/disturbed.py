"""With which changed rows is a model tried for robustness?"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.asked import Block, sampled
from core.checks.parts.movable import Feature, Kind, features, noise_of
from core.options import Direction
from core.statistics.perturbation import grid, stream

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]

SHARES = ("0.01", "0.05", "0.1", "0.2")
"""Noise in standard deviations, all numbers at once."""
TINY, NOISE = "0.01", "0.1"
"""The one for cliffs; the one that is judged, and tried on each feature alone."""
MOST_ROWS = 2000
"""Rows of a block at most."""
GRID_ROWS, GRID_POINTS = 600, 11
"""Rows and values of a curve at most."""
_BUDGET, _GRID_BUDGET = 60_000, 60_000
"""Questions of one round, without and for curves."""


class Trial(StrEnum):
    """What a block of questions is for."""

    PLAIN = "plain"
    AGAIN = "again"
    """The same rows in the opposite order."""
    JOINT = "joint"
    """Noise in all numbers."""
    SINGLE = "single"
    """Noise in one number."""
    SWAP = "swap"
    MISSING = "missing"
    CURVE = "curve"
    """One feature set to one value, for all rows of the curve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One block with what it is for."""

    trial: Trial
    subject: str
    """A share of the standard deviation, or a feature."""
    block: Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Values at which the response to one feature is tried."""

    feature: Feature
    values: "Floats"
    rising: bool
    """Whether the response is expected to rise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturbance:
    """Everything a model is asked for robustness."""

    rows: "Places"
    curve_rows: "Places"
    parts: tuple[Part, ...]
    """First round."""
    doubtful: tuple[Part, ...]
    """Second round: values missing where none is missing in the table, which a model may refuse."""
    curves: tuple[Curve, ...]
    features: tuple[Feature, ...]


def disturbance(data: CheckInput) -> Disturbance:
    """Lay out the questions; the same for the same input.

    Parameters
    ----------
    data
        The check's input, with rows and features.

    Returns
    -------
    Disturbance
        Fewer rows for each question where a model has many features.
    """
    found = features(data)
    kinds = sum(item.moves + item.swaps + 1 for item in found) + len(SHARES) + 2
    rows = sampled(data, max(1, min(MOST_ROWS, _BUDGET // kinds)), "robustness")
    curves = _curves(data, found)
    most = max(1, min(GRID_ROWS, _GRID_BUDGET // (GRID_POINTS * max(1, len(curves)))))
    curve_rows = sampled(data, most, "curves")
    return Disturbance(
        rows=rows,
        curve_rows=curve_rows,
        parts=(*_parts(data, found, rows), *_curve_parts(curves, curve_rows)),
        doubtful=tuple(_missing(item, rows) for item in found if _may_miss(item) and not item.can_miss),
        curves=curves,
        features=found,
    )


def _parts(data: CheckInput, found: tuple[Feature, ...], rows: "Places") -> tuple[Part, ...]:
    joint = [
        Part(
            trial=Trial.JOINT,
            subject=share,
            block=Block(rows=rows, changed=noise_of(data, found, rows, float(share))),
        )
        for share in (SHARES if any(item.moves for item in found) else ())
    ]
    return (
        Part(trial=Trial.PLAIN, subject="", block=Block(rows=rows)),
        Part(trial=Trial.AGAIN, subject="", block=Block(rows=rows[::-1].copy())),
        *joint,
        *(_single(data, item, rows) for item in found if item.moves),
        *(_swap(data, item, rows) for item in found if item.swaps),
        *(_missing(item, rows) for item in found if item.can_miss and _may_miss(item)),
    )


def _single(data: CheckInput, item: Feature, rows: "Places") -> Part:
    moved = item.noise(rows, float(NOISE), stream(data.seed, "single", item.name))
    return Part(trial=Trial.SINGLE, subject=item.name, block=Block(rows=rows, changed={item.name: moved}))


def _swap(data: CheckInput, item: Feature, rows: "Places") -> Part:
    other = item.swap(rows, stream(data.seed, "swap", item.name))
    return Part(trial=Trial.SWAP, subject=item.name, block=Block(rows=rows, changed={item.name: other}))


def _missing(item: Feature, rows: "Places") -> Part:
    nothing = item.missing(len(rows))
    return Part(trial=Trial.MISSING, subject=item.name, block=Block(rows=rows, changed={item.name: nothing}))


def _may_miss(item: Feature) -> bool:
    """Tell whether the column's type has room for a missing value."""
    kind = item.column.dtype
    return not (isinstance(kind, np.dtype) and kind.kind in "iub") and len(item.column) > 0


def _curves(data: CheckInput, found: tuple[Feature, ...]) -> tuple[Curve, ...]:
    by_name = {item.name: item for item in found}
    curves = []
    for rule in data.options.rules:
        item = by_name.get(rule.column)
        if rule.expected is None or item is None or not item.numbers.size:
            continue
        values = grid(item.numbers, GRID_POINTS)
        if len(values) < 2 and item.low < item.high:
            values = np.array([item.low, item.high])
        if len(values) > 1:
            curves.append(Curve(feature=item, values=values, rising=rule.expected is Direction.UP))
    return tuple(curves)


def _curve_parts(curves: tuple[Curve, ...], rows: "Places") -> tuple[Part, ...]:
    return tuple(
        Part(
            trial=Trial.CURVE,
            subject=curve.feature.name,
            block=Block(
                rows=rows,
                changed={curve.feature.name: curve.feature.cast(np.full(len(rows), value))},
            ),
        )
        for curve in curves
        for value in curve.values
    )


__all__ = ["NOISE", "SHARES", "TINY", "Curve", "Disturbance", "Kind", "Part", "Trial", "disturbance"]

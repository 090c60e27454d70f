"""Does the score move with each feature as it is expected to?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.asked import Said
from core.checks.parts.class_figures import data_table
from core.checks.parts.disturbed import Curve
from core.checks.parts.findings import Found, together
from core.checks.parts.shares import figure_of, ratio, share_of
from core.results import DataTable
from core.statistics.perturbation import wrong_moves

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

TOLERANCE = 1e-6
"""A step of this share of the response's range the wrong way is rounding."""
_SHOWN = (0.1, 0.5, 0.9)
"""Quantiles of the curves in the chart."""


def curve_figures(data: CheckInput, curves: Sequence[tuple[Curve, Sequence[Said]]]) -> Found:
    """Count rows and moves that go against the expected direction, for each feature with an expectation.

    Parameters
    ----------
    data
        The check's input.
    curves
        Each feature with the answers at its rising values.

    Returns
    -------
    Found
        Two shares per feature, and the quantiles of the curves.
    """
    parts = [_figures(data, curve, said) for curve, said in curves]
    found = together(part for part, _, _ in parts)
    if not parts:
        return found
    lines = [line for _, rows, _ in parts for line in rows]
    summary = [item for _, _, item in parts]
    tables = (
        data_table(
            "curves",
            feature=[name for name, _, _ in lines],
            value=[value for _, value, _ in lines],
            low=[quantiles[0] for _, _, quantiles in lines],
            median=[quantiles[1] for _, _, quantiles in lines],
            high=[quantiles[2] for _, _, quantiles in lines],
        ),
        data_table(
            "monotonicity",
            feature=[curve.feature.name for curve, _ in curves],
            expected=["up" if curve.rising else "down" for curve, _ in curves],
            n=[rows for rows, _, _ in summary],
            moves=[moves for _, moves, _ in summary],
            largest=[largest for _, _, largest in summary],
        ),
    )
    return Found(measurements=found.measurements, tables=tables)


_Line = tuple[str, float, tuple[float, ...]]


def _figures(
    data: CheckInput, curve: Curve, said: Sequence[Said]
) -> tuple[Found, list[_Line], tuple[int, int, float]]:
    good = np.column_stack([item.good for item in said if item.good is not None])
    width = float(good.max() - good.min()) if good.size else 0.0
    moves = wrong_moves(good, rising=curve.rising, tolerance=TOLERANCE * width)
    steps = np.full(len(moves.wrong), float(moves.steps))
    name = curve.feature.name
    figures = (
        share_of(data, "monotonicity_violations", moves.wrong > 0, name),
        figure_of(
            data,
            "monotonicity_violation_rate",
            np.column_stack([steps, moves.wrong.astype(float)]),
            ratio(1, 0),
            name,
        ),
    )
    quantiles = np.quantile(good, _SHOWN, axis=0).T if len(good) else np.zeros((0, 3))
    lines = [
        (name, float(value), tuple(float(item) for item in at))
        for value, at in zip(curve.values, quantiles, strict=False)
    ]
    summary = (len(good), moves.steps * len(good), float(moves.largest.max(initial=0.0)))
    return Found(measurements=figures), lines, summary


__all__ = ["TOLERANCE", "DataTable", "curve_figures"]

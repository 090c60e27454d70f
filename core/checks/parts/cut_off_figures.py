"""How close are decisions to the cut-off, and does the score jump there?"""

from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.asked import Said
from core.checks.parts.class_figures import data_table
from core.checks.parts.disturbed import TINY
from core.checks.parts.findings import Found
from core.checks.parts.noise_figures import flips, shifts
from core.checks.parts.rows import is_probability
from core.checks.parts.shares import mean_of, nothing, share_of
from core.reasons import Reason, ReasonCode
from core.results import DataTable, Measurement

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

NEAR = 0.02
"""How near a probability lies to the cut-off; for other scores this share of the middle 90 % of them."""
_BANDS = (0.0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 1.0)
"""Distances from the cut-off, as shares of the same width."""
NAMES = ("near_cut_off_share", "near_cut_off_flip_rate", "cut_off_slope")


def cut_off_figures(data: CheckInput, plain: Said, tiny: Said | None) -> Found:
    """Measure rows near the cut-off, and what a tiny change does to them.

    Parameters
    ----------
    data
        The check's input, with a cut-off.
    plain
        Answers to the rows as they are.
    tiny
        Answers to the rows after a tiny change of all numbers; None where none can be moved.

    Returns
    -------
    Found
        The slope is the mean absolute change of the score per standard deviation of change in the inputs.
    """
    if data.cut_off is None or plain.score is None:
        reason = Reason(code=ReasonCode.NO_CUT_OFF)
        return Found(measurements=tuple(nothing(name, reason) for name in NAMES))
    away = np.abs(plain.score - data.cut_off.number)
    width = _width(plain.score)
    near = away <= NEAR * width
    figures = [share_of(data, "near_cut_off_share", near)]
    if tiny is None:
        reason = Reason(code=ReasonCode.NOTHING_TO_MOVE)
        return Found(measurements=(*figures, *(nothing(name, reason) for name in NAMES[1:])))
    changed, moved = flips(plain, tiny), shifts(plain, tiny)
    slope = None if moved is None else np.abs(moved) / float(TINY)
    figures += _near(data, near, changed, slope)
    return Found(measurements=tuple(figures), tables=_bands(data, away / width, changed, slope))


def _width(score: "Floats") -> float:
    if is_probability(score):
        return 1.0
    low, high = np.quantile(score, [0.05, 0.95])
    return float(high - low) or 1.0


def _near(
    data: CheckInput,
    near: "npt.NDArray[np.bool_]",
    changed: "npt.NDArray[np.bool_] | None",
    slope: "Floats | None",
) -> list[Measurement]:
    if not near.any():
        none = Reason(code=ReasonCode.NONE_NEAR)
        return [nothing(name, none, rows=len(near)) for name in NAMES[1:]]
    found = []
    if changed is not None:
        found.append(share_of(data, "near_cut_off_flip_rate", changed[near]))
    if slope is not None:
        found.append(mean_of(data, "cut_off_slope", slope[near]))
    return found


def _bands(
    data: CheckInput,
    away: "Floats",
    changed: "npt.NDArray[np.bool_] | None",
    slope: "Floats | None",
) -> tuple[DataTable, ...]:
    """Lay out flips and slope by the distance from the cut-off."""
    if changed is None or slope is None:
        return ()
    place = np.searchsorted(_BANDS, away, side="left")
    rows = []
    for at in range(1, len(_BANDS)):
        inside = (
            (place == at) | ((place == 0) & (at == 1)) | ((place == len(_BANDS)) & (at == len(_BANDS) - 1))
        )
        rate, mean = (
            share_of(data, "near_cut_off_flip_rate", changed[inside]),
            mean_of(data, "cut_off_slope", slope[inside]),
        )
        rows.append((_BANDS[at - 1], _BANDS[at], rate, mean))
    return (
        data_table(
            "cut_off_bands",
            above=[low for low, _, _, _ in rows],
            up_to=[high for _, high, _, _ in rows],
            n=[rate.n for _, _, rate, _ in rows],
            flip_rate=[rate.value for _, _, rate, _ in rows],
            low=[None if rate.interval is None else rate.interval.low for _, _, rate, _ in rows],
            high=[None if rate.interval is None else rate.interval.high for _, _, rate, _ in rows],
            slope=[mean.value for _, _, _, mean in rows],
        ),
    )

"""How do decisions and scores answer to noise, other categories, missing values, and to being asked twice?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.asked import Said
from core.checks.parts.class_figures import data_table
from core.checks.parts.disturbed import NOISE, TINY, Part, Trial
from core.checks.parts.findings import Found
from core.checks.parts.shares import figure_of, mean_of, nothing, share_of
from core.reasons import Reason, ReasonCode
from core.results import DataTable, Measurement

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

QUANTILES = (0.5, 0.95, 1.0)
"""Of the absolute change of the score."""
_OF_FEATURE = {
    Trial.SINGLE: "feature_noise_flip_rate",
    Trial.SWAP: "swap_flip_rate",
    Trial.MISSING: "missing_flip_rate",
}
Heard = tuple[Part, Said]
"""A block of questions and its answers."""


def flips(plain: Said, other: Said) -> "Flags | None":
    """Tell of which rows the decision changed; None where nothing is decided."""
    if plain.decided is None or other.decided is None:
        return None
    changed: Flags = plain.decided != other.decided
    return changed


def shifts(plain: Said, other: Said) -> "Floats | None":
    """Return by how much each score changed; None without scores."""
    return None if plain.score is None or other.score is None else other.score - plain.score


def noise_figures(data: CheckInput, plain: Said, heard: Sequence[Heard]) -> Found:
    """Measure the answers to noise in all numbers at once.

    Parameters
    ----------
    data
        The check's input.
    plain
        Answers to the rows as they are.
    heard
        Blocks with their answers.

    Returns
    -------
    Found
        Figures at the judged share of the standard deviation, and a table with every share.
    """
    joint = [(part.subject, said) for part, said in heard if part.trial is Trial.JOINT]
    if not joint:
        reason = Reason(code=ReasonCode.NOTHING_TO_MOVE)
        return Found(measurements=tuple(nothing(name, reason) for name in _joint_names(plain)))
    by_share = dict(joint)
    return Found(
        measurements=(
            *_flip_rate(data, "noise_flip_rate", plain, by_share[NOISE]),
            *_flip_rate(data, "tiny_flip_rate", plain, by_share[TINY]),
            *_score_figures(data, plain, by_share[NOISE]),
        ),
        tables=(_noise_table(data, plain, joint),),
    )


def feature_figures(data: CheckInput, plain: Said, heard: Sequence[Heard]) -> Found:
    """Measure the answers to changes of one feature, as `noise_figures` does."""
    figures: list[Measurement] = []
    rows: list[tuple[str, str, Measurement | None, Measurement | None]] = []
    for part, said in heard:
        measure = _OF_FEATURE.get(part.trial)
        if measure is None:
            continue
        changed, moved = flips(plain, said), shifts(plain, said)
        rate = None if changed is None else share_of(data, measure, changed, part.subject)
        shift = None if moved is None else mean_of(data, "noise_shift", np.abs(moved), part.subject)
        figures += [] if rate is None else [rate]
        rows.append((part.trial.value, part.subject, rate, shift))
    return Found(measurements=tuple(figures), tables=(_feature_table(rows),) if rows else ())


def repeat_gap(plain: Said, heard: Sequence[Heard]) -> float | None:
    """Return the largest difference between two answers to the same row; infinite for another decision."""
    again = next((said for part, said in heard if part.trial is Trial.AGAIN), None)
    if again is None:
        return None
    changed = None if plain.decided is None or again.decided is None else plain.decided != again.decided[::-1]
    if changed is not None and bool(changed.any()):
        return float("inf")
    if plain.score is None or again.score is None:
        return 0.0 if changed is not None else None
    gap = np.abs(plain.score - again.score[::-1])
    return float(gap.max(initial=0.0)) if np.isfinite(gap).all() else float("inf")


def _joint_names(plain: Said) -> tuple[str, ...]:
    decisions = () if plain.decided is None else ("noise_flip_rate", "tiny_flip_rate")
    return (*decisions, "noise_shift", "noise_relative_shift")


def _flip_rate(data: CheckInput, measure: str, plain: Said, other: Said) -> list[Measurement]:
    changed = flips(plain, other)
    return [] if changed is None else [share_of(data, measure, changed)]


def _score_figures(data: CheckInput, plain: Said, other: Said) -> list[Measurement]:
    moved = shifts(plain, other)
    if moved is None or plain.score is None:
        return []
    size, score = np.abs(moved), plain.score - plain.score.mean()
    columns = np.column_stack([np.ones(len(size)), size, score, score**2])
    relative = figure_of(data, "noise_relative_shift", columns, _against_spread)
    return [mean_of(data, "noise_shift", size), relative]


def _against_spread(sums: "Floats") -> "Floats":
    """Divide the mean change by the standard deviation of the scores."""
    rows = sums[..., 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = sums[..., 3] / rows - (sums[..., 2] / rows) ** 2
        found: Floats = sums[..., 1] / rows / np.sqrt(np.maximum(variance, 0.0))
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    share: float
    rate: Measurement | None
    quantiles: tuple[float | None, ...]
    rows: int


def _noise_table(data: CheckInput, plain: Said, joint: Sequence[tuple[str, Said]]) -> DataTable:
    lines = []
    for share, said in joint:
        changed, moved = flips(plain, said), shifts(plain, said)
        rate = None if changed is None else share_of(data, "noise_flip_rate", changed)
        found = [None] * len(QUANTILES) if moved is None else np.quantile(np.abs(moved), QUANTILES).tolist()
        rows = next((len(item) for item in (changed, moved) if item is not None), 0)
        lines.append(_Line(float(share), rate, tuple(found), rows))
    return data_table(
        "noise",
        share=[line.share for line in lines],
        n=[line.rows for line in lines],
        flip_rate=[None if line.rate is None else line.rate.value for line in lines],
        low=[_end(line.rate, high=False) for line in lines],
        high=[_end(line.rate, high=True) for line in lines],
        shift_median=[line.quantiles[0] for line in lines],
        shift_95=[line.quantiles[1] for line in lines],
        shift_largest=[line.quantiles[2] for line in lines],
    )


def _feature_table(rows: Sequence[tuple[str, str, Measurement | None, Measurement | None]]) -> DataTable:
    return data_table(
        "feature_trials",
        trial=[trial for trial, _, _, _ in rows],
        feature=[name for _, name, _, _ in rows],
        n=[next((item.n for item in (rate, shift) if item is not None), 0) for _, _, rate, shift in rows],
        flip_rate=[None if rate is None else rate.value for _, _, rate, _ in rows],
        low=[_end(rate, high=False) for _, _, rate, _ in rows],
        high=[_end(rate, high=True) for _, _, rate, _ in rows],
        shift=[None if shift is None else shift.value for _, _, _, shift in rows],
        shift_low=[_end(shift, high=False) for _, _, _, shift in rows],
        shift_high=[_end(shift, high=True) for _, _, _, shift in rows],
    )


def _end(figure: Measurement | None, *, high: bool) -> float | None:
    if figure is None or figure.interval is None:
        return None
    return figure.interval.high if high else figure.interval.low

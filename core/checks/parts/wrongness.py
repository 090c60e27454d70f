"""By what is each row wrong, so that slices of rows can be compared?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.columns import numbers
from core.checks.parts.rows import (
    Rows,
    class_problem,
    class_rows,
    favorable_class,
    favorable_score,
    is_probability,
)
from core.inventory import Task
from core.reasons import Reason, ReasonCode
from core.statistics.slices import Gaps, Sums, mean_gaps, ratio_gaps, share_gaps

if TYPE_CHECKING:
    import numpy.typing as npt

    Codes = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

_TINY = 1e-15
"""Probabilities nearer to 0 or 1 are taken for this one, or a single row would decide the mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrongness:
    """One way to be wrong."""

    suffix: str
    """Of the measures "slice_..." and "pair_..."."""
    keep: "Codes"
    """Positions of the rows it is known for."""
    errors: "Flags | Floats"
    """Shape (kept rows,)."""

    def gaps(self, part: Sums, whole: Sums, z: float) -> Gaps:
        """Compare slices with the rest as this kind of error is compared."""
        if self.errors.dtype == np.bool_:
            return share_gaps(part, whole, z)
        compare = ratio_gaps if self.suffix.endswith("ratio") else mean_gaps
        return compare(part, whole, z)

    @property
    def method(self) -> str:
        """Return how intervals of this kind are made."""
        if self.errors.dtype == np.bool_:
            return "newcombe_family"
        return "log_ratio_family" if self.suffix.endswith("ratio") else "welch_family"


def wrongnesses(data: CheckInput) -> tuple[Wrongness, ...] | Reason:
    """Return the ways in which rows are wrong here, or why none is known."""
    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    if data.task is Task.REGRESSION:
        return _numbers(data)
    return _labels(data) if data.task is Task.MULTILABEL else _classes(data)


def _numbers(data: CheckInput) -> tuple[Wrongness, ...] | Reason:
    if data.target is None or data.target not in data.table.columns:
        return Reason(code=ReasonCode.NO_LABELS)
    if data.score is None:
        return Reason(code=ReasonCode.NO_SCORES)
    away = np.abs(np.asarray(data.score, dtype=float) - numbers(data.table[data.target]))
    keep = np.flatnonzero(np.isfinite(away))
    if not keep.size:
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": data.target})
    return (Wrongness(suffix="error_ratio", keep=keep, errors=away[keep]),)


def _labels(data: CheckInput) -> tuple[Wrongness, ...] | Reason:
    names = [name for name in (*data.targets, *data.predictions) if name in data.table.columns]
    if not names or len(names) != 2 * len(data.targets):
        values: dict[str, str | int | float] = {
            "targets": len(data.targets),
            "predictions": len(data.predictions),
        }
        return Reason(code=ReasonCode.LABELS_NOT_PAIRED, values=values)
    flags = np.column_stack([numbers(data.table[name]) for name in names])
    keep = np.flatnonzero(np.isfinite(flags).all(axis=1))
    if not keep.size:
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": names[0]})
    half = len(data.targets)
    wrong = (flags[keep, :half] != flags[keep, half:]).mean(axis=1)
    return (Wrongness(suffix="label_gap", keep=keep, errors=wrong),)


def _classes(data: CheckInput) -> tuple[Wrongness, ...] | Reason:
    rows = class_rows(data)
    if isinstance(rows, Reason):
        return rows
    if rows.truth is None:
        return Reason(code=ReasonCode.NO_LABELS)
    favorable = favorable_class(data)
    problem = None if favorable is None else class_problem(rows, favorable, data.target)
    return problem or tuple(_ways(data, rows, favorable))


def _ways(data: CheckInput, rows: Rows, favorable: str | None) -> Iterator[Wrongness]:
    assert rows.truth is not None  # noqa: S101 (the caller looked)
    keep = rows.used.keep
    truth = np.array(rows.truth.labels, dtype=object)[rows.truth.codes]
    wrong = truth != np.array(rows.predicted.labels, dtype=object)[rows.predicted.codes]
    yield Wrongness(suffix="accuracy_gap", keep=keep, errors=wrong.astype(bool))
    if data.task is not Task.BINARY or favorable is None:
        return
    good = rows.is_class(rows.truth, favorable)
    if (~good).any():
        yield Wrongness(suffix="recall_gap", keep=keep[~good], errors=wrong[~good].astype(bool))
    score = favorable_score(data)
    if score is not None and is_probability(score):
        known = np.isfinite(score[keep])
        chance = np.clip(np.where(good, score[keep], 1 - score[keep]), _TINY, 1)[known]
        yield Wrongness(suffix="loss_ratio", keep=keep[known], errors=-np.log(chance))

"""Did the model become worse since the reference, as far as true values are known in both?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput, Sample
from core.checks.parts.columns import numbers
from core.checks.parts.data_records import interval, number
from core.checks.parts.rows import favorable_class
from core.inventory import ScoreMeans, Task
from core.results import Measurement
from core.statistics.discrimination import delong
from core.statistics.encoding import MISSING, encode_classes
from core.statistics.intervals import newcombe, z_value

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One of the two tables with what was said of it."""

    table: "pd.DataFrame"
    score: "Floats | None"
    predicted: "npt.NDArray[np.object_] | None"


def losses(data: CheckInput, sample: Sample) -> Iterator[Measurement]:
    """Yield by how much the model is worse here than on the reference.

    Parameters
    ----------
    data, sample
        Table and reference, both with true values and predictions or scores; else nothing is yielded.

    Yields
    ------
    Measurement
        Accuracy lost (Newcombe), AUC lost (both DeLong intervals combined), growth of the absolute error.

    References
    ----------
    Zou and Donner 2008, Statistics in Medicine 27:1693-1702 (combining two intervals).
    """
    if sample.table is None or data.target is None:
        return
    sides = (
        _Side(table=sample.table, score=sample.score, predicted=sample.predicted),
        _Side(table=data.table, score=data.score, predicted=data.predicted),
    )
    if any(data.target not in side.table.columns for side in sides):
        return
    if data.task is Task.REGRESSION:
        yield from _errors(data, sides)
        return
    yield from _accuracy(data, sides)
    if data.task is Task.BINARY:
        yield from _areas(data, sides)


def _accuracy(data: CheckInput, sides: tuple[_Side, _Side]) -> Iterator[Measurement]:
    found = [_hits(side, data.target or "") for side in sides]
    (before, size), (now, rows) = found
    if size and rows:
        level = data.policy.confidence
        bounds = newcombe(before, size, now, rows, number(level))
        yield Measurement(
            measure="accuracy_loss",
            value=before / size - now / rows,
            n=rows,
            interval=interval(bounds, level, "newcombe"),
        )


def _hits(side: _Side, target: str) -> tuple[int, int]:
    """Return right predictions and rows with a true and a predicted class."""
    if side.predicted is None:
        return 0, 0
    truth, said = encode_classes(side.table[target]), encode_classes(side.predicted)
    known = (truth.codes != MISSING) & (said.codes != MISSING)
    place = {label: at for at, label in enumerate(truth.labels)}
    recode = np.array([*(place.get(label, -2) for label in said.labels), -2])
    return int((truth.codes[known] == recode[said.codes[known]]).sum()), int(known.sum())


def _areas(data: CheckInput, sides: tuple[_Side, _Side]) -> Iterator[Measurement]:
    means = data.score_means or (data.cut_off.score_means if data.cut_off else None)
    favorable = favorable_class(data)
    if means is None or favorable is None:
        return
    sign, level = (1 if means is ScoreMeans.FAVORABLE else -1), data.policy.confidence
    found = [_area(side, (data.target or "", favorable), sign, number(level)) for side in sides]
    if found[0] is None or found[1] is None:
        return
    (before, old), (now, new), rows = found[0], found[1], len(data.table)
    low = float(np.hypot(before - old[0], new[1] - now))
    high = float(np.hypot(old[1] - before, now - new[0]))
    bounds = (before - now - low, before - now + high)
    yield Measurement(
        measure="auc_loss", value=before - now, n=rows, interval=interval(bounds, level, "mover")
    )


def _area(
    side: _Side, classes: tuple[str, str], sign: int, level: float
) -> tuple[float, tuple[float, float]] | None:
    if side.score is None:
        return None
    truth = encode_classes(side.table[classes[0]])
    known = (truth.codes != MISSING) & np.isfinite(side.score)
    if classes[1] not in truth.labels:
        return None
    hits = truth.codes[known] == truth.labels.index(classes[1])
    found = delong(hits, sign * side.score[known], level=level)
    return None if found is None or found[1] is None else (found[0], found[1])


def _errors(data: CheckInput, sides: tuple[_Side, _Side]) -> Iterator[Measurement]:
    found = [_absolute(side, data.target or "") for side in sides]
    if any(part is None or len(part) < 2 or not part.mean() > 0 for part in found):
        return
    old, new = (part for part in found if part is not None)
    level = data.policy.confidence
    ratio = float(new.mean() / old.mean())
    spread = sum(float(part.var(ddof=1) / part.mean() ** 2) / len(part) for part in (old, new))
    half = z_value(number(level)) * float(np.sqrt(spread))
    bounds = (ratio * float(np.exp(-half)), ratio * float(np.exp(half)))
    yield Measurement(
        measure="error_growth", value=ratio, n=len(new), interval=interval(bounds, level, "log_ratio")
    )


def _absolute(side: _Side, target: str) -> "Floats | None":
    if side.score is None:
        return None
    away: Floats = np.abs(side.score - numbers(side.table[target]))
    known: Floats = away[np.isfinite(away)]
    return known

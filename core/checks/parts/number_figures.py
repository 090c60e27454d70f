"""How far do predicted numbers lie from the true ones?"""

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.group_records import bootstrap_interval
from core.checks.parts.rows import all_missing, dropped_notes, row_weights
from core.results import Measurement, Reason, ReasonCode
from core.statistics.bootstrap import percentile_bounds, redrawn_sums
from core.statistics.regression import FIGURES, summands

if TYPE_CHECKING:
    import numpy.typing as npt


def number_figures(data: CheckInput) -> tuple[tuple[Measurement, ...], tuple[Reason, ...], int] | Reason:
    """Measure a regression.

    Parameters
    ----------
    data
        The check's input; `score` holds the output.

    Returns
    -------
    tuple or Reason
        Measurements, notes and the number of rows used; or why nothing can be judged.
    """
    import pandas as pd

    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    if data.score is None:
        return Reason(code=ReasonCode.NO_SCORES)
    if data.target is None or data.target not in data.table.columns:
        return Reason(code=ReasonCode.NO_LABELS)
    numbers = pd.to_numeric(data.table[data.target], errors="coerce")
    truth, output = numbers.to_numpy(dtype=float, na_value=np.nan), np.asarray(data.score, dtype=float)
    columns = {data.target: np.isfinite(truth), "prediction": np.isfinite(output)}
    weights = row_weights(data)
    if data.weight is not None and weights is not None:
        columns[data.weight] = np.isfinite(weights) & (weights > 0)
    missing = all_missing(columns)
    keep = np.logical_and.reduce(list(columns.values()))
    if missing is not None or not keep.any():
        return missing or Reason(code=ReasonCode.NO_ROWS)
    columns_of_sums = summands(truth[keep], output[keep], None if weights is None else weights[keep])
    return _measured(columns_of_sums, data), dropped_notes(columns), int(keep.sum())


def _measured(columns: "npt.NDArray[np.float64]", data: CheckInput) -> tuple[Measurement, ...]:
    drawn = redrawn_sums(columns, seed=data.seed)
    level = float(Fraction(data.policy.confidence))
    found = []
    for name, figure in FIGURES.items():
        value = float(figure(columns.sum(axis=0)))
        known = bool(np.isfinite(value))
        bounds = percentile_bounds(figure(drawn), level) if known else None
        found.append(
            Measurement(
                measure=name,
                value=value if known else None,
                n=len(columns),
                interval=bootstrap_interval(bounds, data.policy.confidence),
                reason=None if known else Reason(code=ReasonCode.EMPTY_DENOMINATOR),
            )
        )
    return tuple(found)

"""How far do predicted numbers lie from the true ones?"""

from fractions import Fraction

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.group_records import bootstrap_interval
from core.checks.parts.number_rows import NumberRows, number_rows
from core.checks.parts.weighing import Selection
from core.reasons import Reason, ReasonCode
from core.results import Measurement
from core.statistics.bootstrap import percentile_bounds, redrawn_counts
from core.statistics.regression import FIGURES, summands


def number_figures(data: CheckInput) -> tuple[tuple[Measurement, ...], Selection] | Reason:
    """Measure a regression.

    Parameters
    ----------
    data
        The check's input; `score` holds the output.

    Returns
    -------
    tuple or Reason
        Measurements and the rows used; or why nothing can be judged.
    """
    rows = number_rows(data)
    if isinstance(rows, Reason):
        return rows
    if rows.truth is None:
        return Reason(code=ReasonCode.NO_LABELS)
    return _measured(rows, data), rows.used


def _measured(rows: NumberRows, data: CheckInput) -> tuple[Measurement, ...]:
    numbers = rows.distinct()
    assert numbers.truth is not None  # noqa: S101 (narrows the type)
    columns = summands(numbers.truth, numbers.output, numbers.weights, numbers.counts)
    drawn = redrawn_counts(columns, numbers.counts, seed=data.seed)
    level = float(Fraction(data.policy.confidence))
    found = []
    for name, figure in FIGURES.items():
        value = float(figure(numbers.counts @ columns))
        known = bool(np.isfinite(value))
        bounds = percentile_bounds(figure(drawn), level) if known else None
        found.append(
            Measurement(
                measure=name,
                value=value if known else None,
                n=numbers.rows,
                interval=bootstrap_interval(bounds, data.policy.confidence),
                reason=None if known else Reason(code=ReasonCode.EMPTY_DENOMINATOR),
            )
        )
    return tuple(found)

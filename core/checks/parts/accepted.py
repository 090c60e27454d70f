"""Whom did a model accept, and what became of them?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.credit_rows import level_of, outcomes
from core.checks.parts.rows import favorable_class
from core.checks.parts.rulings import between, missing
from core.reasons import Reason, ReasonCode
from core.results import Measurement
from core.statistics.encoding import MISSING, encode_classes
from core.statistics.intervals import newcombe

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A column of classes, read as accepted or rejected."""

    accepted: "Flags"
    known: "Flags"


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """What became of the rows that are looked at."""

    bad: "Flags"
    known: "Flags"
    """Where the outcome is known; nowhere without labels."""

    def counts(self, mask: "Flags", number: "Floats") -> tuple[float, float]:
        """Return bad rows and rows with a known outcome among those of a mask."""
        here = mask & self.known
        return float(number[here & self.bad].sum()), float(number[here].sum())


def read_classes(data: CheckInput, values: "pd.Series | npt.NDArray[np.object_]", name: str) -> Said | Reason:
    """Tell for each line whether a column names the favorable class.

    Parameters
    ----------
    data
        The check's input; the favorable class must be named.
    values, name
        The column and its name.

    Returns
    -------
    Said or Reason
        A reason where every value is missing, or the favorable class never occurs while two other classes do.
    """
    favorable = favorable_class(data)
    if favorable is None:
        return Reason(code=ReasonCode.NO_FAVORABLE_CLASS)
    column = encode_classes(values, name)
    known = column.codes != MISSING
    if not known.any():
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": name})
    if favorable in column.labels:
        return Said(accepted=known & (column.codes == column.labels.index(favorable)), known=known)
    if len(column.labels) > 1:
        unknown: dict[str, str | int | float] = {"favorable": favorable, "column": name}
        return Reason(code=ReasonCode.FAVORABLE_UNKNOWN, values=unknown)
    return Said(accepted=np.zeros(len(known), dtype=bool), known=known)


def became(data: CheckInput, keep: "Places") -> Became:
    """Return the outcomes of the kept rows, as far as they are known."""
    found = outcomes(data)
    if isinstance(found, Reason):
        nothing = np.zeros(len(keep), dtype=bool)
        return Became(bad=nothing, known=nothing)
    bad, known = found
    return Became(bad=bad[keep], known=known[keep])


def gap(
    data: CheckInput, measure: str, first: tuple[float, float], second: tuple[float, float]
) -> Measurement:
    """Record the difference of two shares, first minus second, with Newcombe's interval."""
    (x1, n1), (x2, n2) = first, second
    if n1 <= 0 or n2 <= 0:
        return missing(measure, n1 + n2, Reason(code=ReasonCode.EMPTY_DENOMINATOR))
    bounds = newcombe(x1, n1, x2, n2, level_of(data))
    return Measurement(
        measure=measure,
        value=x1 / n1 - x2 / n2,
        n=round(n1 + n2),
        interval=between(data, bounds, "newcombe"),
    )

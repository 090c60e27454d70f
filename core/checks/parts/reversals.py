"""Within the values of which column does a gap between groups turn around?"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.parts.class_figures import data_table
from core.checks.parts.findings import Found
from core.checks.parts.strata_tables import Answers, layers
from core.ids import Exact
from core.reasons import Reason, ReasonCode
from core.results import DataTable
from core.statistics import strata
from core.statistics.encoding import Encoded
from core.statistics.intervals import newcombe
from core.statistics.significance import holm

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

REVERSED, VANISHED, SAME = "reversed", "vanished", "same"
"""What becomes of a gap within the values of a column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """The groups whose gaps are looked at again within other columns."""

    groups: Encoded
    columns: tuple[str, ...]
    eligible: tuple[int, ...]
    reference: int
    answers: Answers
    level: Exact


def reversals(search: Searched, columns: Sequence[Encoded]) -> Found:
    """Look for columns within whose values the gap between two groups turns around or vanishes.

    Parameters
    ----------
    search
        The groups.
    columns
        Columns with few values; those of the feature itself are passed over.

    Returns
    -------
    Found
        A table with a line for each pair and column, and a note for each gap that can be told from chance
        over all rows and points the other way within the column.

    References
    ----------
    Simpson 1951, JRSS B 13:238-241; Bickel, Hammel and O'Connell 1975, Science 187:398-404.
    """
    lines: list[list[str | float | None]] = []
    for column in columns:
        if column.name in search.columns:
            continue
        counted = layers(search.groups, column, search.answers)
        for at in search.eligible:
            if at != search.reference:
                tables = counted.tables("selection_rate", at, search.reference)
                lines += _line(search, column, tables, at)
    table = _table(lines)
    turned = [line for line in lines if line[11] == REVERSED]
    return Found(tables=(table,) if lines else (), notes=tuple(_note(line) for line in turned))


_NAMES = ("feature", "group", "reference", "column", "strata", "crude_difference", "crude_low", "crude_high")
_NAMES_WITHIN = ("difference", "low", "high", "outcome", "cmh_p", "cmh_p_holm")


def _table(lines: Sequence[list[str | float | None]]) -> DataTable:
    """Return the lines with p after Holm's correction over all of them."""
    p_values = holm([_number(line[-1]) for line in lines])
    whole = [[*line, p] for line, p in zip(lines, p_values, strict=True)]
    names = (*_NAMES, *_NAMES_WITHIN)
    return data_table("simpson", **{name: [line[at] for line in whole] for at, name in enumerate(names)})


def _line(search: Searched, column: Encoded, tables: "Floats", at: int) -> list[list[str | float | None]]:
    level = float(Fraction(search.level))
    pooled = strata.pooled_difference(tables, level)
    if pooled is None or pooled.bounds is None:
        return []
    (a, b), (c, d) = tables.sum(axis=0).tolist()
    crude = c / (c + d) - a / (a + b)
    low, high = newcombe(c, c + d, a, a + b, level)
    clear = low > 0 or high < 0
    test = strata.cmh_test(tables)
    labels = [search.groups.labels[end] for end in (at, search.reference)]
    outcome = SAME
    if clear and crude * pooled.value < 0:
        outcome = REVERSED
    elif clear and pooled.bounds[0] <= 0 <= pooled.bounds[1]:
        outcome = VANISHED
    ends = [crude, low, high, pooled.value, *pooled.bounds]
    strata_shared = float(len(strata.shared(tables)))
    p = None if test is None else test[1]
    return [[search.groups.name, *labels, column.name, strata_shared, *ends, outcome, p]]


def _number(value: str | float | None) -> float | None:
    return value if isinstance(value, float) else None


def _note(line: list[str | float | None]) -> Reason:
    feature, group, reference, column = (str(line[at]) or "–" for at in range(4))
    values: dict[str, str | int | float] = {
        "feature": feature,
        "group": group,
        "reference": reference,
        "column": column,
        "crude": _number(line[5]) or 0.0,
        "pooled": _number(line[8]) or 0.0,
    }
    return Reason(code=ReasonCode.REVERSED_WITHIN, values=values)

"""Into which strata do control features cut the rows, and which other columns could form strata?"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.ids import Exact
from core.inventory import Grouping
from core.statistics.encoding import Encoded, encode_groups

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Codes = npt.NDArray[np.int64]

FEW = 20
"""Distinct values up to which a column forms strata as it is."""
PARTS = 5
"""Parts of equal size into which a control feature of more numbers is cut."""
MOST_SEARCHED = 40
"""Columns that are searched for reversals."""
_PROBED = 2000
"""Rows after which a column with too many values is given up."""


def control_columns(data: CheckInput, keep: "Codes") -> tuple[Encoded, ...]:
    """Return the control features as values of the kept rows; missing ones form a value of their own.

    Parameters
    ----------
    data
        The check's input; controls that are no column of the table are passed over.
    keep
        Positions of the judged rows.

    Returns
    -------
    tuple of Encoded
        Numbers with more than `FEW` values are cut at quintiles, which their labels name.
    """
    return tuple(
        _control(data, name, keep)
        for name in dict.fromkeys(data.options.controls)
        if name in data.table.columns
    )


def searched_columns(
    data: CheckInput, keep: "Codes", besides: Sequence[str]
) -> tuple[tuple[Encoded, ...], int]:
    """Return the columns that have few enough values to form strata by themselves.

    Parameters
    ----------
    data
        The check's input.
    keep
        Positions of the judged rows.
    besides
        Columns that are left out: the outcome, weights and the like.

    Returns
    -------
    tuple
        At most `MOST_SEARCHED` columns in the order of the table, and how many more there would be.
    """
    found = list(_candidates(data, keep, frozenset(besides)))
    return tuple(found[:MOST_SEARCHED]), max(0, len(found) - MOST_SEARCHED)


def _control(data: CheckInput, name: str, keep: "Codes") -> Encoded:
    values = data.table[name].iloc[keep]
    grouping = next((item for item in data.groupings if item.column == name), Grouping(column=name))
    if not grouping.edges and _is_number(values) and values.nunique() > FEW:
        grouping = Grouping(column=name, edges=_quintiles(values))
    return encode_groups(values, grouping)


def _quintiles(values: "pd.Series") -> tuple[Exact, ...]:
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    known = numbers[np.isfinite(numbers)]
    edges = np.quantile(known, np.arange(1, PARTS) / PARTS, method="inverted_cdf")
    inner = edges[edges < known.max()]
    return tuple(Exact(text) for text in dict.fromkeys(f"{edge:.12g}" for edge in inner))


def _candidates(data: CheckInput, keep: "Codes", besides: frozenset[str]) -> Iterator[Encoded]:
    groupings = {item.column: item for item in data.groupings}
    for name in map(str, data.table.columns):
        if name in besides:
            continue
        values = data.table[name].iloc[keep]
        grouping = groupings.get(name, Grouping(column=name))
        if not grouping.edges and not _few(values):
            continue
        encoded = encode_groups(values, grouping)
        if 2 <= len(encoded.labels) <= FEW + 1:
            yield encoded


def _few(values: "pd.Series") -> bool:
    return bool(values.iloc[:_PROBED].nunique() <= FEW) and bool(values.nunique() <= FEW)


def _is_number(values: "pd.Series") -> bool:
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return bool(is_numeric_dtype(values)) and not is_bool_dtype(values)

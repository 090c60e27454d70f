"""How many rows share their combination of values, and what does a combination give away?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.class_figures import data_table
from core.checks.parts.data_records import fact
from core.checks.parts.findings import Found
from core.checks.parts.shares import nothing
from core.inventory import Task
from core.reasons import Reason, ReasonCode
from core.results import DataTable, Measurement
from core.statistics.encoding import MISSING, encode_classes
from core.statistics.hashing import row_hashes

if TYPE_CHECKING:
    import numpy.typing as npt

    Codes = npt.NDArray[np.int64]

SMALL = 5
"""Rows below which a combination counts as small."""
_SIZES = ((1, 1), (2, 4), (5, 9), (10, 24), (25, 99), (100, None))
"""Sizes of combinations in the chart."""
MOST_WITHOUT = 20
"""Columns that are left out one after the other at most."""
OUTCOMES = ("one_outcome_share", "l_diversity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Combinations:
    """Which rows hold the same values."""

    columns: tuple[str, ...]
    named: bool
    """Whether somebody named the columns; else all features and groups were taken."""
    absent: tuple[str, ...]
    codes: "Codes"
    """Shape (rows,): number of the combination."""
    sizes: "Codes"
    """Rows of each combination."""

    @property
    def of_rows(self) -> "Codes":
        """Return for each row how many rows hold the same values."""
        sizes: Codes = self.sizes[self.codes]
        return sizes


def combinations(data: CheckInput) -> Combinations | None:
    """Put rows together that hold the same values in the columns by which a person could be recognized.

    Parameters
    ----------
    data
        The check's input.

    Returns
    -------
    Combinations or None
        None where no such column is in the table. Values are compared as they are: groups of ages are not
        formed.
    """
    stated = data.options.quasi_identifiers
    wanted = stated or (*data.features, *(item.column for item in data.groupings))
    there = tuple(dict.fromkeys(name for name in wanted if name in data.table.columns))
    if not there:
        return None
    codes, sizes = _counted(data, there)
    return Combinations(
        columns=there,
        named=bool(stated),
        absent=tuple(name for name in stated if name not in data.table.columns),
        codes=codes,
        sizes=sizes,
    )


def rare_rows(data: CheckInput, found: Combinations) -> Found:
    """Count rows in small combinations; no value of any row leaves this function.

    Parameters
    ----------
    data
        The check's input.
    found
        Which rows hold the same values.

    Returns
    -------
    Found
        Figures of this very table: nothing is estimated.
    """
    level, rows, sizes = data.policy.confidence, len(found.codes), found.of_rows
    figures = (
        fact("unique_share", float((sizes == 1).mean()), n=rows, level=level),
        fact("small_class_share", float((sizes < SMALL).mean()), n=rows, level=level),
        fact("k_anonymity", float(sizes.min()), n=rows, level=level),
        *_outcomes(data, found),
    )
    return Found(measurements=figures, tables=(_sizes(found), *_without(data, found)))


def _counted(data: CheckInput, columns: Sequence[str]) -> "tuple[Codes, Codes]":
    hashes = row_hashes(data.table, columns)
    _, codes, sizes = np.unique(hashes, return_inverse=True, return_counts=True)
    return codes.astype(np.int64), sizes.astype(np.int64)


def _outcomes(data: CheckInput, found: Combinations) -> tuple[Measurement, ...]:
    """Count rows whose combination has one true value only: whoever is recognized, so is their outcome."""
    lacking = _no_outcomes(data)
    if lacking is not None or data.target is None:
        reason = lacking or Reason(code=ReasonCode.NO_LABELS)
        return tuple(nothing(name, reason) for name in OUTCOMES)
    truth = encode_classes(data.table[data.target], data.target).codes
    shared = (found.of_rows > 1) & (truth != MISSING)
    if not shared.any():
        empty = Reason(code=ReasonCode.EMPTY_DENOMINATOR)
        return tuple(nothing(name, empty) for name in OUTCOMES)
    pairs = np.unique(np.column_stack([found.codes[shared], truth[shared]]), axis=0)
    different = np.bincount(pairs[:, 0], minlength=len(found.sizes))
    level, rows = data.policy.confidence, int(shared.sum())
    alone = different[found.codes[shared]] == 1
    return (
        fact(OUTCOMES[0], float(alone.mean()), n=rows, level=level),
        fact(OUTCOMES[1], float(different[different > 0].min()), n=rows, level=level),
    )


def _no_outcomes(data: CheckInput) -> Reason | None:
    if data.task not in {Task.BINARY, Task.MULTICLASS}:
        return Reason(code=ReasonCode.TASK_NOT_SUPPORTED)
    if data.target is None or data.target not in data.table.columns:
        return Reason(code=ReasonCode.NO_LABELS)
    if data.table[data.target].isna().all():
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": data.target})
    return None


def _sizes(found: Combinations) -> DataTable:
    of_rows, rows = found.of_rows, len(found.codes)
    inside = [
        (of_rows >= low) & (of_rows <= (high if high is not None else of_rows.max(initial=1)))
        for low, high in _SIZES
    ]
    classes = [
        int(((found.sizes >= low) & (True if high is None else found.sizes <= high)).sum())
        for low, high in _SIZES
    ]
    return data_table(
        "combination_sizes",
        least=[low for low, _ in _SIZES],
        most=[high for _, high in _SIZES],
        rows=[int(mask.sum()) for mask in inside],
        combinations=classes,
        share=[float(mask.sum()) / rows for mask in inside],
    )


def _without(data: CheckInput, found: Combinations) -> tuple[DataTable, ...]:
    """Lay out how many rows stay unique when one column is left out: the columns that give most away."""
    if not 2 <= len(found.columns) <= MOST_WITHOUT:
        return ()
    shares = []
    for name in found.columns:
        _, sizes = _counted(data, [item for item in found.columns if item != name])
        shares.append(float((sizes == 1).sum()) / len(found.codes))
    order = np.argsort(np.array(shares), kind="stable")
    table = data_table(
        "unique_without",
        column=[found.columns[at] for at in order],
        n=[len(found.codes)] * len(order),
        unique_share=[shares[at] for at in order],
    )
    return (table,)

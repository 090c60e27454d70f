"""Which rows of a table can be used, and what does each of them count?

A weight column may hold counts: then each line of the table stands for that many rows, and every figure is
the one that the written-out rows would give. It is read so exactly when it holds whole numbers only and was
not stated to hold weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.reasons import Reason, ReasonCode

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

LARGEST_COUNT = 2.0**53
"""From here on floating numbers no longer count one by one."""

Parameters = dict[str, str | int | float | bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What each line of a table counts."""

    column: str
    values: "Floats"
    """Shape (lines,): NaN where the column holds nothing usable."""
    whole: bool
    """Whether the values are counts of rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The lines of a table that are used."""

    keep: "npt.NDArray[np.int64]"
    """Their positions in the table."""
    weights: "Floats | None"
    """Their weights; None where they have none."""
    counts: "Floats | None"
    """How many rows each of them stands for; None for one."""
    total: int
    """Rows of the whole table."""
    notes: tuple[Reason, ...]

    @property
    def rows(self) -> int:
        """Return the number of rows used."""
        return len(self.keep) if self.counts is None else round(float(self.counts.sum()))


def weighing(data: CheckInput) -> Weighing | None:
    """Read the weight column; None without one."""
    import pandas as pd

    if data.weight is None or data.weight not in data.table.columns:
        return None
    numbers = pd.to_numeric(data.table[data.weight], errors="coerce")
    values = numbers.to_numpy(dtype=float, na_value=np.nan)
    known = values[np.isfinite(values)]
    whole = bool(known.size) and bool((known == np.floor(known)).all()) and known.max() < LARGEST_COUNT
    whole = whole and data.counted is not False
    usable = np.isfinite(values) & ((values >= 0) if whole else (values > 0))
    return Weighing(column=data.weight, values=np.where(usable, values, np.nan), whole=whole)


def all_rows(data: CheckInput) -> int:
    """Return how many rows the table stands for, usable or not."""
    found = weighing(data)
    if found is None or not found.whole:
        return len(data.table)
    return round(float(np.nansum(found.values)))


def select(data: CheckInput, columns: "Mapping[str, Flags]") -> Selection | Reason:
    """Choose the lines that hold everything needed and a usable weight.

    Parameters
    ----------
    data
        The check's input.
    columns
        For each column that is needed, by name, in which lines it holds a usable value.

    Returns
    -------
    Selection or Reason
        A reason where no line is left.
    """
    found = weighing(data)
    needed = dict(columns)
    if found is not None:
        needed[found.column] = np.isfinite(found.values)
    missing = _all_missing(needed)
    if missing is not None:
        return missing
    used = np.logical_and.reduce(list(needed.values()))
    if found is not None and found.whole:
        used &= found.values > 0
    keep = np.flatnonzero(used)
    if not keep.size:
        return Reason(code=ReasonCode.NO_ROWS)
    values = None if found is None else found.values[keep]
    return Selection(
        keep=keep,
        weights=None if found is None or found.whole else values,
        counts=values if found is not None and found.whole else None,
        total=all_rows(data),
        notes=(*_dropped(needed, found), *_said(found, keep)),
    )


def weight_parameters(data: CheckInput, selection: Selection) -> Parameters:
    """Name the weight column and how it was read, for the record; empty without one."""
    if data.weight is None or (selection.weights is None and selection.counts is None):
        return {}
    if selection.counts is None:
        return {"weight": data.weight, "weight_read_as": "weights"}
    return {"weight": data.weight, "weight_read_as": "counts", "lines": len(selection.keep)}


def _all_missing(columns: "Mapping[str, Flags]") -> Reason | None:
    """Name the first column that has no usable value in any line."""
    for name, known in columns.items():
        if not known.any():
            return Reason(code=ReasonCode.ALL_MISSING, values={"column": name})
    return None


def _dropped(columns: "Mapping[str, Flags]", found: Weighing | None) -> tuple[Reason, ...]:
    """Say for each column how many rows were left out for it."""
    notes = []
    for name, known in columns.items():
        n = int((~known).sum())
        if found is not None and found.whole and name != found.column:
            n = round(float(np.nansum(found.values[~known])))
        if n:
            notes.append(Reason(code=ReasonCode.ROWS_DROPPED, values={"n": n, "column": name}))
    return tuple(notes)


def _said(found: Weighing | None, keep: "npt.NDArray[np.int64]") -> tuple[Reason, ...]:
    if found is None:
        return ()
    if not found.whole:
        return (Reason(code=ReasonCode.WEIGHTED, values={"column": found.column}),)
    values: dict[str, str | int | float] = {
        "column": found.column,
        "cells": len(keep),
        "n": round(float(found.values[keep].sum())),
    }
    return (Reason(code=ReasonCode.COUNTED, values=values),)

"""What sort of values does a column hold, and which of them are missing?"""

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pandas.api import types

from core.checks.base import CheckInput, Sample
from core.options import SampleRole

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]


class Kind(StrEnum):
    """What sort of values a column holds."""

    NUMBER = "number"
    TEXT = "text"
    FLAG = "flag"
    DATE = "date"
    MIXED = "mixed"
    """Numbers and texts in one column."""
    EMPTY = "empty"
    """No value at all."""


def kind_of(values: pd.Series) -> Kind:
    """Tell what sort of values a column holds, looking at each of them where the type does not say it."""
    if types.is_bool_dtype(values.dtype):
        return Kind.FLAG if values.notna().any() else Kind.EMPTY
    if types.is_numeric_dtype(values.dtype):
        return Kind.NUMBER if values.notna().any() else Kind.EMPTY
    if types.is_datetime64_any_dtype(values.dtype):
        return Kind.DATE if values.notna().any() else Kind.EMPTY
    return _kind_of_objects(values)


def _kind_of_objects(values: pd.Series) -> Kind:
    uniques = pd.factorize(values)[1]
    found = {_kind_of_value(item) for item in uniques if not _blank(item)}
    if not found:
        return Kind.EMPTY
    return found.pop() if len(found) == 1 else Kind.MIXED


def _kind_of_value(value: object) -> Kind:
    if isinstance(value, bool | np.bool_):
        return Kind.FLAG
    if isinstance(value, int | float | np.number):
        return Kind.NUMBER
    return Kind.DATE if types.is_scalar(value) and hasattr(value, "year") else Kind.TEXT


def _blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def missing(values: pd.Series) -> "Flags":
    """Tell for each row whether it has no value: missing, or a text of blanks only."""
    none = values.isna().to_numpy(dtype=bool)
    if types.is_numeric_dtype(values.dtype) or types.is_datetime64_any_dtype(values.dtype):
        return none
    codes, uniques = pd.factorize(values)
    blank = np.array([*(_blank(item) for item in uniques), False], dtype=bool)
    found: Flags = none | blank[codes]
    return found


def is_numeric(values: pd.Series) -> bool:
    """Tell whether a column is compared as numbers; flags and texts are compared as categories."""
    return types.is_numeric_dtype(values.dtype) and not types.is_bool_dtype(values.dtype)


def numbers(values: pd.Series) -> "Floats":
    """Return a column as floating numbers, NaN where there is none; days since 1970 for dates."""
    if types.is_datetime64_any_dtype(values.dtype):
        return days(values)
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "fiub":
        found: Floats = values.to_numpy().astype(float, copy=False)
        return found
    told = pd.to_numeric(values, errors="coerce")
    read: Floats = told.to_numpy(dtype=float, na_value=np.nan)
    return read


def days(values: pd.Series) -> "Floats":
    """Return a column as days since 1970, NaN where a value is no date; texts are read as ISO 8601."""
    if types.is_numeric_dtype(values.dtype):
        return np.full(len(values), np.nan)
    if not types.is_datetime64_any_dtype(values.dtype):
        codes, uniques = pd.factorize(values)
        read = pd.to_datetime(pd.Series(uniques, dtype=object), errors="coerce", format="ISO8601", utc=True)
        known = np.full(len(uniques) + 1, np.nan)
        known[:-1] = _since_1970(read)
        return known[codes]
    return _since_1970(pd.to_datetime(values, utc=True))


def _since_1970(values: pd.Series) -> "Floats":
    gone = (values - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(days=1)
    return np.asarray(gone.to_numpy(dtype=float, na_value=np.nan), dtype=np.float64)


def feature_names(data: CheckInput) -> tuple[str, ...]:
    """Return the features that are columns of the table; where none are named, all columns without a role."""
    if data.features:
        return tuple(name for name in data.features if name in data.table.columns)
    known = {*not_features(data), *(item.column for item in data.groupings)}
    return tuple(str(name) for name in data.table.columns if name not in known)


def not_features(data: CheckInput) -> frozenset[str]:
    """Return the columns that cannot be features: target, weight, row ids, time, grade and decision."""
    asked = data.options
    named = (data.target, data.weight, asked.time, asked.grade, asked.decision)
    every = {*named, *data.targets, *data.predictions, *data.row_ids}
    return frozenset(name for name in every if name is not None)


def reference(data: CheckInput) -> Sample | None:
    """Return the reference sample if it has rows of its own."""
    found = data.samples.get(SampleRole.REFERENCE)
    return found if found is not None and found.table is not None and len(found.table) else None

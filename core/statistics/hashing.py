"""Which rows of tables are equal, whatever way their numbers and texts were written down?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Hashes = npt.NDArray[np.uint64]
    Floats = npt.NDArray[np.float64]

_MISSING = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_EXACT = 2.0**53
"""From here on whole numbers are told apart by all their digits, not as floating numbers."""


def row_hashes(table: "pd.DataFrame", columns: Sequence[str], *, digits: int | None = None) -> "Hashes":
    """Return a number for each row that is equal for rows equal in the columns.

    Parameters
    ----------
    table
        Rows; read column by column, no copy of the table is made.
    columns
        Names in the order in which they count.
    digits
        Significant digits to which numbers are rounded first, to find nearly equal rows; None: exact.

    Returns
    -------
    numpy.ndarray
        Shape (rows,): 64 bits. 1 and 1.0 are equal, so are all missing values. Two different rows out of n
        share a number with a probability of about n²/2⁶⁵: 3 in a million for ten million rows.

    References
    ----------
    Steele, Lea, Flood 2014, OOPSLA, 453-472 (the mixing function).
    """
    total = np.zeros(len(table), dtype=np.uint64)
    for name in columns:
        total *= np.uint64(31)
        total += _mixed(_column(table[name], digits))
        total = _mixed(total)
    return total


def repeats(hashes: "Hashes") -> int:
    """Return how many rows have an equal one among the others and are not the first of them."""
    return len(hashes) - len(np.unique(hashes))


def singles(hashes: "Hashes") -> int:
    """Return how many rows have no equal one."""
    ordered = np.sort(hashes)
    if not ordered.size:
        return 0
    new = np.concatenate([[True], ordered[1:] != ordered[:-1], [True]])
    return int((new[1:] & new[:-1]).sum())


def found_in(hashes: "Hashes", others: "Hashes") -> "npt.NDArray[np.bool_]":
    """Tell for each row whether an equal one is among the others."""
    there = np.unique(others)
    if not there.size:
        return np.zeros(len(hashes), dtype=bool)
    at = np.minimum(np.searchsorted(there, hashes), len(there) - 1)
    same: npt.NDArray[np.bool_] = there[at] == hashes
    return same


def _column(values: "pd.Series", digits: int | None) -> "Hashes":
    from pandas.api import types

    if types.is_bool_dtype(values.dtype) or types.is_numeric_dtype(values.dtype):
        return _of_numbers(values, digits)
    if types.is_datetime64_any_dtype(values.dtype):
        texts = values.astype("datetime64[ns]" if values.dt.tz is None else "datetime64[ns, UTC]")
        stamps = texts.to_numpy(dtype="datetime64[ns]").astype(np.int64).astype(np.uint64)
        return np.where(values.isna().to_numpy(dtype=bool), _MISSING, stamps)
    return _of_objects(values, digits)


def _of_numbers(values: "pd.Series", digits: int | None) -> "Hashes":
    floats = values.to_numpy(dtype=float, na_value=np.nan)
    if digits is not None:
        floats = _rounded(floats, digits)
    bits = (floats + 0.0).view(np.uint64).copy()
    bits[np.isnan(floats)] = _MISSING
    if digits is None and getattr(values.dtype, "kind", "f") in "iu":
        large = np.abs(floats) >= _EXACT
        bits[large] = values.to_numpy(na_value=0)[large].astype(np.uint64)
    return bits


def _of_objects(values: "pd.Series", digits: int | None) -> "Hashes":
    """Hash each distinct value once; a text that is a number stays a text."""
    import pandas as pd

    codes, uniques = pd.factorize(values)
    hashes = np.empty(len(uniques) + 1, dtype=np.uint64)
    hashes[-1] = _MISSING
    texts = np.array([_text(item) for item in uniques], dtype=object)
    if len(texts):
        hashes[:-1] = pd.util.hash_array(texts, categorize=False)
    for at, item in enumerate(uniques):
        if isinstance(item, str) and not item.strip():
            hashes[at] = _MISSING
        elif isinstance(item, int | float | np.number):
            hashes[at] = _of_numbers(pd.Series([float(item)]), digits)[0]
    return hashes[codes]


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else str(value)


def _rounded(values: "Floats", digits: int) -> "Floats":
    size = np.abs(values)
    usable = np.isfinite(size) & (size > 0)
    power = np.floor(np.log10(size, where=usable, out=np.zeros_like(size)))
    factor = 10.0 ** (digits - 1 - power)
    whole = np.round(values * factor) / factor
    return np.where(usable & np.isfinite(whole), whole, values)


def _mixed(values: "Hashes") -> "Hashes":
    found = values ^ (values >> np.uint64(30))
    found *= _FIRST
    found ^= found >> np.uint64(27)
    found *= _SECOND
    found ^= found >> np.uint64(31)
    return found

"""Which class and which group does each row belong to?"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from core.inventory import Grouping

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Codes = npt.NDArray[np.int64]

NOT_STATED = ""
"""Label of the group whose value is missing."""
MISSING = -1
"""Code of a missing class."""
_MOST_CROSSED = 2**62
"""Combinations that can be numbered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A column as small whole numbers and what they stand for."""

    name: str
    labels: tuple[str, ...]
    """In the order of the codes."""
    codes: "Codes"
    """Shape (rows,); `MISSING` for a missing class."""


def value_text(value: object) -> str:
    """Write a class or group value as text: 1.0 and 1 are the same class."""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def class_text(value: object) -> str:
    """Write a class as text, the same for 1, 1.0, "1" and "1.0", as the model worker does."""
    text = str(value)
    try:
        number = float(text)
    except ValueError:
        return text
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else text


def encode_classes(values: "pd.Series | npt.NDArray[np.object_]", name: str = "") -> Encoded:
    """Turn a column of classes into codes, missing values and empty texts into `MISSING`.

    Parameters
    ----------
    values
        Shape (rows,), of any type.
    name
        Name of the column.

    Returns
    -------
    Encoded
        Labels sorted as numbers where all are numbers, else as text.
    """
    return _encode(values, name, class_text)


def encode_groups(values: "pd.Series", grouping: Grouping) -> Encoded:
    """Turn a sensitive column into groups; missing and empty values form the group `NOT_STATED`.

    Parameters
    ----------
    values
        Shape (rows,).
    grouping
        How the column becomes groups; its edges are read as the nearest floating numbers, as the data are.

    Returns
    -------
    Encoded
        Only labels that occur; every row has a code.
    """
    cut = bool(grouping.edges)
    encoded = _cut(values, grouping) if cut else _encode(values, grouping.column, value_text)
    if not (encoded.codes == MISSING).any():
        return encoded
    codes = np.where(encoded.codes == MISSING, len(encoded.labels), encoded.codes)
    return Encoded(name=encoded.name, labels=(*encoded.labels, NOT_STATED), codes=codes)


def edge_labels(grouping: Grouping) -> tuple[str, ...]:
    """Name the groups between the edges: "<= 25" and "> 25", or "< 25" and ">= 25"."""
    edges = sorted(grouping.edges, key=Fraction)
    below, above = ("<=", ">") if grouping.right_closed else ("<", ">=")
    middles = [f"{above} {low}, {below} {high}" for low, high in pairwise(edges)]
    return (f"{below} {edges[0]}", *middles, f"{above} {edges[-1]}")


def joined(parts: Iterable[str]) -> str:
    """Name an intersection; a part that was not stated is shown as a dash."""
    return " x ".join(part or "–" for part in parts)


def intersect(columns: tuple[Encoded, ...]) -> Encoded:
    """Cross several groupings; only combinations that occur become groups."""
    return cross(columns)[0]


def cross(columns: tuple[Encoded, ...]) -> tuple[Encoded, tuple[tuple[str, ...], ...]]:
    """Cross several groupings as `intersect` does, and return of each group its label in each column."""
    if math.prod(len(column.labels) for column in columns) > _MOST_CROSSED:
        return _cross_stepwise(columns)
    key = np.zeros(len(columns[0].codes), dtype=np.int64)
    for column in columns:
        key = key * len(column.labels) + column.codes
    found, codes = np.unique(key, return_inverse=True)
    sizes = tuple(len(column.labels) for column in columns)
    parts = tuple(
        tuple(column.labels[int(at)] for column, at in zip(columns, position, strict=True))
        for position in zip(*np.unravel_index(found, sizes), strict=True)
    )
    name = " x ".join(column.name for column in columns)
    single = len(columns) == 1
    labels = tuple(labels[0] if single else joined(labels) for labels in parts)
    return Encoded(name=name, labels=labels, codes=codes), parts


def _cross_stepwise(columns: tuple[Encoded, ...]) -> tuple[Encoded, tuple[tuple[str, ...], ...]]:
    """Cross so many columns that their combinations cannot be numbered, keeping those that occur."""
    first, parts = cross(columns[: len(columns) // 2])
    second, others = cross(columns[len(columns) // 2 :])
    both, _ = cross((first, second))
    key = first.codes * len(second.labels) + second.codes
    found = np.unique(key)
    joint = tuple((*parts[at], *others[to]) for at, to in (divmod(int(k), len(second.labels)) for k in found))
    name = " x ".join(column.name for column in columns)
    return Encoded(name=name, labels=tuple(joined(item) for item in joint), codes=both.codes), joint


def _cut(values: "pd.Series", grouping: Grouping) -> Encoded:
    import pandas as pd

    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    edges = np.array(sorted(float(Fraction(edge)) for edge in grouping.edges))
    at_edge = np.searchsorted(edges, numbers, side="left" if grouping.right_closed else "right")
    codes = at_edge.astype(np.int64)
    codes[np.isnan(numbers)] = MISSING
    return _only_used(Encoded(name=grouping.column, labels=edge_labels(grouping), codes=codes))


def _only_used(encoded: Encoded) -> Encoded:
    used = np.unique(encoded.codes[encoded.codes != MISSING])
    recode = np.full(len(encoded.labels) + 1, MISSING, dtype=np.int64)
    recode[used] = np.arange(len(used))
    labels = tuple(encoded.labels[int(code)] for code in used)
    return Encoded(name=encoded.name, labels=labels, codes=recode[encoded.codes])


def _encode(
    values: "pd.Series | npt.NDArray[np.object_]", name: str, write: Callable[[object], str]
) -> Encoded:
    import pandas as pd

    codes, uniques = pd.factorize(pd.Series(values))
    texts = [write(item).strip() for item in uniques]
    return _sorted(name, texts, np.asarray(codes, dtype=np.int64))


def _sorted(name: str, texts: list[str], codes: "Codes") -> Encoded:
    """Order labels and join values that read the same (1 and 1.0 in an untyped column)."""
    labels = sorted(set(texts) - {""}, key=_sort_key(texts))
    recode = np.full(len(texts) + 1, MISSING, dtype=np.int64)
    place = {label: code for code, label in enumerate(labels)}
    recode[:-1] = [place.get(text, MISSING) for text in texts]
    return Encoded(name=name, labels=tuple(labels), codes=recode[codes])


class _sort_key:  # noqa: N801 (used like a function)
    """Sort as numbers if every text is one, else as text."""

    def __init__(self, texts: list[str]) -> None:
        try:
            self._numbers = {text: float(text) for text in texts if text}
        except ValueError:
            self._numbers = {}

    def __call__(self, text: str) -> tuple[float, str]:
        return (self._numbers.get(text, 0.0), text)

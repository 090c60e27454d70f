"""Into which slices is a column cut?"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.checks.base import CheckInput
from core.checks.parts.columns import feature_names, is_numeric, missing, numbers
from core.checks.parts.drifted import like_names
from core.inventory import Grouping
from core.statistics.drifting import quantile_edges
from core.statistics.encoding import NOT_STATED, class_text, encode_groups
from core.statistics.slices import MOST_BINS

if TYPE_CHECKING:
    import numpy.typing as npt

    Codes = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float64]

BINS = 5
"""Quantile bins of a column of numbers."""
LARGEST = 10
"""Categories with a slice of their own; the others form one together."""
OTHERS = "…"
"""Label of the categories that form one slice together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sliced:
    """One column as slices."""

    name: str
    labels: tuple[str, ...]
    codes: "Codes"
    """Shape (rows,)."""


def sliced_columns(data: CheckInput) -> Iterator[Sliced]:
    """Yield the columns by which weak spots are sought, cut into slices, without those with a single one."""
    groupings = {item.column: item for item in data.groupings}
    names = data.options.segments or dict.fromkeys((*feature_names(data), *groupings))
    for name in names:
        if name in data.table.columns:
            found = _sliced(name, data.table[name], groupings.get(name))
            if found is not None and len(found.labels) > 1:
                yield found


def _sliced(name: str, values: pd.Series, grouping: Grouping | None) -> Sliced | None:
    if grouping is not None:
        groups = encode_groups(values, grouping)
        return _largest(name, groups.labels, groups.codes)
    if is_numeric(values) or pd.api.types.is_datetime64_any_dtype(values.dtype):
        return _cut(name, numbers(values))
    if like_names(values):
        return None
    codes, uniques = pd.factorize(values)
    labels = [class_text(item).strip() for item in uniques]
    place = {label: at for at, label in enumerate(dict.fromkeys([*labels, NOT_STATED]))}
    recode = np.array([*(place[label] for label in labels), place[NOT_STATED]])
    found = np.where(missing(values), place[NOT_STATED], recode[codes])
    return _largest(name, tuple(place), found)


def _largest(name: str, labels: tuple[str, ...], codes: "npt.NDArray[np.int64]") -> Sliced:
    """Keep the largest categories; missing values stay a slice of their own."""
    counts = np.bincount(codes, minlength=len(labels))
    order = sorted((at for at in range(len(labels)) if counts[at]), key=lambda at: (-counts[at], labels[at]))
    most = LARGEST if len(order) > LARGEST + 1 else MOST_BINS - 1
    kept, joined = order[:most], order[most:]
    place = np.full(max(len(labels), 1), len(kept), dtype=np.uint8)
    place[kept] = np.arange(len(kept), dtype=np.uint8)
    names = tuple(labels[at] for at in kept) + ((OTHERS,) if joined else ())
    return Sliced(name=name, labels=names, codes=place[codes])


def _cut(name: str, values: "Floats") -> Sliced:
    """Cut at quantiles of the column itself; a frequent value is a slice of its own."""
    known = np.sort(values[~np.isnan(values)])
    edges = quantile_edges(known, BINS)
    codes = np.searchsorted(edges, values, "left").astype(np.int64)
    codes[np.isnan(values)] = len(edges) + 1
    labels = [*_ranges(edges, known), NOT_STATED]
    used = np.unique(codes)
    recode = np.zeros(len(labels), dtype=np.uint8)
    recode[used] = np.arange(len(used), dtype=np.uint8)
    return Sliced(name=name, labels=tuple(labels[at] for at in used), codes=recode[codes])


def _ranges(edges: "Floats", known: "Floats") -> Iterator[str]:
    """Name each range by its ends; one that holds a single value by that value."""
    ends = [-np.inf, *edges, np.inf]
    for low, high in pairwise(ends):
        first, last = np.searchsorted(known, [low, high], "right")
        first = 0 if low == -np.inf else first
        if last > first and known[first] == known[last - 1]:
            yield f"= {said(float(known[first]))}"
            continue
        above = "" if low == -np.inf else f"> {said(float(low))}"
        below = "" if high == np.inf else f"<= {said(float(high))}"
        yield ", ".join(part for part in (above, below) if part) or "–"


def said(value: float) -> str:
    """Write an end of a range with at most five digits."""
    return class_text(f"{value:.5g}")

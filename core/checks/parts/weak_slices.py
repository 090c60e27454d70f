"""Which slices of rows are predicted worse than the rest?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from core.checks.parts.sliced import Sliced
from core.checks.parts.wrongness import Wrongness
from core.ids import Exact
from core.policy import Relation, Threshold
from core.results import Interval, Measurement
from core.statistics.significance import holm
from core.statistics.slices import Gaps, Sums, pair_sums, single_sums

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

SHOWN = 40
"""Slices of each kind that are kept: those that are surely worst first."""
FAILED = 10
"""Slices beyond a limit with a verdict of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One slice beside the rest."""

    columns: tuple[str, ...]
    labels: tuple[str, ...]
    n: int
    error: float
    rest: float
    value: float
    low: float
    high: float
    p: float
    p_holm: float

    @property
    def name(self) -> str:
        """Return columns and labels in one line."""
        return ", ".join(
            f"{column}: {label or '–'}" for column, label in zip(self.columns, self.labels, strict=True)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spots:
    """The slices of one or two columns under one kind of error."""

    measure: str
    method: str
    slices: tuple[Slice, ...]
    """Of all that were judged those that are surely worst, and the one with the highest upper bound."""
    judged: int
    small: int
    """Slices with some, but too few rows."""
    rows: int

    def figures(self, limit: Threshold | None, level: Exact) -> tuple[Measurement, ...]:
        """Return the slices that decide a verdict: those beyond the limit, else the one least sure of it."""
        if not self.slices:
            return ()
        worst = max(self.slices, key=lambda item: (item.value, item.n))
        chosen = [worst]
        if limit is not None and limit.relation is Relation.AT_MOST:
            most = float(limit.number)
            beyond = [item for item in self.slices if item.low > most]
            unsure = [item for item in self.slices if item.high > most]
            chosen = beyond[:FAILED] or [max(unsure, key=lambda item: item.value, default=worst)]
        return tuple(self._figure(item, level) for item in chosen)

    def _figure(self, item: Slice, level: Exact) -> Measurement:
        bounds = Interval(low=item.low, high=item.high, level=level, method=self.method)
        return Measurement(
            measure=self.measure, subject=item.name, value=item.value, n=item.n, interval=bounds
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """By what slices are compared."""

    minimum: int
    """Rows that a slice and the rest must have."""
    level: float


def single_spots(way: Wrongness, columns: Sequence[Sliced], terms: Terms) -> Spots:
    """Compare the slices of each column with the rest."""
    parts = [
        ((column,), single_sums(column.codes[way.keep], len(column.labels), way.errors)) for column in columns
    ]
    return _spots(f"slice_{way.suffix}", way, parts, terms)


def pair_spots(way: Wrongness, columns: Sequence[Sliced], terms: Terms) -> Spots:
    """Compare the slices of each pair of columns with the rest."""
    codes = [column.codes[way.keep] for column in columns]
    sizes = [len(column.labels) for column in columns]
    parts = [
        ((columns[one], columns[other]), sums) for one, other, sums in pair_sums(codes, sizes, way.errors)
    ]
    return _spots(f"pair_{way.suffix}", way, parts, terms)


def _spots(
    measure: str, way: Wrongness, parts: Sequence[tuple[tuple[Sliced, ...], Sums]], terms: Terms
) -> Spots:
    whole = _whole(way)
    rows = _all(parts, "rows")
    judged = (rows >= terms.minimum) & (whole.rows - rows >= terms.minimum)
    small = int(((rows > 0) & (rows < terms.minimum)).sum())
    places = np.flatnonzero(judged)
    some = Sums(
        rows=rows[places], errors=_all(parts, "errors")[places], squares=_all(parts, "squares")[places]
    )
    z = -NormalDist().inv_cdf((1 - terms.level) / 2 / max(len(places), 1))
    gaps = way.gaps(some, whole, z)
    usable = np.isfinite(gaps.value) & np.isfinite(gaps.low) & np.isfinite(gaps.high)
    corrected = _holm(gaps.p)
    kept = _kept(gaps, usable) if usable.any() else []
    return Spots(
        measure=measure,
        method=way.method,
        slices=tuple(_slice(at, parts, places, (some, whole, gaps, corrected)) for at in kept),
        judged=int(usable.sum()),
        small=small,
        rows=len(way.keep),
    )


def _all(parts: Sequence[tuple[tuple[Sliced, ...], Sums]], name: str) -> "Floats":
    found: list[Floats] = [getattr(sums, name).ravel() for _, sums in parts]
    return np.concatenate(found) if found else np.zeros(0)


def _whole(way: Wrongness) -> Sums:
    errors = way.errors.astype(float)
    return Sums(
        rows=np.array(float(len(errors))), errors=np.array(errors.sum()), squares=np.array(errors @ errors)
    )


def _kept(gaps: Gaps, usable: "npt.NDArray[np.bool_]") -> list[int]:
    """Return the slices to show: surely worst first; those that decide a verdict are among them."""
    low, value, high = (np.where(usable, part, -np.inf) for part in (gaps.low, gaps.value, gaps.high))
    order = np.lexsort((-high, -value, -low))
    first = [int(at) for at in order[: min(SHOWN, int(usable.sum()))]]
    return list(dict.fromkeys([*first, int(np.argmax(high)), int(np.argmax(value))]))


def _holm(p: "Floats") -> "Floats":
    known = holm([float(item) if np.isfinite(item) else None for item in p])
    return np.array([1.0 if item is None else item for item in known])


def _slice(
    at: int,
    parts: Sequence[tuple[tuple[Sliced, ...], Sums]],
    places: "npt.NDArray[np.int64]",
    found: "tuple[Sums, Sums, Gaps, Floats]",
) -> Slice:
    some, whole, gaps, corrected = found
    columns, labels = _named(int(places[at]), parts)
    n, errors = float(some.rows[at]), float(some.errors[at])
    return Slice(
        columns=columns,
        labels=labels,
        n=round(n),
        error=errors / n,
        rest=(float(whole.errors) - errors) / (float(whole.rows) - n),
        value=float(gaps.value[at]),
        low=float(gaps.low[at]),
        high=float(gaps.high[at]),
        p=float(gaps.p[at]),
        p_holm=float(corrected[at]),
    )


def _named(
    place: int, parts: Sequence[tuple[tuple[Sliced, ...], Sums]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    for columns, sums in parts:
        if place < sums.rows.size:
            spot = np.unravel_index(place, sums.rows.shape)
            return (
                tuple(column.name for column in columns),
                tuple(column.labels[int(code)] for column, code in zip(columns, spot, strict=True)),
            )
        place -= sums.rows.size
    raise IndexError(place)


def grid(
    way: Wrongness, columns: tuple[Sliced, Sliced], minimum: int
) -> Iterator[tuple[str, str, float | None, float | None]]:
    """Yield the cells of a pair of columns: both labels, rows and mean error; small cells without either."""
    codes = [column.codes[way.keep] for column in columns]
    sizes = [len(column.labels) for column in columns]
    for _, _, sums in pair_sums(codes, sizes, way.errors):
        for one, first in enumerate(columns[0].labels):
            for other, second in enumerate(columns[1].labels):
                n = float(sums.rows[one, other])
                large = n >= minimum
                error = float(sums.errors[one, other]) / n if large else None
                yield first, second, n if large else None, error

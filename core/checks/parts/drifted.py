"""How does one column lie beside its reference?"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.checks.parts.columns import missing
from core.statistics import drift, drifting
from core.statistics.encoding import class_text
from core.statistics.intervals import Bounds
from core.statistics.significance import chi_square, two_sd

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Counts = npt.NDArray[np.int64]

MOST = 50
"""Categories of the reference with a bin of their own."""


class Role(StrEnum):
    """What a column is to the model."""

    FEATURE = "feature"
    SCORE = "score"
    PREDICTION = "prediction"
    LABEL = "label"
    GROUP = "group"


class Bin(StrEnum):
    """What a bin holds."""

    RANGE = "range"
    CATEGORY = "category"
    REST = "rest"
    """Categories beyond the largest of the reference."""
    NEW = "new"
    """Categories the reference does not have."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drifted:
    """One column beside its reference."""

    name: str
    role: Role
    bins: tuple[Bin, ...]
    labels: tuple[str | None, ...]
    """Of categories; None elsewhere."""
    edges: tuple[float, ...]
    """Of ranges: upper ends of all but the last."""
    reference: "Counts"
    """Rows per bin."""
    counts: "Counts"
    distance: float | None = None
    bound: float = 0.0
    moved: float | None = None
    """Wasserstein distance in standard deviations of the reference."""
    moved_bounds: Bounds | None = None

    @property
    def rows(self) -> tuple[int, int]:
        """Return all rows of the reference and of the table."""
        return int(self.reference.sum()), int(self.counts.sum())

    @property
    def lost(self) -> tuple[int, int]:
        """Return the rows without value in the reference and in the table."""
        at = self.bins.index(Bin.MISSING) if Bin.MISSING in self.bins else None
        return (0, 0) if at is None else (int(self.reference[at]), int(self.counts[at]))

    @property
    def known(self) -> tuple[int, int]:
        """Return the rows with a value in the reference and in the table."""
        return self.rows[0] - self.lost[0], self.rows[1] - self.lost[1]

    @property
    def used(self) -> int:
        """Return how many bins hold any row."""
        return int(((self.reference + self.counts) > 0).sum())

    def test(self) -> tuple[str, float | None, float | None]:
        """Return name, statistic and p of the test: of numbers KS, of categories chi-square."""
        if self.distance is not None:
            return "ks", self.distance, drift.ks_p(self.distance, *self.known)
        filled = (self.reference + self.counts) > 0
        found = chi_square(np.stack([self.reference[filled], self.counts[filled]]).astype(float))
        return "chi_square", None if found is None else found[0], None if found is None else found[2]

    def missing_test(self) -> float | None:
        """Return the p of the change of the share of missing values."""
        found = two_sd(self.lost[1], self.rows[1], self.lost[0], self.rows[0])
        return None if found is None else found[1]


def of_numbers(
    name: str, role: Role, both: "tuple[Floats, Floats]", *, seed: int, exact: bool = True
) -> Drifted:
    """Compare numbers: reference first."""
    found = drifting.compare(*both, exact=exact)
    moved, bounds = None, None
    if found.moved is not None and found.spread is not None:
        moved = found.moved / found.spread
        held = drifting.moved_bounds(*both, found.moved, seed=seed)
        bounds = None if held is None else (held[0] / found.spread, held[1] / found.spread)
    ranges = len(found.edges) + 1
    return Drifted(
        name=name,
        role=role,
        bins=(*[Bin.RANGE] * ranges, Bin.MISSING),
        labels=(None,) * (ranges + 1),
        edges=tuple(float(edge) for edge in found.edges),
        reference=found.reference,
        counts=found.counts,
        distance=found.distance,
        bound=found.bound,
        moved=moved,
        moved_bounds=bounds,
    )


def of_categories(name: str, role: Role, both: tuple[pd.Series, pd.Series]) -> Drifted:
    """Compare categories: reference first; the largest of the reference have bins of their own."""
    first, second = (_tally(part) for part in both)
    order = sorted(first[0], key=lambda label: (-first[0][label], label))
    own, rest = order[:MOST], order[MOST:]
    new = [label for label in second[0] if label not in first[0]]
    bins = [*[Bin.CATEGORY] * len(own), Bin.REST, Bin.NEW, Bin.MISSING]
    counts = [
        [*(found.get(label, 0) for label in own), _sum(found, rest), _sum(found, new), lost]
        for found, lost in (first, second)
    ]
    return Drifted(
        name=name,
        role=role,
        bins=tuple(bins),
        labels=(*own, None, None, None),
        edges=(),
        reference=np.array(counts[0], dtype=np.int64),
        counts=np.array(counts[1], dtype=np.int64),
    )


def like_names(values: pd.Series) -> bool:
    """Tell whether a column holds names or free text: more than half of many values occur once."""
    known = values[~missing(values)]
    return bool(len(known)) and known.nunique() > max(MOST, len(known) // 2)


def _tally(values: pd.Series) -> tuple[dict[str, int], int]:
    codes, uniques = pd.factorize(values)
    none = missing(values)
    counts = np.bincount(codes[~none], minlength=len(uniques))
    found: dict[str, int] = {}
    for item, count in zip(uniques, counts, strict=True):
        label = class_text(item).strip()
        if count:
            found[label] = found.get(label, 0) + int(count)
    return found, int(none.sum())


def _sum(found: dict[str, int], labels: list[str]) -> int:
    return sum(found.get(label, 0) for label in labels)

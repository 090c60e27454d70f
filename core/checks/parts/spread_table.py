"""How does each group lie to the reference, the highest, the lowest and all people, on every measure?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.checks.parts.class_figures import data_table
from core.checks.parts.tallies import Tally
from core.ids import Exact
from core.results import DataTable
from core.statistics.bootstrap import redraw
from core.statistics.confusion import (
    LABEL_FREE,
    RATES,
    SUMMARIES,
    divide,
    rate_values,
    treatment_equality,
)

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Figure = Callable[[Floats], Floats]

MOST_REDRAWN = 60
"""Groups up to which differences and ratios have intervals."""
REDRAWS = 1000
BASES = ("reference", "highest", "lowest", "overall")
"""What a group is put beside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadTerms:
    """Which groups are put beside what."""

    eligible: tuple[int, ...]
    reference: int | None
    """Position of a chosen reference; None: the highest group is the reference."""
    level: Exact
    seed: int


def spread_table(tally: Tally, terms: SpreadTerms) -> DataTable:
    """Return one line for each measure and large enough group.

    Parameters
    ----------
    tally
        Counts of all groups of a feature; all of them together are "overall".
    terms
        Compared groups, chosen reference, level and seed.

    Returns
    -------
    DataTable
        Value, and for each of `BASES` the difference (base minus group) and the ratio (group over base),
        with percentile intervals from redrawn cells; nothing where it is not computable.
    """
    groups = list(terms.eligible)
    cells = tally.effective()
    drawn = redraw(cells, seed=terms.seed, resamples=REDRAWS) if len(groups) <= MOST_REDRAWN else None
    lines: list[list[str | float | None]] = []
    for name, figure in _figures(tally).items():
        whole = _sides(figure, tally.cells, groups, terms.reference)
        redrawn = None if drawn is None else _sides(figure, drawn, groups, terms.reference)
        for at, group in enumerate(groups):
            head = [tally.feature, name, tally.labels[group], _known(whole.values[at])]
            lines.append([*head, *_beside(whole, redrawn, at, float(Fraction(terms.level)))])
    names = ["feature", "measure", "group", "value"]
    for base in BASES:
        names += [f"difference_{base}", f"difference_{base}_low", f"difference_{base}_high"]
        names += [f"ratio_{base}", f"ratio_{base}_low", f"ratio_{base}_high"]
    return data_table("spread", **{name: [line[at] for line in lines] for at, name in enumerate(names)})


@dataclass(frozen=True, slots=True)
class _Sides:
    """The values of the compared groups, and of what each is put beside."""

    values: "Floats"
    """Shape (..., groups)."""
    bases: "Mapping[str, Floats]"
    """Shape (...) each."""


def _figures(tally: Tally) -> "dict[str, Figure]":
    rates: dict[str, Figure] = {
        name: partial(rate_values, name) for name in RATES if tally.labeled or name in LABEL_FREE
    }
    return rates | {**SUMMARIES, "treatment_equality": treatment_equality} if tally.labeled else rates


def _sides(figure: "Figure", cells: "Floats", groups: list[int], reference: int | None) -> _Sides:
    values = figure(cells[..., groups, :, :])
    known = np.isfinite(values)
    none = ~known.any(axis=-1)
    high = np.where(none, np.nan, np.where(known, values, -np.inf).max(axis=-1))
    low = np.where(none, np.nan, np.where(known, values, np.inf).min(axis=-1))
    chosen = high if reference is None else values[..., groups.index(reference)]
    overall = figure(cells.sum(axis=-3))
    return _Sides(values, {"reference": chosen, "highest": high, "lowest": low, "overall": overall})


def _beside(whole: _Sides, drawn: _Sides | None, at: int, level: float) -> list[float | None]:
    found: list[float | None] = []
    for base in BASES:
        for ratio in (False, True):
            value = _known(_apart(whole, base, at, ratio=ratio))
            ends: tuple[float | None, float | None] = (None, None)
            if drawn is not None and value is not None:
                ends = _ends(_apart(drawn, base, at, ratio=ratio), level)
            found += [value, *ends]
    return found


def _apart(sides: _Sides, base: str, at: int, *, ratio: bool) -> "Floats":
    value, other = sides.values[..., at], sides.bases[base]
    if ratio:
        return divide(value, np.where(np.isfinite(other), other, 0.0))
    gap: Floats = other - value
    return gap


def _ends(drawn: "Floats", level: float) -> tuple[float | None, float | None]:
    known = drawn[np.isfinite(drawn)]
    if known.size * 2 < drawn.size or not known.size:
        return None, None
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _known(value: "Floats | float") -> float | None:
    number = float(value)
    return number if np.isfinite(number) else None

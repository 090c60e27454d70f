"""How are the answers of two groups spread over strata, and what do they say together?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

import numpy as np

from core.checks.parts.against import Outlook, Pair
from core.checks.parts.measured_gaps import disagree
from core.errors import IntegrityError
from core.messages import message
from core.policy import Threshold
from core.statistics import power, strata
from core.statistics.counts import count_cube, counts_agree
from core.statistics.encoding import Encoded
from core.statistics.gaps import Bounded
from core.statistics.intervals import z_value
from core.statistics.second_opinion import TOLERANCE
from core.statistics.strata import Pooled
from core.statistics.strata_again import second_figures

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]

RATES = ("selection_rate", "tpr", "fpr")
"""What is compared within strata; the last two need the true class."""

Pooling = Callable[["Floats", float], Pooled | None]

KINDS: Mapping[str, tuple[str, Pooling, str]] = {
    "pooled_difference": ("selection_rate", strata.pooled_difference, "sato"),
    "pooled_ratio": ("selection_rate", strata.pooled_ratio, "greenland_robins"),
    "common_odds_ratio": ("selection_rate", strata.pooled_odds_ratio, "robins_breslow_greenland"),
    "pooled_tpr_difference": ("tpr", strata.pooled_difference, "sato"),
    "pooled_fpr_difference": ("fpr", strata.pooled_difference, "sato"),
}
"""Pooled figures: the rate, how it is pooled, and the method of the interval."""
RATIOS = frozenset({"pooled_ratio", "common_odds_ratio"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Favorable and other answers of the kept rows."""

    truth: "Codes | None"
    predicted: "Codes"
    weights: "Floats | None"
    counts: "Floats | None"
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Counts of all groups of a feature in all strata."""

    groups: Encoded
    strata: Encoded
    cells: "Floats"
    """Shape (groups, strata, true class, predicted class), in effective rows."""
    labeled: bool

    def tables(self, rate: str, group: int, reference: int) -> "Floats":
        """Return the tables of two groups on a rate, shape (strata, 2, 2): groups, hits and misses."""
        both = self.cells[[group, reference]]
        some = {"selection_rate": both.sum(axis=2), "tpr": both[:, :, 1], "fpr": both[:, :, 0]}[rate]
        found: Floats = np.moveaxis(some, 0, 1)[:, :, ::-1]
        return found


def layers(groups: Encoded, cut: Encoded, answers: Answers) -> Layers:
    """Count the answers of every group in every stratum, in two ways.

    Parameters
    ----------
    groups, cut
        Codes of the sensitive feature and of the strata.
    answers
        Codes of the answers.

    Returns
    -------
    Layers
        In rows; weighted tables are scaled to the effective number of all rows.

    Raises
    ------
    IntegrityError
        The two counts disagree: a defect.
    """
    truth = np.zeros_like(answers.predicted) if answers.truth is None else answers.truth
    codes = [groups.codes, cut.codes, truth, answers.predicted]
    sizes = [len(groups.labels), len(cut.labels), 2, 2]
    rows = count_cube(codes, sizes, weights=answers.counts)
    if not counts_agree(codes, sizes, cube=rows, seed=answers.seed, counts=answers.counts):
        raise IntegrityError(
            message("Two ways of counting the same rows disagree. No result was stored; please report this.")
        )
    if answers.weights is not None:
        scale = answers.weights.sum() / (answers.weights**2).sum()
        rows = count_cube(codes, sizes, weights=answers.weights) * scale
    return Layers(groups=groups, strata=cut, cells=rows, labeled=answers.truth is not None)


def require_pooled(tables: "Floats", feature: str) -> None:
    """Compare the pooled figures with those of the second calculation.

    Raises
    ------
    IntegrityError
        They disagree by more than 1e-9 of their size: a defect.
    """
    ours = {
        "odds_ratio": strata.pooled_odds_ratio(tables),
        "difference": strata.pooled_difference(tables),
        "ratio": strata.pooled_ratio(tables),
    }
    values = {name: item.value for name, item in ours.items() if item is not None}
    tests = {"cmh": strata.cmh_test(tables), "breslow_day": strata.breslow_day(tables)}
    values |= {name: item[0] for name, item in tests.items() if item is not None}
    for name, other in second_figures(tables).items():
        loose = 1e3 if name == "breslow_day" else 1.0  # a searched root against one solved for
        if name in values and abs(other - values[name]) > loose * TOLERANCE * max(1.0, abs(other)):
            raise disagree(name, feature)


def pooled_pair(measure: str, tables: "Floats", labels: Sequence[str]) -> Pair | None:
    """Return one pooled figure of two groups, ready to be judged; None where it is not computable."""
    _, pooling, method = KINDS[measure]
    found = pooling(tables, 0.95)
    if found is None:
        return None
    both = _Ends(tables, pooling, method, measure in RATIOS)
    detail = " / ".join(label or "–" for label in labels)
    return Pair(detail=detail, value=found.value, bounds=both.bounds, outlook=both.outlook)


@dataclass(frozen=True, slots=True)
class _Ends:
    """Two groups in all strata."""

    tables: "Floats"
    pooling: Pooling
    method: str
    ratio: bool

    def bounds(self, level: float) -> Bounded | None:
        """Return the interval at a level."""
        found = self.pooling(self.tables, level)
        if found is None or found.bounds is None:
            return None
        return Bounded(low=found.bounds[0], high=found.bounds[1], method=self.method)

    def outlook(self, threshold: Threshold, level: float) -> Outlook:
        """Say what would decide, from the width of the interval; ratios by their logarithms."""
        found, limit = self.pooling(self.tables, level), float(threshold.number)
        if found is None or found.bounds is None or limit <= 0:
            return None, None
        low, high = found.bounds
        value = found.value
        if self.ratio:
            value = min(value, 1 / value) if limit < 1 else max(value, 1 / value)
            error = (log(high) - log(low)) / (2 * z_value(level))
            away, reached = log(value / limit), limit * (1 - np.exp(-power.reach(level) * error))
        else:
            error = (high - low) / (2 * z_value(level))
            away, reached = abs(value) - limit, power.reach(level) * error
        rows = float(self.tables[:, 0].sum())
        close = power.too_close(abs(value), limit)
        return float(reached), None if close else power.needed_n_scaled(rows, error, away, level)

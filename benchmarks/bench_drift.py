"""How long does it take to compare 50 columns of a million numbers with their reference?"""

import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.goals import Goal, Outcome, best
from core.statistics import drift, drifting

ROWS, COLUMNS = 1_000_000, 50
Floats = npt.NDArray[np.float64]


@cache
def columns() -> list[tuple[Floats, Floats]]:
    """Return pairs of reference and values: normal, skewed, rounded, with frequent values and gaps."""
    rng = np.random.default_rng(11)
    made: list[tuple[Floats, Floats]] = []
    for at in range(COLUMNS):
        first, second = rng.normal(size=ROWS), rng.normal(0.02 * (at % 4), 1 + 0.01 * (at % 3), ROWS)
        shaped = SHAPES[at % len(SHAPES)]
        made.append((shaped(first), shaped(second)))
    return made


SHAPES: tuple[Callable[[Floats], Floats], ...] = (
    lambda values: values,
    lambda values: np.exp(8 + values),
    lambda values: np.round(40 + 12 * values),
    lambda values: np.where(values < 0, 0.0, np.round(100 * values, 2)),
    lambda values: np.where(np.abs(values) > 2, np.nan, 1000 + values),
)


def compared(*, exact: bool) -> list[drifting.Compared]:
    """Compare every column."""
    return [drifting.compare(first, second, exact=exact) for first, second in columns()]


def by_scipy(some: range) -> list[float]:
    """Return the Kolmogorov-Smirnov distances of some columns by scipy."""
    from scipy.stats import ks_2samp

    def one(values: tuple[Floats, Floats]) -> float:
        first, second = (part[~np.isnan(part)] for part in values)
        return float(ks_2samp(first, second, method="asymp").statistic)

    return [one(columns()[at]) for at in some]


def indices(found: list[drifting.Compared]) -> list[float]:
    """Return the stability index of every column."""
    return [drift.psi(item.reference, item.counts) or 0.0 for item in found]


def measured(limit: float, *, exact: bool) -> Outcome:
    """Measure all columns, and scipy on five of them, ten times as much for all."""
    columns()
    ours = best(lambda: indices(compared(exact=exact)), 2)
    some = range(len(SHAPES))
    peer = best(lambda: by_scipy(some), 1) * COLUMNS / len(SHAPES)
    found, theirs = compared(exact=exact), by_scipy(some)
    gaps = [abs((found[at].distance or 0.0) - theirs[at]) for at in some]
    within = all(gap <= found[at].bound + 1e-12 for at, gap in zip(some, gaps, strict=True))
    return Outcome(
        ours=ours,
        peer=peer,
        met=ours < limit and within,
        difference=max(gaps),
        note="PSI, KS, Wasserstein and missing values of every column; scipy: KS alone, on 5 of 50 columns",
        further={"largest_stated_bound": max(item.bound for item in found)},
    )


GOALS = (
    Goal(
        id="drift_screened",
        work="drift of 1,000,000 rows x 50 columns, screened by histograms of 16 bits",
        limit="less than 1 s, every distance within its stated bound",
        peer="scipy.stats.ks_2samp on the same columns",
        measure=lambda: measured(1.0, exact=False),
    ),
    Goal(
        id="drift_exact",
        work="drift of 1,000,000 rows x 50 columns, exact distances",
        limit="less than 3 s, equal to scipy",
        peer="scipy.stats.ks_2samp on the same columns",
        measure=lambda: measured(3.0, exact=True),
    ),
)


def main() -> None:
    """Print every goal as JSON."""
    for goal in GOALS:
        found = goal.measure()
        further = dict(found.further) | {"ratio": found.ratio or 0.0}
        line = {"goal": goal.id, "seconds": found.ours, "peer": found.peer, "met": found.met}
        print(json.dumps(line | {"difference": found.difference} | further))


if __name__ == "__main__":
    main()

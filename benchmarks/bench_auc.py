"""How long does the area under the ROC curve of every group take, beside a loop over scikit-learn?

Usage: python benchmarks/bench_auc.py [ROWS]
Prints JSON: seconds of both in one run, their ratio and the largest difference.
"""

import json
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.goals import Goal, Outcome, best
from core.statistics.areas import areas_by_group

ROWS = 1_000_000
GROUPS = {"sex": 2, "origin": 6, "age": 5}
LIMIT = 0.5
"""Largest share of scikit-learn's time."""

Arrays = tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64], dict[str, npt.NDArray[np.int64]]]


def rows(count: int) -> Arrays:
    """Return classes, scores with some ties, and three attributes."""
    rng = np.random.default_rng(1)
    truth = rng.random(count) < 0.3
    score = np.round(1 / (1 + np.exp(-rng.normal(-1 + 1.5 * truth, 1.0))), 6)
    return truth, score, {name: rng.integers(0, size, count) for name, size in GROUPS.items()}


def ours(data: Arrays) -> list[float]:
    """Return every area, each with what its interval needs."""
    truth, score, codes = data
    found = []
    for name, column in codes.items():
        areas = areas_by_group(truth, score, column, groups=GROUPS[name])
        found += [area.value for area in areas if area is not None and area.bounds(0.95) is not None]
    return found


def theirs(data: Arrays) -> list[float]:
    """Return the areas of a loop over groups, without intervals."""
    from sklearn.metrics import roc_auc_score

    truth, score, codes = data
    return [
        float(roc_auc_score(truth[column == at], score[column == at]))
        for name, column in codes.items()
        for at in range(GROUPS[name])
    ]


def measure(count: int = ROWS) -> Outcome:
    """Time both on the same rows."""
    data = rows(count)
    difference = max(abs(one - other) for one, other in zip(ours(data), theirs(data), strict=True))
    mine, peer = best(partial(ours, data)), best(partial(theirs, data), 2)
    return Outcome(
        ours=mine,
        peer=peer,
        met=mine <= LIMIT * peer and difference <= 1e-12,
        difference=difference,
        note="ours includes the variance for DeLong's interval, the peer's gives no interval",
        further={"rows": count, "groups": float(sum(GROUPS.values())), "share_of_peer": mine / peer},
    )


GOALS = (
    Goal(
        id="auc_by_group",
        work="AUC by group with DeLong's interval, 1M rows x 3 attributes",
        limit="at most 0.5 of the time of the scikit-learn loop, equal to 1e-12",
        peer="scikit-learn, roc_auc_score for each group",
        measure=measure,
    ),
)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    print(json.dumps(asdict(measure(wanted)), indent=2))

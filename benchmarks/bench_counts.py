"""How long do counts and rates of groups take, ours beside fairlearn's in the same run?

Usage: python benchmarks/bench_counts.py [ROWS]
Prints JSON: seconds (best of the repeats), ratios and the largest difference of the figures.
"""

import json
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent))

from core.inventory import Grouping
from core.statistics.bootstrap import percentile_bounds, redraw
from core.statistics.confusion import rate_values
from core.statistics.counts import count_again, count_cube
from core.statistics.discrimination import delong
from core.statistics.encoding import encode_classes, encode_groups
from core.statistics.second_opinion import rates_by_group

ATTRIBUTES = {"sex": 2, "origin": 6, "age": 5}
RATES = ("selection_rate", "tpr", "fpr", "accuracy")
Floats = npt.NDArray[np.float64]


def table(rows: int) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    columns = {
        name: np.array([f"{name} {at}" for at in range(groups)])[rng.integers(0, groups, rows)]
        for name, groups in ATTRIBUTES.items()
    }
    score = rng.random(rows)
    columns["truth"] = np.where(rng.random(rows) < score, "good", "bad")
    columns["said"] = np.where(score > 0.5, "good", "bad")
    return pd.DataFrame(columns)


def best(work: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def codes(frame: pd.DataFrame) -> tuple[list[npt.NDArray[np.int64]], list[int]]:
    features = [encode_groups(frame[name], Grouping(column=name)) for name in ATTRIBUTES]
    classes = [encode_classes(frame[name]) for name in ("truth", "said")]
    return [column.codes for column in (*features, *classes)], [*(len(f.labels) for f in features), 2, 2]


def ours(frame: pd.DataFrame) -> list[Floats]:
    cube = count_cube(*codes(frame))
    cells = [cube.sum(axis=tuple(at for at in range(3) if at != axis)) for axis in range(3)]
    return [rate_values(rate, part) for part in cells for rate in RATES]


def both_ways(frame: pd.DataFrame) -> None:
    columns, sizes = codes(frame)
    cube = count_cube(columns, sizes)
    assert np.array_equal(cube, count_again(columns, sizes))
    for axis in range(3):
        rates_by_group(cube.sum(axis=tuple(at for at in range(3) if at != axis)))


def fairlearn(frame: pd.DataFrame) -> list[Floats]:
    from fairlearn import metrics as fair
    from sklearn.metrics import accuracy_score

    metrics = {
        "selection_rate": fair.selection_rate,
        "tpr": fair.true_positive_rate,
        "fpr": fair.false_positive_rate,
        "accuracy": accuracy_score,
    }
    truth, said = (frame["truth"] == "good").astype(int), (frame["said"] == "good").astype(int)
    return [
        found[rate].to_numpy(dtype=float)
        for name in ATTRIBUTES
        for found in [
            fair.MetricFrame(
                metrics=metrics, y_true=truth, y_pred=said, sensitive_features=frame[name]
            ).by_group
        ]
        for rate in RATES
    ]


def intervals() -> None:
    cells = np.random.default_rng(2).integers(100, 10_000, (60, 2, 2)).astype(float)
    rates = rate_values("tpr", redraw(cells, seed=1, resamples=1000))
    for group in range(60):
        percentile_bounds(rates[:, group])


def area(frame: pd.DataFrame) -> tuple[float, float]:
    from sklearn.metrics import roc_auc_score

    truth, score = (frame["truth"] == "good").to_numpy(), np.random.default_rng(3).random(len(frame))
    mine = best(lambda: delong(truth, score), 3)
    return mine, best(lambda: roc_auc_score(truth, score), 3)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    frame = table(rows)
    ours(frame.head(1000))
    differences = [np.abs(one - two).max() for one, two in zip(ours(frame), fairlearn(frame), strict=True)]
    mine, double, other = (
        best(lambda: ours(frame), 5),
        best(lambda: both_ways(frame), 3),
        best(lambda: fairlearn(frame), 1),
    )
    delong_time, sklearn_time = area(frame)
    result = {
        "rows": rows,
        "attributes": ATTRIBUTES,
        "seconds": {
            "counts_from_strings": mine,
            "counts_and_second_implementation": double,
            "fairlearn_metricframe_on_rows": other,
            "intervals_60_groups_1000_resamples": best(intervals, 5),
            "auc_with_delong_interval": delong_time,
            "scikit_learn_auc_without_interval": sklearn_time,
        },
        "times_faster_than_fairlearn": {"counts": other / mine, "with_second_implementation": other / double},
        "auc_time_against_scikit_learn": delong_time / sklearn_time,
        "largest_difference": float(max(differences)),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()

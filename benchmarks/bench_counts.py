"""How long do counts and rates of groups take, beside aequitas and fairlearn in the same run?"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.goals import Goal, Outcome, best
from benchmarks.peers import ask
from core.checks.base import CheckInput
from core.checks.registry import get
from core.inventory import Grouping, Task
from core.policy_file import default_policy, read_policy
from core.progress import SILENT
from core.risk import Band
from core.statistics.bootstrap import percentile_bounds, redraw
from core.statistics.confusion import balanced_accuracy, f1, mcc, rate_values
from core.statistics.counts import count_again, count_cube
from core.statistics.encoding import encode_classes, encode_groups
from core.statistics.second_opinion import rates_by_group

ROWS = 1_000_000
ATTRIBUTES = {"sex": 2, "origin": 6, "age": 5}
RATES = (
    "selection_rate", "base_rate", "tpr", "fpr", "tnr", "fnr", "ppv", "npv", "accuracy", "balanced_accuracy",
    "f1", "mcc",
)  # fmt: skip
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


def codes(frame: pd.DataFrame) -> tuple[list[npt.NDArray[np.int64]], list[int]]:
    features = [encode_groups(frame[name], Grouping(column=name)) for name in ATTRIBUTES]
    classes = [encode_classes(frame[name]) for name in ("truth", "said")]
    return [column.codes for column in (*features, *classes)], [*(len(f.labels) for f in features), 2, 2]


def ours(frame: pd.DataFrame) -> list[Floats]:
    cube = count_cube(*codes(frame))
    cells = [cube.sum(axis=tuple(at for at in range(3) if at != axis)) for axis in range(3)]
    return [_figure(rate, part) for part in cells for rate in RATES]


def _figure(rate: str, cells: Floats) -> Floats:
    further = {"balanced_accuracy": balanced_accuracy, "f1": f1, "mcc": mcc}
    return further[rate](cells) if rate in further else rate_values(rate, cells)


def both_ways(frame: pd.DataFrame) -> None:
    columns, sizes = codes(frame)
    cube = count_cube(columns, sizes)
    assert np.array_equal(cube, count_again(columns, sizes))
    for axis in range(3):
        rates_by_group(cube.sum(axis=tuple(at for at in range(3) if at != axis)))


def fairlearn(frame: pd.DataFrame) -> list[Floats]:
    """Return the same figures from MetricFrame: those fairlearn has, the rest from scikit-learn."""
    from fairlearn import metrics as fair
    from sklearn import metrics as plain

    def of(metric: Any, **given: Any) -> Any:
        return lambda y_true, y_pred: metric(y_true, y_pred, **given)

    metrics = {
        "selection_rate": fair.selection_rate,
        "base_rate": lambda y_true, _y_pred: float(y_true.mean()),
        "tpr": fair.true_positive_rate,
        "fpr": fair.false_positive_rate,
        "tnr": fair.true_negative_rate,
        "fnr": fair.false_negative_rate,
        "ppv": plain.precision_score,
        "npv": of(plain.precision_score, pos_label=0),
        "accuracy": plain.accuracy_score,
        "balanced_accuracy": plain.balanced_accuracy_score,
        "f1": plain.f1_score,
        "mcc": plain.matthews_corrcoef,
    }
    truth, said = (frame["truth"] == "good").astype(int), (frame["said"] == "good").astype(int)
    found = []
    for name in ATTRIBUTES:
        given = {"y_true": truth, "y_pred": said, "sensitive_features": frame[name]}
        by_group = fair.MetricFrame(metrics=metrics, **given).by_group
        found += [by_group[rate].to_numpy(dtype=float) for rate in RATES]
    return found


def intervals() -> None:
    cells = np.random.default_rng(2).integers(100, 10_000, (60, 2, 2)).astype(float)
    rates = rate_values("tpr", redraw(cells, seed=1, resamples=1000))
    for group in range(60):
        percentile_bounds(rates[:, group])


@contextmanager
def unstacked() -> Iterator[None]:
    """Let fairlearn pass columns on as they are, without stacking them row by row."""
    from fairlearn.metrics import _annotated_metric_function as module

    kind = module.AnnotatedMetricFunction
    before = kind.__call__

    def plain(self: Any, df: Any) -> Any:
        import narwhals.stable.v1 as nw

        rows = nw.from_native(df, eager_only=True, pass_through=False)
        args = [rows.get_column(name).to_numpy() for name in self.postional_argument_names]
        named = {key: rows.get_column(name).to_numpy() for key, name in self.kw_argument_mapping.items()}
        return self.func(*args, **named)

    kind.__call__ = plain
    try:
        yield
    finally:
        kind.__call__ = before


def _against(frame: pd.DataFrame, times: float, limit: float) -> Outcome:
    found, theirs = ours(frame), fairlearn(frame.head(20_000))
    same = ours(frame.head(20_000))
    difference = max(float(np.abs(one - two).max()) for one, two in zip(same, theirs, strict=True))
    both = best(lambda: both_ways(frame))
    assert len(found) == len(theirs)
    return Outcome(
        ours=both,
        peer=times,
        met=times / both >= limit and difference <= 1e-12,
        difference=difference,
        note="ours with second implementation and recount",
        further={"ratio of the counts alone": times / best(lambda: ours(frame))},
    )


def against_stock() -> Outcome:
    """Compare with fairlearn as it is, timed on a tenth of the rows: its time is proportional to them."""
    frame = table(ROWS)
    part = frame.head(ROWS // 10)
    return _against(frame, 10 * best(lambda: fairlearn(part), 1), 300)


def against_unstacked() -> Outcome:
    """Compare with fairlearn without its per-row stack."""
    frame = table(ROWS)
    with unstacked():
        return _against(frame, best(lambda: fairlearn(frame), 1), 300)


def asked_of_aequitas(frame: pd.DataFrame, *, significance: bool) -> tuple[Mapping[str, list[int]], float]:
    """Return the counts and the seconds of groups, disparities and fairness, from the same raw strings."""
    with TemporaryDirectory() as folder:
        for name in frame.columns:
            np.save(Path(folder) / f"{name}.npy", frame[name].to_numpy(dtype=str))
        found = ask("aequitas_counts.py", folder, "with" if significance else "without")
    counts, seconds = found["counts"], found["seconds"]
    assert isinstance(counts, dict)
    assert isinstance(seconds, float)
    return counts, seconds


def against_aequitas() -> Outcome:
    """Compare the figures without any test of significance."""
    frame = table(ROWS)
    counts, seconds = asked_of_aequitas(frame, significance=False)
    both, plain = best(lambda: both_ways(frame)), best(lambda: ours(frame))
    difference = _differing(frame, counts)
    return Outcome(
        ours=both,
        peer=seconds,
        met=seconds / both >= 5 and difference == 0,
        difference=float(difference),
        note="ours with second implementation (fairlearn on the cells) and recount (SQL), which the peer "
        "has not; that part does not grow with the rows",
        further={"ratio of the counts alone": seconds / plain, "seconds of the counts alone": plain},
    )


def end_to_end() -> Outcome:
    """Compare the whole check with aequitas' groups, disparities with significance, and fairness."""
    frame = table(ROWS)
    _, seconds = asked_of_aequitas(frame, significance=True)
    data = _input(frame)
    check = get("group_fairness")
    mine = best(lambda: check.run(data, SILENT), 1)
    return Outcome(
        ours=mine,
        peer=seconds,
        met=seconds / mine >= 5,
        note="ours: the whole check with intervals, tests, resamples, second implementation and recount",
    )


def _input(frame: pd.DataFrame) -> CheckInput:
    return CheckInput(
        table=frame.drop(columns="said"),
        task=Task.BINARY,
        target="truth",
        favorable="good",
        features=(),
        groupings=tuple(Grouping(column=name) for name in ATTRIBUTES),
        weight=None,
        score=None,
        predicted=frame["said"].to_numpy(dtype=object),
        cut_off=None,
        score_means=None,
        attributions=None,
        policy=read_policy(default_policy()),
        tier=Band.SEVERE,
        seed=7,
    )


def _differing(frame: pd.DataFrame, counts: Mapping[str, list[int]]) -> int:
    """Return the largest difference of any count, with pandas as the judge of both."""
    largest = 0
    for name in ATTRIBUTES:
        for label, part in frame.groupby(name):
            truth, said = part["truth"] == "good", part["said"] == "good"
            mine = [
                said.sum(),
                (truth & said).sum(),
                (~truth & said).sum(),
                (~truth & ~said).sum(),
                (truth & ~said).sum(),
                len(part),
            ]
            pairs = zip(mine, counts[f"{name}={label}"], strict=True)
            largest = max(largest, *(abs(int(one) - two) for one, two in pairs))
    return largest


def resampling() -> Outcome:
    """Time 1,000 resamples for 60 groups."""
    seconds = best(intervals, 5)
    return Outcome(ours=seconds, met=seconds < 0.1, note="multinomial over cells: the same at any n")


GOALS = (
    Goal(
        id="counts-end-to-end",
        work="counts, 1M rows x 3 attributes from raw strings, end to end with significance",
        limit="at least 5 times aequitas 1.1",
        peer="aequitas 1.1, pandas 2",
        measure=end_to_end,
    ),
    Goal(
        id="counts-aequitas",
        work="counts and rates only, 1M rows x 3 attributes from raw strings",
        limit="at least 5 times aequitas 1.1",
        peer="aequitas 1.1, pandas 2",
        measure=against_aequitas,
    ),
    Goal(
        id="counts-fairlearn-unstacked",
        work="the same",
        limit="at least 300 times, exact to 1e-12",
        peer="fairlearn MetricFrame, per-row stack removed",
        measure=against_unstacked,
    ),
    Goal(
        id="counts-fairlearn",
        work="the same",
        limit="at least 300 times, exact to 1e-12",
        peer="fairlearn MetricFrame",
        measure=against_stock,
    ),
    Goal(
        id="resamples",
        work="1000-resample intervals for 60 groups",
        limit="under 0.1 s at any n",
        measure=resampling,
    ),
)

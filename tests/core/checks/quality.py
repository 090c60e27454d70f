"""What goes into the tests of calibration, gaps, windows, versions and files?"""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.checks.base import CheckInput, Sample
from core.checks.registry import get
from core.ids import Digest
from core.inventory import DatasetKind, Task
from core.options import CheckOptions, Period, SampleRole
from core.policy import Relation
from core.progress import SILENT
from core.results import CheckResult, Conclusion, DataTable, Measurement
from tests.core.checks.inputs import binary, limit, policy, regression

Floats = npt.NDArray[np.float64]
CHECKS = ("artifact_parity", "calibration", "overfit", "time_windows", "version_comparison")


def run(check: str, data: CheckInput) -> CheckResult:
    return get(check).run(data, SILENT)


def figure(result: CheckResult, measure: str, subject: str | None = None) -> Measurement:
    return next(item for item in result.measurements if (item.measure, item.subject) == (measure, subject))


def about(result: CheckResult, measure: str, subject: str | None = None) -> Conclusion:
    return next(item for item in result.conclusions if (item.measure, item.subject) == (measure, subject))


def table(result: CheckResult, name: str) -> Any:
    """The named table of a result as a frame."""
    found: DataTable = next(item for item in result.tables if item.id == name)
    return pd.DataFrame({column.name: list(column.values) for column in found.columns})


def bounds(item: Measurement | Conclusion) -> tuple[float, float]:
    assert item.interval is not None
    assert item.interval.low is not None
    assert item.interval.high is not None
    return item.interval.low, item.interval.high


def limited(data: CheckInput, check: str, *limits: tuple[str, Relation, str]) -> CheckInput:
    return replace(data, policy=policy(tuple(limit(check, *item) for item in limits)))


def said(score: Floats, cut: float = 0.5) -> npt.NDArray[np.object_]:
    return (score >= cut).astype(int).astype(str).astype(object)


def noisy(seed: int, rows: int = 1500, *, noise: float = 0.0) -> CheckInput:
    """Scores that are true probabilities, blurred by noise."""
    rng = np.random.default_rng(seed)
    true = rng.beta(1.2, 1.2, rows)
    truth = (rng.random(rows) < true).astype(int)
    score = np.clip(true + rng.normal(0, noise, rows), 0.001, 0.999) if noise else true
    return binary(truth, said(score).astype(int), score=score)


def numbers(seed: int, rows: int = 1200, *, noise: float = 0.5) -> CheckInput:
    rng = np.random.default_rng(seed)
    mean = rng.gamma(3, 1, rows)
    return regression(mean + rng.normal(0, 0.5, rows), mean + rng.normal(0, noise, rows))


def several(seed: int, rows: int = 900, *, right: float = 0.7) -> CheckInput:
    rng = np.random.default_rng(seed)
    truth = rng.choice(["a", "b", "c"], rows)
    other = rng.choice(["a", "b", "c"], rows)
    predicted = np.where(rng.random(rows) < right, truth, other)
    return replace(binary(truth, predicted), task=Task.MULTICLASS, favorable="a", cut_off=None)


def labels(seed: int, rows: int = 800, *, right: float = 0.8) -> CheckInput:
    rng = np.random.default_rng(seed)
    columns: dict[str, npt.NDArray[np.int64]] = {}
    for name in ("rock", "jazz"):
        truth = rng.integers(0, 2, rows)
        columns[name] = truth
        columns[f"p_{name}"] = np.where(rng.random(rows) < right, truth, 1 - truth)
    return replace(
        binary([0, 1], [0, 1]),
        table=pd.DataFrame(columns),
        task=Task.MULTILABEL,
        target=None,
        predicted=None,
        favorable=None,
        targets=("rock", "jazz"),
        predictions=("p_rock", "p_jazz"),
    )


def with_reference(
    data: CheckInput, other: CheckInput, kind: DatasetKind | None = DatasetKind.TRAINING
) -> CheckInput:
    sample = Sample(
        digest=Digest("1" * 64), table=other.table, score=other.score, predicted=other.predicted, kind=kind
    )
    return replace(data, samples={**data.samples, SampleRole.REFERENCE: sample})


def with_other(
    data: CheckInput,
    role: SampleRole,
    score: Floats | None,
    predicted: npt.NDArray[np.object_] | None = None,
) -> CheckInput:
    sample = Sample(digest=Digest("2" * 64), score=score, predicted=predicted)
    return replace(data, samples={**data.samples, role: sample})


def dated(data: CheckInput, days: npt.ArrayLike, period: Period = Period.MONTH) -> CheckInput:
    return replace(
        data,
        table=data.table.assign(day=np.asarray(days)),
        options=CheckOptions(time="day", period=period),
    )


def months(rows: int, count: int, *, start: str = "2024-01-01") -> list[str]:
    """Days of as many months, in order and of about equal numbers."""
    firsts = pd.date_range(start, periods=count, freq="MS")
    return [str(firsts[at * count // rows].date()) for at in range(rows)]


def complete(data: CheckInput, other: CheckInput | None = None) -> CheckInput:
    """Give an input everything that the checks of performance may take."""
    rows = len(data.table)
    found = dated(data, months(rows, 6)) if rows else replace(data, options=CheckOptions(time="day"))
    found = with_reference(found, data if other is None else other)
    for role in (SampleRole.OTHER_VERSION, SampleRole.OTHER_ARTIFACT):
        found = with_other(found, role, data.score, data.predicted)
    return found

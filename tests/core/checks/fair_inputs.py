"""What goes into the tests of the fairness checks?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from core.checks.base import CheckInput
from core.checks.registry import get
from core.options import CheckOptions
from core.progress import SILENT
from core.results import CheckResult, DataTable, Measurement
from tests.core.checks.inputs import binary

FURTHER = ("group_scores", "stratified_fairness", "individual_inequality", "threshold_analysis", "ll144")
"""The fairness checks besides the comparison of rates."""


def run(check: str, data: CheckInput) -> CheckResult:
    return get(check).run(data, SILENT)


def applicants(rows: int = 600, seed: int = 5, *, lean: float = 0.0) -> CheckInput:
    """Applicants of two groups and two regions with a score that leans towards one group."""
    rng = np.random.default_rng(seed)
    group = rng.choice(["a", "b"], rows)
    region = rng.choice(["north", "south", "west"], rows)
    truth = rng.integers(0, 2, rows)
    raw = np.clip(0.35 + 0.3 * truth + lean * (group == "a") + rng.normal(0, 0.2, rows), 0, 1)
    score = np.round(raw, 3)
    data = binary(truth, (score >= 0.5).astype(int), groups={"group": group}, score=score)
    table = data.table.assign(region=region)
    return replace(data, table=table, options=CheckOptions(controls=("region",)))


def shuffled(data: CheckInput, seed: int = 1) -> CheckInput:
    """The same rows in another order."""
    order = np.random.default_rng(seed).permutation(len(data.table))
    return taken(data, order)


def doubled(data: CheckInput) -> CheckInput:
    """Every row twice."""
    return taken(data, np.repeat(np.arange(len(data.table)), 2))


def taken(data: CheckInput, rows: "np.typing.NDArray[np.int64]") -> CheckInput:
    return replace(
        data,
        table=data.table.iloc[rows].reset_index(drop=True),
        predicted=None if data.predicted is None else data.predicted[rows],
        score=None if data.score is None else data.score[rows],
    )


def figure(result: CheckResult, measure: str, subject: str | None) -> Measurement:
    return next(item for item in result.measurements if (item.measure, item.subject) == (measure, subject))


def of_group(result: CheckResult, label: str, measure: str, feature: str | None = None) -> Measurement:
    group = next(
        item for item in result.groups if item.label == label and (feature is None or item.feature == feature)
    )
    return next(item for item in group.measurements if item.measure == measure)


def table(result: CheckResult, name: str) -> Any:
    found: DataTable = next(item for item in result.tables if item.id == name)
    return pd.DataFrame({column.name: list(column.values) for column in found.columns})


def values(result: CheckResult) -> Mapping[tuple[str, str | None, str | None], float | None]:
    found = {(item.measure, item.subject, None): item.value for item in result.measurements}
    return found | {
        (item.measure, group.label, group.feature): item.value
        for group in result.groups
        for item in group.measurements
    }

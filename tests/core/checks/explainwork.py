"""What do the tests of checks on explanations share?"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from core.checks.base import Attributions, CheckInput
from core.checks.registry import get
from core.inventory import Task
from core.options import CheckOptions
from core.progress import SILENT
from core.results import CheckResult, DataTable, Measurement
from tests.core.checks.asked import FEATURES, applicants, says, says_amount
from tests.core.checks.asking import ran

ASKING = ("counterfactuals", "effects", "permutation_importance")
ATTRIBUTED = ("group_explanation", "reason_codes")
ALL = (*ASKING, *ATTRIBUTED, "decision_reliance")


def table(result: CheckResult, name: str) -> DataTable:
    return next(item for item in result.tables if item.id == name)


def lines(result: CheckResult, name: str) -> list[Mapping[str, float | str | None]]:
    found = table(result, name)
    names = [column.name for column in found.columns]
    return [
        dict(zip(names, line, strict=True))
        for line in zip(*(column.values for column in found.columns), strict=True)
    ]


def figure(result: CheckResult, measure: str, subject: str | None = None) -> Measurement:
    return next(
        item
        for item in result.measurements
        if item.measure == measure and (subject is None or item.subject == subject)
    )


def explained_applicants(rows: int = 300) -> CheckInput:
    """Attributions of the points of the model, a sum of one part per feature: exact Shapley values."""
    data = applicants(rows)
    points = pd.DataFrame(
        {
            "income": 0.06 * data.table["income"].fillna(20.0),
            "debt": -0.05 * data.table["debt"],
            "job": data.table["job"].map({"clerk": 0.0, "nurse": 0.4, "pilot": 1.0}),
            "age": 0.02 * data.table["age"],
            "owner": 0.3 * data.table["owner"].astype(float),
        }
    ).to_numpy(dtype=float)
    means = points.mean(axis=0)
    return replace(
        data,
        attributions=Attributions(
            values=points - means,
            base=float(means.sum()),
            outputs=points.sum(axis=1),
            rows=np.arange(rows),
            features=FEATURES,
            background_rows=rows,
            background_digest="0" * 64,
            explainer="linear",
            scale="log-odds",
            float32=False,
        ),
    )


def decided(departures: float = 0.1, rows: int = 300) -> CheckInput:
    """Final decisions that depart from the score in a share of the rows."""
    data = applicants(rows)
    assert data.predicted is not None
    other = np.where(data.predicted == "1", "0", "1")
    departs = np.random.default_rng(8).random(rows) < departures
    final = np.where(departs, other, data.predicted)
    return replace(data, table=data.table.assign(final=final), options=CheckOptions(decision="final"))


def run(check: str, data: CheckInput) -> CheckResult:
    if check in ASKING:
        return ran(get(check), data, says if data.task is not Task.REGRESSION else says_amount)
    return get(check).run(data, SILENT)


def example(check: str, rows: int = 80) -> CheckInput:
    if check in ATTRIBUTED:
        return explained_applicants(rows)
    return decided(rows=rows) if check == "decision_reliance" else applicants(rows)

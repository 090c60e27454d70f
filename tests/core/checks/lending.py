"""What do a lender's rows look like in these tests?"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.checks.base import CheckInput, Sample
from core.checks.registry import get
from core.ids import Digest
from core.inventory import Task
from core.options import CheckOptions, Period, SampleRole
from core.policy import Relation, Threshold
from core.progress import SILENT
from core.results import CheckResult, Conclusion, Measurement
from tests.core.checks.inputs import binary, limit, policy

CREDIT = (
    "backtest",
    "challenger",
    "grade_calibration",
    "overrides",
    "rank_ordering",
    "score_stability",
    "swap_set",
)
LETTERS = ("A", "B", "C", "D")

AT_MOST, AT_LEAST = Relation.AT_MOST, Relation.AT_LEAST
LIMITS: tuple[Threshold, ...] = (
    limit("grade_calibration", "realized_to_predicted", AT_MOST, "1.25"),
    limit("grade_calibration", "grade_p", AT_LEAST, "0.05"),
    limit("rank_ordering", "gini", AT_LEAST, "0.30"),
    limit("rank_ordering", "proven_inversions", AT_MOST, "0"),
    limit("score_stability", "score_psi", AT_MOST, "0.25"),
    limit("overrides", "override_rate", AT_MOST, "0.10"),
    limit("overrides", "override_favorable_difference", AT_MOST, "0.10"),
    limit("backtest", "realized_to_predicted", AT_MOST, "1.25"),
    limit("backtest", "window_p", AT_LEAST, "0.05"),
    limit("swap_set", "swap_bad_rate_difference", AT_MOST, "0.02"),
    limit("challenger", "auc_advantage", AT_LEAST, "-0.02", Task.BINARY),
    limit("challenger", "rmse_to_challenger", AT_MOST, "1.05", Task.REGRESSION),
)


def lending(rows: int = 2000, *, seed: int = 0, excess: float = 0.0) -> CheckInput:
    """Return loans with everything the checks ask for; `excess` is added to the true risk."""
    rng = np.random.default_rng(seed)
    income, job = rng.normal(size=rows), rng.choice(["self", "clerk", "none"], rows)
    good = 1 / (1 + np.exp(-(1.6 + 1.2 * income - 0.8 * (job == "none"))))
    truth = (rng.random(rows) < np.clip(good - excess, 0, 1)).astype(int)
    said = (good >= 0.7).astype(int)
    table = pd.DataFrame(
        {
            "target": truth,
            "income": income,
            "job": job,
            "sex": rng.choice(["f", "m"], rows),
            "rating": np.array(LETTERS)[np.searchsorted([-0.92, -0.85, -0.7], -good)],
            "decided": np.where(rng.random(rows) < 0.05, 1 - said, said),
            "day": pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 720, rows), unit="D"),
        }
    )
    other = np.clip(good + rng.normal(0, 0.1, rows), 0, 1)
    data = binary(truth, said, groups={"sex": table["sex"]}, score=good)
    return replace(
        data,
        table=table,
        features=("income", "job"),
        policy=policy(LIMITS),
        options=CheckOptions(grade="rating", decision="decided", time="day", period=Period.QUARTER),
        samples={SampleRole.OTHER_VERSION: said_by(other)},
    )


def said_by(score: npt.NDArray[np.float64], cut: float = 0.7) -> Sample:
    """Return what another version says of the same rows."""
    return Sample(
        digest=Digest("0" * 64), score=score, predicted=(score >= cut).astype(int).astype(str).astype(object)
    )


def claims(rows: int = 1000, *, seed: int = 0, off: float = 0.0) -> CheckInput:
    """Return predicted and true numbers; `off` is added to every prediction."""
    data, rng = lending(rows, seed=seed), np.random.default_rng(seed + 1000)
    income = data.table["income"].to_numpy(dtype=float)
    table = data.table.assign(target=10 + 2 * income + rng.normal(size=rows))
    return replace(
        data,
        task=Task.REGRESSION,
        favorable=None,
        cut_off=None,
        score_means=None,
        table=table,
        score=10 + 2 * income + off,
        predicted=None,
        samples={},
    )


def graded(counts: dict[str, tuple[int, int, float]]) -> CheckInput:
    """Spread (rows, defaults, probability of default) of each grade over rows; 1 is the good class."""
    truth, score, rating = [], [], []
    for label, (rows, defaults, pd_) in counts.items():
        truth += [0] * defaults + [1] * (rows - defaults)
        score += [1 - pd_] * rows
        rating += [label] * rows
    data = binary(truth, [1] * len(truth), score=score)
    table = data.table.assign(rating=rating)
    return replace(data, table=table, options=CheckOptions(grade="rating"), policy=policy(LIMITS))


def run(check: str, data: CheckInput) -> CheckResult:
    """Run one check."""
    return get(check).run(data, SILENT)


def figure(result: CheckResult, measure: str, subject: str | None = None) -> Measurement:
    """Return the named figure."""
    return next(item for item in result.measurements if (item.measure, item.subject) == (measure, subject))


def value(result: CheckResult, measure: str, subject: str | None = None) -> float:
    """Return the value of the named figure, which has one."""
    found = figure(result, measure, subject).value
    assert found is not None
    return found


def column(result: CheckResult, table: str, name: str) -> tuple[float | str | None, ...]:
    """Return a column of a table of the result."""
    return next(item for item in result.tables if item.id == table).column(name)


def verdict(result: CheckResult, measure: str) -> Conclusion:
    """Return the conclusion on a measure."""
    return next(item for item in result.conclusions if item.measure == measure)

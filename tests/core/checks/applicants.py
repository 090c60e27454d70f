"""Which small world of applicants and which models are asked in these tests?"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.checks.base import CheckInput
from core.ids import Exact
from core.inventory import CutOff, Grouping, ScoreMeans, Task
from core.options import Change, CheckOptions, Direction, FeatureRule
from core.policy import Relation, Threshold
from tests.core.checks.asking import Model
from tests.core.checks.inputs import binary, limit, policy

LIMITS = (
    limit("robustness", "noise_flip_rate", Relation.AT_MOST, "0.10"),
    limit("robustness", "tiny_flip_rate", Relation.AT_MOST, "0.02"),
    limit("robustness", "monotonicity_violations", Relation.AT_MOST, "0.01"),
    limit("robustness", "repeat_deviation", Relation.AT_MOST, "0.000001"),
    limit("robustness", "noise_relative_shift", Relation.AT_MOST, "0.25", Task.REGRESSION),
    limit("sensitivity", "largest_selection_shift", Relation.AT_MOST, "0.30", Task.BINARY),
    limit("sensitivity", "largest_relative_shift", Relation.AT_MOST, "1", Task.REGRESSION),
    limit("gaming", "gameable_share", Relation.AT_MOST, "0.30"),
    limit("proxies", "proxy_auc", Relation.AT_MOST, "0.80"),
    limit("proxies", "score_proxy_auc", Relation.AT_MOST, "0.70"),
    limit("privacy", "unique_share", Relation.AT_MOST, "0.05"),
    limit("privacy", "membership_auc", Relation.AT_MOST, "0.60"),
)
RULES = (
    FeatureRule(column="income", change=Change.UP, expected=Direction.UP),
    FeatureRule(column="debt", change=Change.DOWN, cost=Exact("0.5"), expected=Direction.DOWN),
    FeatureRule(column="age", change=Change.FIXED),
)
Chance = Callable[[pd.DataFrame], npt.NDArray[np.float64]]


def applicants(rows: int, seed: int = 1) -> pd.DataFrame:
    """Features of every type: float, whole number, missing values, text, flag, category."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "income": rng.normal(3000, 800, rows).clip(500),
            "age": rng.integers(18, 80, rows),
            "debt": np.where(rng.random(rows) < 0.05, np.nan, rng.normal(5, 2, rows)),
            "job": rng.choice(["clerk", "farmer", "none"], rows, p=[0.6, 0.3, 0.1]),
            "owner": rng.random(rows) < 0.5,
            "region": pd.Categorical(rng.choice(["north", "south"], rows)),
        }
    )


def chance(table: pd.DataFrame) -> npt.NDArray[np.float64]:
    """A smooth, monotone model: income helps, debt hurts."""
    debt = table["debt"].fillna(5).to_numpy(dtype=float)
    work = (table["job"] == "clerk").to_numpy(dtype=float)
    odds = (table["income"].to_numpy(dtype=float) - 3000) / 400 - (debt - 5) / 2 + work / 2
    return 1 / (1 + np.exp(-odds))


def model(of: Chance = chance, *, unfavorable: bool = False) -> Model:
    """A model that says yes from a chance of one half on; with `unfavorable` its score is the risk."""

    def ask(table: pd.DataFrame) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.object_]]:
        found = of(table)
        decided = np.where(found >= 0.5, "1", "0").astype(object)
        return (1 - found if unfavorable else found), decided

    return ask


def lending(rows: int = 1500, of: Chance = chance, *, unfavorable: bool = False, seed: int = 1) -> CheckInput:
    """Applicants with decisions, outcomes drawn with the model's chance, and rules."""
    table = applicants(rows, seed)
    score, predicted = model(of, unfavorable=unfavorable)(table)
    assert score is not None
    assert predicted is not None
    good = of(table)
    rng = np.random.default_rng(seed + 100)
    means = ScoreMeans.UNFAVORABLE if unfavorable else ScoreMeans.FAVORABLE
    data = binary((rng.random(rows) < good).astype(int), predicted, score=score)
    group = np.where(rng.random(rows) < 0.4, "f", "m")
    return replace(
        data,
        table=pd.concat([table, pd.DataFrame({"target": data.table["target"], "sex": group})], axis=1),
        features=tuple(table.columns),
        groupings=(Grouping(column="sex"),),
        cut_off=CutOff(value=Exact("0.5"), score_means=means),
        score_means=means,
        policy=policy(LIMITS),
        options=CheckOptions(rules=RULES),
    )


def amounts(rows: int = 800) -> tuple[CheckInput, Model]:
    """A regression on the same applicants."""
    table = applicants(rows)

    def ask(asked: pd.DataFrame) -> tuple[npt.NDArray[np.float64], None]:
        found = (
            asked["income"].to_numpy(dtype=float) * 3 - asked["debt"].fillna(5).to_numpy(dtype=float) * 100
        )
        return found, None

    score, _ = ask(table)
    data = lending(rows)
    truth = score + np.random.default_rng(3).normal(0, 500, rows)
    asked = replace(
        data,
        task=Task.REGRESSION,
        favorable=None,
        predicted=None,
        score=score,
        cut_off=None,
        score_means=None,
        table=data.table.assign(target=truth),
    )
    return asked, ask


def limits_of(check: str) -> tuple[Threshold, ...]:
    """The limits of one check."""
    return tuple(item for item in LIMITS if item.check == check)

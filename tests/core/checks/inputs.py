"""What goes into the checks of these tests?"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.checks.base import Attributions, CheckInput
from core.findings import Severity
from core.ids import Exact
from core.inventory import CutOff, Grouping, ScoreMeans, Task
from core.people import Role
from core.policy import Policy, Relation, Threshold, TierRule
from core.risk import Band


def limit(check: str, measure: str, relation: Relation, number: str, task: Task | None = None) -> Threshold:
    return Threshold(
        check=check,
        measure=measure,
        relation=relation,
        limit=Exact(number),
        task=task,
        source_en="test",
        source_de="Test",
    )


THRESHOLDS = (
    limit("group_fairness", "impact_ratio", Relation.AT_LEAST, "4/5"),
    limit("group_fairness", "demographic_parity_difference", Relation.AT_MOST, "0.2"),
    limit("group_fairness", "equalized_odds_difference", Relation.AT_MOST, "0.2"),
    limit("performance", "recall", Relation.AT_LEAST, "0.60", Task.BINARY),
    limit("performance", "auc", Relation.AT_LEAST, "0.65", Task.BINARY),
    limit("performance", "balanced_accuracy", Relation.AT_LEAST, "0.55"),
    limit("performance", "r2", Relation.AT_LEAST, "0.2", Task.REGRESSION),
)


def policy(thresholds: tuple[Threshold, ...] = THRESHOLDS, *, minimum: int = 30, share: str = "0") -> Policy:
    rule = TierRule(
        checks=(),
        approver=Role.RISK_MANAGER,
        reassess_months=12,
        blocks=(Severity.SEVERE,),
        undecided_is_missing=True,
        approval_months=12,
    )
    return Policy(
        schema=1,
        name="test",
        version="1",
        minimum_group=minimum,
        minimum_share=Exact(share),
        confidence=Exact("0.95"),
        copy_limit_mb=100,
        severity_days=dict.fromkeys(Severity, 30),
        tiers=dict.fromkeys(Band, rule),
        thresholds=thresholds,
    )


def binary(
    truth: npt.ArrayLike | None,
    predicted: npt.ArrayLike | None,
    *,
    favorable: str | None = "1",
    groups: "Mapping[str, npt.ArrayLike] | None" = None,
    score: npt.ArrayLike | None = None,
) -> CheckInput:
    """A binary table with sensitive columns; more is set with `dataclasses.replace`."""
    columns: dict[str, npt.ArrayLike] = dict(groups or {})
    if truth is not None:
        columns["target"] = truth
    table = pd.DataFrame(columns)
    if not columns and predicted is not None:
        table = pd.DataFrame(index=range(len(np.asarray(predicted))))
    return CheckInput(
        table=table,
        task=Task.BINARY,
        target=None if truth is None else "target",
        favorable=favorable,
        features=(),
        groupings=tuple(Grouping(column=name) for name in groups or {}),
        weight=None,
        score=None if score is None else np.asarray(score, dtype=float),
        predicted=None if predicted is None else np.asarray(predicted).astype(str).astype(object),
        cut_off=CutOff(value=Exact("0.5"), score_means=ScoreMeans.FAVORABLE),
        score_means=ScoreMeans.FAVORABLE,
        attributions=None,
        policy=policy(),
        tier=Band.SEVERE,
        seed=7,
    )


def regression(truth: npt.ArrayLike, output: npt.ArrayLike) -> CheckInput:
    data = binary(truth, None)
    return replace(
        data, task=Task.REGRESSION, favorable=None, cut_off=None, score=np.asarray(output, dtype=float)
    )


def explained(*, rows: int = 200, features: int = 4, seed: int = 1, float32: bool = False) -> CheckInput:
    """A linear model with its exact attributions."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(rows, features))
    weights = np.arange(features, 0, -1, dtype=float)
    names = tuple(f"x{at}" for at in range(features))
    phi = weights * (values - values.mean(axis=0))
    base = float(values.mean(axis=0) @ weights)
    data = binary(rng.integers(0, 2, rows), rng.integers(0, 2, rows))
    return replace(
        data,
        table=pd.DataFrame(values, columns=names),
        target=None,
        features=names,
        attributions=Attributions(
            values=phi,
            base=base,
            outputs=values @ weights,
            rows=np.arange(rows),
            features=names,
            background_rows=100,
            background_digest="0" * 64,
            explainer="linear",
            scale="output",
            float32=float32,
        ),
    )


def cells_to_rows(cells: dict[str, tuple[int, int, int, int]]) -> CheckInput:
    """Spread counts (tn, fp, fn, tp) of each group over rows."""
    truth, predicted, groups = [], [], []
    for group, counts in cells.items():
        for (true, said), count in zip(((0, 0), (0, 1), (1, 0), (1, 1)), counts, strict=True):
            truth += [true] * count
            predicted += [said] * count
            groups += [group] * count
    return binary(truth, predicted, groups={"group": groups})

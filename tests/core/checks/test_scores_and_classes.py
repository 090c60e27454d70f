"""Are shares of scores above the median, and of several classes, laid out by group?"""

from dataclasses import replace

import numpy as np
import pytest

from core.checks.base import CheckInput
from core.checks.parts.scoring_rates import median
from core.checks.registry import get
from core.inventory import ScoreMeans, Task
from core.policy import Relation
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult, Conclusion, DataTable, Verdict
from tests.core.checks.inputs import binary, limit, policy


def run(data: CheckInput) -> CheckResult:
    return get("group_fairness").run(data, SILENT)


def table(result: CheckResult, name: str) -> DataTable:
    return next(item for item in result.tables if item.id == name)


def judged(result: CheckResult) -> Conclusion:
    return next(item for item in result.conclusions if item.measure == "scoring_impact_ratio")


def culture_fit() -> CheckInput:
    """The example of 6 RCNY 5-301: 50 of 92 men and 34 of 76 women score above the median of all."""
    sex = np.repeat(["Male", "Female"], [92, 76])
    score = np.concatenate([[0.9] * 50, [0.2] * 42, [0.8] * 34, [0.1] * 42])
    rng = np.random.default_rng(1)
    said = (score > 0.5).astype(int)
    return binary(rng.integers(0, 2, 168), said, groups={"sex": sex}, score=score)


def test_scoring_rates_are_shares_strictly_above_the_median_of_all() -> None:
    found = table(run(culture_fit()), "scoring_rates")
    rates = dict(zip(found.column("group"), found.column("rate"), strict=True))
    assert rates == {"Female": 34 / 76, "Male": 50 / 92}
    ratios = dict(zip(found.column("group"), found.column("ratio"), strict=True))
    assert ratios == {"Female": pytest.approx((34 / 76) / (50 / 92)), "Male": 1.0}


def test_scoring_ratios_are_judged_where_the_policy_limits_them() -> None:
    limits = (limit("group_fairness", "scoring_impact_ratio", Relation.AT_LEAST, "4/5"),)
    found = judged(run(replace(culture_fit(), policy=policy(limits))))
    assert found.subject == "sex"
    assert found.verdict is Verdict.NOT_DECIDABLE
    assert found.value == pytest.approx(0.8232, abs=1e-4)
    bare = replace(culture_fit(), policy=policy(limits), score=None)
    assert judged(run(bare)).reason.code is ReasonCode.NO_SCORES
    alone = replace(bare, table=bare.table.assign(sex="Male"), score=culture_fit().score)
    assert judged(run(alone)).reason.code is ReasonCode.ONE_GROUP_ONLY


def test_a_score_that_means_the_worse_is_turned_before_it_is_compared() -> None:
    data = culture_fit()
    assert data.score is not None
    turned = replace(data, score=1 - data.score, score_means=ScoreMeans.UNFAVORABLE, cut_off=None)
    assert table(run(turned), "scoring_rates") == table(run(data), "scoring_rates")


@pytest.mark.parametrize("rows", [7, 8])
def test_the_median_of_counts_is_the_median_of_rows(rows: int) -> None:
    rng = np.random.default_rng(rows)
    values, counts = rng.random(rows), rng.integers(1, 5, rows)
    written = float(np.median(np.repeat(values, counts)))
    assert median(values, counts.astype(float)) == pytest.approx(written)
    assert median(values, None) == np.median(values)


def test_every_class_has_its_share_in_every_group() -> None:
    rng = np.random.default_rng(2)
    group, true, said = (rng.choice(list(names), 400) for names in ("ab", "xyz", "xyz"))
    data = replace(
        binary(true, said, favorable="x", groups={"group": group}), task=Task.MULTICLASS, score_means=None
    )
    found = table(run(data), "class_rates")
    lines = zip(*(found.column(name) for name in ("group", "class", "rate", "true")), strict=True)
    shares = {(name, label): (rate, share) for name, label, rate, share in lines}
    for name in "ab":
        members = group == name
        for label in "xyz":
            rate, share = shares[name, label]
            assert rate == pytest.approx((said[members] == label).mean())
            assert share == pytest.approx((true[members] == label).mean())
    favorable = {item.label: item.measurements[0].value for item in run(data).groups}
    assert favorable == {name: shares[name, "x"][0] for name in "ab"}


def test_a_multiclass_task_needs_its_favorable_class() -> None:
    data = replace(binary(["x", "y", "z"] * 40, ["x", "y", "z"] * 40, favorable=None), task=Task.MULTICLASS)
    sexes = replace(data, table=data.table.assign(sex="f"))
    assert run(sexes).notes[0].code is ReasonCode.NO_SENSITIVE_FEATURE
    named = binary(["x", "y", "z"] * 40, ["x"] * 120, favorable=None, groups={"sex": ["f", "m"] * 60})
    assert run(replace(named, task=Task.MULTICLASS)).notes[0].code is ReasonCode.NO_FAVORABLE_CLASS

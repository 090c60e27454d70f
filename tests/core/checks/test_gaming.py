"""Is the cheapest change of a rejected row found, within the rules?"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy import stats

from core.canonical import canonical
from core.checks.gaming import CHECK, _rejected
from core.checks.parts.searched import Search, search
from core.ids import Exact
from core.options import PLAIN, Change, CheckOptions, Costs, FeatureRule
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult, Measurement, Verdict
from tests.core.checks.applicants import chance, lending, model
from tests.core.checks.asking import answered, ran

Floats = npt.NDArray[np.float64]


def figure(result: CheckResult, measure: str) -> Measurement:
    return next(item for item in result.measurements if item.measure == measure)


def searched(rules: tuple[FeatureRule, ...], rows: int = 400) -> Search:
    data = replace(lending(rows), options=CheckOptions(rules=rules))
    asked = answered(CHECK, data, model())
    return search(asked, _rejected(asked), asked.answers[CHECK.id])


def test_without_rules_the_check_says_that_rules_are_needed() -> None:
    result = CHECK.run(replace(lending(100), options=PLAIN), SILENT)
    assert result.verdict is Verdict.NOT_APPLICABLE
    assert {item.reason.code for item in result.conclusions} == {ReasonCode.RULES_NEEDED}


def test_one_number_is_moved_as_far_as_the_model_needs_and_hardly_further() -> None:
    found = searched((FeatureRule(column="income", change=Change.UP, high=Exact("100000")),))
    table = lending(400).table
    rows = table.iloc[found.rows]
    debt = rows["debt"].fillna(5).to_numpy()
    clerk = (rows["job"] == "clerk").to_numpy()
    needed = 3000 + 400 * ((debt - 5) / 2 - clerk / 2) - rows["income"].to_numpy()
    exact = needed / table["income"].std()
    reached = np.isfinite(found.best.cost)
    assert (reached == (exact <= 3)).all()
    assert (found.best.cost[reached] >= exact[reached]).all()
    assert (found.best.cost - exact)[reached].max() < 0.05
    assert np.median((found.best.cost - exact)[reached]) < 0.02


def test_two_features_together_come_close_to_the_best_mixture() -> None:
    rules = (
        FeatureRule(column="income", change=Change.UP, high=Exact("100000")),
        FeatureRule(column="debt", change=Change.DOWN, cost=Exact("0.5"), low=Exact("-100")),
    )
    found = searched(rules)
    table = lending(400).table
    rows = table.iloc[found.rows]
    odds = np.log(chance(rows) / (1 - chance(rows)))
    per_income, per_debt = table["income"].std() / 400, table["debt"].std() / 2 / 0.5
    best = np.where(rows["debt"].isna(), -odds / per_income, -odds / max(per_income, per_debt))
    reached = np.isfinite(found.best.cost)
    assert reached.mean() > 0.95
    ratio = found.best.cost[reached] / np.maximum(best[reached], 0.02)
    assert np.median(ratio) < 1.1


def test_rules_are_kept_and_costs_are_what_the_changes_cost() -> None:
    rules = (
        FeatureRule(column="income", change=Change.UP, high=Exact("3200")),
        FeatureRule(column="job", cost=Exact("2")),
        FeatureRule(column="age", change=Change.FIXED),
    )
    found = searched(rules)
    assert [option.feature.name for option in found.options] == ["income", "job"]
    target, cost = found.best.target, found.best.cost
    table = lending(400).table
    income = table["income"].to_numpy()[found.rows]
    moved = np.isfinite(target[:, 0])
    assert (target[moved, 0] <= 3200).all()
    assert (target[moved, 0] > income[moved]).all()
    swapped = np.isfinite(target[:, 1])
    expected = np.where(moved, (target[:, 0] - income) / table["income"].std(), 0) + np.where(swapped, 2, 0)
    reached = np.isfinite(cost)
    assert cost[reached] == pytest.approx(expected[reached])


def test_an_easily_gamed_model_fails_and_a_hard_one_passes() -> None:
    easy = ran(CHECK, lending(), model())
    assert easy.verdict is Verdict.FAILED

    def hard(asked: pd.DataFrame) -> Floats:
        return np.where(asked["age"].to_numpy() > 40, 0.9, 0.1)

    result = ran(CHECK, lending(of=hard), model(hard))
    assert result.verdict is Verdict.PASSED
    assert figure(result, "gameable_share").value == 0
    assert figure(result, "gaming_cost").reason is not None
    assert figure(result, "gaming_cost").reason.code is ReasonCode.BEYOND_ALL  # type: ignore[union-attr]


def test_few_rejections_decide_nothing() -> None:
    data = lending(8)
    assert ran(CHECK, data, model()).verdict is Verdict.NOT_DECIDABLE


def test_the_median_cost_and_its_interval_are_order_statistics() -> None:
    data = lending()
    asked = answered(CHECK, data, model())
    state = search(asked, _rejected(asked), asked.answers[CHECK.id])
    found = figure(CHECK.run(asked, SILENT), "gaming_cost")
    ordered = np.sort(state.best.cost)
    assert found.value == ordered[(len(ordered) - 1) // 2]
    assert found.interval is not None
    low = int((ordered < float(found.interval.low or 0)).sum())
    # Between the two order statistics the median lies with at least 95 %.
    assert stats.binom.cdf(low, len(ordered), 0.5) <= 0.025
    assert stats.binom.cdf(low + 3, len(ordered), 0.5) > 0.01


def test_true_outcomes_tell_whether_turned_rejections_are_bad_business() -> None:
    data = replace(
        lending(),
        options=CheckOptions(rules=lending().options.rules, costs=Costs(false_favorable=Exact("5"))),
    )
    result = ran(CHECK, data, model())
    rate = figure(result, "gamed_unfavorable_rate")
    accepted = data.predicted == "1"
    bad = (data.table["target"] == 0).to_numpy()
    assert rate.value is not None
    assert figure(result, "gamed_unfavorable_gap").value == pytest.approx(rate.value - bad[accepted].mean())
    assert figure(result, "gaming_loss").value == pytest.approx(5 * rate.value - (1 - rate.value))
    unlabeled = ran(CHECK, replace(data, target=None), model())
    reason = figure(unlabeled, "gamed_unfavorable_rate").reason
    assert reason is not None
    assert reason.code is ReasonCode.NO_LABELS


def test_a_risk_score_gives_the_same_result_as_the_chance() -> None:
    good = ran(CHECK, lending(400), model())
    risk = ran(CHECK, lending(400, unfavorable=True), model(unfavorable=True))
    assert figure(risk, "gameable_share") == figure(good, "gameable_share")
    assert figure(risk, "gaming_cost") == figure(good, "gaming_cost")


def test_reasons_are_said_where_nothing_can_be_searched() -> None:
    def reasons(result: CheckResult) -> set[ReasonCode]:
        return {item.reason.code for item in result.conclusions}

    data = lending(80)
    assert reasons(CHECK.run(data, SILENT)) == {ReasonCode.NO_ARTIFACT}
    everybody = replace(data, predicted=np.array(["1"] * 80, dtype=object))
    assert reasons(CHECK.run(everybody, SILENT)) == {ReasonCode.NONE_REJECTED}
    assert reasons(CHECK.run(replace(data, favorable=None), SILENT)) == {ReasonCode.NO_FAVORABLE_CLASS}
    fixed = CheckOptions(rules=(FeatureRule(column="age", change=Change.FIXED),))
    assert reasons(CHECK.run(replace(data, options=fixed), SILENT)) == {ReasonCode.NOTHING_TO_MOVE}
    foreign = CheckOptions(rules=(FeatureRule(column="height"),))
    assert reasons(CHECK.run(replace(data, options=foreign), SILENT)) == {ReasonCode.RULES_NEEDED}
    assert reasons(ran(CHECK, data, lambda asked: (None, None))) == {ReasonCode.QUESTIONS_REFUSED}


def test_the_same_input_gives_the_same_bytes() -> None:
    data = answered(CHECK, lending(200), model())
    assert canonical(CHECK.run(data, SILENT)) == canonical(CHECK.run(data, SILENT))

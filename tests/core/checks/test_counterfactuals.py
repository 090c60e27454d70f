"""Does every proposed change turn the refusal, within the rules?"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pandas.api.types import is_bool_dtype

from core.checks.base import CheckInput
from core.checks.registry import get
from core.ids import Exact
from core.inventory import Grouping
from core.options import Change, CheckOptions, FeatureRule
from core.reasons import ReasonCode
from core.results import CheckResult
from tests.core.checks.asked import FEATURES, applicants, says
from tests.core.checks.asking import Said, answered, ran
from tests.core.checks.explainwork import figure, lines, run


def ruled(*given: FeatureRule, rows: int = 300) -> CheckInput:
    return replace(applicants(rows), options=CheckOptions(rules=given))


FIXED = tuple(FeatureRule(column=name, change=Change.FIXED) for name in FEATURES)


def cases(result: CheckResult) -> dict[int, dict[str, tuple[str | None, str | None]]]:
    found: dict[int, dict[str, tuple[str | None, str | None]]] = {}
    for line in lines(result, "counterfactual_cases"):
        own, new = line["value"], line["change"]
        assert not isinstance(own, float | int)
        assert not isinstance(new, float | int)
        found.setdefault(int(float(line["row"] or 0)), {})[str(line["feature"])] = (own, new)
    return found


def test_every_change_turns_the_refusal_when_it_is_made() -> None:
    data = applicants()
    shown = cases(run("counterfactuals", data))
    assert shown
    for row, changes in shown.items():
        one = data.table.iloc[[row]].copy()
        assert says(one)[1][0] == "0"
        for feature, (_, new) in changes.items():
            kind = data.table[feature].dtype
            one[feature] = (
                new == "True" if is_bool_dtype(kind) else pd.Series([new], index=one.index).astype(kind)
            )
        assert says(one)[1][0] == "1"


def test_rules_are_kept_in_every_question() -> None:
    data = ruled(
        FeatureRule(column="income", change=Change.UP, high=Exact("60")),
        FeatureRule(column="debt", change=Change.DOWN, low=Exact("5")),
        FeatureRule(column="job", change=Change.FIXED),
        FeatureRule(column="age", change=Change.FIXED),
    )
    data = replace(data, groupings=(*data.groupings, Grouping(column="owner")))
    asked = answered(get("counterfactuals"), data, says).answers["counterfactuals"]
    own = data.table
    kept = own.groupby(["job", "age", "owner"]).agg(income=("income", "min"), debt=("debt", "max"))
    for answer in asked:
        assert answer.questions["income"].dropna().le(60).mean() > 0.5
        joined = answer.questions.merge(
            kept, left_on=["job", "age", "owner"], right_index=True, suffixes=("", "_own")
        )
        assert len(joined) == len(answer.questions)
        assert (joined["debt"] <= joined["debt_own"]).all()
        below = joined["income_own"].notna() & joined["income"].notna()
        assert (joined.loc[below, "income"] >= joined.loc[below, "income_own"]).all()


def test_nothing_that_may_change_is_a_reason() -> None:
    result = run("counterfactuals", ruled(*FIXED))
    assert {item.reason.code for item in result.conclusions} == {ReasonCode.NOTHING_CHANGEABLE}


def test_a_way_that_needs_two_features_is_found_and_a_missing_one_is_not() -> None:
    def both(rows: pd.DataFrame) -> Said:
        fine = (rows["debt"].to_numpy() < 20) & (rows["age"].to_numpy() > 50)
        score = 0.2 + 0.25 * (rows["debt"].to_numpy() < 20) + 0.25 * (rows["age"].to_numpy() > 50)
        return score, np.where(fine, "1", "0").astype(object)

    data = applicants()
    score, predicted = both(data.table)
    data = replace(data, score=score, predicted=predicted)
    result = ran(get("counterfactuals"), data, both)
    assert figure(result, "counterfactual_share").value == 1
    single = (data.table["debt"] < 20) ^ (data.table["age"] > 50)
    assert 0 < (figure(result, "counterfactual_single_share").value or 0) < 1
    assert single.any()
    held = replace(data, options=CheckOptions(rules=(FeatureRule(column="age", change=Change.FIXED),)))
    assert (figure(ran(get("counterfactuals"), held, both), "counterfactual_share").value or 0) < 1


def test_the_cost_of_a_change_is_counted_in_standard_deviations() -> None:
    data = ruled(
        *(rule for rule in FIXED if rule.column != "debt"), FeatureRule(column="debt", cost=Exact("3"))
    )
    result = run("counterfactuals", data)
    deviation = data.table["debt"].std(ddof=0)
    for line in lines(result, "counterfactual_cases"):
        moved = abs(float(str(line["change"])) - float(str(line["value"])))
        assert line["cost"] == pytest.approx(3 * moved / deviation)


def test_the_cheapest_change_of_one_number_is_near_the_nearest_value_that_turns() -> None:
    data = ruled(*(rule for rule in FIXED if rule.column != "debt"))
    result = run("counterfactuals", data)
    for row, changes in cases(result).items():
        values = np.sort(data.table["debt"].unique())
        one = data.table.iloc[[row] * len(values)].assign(debt=values)
        turning = values[says(one)[1] == "1"]
        assert float(str(changes["debt"][1])) == turning.max()

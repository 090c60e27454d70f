"""Are reasons, gaps of groups and the reliance on the score counted rightly?"""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from core.inventory import Grouping
from core.options import Change, CheckOptions, FeatureRule
from core.policy import Relation
from core.reasons import ReasonCode
from core.results import Verdict
from tests.core.checks.asked import FEATURES, applicants, people
from tests.core.checks.explainwork import decided, explained_applicants, figure, lines, run, table
from tests.core.checks.inputs import limit, policy


def test_reasons_are_the_lowest_contributions_below_zero() -> None:
    data = explained_applicants()
    result = run("reason_codes", data)
    found, predicted = data.attributions, data.predicted
    assert found is not None
    assert predicted is not None
    refused = np.flatnonzero(predicted == "0")
    counts = dict.fromkeys(FEATURES, 0)
    for row in refused:
        order = np.argsort(found.values[row])[:4]
        for at in order:
            counts[FEATURES[at]] += int(found.values[row, at] < 0)
    for line in lines(result, "reasons"):
        assert line["n"] == counts[str(line["feature"])]
        assert line["share"] == pytest.approx(counts[str(line["feature"])] / len(refused))
    assert {str(line["feature"]) for line in lines(result, "reasons")} == {k for k, v in counts.items() if v}


def test_what_cannot_be_changed_is_marked_and_counted() -> None:
    data = explained_applicants()
    fixed = (FeatureRule(column="age", change=Change.FIXED), FeatureRule(column="debt", change=Change.DOWN))
    data = replace(
        data,
        options=CheckOptions(rules=fixed),
        groupings=(*data.groupings, Grouping(column="job")),
    )
    result = run("reason_codes", data)
    marks = {line["feature"]: line["change"] for line in lines(result, "reasons")}
    assert marks["age"] == "fixed"
    assert marks["job"] == "sensitive"
    assert marks["debt"] == "down"
    assert 0 < (figure(result, "fixed_reason_share").value or 0) <= 1
    every = tuple(FeatureRule(column=name, change=Change.FIXED) for name in FEATURES)
    one = replace(data, options=CheckOptions(rules=every))
    assert figure(run("reason_codes", one), "fixed_reasons_only_share").value == pytest.approx(
        1 - (figure(result, "refusals_without_reason").value or 0)
    )


def test_refusals_without_any_lowering_factor_are_counted() -> None:
    data = explained_applicants()
    found = data.attributions
    assert found is not None
    positive = replace(found, values=np.abs(found.values))
    result = run("reason_codes", replace(data, attributions=positive))
    assert figure(result, "refusals_without_reason").value == 1


def test_the_order_of_rows_does_not_matter_to_reasons() -> None:
    data = explained_applicants()
    found, order = data.attributions, np.random.default_rng(2).permutation(300)
    assert found is not None
    moved = replace(found, values=found.values[order], outputs=found.outputs[order], rows=found.rows[order])
    first, second = run("reason_codes", data), run("reason_codes", replace(data, attributions=moved))
    assert table(first, "reasons").column("n") == table(second, "reasons").column("n")


def test_the_parts_of_a_gap_add_up_to_it_exactly() -> None:
    data = explained_applicants()
    result = run("group_explanation", data)
    found = data.attributions
    assert found is not None
    means = pd.Series(found.outputs).groupby(data.table["sex"].to_numpy()).mean()
    sizes = data.table["sex"].value_counts()
    reference, group = sizes.index[0], sizes.index[1]
    parts = lines(result, "gap_parts")
    assert {line["reference"] for line in parts} == {reference}
    wanted = means[reference] - means[group]
    assert sum(float(line["part"] or 0) for line in parts) == pytest.approx(wanted, abs=1e-12)
    assert figure(result, "mean_output_gap").value == pytest.approx(wanted, abs=1e-12)
    own = found.values[:, 0]
    by_hand = own[data.table["sex"] == reference].mean() - own[data.table["sex"] == group].mean()
    assert next(line["part"] for line in parts if line["column"] == "income") == pytest.approx(by_hand)


def test_a_chosen_reference_turns_the_sign() -> None:
    data = explained_applicants()
    one = figure(run("group_explanation", replace(data, references={"sex": "f"})), "mean_output_gap")
    other = figure(run("group_explanation", replace(data, references={"sex": "m"})), "mean_output_gap")
    assert one.value == pytest.approx(-(other.value or 0), abs=1e-12)


def test_small_groups_stay_visible_and_out_of_comparisons() -> None:
    data = explained_applicants()
    sexes = data.table["sex"].to_numpy(dtype=object).copy()
    sexes[:5] = "x"
    result = run("group_explanation", replace(data, table=data.table.assign(sex=sexes)))
    small = next(group for group in result.groups if group.label == "x")
    assert small.excluded is not None
    assert small.n == 5
    assert "x" not in table(result, "gap_parts").column("group")


def test_a_clear_gap_fails_and_a_wide_limit_passes() -> None:
    data = explained_applicants()
    found = data.attributions
    assert found is not None
    shifted = found.values.copy()
    shifted[(data.table["sex"] == data.table["sex"].value_counts().index[0]).to_numpy(), 0] += 5
    data = replace(
        data, attributions=replace(found, values=shifted, outputs=shifted.sum(axis=1) + found.base)
    )
    for number, verdict in (("1", Verdict.FAILED), ("50", Verdict.PASSED)):
        limits = (limit("group_explanation", "mean_output_gap", Relation.AT_MOST, number),)
        assert run("group_explanation", replace(data, policy=policy(limits))).verdict is verdict


def test_agreement_and_departures_are_counted_by_hand() -> None:
    data = decided(0.2)
    assert data.predicted is not None
    result = run("decision_reliance", data)
    same = data.table["final"].to_numpy() == data.predicted
    agreement = figure(result, "decision_agreement")
    assert agreement.value == pytest.approx(same.mean())
    assert (agreement.numerator, agreement.denominator) == (same.sum(), 300)
    refused = data.predicted == "0"
    granted = figure(result, "departures_granted")
    assert granted.value == pytest.approx((~same)[refused].mean())
    bands = lines(result, "decision_bands")
    assert sum(float(line["n"] or 0) for line in bands) == 300


def test_the_area_is_that_of_scikit_learn() -> None:
    from sklearn.metrics import roc_auc_score

    data = decided(0.2)
    wanted = roc_auc_score(data.table["final"] == "1", data.score)
    assert figure(run("decision_reliance", data), "decision_auc").value == pytest.approx(wanted, abs=1e-12)


def test_decisions_that_follow_the_score_always_have_no_departure() -> None:
    result = run("decision_reliance", decided(0.0))
    assert figure(result, "decision_departures").value == 0
    assert figure(result, "decision_auc").value == 1


def test_without_a_decision_nothing_is_said() -> None:
    result = run("decision_reliance", applicants())
    assert {item.reason.code for item in result.conclusions} == {ReasonCode.NO_DECISION}


@pytest.mark.parametrize(
    ("limited", "verdict"),
    [("0.5", Verdict.PASSED), ("0.05", Verdict.FAILED), ("0.2", Verdict.NOT_DECIDABLE)],
)
def test_departures_are_judged_by_the_whole_interval(limited: str, verdict: Verdict) -> None:
    limits = (limit("decision_reliance", "decision_departures", Relation.AT_MOST, limited),)
    result = run("decision_reliance", replace(decided(0.2), policy=policy(limits)))
    assert result.verdict is verdict
    assert Fraction(limited) == result.conclusions[0].threshold.number  # type: ignore[union-attr]


def test_people_have_gaps_and_all_kinds_of_columns() -> None:
    kinds = {str(kind) for kind in people().dtypes}
    assert {"float64", "int64", "bool"} <= kinds

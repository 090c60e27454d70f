"""Are effects, importance, reasons, counterfactuals and the reliance on the score right?"""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from pandas.api.types import is_bool_dtype

from core.canonical import canonical
from core.checks.base import Attributions, CheckInput
from core.checks.registry import get
from core.ids import Exact
from core.inventory import CutOff, Grouping, ScoreMeans, Task
from core.options import Change, CheckOptions, FeatureRule
from core.policy import Relation
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult, DataTable, Measurement, RunState, Verdict
from tests.core.checks.asked import FEATURES, amounts, applicants, people, says, says_amount, score_of
from tests.core.checks.asking import Said, answered, ran
from tests.core.checks.inputs import limit, policy

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


# What every one of them holds


@pytest.mark.parametrize("check", ALL)
def test_the_same_input_gives_the_same_bytes(check: str) -> None:
    assert canonical(run(check, example(check))) == canonical(run(check, example(check)))


@pytest.mark.parametrize("check", ALL)
def test_a_weight_column_is_said_not_to_be_used(check: str) -> None:
    data = example(check)
    weighed = replace(data, table=data.table.assign(w=2.5), weight="w")
    result = run(check, weighed)
    assert ReasonCode.WEIGHTS_IGNORED in {note.code for note in result.notes}
    assert result.measurements == run(check, data).measurements


def ghosts(data: CheckInput) -> dict[str, CheckInput]:
    none = data.table.iloc[:0]
    short = data.table.iloc[:1]
    found = data.attributions
    one = None
    if found is not None:
        one = replace(found, values=found.values[:1], outputs=found.outputs[:1], rows=found.rows[:1])
    assert data.score is not None
    assert data.predicted is not None
    wide = data.table.assign(job=[f"job {at}" for at in range(len(data.table))])
    return {
        "no rows": replace(
            data, table=none, score=data.score[:0], predicted=data.predicted[:0], attributions=None
        ),
        "one row": replace(
            data, table=short, score=data.score[:1], predicted=data.predicted[:1], attributions=one
        ),
        "all missing": replace(data, table=data.table.assign(income=np.nan, target=None, final=None)),
        "infinite": replace(data, table=data.table.assign(income=np.inf), score=data.score * np.inf),
        "constant score": replace(data, score=data.score * 0.0),
        "no labels": replace(data, target=None),
        "no scores": replace(data, score=None, predicted=None),
        "no features": replace(data, features=()),
        "no groups": replace(data, groupings=()),
        "no favorable class": replace(data, favorable=None),
        "unknown favorable class": replace(data, favorable="z"),
        "one group": replace(data, table=data.table.assign(sex="f")),
        "wrong task": replace(data, task=Task.MULTILABEL),
        "many categories": replace(data, table=wide),
        "nobody refused": replace(data, predicted=np.full(len(data.table), "1", dtype=object)),
        "no answers": replace(data, answers={}),
    }


def silent(questions: pd.DataFrame) -> Said:
    return None, None


def broken(questions: pd.DataFrame) -> Said:
    return np.full(len(questions), np.nan), np.full(len(questions), "", dtype=object)


def lenient(questions: pd.DataFrame) -> Said:
    """Answers whatever the questions hold."""
    return np.full(len(questions), 0.4), np.full(len(questions), "0", dtype=object)


@pytest.mark.parametrize("ghost", ghosts(decided()))
@pytest.mark.parametrize("check", ALL)
def test_no_data_raise(check: str, ghost: str) -> None:
    data = ghosts(example(check))[ghost]
    without = get(check).run(data, SILENT)
    assert without.state is RunState.FINISHED
    assert without.conclusions
    if check in ASKING:
        assert without.verdict is Verdict.NOT_APPLICABLE
        assert ran(get(check), data, lenient).conclusions


@pytest.mark.parametrize("model", [silent, broken], ids=["refused", "no numbers"])
@pytest.mark.parametrize("check", ASKING)
def test_a_model_without_an_answer_is_a_reason(check: str, model: object) -> None:
    result = ran(get(check), applicants(), silent if model is silent else broken)
    assert {item.reason.code for item in result.conclusions} == {ReasonCode.QUESTIONS_REFUSED}


# Effects


def effect(result: CheckResult, feature: str, column: str) -> npt.NDArray[np.float64]:
    found = [line[column] for line in lines(result, "effects") if line["feature"] == feature]
    return np.array(found, dtype=float)


def places(result: CheckResult, feature: str) -> npt.NDArray[np.float64]:
    return effect(result, feature, "x")


def test_partial_dependence_is_that_of_a_loop_over_values() -> None:
    data = applicants()
    result = run("effects", data)
    for feature in ("income", "debt", "age"):
        wanted = [score_of(data.table.assign(**{feature: value})).mean() for value in places(result, feature)]
        assert effect(result, feature, "mean") == pytest.approx(wanted, abs=1e-12)


def test_partial_dependence_is_that_of_scikit_learn() -> None:
    from sklearn.base import BaseEstimator, RegressorMixin
    from sklearn.inspection import partial_dependence

    class Plain(RegressorMixin, BaseEstimator):  # type: ignore[misc]
        def fit(self, rows: pd.DataFrame, truth: object) -> "Plain":
            self.fitted_ = True
            return self

        def predict(self, rows: pd.DataFrame) -> npt.NDArray[np.float64]:
            return score_of(rows)

    data = applicants()
    result = run("effects", data)
    rows = data.table[list(FEATURES)].astype({"age": float, "debt": float})
    model = Plain().fit(rows, None)
    grid = places(result, "debt")
    theirs = partial_dependence(model, rows, ["debt"], custom_values={"debt": grid}, kind="average")
    assert effect(result, "debt", "mean") == pytest.approx(theirs["average"][0], abs=1e-12)


def test_accumulated_effects_follow_the_definition_of_apley_and_zhu() -> None:
    data = applicants()
    result = run("effects", data)
    edges, values = places(result, "debt"), data.table["debt"].to_numpy(dtype=float)
    steps, counts = [], []
    for low, high in itertools.pairwise(edges):
        inside = (values > low) & (values <= high)
        if low == edges[0]:
            inside |= values == low
        part = data.table[inside]
        steps.append((score_of(part.assign(debt=high)) - score_of(part.assign(debt=low))).mean())
        counts.append(inside.sum())
    whole = np.concatenate([[0.0], np.cumsum(steps)])
    centered = whole - np.average((whole[1:] + whole[:-1]) / 2, weights=counts)
    assert effect(result, "debt", "accumulated") == pytest.approx(centered, abs=1e-12)


def test_accumulated_effects_of_categories_are_made_of_steps_between_neighbors() -> None:
    data = applicants()
    result = run("effects", data)
    own = [line for line in lines(result, "effects") if line["feature"] == "job"]
    order = [str(line["label"]) for line in own]
    assert data.score is not None
    means = pd.Series(data.score).groupby(data.table["job"].to_numpy()).mean()
    assert order == list(means.sort_values().index)
    steps = [0.0]
    for one, other in itertools.pairwise(order):
        part = data.table[data.table["job"].isin([one, other])]
        steps.append((score_of(part.assign(job=other)) - score_of(part.assign(job=one))).mean())
    whole = np.cumsum(steps)
    sizes = [(data.table["job"] == label).sum() for label in order]
    centered = whole - np.average(whole, weights=sizes)
    found = np.array([line["accumulated"] for line in own], dtype=float)
    assert found == pytest.approx(centered, abs=1e-12)


def test_rows_that_move_against_the_mean_are_counted() -> None:
    def crossed(rows: pd.DataFrame) -> Said:
        sign = np.where(rows["owner"].to_numpy(dtype=bool), -1.0, 1.0)
        return 0.5 + sign * rows["debt"].to_numpy(dtype=float) / 200, None

    data = replace(amounts(), features=("debt", "owner"))
    result = ran(get("effects"), data, crossed)
    share = data.table["owner"].mean()
    assert figure(result, "effect_disagreement", "debt").value == pytest.approx(share)


def test_an_unfavorable_score_is_turned() -> None:
    def turned(rows: pd.DataFrame) -> Said:
        score, predicted = says(rows)
        return 1 - score, predicted

    data = applicants()
    assert data.score is not None
    cut_off = CutOff(value=Exact("0.5"), score_means=ScoreMeans.UNFAVORABLE)
    other = replace(data, score=1 - data.score, cut_off=cut_off, score_means=ScoreMeans.UNFAVORABLE)
    first, second = run("effects", data), ran(get("effects"), other, turned)
    assert effect(second, "debt", "mean") == pytest.approx(effect(first, "debt", "mean"), abs=1e-12)


# Permutation importance


def test_the_increase_of_the_loss_is_near_that_of_scikit_learn() -> None:
    from sklearn.base import BaseEstimator, ClassifierMixin
    from sklearn.inspection import permutation_importance

    class Plain(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
        def fit(self, rows: pd.DataFrame, truth: npt.NDArray[np.int64]) -> "Plain":
            self.classes_ = np.unique(truth)
            return self

        def predict_proba(self, rows: pd.DataFrame) -> npt.NDArray[np.float64]:
            score = score_of(rows)
            return np.column_stack([1 - score, score])

        def predict(self, rows: pd.DataFrame) -> npt.NDArray[np.int64]:
            return (score_of(rows) >= 0.5).astype(np.int64)

    data = applicants(900)
    truth = data.table["target"].to_numpy()
    rows = data.table[list(FEATURES)]
    theirs = permutation_importance(
        Plain().fit(rows, truth), rows, truth, scoring="neg_log_loss", n_repeats=20, random_state=1
    )
    result = run("permutation_importance", data)
    for feature, wanted in zip(FEATURES, theirs.importances_mean, strict=True):
        found = figure(result, "permutation_loss", feature)
        assert found.value == pytest.approx(wanted, abs=0.02)
        assert found.interval is not None
        assert (found.interval.low or 0) <= wanted <= (found.interval.high or 0)


def test_a_feature_that_is_not_read_costs_nothing() -> None:
    data = applicants()
    more = replace(data, features=(*FEATURES, "idle"), table=data.table.assign(idle=np.arange(300.0)))
    found = figure(run("permutation_importance", more), "permutation_loss", "idle")
    assert found.value == 0
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == (0, 0)


def test_the_squared_error_of_a_regression_is_measured() -> None:
    result = run("permutation_importance", amounts())
    assert figure(result, "model_loss").value == pytest.approx(1.0)
    assert (figure(result, "permutation_loss", "income").value or 0) > 10


@pytest.mark.parametrize(
    ("limited", "verdict"),
    [("0.1", Verdict.FAILED), ("0.9", Verdict.PASSED), ("0.27", Verdict.NOT_DECIDABLE)],
)
def test_importance_is_judged_by_the_whole_interval(limited: str, verdict: Verdict) -> None:
    check = "permutation_importance"
    data = replace(
        applicants(), policy=policy((limit(check, "permutation_loss", Relation.AT_MOST, limited),))
    )
    found = {item.subject: item.verdict for item in run(check, data).conclusions}
    assert found["income"] is verdict


# Counterfactuals


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


# Reasons


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
    one = replace(data, options=CheckOptions(rules=FIXED))
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


# Groups


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


# Reliance


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

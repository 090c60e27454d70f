"""Are predicted numbers compared between groups as other libraries compare means?"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics as theirs

from core.checks.base import CheckInput
from core.checks.parts import mean_records
from core.checks.registry import get
from core.errors import IntegrityError
from core.inventory import Grouping, Task
from core.policy import Relation
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult, Comparison, Conclusion, Group, Measurement, Verdict
from core.statistics import second_opinion
from tests.core.checks.inputs import limit, policy, regression

LIMITS = (
    limit("group_fairness", "mean_prediction_ratio", Relation.AT_LEAST, "4/5"),
    limit("group_fairness", "mean_error_difference", Relation.AT_MOST, "100"),
    limit("group_fairness", "impact_ratio", Relation.AT_LEAST, "4/5"),
)


def premiums(seed: int = 1, rows: int = 600, *, more: float = 0.0) -> CheckInput:
    rng = np.random.default_rng(seed)
    sex, age = rng.choice(["weiblich", "männlich"], rows), rng.integers(18, 80, rows)
    truth = rng.gamma(4, 250, rows)
    output = truth * rng.normal(1, 0.1, rows) + np.where(sex == "weiblich", more, 0.0)
    data = regression(truth, output)
    return replace(
        data,
        table=data.table.assign(sex=sex, age=age),
        groupings=(Grouping(column="sex"), Grouping(column="age", edges=("40",))),  # type: ignore[arg-type]
        policy=policy(LIMITS),
    )


def run(data: CheckInput) -> CheckResult:
    return get("group_fairness").run(data, SILENT)


def figure(found: Group, measure: str) -> Measurement:
    return next(item for item in found.measurements if item.measure == measure)


def group(result: CheckResult, label: str) -> Group:
    return next(item for item in result.groups if item.label == label)


def pair(result: CheckResult, measure: str, feature: str = "sex") -> Comparison:
    return next(item for item in result.comparisons if (item.measure, item.feature) == (measure, feature))


def conclusion(result: CheckResult, measure: str, feature: str = "sex") -> Conclusion:
    return next(item for item in result.conclusions if (item.measure, item.subject) == (measure, feature))


def test_every_group_has_its_means_and_errors() -> None:
    data = premiums()
    assert data.score is not None
    result = run(data)
    for label in ("weiblich", "männlich"):
        mask = data.table["sex"].to_numpy() == label
        truth, output = data.table["target"].to_numpy()[mask], data.score[mask]
        found = group(result, label)
        assert found.n == mask.sum()
        wanted = {
            "mean_prediction": output.mean(),
            "mean_outcome": truth.mean(),
            "mean_error": (output - truth).mean(),
            "mae": theirs.mean_absolute_error(truth, output),
            "rmse": theirs.root_mean_squared_error(truth, output),
        }
        for name, value in wanted.items():
            assert figure(found, name).value == pytest.approx(value)
            interval = figure(found, name).interval
            assert interval is not None
            assert (interval.low or 0) < value < (interval.high or 0)
        assert figure(found, "mean_prediction").denominator == mask.sum()


def test_groups_are_compared_by_welch() -> None:
    data = premiums(more=80)
    assert data.score is not None
    result = run(data)
    women = data.table["sex"].to_numpy() == "weiblich"
    found = pair(result, "mean_prediction")
    reference, other = data.score[women], data.score[~women]
    if found.reference == "männlich":
        reference, other = other, reference
    test = stats.ttest_ind(reference, other, equal_var=False)
    assert found.tests[0].test == "welch"
    assert (found.tests[0].statistic, found.tests[0].p) == pytest.approx((test.statistic, test.pvalue))
    assert found.tests[0].p_holm is not None
    assert found.tests[0].p_holm >= test.pvalue
    assert found.difference.value == pytest.approx(reference.mean() - other.mean())
    assert found.ratio.value == pytest.approx(other.mean() / reference.mean())
    assert found.difference.interval is not None
    assert found.ratio.interval is not None
    assert (found.difference.interval.method, found.ratio.interval.method) == ("welch", "fieller")


def test_the_largest_group_is_the_reference_unless_another_one_was_chosen() -> None:
    data = premiums()
    sizes = data.table["sex"].value_counts()
    found = pair(run(data), "mean_prediction")
    assert (found.reference, found.reference_rule) == (sizes.idxmax(), "largest")
    chosen = pair(run(replace(data, references={"sex": str(sizes.idxmin())})), "mean_prediction")
    assert (chosen.reference, chosen.reference_rule) == (sizes.idxmin(), "chosen")
    assert chosen.difference.value == pytest.approx(-(found.difference.value or 0))


def test_people_who_stated_nothing_are_no_reference_of_their_own_accord() -> None:
    data = premiums()
    table = data.table.copy()
    table.loc[: len(table) * 2 // 3, "sex"] = None
    result = run(replace(data, table=table))
    assert pair(result, "mean_prediction").reference != ""
    assert group(result, "").n > group(result, pair(result, "mean_prediction").reference).n


def test_a_limit_on_means_is_judged_on_both_sides() -> None:
    far = run(premiums(rows=4000, more=600))
    assert conclusion(far, "mean_prediction_ratio").verdict is Verdict.FAILED
    assert conclusion(far, "mean_error_difference").verdict is Verdict.FAILED
    assert pair(far, "mean_prediction").verdict is Verdict.FAILED
    near = run(premiums(rows=4000))
    assert conclusion(near, "mean_prediction_ratio").verdict is Verdict.PASSED
    few = conclusion(run(premiums(rows=80, more=200)), "mean_prediction_ratio")
    assert few.verdict is Verdict.NOT_DECIDABLE
    assert few.needed_n is not None
    assert few.minimum_detectable is not None


def test_limits_on_rates_are_not_applicable_to_numbers() -> None:
    found = conclusion(run(premiums()), "impact_ratio")
    assert (found.verdict, found.reason.code) == (Verdict.NOT_APPLICABLE, ReasonCode.TASK_NOT_SUPPORTED)
    only = run(replace(premiums(), policy=policy(LIMITS[2:])))
    assert only.verdict is Verdict.NOT_APPLICABLE
    assert conclusion(only, "mean_prediction_difference").value is not None


def test_without_true_numbers_only_predictions_are_compared() -> None:
    data = premiums()
    result = run(replace(data, table=data.table.drop(columns="target"), target=None))
    assert {item.measure for item in group(result, "weiblich").measurements} == {"mean_prediction"}
    assert {item.measure for item in result.comparisons} == {"mean_prediction"}
    assert conclusion(result, "mean_error_difference").reason.code is ReasonCode.NO_LABELS
    assert any(note.code is ReasonCode.NO_LABELS for note in result.notes)


def test_a_ratio_needs_means_above_zero() -> None:
    rng = np.random.default_rng(2)
    data = premiums()
    result = run(replace(data, score=rng.normal(-5, 1, len(data.table))))
    assert conclusion(result, "mean_prediction_ratio").reason.code is ReasonCode.MEAN_NOT_POSITIVE
    found = pair(result, "mean_prediction").ratio
    assert found.value is None
    assert found.reason is not None
    assert found.reason.code is ReasonCode.MEAN_NOT_POSITIVE
    errors = pair(result, "mean_error").ratio
    assert errors.reason is not None
    assert errors.reason.code is ReasonCode.NO_RATIO


def test_exposure_weights_means() -> None:
    data = premiums()
    assert data.score is not None
    exposure = np.random.default_rng(4).uniform(0.1, 1, len(data.table))
    result = run(replace(data, table=data.table.assign(years=exposure), weight="years"))
    mask = data.table["sex"].to_numpy() == "weiblich"
    found = figure(group(result, "weiblich"), "mean_prediction")
    assert found.value == pytest.approx(np.average(data.score[mask], weights=exposure[mask]))
    assert found.n == mask.sum()
    assert found.denominator == pytest.approx(exposure[mask].sum())
    truth = data.table["target"].to_numpy()[mask]
    wanted = theirs.root_mean_squared_error(truth, data.score[mask], sample_weight=exposure[mask])
    assert figure(group(result, "weiblich"), "rmse").value == pytest.approx(wanted)
    assert any(note.code is ReasonCode.WEIGHTED for note in result.notes)


def test_intersections_and_small_groups() -> None:
    result = run(replace(premiums(rows=300), intersections=True, policy=policy(LIMITS, minimum=60)))
    crossed = [item for item in result.groups if item.feature == "sex x age"]
    assert sum(item.n for item in crossed) == 300
    assert any(item.excluded for item in crossed)
    left_out = {item.label for item in crossed if item.excluded}
    assert not left_out & {item.group for item in result.comparisons if item.feature == "sex x age"}


def test_unknown_references_and_single_groups_are_reasons() -> None:
    data = premiums()
    unknown = run(replace(data, references={"sex": "divers"}))
    assert conclusion(unknown, "mean_prediction_ratio").reason.code is ReasonCode.REFERENCE_UNKNOWN
    alone = run(replace(data, table=data.table.assign(sex="weiblich")))
    assert conclusion(alone, "mean_prediction_ratio").reason.code is ReasonCode.ONE_GROUP_ONLY
    nobody = run(replace(data, table=data.table.assign(sex=None)))
    assert conclusion(nobody, "mean_prediction_ratio").reason.code is ReasonCode.ALL_MISSING


def test_a_group_of_one_row_has_no_interval_and_says_so() -> None:
    data = premiums()
    table = data.table.copy()
    table.loc[0, "sex"] = "divers"
    found = group(run(replace(data, table=table)), "divers")
    assert found.excluded is not None
    for item in found.measurements:
        assert item.interval is None
        assert item.reason is not None
        assert item.reason.code is ReasonCode.TOO_FEW_ROWS


@settings(max_examples=4)
@given(st.integers(0, 1000))
def test_neither_the_order_of_rows_nor_the_names_of_groups_matter(seed: int) -> None:
    data = premiums(seed, rows=90)
    assert data.score is not None
    order = np.random.default_rng(seed).permutation(90)
    table = data.table.iloc[order].reset_index(drop=True)
    assert run(replace(data, table=table, score=data.score[order])) == run(data)
    renamed = run(replace(data, table=data.table.assign(sex="x" + data.table["sex"])))
    same = [item.value for item in renamed.measurements]
    assert same == [item.value for item in run(data).measurements]


def test_a_disagreement_with_the_other_library_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    real = second_opinion.errors_by_group

    def wrong(*given: object) -> dict[str, np.ndarray]:
        found = real(*given)  # type: ignore[arg-type]
        return found | {"mae": found["mae"] * (1 + 1e-6)}

    monkeypatch.setattr(mean_records, "errors_by_group", wrong)
    with pytest.raises(IntegrityError, match="disagree"):
        run(premiums(rows=100))


def test_text_in_the_target_is_left_out_and_counted() -> None:
    data = premiums()
    table = data.table.astype({"target": "object"})
    table.loc[:4, "target"] = "n/a"
    result = run(replace(data, table=table))
    assert result.definition.rows == 595
    assert any(note.values.get("n") == 5 for note in result.notes)
    words = run(replace(data, table=pd.DataFrame({**data.table, "target": ["x"] * 600})))
    assert {item.reason.code for item in words.conclusions} == {ReasonCode.ALL_MISSING}
    assert data.task is Task.REGRESSION

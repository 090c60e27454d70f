"""Are scores of groups measured as other libraries measure them, and judged by whole intervals?"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, spearmanr
from sklearn.metrics import brier_score_loss, roc_auc_score

from core.checks.base import CheckInput
from core.errors import IntegrityError
from core.inventory import Grouping, Task
from core.policy import Relation
from core.reasons import ReasonCode
from core.results import Verdict
from core.statistics.discrimination import ks_class_bounds, ks_distance
from core.statistics.second_scores import error_disagreement
from tests.core.checks.fair_inputs import applicants, doubled, figure, of_group, run, table
from tests.core.checks.inputs import binary, limit, policy, regression

AUC = limit("group_scores", "auc_difference", Relation.AT_MOST, "0.1")


def test_figures_of_a_group_are_those_of_scikit_learn() -> None:
    data = applicants()
    result = run("group_scores", data)
    assert data.score is not None
    for label in ("a", "b"):
        mask = (data.table["group"] == label).to_numpy()
        truth, score = data.table["target"][mask], data.score[mask]
        assert of_group(result, label, "auc").value == pytest.approx(roc_auc_score(truth, score), abs=1e-12)
        gini = 2 * roc_auc_score(truth, score) - 1
        assert of_group(result, label, "gini").value == pytest.approx(gini, abs=1e-12)
        assert of_group(result, label, "brier").value == pytest.approx(
            brier_score_loss(truth, score), abs=1e-12
        )
        assert of_group(result, label, "mean_score").value == pytest.approx(score.mean(), abs=1e-12)
        expected = score.mean() - truth.mean()
        assert of_group(result, label, "score_deviation").value == pytest.approx(expected, abs=1e-12)
        assert of_group(result, label, "ks").value == pytest.approx(ks_distance(truth.to_numpy() == 1, score))


def test_a_score_of_the_unfavorable_class_is_turned() -> None:
    data = applicants()
    assert data.score is not None
    assert data.cut_off is not None
    from core.inventory import CutOff, ScoreMeans

    means = ScoreMeans.UNFAVORABLE
    turned = replace(
        data,
        score=np.round(1 - data.score, 3),
        score_means=means,
        cut_off=CutOff(value=data.cut_off.value, score_means=means),
    )
    one, other = run("group_scores", data), run("group_scores", turned)
    assert of_group(one, "a", "auc").value == pytest.approx(of_group(other, "a", "auc").value)
    assert of_group(one, "a", "brier").value == pytest.approx(of_group(other, "a", "brier").value)


def test_the_verdict_needs_the_whole_interval() -> None:
    rng = np.random.default_rng(2)

    def judged(rows: int, blur: float) -> Verdict:
        truth, group = rng.integers(0, 2, rows), np.arange(rows) % 2
        noise = np.where(group == 1, blur, 0.3)
        score = np.clip(0.3 + 0.4 * truth + rng.normal(0, 1, rows) * noise, 0, 1)
        data = binary(truth, (score > 0.5).astype(int), groups={"group": group}, score=score)
        return run("group_scores", replace(data, policy=policy((AUC,)))).verdict

    assert judged(4000, 0.3) is Verdict.PASSED
    assert judged(4000, 2.0) is Verdict.FAILED
    assert judged(120, 0.5) is Verdict.NOT_DECIDABLE


def test_an_undecided_gap_says_how_many_rows_would_decide() -> None:
    data = replace(
        applicants(200, lean=0.0),
        policy=policy((limit("group_scores", "auc_difference", Relation.AT_MOST, "0.01"),)),
    )
    (found,) = run("group_scores", data).conclusions
    assert found.verdict is Verdict.NOT_DECIDABLE
    assert found.minimum_detectable is not None
    assert found.needed_n is None or found.needed_n > 100


def test_a_chosen_reference_is_the_one_all_are_put_beside() -> None:
    result = run("group_scores", replace(applicants(), references={"group": "b"}, policy=policy((AUC,))))
    assert {(item.reference, item.reference_rule) for item in result.comparisons} == {("b", "chosen")}
    absent = run("group_scores", replace(applicants(), references={"group": "z"}, policy=policy((AUC,))))
    assert {item.reason.code for item in absent.conclusions} == {ReasonCode.REFERENCE_UNKNOWN}
    assert absent.verdict is Verdict.NOT_DECIDABLE


def test_a_group_told_apart_without_error_still_has_an_interval_of_some_width() -> None:
    truth = np.tile([0, 1], 40)
    score = np.where(truth == 1, 0.9, 0.1)
    result = run(
        "group_scores", binary(truth, truth, groups={"group": np.repeat(["a", "b"], 40)}, score=score)
    )
    interval = of_group(result, "a", "auc").interval
    assert interval is not None
    assert interval.method == "wilson"
    assert 0.8 < (interval.low or 0) < 1.0


def test_a_group_with_one_class_has_means_but_no_area() -> None:
    data = applicants()
    truth = data.table["target"].where(data.table["group"] == "a", 1)
    result = run("group_scores", replace(data, table=data.table.assign(target=truth)))
    found = of_group(result, "b", "auc")
    assert found.value is None
    assert found.reason is not None
    assert found.reason.code is ReasonCode.NO_NEGATIVES
    assert of_group(result, "b", "mean_score").value is not None


def test_small_groups_are_measured_but_not_compared() -> None:
    data = applicants()
    group = data.table["group"].where(np.arange(len(data.table)) > 9, "tiny")
    result = run("group_scores", replace(data, table=data.table.assign(group=group)))
    tiny = next(item for item in result.groups if item.label == "tiny")
    assert tiny.excluded is not None
    assert all("tiny" not in {item.group, item.reference} for item in result.comparisons)


def test_scores_that_are_no_probabilities_have_an_order_but_no_calibration() -> None:
    data = applicants()
    assert data.score is not None
    points = run("group_scores", replace(data, score=300 + 500 * data.score))
    assert of_group(points, "a", "auc").value == of_group(run("group_scores", data), "a", "auc").value
    found = of_group(points, "a", "brier")
    assert found.reason is not None
    assert found.reason.code is ReasonCode.NOT_A_PROBABILITY
    assert "reliability" not in {item.id for item in points.tables}


def test_counts_of_rows_give_what_the_written_out_rows_give() -> None:
    data = applicants(200)
    counted = replace(data, table=data.table.assign(n=2), weight="n")
    one, other = run("group_scores", counted), run("group_scores", doubled(data))
    for name in ("auc", "brier", "ks", "ece", "mean_score"):
        first, second = of_group(one, "a", name), of_group(other, "a", name)
        assert first.value == pytest.approx(second.value, rel=1e-12)
        assert first.n == second.n
    intervals = [of_group(result, "a", "auc").interval for result in (one, other)]
    assert intervals[0] is not None
    assert intervals[1] is not None
    assert intervals[0].low == pytest.approx(intervals[1].low, abs=1e-12)


def test_a_regression_has_rank_and_errors_by_group() -> None:
    rng = np.random.default_rng(4)
    truth, group = rng.normal(10, 3, 400), np.tile(["x", "y"], 200)
    output = truth + rng.normal(0, np.where(group == "x", 1.0, 3.0))
    data = regression(truth, output)
    data = replace(data, table=data.table.assign(group=group), groupings=(Grouping(column="group"),))
    result = run("group_scores", data)
    mask = group == "x"
    wanted = spearmanr(output[mask], truth[mask]).statistic
    assert of_group(result, "x", "spearman").value == pytest.approx(wanted, abs=1e-12)
    assert of_group(result, "x", "rmse").value == pytest.approx(np.sqrt(((output - truth)[mask] ** 2).mean()))
    assert figure(result, "rmse_difference", "group").value == pytest.approx(
        abs(np.sqrt(((output - truth)[~mask] ** 2).mean()) - np.sqrt(((output - truth)[mask] ** 2).mean()))
    )


def test_several_classes_are_the_favorable_one_against_the_rest() -> None:
    data = applicants()
    truth = data.table["target"].map({0: "no", 1: "yes"}).where(np.arange(len(data.table)) % 7 > 0, "maybe")
    many = replace(
        data, task=Task.MULTICLASS, table=data.table.assign(target=truth), favorable="yes", score_means=None
    )
    result = run("group_scores", many)
    mask = (data.table["group"] == "a").to_numpy()
    assert data.score is not None
    wanted = roc_auc_score(truth[mask] == "yes", data.score[mask])
    assert of_group(result, "a", "auc").value == pytest.approx(wanted)


def test_distributions_add_up_and_bins_hold_all_rows() -> None:
    result = run("group_scores", applicants())
    shares = table(result, "score_distribution").groupby("group")["share"].sum()
    assert shares.to_numpy() == pytest.approx(1.0)
    assert table(result, "reliability")["n"].sum() == 600


def test_a_disagreement_of_the_two_areas_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.checks.group_scores.score_disagreement", lambda *_args, **_more: 1e-6)
    with pytest.raises(IntegrityError, match="disagree"):
        run("group_scores", applicants())


@settings(max_examples=6)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 6), st.booleans()), min_size=40, max_size=80))
def test_the_complement_of_the_favorable_class_keeps_the_area(rows: list[tuple[bool, int, bool]]) -> None:
    truth, points, group = (np.array(column) for column in zip(*rows, strict=True))
    if truth.all() or not truth.any():
        return
    score = points / 6
    one = binary(truth.astype(int), truth.astype(int), groups={"g": group}, score=score)
    other = binary(1 - truth.astype(int), truth.astype(int), groups={"g": group}, score=1 - score)
    for first, second in zip(run("group_scores", one).groups, run("group_scores", other).groups, strict=True):
        areas = [next(m.value for m in item.measurements if m.measure == "auc") for item in (first, second)]
        assert areas[0] == (areas[1] if areas[1] is None else pytest.approx(areas[1], abs=1e-12))


def by_chance(seed: int, sizes: tuple[int, int] = (50, 3000)) -> CheckInput:
    """A small and a large group whose probabilities are all true, without any order beyond chance."""
    rng = np.random.default_rng(seed)
    score = np.round(rng.uniform(0.3, 0.7, sum(sizes)), 3)
    truth = (rng.random(sum(sizes)) < score).astype(int)
    return binary(
        truth, (score > 0.5).astype(int), groups={"group": np.repeat(["small", "large"], sizes)}, score=score
    )


def test_true_probabilities_of_a_small_group_are_not_called_wrong() -> None:
    limits = (limit("group_scores", "ece_difference", Relation.AT_MOST, "0.02"),)
    failed = lows = 0
    for seed in range(25):
        result = run("group_scores", replace(by_chance(seed), policy=policy(limits)))
        interval = of_group(result, "small", "ece").interval
        assert interval is not None
        lows += (interval.low or 0) > 0
        failed += result.verdict is Verdict.FAILED
    assert (failed, lows <= 3) == (0, True)


def test_groups_that_are_really_calibrated_differently_fail() -> None:
    data = by_chance(1, (3000, 3000))
    assert data.score is not None
    small = (data.table["group"] == "small").to_numpy()
    wrong = replace(data, score=np.where(small, data.score + 0.25, data.score))
    limits = (limit("group_scores", "ece_difference", Relation.AT_MOST, "0.1"),)
    assert run("group_scores", replace(wrong, policy=policy(limits))).verdict is Verdict.FAILED


def test_a_score_without_order_has_no_proven_distance_of_classes() -> None:
    data = by_chance(3)
    blind = replace(data, score=np.random.default_rng(5).random(len(data.table)))
    for label in ("small", "large"):
        interval = of_group(run("group_scores", blind), label, "ks").interval
        assert interval is not None
        assert interval.low == 0.0
    whole = figure(run("performance", blind), "ks", None).interval
    assert whole is not None
    assert whole.low == 0.0


def test_bounds_of_the_distance_of_classes_hold_the_true_one() -> None:
    held = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        truth = np.repeat([True, False], (40, 60))
        score = np.where(truth, rng.normal(0.6, 1, 100), rng.normal(0, 1, 100))
        low, high = ks_class_bounds(ks_distance(truth, score), 40, 60)
        held += low <= 2 * norm.cdf(0.3) - 1 <= high
    assert held >= 186


@pytest.mark.parametrize("name", ["_distance", "_calibration_error"])
def test_a_second_distance_or_calibration_error_that_differs_stops_the_run(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"core.statistics.second_scores.{name}", lambda *_parts: 0.123456)
    with pytest.raises(IntegrityError, match="disagree"):
        run("group_scores", applicants())


def test_second_errors_of_numbers_are_those_of_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[float] = []

    def seen(*parts: object) -> float:
        found.append(error_disagreement(*parts))  # type: ignore[arg-type]
        return found[-1]

    monkeypatch.setattr("core.checks.group_scores.error_disagreement", seen)
    rng = np.random.default_rng(4)
    truth = rng.normal(size=200)
    said = truth + rng.normal(size=200)
    data = regression(truth, said)
    groups = np.where(rng.random(200) < 0.5, "a", "b")
    run(
        "group_scores",
        replace(data, table=data.table.assign(g=groups), groupings=(Grouping(column="g"),)),
    )
    assert found
    assert max(found) < 1e-12

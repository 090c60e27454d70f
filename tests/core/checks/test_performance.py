"""Are predictions measured as other libraries measure them, and judged by their interval?"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as theirs

from core.checks.base import CheckInput
from core.checks.registry import get
from core.inventory import ScoreMeans, Task
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult, Measurement, Verdict
from core.statistics.discrimination import delong
from tests.core.checks.inputs import binary, regression


def run(data: CheckInput) -> CheckResult:
    return get("performance").run(data, SILENT)


def figure(result: CheckResult, measure: str, subject: str | None = None) -> Measurement:
    return next(item for item in result.measurements if (item.measure, item.subject) == (measure, subject))


def scored(seed: int = 1, rows: int = 400) -> CheckInput:
    rng = np.random.default_rng(seed)
    score = rng.random(rows).round(2)
    truth = (rng.random(rows) < score).astype(int)
    return binary(truth, (score >= 0.6).astype(int), score=score)


def test_classes_equal_scikit_learn() -> None:
    data = scored()
    assert data.predicted is not None
    truth, said = data.table["target"].to_numpy(), data.predicted.astype(int)
    result = run(data)
    for label in (0, 1):
        for name, function in (("recall", theirs.recall_score), ("precision", theirs.precision_score)):
            assert figure(result, name, str(label)).value == pytest.approx(
                function(truth, said, pos_label=label)
            )
        assert figure(result, "f1", str(label)).value == pytest.approx(
            theirs.f1_score(truth, said, pos_label=label)
        )
    assert figure(result, "accuracy").value == theirs.accuracy_score(truth, said)
    for name, function in (
        ("balanced_accuracy", theirs.balanced_accuracy_score),
        ("kappa", theirs.cohen_kappa_score),
        ("mcc", theirs.matthews_corrcoef),
    ):
        assert figure(result, name).value == pytest.approx(function(truth, said), abs=1e-12)


@pytest.mark.parametrize("weighted", [False, True])
def test_scores_equal_scikit_learn(weighted: bool) -> None:
    data = scored()
    assert data.score is not None
    truth, score = data.table["target"].to_numpy(), data.score
    weights = np.random.default_rng(2).random(len(truth)) + 0.1 if weighted else None
    if weights is not None:
        data = replace(data, table=data.table.assign(w=weights), weight="w")
    result = run(data)
    auc = theirs.roc_auc_score(truth, score, sample_weight=weights)
    assert figure(result, "auc").value == pytest.approx(auc, abs=1e-12)
    assert figure(result, "gini").value == pytest.approx(2 * auc - 1, abs=1e-12)
    area = theirs.average_precision_score(1 - truth, -score, sample_weight=weights)
    assert figure(result, "average_precision").value == pytest.approx(area, abs=1e-12)
    brier = theirs.brier_score_loss(truth, score, sample_weight=weights)
    assert figure(result, "brier").value == pytest.approx(brier, abs=1e-12)
    loss = theirs.log_loss(truth, score, sample_weight=weights)
    assert figure(result, "log_loss").value == pytest.approx(loss, rel=1e-9)
    fpr, tpr, _ = theirs.roc_curve(truth, score, sample_weight=weights)
    assert figure(result, "ks").value == pytest.approx((tpr - fpr).max(), abs=1e-12)
    for item in result.measurements:
        if item.value is not None and item.interval is not None:
            assert item.interval.low is not None
            assert item.interval.high is not None
            assert item.interval.low - 0.02 <= item.value <= item.interval.high + 0.02


def test_delong_equals_the_double_sum() -> None:
    rng = np.random.default_rng(3)
    score, truth = rng.normal(size=60).round(1), rng.random(60) < 0.4
    positive, negative = score[truth], score[~truth]
    won = (positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)
    variance = won.mean(axis=1).var(ddof=1) / len(positive) + won.mean(axis=0).var(ddof=1) / len(negative)
    found = delong(truth, score)
    assert found is not None
    assert found[1] is not None
    assert found[0] == pytest.approx(won.mean(), abs=1e-14)
    assert found[1][1] - found[0] == pytest.approx(1.959964 * np.sqrt(variance), rel=1e-6)


def test_turning_the_direction_of_the_score_changes_nothing() -> None:
    data = scored()
    assert data.score is not None
    turned = replace(data, score=1 - data.score, score_means=ScoreMeans.UNFAVORABLE)
    for name in ("auc", "ks", "brier", "log_loss", "average_precision"):
        assert figure(run(turned), name).value == pytest.approx(figure(run(data), name).value, abs=1e-12)


def test_a_direction_nobody_stated_is_not_guessed() -> None:
    auc = figure(run(replace(scored(), score_means=None, cut_off=None)), "auc")
    assert auc.value is None
    assert auc.reason is not None
    assert auc.reason.code is ReasonCode.NO_SCORES


def test_points_are_no_probabilities() -> None:
    data = scored()
    assert data.score is not None
    result = run(replace(data, score=data.score * 800))
    brier = figure(result, "brier")
    assert brier.reason is not None
    assert brier.reason.code is ReasonCode.NOT_A_PROBABILITY
    assert figure(result, "auc").value == figure(run(data), "auc").value


def test_recall_is_judged_on_the_unfavorable_class() -> None:
    truth, said = [0] * 150 + [1] * 350, [0] * 70 + [1] * 80 + [1] * 320 + [0] * 30
    result = run(binary(truth, said))
    recall = next(item for item in result.conclusions if item.measure == "recall")
    assert (recall.subject, recall.verdict) == ("0", Verdict.FAILED)
    assert recall.value == pytest.approx(70 / 150)
    assert recall.interval is not None
    assert (round(recall.interval.low or 0, 2), round(recall.interval.high or 0, 2)) == (0.39, 0.55)
    near = run(binary(truth, [0] * 84 + [1] * 66 + [1] * 320 + [0] * 30))
    undecided = next(item for item in near.conclusions if item.measure == "recall")
    assert undecided.verdict is Verdict.NOT_DECIDABLE
    assert undecided.beyond
    assert undecided.needed_n is not None
    assert undecided.needed_n > 150


def test_a_rare_class_is_noted_and_the_trivial_model_stands_beside() -> None:
    result = run(binary([1] * 97 + [0] * 3, [1] * 100))
    note = next(note for note in result.notes if note.code is ReasonCode.RARE_CLASS)
    assert note.values == {"label": "0", "share": 0.03}
    assert figure(result, "accuracy").value == figure(result, "accuracy_trivial").value == 0.97
    assert figure(result, "recall", "0").value == 0.0
    assert figure(result, "precision", "0").value is None
    assert figure(result, "balanced_accuracy").value == 0.5


def test_several_classes_are_measured_one_by_one() -> None:
    rng = np.random.default_rng(4)
    truth, said = rng.choice(["a", "b", "c"], 300), rng.choice(["a", "b", "c"], 300)
    result = run(replace(binary(truth, said), task=Task.MULTICLASS, favorable=None))
    for label in "abc":
        wanted = theirs.recall_score(truth, said, labels=[label], average="macro")
        assert figure(result, "recall", label).value == pytest.approx(wanted)
    confusion = next(table for table in result.tables if table.id == "confusion")
    assert np.array(confusion.column("n")).sum() == 300


@settings(max_examples=8)
@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=3, max_size=40))
def test_regression_equals_scikit_learn(pairs: list[tuple[float, float]]) -> None:
    truth, output = (np.array(column) for column in zip(*pairs, strict=True))
    result = run(regression(truth, output))
    assert figure(result, "mae").value == pytest.approx(theirs.mean_absolute_error(truth, output))
    assert figure(result, "rmse").value == pytest.approx(theirs.root_mean_squared_error(truth, output))
    r2 = figure(result, "r2")
    if r2.value is not None and np.ptp(truth) > 1e-6:
        assert r2.value == pytest.approx(theirs.r2_score(truth, output), rel=1e-6)


def test_a_regression_has_intervals_and_a_trivial_baseline() -> None:
    rng = np.random.default_rng(5)
    truth = rng.normal(size=500)
    result = run(regression(truth, truth + rng.normal(scale=0.5, size=500)))
    assert result.verdict is Verdict.PASSED
    assert figure(result, "rmse_trivial").value == pytest.approx(truth.std())
    for name in ("mae", "rmse", "r2", "mean_error"):
        interval = figure(result, name).interval
        assert interval is not None
        assert (interval.low or 0) < (interval.high or 0)

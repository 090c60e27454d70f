"""Is a worse version told from one that only looks worse by chance?"""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics as theirs

from core.checks.base import CheckInput
from core.options import SampleRole
from core.policy import Relation
from core.reasons import ReasonCode
from core.results import Verdict
from tests.core.checks.quality import (
    Floats,
    about,
    bounds,
    figure,
    labels,
    limited,
    noisy,
    numbers,
    run,
    said,
    several,
    table,
    with_other,
)
from tests.core.statistics.test_performance_numbers import slow_delong

MARGIN = ("auc_loss", Relation.AT_MOST, "0.02")


def blurred(data: CheckInput, seed: int, noise: float) -> Floats:
    assert data.score is not None
    step = np.random.default_rng(seed).normal(0, noise, len(data.score))
    return np.asarray(np.clip(data.score + step, 0.001, 0.999))


def against(data: CheckInput, other: Floats) -> CheckInput:
    return with_other(data, SampleRole.OTHER_VERSION, other, said(other))


def test_figures_are_paired_differences() -> None:
    data = noisy(1, noise=0.2)
    other = blurred(noisy(1), 2, 0.05)
    assert data.score is not None
    assert data.predicted is not None
    truth = data.table["target"].to_numpy()
    result = run("version_comparison", against(data, other))
    areas, covariance = slow_delong(truth == 1, [other, data.score])
    loss = figure(result, "auc_loss")
    error = np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    assert loss.value == pytest.approx(areas[0] - areas[1], abs=1e-13)
    assert bounds(loss)[1] - (loss.value or 0) == pytest.approx(1.959964 * error, rel=1e-6)
    right, right_other = data.predicted.astype(int) == truth, (other >= 0.5) == truth
    first, second = int((right & ~right_other).sum()), int((~right & right_other).sum())
    accuracy = figure(result, "accuracy_loss")
    assert accuracy.value == pytest.approx((second - first) / len(truth))
    lines = table(result, "side_by_side").set_index("measure")
    wanted = stats.binomtest(first, first + second).pvalue
    assert lines.loc["accuracy", "p"] == pytest.approx(wanted, rel=1e-9)
    assert lines.loc["accuracy", "test"] == "mcnemar_exact"
    change = (data.score - truth) ** 2 - (other - truth) ** 2
    brier = figure(result, "brier_rise")
    assert brier.value == pytest.approx(change.mean())
    error = change.std(ddof=1) / np.sqrt(len(change))
    assert bounds(brier)[1] - change.mean() == pytest.approx(1.959964 * error, rel=1e-6)
    assert lines.loc["brier", "p"] == pytest.approx(2 * stats.norm.sf(abs(change.mean() / error)), rel=1e-6)


def test_paired_intervals_are_those_of_a_paired_bootstrap() -> None:
    data = noisy(3, 800, noise=0.2)
    other = blurred(noisy(3, 800), 4, 0.05)
    assert data.predicted is not None
    result = run("version_comparison", against(data, other))
    truth = data.table["target"].to_numpy()
    mine, theirs_ = data.predicted.astype(int), (other >= 0.5).astype(int)
    rng, drawn = np.random.default_rng(5), []
    for _ in range(1000):
        at = rng.integers(0, len(truth), len(truth))
        drawn.append(
            theirs.balanced_accuracy_score(truth[at], theirs_[at])
            - theirs.balanced_accuracy_score(truth[at], mine[at])
        )
    assert bounds(figure(result, "balanced_accuracy_loss")) == pytest.approx(
        np.quantile(drawn, [0.025, 0.975]), abs=0.006
    )


@pytest.mark.parametrize(
    ("noise", "rows", "verdict"),
    [(0.0, 3000, Verdict.PASSED), (0.5, 2000, Verdict.FAILED), (0.12, 150, Verdict.NOT_DECIDABLE)],
)
def test_inferiority_is_excluded_shown_or_open(noise: float, rows: int, verdict: Verdict) -> None:
    data = limited(noisy(6, rows, noise=noise), "version_comparison", MARGIN)
    result = run("version_comparison", against(data, blurred(noisy(6, rows), 7, 0.02)))
    assert about(result, "auc_loss").verdict is verdict


def test_exchanging_the_versions_turns_the_sign() -> None:
    data = noisy(8, noise=0.2)
    other = blurred(noisy(8), 9, 0.1)
    assert data.score is not None
    first = run("version_comparison", against(data, other))
    second = run("version_comparison", against(replace(data, score=other, predicted=said(other)), data.score))
    for name in ("auc_loss", "accuracy_loss", "balanced_accuracy_loss", "brier_rise", "log_loss_rise"):
        assert figure(first, name).value == pytest.approx(-(figure(second, name).value or 0), abs=1e-12)
        low, high = bounds(figure(first, name))
        assert bounds(figure(second, name)) == pytest.approx((-high, -low), abs=1e-12)


def test_equal_versions_keep_an_interval_for_decisions() -> None:
    data = noisy(10)
    assert data.score is not None
    result = run("version_comparison", against(data, data.score))
    assert any(note.code is ReasonCode.SAME_SCORES for note in result.notes)
    low, high = bounds(figure(result, "accuracy_loss"))
    assert low < 0 < high
    assert figure(result, "auc_loss").value == 0.0
    assert table(result, "side_by_side").set_index("measure").loc["accuracy", "p"] == 1.0


def test_numbers_are_compared_row_by_row() -> None:
    data = numbers(11, noise=0.8)
    assert data.score is not None
    truth = data.table["target"].to_numpy()
    other = truth + np.random.default_rng(1).normal(0, 0.6, len(truth))
    result = run("version_comparison", with_other(data, SampleRole.OTHER_VERSION, other))
    change = (data.score - truth) ** 2 - (other - truth) ** 2
    found = figure(result, "mse_rise")
    assert found.value == pytest.approx(change.mean())
    half = 1.959964 * change.std(ddof=1) / np.sqrt(len(change))
    assert bounds(found)[1] - change.mean() == pytest.approx(half, rel=1e-5)
    rng, drawn = np.random.default_rng(2), []
    for _ in range(1000):
        at = rng.integers(0, len(truth), len(truth))
        drawn.append(np.sqrt(((data.score - truth)[at] ** 2).mean() / ((other - truth)[at] ** 2).mean()))
    ratio = figure(result, "rmse_ratio")
    assert bounds(ratio) == pytest.approx(np.quantile(drawn, [0.025, 0.975]), rel=0.01)
    limits = ("rmse_ratio", Relation.AT_MOST, "1.05")
    judged = with_other(limited(data, "version_comparison", limits), SampleRole.OTHER_VERSION, other)
    assert run("version_comparison", judged).verdict is Verdict.FAILED


def test_several_classes_have_recall_and_accuracy_without_scores() -> None:
    data, other = several(12), several(12, right=0.9)
    result = run("version_comparison", with_other(data, SampleRole.OTHER_VERSION, None, other.predicted))
    assert figure(result, "recall_loss", "b").value is not None
    truth = data.table["target"]
    wanted = theirs.accuracy_score(truth, other.predicted.astype(str)) - theirs.accuracy_score(  # type: ignore[union-attr]
        truth,
        data.predicted.astype(str),  # type: ignore[union-attr]
    )
    assert figure(result, "accuracy_loss").value == pytest.approx(wanted)


def test_rows_of_one_side_only_are_left_out_and_counted() -> None:
    data = noisy(13)
    other = blurred(data, 14, 0.1)
    other[:40] = np.nan
    predicted = said(np.nan_to_num(other))
    predicted[:40] = None
    result = run("version_comparison", with_other(data, SampleRole.OTHER_VERSION, other, predicted))
    note = next(note for note in result.notes if note.code is ReasonCode.OTHER_WITHOUT)
    assert note.values == {"n": 40}
    assert result.definition.rows == len(data.table) - 40


def test_weighted_rows_have_no_exact_test() -> None:
    data = noisy(15)
    weights = np.random.default_rng(1).random(len(data.table)) + 0.1
    weighted = replace(data, table=data.table.assign(w=weights), weight="w")
    result = run("version_comparison", against(weighted, blurred(data, 16, 0.1)))
    assert np.isnan(table(result, "side_by_side").set_index("measure").loc["accuracy", "p"])


def test_several_labels_are_not_compared() -> None:
    result = run("version_comparison", with_other(labels(1), SampleRole.OTHER_VERSION, None, None))
    assert result.notes[0].code is ReasonCode.TASK_NOT_SUPPORTED


def test_the_interval_of_paired_decisions_covers_the_truth() -> None:
    inside = []
    for seed in range(300):
        data = noisy(seed, 120)
        other = blurred(data, seed, 0.0)
        flipped = np.random.default_rng(seed).random(120) < 0.05
        decided = said(np.where(flipped, 1 - other, other))
        again = np.random.default_rng(seed + 9999).random(120) < 0.05
        data = replace(data, predicted=said(np.where(again, 1 - other, other)))
        result = run("version_comparison", with_other(data, SampleRole.OTHER_VERSION, None, decided))
        low, high = bounds(figure(result, "accuracy_loss"))
        inside.append(low <= 0 <= high)
    assert np.mean(inside) >= 0.93

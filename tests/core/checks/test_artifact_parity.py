"""Does every difference between two files of one version come to light?"""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from core.options import SampleRole
from core.policy import Relation
from core.reasons import ReasonCode
from core.results import CheckResult, Verdict
from core.statistics.intervals import clopper_pearson
from tests.core.checks.quality import (
    Floats,
    about,
    bounds,
    figure,
    limited,
    noisy,
    numbers,
    run,
    said,
    table,
    with_other,
)

LIMITS = (
    ("same_decision", Relation.AT_LEAST, "1"),
    ("max_score_difference", Relation.AT_MOST, "0.00001"),
)


def compared(other: Floats, *, seed: int = 1, rows: int = 1500) -> CheckResult:
    data = limited(noisy(seed, rows), "artifact_parity", *LIMITS)
    return run("artifact_parity", with_other(data, SampleRole.OTHER_ARTIFACT, other, said(other)))


def own(seed: int = 1, rows: int = 1500) -> Floats:
    score = noisy(seed, rows).score
    assert score is not None
    return score.copy()


def test_files_that_differ_by_rounding_pass() -> None:
    score = own()
    near = np.abs(score - 0.5) < 1e-6
    assert not near.any()
    result = compared(score.astype(np.float32).astype(float))
    assert result.verdict is Verdict.PASSED
    assert figure(result, "same_decision").value == 1.0
    assert figure(result, "decision_flip_rate").interval is not None
    assert bounds(figure(result, "decision_flip_rate")) == clopper_pearson(0, 1500)
    assert {item.reason.code for item in result.conclusions} == {ReasonCode.PARITY_HOLDS}


def test_a_single_flipped_row_fails_and_is_named() -> None:
    score = own()
    row = int(np.argmin(np.abs(score - 0.5)))
    score[row] = 1 - score[row]
    result = compared(score)
    assert result.verdict is Verdict.FAILED
    failed = about(result, "same_decision")
    assert failed.reason.values == {"rows": 1, "n": 1500}
    assert failed.value == pytest.approx(1499 / 1500)
    assert figure(result, "decision_flips").value == 1.0
    first = table(result, "rows").iloc[0]
    assert (first["row"], first["said"] != first["said_other"]) == (row + 1, True)


def test_differences_are_measured_as_share_of_the_score() -> None:
    data = numbers(2)
    assert data.score is not None
    other = data.score * (1 + 1e-4)
    result = run("artifact_parity", with_other(data, SampleRole.OTHER_ARTIFACT, other))
    wanted = np.abs(data.score - other) / np.maximum(1, np.abs(data.score))
    assert figure(result, "max_score_difference").value == pytest.approx(wanted.max(), rel=1e-12)
    quantiles = table(result, "differences").set_index("quantile")["value"]
    assert quantiles[0.9] == pytest.approx(np.quantile(wanted, 0.9, method="higher"))
    assert quantiles[1.0] == pytest.approx(wanted.max())
    assert figure(result, "rank_correlation").value == 1.0
    assert not [item for item in result.measurements if item.measure == "same_decision"]


def test_another_order_shows_in_the_rank_correlation() -> None:
    score = own()
    other = np.clip(score + np.random.default_rng(1).normal(0, 0.2, len(score)), 0, 1)
    result = compared(other)
    assert figure(result, "rank_correlation").value == pytest.approx(stats.spearmanr(score, other).statistic)
    assert about(result, "max_score_difference").verdict is Verdict.FAILED
    beyond = about(result, "max_score_difference").reason.values["rows"]
    apart = np.abs(score - other) / np.maximum(1, np.abs(score))
    assert beyond == int((apart > 1e-5).sum())


def test_a_score_that_only_one_file_gives_fails() -> None:
    score = own()
    score[3] = np.nan
    result = compared(score)
    assert about(result, "max_score_difference").verdict is Verdict.FAILED
    assert figure(result, "max_score_difference").value is None
    assert table(result, "rows").iloc[0]["row"] == 4
    both = noisy(1)
    missing = own()
    missing[3] = np.nan
    data = limited(replace(both, score=missing, predicted=said(missing)), "artifact_parity", *LIMITS)
    same = run("artifact_parity", with_other(data, SampleRole.OTHER_ARTIFACT, missing, said(missing)))
    assert same.verdict is Verdict.PASSED


def test_a_decision_that_only_one_file_gives_is_a_flip() -> None:
    data = noisy(1)
    assert data.predicted is not None
    other = data.predicted.copy()
    other[7] = None
    result = run("artifact_parity", with_other(data, SampleRole.OTHER_ARTIFACT, data.score, other))
    assert figure(result, "decision_flips").value == 1.0


def test_classes_written_in_another_way_are_the_same() -> None:
    data = noisy(1)
    assert data.predicted is not None
    other = np.array([f"{float(item)}" for item in data.predicted], dtype=object)
    result = run("artifact_parity", with_other(data, SampleRole.OTHER_ARTIFACT, data.score, other))
    assert figure(result, "same_decision").value == 1.0


def test_constant_scores_have_no_rank_correlation() -> None:
    data = replace(noisy(1), score=np.full(1500, 0.4))
    result = run("artifact_parity", with_other(data, SampleRole.OTHER_ARTIFACT, data.score, data.predicted))
    lacking = figure(result, "rank_correlation")
    assert lacking.value is None
    assert lacking.reason is not None
    assert any(note.code is ReasonCode.SAME_SCORES for note in result.notes)


def test_large_tables_draw_a_sample_that_holds_what_differs_most() -> None:
    rng = np.random.default_rng(3)
    score = rng.random(30_000)
    other = score.copy()
    other[123] += 0.2
    data = replace(noisy(1, 30_000), score=score, predicted=said(score))
    result = run("artifact_parity", with_other(data, SampleRole.OTHER_ARTIFACT, other, said(other)))
    points = table(result, "points")
    assert len(points) <= 2000
    assert ((points["other"] - points["here"]).abs() > 0.1).sum() == 1


def test_weights_are_not_used_and_that_is_said() -> None:
    data = noisy(1)
    weighted = replace(data, table=data.table.assign(w=1.5), weight="w")
    result = run(
        "artifact_parity", with_other(weighted, SampleRole.OTHER_ARTIFACT, data.score, data.predicted)
    )
    assert any(note.code is ReasonCode.WEIGHTS_IGNORED for note in result.notes)

"""Are grades tested, ordered and watched as a validation unit does it by hand?"""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from core.checks.base import CheckInput, Sample
from core.ids import Digest, Exact
from core.inventory import ScoreMeans
from core.options import CheckOptions, Grade, Period, SampleRole
from core.reasons import ReasonCode
from core.results import Verdict
from core.statistics.significance import holm
from tests.core.checks.inputs import binary, policy
from tests.core.checks.lending import (
    LETTERS,
    LIMITS,
    column,
    figure,
    graded,
    lending,
    run,
    value,
    verdict,
)

SOUND = {"A": (2000, 20, 0.01), "B": (1500, 45, 0.03), "C": (800, 80, 0.1)}


def notes(data: CheckInput, check: str) -> set[ReasonCode]:
    return {note.code for note in run(check, data).notes}


def test_the_figures_of_every_grade_are_those_of_scipy() -> None:
    result = run("grade_calibration", graded(SOUND))
    assert column(result, "grades", "grade") == ("A", "B", "C")
    assert column(result, "grades", "n") == (2000, 1500, 800)
    assert column(result, "grades", "defaults") == (20, 45, 80)
    p = [stats.beta(d + 0.5, n - d + 0.5).cdf(pd_) for n, d, pd_ in SOUND.values()]
    assert column(result, "grades", "jeffreys_p") == pytest.approx(p, rel=1e-6)
    exact = [stats.binomtest(d, n, pd_, alternative="greater").pvalue for n, d, pd_ in SOUND.values()]
    assert column(result, "grades", "binomial_p") == pytest.approx(exact, rel=1e-6)
    assert column(result, "grades", "p_holm") == pytest.approx(holm(p), rel=1e-6)
    assert column(result, "grades", "light") == ("green", "green", "green")


def test_the_portfolio_is_the_sum_of_its_grades() -> None:
    result = run("grade_calibration", graded(SOUND))
    predicted = (2000 * 0.01 + 1500 * 0.03 + 800 * 0.1) / 4300
    assert value(result, "default_rate") == 145 / 4300
    assert value(result, "pd") == pytest.approx(predicted)
    assert value(result, "realized_to_predicted") == pytest.approx(145 / 4300 / predicted)
    assert value(result, "jeffreys_p") == pytest.approx(stats.beta(145.5, 4155.5).cdf(predicted))


def test_sound_grades_pass() -> None:
    result = run("grade_calibration", graded(SOUND))
    assert result.verdict is Verdict.PASSED
    assert verdict(result, "grade_p").reason.code is ReasonCode.TEST_KEEPS


def test_a_grade_that_defaults_far_too_often_fails_and_is_named() -> None:
    result = run("grade_calibration", graded({**SOUND, "B": (1500, 75, 0.03)}))
    found = verdict(result, "grade_p")
    assert (found.verdict, found.subject, found.beyond) == (Verdict.FAILED, "B", True)
    assert column(result, "grades", "light") == ("green", "red", "green")
    assert value(result, "red_grades") == 1


def test_grades_too_small_to_show_anything_are_grey_and_decide_nothing() -> None:
    result = run("grade_calibration", graded({"A": (400, 0, 0.001), "B": (200, 1, 0.002), "C": (20, 9, 0.1)}))
    assert column(result, "grades", "light") == ("grey", "grey", "grey")
    assert verdict(result, "grade_p").verdict is Verdict.NOT_DECIDABLE
    codes = [None if group.excluded is None else group.excluded.code for group in result.groups]
    assert codes == [
        ReasonCode.GRADE_WITHOUT_POWER,
        ReasonCode.GRADE_WITHOUT_POWER,
        ReasonCode.GROUP_TOO_SMALL,
    ]


def test_a_small_grade_that_is_plainly_wrong_stays_red() -> None:
    result = run("grade_calibration", graded({**SOUND, "A": (100, 6, 0.001)}))
    assert column(result, "grades", "light")[0] == "red"


def test_stated_probabilities_take_the_place_of_scores_and_order_the_grades() -> None:
    scale = (Grade(label="C", pd=Exact("1/10")), Grade(label="A", pd=Exact("0.02")), Grade(label="B"))
    data = graded(SOUND)
    result = run("grade_calibration", replace(data, options=CheckOptions(grade="rating", grades=scale)))
    assert column(result, "grades", "grade") == ("C", "A", "B")
    assert column(result, "grades", "pd") == pytest.approx((0.1, 0.02, 0.03))
    assert column(result, "grades", "pd_source") == ("stated", "stated", "mean_score")


def test_points_need_stated_probabilities() -> None:
    data = graded(SOUND)
    assert data.score is not None
    points = replace(data, score=data.score * 600)
    refused = run("grade_calibration", points)
    assert refused.notes[0].code is ReasonCode.NOT_A_PROBABILITY
    scale = tuple(Grade(label=label, pd=Exact(str(pd_))) for label, (_, _, pd_) in SOUND.items())
    told = run("grade_calibration", replace(points, options=CheckOptions(grade="rating", grades=scale)))
    assert told.verdict is Verdict.PASSED
    without = replace(points, score=None, options=CheckOptions(grade="rating", grades=scale))
    assert run("grade_calibration", without).tables == told.tables


def test_a_grade_off_the_scale_is_left_out_and_counted() -> None:
    scale = (Grade(label="A"), Grade(label="B"))
    result = run(
        "grade_calibration", replace(graded(SOUND), options=CheckOptions(grade="rating", grades=scale))
    )
    note = next(note for note in result.notes if note.code is ReasonCode.GRADE_UNLISTED)
    assert note.values == {"n": 800}
    assert result.definition.rows == 3500


def test_without_grades_the_score_is_cut_into_ten_equal_bins() -> None:
    data = replace(lending(), options=CheckOptions())
    result = run("grade_calibration", data)
    assert ReasonCode.GRADES_BINNED in {note.code for note in result.notes}
    assert result.definition.parameters["grades"] == "score"
    assert data.score is not None
    bins = pd.qcut(1 - data.score, 10)
    rates = (1 - data.table["target"]).groupby(bins.codes).mean()
    assert column(result, "grades", "rate") == pytest.approx(tuple(rates), abs=0.02)
    assert column(result, "grades", "n") == (200,) * 10


def test_no_default_at_all_is_a_result_and_not_an_error() -> None:
    result = run("grade_calibration", graded({"A": (3000, 0, 0.01), "B": (900, 0, 0.02)}))
    assert value(result, "default_rate") == 0
    assert result.verdict is Verdict.PASSED
    none = run("grade_calibration", graded({"A": (300, 0, 0.0)}))
    assert figure(none, "jeffreys_p").value is None
    certain = run("grade_calibration", graded({"A": (300, 3, 0.0)}))
    assert value(certain, "jeffreys_p") == 0.0


def test_the_score_may_mean_the_unfavorable_class() -> None:
    data = lending()
    assert data.score is not None
    turned = replace(data, score=1 - data.score, score_means=ScoreMeans.UNFAVORABLE)
    for check in ("grade_calibration", "rank_ordering"):
        one, two = run(check, data), run(check, turned)
        for first, second in zip(one.measurements, two.measurements, strict=True):
            assert second.value == pytest.approx(first.value, rel=1e-9)


def test_gini_and_ks_are_those_of_scikit_learn_and_scipy() -> None:
    data = lending()
    result = run("rank_ordering", data)
    truth, score = data.table["target"], data.score
    assert value(result, "gini") == pytest.approx(2 * roc_auc_score(truth, score) - 1, abs=1e-12)
    ranks = data.table["rating"].map({label: -at for at, label in enumerate(LETTERS)})
    assert value(result, "gini_grades") == pytest.approx(2 * roc_auc_score(truth, ranks) - 1, abs=1e-12)
    assert score is not None
    distance = stats.ks_2samp(score[truth == 1], score[truth == 0]).statistic
    assert value(result, "ks") == pytest.approx(distance, abs=1e-12)
    low_high = figure(result, "gini").interval
    assert low_high is not None
    assert low_high.method == "delong"


def test_the_information_value_is_the_sum_of_its_grades_by_hand() -> None:
    result = run("rank_ordering", graded({"A": (100, 10, 0.1), "B": (100, 30, 0.3)}))
    good, bad = np.array([90, 70]) / 160, np.array([10, 30]) / 40
    wanted = (good - bad) * np.log(good / bad)
    assert column(result, "grades", "information_value") == pytest.approx(tuple(wanted))
    assert value(result, "information_value") == pytest.approx(wanted.sum())


def test_the_order_of_grades_passes_fails_or_is_undecided() -> None:
    right = run("rank_ordering", graded({"A": (500, 10, 0.01), "B": (500, 30, 0.05), "C": (500, 90, 0.1)}))
    assert verdict(right, "proven_inversions").verdict is Verdict.PASSED
    perhaps = run("rank_ordering", graded({"A": (500, 10, 0.01), "B": (500, 30, 0.05), "C": (500, 28, 0.1)}))
    found = verdict(perhaps, "proven_inversions")
    assert (found.verdict, found.reason.values["n"]) == (Verdict.NOT_DECIDABLE, 1)
    wrong = run("rank_ordering", graded({"A": (500, 10, 0.01), "B": (500, 80, 0.05), "C": (500, 28, 0.1)}))
    assert verdict(wrong, "proven_inversions").verdict is Verdict.FAILED
    theirs = stats.fisher_exact([[28, 472], [80, 420]], alternative="less").pvalue
    assert column(wrong, "grades", "pair_p")[2] == pytest.approx(theirs)


def test_a_loss_against_the_reference_is_tested_by_both_ways() -> None:
    data, before = lending(), lending(3000, seed=5)
    noisy = np.clip(np.asarray(data.score) + np.random.default_rng(1).normal(0, 0.4, 2000), 0, 1)
    sample = Sample(digest=Digest("0" * 64), table=before.table, score=before.score)
    result = run("rank_ordering", replace(data, score=noisy, samples={SampleRole.REFERENCE: sample}))
    first = roc_auc_score(before.table["target"], before.score)
    second = roc_auc_score(data.table["target"], noisy)
    assert value(result, "auc_reference") == pytest.approx(first, abs=1e-12)
    change = figure(result, "auc_change")
    assert change.value == pytest.approx(second - first, abs=1e-12)
    ends = [figure(result, name).interval for name in ("auc_reference", "auc")]
    errors = [(end.high - end.low) / 2 for end in ends if end and end.high and end.low]
    assert change.interval is not None
    assert change.interval.high == pytest.approx(second - first + math.hypot(*errors), abs=1e-9)
    z = (second - first) / (errors[1] / stats.norm.ppf(0.975))
    assert value(result, "auc_loss_p") == pytest.approx(stats.norm.cdf(z), abs=1e-9)


def test_the_cap_curve_holds_the_area_of_the_gini() -> None:
    result = run("rank_ordering", lending())
    rows, found = (np.array(column(result, "cap", name), dtype=float) for name in ("rows", "defaults"))
    share = column(result, "cap", "default_share")[0]
    assert isinstance(share, float)
    area = np.trapezoid(found, rows) - 0.5
    assert area / ((1 - share) / 2) == pytest.approx(value(result, "gini"), abs=2e-3)


def sampled(score: np.ndarray) -> Sample:
    return Sample(digest=Digest("0" * 64), table=pd.DataFrame({"x": range(len(score))}), score=score)


def shifted(now: np.ndarray, before: np.ndarray) -> CheckInput:
    data = binary(None, np.ones(len(now)), score=now)
    return replace(data, samples={SampleRole.REFERENCE: sampled(before)}, policy=policy(LIMITS))


def test_identical_scores_have_an_index_of_exactly_0_and_disjoint_ones_a_large_one() -> None:
    score = np.random.default_rng(1).random(1000)
    same = run("score_stability", shifted(score, score))
    assert value(same, "score_psi") == 0.0
    assert verdict(same, "score_psi").verdict is Verdict.PASSED
    apart = run("score_stability", shifted(score / 4, 0.75 + score / 4))
    assert value(apart, "score_psi") > 4
    assert verdict(apart, "score_psi").verdict is Verdict.FAILED


def test_a_handful_of_rows_decides_nothing_about_a_shift() -> None:
    rng = np.random.default_rng(2)
    result = run("score_stability", shifted(rng.beta(2, 3, 40), rng.beta(3, 3, 40)))
    assert verdict(result, "score_psi").verdict is Verdict.NOT_DECIDABLE


def test_the_index_is_the_sum_over_the_bins_by_pandas() -> None:
    rng = np.random.default_rng(3)
    before, now = rng.random(900), rng.random(700) ** 1.3
    result = run("score_stability", shifted(now, before))
    edges = np.quantile(before, np.arange(1, 10) / 10, method="inverted_cdf")
    counts = [
        np.bincount(np.searchsorted(edges, part, side="left"), minlength=10) / len(part)
        for part in (before, now)
    ]
    wanted = ((counts[0] - counts[1]) * np.log(counts[0] / counts[1])).sum()
    assert value(result, "score_psi") == pytest.approx(wanted, abs=1e-12)


def test_without_a_reference_later_windows_are_compared_with_the_first() -> None:
    result = run("score_stability", lending())
    assert ReasonCode.FIRST_WINDOW in {note.code for note in result.notes}
    assert column(result, "windows", "window")[0] == "2025-Q1"
    assert column(result, "windows", "psi")[0] == 0.0
    assert verdict(result, "score_psi").verdict is Verdict.PASSED
    nothing = replace(lending(), options=CheckOptions())
    assert run("score_stability", nothing).notes[0].code is ReasonCode.NO_REFERENCE


def test_windows_of_few_rows_are_left_out_and_counted() -> None:
    data = lending(400)
    monthly = replace(data, options=replace(data.options, period=Period.MONTH))
    result = run("score_stability", monthly)
    note = next(note for note in result.notes if note.code is ReasonCode.WINDOWS_DROPPED)
    months = data.table["day"].dt.to_period("M").value_counts()
    assert note.values == {"n": (months < 30).sum(), "minimum": 30}


def test_a_reference_without_scores_leaves_the_first_window() -> None:
    data = lending()
    bare = Sample(digest=Digest("0" * 64), table=data.table)
    result = run("score_stability", replace(data, samples={SampleRole.REFERENCE: bare}))
    assert ReasonCode.FIRST_WINDOW in {note.code for note in result.notes}


def test_without_a_change_the_index_exceeds_its_stated_quantile_as_often_as_it_says() -> None:
    rng, above = np.random.default_rng(8), 0
    for _ in range(300):
        result = run("score_stability", shifted(rng.random(400), rng.random(600)))
        note = next(note for note in result.notes if note.code is ReasonCode.BY_CHANCE)
        above += value(result, "score_psi") > float(note.values["value"])
        assert verdict(result, "score_psi").verdict is not Verdict.FAILED
    assert 5 <= above <= 27


def test_migration_counts_the_pairs_of_bins() -> None:
    data = lending()
    result = run("score_stability", data)
    counts = np.array(column(result, "migration", "n"), dtype=float)
    size = round(len(counts) ** 0.5)
    matrix = counts.reshape(size, size)
    assert matrix.sum() == 2000
    assert value(result, "migration_stable") == np.trace(matrix) / 2000
    assert value(result, "migration_worse") == np.triu(matrix, 1).sum() / 2000
    same = replace(
        data,
        samples={SampleRole.OTHER_VERSION: replace(data.samples[SampleRole.OTHER_VERSION], score=data.score)},
    )
    assert value(run("score_stability", same), "migration_stable") == 1.0


def test_grades_are_compared_with_the_grades_of_the_reference() -> None:
    data = lending()
    table = data.table.assign(rating=np.where(data.table["rating"] == "A", "B", data.table["rating"]))
    reference = Sample(digest=Digest("0" * 64), table=table, score=data.score)
    result = run("score_stability", replace(data, samples={SampleRole.REFERENCE: reference}))
    assert value(result, "score_psi") == 0.0
    assert value(result, "grade_psi") > 0.5
    assert column(result, "grade_shares", "grade") == LETTERS
    assert value(result, "concentration_p") > 0.5
    bare = Sample(digest=Digest("0" * 64), table=table[["income"]], score=data.score)
    without = run("score_stability", replace(data, samples={SampleRole.REFERENCE: bare}))
    assert figure(without, "grade_psi").value is None

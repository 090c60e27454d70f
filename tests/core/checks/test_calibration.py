"""Is it told apart whether predictions come true as often, or as much, as they say?"""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from sklearn import metrics as theirs

from core.checks.base import CheckInput
from core.inventory import ScoreMeans
from core.policy import Relation
from core.reasons import ReasonCode
from core.results import Verdict
from core.statistics.calibration import decomposition, mass_bins
from core.statistics.calibration_bounds import (
    error_bounds,
    largest_bounds,
    reliability_bounds,
    resolution_bounds,
)
from tests.core.checks.inputs import binary, regression
from tests.core.checks.quality import about, bounds, figure, limited, noisy, numbers, run, several, table


def test_figures_equal_those_of_other_libraries() -> None:
    data = noisy(1)
    assert data.score is not None
    truth, score = data.table["target"].to_numpy(), data.score
    result = run("calibration", data)
    assert figure(result, "brier").value == pytest.approx(theirs.brier_score_loss(truth, score))
    prevalence = truth.mean()
    skill = 1 - theirs.brier_score_loss(truth, score) / (prevalence * (1 - prevalence))
    assert figure(result, "brier_skill").value == pytest.approx(skill)
    assert figure(result, "calibration_gap").value == pytest.approx(prevalence - score.mean())
    assert figure(result, "calibration_ratio").value == pytest.approx(prevalence / score.mean())
    odds = np.log(score / (1 - score))
    fitted = sm.Logit(truth, sm.add_constant(odds)).fit(disp=0)
    assert figure(result, "calibration_slope").value == pytest.approx(fitted.params[1], rel=1e-6)
    assert bounds(figure(result, "calibration_slope")) == pytest.approx(fitted.conf_int()[1], rel=1e-6)
    gap = figure(result, "calibration_gap")
    error = (truth - score).std(ddof=1) / np.sqrt(len(truth))
    assert bounds(gap)[1] - (gap.value or 0) == pytest.approx(1.959964 * error, rel=1e-5)
    bins = table(result, "calibration")
    wanted = (bins["n"] / bins["n"].sum() * (bins["rate"] - bins["mean_score"]).abs()).sum()
    assert figure(result, "ece").value == pytest.approx(wanted)
    assert figure(result, "mce").value == pytest.approx((bins["rate"] - bins["mean_score"]).abs().max())


def test_true_probabilities_pass_and_wrong_ones_fail() -> None:
    limits = (("ece", Relation.AT_MOST, "0.05"), ("calibration_slope", Relation.AT_LEAST, "0.8"))
    good = run("calibration", limited(noisy(2, 6000), "calibration", *limits))
    assert good.verdict is Verdict.PASSED
    data = noisy(2, 6000)
    assert data.score is not None
    odds = np.log(data.score / (1 - data.score))
    extreme = replace(data, score=1 / (1 + np.exp(-2 * odds)))
    bad = run("calibration", limited(extreme, "calibration", *limits))
    assert about(bad, "ece").verdict is Verdict.FAILED
    assert about(bad, "calibration_slope").verdict is Verdict.FAILED
    assert about(bad, "calibration_slope").value == pytest.approx(0.5, abs=0.05)
    few = run("calibration", limited(noisy(2, 120), "calibration", *limits))
    assert about(few, "ece").verdict is Verdict.NOT_DECIDABLE
    assert any(note.code is ReasonCode.CALIBRATION_BY_CHANCE for note in few.notes)


def test_a_probability_of_default_is_held_against_defaults() -> None:
    data = noisy(3)
    assert data.score is not None
    turned = replace(data, score=1 - data.score, score_means=ScoreMeans.UNFAVORABLE, cut_off=None)
    result, other = run("calibration", data), run("calibration", turned)
    assert result.definition.parameters["event"] == "1"
    assert other.definition.parameters["event"] == "0"
    for name in ("brier", "ece", "calibration_slope", "uncertainty"):
        assert figure(result, name).value == pytest.approx(figure(other, name).value, abs=1e-9)
    gap, turned_gap = figure(result, "calibration_gap").value, figure(other, "calibration_gap").value
    assert gap == pytest.approx(-(turned_gap or 0))


def test_points_and_stated_nothing_are_refused() -> None:
    data = noisy(4)
    assert data.score is not None
    assert run("calibration", replace(data, score=data.score * 600)).notes[0].code is (
        ReasonCode.NOT_A_PROBABILITY
    )
    nobody = replace(data, score_means=None, cut_off=None)
    assert run("calibration", nobody).notes[0].code is ReasonCode.NO_SCORES
    assert run("calibration", replace(data, favorable="yes")).notes[0].code is ReasonCode.FAVORABLE_UNKNOWN


def test_decisions_are_not_needed() -> None:
    data = noisy(5)
    assert (
        run("calibration", replace(data, predicted=None)).measurements
        == run("calibration", data).measurements
    )


def test_with_several_classes_the_probability_of_the_favorable_one_is_judged() -> None:
    data = several(1)
    chance = np.where(data.table["target"] == "a", 0.6, 0.2)
    result = run("calibration", replace(data, score=chance, score_means=None))
    assert result.definition.parameters["event"] == "a"
    share = (data.table["target"] == "a").mean()
    assert figure(result, "calibration_gap").value == pytest.approx(share - chance.mean())


def test_weights_count_as_much_as_they_say() -> None:
    data = noisy(6, 300)
    weights = np.random.default_rng(1).random(300) + 0.2
    weighted = run("calibration", replace(data, table=data.table.assign(w=weights), weight="w"))
    assert data.score is not None
    truth = data.table["target"].to_numpy()
    assert figure(weighted, "brier").value == pytest.approx(
        theirs.brier_score_loss(truth, data.score, sample_weight=weights)
    )
    assert "recalibration" not in set(table(weighted, "tests")["test"])


def test_the_intervals_on_the_whole_cover_the_truth() -> None:
    inside = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        chance = rng.beta(2, 3, 250)
        data = binary((rng.random(250) < chance).astype(int), (chance > 0.5).astype(int), score=chance)
        low, high = bounds(figure(run("calibration", data), "calibration_slope"))
        inside.append(low <= 1 <= high)
    assert 0.91 <= np.mean(inside) <= 0.99


@pytest.mark.parametrize("power", [1.0, 1.6])
@pytest.mark.parametrize("rows", [100, 1000])
def test_the_bounds_of_the_calibration_error_cover_the_truth_for_true_and_wrong_models(
    power: float, rows: int
) -> None:
    inside: dict[str, list[bool]] = {"ece": [], "mce": []}
    for seed in range(120):
        rng = np.random.default_rng(seed)
        chance = rng.beta(2, 3, rows)
        truth = (rng.random(rows) < chance).astype(float)
        score = 1 / (1 + np.exp(-power * np.log(chance / (1 - chance))))
        bins, true = mass_bins(truth, score), mass_bins(chance, score)
        errors = [abs(part.rate - part.mean_score) for part in true]
        for name, value, found in (
            ("ece", np.mean(errors), error_bounds(bins, seed=seed)),
            ("mce", np.max(errors), largest_bounds(bins, seed=seed)),
        ):
            inside[name].append(bool(found[0] <= value <= found[1]))
    assert np.mean(inside["ece"]) >= 0.93
    assert np.mean(inside["mce"]) >= 0.93


def test_the_bounds_of_the_parts_of_the_brier_score_cover_the_truth() -> None:
    inside = []
    for seed in range(120):
        rng = np.random.default_rng(seed)
        chance = rng.beta(2, 3, 400)
        bins = mass_bins((rng.random(400) < chance).astype(float), chance**1.3)
        true = mass_bins(chance, chance**1.3)
        parts = decomposition(true, 0.0)
        low, high = reliability_bounds(bins, seed=seed)
        least, most = resolution_bounds(bins, seed=seed)
        inside.append((low <= parts.reliability <= high, least <= parts.resolution <= most))
    assert (np.mean(inside, axis=0) >= 0.93).all()


def test_sums_and_slope_of_numbers_by_hand() -> None:
    truth, output = np.array([1.0, 2.0, 4.0, 5.0]), np.array([1.0, 3.0, 3.0, 6.0])
    weights = np.array([0.5, 1.0, 2.0, 1.5])
    data = regression(truth, output)
    result = run("calibration", replace(data, table=data.table.assign(w=weights), weight="w"))
    assert figure(result, "bias_ratio").value == pytest.approx(
        (weights * output).sum() / (weights * truth).sum()
    )
    assert figure(result, "mean_error").value == pytest.approx(np.average(output - truth, weights=weights))
    fitted = sm.WLS(truth, sm.add_constant(output), weights=weights).fit()
    assert figure(result, "calibration_slope").value == pytest.approx(fitted.params[1])


def test_the_slope_of_numbers_has_robust_errors_and_the_tenths_are_means() -> None:
    data = numbers(7)
    assert data.score is not None
    truth, output = data.table["target"].to_numpy(), data.score
    result = run("calibration", data)
    fitted = sm.OLS(truth, sm.add_constant(output)).fit(cov_type="HC0")
    slope = figure(result, "calibration_slope")
    assert (bounds(slope)[1] - bounds(slope)[0]) / 2 == pytest.approx(1.959964 * fitted.bse[1], rel=0.01)
    order = np.argsort(output)
    tenths = table(result, "deciles")
    assert tenths["actual"].tolist() == pytest.approx(
        [truth[part].mean() for part in np.array_split(order, 10)]
    )
    assert tenths["exposure"].sum() == len(truth)


@pytest.mark.parametrize(
    ("factor", "verdict"), [(1.0, Verdict.PASSED), (1.4, Verdict.FAILED), (1.105, Verdict.NOT_DECIDABLE)]
)
def test_sums_of_numbers_pass_fail_and_stay_open(factor: float, verdict: Verdict) -> None:
    data = numbers(8)
    assert data.score is not None
    scaled: CheckInput = replace(data, score=data.score * factor)
    limits = ("bias_ratio", Relation.AT_MOST, "1.1")
    assert run("calibration", limited(scaled, "calibration", limits)).verdict is verdict

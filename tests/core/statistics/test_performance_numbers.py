"""Do the numbers of performance agree with other libraries, slow formulas and figures by hand?"""

import math

import numpy as np
import numpy.typing as npt
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics as theirs
from sklearn.calibration import calibration_curve

from core.statistics import calibration, classes, deviance, gains, paired, recalibration, trend
from core.statistics.discrimination import delong

Floats = npt.NDArray[np.float64]


def scored(seed: int, rows: int = 400) -> tuple[npt.NDArray[np.bool_], Floats, Floats]:
    rng = np.random.default_rng(seed)
    first = rng.random(rows).round(2)
    truth = rng.random(rows) < first
    return truth, first, np.clip(first + rng.normal(0, 0.2, rows), 0, 1).round(2)


def slow_delong(truth: npt.NDArray[np.bool_], scores: list[Floats]) -> tuple[Floats, Floats]:
    """Areas and their covariance by the double sum over all pairs."""
    wins = []
    for score in scores:
        a, b = score[truth][:, None], score[~truth][None, :]
        wins.append((a > b) + 0.5 * (a == b))
    ten = np.cov([win.mean(axis=1) for win in wins], ddof=1)
    one = np.cov([win.mean(axis=0) for win in wins], ddof=1)
    covariance = ten / truth.sum() + one / (~truth).sum()
    return np.array([win.mean() for win in wins]), covariance


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_paired_areas_equal_the_double_sum(seed: int) -> None:
    truth, first, second = scored(seed)
    areas, covariance = slow_delong(truth, [first, second])
    found = paired.delong_pair(truth, first, second)
    assert found is not None
    assert found.first == pytest.approx(areas[0], abs=1e-14)
    assert found.second == pytest.approx(areas[1], abs=1e-14)
    contrast = np.array([1.0, -1.0])
    assert found.error == pytest.approx(math.sqrt(contrast @ covariance @ contrast), rel=1e-10)
    tested = found.test()
    assert tested is not None
    assert tested[1] == pytest.approx(2 * stats.norm.sf(abs(tested[0])), rel=1e-9)
    alone = delong(truth, first)
    assert alone is not None
    assert alone[0] == pytest.approx(found.first, abs=1e-14)


def test_counted_rows_are_written_out_rows_for_paired_areas() -> None:
    truth, first, second = scored(4, 60)
    counts = np.random.default_rng(1).integers(1, 5, 60)
    at = np.repeat(np.arange(60), counts)
    counted = paired.delong_pair(truth, first, second, counts=counts.astype(float))
    written = paired.delong_pair(truth[at], first[at], second[at])
    assert counted is not None
    assert written is not None
    assert counted.difference == pytest.approx(written.difference, abs=1e-14)
    assert counted.error == pytest.approx(written.error, rel=1e-10)


def test_equal_scores_have_no_paired_difference_and_no_test() -> None:
    truth, first, _ = scored(5)
    found = paired.delong_pair(truth, first, first)
    assert found is not None
    assert (found.difference, found.error, found.test()) == (0.0, 0.0, None)
    assert paired.delong_pair(np.ones(3, dtype=bool), np.ones(3), np.ones(3)) is None
    few = paired.delong_pair(np.array([True, False]), np.array([1.0, 0.0]), np.array([0.0, 1.0]))
    assert few is not None
    assert (few.difference, few.error, few.bounds()) == (1.0, None, None)


@settings(max_examples=20)
@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_equals_the_binomial_test(first: int, second: int) -> None:
    wanted = stats.binomtest(first, first + second).pvalue if first + second else 1.0
    assert paired.mcnemar(first, second) == pytest.approx(wanted, rel=1e-9)


def test_a_calibration_line_equals_statsmodels() -> None:
    truth, score, _ = scored(6)
    probability = np.clip(score, 0.02, 0.98)
    odds = np.log(probability / (1 - probability))
    found = recalibration.recalibrate(truth.astype(float), probability)
    fitted = sm.Logit(truth.astype(float), sm.add_constant(odds)).fit(disp=0)
    shifted = sm.GLM(
        truth.astype(float), np.ones(len(truth)), family=sm.families.Binomial(), offset=odds
    ).fit()
    assert found is not None
    assert (found.intercept.value, found.slope.value) == pytest.approx(fitted.params, rel=1e-6)
    assert (found.intercept.error, found.slope.error) == pytest.approx(fitted.bse, rel=1e-6)
    assert found.shift.value == pytest.approx(shifted.params[0], rel=1e-6, abs=1e-9)
    assert found.shift.error == pytest.approx(shifted.bse[0], rel=1e-6)
    null = float(np.sum(truth * odds - np.logaddexp(0, odds)))
    assert found.statistic == pytest.approx(2 * (fitted.llf - null), rel=1e-6)
    assert found.p == pytest.approx(stats.chi2.sf(found.statistic, 2), rel=1e-9)


def test_weighted_lines_have_the_errors_of_the_sandwich() -> None:
    truth, score, _ = scored(7)
    probability = np.clip(score, 0.02, 0.98)
    weights = np.random.default_rng(1).random(len(truth)) + 0.2
    odds = np.log(probability / (1 - probability))
    found = recalibration.recalibrate(truth.astype(float), probability, weights=weights)
    design = sm.add_constant(odds)
    fitted = sm.GLM(truth.astype(float), design, family=sm.families.Binomial(), freq_weights=weights).fit()
    residual = (weights * (truth - fitted.fittedvalues))[:, None] * design
    bread = np.linalg.inv(
        design.T @ (design * (weights * fitted.fittedvalues * (1 - fitted.fittedvalues))[:, None])
    )
    errors = np.sqrt(np.diag(bread @ residual.T @ residual @ bread))
    assert found is not None
    assert found.p is None
    assert (found.intercept.value, found.slope.value) == pytest.approx(fitted.params, rel=1e-6)
    assert (found.intercept.error, found.slope.error) == pytest.approx(errors, rel=1e-6)


def test_separated_classes_and_equal_scores_have_no_line() -> None:
    truth = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
    assert recalibration.recalibrate(truth, np.array([0.1, 0.2, 0.3, 0.7, 0.8, 0.9])) is None
    assert recalibration.recalibrate(truth, np.full(6, 0.5)) is None
    assert recalibration.recalibrate(np.ones(6), np.linspace(0.1, 0.9, 6)) is None


def test_spiegelhalter_by_hand() -> None:
    truth, probability = np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.8, 0.3, 0.6, 0.1])
    above = ((truth - probability) * (1 - 2 * probability)).sum()
    below = ((1 - 2 * probability) ** 2 * probability * (1 - probability)).sum()
    found = recalibration.spiegelhalter(truth, probability)
    assert found is not None
    assert found[0] == pytest.approx(above / math.sqrt(below))
    assert found[1] == pytest.approx(2 * stats.norm.sf(abs(found[0])))
    assert recalibration.spiegelhalter(truth, np.full(4, 0.5)) is None


def test_spiegelhalter_and_hosmer_lemeshow_reject_five_percent_of_calibrated_models() -> None:
    rng, z, fit = np.random.default_rng(8), [], []
    for _ in range(400):
        probability = rng.beta(2, 2, 500)
        truth = (rng.random(500) < probability).astype(float)
        found = recalibration.spiegelhalter(truth, probability)
        bins = calibration.hosmer_lemeshow(calibration.mass_bins(truth, probability))
        assert found is not None
        assert bins is not None
        z.append(found[1] < 0.05)
        fit.append(stats.chi2.sf(*bins) < 0.05)
    assert 0.02 < np.mean(z) < 0.09
    assert 0.02 < np.mean(fit) < 0.09


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_bins_of_equal_weight_equal_scikit_learn_and_the_parts_add_up(seed: int) -> None:
    rng = np.random.default_rng(seed)
    probability = rng.permutation(np.linspace(0.01, 0.99, 200))
    truth = (rng.random(200) < probability).astype(float)
    bins = calibration.mass_bins(truth, probability)
    rate, mean = calibration_curve(truth, probability, n_bins=10, strategy="quantile")
    assert [part.rows for part in bins] == [20.0] * 10
    assert [part.rate for part in bins] == pytest.approx(rate)
    assert [part.mean_score for part in bins] == pytest.approx(mean)
    brier = theirs.brier_score_loss(truth, probability)
    found = calibration.decomposition(bins, brier)
    parts = found.reliability - found.resolution + found.uncertainty + found.within
    assert parts == pytest.approx(brier, abs=1e-15)
    inside = sum(
        part.rows
        / 200
        * (
            np.var(probability[place])
            - 2 * np.mean((probability[place] - part.mean_score) * (truth[place] - part.rate))
        )
        for at, part in enumerate(bins)
        for place in [calibration.mass_places(probability, 10, np.ones(200)) == at]
    )
    assert found.within == pytest.approx(inside, abs=1e-12)


def test_equal_probabilities_share_a_bin_and_make_the_parts_exact() -> None:
    rng = np.random.default_rng(9)
    probability = rng.choice([0.1, 0.4, 0.8], 300)
    truth = (rng.random(300) < probability).astype(float)
    bins = calibration.mass_bins(truth, probability)
    assert len(bins) == 3
    found = calibration.decomposition(bins, theirs.brier_score_loss(truth, probability))
    assert found.within == pytest.approx(0.0, abs=1e-12)


def test_the_calibration_error_of_chance_is_what_simulation_gives() -> None:
    rng, found = np.random.default_rng(10), []
    probability = rng.beta(1, 4, 1000)
    for _ in range(300):
        truth = (rng.random(1000) < probability).astype(float)
        bins = calibration.mass_bins(truth, probability)
        found.append(calibration.expected_calibration_error(bins))
    assert calibration.chance_calibration_error(bins) == pytest.approx(np.mean(found), rel=0.05)


@pytest.mark.parametrize("weighted", [False, True])
def test_deviances_equal_scikit_learn(weighted: bool) -> None:
    rng = np.random.default_rng(11)
    output = rng.gamma(2, 1, 300)
    weights = rng.random(300) + 0.1 if weighted else None
    counts, amounts = rng.poisson(output).astype(float), rng.gamma(2, output / 2)
    for truth, name, summed, power in (
        (counts, "poisson", deviance.poisson_summands, 1),
        (amounts, "gamma", deviance.gamma_summands, 2),
    ):
        sums = summed(truth, output, weights).sum(axis=0)
        wanted = theirs.mean_tweedie_deviance(truth, output, sample_weight=weights, power=power)
        assert float(deviance.mean_deviance(sums)) == pytest.approx(wanted, rel=1e-10)
        share = theirs.d2_tweedie_score(truth, output, sample_weight=weights, power=power)
        explained = deviance.poisson_d2 if name == "poisson" else deviance.gamma_d2
        assert float(explained(sums)) == pytest.approx(share, rel=1e-9)
    constant = deviance.poisson_summands(np.full(5, 2.0), np.full(5, 2.0)).sum(axis=0)
    assert math.isnan(float(deviance.poisson_d2(constant)))


def slow_gini(truth: Floats, output: Floats, weights: Floats) -> float:
    """Index by the trapezes of the ordered curve, ties in one step."""
    kinds = np.unique(output)
    mass = np.array([weights[output == kind].sum() for kind in kinds])
    amount = np.array([(weights * truth)[output == kind].sum() for kind in kinds])
    x = np.concatenate([[0], np.cumsum(mass) / mass.sum()])
    y = np.concatenate([[0], np.cumsum(amount) / amount.sum()])
    return float(1 - 2 * np.trapezoid(y, x))


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_the_lorenz_index_is_the_area_of_its_curve(seed: int) -> None:
    rng = np.random.default_rng(seed)
    output, weights = rng.gamma(2, 1, 80).round(1), rng.random(80) + 0.1
    truth = rng.poisson(output).astype(float)
    found = deviance.lorenz(truth, output, weights=weights)
    assert found is not None
    assert found.gini == pytest.approx(slow_gini(truth, output, weights), abs=1e-12)
    assert (found.share[-1], found.amount[-1]) == pytest.approx((1.0, 1.0))
    assert float((found.influence).sum()) == pytest.approx(0.0, abs=1e-9)
    best = deviance.lorenz(truth, truth, weights=weights)
    assert best is not None
    assert found.gini <= best.gini + 1e-12


def test_the_error_of_the_lorenz_index_is_that_of_a_bootstrap() -> None:
    rng = np.random.default_rng(12)
    output, weights = rng.gamma(2, 1, 600), rng.random(600) + 0.1
    truth = rng.poisson(output).astype(float)
    found = deviance.lorenz(truth, output, weights=weights)
    best = deviance.lorenz(truth, truth, weights=weights)
    assert found is not None
    assert best is not None
    drawn, shares = [], []
    for _ in range(500):
        at = rng.integers(0, 600, 600)
        one = deviance.lorenz(truth[at], output[at], weights=weights[at])
        top = deviance.lorenz(truth[at], truth[at], weights=weights[at])
        assert one is not None
        assert top is not None
        drawn.append(one.gini)
        shares.append(one.gini / top.gini)
    over = found.over(best, np.ones(600))
    assert over is not None
    assert found.error == pytest.approx(np.std(drawn), rel=0.12)
    assert over[1] == pytest.approx(np.std(shares), rel=0.12)


def test_amounts_below_zero_and_no_amounts_have_no_lorenz_curve() -> None:
    assert deviance.lorenz(np.array([-1.0, 2.0]), np.array([1.0, 2.0])) is None
    assert deviance.lorenz(np.zeros(3), np.arange(3.0)) is None


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_intervals_of_quantiles_cover_as_often_as_they_say(share: float) -> None:
    rng, inside = np.random.default_rng(13), []
    true = stats.expon.ppf(share)
    for _ in range(600):
        values = rng.exponential(size=120)
        value, bounds = deviance.quantile_bounds(values, share, worth=np.ones(120))
        assert value == np.quantile(values, share, method="inverted_cdf")
        assert bounds is not None
        inside.append(bounds[0] <= true <= bounds[1])
    assert 0.93 <= np.mean(inside) <= 0.995


def test_too_few_rows_have_no_interval_of_a_far_quantile() -> None:
    assert deviance.quantile_bounds(np.arange(20.0), 0.99, worth=np.ones(20))[1] is None
    assert deviance.quantile_bounds(np.array([3.0]), 0.5, worth=np.ones(1)) == (3.0, None)


def test_means_over_classes_equal_scikit_learn() -> None:
    rng = np.random.default_rng(14)
    truth, said = rng.integers(0, 4, 300), rng.integers(0, 4, 300)
    cells = theirs.confusion_matrix(truth, said).astype(float)
    f1 = classes.class_f1(cells)
    precision = classes.class_precision(cells)
    assert float(classes.macro(f1)) == pytest.approx(theirs.f1_score(truth, said, average="macro"))
    assert float(classes.by_prevalence(f1, cells)) == pytest.approx(
        theirs.f1_score(truth, said, average="weighted")
    )
    assert float(classes.macro(precision)) == pytest.approx(
        theirs.precision_score(truth, said, average="macro")
    )
    assert float(classes.matthews(cells)) == pytest.approx(theirs.matthews_corrcoef(truth, said))
    assert math.isnan(float(classes.matthews(np.array([[3.0, 0.0], [2.0, 0.0]]))))


def test_gains_by_hand_and_the_curve_equals_scikit_learn() -> None:
    positive = np.array([1, 1, 0, 1, 0, 0, 1, 0, 0, 0], dtype=bool)
    score = np.arange(10, 0, -1.0)
    parts = gains.gain_slices(positive, score, parts=5)
    assert [part.hits for part in parts] == [2, 1, 0, 1, 0]
    assert [part.rows for part in parts] == [2, 2, 2, 2, 2]
    truth, first, _ = scored(15)
    recall, precision = gains.precision_recall_points(truth, first, np.ones(len(truth)), most=10_000)
    wanted_precision, wanted_recall, _ = theirs.precision_recall_curve(truth, first)
    assert recall == pytest.approx(wanted_recall[:-1][::-1])
    assert precision == pytest.approx(wanted_precision[:-1][::-1])
    assert sum(part.hits for part in gains.gain_slices(truth, first)) == truth.sum()


def test_equal_scores_are_never_split_into_tenths() -> None:
    parts = gains.gain_slices(np.array([True, False] * 50), np.ones(100))
    assert len(parts) == 1
    assert (parts[0].rows, parts[0].hits) == (100.0, 50.0)


def test_trends_equal_weighted_regression_and_the_contingency_trend() -> None:
    rng = np.random.default_rng(16)
    at, values, errors = np.arange(8.0), rng.normal(size=8), rng.random(8) + 0.5
    found = trend.weighted_trend(at, values, errors)
    fitted = sm.WLS(values, sm.add_constant(at), weights=1 / errors**2).fit(cov_type="fixed scale")
    assert found is not None
    assert found.slope == pytest.approx(fitted.params[1], rel=1e-10)
    assert found.error == pytest.approx(fitted.bse[1], rel=1e-10)
    hits, rows = np.array([10.0, 14.0, 22.0, 25.0]), np.array([50.0, 52.0, 60.0, 48.0])
    share = trend.share_trend(np.arange(4.0), hits, rows)
    table = sm.stats.Table(np.column_stack([hits, rows - hits]), shift_zeros=False)
    ordinal = table.test_ordinal_association(row_scores=np.arange(4.0), col_scores=np.array([1.0, 0.0]))
    assert share is not None
    # statsmodels conditions on the margins: a factor of n / (n - 1) in the variance.
    assert share.z * math.sqrt((rows.sum() - 1) / rows.sum()) == pytest.approx(ordinal.zscore, rel=1e-9)
    spread = trend.heterogeneity(values, errors)
    assert spread is not None
    mean = np.average(values, weights=1 / errors**2)
    assert spread[0] == pytest.approx((((values - mean) / errors) ** 2).sum())
    assert spread[2] == pytest.approx(stats.chi2.sf(spread[0], 7))


def test_two_windows_have_no_trend() -> None:
    assert trend.weighted_trend(np.arange(2.0), np.arange(2.0), np.ones(2)) is None
    assert trend.share_trend(np.arange(3.0), np.zeros(3), np.ones(3)) is None
    assert trend.heterogeneity(np.ones(1), np.ones(1)) is None

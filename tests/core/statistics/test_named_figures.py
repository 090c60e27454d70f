"""Are the figures that other libraries name the same as theirs?"""

import numpy as np
import pytest
from fairlearn import metrics as fair
from scipy import stats
from sklearn import metrics as plain
from statsmodels.stats import contingency_tables, proportion

from core.statistics import classes, inequality, intervals, losses, paired, parity, significance

RNG = np.random.default_rng(11)
TRUE, SAID = RNG.integers(0, 2, 300), RNG.integers(0, 2, 300)
GROUP = RNG.choice(np.array(["ä", "b", "日本"], dtype=object), 300)
WEIGHTS = RNG.uniform(0.2, 3, 300)
LABELS, CELLS = parity.group_cells(TRUE, SAID, GROUP, weights=WEIGHTS)
AMOUNTS, MEANS = RNG.gamma(2, 3, 300), RNG.gamma(3, 2, 300)
TABLES = ([[10, 10, 20], [20, 20, 20]], [[8, 2], [1, 5]], [[12, 5], [7, 9], [0, 4]])


def both(name: str) -> tuple[float | None, float]:
    theirs = getattr(fair, name)(TRUE, SAID, sensitive_features=GROUP, sample_weight=WEIGHTS)
    return getattr(parity, name)(CELLS), theirs


@pytest.mark.parametrize(
    "name",
    [
        "demographic_parity_difference",
        "demographic_parity_ratio",
        "equal_opportunity_difference",
        "equal_opportunity_ratio",
        "equalized_odds_difference",
        "equalized_odds_ratio",
    ],
)
def test_gaps_of_groups_are_those_of_fairlearn(name: str) -> None:
    ours, theirs = both(name)
    assert ours == pytest.approx(theirs, abs=1e-12)


def test_figures_against_a_reference_group_follow_their_definitions() -> None:
    def rates(at: int) -> tuple[float, float, float]:
        (tn, fp), (fn, tp) = CELLS[at]
        return tp / (tp + fn), fp / (fp + tn), (tp + fp) / (tn + fp + fn + tp)

    (tpr, fpr, picked), (tpr2, fpr2, picked2) = rates(0), rates(1)
    assert parity.average_odds_difference(CELLS, 0, 1) == pytest.approx((tpr - tpr2 + fpr - fpr2) / 2)
    absolute = (abs(tpr - tpr2) + abs(fpr - fpr2)) / 2
    assert parity.average_absolute_odds_difference(CELLS, 0, 1) == pytest.approx(absolute)
    assert parity.disparate_impact(CELLS, 0, 1) == pytest.approx(picked / picked2)
    assert parity.statistical_parity_difference(CELLS, 0, 1) == pytest.approx(picked - picked2)
    odds = CELLS[0][1, 0] / CELLS[0][0, 1] - CELLS[1][1, 0] / CELLS[1][0, 1]
    assert parity.treatment_equality_difference(CELLS, 0, 1) == pytest.approx(odds)
    assert parity.predictive_parity_difference(CELLS) == parity.rate_difference("ppv", CELLS)


def test_what_has_no_denominator_has_no_figure() -> None:
    cells = np.array([[[0.0, 0.0], [3.0, 4.0]], [[5.0, 0.0], [2.0, 1.0]]])
    assert parity.equalized_odds_difference(cells) is None
    assert parity.equalized_odds_ratio(cells) is None
    assert parity.average_odds_difference(cells, 0, 1) is None
    assert parity.treatment_equality_difference(cells, 0, 1) is None
    none = np.array([[[5.0, 0.0], [2.0, 0.0]], [[5.0, 0.0], [2.0, 0.0]]])
    assert parity.demographic_parity_ratio(none) is None
    assert parity.disparate_impact(none, 0, 1) is None
    assert parity.demographic_parity_difference(none) == 0.0


def test_a_rate_that_is_zero_everywhere_is_no_inequality_of_odds() -> None:
    cells = np.array([[[5.0, 0.0], [2.0, 8.0]], [[5.0, 0.0], [4.0, 6.0]]])
    assert parity.equalized_odds_ratio(cells) == pytest.approx(0.75)


def test_rows_without_a_group_are_a_group() -> None:
    labels, cells = parity.group_cells([1, 0, 1], [1, 1, 0], np.array(["a", None, "a"], dtype=object))
    assert labels == ("a", "")
    assert cells.sum(axis=(1, 2)).tolist() == [2, 1]


@pytest.mark.parametrize("power", [-1, 0, 1, 1.5, 2, 3])
def test_deviances_are_those_of_scikit_learn(power: float) -> None:
    data = (AMOUNTS, MEANS, power, WEIGHTS)
    theirs = plain.mean_tweedie_deviance(AMOUNTS, MEANS, power=power, sample_weight=WEIGHTS)
    assert losses.tweedie_deviance(*data) == pytest.approx(theirs, rel=1e-10)
    explained = plain.d2_tweedie_score(AMOUNTS, MEANS, power=power, sample_weight=WEIGHTS)
    assert losses.tweedie_d2(*data) == pytest.approx(explained, rel=1e-9)


def test_deviances_that_are_not_defined_are_none() -> None:
    assert losses.poisson_deviance([0.0, 1.0], [1.0, 0.0]) is None
    assert losses.gamma_deviance([0.0, 1.0], [1.0, 1.0]) is None
    assert losses.poisson_deviance([0.0, 1.0], [1.0, 1.0]) == pytest.approx(1.0)
    assert losses.r2_score([1.0, 1.0], [1.0, 2.0]) is None
    with pytest.raises(ValueError, match="no Tweedie"):
        losses.tweedie_deviance([1.0], [1.0], 0.5)


def test_losses_of_numbers_are_those_of_scikit_learn() -> None:
    data, weights = (AMOUNTS, MEANS), {"sample_weight": WEIGHTS}
    pairs = (
        (losses.mean_absolute_error, plain.mean_absolute_error),
        (losses.mean_squared_error, plain.mean_squared_error),
        (losses.root_mean_squared_error, plain.root_mean_squared_error),
        (losses.mean_absolute_percentage_error, plain.mean_absolute_percentage_error),
        (losses.mean_squared_log_error, plain.mean_squared_log_error),
        (losses.r2_score, plain.r2_score),
    )
    for ours, theirs in pairs:
        assert ours(*data, WEIGHTS) == pytest.approx(theirs(*data, **weights), rel=1e-11), theirs.__name__
    assert losses.median_absolute_error(*data) == pytest.approx(plain.median_absolute_error(*data))
    assert losses.largest_error(*data) == pytest.approx(plain.max_error(*data))
    for share in (0.1, 0.5, 0.9):
        theirs = plain.mean_pinball_loss(*data, alpha=share, **weights)
        assert losses.quantile_loss(*data, share, WEIGHTS) == pytest.approx(theirs, rel=1e-12)


def test_a_percentage_of_nothing_is_not_computable() -> None:
    assert losses.mean_absolute_percentage_error([0.0, 1.0], [1.0, 1.0]) is None
    assert losses.mean_squared_log_error([-1.0, 1.0], [1.0, 1.0]) is None


@pytest.mark.parametrize("table", TABLES, ids=["2x3", "2x2", "3x2"])
@pytest.mark.parametrize("yates", [False, True], ids=["plain", "yates"])
def test_tests_of_tables_are_those_of_scipy(table: list[list[int]], *, yates: bool) -> None:
    theirs = stats.chi2_contingency(table, correction=yates)
    wanted = (theirs.statistic, theirs.dof, theirs.pvalue)
    assert significance.chi_square(table, yates=yates) == pytest.approx(wanted, rel=1e-10)
    ratio = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    wanted = (ratio.statistic, ratio.dof, ratio.pvalue)
    assert significance.g_test(table) == pytest.approx(wanted, rel=1e-10)


def test_tables_with_an_empty_side_have_no_test() -> None:
    assert significance.g_test([[0, 0], [1, 2]]) is None
    assert significance.chi_square([[0, 1], [0, 2]], yates=True) is None


@pytest.mark.parametrize("side", ["two-sided", "greater", "less"])
def test_one_sided_exact_tests_are_those_of_scipy(side: str) -> None:
    theirs = stats.fisher_exact([[3, 1], [1, 3]], alternative=side)
    found = significance.fisher_exact(3, 4, 1, 4, alternative=side)  # type: ignore[arg-type]
    assert found == pytest.approx((theirs.statistic, theirs.pvalue))


@pytest.mark.parametrize("corrected", [True, False])
def test_the_chi_square_of_mcnemar_is_that_of_statsmodels(*, corrected: bool) -> None:
    theirs = contingency_tables.mcnemar([[30, 12], [5, 40]], exact=False, correction=corrected)
    found = paired.mcnemar_chi_square(12, 5, corrected=corrected)
    assert found == pytest.approx((theirs.statistic, theirs.pvalue))
    assert paired.mcnemar_chi_square(0, 0) is None


def test_intervals_for_comparison_are_those_of_statsmodels() -> None:
    for x, n in ((81, 263), (3, 20), (0, 9)):
        wald = proportion.proportion_confint(x, n, method="normal")
        if x:
            assert intervals.wald_share(x, n) == pytest.approx(wald)
            coull = proportion.proportion_confint(x, n, method="agresti_coull")
            assert intervals.agresti_coull(x, n) == pytest.approx(coull)
    table = contingency_tables.Table2x2([[8, 2], [3, 9]])
    wanted = (table.oddsratio, *table.oddsratio_confint())
    assert intervals.odds_ratio(8, 10, 3, 12) == pytest.approx(wanted)
    assert intervals.odds_ratio(8, 8, 3, 12) is None


@pytest.mark.parametrize(("power", "name"), [(1, "linear"), (2, "quadratic")])
def test_weighted_kappa_is_that_of_scikit_learn(power: int, name: str) -> None:
    first, second = RNG.integers(0, 4, 200), RNG.integers(0, 4, 200)
    labels, cells = classes.confusion_matrix(first, second)
    assert labels == ("0", "1", "2", "3")
    assert cells.tolist() == plain.confusion_matrix(first, second).tolist()
    theirs = plain.cohen_kappa_score(first, second, weights=name)
    assert float(classes.weighted_kappa(cells, power=power)) == pytest.approx(theirs)


def test_losses_of_several_classes_are_those_of_scikit_learn() -> None:
    said, true = RNG.dirichlet([1, 2, 1], 300), RNG.integers(0, 3, 300)
    theirs = plain.log_loss(true, said, sample_weight=WEIGHTS)
    assert classes.class_log_loss(true, said, WEIGHTS) == pytest.approx(theirs)
    flags = np.eye(3)[true]
    assert classes.class_brier(true, said) == pytest.approx(((said - flags) ** 2).sum(axis=1).mean())


@pytest.mark.parametrize("alpha", [-1, 0, 0.5, 1, 1.5, 2, 3])
def test_generalized_entropy_of_any_alpha_is_that_of_its_definition(alpha: float) -> None:
    values, counts = np.array([1.0, 2.0, 5.0]), np.array([4.0, 3.0, 1.0])
    people = np.repeat(values, counts.astype(int)) / np.average(values, weights=counts)
    special: dict[float, float] = {0: -np.log(people).mean(), 1: (people * np.log(people)).mean()}
    wanted = special[alpha] if alpha in special else (people**alpha - 1).mean() / (alpha * (alpha - 1))
    assert float(inequality.generalized_entropy(values, counts, alpha)) == pytest.approx(wanted)
    assert inequality.entropy_again(values, counts, alpha) == pytest.approx(wanted)


def test_somebody_without_benefits_has_an_entropy_only_above_zero() -> None:
    values, counts = np.array([0.0, 1.0, 2.0]), np.array([1.0, 2.0, 1.0])
    assert np.isnan(inequality.generalized_entropy(values, counts, -1))
    half = (np.sqrt([0, 1, 1, 2]) - 1).mean() / (0.5 * -0.5)
    assert float(inequality.generalized_entropy(values, counts, 0.5)) == pytest.approx(half)


def test_atkinson_and_gini_follow_their_definitions() -> None:
    values, counts = np.array([1.0, 2.0, 5.0]), np.array([4.0, 3.0, 1.0])
    people = np.repeat(values, counts.astype(int))
    wanted = {1.0: 1 - np.exp(np.log(people).mean()) / people.mean()}
    wanted |= {e: 1 - (people ** (1 - e)).mean() ** (1 / (1 - e)) / people.mean() for e in (0.5, 2.0)}
    for aversion, value in wanted.items():
        assert float(inequality.atkinson(values, counts, aversion)) == pytest.approx(value)
    apart = np.abs(people[:, None] - people[None, :]).mean() / (2 * people.mean())
    assert inequality.gini(values, counts) == pytest.approx(apart)
    assert inequality.gini(np.zeros(3)) is None
    poor = np.array([0.0, 1.0])
    assert float(inequality.atkinson(poor, np.ones(2), 1.0)) == 1.0
    assert np.isnan(inequality.atkinson(np.zeros(2), np.ones(2), 1.0))

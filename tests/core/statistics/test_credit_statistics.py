"""Are tests of grades, numbers of hits, migration and swaps those of other libraries, and right by hand?"""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, optimize, stats
from statsmodels.stats.proportion import proportion_confint

from core.statistics import expected, grades
from core.statistics.migration import (
    concentration_p,
    herfindahl,
    mean_notches,
    moves,
    normalized_herfindahl,
    normalized_of_cells,
    width_better,
    width_worse,
)
from core.statistics.swaps import matched, paired_shares

CASES = [(0, 10, 0.01), (3, 250, 0.01), (17, 400, 0.03), (40, 40, 0.9), (1200, 100_000, 0.011)]


@pytest.mark.parametrize(("defaults", "rows", "pd"), CASES)
def test_tests_of_a_grade_equal_scipy(defaults: int, rows: int, pd: float) -> None:
    posterior = stats.beta(defaults + 0.5, rows - defaults + 0.5)
    assert grades.jeffreys_p(defaults, rows, pd) == pytest.approx(posterior.cdf(pd), rel=1e-9)
    exact = stats.binomtest(defaults, rows, pd, alternative="greater").pvalue
    assert grades.binomial_p(defaults, rows, pd) == pytest.approx(exact, rel=1e-9)
    z = (rows * pd - defaults) / math.sqrt(rows * pd * (1 - pd))
    assert grades.normal_p(defaults, rows, pd) == pytest.approx(stats.norm.cdf(z), rel=1e-9)


@pytest.mark.parametrize(("defaults", "rows"), [(0, 12), (3, 250), (12, 12), (77, 500)])
def test_jeffreys_bounds_equal_statsmodels_inside_and_end_at_0_and_1(defaults: int, rows: int) -> None:
    low, high = grades.jeffreys_bounds(defaults, rows, 0.95)
    theirs = proportion_confint(defaults, rows, alpha=0.05, method="jeffreys")
    assert low == (0.0 if defaults == 0 else pytest.approx(theirs[0], rel=1e-9))
    assert high == (1.0 if defaults == rows else pytest.approx(theirs[1], rel=1e-9))


def test_two_sided_p_is_twice_the_smaller_tail() -> None:
    assert grades.two_sided(0.01) == pytest.approx(0.02)
    assert grades.two_sided(0.99) == pytest.approx(0.02)
    assert grades.two_sided(0.5) == 1.0


@pytest.mark.parametrize(("rows", "pd"), [(300, 0.02), (1000, 0.01), (5000, 0.005), (400, 0.3)])
def test_the_jeffreys_test_raises_false_alarms_about_as_often_as_its_level_says(rows: int, pd: float) -> None:
    numbers = np.arange(rows + 1)
    chance = stats.binom.pmf(numbers, rows, pd)
    alarms = np.array([grades.jeffreys_p(int(d), rows, pd) < 0.05 for d in numbers])
    assert 0.025 < chance[alarms].sum() < 0.075


def test_the_jeffreys_interval_covers_on_average_what_it_promises() -> None:
    covered = []
    for pd in np.linspace(0.01, 0.3, 40):
        numbers = np.arange(201)
        chance = stats.binom.pmf(numbers, 200, pd)
        ends = [grades.jeffreys_bounds(int(d), 200, 0.95) for d in numbers]
        inside = np.array([low <= pd <= high for low, high in ends])
        covered.append(chance[inside].sum())
    assert np.mean(covered) == pytest.approx(0.95, abs=0.01)
    assert min(covered) > 0.88


@pytest.mark.parametrize(("rows", "pd"), [(100, 0.05), (1000, 0.01), (50, 0.001), (30, 0.7)])
def test_power_to_notice_a_doubled_rate_is_the_sum_over_all_numbers(rows: int, pd: float) -> None:
    numbers = np.arange(rows + 1)
    rejects = np.array([grades.jeffreys_p(int(d), rows, pd) < 0.05 for d in numbers])
    wanted = stats.binom.pmf(numbers, rows, min(1.0, 2 * pd))[rejects].sum()
    assert grades.power_doubled(rows, pd) == pytest.approx(wanted, abs=1e-9)


def test_no_power_where_the_estimate_is_0_or_nothing_could_reject() -> None:
    assert grades.power_doubled(1000, 0.0) == 0.0
    assert grades.power_doubled(1, 0.99) == 0.0


@pytest.mark.parametrize("correlation", [0.03, 0.12, 0.24])
def test_the_test_with_correlated_defaults_equals_an_integral(correlation: float) -> None:
    pd, defaults, rows = 0.02, 35, 1000

    def tail(factor: float) -> float:
        root = (stats.norm.ppf(pd) - math.sqrt(correlation) * factor) / math.sqrt(1 - correlation)
        chance = stats.norm.cdf(root)
        return float(stats.binom.sf(defaults - 1, rows, chance) * stats.norm.pdf(factor))

    wanted, _ = integrate.quad(tail, -8, 8, limit=400)
    assert grades.correlated_p(defaults, rows, pd, correlation) == pytest.approx(wanted, rel=1e-6)
    assert grades.correlated_p(defaults, rows, pd, correlation) > grades.binomial_p(defaults, rows, pd)


def test_without_correlation_the_test_is_the_binomial_one() -> None:
    assert grades.correlated_p(5, 100, 0.02, 0.0) == grades.binomial_p(5, 100, 0.02)
    assert grades.correlated_p(0, 100, 0.02, 0.1) == 1.0


def test_the_correlation_of_other_retail_loans_lies_between_3_and_16_percent() -> None:
    assert grades.retail_correlation(0.0) == pytest.approx(0.16)
    assert grades.retail_correlation(1.0) == pytest.approx(0.03)
    assert grades.retail_correlation(0.01) == pytest.approx(0.03 + 0.13 * math.exp(-0.35), abs=1e-9)


@pytest.mark.parametrize(
    ("first", "second"), [((1, 40), (6, 50)), ((0, 10), (4, 12)), ((30, 300), (30, 300)), ((9, 20), (1, 20))]
)
def test_neighbors_are_compared_by_fishers_exact_test(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    (x1, n1), (x2, n2) = first, second
    theirs = stats.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]], alternative="less").pvalue
    assert grades.lower_share_p(x1, n1, x2, n2) == pytest.approx(theirs, rel=1e-9)


def test_neighbors_of_many_rows_are_compared_by_the_normal_test_and_empty_ones_not_at_all() -> None:
    exact = stats.fisher_exact([[900, 29_100], [1000, 29_000]], alternative="less").pvalue
    assert grades.lower_share_p(900, 30_000, 1000, 30_000) == pytest.approx(exact, rel=0.1)
    assert grades.lower_share_p(0, 10, 0, 10) is None
    assert grades.lower_share_p(10, 10, 10, 10) is None


@pytest.mark.parametrize("broken", [(-1, 10, 0.1), (11, 10, 0.1), (0, 0, 0.1), (1, 10, 1.1)])
def test_impossible_counts_are_a_programming_mistake(broken: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="needs 0 <="):
        grades.jeffreys_p(*broken)


@given(st.lists(st.floats(0, 1), max_size=8))
def test_the_poisson_binomial_distribution_equals_the_sum_over_all_outcomes(chances: list[float]) -> None:
    wanted = np.zeros(len(chances) + 1)
    for hits in itertools.product((0, 1), repeat=len(chances)):
        parts = [chance if hit else 1 - chance for chance, hit in zip(chances, hits, strict=True)]
        wanted[sum(hits)] += math.prod(parts)
    found = expected.poisson_binomial(np.array(chances))
    assert found == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("rows", [63, 64, 65, 1000, 5000])
def test_equal_probabilities_give_the_binomial_distribution(rows: int) -> None:
    found = expected.poisson_binomial(np.full(rows, 0.03))
    assert found == pytest.approx(stats.binom.pmf(np.arange(rows + 1), rows, 0.03), abs=1e-12)
    assert found.sum() == pytest.approx(1.0, abs=1e-12)


def test_a_number_is_tested_by_twice_its_smaller_tail() -> None:
    chances = np.array([0.1, 0.2])  # 0, 1, 2 hits: 0.72, 0.26, 0.02
    assert expected.number_test(chances, 2) == pytest.approx(0.04)
    assert expected.number_test(chances, 1) == pytest.approx(0.56)
    assert expected.number_test(chances, 0) == 1.0


def test_counted_rows_are_tested_like_written_out_ones() -> None:
    rng = np.random.default_rng(5)
    chances, counts = rng.random(20), rng.integers(1, 6, 20)
    written = np.repeat(chances, counts)
    assert expected.number_test(chances, 30, counts=counts.astype(float)) == pytest.approx(
        expected.number_test(written, 30), abs=1e-12
    )
    assert expected.number_bounds(chances, counts=counts.astype(float)) == expected.number_bounds(written)


@given(st.integers(0, 10_000))
def test_bounds_of_a_number_hold_their_share_and_no_smaller_ones_do(seed: int) -> None:
    chances = np.random.default_rng(seed).random(40) ** 3
    low, high = expected.number_bounds(chances)
    total = expected.poisson_binomial(chances)
    inside = total[int(low) : int(high) + 1].sum()
    assert inside >= 0.95 - 1e-12
    assert total[int(low) + 1 :].sum() < 0.975 + 1e-9 or low == 0
    assert total[: int(high)].sum() < 0.975 + 1e-9


def test_the_normal_distribution_takes_over_without_a_jump(monkeypatch: pytest.MonkeyPatch) -> None:
    chances = np.random.default_rng(1).random(15_000) * 0.05
    exact = expected.number_test(chances, 420), expected.number_bounds(chances)
    monkeypatch.setattr(expected, "EXACT_ROWS", 10)
    assert expected.number_test(chances, 420) == pytest.approx(exact[0], rel=0.01)
    assert np.abs(np.subtract(expected.number_bounds(chances), exact[1])).max() <= 1


def test_a_certain_number_is_met_or_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expected, "EXACT_ROWS", 2)
    assert expected.number_test(np.array([1.0, 1.0, 0.0]), 2) == 1.0
    assert expected.number_test(np.array([1.0, 1.0, 0.0]), 0) == 0.0


def test_concentration_by_hand() -> None:
    counts = np.array([1.0, 1.0, 2.0])
    assert herfindahl(counts) == pytest.approx(0.375)
    assert normalized_herfindahl(counts) == pytest.approx((0.375 - 1 / 3) / (2 / 3))
    assert normalized_herfindahl(np.array([5.0, 0.0])) == pytest.approx(1.0)
    assert normalized_herfindahl(np.array([5.0, 5.0])) == pytest.approx(0.0)
    assert herfindahl(np.zeros(3)) is None
    assert normalized_herfindahl(np.array([4.0])) is None


def test_more_concentration_than_before_has_a_small_p() -> None:
    before, now = np.array([25.0, 25.0, 25.0, 25.0]), np.array([70.0, 10.0, 10.0, 10.0])
    current = math.sqrt(4 * ((0.7 - 0.25) ** 2 + 3 * (0.1 - 0.25) ** 2))
    z = math.sqrt(3) * current / math.sqrt(current**2 * (0.5 + current**2))
    assert concentration_p(now, before) == pytest.approx(stats.norm.sf(z))
    assert concentration_p(now, now) == pytest.approx(0.5)
    assert concentration_p(before, now) is None


def test_migration_by_hand() -> None:
    found = moves(np.array([[8.0, 1.0, 1.0], [2.0, 6.0, 2.0], [0.0, 0.0, 10.0]]))
    assert found is not None
    assert (found.rows, found.stayed, found.worse, found.better) == (30, 24, 4, 2)
    assert found.notches == pytest.approx((1 + 2 + 2 + 2) / 30)
    assert found.bandwidth_worse == pytest.approx((1 + 2 + 2) / (2 * 2 + 1 * 2))
    assert found.bandwidth_better == pytest.approx(2 / 2)
    assert moves(np.zeros((2, 2))) is None
    still = moves(np.eye(3))
    assert still is not None
    assert still.bandwidth_worse is None


def test_redrawn_matrices_give_the_figures_of_each() -> None:
    matrices = np.random.default_rng(4).integers(0, 9, (5, 4, 4)).astype(float)
    for at, matrix in enumerate(matrices):
        found = moves(matrix)
        assert found is not None
        assert mean_notches(matrices)[at] == pytest.approx(found.notches)
        assert width_worse(matrices)[at] == pytest.approx(found.bandwidth_worse)
        assert width_better(matrices)[at] == pytest.approx(found.bandwidth_better)
        assert normalized_of_cells(matrix[0]) == pytest.approx(normalized_herfindahl(matrix[0]))
    assert np.isnan(width_worse(np.eye(3)))


@pytest.mark.parametrize(("b", "c", "n"), [(9, 4, 50), (5, 0, 30), (0, 0, 12), (3, 3, 10), (40, 10, 400)])
def test_the_change_of_paired_shares_equals_the_likelihoods_maximum_found_by_search(
    b: int, c: int, n: int
) -> None:
    def score(gap: float) -> float:
        def likelihood(only: float) -> float:
            first, rest = only + gap, 1 - 2 * only - gap
            parts = [(b, first), (c, only), (n - b - c, rest)]
            return -sum(count * math.log(max(share, 1e-300)) for count, share in parts if count)

        ends = (max(0.0, -gap) + 1e-12, (1 - gap) / 2 - 1e-12)
        only = optimize.minimize_scalar(likelihood, bounds=ends, method="bounded", options={"xatol": 1e-12}).x
        return (b - c - n * gap) / math.sqrt(n * (2 * only + gap - gap**2))

    value, low, high = paired_shares(b, c, n)
    z = stats.norm.ppf(0.975)
    assert value == (b - c) / n
    assert score(low) == pytest.approx(z, rel=1e-3)
    assert score(high) == pytest.approx(-z, rel=1e-3)


def test_the_change_of_paired_shares_turns_with_its_sign() -> None:
    value, low, high = paired_shares(9, 4, 50)
    assert paired_shares(4, 9, 50) == pytest.approx((-value, -high, -low), abs=1e-9)
    assert paired_shares(10, 0, 10)[2] == 1.0


def test_a_matched_cut_off_takes_equal_scores_together() -> None:
    score = np.array([0.9, 0.5, 0.5, 0.1])
    ones = np.ones(4)
    assert matched(score, ones, 1).tolist() == [True, False, False, False]
    assert matched(score, ones, 3).tolist() == [True, True, True, False]
    assert matched(score, ones, 2).tolist() == [True, False, False, False]
    assert matched(score, ones, 0).tolist() == [False] * 4

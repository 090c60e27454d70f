"""Do intervals and tests of means say what other libraries say?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from core.statistics.means import fieller, mean_of, student, welch, welch_test


def samples(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.gamma(2, 3, 60), rng.gamma(3, 3, 45)


@given(st.integers(0, 500))
def test_a_mean_has_the_t_interval_of_statsmodels(seed: int) -> None:
    values, _ = samples(seed)
    assert student(mean_of(values)) == pytest.approx(DescrStatsW(values).tconfint_mean())


@given(st.integers(0, 500))
def test_two_means_are_compared_as_scipy_and_statsmodels_do(seed: int) -> None:
    first, second = samples(seed)
    one, two = mean_of(first), mean_of(second)
    other = stats.ttest_ind(first, second, equal_var=False)
    assert welch_test(one, two) == pytest.approx((other.statistic, other.pvalue))
    compared = CompareMeans(DescrStatsW(first), DescrStatsW(second))
    assert welch(one, two) == pytest.approx(compared.tconfint_diff(usevar="unequal"))


def test_counts_are_rows_and_equal_weights_change_nothing() -> None:
    values, counts = np.array([1.0, 2.0, 5.0]), np.array([3.0, 4.0, 2.0])
    rows = np.repeat(values, counts.astype(int))
    assert mean_of(values, counts=counts) == pytest.approx(mean_of(rows))
    assert student(mean_of(values, counts=counts)) == pytest.approx(student(mean_of(rows)))
    weighted = mean_of(rows, weights=np.full(9, 2.5))
    assert weighted.rows == pytest.approx(9)
    assert student(weighted) == pytest.approx(student(mean_of(rows)))


def test_unequal_weights_are_worth_fewer_rows() -> None:
    values = np.arange(20.0)
    weights = np.where(values < 5, 10.0, 0.1)
    found = mean_of(values, weights=weights)
    assert found.value == pytest.approx(np.average(values, weights=weights))
    assert found.rows == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    assert found.rows < 6


def test_fieller_solves_its_equation() -> None:
    first, second = samples()
    one, two = mean_of(first), mean_of(second)
    bounds = fieller(one, two)
    assert bounds is not None
    ratio = one.value / two.value
    errors = [one.variance / one.rows, two.variance / two.rows]  # type: ignore[operator]
    scaled = [errors[0], ratio**2 * errors[1]]
    freedom = sum(scaled) ** 2 / (scaled[0] ** 2 / (one.rows - 1) + scaled[1] ** 2 / (two.rows - 1))
    for bound in bounds:
        gap = abs(one.value - bound * two.value) / np.sqrt(errors[0] + bound**2 * errors[1])
        assert gap == pytest.approx(stats.t.ppf(0.975, freedom))
    turned = fieller(two, one)
    assert turned is not None
    assert turned[0] == pytest.approx(1 / bounds[1], rel=0.02)


def test_fieller_covers_the_true_ratio_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(600):
        bounds = fieller(mean_of(rng.gamma(2, 3, 40)), mean_of(rng.gamma(2, 4, 55)))
        covered += bounds is not None and bounds[0] <= 0.75 <= bounds[1]
    assert 0.925 <= covered / 600 <= 0.975


def test_a_mean_that_may_be_zero_has_no_bounded_ratio() -> None:
    first, _ = samples()
    around = mean_of(np.array([-5.0, 5.5, -4.0, 4.0]))
    assert fieller(mean_of(first), around) is None


def test_one_row_has_a_mean_and_no_interval() -> None:
    one = mean_of(np.array([3.0]))
    assert one.value == 3.0
    assert student(one) is None
    assert welch(one, one) is None
    assert welch_test(one, one) is None
    assert fieller(one, one) is None


def test_equal_values_leave_no_doubt() -> None:
    same = mean_of(np.full(10, 4.0))
    assert student(same) == (4.0, 4.0)
    assert welch(same, same) == (0.0, 0.0)
    assert welch_test(same, same) is None

"""Are intervals those of the literature and of other libraries, and do they cover what they promise?"""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.statistics.intervals import clopper_pearson, katz, koopman, newcombe, ratio_interval, wilson


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 500))
    return draw(st.integers(0, n)), n


@given(shares())
def test_wilson_and_clopper_pearson_equal_statsmodels(share: tuple[int, int]) -> None:
    from statsmodels.stats.proportion import proportion_confint

    x, n = share
    for ours, method in ((wilson, "wilson"), (clopper_pearson, "beta")):
        assert ours(x, n) == pytest.approx(proportion_confint(x, n, method=method), abs=1e-12)


@given(shares(), shares())
def test_newcombe_equals_statsmodels(first: tuple[int, int], second: tuple[int, int]) -> None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    theirs = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff", correction=False)
    assert newcombe(*first, *second) == pytest.approx(theirs, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(shares(), shares())
def test_koopman_equals_the_score_test_of_statsmodels_at_its_bounds(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    from statsmodels.stats.proportion import test_proportions_2indep as score_test

    if first[0] == 0 or second[0] == 0 or first == second:
        return
    low, high = koopman(*first, *second)
    assert high is not None
    assert low <= (first[0] / first[1]) / (second[0] / second[1]) <= high
    for bound in (low, high):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            p = score_test(
                *first, *second, value=bound, compare="ratio", method="score", correction=False
            ).pvalue
        assert np.isnan(p) or p == pytest.approx(0.05, abs=2e-3)


def test_koopman_stands_where_katz_cannot() -> None:
    low, high = koopman(0, 20, 5, 20)
    assert low == 0.0
    assert high is not None
    assert 0 < high < 1.1
    assert koopman(5, 20, 0, 20)[1] is None
    assert koopman(20, 20, 20, 20)[0] < 1
    with pytest.raises(ValueError, match="not defined"):
        koopman(0, 20, 0, 20)
    with pytest.raises(ValueError, match="at least one hit"):
        katz(0, 20, 5, 20)


def test_small_cells_choose_koopman() -> None:
    assert ratio_interval(4, 50, 30, 60)[2] == "koopman"
    assert ratio_interval(46, 50, 30, 60)[2] == "koopman"
    assert ratio_interval(5, 50, 30, 60)[2] == "katz"


@given(shares(), st.integers(2, 50))
def test_more_of_the_same_rows_narrow_every_interval(share: tuple[int, int], times: int) -> None:
    x, n = share
    few, many = wilson(x, n), wilson(x * times, n * times)
    assert many[1] - many[0] < few[1] - few[0]


@given(shares(), shares())
def test_swapping_the_groups_mirrors_the_intervals(first: tuple[int, int], second: tuple[int, int]) -> None:
    low, high = newcombe(*first, *second)
    assert newcombe(*second, *first) == pytest.approx((-high, -low), abs=1e-12)
    if first[0] and second[0]:
        low, high = katz(*first, *second)
        assert katz(*second, *first) == pytest.approx((1 / high, 1 / low), rel=1e-12)


@given(shares())
def test_the_complement_mirrors_wilson(share: tuple[int, int]) -> None:
    x, n = share
    low, high = wilson(x, n)
    assert wilson(n - x, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_intervals_cover_the_true_value_about_as_often_as_they_promise() -> None:
    rng = np.random.default_rng(1)
    for p1, p2, n1, n2 in ((0.3, 0.5, 60, 140), (0.1, 0.2, 40, 40), (0.9, 0.95, 80, 30)):
        x1, x2 = rng.binomial(n1, p1, 1500), rng.binomial(n2, p2, 1500)
        hits = ratios = 0
        for a, b in zip(x1.tolist(), x2.tolist(), strict=True):
            low, high = newcombe(a, n1, b, n2)
            hits += low <= p1 - p2 <= high
            left, right, _ = ratio_interval(a, n1, max(b, 1), n2)
            ratios += left <= p1 / p2 and (right is None or p1 / p2 <= right)
        assert 0.93 <= hits / 1500 <= 0.98
        assert 0.93 <= ratios / 1500 <= 0.985

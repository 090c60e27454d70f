"""Are pooled figures those of statsmodels, and do their intervals cover what they promise?"""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from core.statistics import strata
from core.statistics.strata_again import second_figures

TABLES = st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=1, max_size=6).map(
    lambda rows: np.array(rows, dtype=float).reshape(-1, 2, 2)
)


@given(TABLES)
def test_both_calculations_agree(tables: "np.typing.NDArray[np.float64]") -> None:
    found = second_figures(tables)
    ours = {
        "odds_ratio": strata.pooled_odds_ratio(tables),
        "difference": strata.pooled_difference(tables),
        "ratio": strata.pooled_ratio(tables),
    }
    for name, item in ours.items():
        assert (item is None) == (name not in found)
        assert item is None or item.value == pytest.approx(found[name], rel=1e-12)
    cmh = strata.cmh_test(tables)
    assert cmh is None or cmh[0] == pytest.approx(found["cmh"], rel=1e-9, abs=1e-12)


@given(TABLES)
def test_odds_and_tests_are_those_of_statsmodels(tables: "np.typing.NDArray[np.float64]") -> None:
    some = strata.informative(tables)
    assume(len(some) >= 2)
    ours = strata.pooled_odds_ratio(some)
    # Where the common odds ratio is exactly 1, statsmodels divides 0 by 0.
    assume(ours is not None and ours.bounds is not None and abs(ours.value - 1) > 1e-6)
    assert ours is not None
    theirs = StratifiedTable(list(some))
    assert ours.value == pytest.approx(theirs.oddsratio_pooled, rel=1e-9)
    assert ours.bounds == pytest.approx(theirs.oddsratio_pooled_confint(), rel=1e-7)
    cmh, same = strata.cmh_test(some), strata.breslow_day(some)
    assert cmh is not None
    assert cmh[0] == pytest.approx(theirs.test_null_odds(correction=False).statistic, rel=1e-9)
    assert same is not None
    assert same[0] == pytest.approx(
        max(0.0, theirs.test_equal_odds(adjust=True).statistic), rel=1e-5, abs=1e-7
    )


def test_a_common_odds_ratio_of_exactly_one_has_a_test_too() -> None:
    even = np.array([[[18, 18], [18, 18]], [[10, 20], [10, 20]]], dtype=float)
    assert strata.breslow_day(even) == (0.0, 1, 1.0)


@given(TABLES)
def test_exchanging_the_groups_turns_every_figure(tables: "np.typing.NDArray[np.float64]") -> None:
    turned = tables[:, ::-1]
    one, other = strata.pooled_difference(tables), strata.pooled_difference(turned)
    if one is not None and other is not None and one.bounds and other.bounds:
        assert one.value == pytest.approx(-other.value, abs=1e-12)
        assert one.bounds == pytest.approx((-other.bounds[1], -other.bounds[0]), abs=1e-12)
    ratio, back = strata.pooled_ratio(tables), strata.pooled_ratio(turned)
    if ratio is not None and back is not None and ratio.value and back.value:
        assert ratio.value == pytest.approx(1 / back.value, rel=1e-9)


def drawn(
    rng: np.random.Generator, p: "np.typing.NDArray[np.float64]", ratio: float
) -> "np.typing.NDArray[np.float64]":
    n = np.array([[20, 9], [6, 30], [30, 12], [8, 40]])
    x = np.stack([rng.binomial(n[:, 0], p * ratio), rng.binomial(n[:, 1], p)], axis=1)
    return np.stack([x, n - x], axis=-1).astype(float)


def test_pooled_intervals_cover_about_as_often_as_they_promise() -> None:
    rng, hits = np.random.default_rng(4), np.zeros(2)
    p = np.array([0.2, 0.4, 0.6, 0.8])
    for _ in range(1500):
        ratio = strata.pooled_ratio(drawn(rng, p, 0.8))
        assert ratio is not None
        assert ratio.bounds is not None
        hits[0] += ratio.bounds[0] <= 0.8 <= ratio.bounds[1]
        gap = strata.pooled_difference(drawn(rng, np.full(4, 0.5), 0.8))
        assert gap is not None
        assert gap.bounds is not None
        hits[1] += gap.bounds[0] <= 0.1 <= gap.bounds[1]
    assert (hits / 1500 > 0.93).all()
    assert (hits / 1500 < 0.97).all()


def test_the_test_within_strata_rejects_about_as_often_as_it_says() -> None:
    rng, p = np.random.default_rng(5), np.array([0.2, 0.4, 0.6, 0.8])
    found = [strata.cmh_test(drawn(rng, p, 1.0)) for _ in range(1500)]
    assert 0.035 < np.mean([item is not None and item[1] < 0.05 for item in found]) < 0.065

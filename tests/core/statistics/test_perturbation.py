"""Are values moved as stated, and wrong moves counted as by hand?"""

import numpy as np
import pytest
from scipy import stats

from core.statistics.perturbation import deviation, grid, noisy, spread, stream, swapped, wrong_moves


def test_the_spread_is_the_smaller_of_two_and_never_zero_by_ties() -> None:
    rng = np.random.default_rng(1)
    heavy = rng.standard_t(2, 5000)
    assert spread(heavy) == pytest.approx(stats.median_abs_deviation(heavy, scale="normal"))
    even = rng.uniform(size=5000)
    assert spread(even) == pytest.approx(even.std(ddof=1))
    mostly = np.r_[np.zeros(60), np.arange(40.0)]
    assert spread(mostly) == deviation(mostly) == pytest.approx(mostly.std(ddof=1))
    assert spread(np.array([np.nan, 3.0])) == 0


def test_noise_keeps_missing_values_and_whole_numbers() -> None:
    values = np.array([1.0, np.nan, 3.0])
    moved = noisy(values, 5.0, stream(1, "a"), whole=True)
    assert np.isnan(moved[1])
    assert moved[[0, 2]] == pytest.approx(np.rint(moved[[0, 2]]))


def test_swaps_follow_how_often_the_others_occur() -> None:
    shares = np.array([0.5, 0.3, 0.2])
    codes = np.repeat([0, 1, 2, -1], 20_000)
    found = swapped(codes, shares, stream(3, "swap"))
    assert (found != codes).all()
    for own, expected in ((0, [0, 0.6, 0.4]), (1, [5 / 7, 0, 2 / 7]), (2, [0.625, 0.375, 0]), (-1, shares)):
        drawn = np.bincount(found[codes == own], minlength=3) / 20_000
        assert drawn == pytest.approx(expected, abs=0.015)


def test_streams_differ_by_name_and_repeat() -> None:
    assert stream(7, "a").random() == stream(7, "a").random()
    assert stream(7, "a").random() != stream(7, "b").random()
    assert stream(7, "a").random() != stream(8, "a").random()


def test_wrong_moves_are_counted_by_row_with_the_largest() -> None:
    curves = np.array([[0.1, 0.2, 0.3], [0.3, 0.1, 0.0], [0.1, 0.1, 0.1]])
    rising = wrong_moves(curves, rising=True, tolerance=0.0)
    assert rising.wrong.tolist() == [0, 2, 0]
    assert rising.steps == 2
    assert rising.largest == pytest.approx([0, 0.2, 0])
    assert wrong_moves(curves, rising=False, tolerance=0.15).wrong.tolist() == [0, 0, 0]


def test_a_grid_holds_values_that_occur() -> None:
    values = np.array([1.0, 2.0, 2.0, 5.0, np.nan, 9.0])
    assert set(grid(values, 11)) <= {1.0, 2.0, 5.0, 9.0}
    assert grid(np.array([np.nan]), 5).size == 0

"""Are the distances of two counts what their definitions say, and their bounds honest with few rows?"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy

from core.statistics import divergences, drift, drifting

pairs = st.integers(2, 8).flatmap(
    lambda size: st.tuples(*[st.lists(st.integers(1, 50), min_size=size, max_size=size)] * 2)
)


@given(pairs)
def test_they_are_those_of_scipy(both: tuple[list[int], list[int]]) -> None:
    first, second = (np.array(part, dtype=float) / sum(part) for part in both)
    for base in (2.0, math.e):
        wanted = float(np.nan_to_num(jensenshannon(first, second, base=base)))
        assert drift.jensen_shannon(*both, base) == pytest.approx(wanted, abs=1e-7)
        assert drift.jensen_shannon_divergence(*both, base) == pytest.approx(wanted**2, abs=1e-12)
        known = divergences.kullback_leibler(*both, base)
        assert known == pytest.approx(float(entropy(second, first, base=base)), abs=1e-12)
    roots = np.linalg.norm(np.sqrt(first) - np.sqrt(second)) / math.sqrt(2)
    assert divergences.hellinger(*both) == pytest.approx(float(roots), abs=1e-12)
    assert divergences.total_variation(*both) == pytest.approx(float(np.abs(first - second).sum() / 2))


def test_without_a_bin_in_common_they_are_largest() -> None:
    both = ([10, 0], [0, 7])
    assert drift.jensen_shannon(*both) == 1
    assert drift.jensen_shannon(*both, math.e) == pytest.approx(math.sqrt(math.log(2)))
    assert divergences.hellinger(*both) == 1
    assert divergences.total_variation(*both) == 1
    assert divergences.kullback_leibler(*both) == math.inf


def test_without_rows_they_are_not_computable() -> None:
    for figure in (
        drift.jensen_shannon_divergence,
        divergences.kullback_leibler,
        divergences.hellinger,
        divergences.total_variation,
    ):
        assert figure([0, 0], [1, 2]) is None


@pytest.mark.parametrize(("rows", "other"), [(150, 2), (150, 30), (1000, 200)], ids=["2", "30", "200"])
def test_rows_of_one_population_are_rarely_said_to_have_moved(rows: int, other: int) -> None:
    rng, moved, apart = np.random.default_rng(3), 0, 0
    for seed in range(60):
        counts = [rng.multinomial(size, np.full(11, 1 / 11)) for size in (rows, other)]
        bounds = drifting.divergence_bounds(*counts, seed=seed)
        moved += bounds is not None and bounds[0] > 0.01
        first, second = rng.normal(size=rows), rng.normal(size=other)
        distance = drift.wasserstein(first, second)
        assert distance is not None
        ends = drifting.moved_bounds(first, second, distance, seed=seed)
        apart += ends is not None and ends[0] > 0.01
    assert moved <= 6
    assert apart <= 8


def test_a_clear_move_stays_clear() -> None:
    first, second = np.random.default_rng(4).normal(size=(2, 1000))
    distance = drift.wasserstein(first, second + 1)
    assert distance is not None
    bounds = drifting.moved_bounds(first, second + 1, distance, seed=1)
    assert bounds is not None
    assert 0.8 < bounds[0] < distance < bounds[1] < 1.2
    held = drifting.divergence_bounds(np.array([900, 100]), np.array([100, 900]), seed=1)
    assert held is not None
    assert held[0] > 0.6

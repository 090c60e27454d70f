"""Are distances of distributions those of scipy, and what they must be by their definition?"""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial.distance import jensenshannon

from core.statistics import drift, drifting, screening

Floats = npt.NDArray[np.float64]
counts = st.lists(st.integers(0, 1000), min_size=2, max_size=12)
samples = st.lists(
    st.sampled_from([-3.0, -0.5, 0.0, 0.1, 1.0, 2.5, 1e6, -1e-7]) | st.floats(-9, 9), min_size=1
)


def test_the_index_is_the_sum_by_hand() -> None:
    by_hand = 0.05 * np.log(0.40 / 0.35) + 0.05 * np.log(0.30 / 0.25) + 0.10 * np.log(0.40 / 0.30)
    assert drift.psi([40, 30, 30], [35, 25, 40]) == pytest.approx(by_hand, abs=1e-15)


def test_a_bin_that_vanished_counts_and_disjoint_samples_are_far_apart() -> None:
    lost = drift.psi([50, 50], [100, 0])
    floor = drift.FLOOR
    assert lost == pytest.approx(0.5 * np.log(2) + (0.5 - floor) * np.log(0.5 / floor), abs=1e-12)
    disjoint = drift.psi([100, 0], [0, 100])
    assert disjoint is not None
    assert disjoint > 15


def test_without_rows_there_is_no_index() -> None:
    assert drift.psi([0, 0], [1, 2]) is None
    assert drift.psi_bounds([0, 0], [1, 2]) is None
    assert drift.jensen_shannon([1, 2], [0, 0]) is None
    with pytest.raises(ValueError, match="same bins"):
        drift.psi([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="negative"):
        drift.psi([1, -2], [1, 2])


@given(counts, st.data())
def test_the_index_is_symmetric_never_negative_and_0_for_equal_shares(
    first: list[int], data: st.DataObject
) -> None:
    second = data.draw(st.lists(st.integers(0, 1000), min_size=len(first), max_size=len(first)))
    there, back = drift.psi(first, second), drift.psi(second, first)
    if there is None or back is None:
        assert sum(first) == 0 or sum(second) == 0
        return
    assert there >= 0
    assert there == pytest.approx(back, rel=1e-12)
    assert drift.psi(first, first) == 0.0
    assert drift.psi(first, [4 * part for part in first]) == pytest.approx(0.0, abs=1e-15)
    bounds = drift.psi_bounds(first, second)
    assert bounds is not None
    assert 0 <= bounds[0] <= there <= bounds[1]


def test_few_equal_rows_prove_no_equality() -> None:
    few, many = drift.psi_bounds([3, 2], [3, 2]), drift.psi_bounds([3000, 2000], [3000, 2000])
    assert few is not None
    assert many is not None
    assert few[1] > 0.25 > many[1] > 0
    assert few[0] == many[0] == 0


@given(counts)
def test_jensen_shannon_equals_scipy(first: list[int]) -> None:
    second = list(reversed(first))
    if sum(first):
        found = drift.jensen_shannon(first, second)
        assert found == pytest.approx(jensenshannon(first, second, base=2), abs=1e-7)


@pytest.mark.parametrize(("rows", "other"), [(1, 1), (1, 9), (4, 4), (7, 5), (60, 45), (300, 200)])
@pytest.mark.parametrize("shift", [0.0, 0.4])
def test_the_test_of_kolmogorov_and_smirnov_is_exact(rows: int, other: int, shift: float) -> None:
    rng = np.random.default_rng(rows + other)
    first, second = rng.normal(size=rows), rng.normal(shift, size=other)
    found, wanted = drift.ks(first, second), stats.ks_2samp(first, second, method="exact")
    assert found is not None
    assert found[0] == wanted.statistic
    assert found[1] == pytest.approx(wanted.pvalue, abs=1e-9)


def test_a_tiny_p_is_not_printed_as_0() -> None:
    found = drift.ks(np.zeros(200), np.ones(200))
    assert found is not None
    assert found[0] == 1.0
    assert 0 < found[1] < 1e-9


def test_large_samples_use_the_limit() -> None:
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=5000), rng.normal(0.03, size=4000)
    found, wanted = drift.ks(first, second), stats.ks_2samp(first, second, method="asymp")
    assert found is not None
    assert found[1] == pytest.approx(wanted.pvalue, abs=0.005)


def by_steps(first: list[float], second: list[float]) -> float:
    """The distance at every value, straight from the definition."""
    return max(
        abs(sum(one <= at for one in first) / len(first) - sum(one <= at for one in second) / len(second))
        for at in (*first, *second)
    )


@given(samples, samples)
def test_distances_of_samples_equal_scipy(first: list[float], second: list[float]) -> None:
    found = drift.ks(first, second)
    assert found is not None
    assert found[0] == pytest.approx(by_steps(first, second), abs=1e-12)
    moved = drift.wasserstein(first, second)
    assert moved == pytest.approx(stats.wasserstein_distance(first, second), rel=1e-9, abs=1e-9)


@given(samples, samples)
def test_histograms_bound_the_distance_and_few_steps_give_it_exactly(
    first: list[float], second: list[float]
) -> None:
    one, other = np.array([*first, np.nan, np.inf]), np.array([*second, -np.inf])
    lens = screening.lens_of(one)
    both = (screening.histogram(one, lens), screening.histogram(other, lens))
    single = screening.single_valued((one, other), both, lens)
    wanted = drift.ks_distance(np.sort(one[~np.isnan(one)]), np.sort(other))
    for known in (None, single):
        rough = screening.screened(*both, known)
        assert rough is not None
        assert rough.distance <= wanted <= rough.distance + rough.bound + 1e-12
        assert screening.exact_distance((one, other), both, lens, known) == wanted
    assert (both[0].missing, both[1].missing) == (1, 0)


def shapes() -> list[Floats]:
    rng = np.random.default_rng(5)
    plain = rng.normal(size=60_000)
    return [plain, np.round(40 + 12 * plain), np.where(plain < 0, 0.0, np.exp(plain)), 1000 + 1e-6 * plain]


@pytest.mark.parametrize("at", range(4))
def test_the_fast_way_says_what_sorting_says(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    values = shapes()[at]
    reference, now = values[:30_000], values[30_000:] * 1.01
    slow = drifting.compare(reference, now)
    monkeypatch.setattr(drifting, "SORTED", 1000)
    fast, rough = drifting.compare(reference, now), drifting.compare(reference, now, exact=False)
    assert fast.distance == slow.distance
    assert rough.distance is not None
    assert slow.distance is not None
    assert rough.distance <= slow.distance <= rough.distance + rough.bound + 1e-12
    assert drift.psi(fast.reference, fast.counts) == pytest.approx(
        drift.psi(slow.reference, slow.counts), abs=0.02, rel=0.01
    )
    assert fast.moved == pytest.approx(slow.moved, rel=0.05, abs=1e-7)
    assert fast.reference.sum() == slow.reference.sum() == 30_000


def test_identical_columns_are_exactly_0_apart_in_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    for values in shapes():
        for most in (10**6, 1000):
            monkeypatch.setattr(drifting, "SORTED", most)
            found = drifting.compare(values, values)
            assert drift.psi(found.reference, found.counts) == 0.0
            assert found.distance == 0.0
            assert found.moved == 0.0


def test_a_value_with_a_tenth_of_the_rows_does_not_hide_what_lies_below() -> None:
    reference, now = np.repeat([5.0], 100), np.repeat([4.0], 100)
    found = drifting.compare(reference, now)
    assert (drift.psi(found.reference, found.counts) or 0) > 15
    half = np.concatenate([np.zeros(50), np.arange(50.0)])
    below = np.concatenate([np.full(50, -1.0), np.arange(50.0)])
    found = drifting.compare(half, below)
    assert (drift.psi(found.reference, found.counts) or 0) > 1


@settings(max_examples=20)
@given(st.permutations(range(40)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    rng = np.random.default_rng(2)
    first, second = rng.normal(size=40).round(1), rng.normal(0.5, size=40).round(1)
    plain, mixed = drifting.compare(first, second), drifting.compare(first[order], second[order[::-1]])
    assert (plain.counts == mixed.counts).all()
    assert (plain.distance, plain.moved) == (mixed.distance, mixed.moved)


@pytest.mark.parametrize("rows", [200, 2000])
@pytest.mark.parametrize("strength", [0.0, 0.3])
def test_the_interval_of_the_index_holds_what_it_says(rows: int, strength: float) -> None:
    rng = np.random.default_rng(rows)
    p = np.full(10, 0.1)
    q = p * np.exp(strength * np.linspace(-1.5, 1.5, 10))
    q /= q.sum()
    true = drift.psi(p, q) or 0.0
    bounds = [drift.psi_bounds(rng.multinomial(rows, p), rng.multinomial(rows, q)) for _ in range(200)]
    held = np.mean([ends is not None and ends[0] <= true <= ends[1] for ends in bounds])
    assert held >= 0.92


def test_chance_alone_stays_below_what_is_stated() -> None:
    rng = np.random.default_rng(4)
    p = np.full(10, 0.1)
    limit = drift.psi_by_chance(1000, 500, 10)
    below = [(drift.psi(rng.multinomial(1000, p), rng.multinomial(500, p)) or 0) < limit for _ in range(400)]
    assert 0.91 <= np.mean(below) <= 0.99

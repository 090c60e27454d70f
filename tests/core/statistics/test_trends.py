"""Does the test for a trend of few values say what the library says, and what the tables say?"""

import random

import pytest

from core.statistics import trends
from core.statistics.trends import mann_kendall


def series(seed: int, n: int) -> list[float]:
    """Return values that rise, or hardly do, and of which some may be equal."""
    chance = random.Random(seed)
    steps = 4 if seed % 2 else 1_000_000
    return [at * (seed % 3) + float(chance.randint(0, steps)) for at in range(n)]


@pytest.mark.parametrize("n", [5, 6, 12, 33, 34, 90])
@pytest.mark.parametrize("seed", range(6))
def test_few_values_are_tested_as_the_library_tests_many(seed: int, n: int) -> None:
    values = series(seed, n)

    ours, theirs = trends._of_pairs(values), trends._of_many(values)

    assert (ours.tau, ours.p, ours.slope) == pytest.approx((theirs.tau, theirs.p, theirs.slope), rel=1e-12)


def test_exact_values_of_the_tables_are_met() -> None:
    rising = mann_kendall([1.0, 2.0, 3.0, 4.0, 5.0])
    assert rising is not None
    assert (rising.tau, rising.p, rising.slope) == pytest.approx((1.0, 2 / 120, 1.0))
    even = mann_kendall([3.0, 5.0, 2.0, 4.0, 1.0, 6.0, 8.0, 0.5])  # 14 pairs rise, 14 fall
    assert even is not None
    assert (even.tau, even.p) == pytest.approx((0.0, 1.0), abs=1e-12)
    assert mann_kendall([1.0, 1.0, 1.0, 1.0, 1.0]) is None
    assert mann_kendall([1.0, 2.0, 3.0, 4.0]) is None


def test_long_series_are_left_to_the_library() -> None:
    values = series(2, trends.SHORT + 1)
    assert mann_kendall(values) == trends._of_many(values)

"""Does the needed number of rows decide with 80 % power, by the verdict's own interval?"""

import numpy as np
import pytest

from core.statistics.intervals import katz, newcombe, wilson
from core.statistics.power import (
    Pair,
    detectable_difference,
    detectable_ratio,
    detectable_share,
    needed_n_difference,
    needed_n_equality,
    needed_n_ratio,
    needed_n_share,
)

DRAWS = 1500
TOLERANCE = 0.04


def pair(group: float, reference: float, *, rows: float = 100, proportion: float = 1) -> Pair:
    return Pair(group=group, reference=reference, rows=rows, proportion=proportion)


def ratio_power(
    group: float, reference: float, n: int, *, proportion: float = 1, draws: int = DRAWS
) -> float:
    rng = np.random.default_rng(4)
    m = round(n * proportion)
    x, y = rng.binomial(n, group, draws), rng.binomial(m, reference, draws)
    bounds = (katz(a, n, b, m) for a, b in zip(x.tolist(), y.tolist(), strict=True))
    return sum(high < 0.8 or low >= 0.8 for low, high in bounds) / draws


def test_published_numbers_come_out() -> None:
    assert needed_n_ratio(pair(0.37, 0.5), 0.8) == pytest.approx(3500, rel=0.01)
    assert needed_n_ratio(pair(0.074, 0.1), 0.8) == pytest.approx(27_800, rel=0.01)
    assert [needed_n_equality(rate, 0.8) for rate in (0.5, 0.3, 0.1)] == [388, 859, 3213]


@pytest.mark.parametrize(
    ("group", "reference", "proportion"), [(0.37, 0.5, 1.0), (0.3, 0.5, 4.0), (0.48, 0.5, 1.0)]
)
def test_the_needed_rows_decide_a_ratio_in_four_of_five_draws(
    group: float, reference: float, proportion: float
) -> None:
    n = needed_n_ratio(pair(group, reference, proportion=proportion), 0.8)
    assert n is not None
    assert ratio_power(group, reference, n, proportion=proportion) == pytest.approx(0.8, abs=TOLERANCE)
    assert ratio_power(group, reference, n // 2, proportion=proportion) < 0.65


@pytest.mark.full
@pytest.mark.parametrize(("group", "reference"), [(0.37, 0.5), (0.074, 0.1), (0.7, 0.8), (0.2, 0.3)])
def test_the_needed_rows_hold_in_long_counts(group: float, reference: float) -> None:
    n = needed_n_ratio(pair(group, reference), 0.8)
    assert n is not None
    assert ratio_power(group, reference, n, draws=40_000) == pytest.approx(0.8, abs=0.012)


def test_equality_is_detected_in_four_of_five_draws() -> None:
    rng = np.random.default_rng(5)
    x, y = rng.binomial(859, 0.24, 4000) / 859, rng.binomial(859, 0.3, 4000) / 859
    pooled = (x + y) / 2
    z = np.abs(x - y) / np.sqrt(2 * pooled * (1 - pooled) / 859)
    assert (z > 1.96).mean() == pytest.approx(0.8, abs=0.03)


@pytest.mark.parametrize(("group", "reference"), [(0.2, 0.5), (0.45, 0.55), (0.05, 0.45)])
def test_the_needed_rows_decide_a_difference(group: float, reference: float) -> None:
    n = needed_n_difference(pair(group, reference), 0.2)
    assert n is not None
    rng = np.random.default_rng(6)
    x, y = rng.binomial(n, group, DRAWS).tolist(), rng.binomial(n, reference, DRAWS).tolist()
    bounds = [newcombe(b, n, a, n) for a, b in zip(x, y, strict=True)]
    decided = sum(high <= 0.2 or low > 0.2 for low, high in bounds) / DRAWS
    assert decided == pytest.approx(0.8, abs=0.06)


@pytest.mark.parametrize("value", [0.5, 0.55, 0.68, 0.75])
def test_the_needed_rows_decide_a_share(value: float) -> None:
    n = needed_n_share(value, 0.6)
    assert n is not None
    x = np.random.default_rng(7).binomial(n, value, DRAWS).tolist()
    bounds = [wilson(hits, n) for hits in x]
    decided = sum(high < 0.6 or low >= 0.6 for low, high in bounds) / DRAWS
    assert decided == pytest.approx(0.8, abs=0.06)


def test_no_number_of_rows_decides_a_value_at_the_limit() -> None:
    assert needed_n_ratio(pair(0.4, 0.5), 0.8) is None
    assert needed_n_ratio(pair(0.403, 0.5), 0.8) is None
    assert needed_n_difference(pair(0.3, 0.5), 0.2) is None
    assert needed_n_share(0.6, 0.6) is None


def test_groups_without_any_hit_or_any_miss_have_a_number_too() -> None:
    assert 1 < (needed_n_ratio(pair(0.0, 0.5), 0.8) or 0) < 40
    assert 1 < (needed_n_ratio(pair(1.0, 1.0), 0.8) or 0) < 40
    assert 1 < (needed_n_difference(pair(0.0, 1.0), 0.2) or 0) < 40


def test_the_smallest_gap_shown_agrees_with_the_needed_rows() -> None:
    rows = needed_n_ratio(pair(0.37, 0.5), 0.8)
    assert rows is not None
    gap = detectable_ratio(pair(0.37, 0.5, rows=rows), 0.8, below=True)
    assert gap == pytest.approx(0.06, abs=0.002)
    rows = needed_n_difference(pair(0.2, 0.5), 0.2)
    assert rows is not None
    assert detectable_difference(pair(0.2, 0.5, rows=rows), 0.2, above=True) == pytest.approx(0.1, abs=0.002)
    rows = needed_n_share(0.5, 0.6)
    assert rows is not None
    assert detectable_share(rows, 0.6, below=True) == pytest.approx(0.1, abs=0.002)


def test_too_few_rows_could_never_show_a_pass() -> None:
    assert detectable_ratio(pair(0.5, 0.5, rows=20), 0.8, below=False) is None

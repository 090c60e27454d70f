"""Do the intervals of fairness figures cover what they promise, and do needed numbers of rows decide?"""

from collections.abc import Callable

import numpy as np
import pytest

from core.statistics.bootstrap import cell_interval
from core.statistics.confusion import Share, mcc, rate_values
from core.statistics.gaps import Extremes, all_pairs_bounds, extremes, hull, redrawn_gap
from core.statistics.intervals import katz, koopman, newcombe, wilson
from core.statistics.joined import (
    Two,
    absolute_bounds,
    mean_bounds,
    odds_difference_bounds,
    odds_ratio_bounds,
)

FEW = 1200


def share(hits: int, rows: int) -> Share:
    return Share(float(hits), float(rows), float(rows))


def covered(inside: Callable[[np.random.Generator], bool], draws: int, seed: int = 1) -> float:
    rng = np.random.default_rng(seed)
    return sum(inside(rng) for _ in range(draws)) / draws


def of_wilson(p: float, n: int) -> Callable[[np.random.Generator], bool]:
    def inside(rng: np.random.Generator) -> bool:
        low, high = wilson(int(rng.binomial(n, p)), n)
        return low <= p <= high

    return inside


def of_newcombe(p: float, q: float, n: int, m: int) -> Callable[[np.random.Generator], bool]:
    def inside(rng: np.random.Generator) -> bool:
        low, high = newcombe(int(rng.binomial(n, p)), n, int(rng.binomial(m, q)), m)
        return low <= p - q <= high

    return inside


def of_ratio(p: float, q: float, n: int, m: int, *, score: bool) -> Callable[[np.random.Generator], bool]:
    def inside(rng: np.random.Generator) -> bool:
        x, y = int(rng.binomial(n, p)), int(rng.binomial(m, q))
        if x == 0 or y == 0:
            return not score or (x == 0 and y == 0) or koopman(x, n, y, m)[0] <= p / q
        low, high = koopman(x, n, y, m) if score else katz(x, n, y, m)
        return low <= p / q and (high is None or p / q <= high)

    return inside


CASES = {
    "wilson_small": (of_wilson(0.1, 30), 0.925),
    "wilson_half": (of_wilson(0.5, 50), 0.93),
    "newcombe_unequal": (of_newcombe(0.3, 0.5, 40, 160), 0.935),
    "newcombe_rare": (of_newcombe(0.05, 0.1, 60, 60), 0.935),
    "katz": (of_ratio(0.4, 0.5, 120, 200, score=False), 0.935),
    "koopman_rare": (of_ratio(0.04, 0.1, 60, 90, score=True), 0.93),
}


@pytest.mark.parametrize("name", CASES)
def test_intervals_of_shares_cover(name: str) -> None:
    inside, least = CASES[name]
    assert least < covered(inside, FEW) <= 0.99


@pytest.mark.full
@pytest.mark.parametrize("name", CASES)
def test_intervals_of_shares_cover_in_long_counts(name: str) -> None:
    inside, least = CASES[name]
    assert covered(inside, 20_000, seed=2) > least + 0.005


def joined(p: tuple[float, float], q: tuple[float, float], rng: np.random.Generator) -> tuple[Two, Two]:
    sizes = (90, 60)
    first, second = (
        (share(rng.binomial(sizes[0], one), sizes[0]), share(rng.binomial(sizes[1], two), sizes[1]))
        for one, two in (p, q)
    )
    return first, second


def test_joined_intervals_cover() -> None:
    p, q = (0.7, 0.3), (0.6, 0.25)

    def mean(rng: np.random.Generator) -> bool:
        found = mean_bounds(*joined(p, q, rng), 0.95)
        return found is not None and found[0] <= 0.075 <= (found[1] or 0)

    def absolute(rng: np.random.Generator) -> bool:
        found = absolute_bounds(*joined(p, q, rng), 0.95)
        return found is not None and found[0] <= 0.075 <= (found[1] or 0)

    def odds(rng: np.random.Generator, *, ratio: bool) -> bool:
        reference, group = joined((0.4, 0.4), (0.25, 0.25), rng)
        found = (odds_ratio_bounds if ratio else odds_difference_bounds)(reference, group, 0.95)
        true = (0.25 / 0.75) / (0.4 / 0.6) if ratio else 0.4 / 0.6 - 0.25 / 0.75
        return found is not None and found[0] <= true <= (np.inf if found[1] is None else found[1])

    assert 0.93 < covered(mean, FEW) < 0.975
    assert covered(absolute, FEW) > 0.95
    assert 0.93 < covered(lambda rng: odds(rng, ratio=False), FEW) < 0.98
    assert 0.93 < covered(lambda rng: odds(rng, ratio=True), FEW) < 0.98


def test_redrawn_cells_cover_a_figure_without_formula() -> None:
    shares = np.array([[0.35, 0.15], [0.1, 0.4]])
    true = float(mcc(shares))

    def inside(rng: np.random.Generator) -> bool:
        cells = rng.multinomial(300, shares.ravel()).reshape(2, 2).astype(float)
        bounds = cell_interval(cells, mcc, seed=3)
        return bounds is not None and bounds[0] <= true <= bounds[1]

    assert 0.92 < covered(inside, 300) < 0.98


def gap_of_six(
    rng: np.random.Generator, rates: "np.typing.NDArray[np.float64]"
) -> tuple[float | None, float | None]:
    n = 150
    hits = rng.binomial(n, rates)
    shares = [share(int(x), n) for x in hits]
    found = extremes("selection_rate", shares)
    assert isinstance(found, Extremes)
    level = 1 - 0.05 / 15
    bounds = all_pairs_bounds(shares, found, ratio=False, level=level)
    cells = np.stack([np.stack([n - hits, hits], axis=-1), np.zeros((6, 2))], axis=1).astype(float)
    wide = hull(bounds, redrawn_gap(cells, ["selection_rate"], ratio=False, seed=1), 0.95)
    return wide.low, wide.high


@pytest.mark.parametrize("rates", [np.full(6, 0.4), np.linspace(0.3, 0.5, 6)], ids=["equal", "apart"])
def test_the_largest_gap_of_six_groups_is_covered_though_it_overstates(
    rates: "np.typing.NDArray[np.float64]",
) -> None:
    true = float(rates.max() - rates.min())

    def inside(rng: np.random.Generator) -> bool:
        low, high = gap_of_six(rng, rates)
        return low is not None and high is not None and low <= true <= high

    assert covered(inside, 150) > 0.94


def test_rates_of_redrawn_cells_have_the_spread_of_redrawn_rows() -> None:
    rng = np.random.default_rng(1)
    cells = np.array([[40.0, 10.0], [15.0, 35.0]])
    rows = np.repeat(np.arange(4), cells.ravel().astype(int))
    by_rows = [np.bincount(rng.choice(rows, 100), minlength=4).reshape(2, 2) for _ in range(3000)]
    from core.statistics.bootstrap import redraw

    one = rate_values("tpr", np.array(by_rows, dtype=float)).std()
    other = rate_values("tpr", redraw(cells, seed=2, resamples=3000)).std()
    assert one == pytest.approx(other, rel=0.06)

"""Is what one column tells about the target measured as by others, and not by learning rows by heart?"""

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from core.statistics import foretelling
from core.statistics.composition import goodness_of_fit, rows_for_group, sampled_ratio


def test_the_area_of_the_order_equals_scikit_learn() -> None:
    rng = np.random.default_rng(1)
    truth = rng.random(900) < 0.3
    values = np.round(rng.normal(size=900) + truth, 1)
    found = foretelling.order_area(foretelling.by_quantiles(values), truth)
    assert found == pytest.approx(roc_auc_score(truth, values), abs=1e-12)
    assert foretelling.order_area(foretelling.by_quantiles(-values), truth) == pytest.approx(found, abs=1e-12)


def test_a_column_with_as_many_values_as_rows_tells_nothing_by_its_values() -> None:
    rng = np.random.default_rng(2)
    truth, rows = rng.random(4000) < 0.3, np.arange(4000)
    names = foretelling.Grouped(codes=rows, size=4001, ordered=False)
    found = foretelling.told_area(names, truth, foretelling.folds(4000, 1))
    assert found == pytest.approx(0.5, abs=0.03)


def test_categories_and_gaps_that_tell_the_target_are_found() -> None:
    rng = np.random.default_rng(3)
    truth = rng.random(2000) < 0.4
    gaps = np.where(truth, np.nan, rng.normal(size=2000))
    column = foretelling.coarser(foretelling.by_quantiles(gaps))
    assert (foretelling.told_area(column, truth, foretelling.folds(2000, 1)) or 0) > 0.999


def test_the_interval_of_an_area_of_1_on_few_rows_is_wide() -> None:
    low, high = foretelling.area_bounds(1.0, 3, 100)
    assert low < 0.75
    assert high == 1.0
    rng = np.random.default_rng(4)
    held = 0
    for _ in range(300):
        truth = np.arange(80) < 30
        values = rng.normal(size=80) + 1.2 * truth
        found = float(roc_auc_score(truth, values))
        ends = foretelling.area_bounds(found, 30, 50)
        held += ends[0] <= stats.norm.cdf(1.2 / np.sqrt(2)) <= ends[1]
    assert 0.91 <= held / 300 <= 0.99


def test_a_number_that_follows_the_target_is_found() -> None:
    rng = np.random.default_rng(5)
    target = rng.normal(size=3000)
    column = foretelling.coarser(foretelling.by_quantiles(np.exp(target)))
    assert (foretelling.told_correlation(column, target, foretelling.folds(3000, 1)) or 0) > 0.97
    noise = foretelling.coarser(foretelling.by_quantiles(rng.normal(size=3000)))
    assert (foretelling.told_correlation(noise, target, foretelling.folds(3000, 1)) or 0) < 0.06


def test_copies_are_told_from_columns_that_only_go_along() -> None:
    target = np.linspace(0, 1, 500)
    assert foretelling.is_monotone_copy(np.exp(3 * target), target)
    assert foretelling.is_monotone_copy(-target, target)
    assert not foretelling.is_monotone_copy(np.round(target, 1), target)
    assert not foretelling.is_monotone_copy(target + 0.01 * np.sin(500 * target), target)
    codes = np.array([0, 1, 1, 0])
    assert foretelling.is_copy(codes, 1 - codes)
    assert not foretelling.is_copy(np.array([0, 1, 2, 0]), codes)


def test_the_test_of_shares_equals_scipy() -> None:
    found, wanted = (
        goodness_of_fit([45, 30, 25], [0.5, 0.3, 0.2]),
        stats.chisquare([45, 30, 25], [50, 30, 20]),
    )
    assert found is not None
    assert found[0] == pytest.approx(wanted.statistic, rel=1e-12)
    assert found[2] == pytest.approx(wanted.pvalue, rel=1e-9)
    assert goodness_of_fit([1, 2], [1.0, 0.0]) is None


@pytest.mark.parametrize(("share", "minimum"), [(0.1, 30), (0.5, 1), (0.003, 30), (0.97, 100)])
def test_rows_needed_are_the_fewest_that_hold(share: float, minimum: int) -> None:
    rows = rows_for_group(share, minimum)
    assert rows is not None
    assert stats.binom.sf(minimum - 1, rows, share) >= 0.95
    assert stats.binom.sf(minimum - 1, rows - 1, share) < 0.95
    assert rows_for_group(0.0, 30) is None
    assert rows_for_group(1.0, 30) == 30


def test_the_ratio_of_two_samples_holds_what_it_says() -> None:
    rng = np.random.default_rng(6)
    held = 0
    for _ in range(400):
        hits, others = int(rng.binomial(300, 0.12)), int(rng.binomial(500, 0.2))
        low, high = sampled_ratio(hits, 300, others, 500)
        held += low <= 0.6 <= high
    assert 0.92 <= held / 400 <= 0.985

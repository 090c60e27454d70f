"""Do a handful of faultless rows prove that a model is good?"""

from dataclasses import replace

import numpy as np
import pytest

from core.checks.base import CheckInput
from core.policy import Relation
from core.results import Verdict
from core.statistics.bootstrap import table_interval
from core.statistics.classes import cohen_kappa, mean_recall
from core.statistics.discrimination import delong, delong_area
from core.statistics.intervals import wilson
from core.statistics.paired import delong_pair
from tests.core.checks.fair_inputs import figure, run
from tests.core.checks.inputs import binary, limit, policy

MEASURES = ("auc", "gini", "average_precision", "balanced_accuracy", "kappa", "mcc")


def faultless(each: int) -> CheckInput:
    """As many rows of each class, all told apart and all decided rightly."""
    truth = np.repeat([0, 1], each)
    score = np.where(truth == 1, 0.9, 0.1) + np.linspace(0, 0.05, 2 * each)
    limits = tuple(limit("performance", name, Relation.AT_LEAST, "0.55") for name in MEASURES)
    return replace(binary(truth, truth, score=score), policy=policy(limits))


def test_two_rows_of_each_class_prove_nothing() -> None:
    result = run("performance", faultless(2))
    assert {item.measure for item in result.conclusions} == set(MEASURES)
    assert {item.verdict for item in result.conclusions} == {Verdict.NOT_DECIDABLE}


def test_a_hundred_rows_of_each_class_do() -> None:
    assert {item.verdict for item in run("performance", faultless(100)).conclusions} == {Verdict.PASSED}


@pytest.mark.parametrize("name", MEASURES)
def test_every_interval_of_faultless_rows_has_a_width(name: str) -> None:
    found = figure(run("performance", faultless(10)), name, None)
    assert found.interval is not None
    assert found.value == pytest.approx(1.0)
    assert found.interval.high == pytest.approx(1.0)
    assert found.interval.low is not None
    assert found.interval.low < 0.8


def test_a_full_area_has_the_bounds_of_the_smaller_class() -> None:
    truth, score = np.repeat([True, False], (4, 9)), np.r_[np.ones(4), np.zeros(9)]
    assert delong(truth, score) == (1.0, wilson(4, 4))
    found = delong_area(truth, score)
    assert found is not None
    assert found[1] is not None
    assert found[1] > 0


def test_weights_that_are_all_equal_change_no_bounds_of_a_full_area() -> None:
    truth, score = np.repeat([True, False], (4, 9)), np.r_[np.ones(4), np.zeros(9)]
    found = delong(truth, score, weights=np.full(13, 0.3))
    assert found is not None
    assert found[1] == pytest.approx(wilson(4, 4))


def test_two_models_that_are_right_on_few_rows_are_not_proven_equal() -> None:
    truth = np.repeat([True, False], 3)
    first, second = np.array([0.9, 0.8, 0.7, 0.1, 0.2, 0.3]), np.array([0.7, 0.9, 0.8, 0.3, 0.1, 0.2])
    pair = delong_pair(truth, first, second)
    assert pair is not None
    low, high = pair.bounds() or (0.0, 0.0)
    assert low < -0.3
    assert high > 0.3


def test_the_same_order_of_rows_is_no_difference_at_all() -> None:
    truth, score = np.repeat([True, False], 3), np.array([0.9, 0.8, 0.7, 0.1, 0.2, 0.3])
    pair = delong_pair(truth, score, score**3)
    assert pair is not None
    assert pair.bounds() == (0.0, 0.0)


def test_a_table_without_errors_is_bounded_by_the_recalls_of_its_classes() -> None:
    cells = np.diag([8.0, 20.0])
    low, high = table_interval(cells, mean_recall, seed=1) or (0.0, 0.0)
    assert low == pytest.approx((wilson(8, 8)[0] + wilson(20, 20)[0]) / 2)
    assert high == 1.0
    assert (table_interval(cells, cohen_kappa, seed=1) or (1.0, 1.0))[0] < 0.8


def test_a_table_with_errors_keeps_its_percentiles() -> None:
    cells = np.array([[30.0, 10.0], [5.0, 55.0]])
    low, high = table_interval(cells, mean_recall, seed=1) or (0.0, 0.0)
    assert 0.7 < low < float(mean_recall(cells)) < high < 0.95

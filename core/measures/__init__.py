"""What is each measure called, and in which unit is it read?"""

from collections.abc import Mapping

from core.measures import common, credit, data, explaining, explanation, fairness, performance, tables
from core.measures.base import Measure, Unit
from core.measures.methods import METHODS, REFERENCE_RULES, SHORT_TESTS, TESTS

__all__ = [
    "MEASURES",
    "METHODS",
    "REFERENCE_RULES",
    "SHORT_TESTS",
    "TESTS",
    "Measure",
    "Unit",
    "measure_label",
    "method_label",
    "short_test",
    "significance_label",
]

MEASURES: Mapping[str, Measure] = {
    **common.MEASURES,
    **fairness.MEASURES,
    **performance.MEASURES,
    **credit.MEASURES,
    **explanation.MEASURES,
    **explaining.MEASURES,
    **data.MEASURES,
    **tables.MEASURES,
}
"""Every measure a check may return or a policy may limit."""


def measure_label(id_: str) -> str:
    """Return the English name of a measure, to be passed through the translator; unknown ids as they are."""
    return MEASURES[id_].label if id_ in MEASURES else id_


def method_label(id_: str) -> str:
    """Return the English name of an interval's method; unknown ids as they are."""
    return METHODS.get(id_, id_)


def significance_label(id_: str) -> str:
    """Return the English name of a statistical test; unknown ids as they are."""
    return TESTS.get(id_, id_)


def short_test(id_: str) -> str:
    """Return the English name of a statistical test for a narrow column; unknown ids as they are."""
    return SHORT_TESTS.get(id_, id_)

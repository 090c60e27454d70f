"""Are missing and small groups found, and shares compared as by hand?"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.checks.base import CheckInput
from core.ids import Exact
from core.inventory import Grouping
from core.options import CheckOptions
from core.reasons import ReasonCode
from core.results import CheckResult, Verdict
from core.statistics.intervals import wilson
from tests.core.checks.tables import clean, concluded, figure, noted, run, with_reference


def people(counts: dict[str, int], shares: dict[str, str] | None = None) -> CheckInput:
    table = pd.DataFrame({"sex": np.repeat(list(counts), list(counts.values()))})
    stated = {"sex": {label: Exact(share) for label, share in shares.items()}} if shares else {}
    return replace(
        clean(),
        table=table,
        target=None,
        features=(),
        groupings=(Grouping(column="sex"),),
        samples={},
        score=None,
        predicted=None,
        options=CheckOptions(population=stated),
        row_ids=(),
    )


def lines(result: CheckResult) -> list[dict[str, float | str | None]]:
    table = result.tables[0]
    values = zip(*(column.values for column in table.columns), strict=True)
    return [dict(zip((column.name for column in table.columns), row, strict=True)) for row in values]


def test_shares_are_compared_with_stated_ones_by_hand() -> None:
    result = run("representation", people({"f": 300, "m": 700}, {"f": "0.5", "m": "0.5"}))
    found = figure(result, "underrepresentation")
    assert found.subject == "sex: f"
    assert found.value == pytest.approx(0.6)
    assert found.interval is not None
    low, high = wilson(300, 1000)
    assert found.interval.low == pytest.approx(2 * low)
    assert found.interval.high == pytest.approx(2 * high)
    test = {column.name: column.values[0] for column in result.tables[1].columns}
    assert test["statistic"] == pytest.approx(stats.chisquare([300, 700]).statistic)
    assert result.verdict is Verdict.PASSED


def test_a_group_far_below_its_share_fails_and_one_near_the_limit_is_undecided() -> None:
    far = run("representation", people({"f": 100, "m": 900}, {"f": "0.5", "m": "0.5"}))
    assert concluded(far, "underrepresentation").verdict is Verdict.FAILED
    near = run("representation", people({"f": 240, "m": 760}, {"f": "0.5", "m": "0.5"}))
    assert concluded(near, "underrepresentation").verdict is Verdict.NOT_DECIDABLE


def test_a_group_nobody_belongs_to_is_named_with_the_rows_needed() -> None:
    result = run("representation", people({"f": 500, "m": 500}, {"f": "0.49", "m": "0.5", "x": "0.01"}))
    assert noted(result, ReasonCode.GROUPS_MISSING)["groups"] == "x"
    assert concluded(result, "missing_groups").verdict is Verdict.FAILED
    needed = noted(result, ReasonCode.ROWS_FOR_GROUP)
    rows = int(needed["rows"])
    assert stats.binom.sf(29, rows, 0.01) >= 0.95 > stats.binom.sf(29, rows - 1, 0.01)


def test_a_small_group_is_found_without_any_population() -> None:
    result = run("representation", people({"f": 12, "m": 500}))
    found = concluded(result, "smallest_group")
    assert (found.value, found.verdict) == (12, Verdict.FAILED)
    assert concluded(result, "missing_groups").reason.code is ReasonCode.NO_POPULATION


def test_the_reference_is_a_population_too() -> None:
    data = clean()
    there = pd.DataFrame({"sex": np.repeat(["f", "m"], [900, 1100])})
    result = run(
        "representation",
        replace(
            with_reference(data, data.table),
            samples={role: replace(item, table=there) for role, item in data.samples.items()},
        ),
    )
    counts = data.table["sex"].value_counts()
    line = next(item for item in lines(result) if item["group"] == "f")
    assert line["ratio"] == pytest.approx(counts["f"] / 3000 / 0.45)
    test = {column.name: column.values[0] for column in result.tables[1].columns}
    wanted = stats.chi2_contingency([[counts["f"], counts["m"]], [900, 1100]], correction=False)
    assert test["p"] == pytest.approx(wanted.pvalue)


def test_intersections_show_who_is_missing_though_each_feature_is_balanced() -> None:
    table = pd.DataFrame({"sex": np.repeat(["f", "m"], 500), "old": np.repeat(["no", "yes"], 500)})
    reference = pd.DataFrame({"sex": np.tile(["f", "m"], 500), "old": np.repeat(["no", "yes"], 500)})
    data = replace(
        people({"f": 1}),
        table=table,
        groupings=(Grouping(column="sex"), Grouping(column="old")),
        options=CheckOptions(),
        intersections=True,
        samples={role: replace(item, table=reference, score=None) for role, item in clean().samples.items()},
    )
    result = run("representation", data)
    assert figure(result, "missing_groups", "sex").value == 0
    assert figure(result, "missing_groups", "sex x old").value == 2
    assert concluded(result, "missing_groups").subject == "sex x old"


def test_rows_without_a_group_are_left_out_of_shares() -> None:
    data = people({"f": 300, "m": 300, "": 400}, {"f": "0.5", "m": "0.5"})
    line = next(item for item in lines(run("representation", data)) if item["group"] == "f")
    assert (line["n"], line["share"]) == (300, 0.5)


def test_counts_are_read_as_rows() -> None:
    table = pd.DataFrame({"sex": ["f", "m"], "n": [300, 700]})
    data = replace(people({"f": 1}, {"f": "0.5", "m": "0.5"}), table=table, weight="n")
    written = run("representation", people({"f": 300, "m": 700}, {"f": "0.5", "m": "0.5"}))
    assert lines(run("representation", data)) == lines(written)


def test_shares_that_miss_1_are_parts_of_their_sum_and_this_is_said() -> None:
    result = run("representation", people({"f": 300, "m": 300}, {"f": "1", "m": "3"}))
    assert noted(result, ReasonCode.POPULATION_NOT_WHOLE) == {"feature": "sex", "total": 4.0}
    assert next(item for item in lines(result) if item["group"] == "f")["population"] == 0.25


def test_small_groups_of_columns_kept_for_bias_tests_only_are_not_named_in_verdicts() -> None:
    data = replace(people({"f": 5, "m": 700}, {"f": "0.5", "m": "0.5"}), protected=("sex",))
    result = run("representation", data)
    assert concluded(result, "underrepresentation").subject == "sex"
    assert not any(note.code is ReasonCode.ROWS_FOR_GROUP for note in result.notes)

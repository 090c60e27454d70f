"""Does the check of data quality find what was planted, count as pandas does, and leave clean data alone?"""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.inventory import Task
from core.options import SampleRole
from core.reasons import ReasonCode
from core.results import Verdict
from core.statistics.intervals import wilson
from tests.core.checks.tables import (
    before,
    clean,
    concluded,
    figure,
    noted,
    rows,
    run,
    with_reference,
    with_table,
)


def test_clean_data_pass() -> None:
    result = run("data_quality", clean())
    assert result.verdict is Verdict.PASSED
    assert {item.verdict for item in result.conclusions} == {Verdict.PASSED}


def test_missing_values_are_counted_as_pandas_does_with_an_interval() -> None:
    data = clean()
    table = data.table.assign(income=data.table["income"].where(data.table["age"] < 48))
    table["job"] = table["job"].where(table.index % 10 != 0, " ")
    result = run("data_quality", replace(data, table=table))
    found = figure(result, "missing_share", "income")
    assert found.numerator == table["income"].isna().sum()
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == wilson(found.numerator, 3000)
    assert figure(result, "missing_share", "job").value == 0.1
    conclusion = concluded(result, "missing_share")
    assert (conclusion.subject, conclusion.verdict) == ("income", Verdict.FAILED)


def test_a_share_near_the_limit_is_not_decidable() -> None:
    data = clean(count=300)
    table = data.table.assign(income=data.table["income"].where(np.arange(300) >= 63))
    found = concluded(run("data_quality", replace(data, table=table)), "missing_share")
    assert found.verdict is Verdict.NOT_DECIDABLE
    assert found.beyond
    assert found.needed_n is not None


def test_repeated_rows_and_ids_are_counted_as_pandas_does() -> None:
    data = clean()
    table = pd.concat([data.table, data.table.head(90)], ignore_index=True)
    result = run("data_quality", with_table(data, table))
    features = [name for name in table if name != "id"]
    assert figure(result, "duplicate_share").numerator == table.duplicated(features).sum() == 90
    assert figure(result, "duplicate_id_share").numerator == 90
    assert concluded(result, "duplicate_share").verdict is Verdict.FAILED
    fresh = table.assign(id=range(len(table)))
    result = run("data_quality", with_table(data, fresh))
    assert figure(result, "duplicate_share").numerator == 90
    assert figure(result, "duplicate_id_share").numerator == 0


def test_constants_infinities_codings_and_codes_are_named() -> None:
    data, rng = clean(), np.random.default_rng(1)
    table = data.table.assign(
        one=7,
        huge=np.where(np.arange(3000) < 5, np.inf, rng.normal(size=3000)),
        code=np.where(rng.random(3000) < 0.02, -999.0, rng.normal(size=3000)),
        said=np.where(rng.random(3000) < 0.02, "k. A.", "yes"),
    )
    table.loc[:9, "job"] = "Farmer "
    result = run("data_quality", replace(data, table=table))
    assert noted(result, ReasonCode.COLUMNS_CONSTANT) == {"columns": "one"}
    assert noted(result, ReasonCode.CODINGS_MIXED) == {"columns": "job"}
    assert noted(result, ReasonCode.CODES_SUSPECTED) == {"columns": "code, said"}
    assert figure(result, "infinite_share", "huge").numerator == 5
    conclusion = concluded(result, "constant_columns")
    assert conclusion.verdict is Verdict.FAILED
    assert conclusion.reason.code is ReasonCode.COUNT_BEYOND


def test_a_natural_minus_1_is_no_code() -> None:
    data = clean()
    steps = np.random.default_rng(2).integers(-1, 9, 3000)
    result = run("data_quality", replace(data, table=data.table.assign(steps=steps)))
    assert figure(result, "suspected_codes").value == 0


def test_outliers_follow_the_stated_fences() -> None:
    data = clean()
    values = np.concatenate([np.arange(2990.0), [1e6] * 6, [-1e6] * 4])
    result = run("data_quality", replace(data, table=data.table.assign(v=values)))
    first, third = np.quantile(values, [0.25, 0.75])
    outside = (values < first - 3 * (third - first)) | (values > third + 3 * (third - first))
    assert figure(result, "outlier_share", "v").numerator == outside.sum() == 10
    flat = np.where(np.arange(3000) < 2500, 0.0, 1.0)
    found = figure(run("data_quality", replace(data, table=data.table.assign(v=flat))), "outlier_share", "v")
    assert found.value is None
    assert found.reason is not None
    assert found.reason.code is ReasonCode.NO_SPREAD


def test_dates_beyond_the_stated_day_are_counted_and_without_a_day_nothing_is_guessed() -> None:
    data = replace(clean(), as_of=date(2026, 3, 1))
    later = (data.table["day"] >= pd.Timestamp("2026-03-02")).sum()
    assert figure(run("data_quality", data), "future_share", "day").numerator == later
    texts = data.table.assign(day=data.table["day"].dt.strftime("%Y-%m-%d"))
    assert figure(run("data_quality", replace(data, table=texts)), "future_share", "day").numerator == later
    silent = concluded(run("data_quality", replace(data, as_of=None)), "future_share")
    assert silent.reason.code is ReasonCode.NO_CLOCK


def test_what_differs_from_the_reference_is_named() -> None:
    data = clean()
    table = data.table.assign(age=data.table["age"].astype(str), more=1).drop(columns="sex")
    table.loc[:299, "job"] = "pilot"
    table.loc[:29, "income"] = 1e9
    result = run("data_quality", replace(data, table=table, groupings=()))
    assert noted(result, ReasonCode.COLUMNS_LOST) == {"columns": "sex"}
    assert noted(result, ReasonCode.COLUMNS_NEW) == {"columns": "more"}
    assert noted(result, ReasonCode.TYPES_CHANGED) == {"columns": "age"}
    assert figure(result, "new_category_share", "job").numerator == 300
    high = before(data)["income"].max()
    outside = (table["income"] > high) | (table["income"] < before(data)["income"].min())
    assert figure(result, "out_of_range_share", "income").numerator == outside.sum()


def test_1_and_1_0_are_the_same_category_and_type() -> None:
    data = clean()
    table = data.table.assign(code=pd.Series(np.tile([1, 2, 3], 1000)))
    other = before(data).assign(code=np.tile([1.0, 2.0, 3.0], 1000))
    result = run("data_quality", with_reference(replace(data, table=table), other))
    assert figure(result, "changed_types").value == 0
    assert figure(result, "out_of_range_share", "code").value == 0


def test_the_smallest_class_is_named() -> None:
    data = clean()
    result = run("data_quality", data)
    counts = data.table["target"].value_counts()
    found = figure(result, "smallest_class_share")
    assert (found.subject, found.numerator) == (counts.idxmin(), counts.min())
    none = run("data_quality", replace(data, task=Task.REGRESSION))
    assert not [item for item in none.measurements if item.measure == "smallest_class_share"]


def test_values_of_columns_kept_for_bias_tests_only_stay_inside() -> None:
    data = replace(clean(), protected=("age",))
    (table,) = run("data_quality", data).tables
    at = list(table.column("column")).index("age")
    assert table.column("low")[at] is None
    assert table.column("high")[at] is None


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(random: "np.random.Generator") -> None:
    data = clean(count=120)
    order = list(range(120))
    random.shuffle(order)
    mixed = replace(data, table=data.table.iloc[order].reset_index(drop=True))
    assert run("data_quality", mixed) == run("data_quality", data)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_tiny_tables_are_measured(count: int) -> None:
    result = run("data_quality", replace(clean(), table=rows(3).head(count)))
    assert figure(result, "missing_share", "age").n == count
    assert result.verdict in {Verdict.NOT_DECIDABLE, Verdict.FAILED}


def test_without_reference_it_is_said_for_each_limit_on_it() -> None:
    data = replace(clean(), samples={})
    assert concluded(run("data_quality", data), "new_category_share").reason.code is ReasonCode.NO_REFERENCE
    same = replace(data, samples={SampleRole.OTHER_VERSION: clean().samples[SampleRole.REFERENCE]})
    assert concluded(run("data_quality", same), "new_category_share").reason.code is ReasonCode.NO_REFERENCE

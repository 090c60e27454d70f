"""Does the check of drift tell change from chance, with and without labels?"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from core.inventory import Task
from core.options import Period
from core.reasons import ReasonCode
from core.results import CheckResult, DataTable, Verdict
from core.statistics import drift
from core.statistics.intervals import newcombe
from core.statistics.significance import holm
from tests.core.checks.inputs import regression
from tests.core.checks.tables import (
    before,
    clean,
    concluded,
    figure,
    noted,
    rows,
    run,
    scored,
    with_reference,
    with_table,
)


def table(result: CheckResult, name: str) -> DataTable:
    return next(item for item in result.tables if item.id == name)


def test_samples_of_one_population_pass() -> None:
    result = run("drift", clean())
    assert result.verdict is Verdict.PASSED


def test_identical_samples_are_exactly_0_apart() -> None:
    data = clean()
    result = run("drift", with_reference(data, data.table))
    zero = ("psi", "psi_score", "psi_label", "ks_distance", "jensen_shannon", "wasserstein", "missing_change")
    found = [item for item in result.measurements if item.measure in zero]
    assert {item.measure for item in found} == set(zero)
    assert {item.value for item in found} == {0.0}


def test_a_published_table_of_shares_comes_out() -> None:
    data = clean()
    shares = {"low": (400, 350), "middle": (300, 250), "high": (300, 400)}
    now = pd.DataFrame({"job": np.repeat(list(shares), [second for _, second in shares.values()])})
    then = pd.DataFrame({"job": np.repeat(list(shares), [first for first, _ in shares.values()])})
    bare = replace(
        data, table=now, features=("job",), target=None, groupings=(), score=None, predicted=None, row_ids=()
    )
    sample = replace(next(iter(data.samples.values())), table=then, score=None, predicted=None)
    result = run("drift", replace(bare, samples=dict.fromkeys(data.samples, sample)))
    assert figure(result, "psi", "job").value == pytest.approx(0.04456085471610197, abs=1e-12)


def test_a_feature_that_moved_fails_and_says_by_how_much() -> None:
    data = clean()
    moved = data.table.assign(income=data.table["income"] * 2)
    result = run("drift", with_table(data, moved))
    found = concluded(result, "psi")
    assert (found.subject, found.verdict) == ("income", Verdict.FAILED)
    assert concluded(result, "psi_score").verdict is Verdict.FAILED
    deviation = before(data)["income"].std(ddof=0)
    gap = moved["income"].mean() - before(data)["income"].mean()
    assert figure(result, "wasserstein", "income").value == pytest.approx(gap / deviation, rel=0.05)


def test_few_rows_do_not_decide_what_only_looks_moved() -> None:
    data = clean(count=60)
    result = run("drift", data)
    found = concluded(result, "psi")
    assert found.verdict is Verdict.NOT_DECIDABLE
    assert found.value is not None
    features = table(result, "features")
    chance = [value for value in features.column("psi_by_chance") if isinstance(value, float)]
    assert min(chance) > 0.05


def test_a_new_category_and_new_gaps_are_bins_of_their_own() -> None:
    data = clean()
    now = data.table.copy()
    now.loc[:599, "job"] = "pilot"
    now.loc[600:1199, "age"] = np.nan
    result = run("drift", replace(data, table=now))
    bins = table(result, "bins")
    lines = list(zip(*(bins.column(name) for name in ("column", "kind", "share")), strict=True))
    assert ("job", "new", 0.2) in lines
    assert ("age", "missing", 0.2) in lines
    assert figure(result, "missing_change", "age").value == pytest.approx(0.2)
    assert concluded(result, "psi").verdict is Verdict.FAILED


def test_p_values_stand_beside_their_correction_over_the_whole_result() -> None:
    features = table(run("drift", clean()), "features")
    raw = [*features.column("p"), *features.column("missing_p")]
    wanted = holm([value if isinstance(value, float) else None for value in raw])
    assert wanted == (*features.column("p_holm"), *features.column("missing_p_holm"))


def test_accuracy_and_area_lost_are_those_of_both_tables() -> None:
    data = clean()
    rng = np.random.default_rng(4)
    worse = data.table.assign(target=rng.choice(["good", "bad"], 3000))
    result = run("drift", replace(data, table=worse))
    hits = [
        int((part["target"] == np.where(scored(part) >= 0.5, "good", "bad")).sum())
        for part in (before(data), worse)
    ]
    lost = figure(result, "accuracy_loss")
    assert lost.value == pytest.approx((hits[0] - hits[1]) / 3000)
    assert lost.interval is not None
    assert (lost.interval.low, lost.interval.high) == newcombe(hits[0], 3000, hits[1], 3000)
    assert concluded(result, "accuracy_loss").verdict is Verdict.FAILED
    areas = [roc_auc_score(part["target"] == "good", scored(part)) for part in (before(data), worse)]
    assert figure(result, "auc_loss").value == pytest.approx(areas[0] - areas[1])
    assert concluded(result, "psi").verdict is Verdict.PASSED


def test_the_error_of_a_regression_is_set_against_that_of_the_reference() -> None:
    rng = np.random.default_rng(5)
    truth = rng.normal(size=800)
    data = replace(regression(truth, truth + rng.normal(0, 2, 800)), features=(), policy=clean().policy)
    said = truth + rng.normal(0, 1, 800)
    sample = replace(next(iter(clean().samples.values())), table=data.table, score=said, predicted=None)
    result = run("drift", replace(data, samples=dict.fromkeys(clean().samples, sample)))
    wanted = np.abs(data.score - truth).mean() / np.abs(said - truth).mean()  # type: ignore[operator]
    assert figure(result, "error_growth").value == pytest.approx(wanted)
    assert data.task is Task.REGRESSION


def test_windows_of_time_lie_beside_the_reference() -> None:
    data = clean()
    windows = table(
        run("drift", replace(data, options=replace(data.options, period=Period.QUARTER))), "windows"
    )
    assert list(dict.fromkeys(windows.column("window"))) == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert set(windows.column("of")) == {"score", "prediction", "label"}


def test_names_are_left_out_and_named() -> None:
    data = clean()
    now = data.table.assign(name=[f"p{at}" for at in range(3000)])
    then = before(data).assign(name=[f"q{at}" for at in range(3000)])
    result = run("drift", replace(with_reference(data, then), table=now, features=(*data.features, "name")))
    assert noted(result, ReasonCode.NAMES_LEFT_OUT) == {"columns": "name"}


def test_bins_of_columns_kept_for_bias_tests_only_stay_inside() -> None:
    data = replace(clean(), protected=("sex",))
    assert "sex" not in table(run("drift", data), "bins").column("column")


def test_the_order_of_rows_changes_nothing() -> None:
    data = clean(count=400)
    order = np.random.default_rng(6).permutation(400)
    assert data.score is not None
    assert data.predicted is not None
    mixed = replace(
        data,
        table=data.table.iloc[order].reset_index(drop=True),
        score=data.score[order],
        predicted=data.predicted[order],
    )
    assert run("drift", mixed).measurements == run("drift", data).measurements


def test_without_a_common_column_nothing_is_compared() -> None:
    data = clean()
    alone = replace(data, groupings=(), score=None, predicted=None, target=None, features=("age",))
    other = with_reference(alone, rows(9)).samples
    found = {role: replace(item, table=pd.DataFrame({"z": [1, 2]})) for role, item in other.items()}
    result = run("drift", replace(alone, samples=found))
    assert {item.reason.code for item in result.conclusions} == {ReasonCode.NO_COMMON_COLUMNS}
    assert drift.FLOOR == 1e-4

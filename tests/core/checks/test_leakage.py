"""Does the check of leakage find what was planted and leave honest features alone?"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from core.inventory import Task
from core.reasons import ReasonCode
from core.results import Verdict
from tests.core.checks.inputs import regression
from tests.core.checks.tables import before, clean, concluded, figure, noted, run, with_reference, with_table


def test_clean_data_pass() -> None:
    result = run("leakage", clean())
    kinds = {item.measure: item.verdict for item in result.conclusions}
    assert kinds.pop("feature_r2") is Verdict.NOT_APPLICABLE
    assert set(kinds.values()) == {Verdict.PASSED}


def test_one_feature_equals_scikit_learn() -> None:
    data = clean()
    wanted = roc_auc_score(data.table["target"] == "good", data.table["income"])
    assert figure(run("leakage", data), "feature_auc", "income").value == pytest.approx(wanted, abs=0.005)


@pytest.mark.parametrize("kind", ["number", "category", "gap", "copy", "folded"])
def test_a_feature_that_gives_the_target_away_is_found(kind: str) -> None:
    data, rng = clean(), np.random.default_rng(1)
    good = (data.table["target"] == "good").to_numpy()
    planted = {
        "number": good * 2.0 + rng.normal(0, 0.3, 3000),
        "category": np.where(good, rng.choice(list("abc"), 3000), rng.choice(list("xyz"), 3000)),
        "gap": np.where(good, np.nan, rng.normal(size=3000)),
        "copy": np.where(good, "paid", "written off"),
        "folded": np.where(good, rng.uniform(-1, 1, 3000), rng.choice([-3.0, 3.0], 3000)),
    }
    table = data.table.assign(odd=planted[kind])
    result = run("leakage", replace(data, table=table, features=(*data.features, "odd")))
    found = concluded(result, "feature_auc")
    assert (found.subject, found.verdict) == ("odd", Verdict.FAILED)
    assert (figure(result, "target_copies").value == 1) == (kind == "copy")
    if kind == "copy":
        assert noted(result, ReasonCode.TARGET_COPIED) == {"columns": "odd"}


def test_a_name_for_every_row_gives_nothing_away() -> None:
    data = clean()
    table = data.table.assign(name=[f"person {at}" for at in range(3000)])
    result = run("leakage", replace(data, table=table, features=("name",)))
    assert figure(result, "feature_auc", "name").value == pytest.approx(0.5, abs=0.05)


def test_a_feature_that_is_right_on_few_rows_is_not_decidable() -> None:
    data = clean(count=60)
    good = np.arange(60) < 48
    table = data.table.assign(target=np.where(good, "good", "bad"), odd=good * 1.0)
    result = run("leakage", replace(data, table=table, features=("odd",)))
    found = concluded(result, "feature_auc", "odd")
    assert found.value == pytest.approx(1.0, abs=1e-9)
    assert found.verdict is Verdict.NOT_DECIDABLE


def test_a_class_of_few_rows_has_no_figure() -> None:
    data = clean(count=60)
    table = data.table.assign(target=np.where(np.arange(60) < 55, "good", "bad"))
    found = figure(run("leakage", replace(data, table=table)), "feature_auc", "age")
    assert found.value is None
    assert found.reason is not None
    assert found.reason.code is ReasonCode.TOO_FEW_OF_CLASS


def test_a_sorted_file_and_an_id_that_tells_are_found() -> None:
    data = clean()
    table = data.table.sort_values("target").reset_index(drop=True).assign(id=range(3000))
    result = run("leakage", with_table(data, table))
    assert concluded(result, "order_auc").verdict is Verdict.FAILED
    assert figure(result, "id_auc", "id").value == pytest.approx(1.0, abs=0.01)
    assert noted(result, ReasonCode.SORTED_FILE) == {}


def test_rows_of_the_reference_are_found_but_not_those_by_chance() -> None:
    data = clean()
    seen = pd.concat([before(data).iloc[200:], data.table.head(200)], ignore_index=True)
    result = run("leakage", with_reference(data, seen))
    assert figure(result, "train_overlap_share").numerator == 200
    assert figure(result, "shared_id_share").numerator is not None
    assert concluded(result, "train_overlap_excess").verdict is Verdict.FAILED
    coarse = replace(data, features=("job",))
    result = run("leakage", coarse)
    assert figure(result, "train_overlap_share").value == 1.0
    assert concluded(result, "train_overlap_excess").verdict is Verdict.PASSED


def test_nearly_equal_rows_are_shown_beside() -> None:
    data = clean()
    close = data.table.assign(income=data.table["income"] * (1 + 1e-9))
    result = run("leakage", with_reference(data, close))
    assert figure(result, "train_overlap_share").value == 0
    assert (figure(result, "near_overlap_share").value or 0) > 0.9


def test_a_reference_from_the_future_is_found() -> None:
    data = clean()
    late = before(data).assign(day=lambda frame: frame["day"] + pd.Timedelta(days=500))
    found = concluded(run("leakage", with_reference(data, late)), "later_reference_share")
    days = data.table["day"].max()
    assert found.value == pytest.approx((late["day"] > days).mean())
    assert found.verdict is Verdict.FAILED
    nowhere = replace(data, options=replace(data.options, time=None))
    assert (
        concluded(run("leakage", nowhere), "later_reference_share").reason.code is ReasonCode.DAYS_NOT_IN_BOTH
    )


def test_a_number_that_is_the_target_in_another_unit_is_found() -> None:
    rng = np.random.default_rng(2)
    truth = rng.lognormal(3, 1, 500)
    data = replace(regression(truth, truth), policy=clean().policy)
    table = data.table.assign(cents=100 * truth, noise=rng.normal(size=500))
    result = run("leakage", replace(data, table=table, features=("cents", "noise")))
    assert concluded(result, "feature_r2", "cents").verdict is Verdict.NOT_DECIDABLE or (
        concluded(result, "feature_r2").subject == "cents"
    )
    assert figure(result, "target_copies").value == 1
    assert (figure(result, "feature_r2", "noise").value or 0) < 0.05
    assert concluded(result, "feature_auc").reason.code is ReasonCode.TASK_NOT_SUPPORTED


def test_of_several_classes_the_best_told_counts() -> None:
    rng = np.random.default_rng(3)
    truth = rng.choice(["a", "b", "c"], 900)
    data = replace(
        clean(),
        task=Task.MULTICLASS,
        favorable=None,
        features=("x",),
        samples={},
        row_ids=(),
        table=pd.DataFrame({"target": truth, "x": np.where(truth == "b", 1.0, rng.random(900) * 0.5)}),
    )
    result = run("leakage", data)
    assert result.tables[0].column("best_told")[0] == "b"
    assert figure(result, "feature_auc", "x").value == 1.0

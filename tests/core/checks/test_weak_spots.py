"""Are weak slices found, and are few rows never taken for one?"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from core.checks.base import CheckInput
from core.inventory import Task
from core.options import CheckOptions
from core.reasons import ReasonCode
from core.results import CheckResult, Verdict
from tests.core.checks.inputs import regression
from tests.core.checks.tables import clean, concluded, figure, run


def judged(wrong: npt.NDArray[np.bool_], table: pd.DataFrame) -> CheckInput:
    """Rows whose predictions are wrong exactly where stated."""
    good = np.arange(len(table)) % 2 == 0
    data = clean()
    return replace(
        data,
        table=table.assign(target=np.where(good, "good", "bad")),
        predicted=np.where(good != wrong, "good", "bad").astype(object),
        score=None,
        features=tuple(str(name) for name in table),
        groupings=(),
        samples={},
    )


def applicants(count: int = 6000) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    return pd.DataFrame({"age": rng.uniform(20, 70, count), "job": rng.choice(["a", "b", "c"], count)})


def line(result: CheckResult, at: int = 0) -> dict[str, float | str | None]:
    return {column.name: column.values[at] for column in result.tables[0].columns}


def test_even_errors_pass() -> None:
    table = applicants(60_000)
    wrong = np.random.default_rng(2).random(60_000) < 0.1
    result = run("weak_spots", judged(wrong, table))
    assert concluded(result, "slice_accuracy_gap").verdict is Verdict.PASSED
    assert concluded(result, "pair_accuracy_gap").verdict is Verdict.PASSED


def test_a_weak_slice_of_two_columns_is_found_and_counted_as_pandas_does() -> None:
    table = applicants()
    weak = (table["age"] > 60) & (table["job"] == "c")
    wrong = (np.random.default_rng(3).random(6000) < np.where(weak, 0.7, 0.05)).astype(bool)
    data = judged(wrong, table)
    result = run("weak_spots", data)
    found = concluded(result, "pair_accuracy_gap")
    assert found.verdict is Verdict.FAILED
    lines = zip(*(result.tables[0].column(name) for name in ("measure", "second_label")), strict=True)
    at = next(place for place, (measure, _) in enumerate(lines) if measure == "pair_accuracy_gap")
    worst = line(result, at)
    edge = float(np.sort(table["age"])[-(-4 * 6000 // 5) - 1])
    inside = ((table["age"] > edge) & (table["job"] == "c")).to_numpy()
    assert (worst["column"], worst["second_column"], worst["second_label"]) == ("age", "job", "c")
    assert worst["n"] == inside.sum()
    assert worst["error"] == pytest.approx(wrong[inside].mean())
    assert worst["rest"] == pytest.approx(wrong[~inside].mean())
    assert worst["value"] == pytest.approx(wrong[inside].mean() - wrong[~inside].mean())


def test_a_slice_of_three_rows_never_decides() -> None:
    table = applicants().assign(city="large")
    table.loc[:2, "city"] = "tiny"
    wrong = np.zeros(6000, dtype=bool)
    wrong[:3] = True
    result = run("weak_spots", judged(wrong, table))
    assert concluded(result, "slice_accuracy_gap").verdict is not Verdict.FAILED
    assert "tiny" not in result.tables[0].column("label")
    assert any(note.code is ReasonCode.SLICES_TOO_SMALL for note in result.notes)


def test_a_slice_just_large_enough_is_not_decidable_rather_than_failed() -> None:
    table = applicants().assign(city="large")
    table.loc[:29, "city"] = "small"
    wrong = np.random.default_rng(4).random(6000) < 0.1
    wrong[:30] = np.arange(30) < 12
    found = concluded(run("weak_spots", judged(wrong, table)), "slice_accuracy_gap")
    assert (found.subject, found.verdict) == ("city: small", Verdict.NOT_DECIDABLE)


def test_the_worst_of_many_even_slices_seldom_fails() -> None:
    rng = np.random.default_rng(5)
    failed = 0
    for _ in range(20):
        table = pd.DataFrame({f"x{at}": rng.integers(0, 5, 1500) for at in range(6)}).astype(str)
        result = run("weak_spots", judged(rng.random(1500) < 0.3, table))
        failed += any(item.verdict is Verdict.FAILED for item in result.conclusions)
    assert failed == 0


def test_recall_of_the_unfavorable_class_has_slices_of_its_own() -> None:
    table = applicants()
    bad = np.arange(6000) % 2 == 1
    wrong = (table["job"] == "b").to_numpy() & bad & (np.random.default_rng(6).random(6000) < 0.8)
    data = judged(wrong, table)
    result = run("weak_spots", data)
    found = figure(result, "slice_recall_gap")
    inside = (table["job"] == "b").to_numpy() & bad
    assert found.subject == "job: b"
    assert found.value == pytest.approx(wrong[inside].mean() - wrong[bad & ~inside].mean())


def test_errors_of_a_regression_are_compared_by_their_ratio() -> None:
    rng = np.random.default_rng(7)
    truth = rng.normal(size=4000)
    area = rng.choice(["n", "s"], 4000)
    output = truth + rng.normal(size=4000) * np.where(area == "s", 4, 1)
    data = replace(regression(truth, output), policy=clean().policy, features=("area",))
    result = run("weak_spots", replace(data, table=data.table.assign(area=area)))
    away = np.abs(output - truth)
    found = concluded(result, "slice_error_ratio")
    assert (found.subject, found.verdict) == ("area: s", Verdict.FAILED)
    assert found.value == pytest.approx(away[area == "s"].mean() / away[area == "n"].mean())


def test_labels_are_counted_together() -> None:
    rng = np.random.default_rng(8)
    area = rng.choice(["n", "s"], 2000)
    flags = rng.integers(0, 2, (2000, 2))
    said = np.where(rng.random((2000, 2)) < np.where(area == "s", 0.5, 0.05)[:, None], 1 - flags, flags)
    table = pd.DataFrame(
        {"area": area, "a": flags[:, 0], "b": flags[:, 1], "pa": said[:, 0], "pb": said[:, 1]}
    )
    data = replace(
        clean(),
        table=table,
        task=Task.MULTILABEL,
        target=None,
        targets=("a", "b"),
        predictions=("pa", "pb"),
        features=("area",),
        groupings=(),
        samples={},
        score=None,
        predicted=None,
    )
    found = figure(run("weak_spots", data), "slice_label_gap")
    wrong = (flags != said).mean(axis=1)
    assert found.subject == "area: s"
    assert found.value == pytest.approx(wrong[area == "s"].mean() - wrong[area == "n"].mean())


def test_only_chosen_columns_are_cut() -> None:
    table = applicants()
    data = judged(np.zeros(6000, dtype=bool), table)
    result = run("weak_spots", replace(data, options=CheckOptions(segments=("job",))))
    assert set(result.tables[0].column("column")) == {"job"}


def test_the_order_of_rows_changes_nothing() -> None:
    table = applicants(800)
    data = judged(np.random.default_rng(9).random(800) < 0.2, table)
    order = np.random.default_rng(10).permutation(800)
    assert data.predicted is not None
    mixed = replace(
        data, table=data.table.iloc[order].reset_index(drop=True), predicted=data.predicted[order]
    )
    assert run("weak_spots", mixed) == run("weak_spots", data)

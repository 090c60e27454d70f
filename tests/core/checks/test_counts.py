"""Is a published table of cells judged like the rows it stands for?"""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.checks.base import CheckInput
from core.checks.registry import get
from core.inventory import Grouping, Task
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult
from core.statistics import bootstrap
from core.statistics.bootstrap import distinct_rows, redrawn_counts, redrawn_sums
from tests.core.checks.inputs import binary, policy

HOW = frozenset({"weight", "weight_read_as", "lines"})


def run(check: str, data: CheckInput) -> CheckResult:
    return get(check).run(data, SILENT)


def plain(result: CheckResult) -> CheckResult:
    """A result without the record of how its rows were written down."""
    found = {key: value for key, value in result.definition.parameters.items() if key not in HOW}
    notes = tuple(note for note in result.notes if note.code is not ReasonCode.COUNTED)
    return replace(result, definition=replace(result.definition, parameters=found), notes=notes)


def written_out(data: CheckInput) -> CheckInput:
    """The same people, one row each, in another order."""
    times = data.table["n"].to_numpy()
    rows = np.random.default_rng(3).permutation(np.repeat(np.arange(len(times)), times))
    return replace(
        data,
        table=data.table.drop(columns="n").iloc[rows].reset_index(drop=True),
        predicted=None if data.predicted is None else data.predicted[rows],
        score=None if data.score is None else data.score[rows],
        weight=None,
    )


def cells(seed: int, *, lines: int = 40) -> CheckInput:
    rng = np.random.default_rng(seed)
    groups = {"sex": rng.choice(["weiblich", "männlich"], lines), "age": rng.choice(["a", "b", "c"], lines)}
    data = binary(
        rng.integers(0, 2, lines), rng.integers(0, 2, lines), groups=groups, score=rng.random(lines).round(1)
    )
    table = data.table.assign(n=rng.integers(0, 30, lines))
    return replace(data, table=table, weight="n", policy=policy(minimum=5))


def regression_cells(seed: int) -> CheckInput:
    data = cells(seed)
    rng = np.random.default_rng(seed)
    output = rng.integers(1, 9, len(data.table)) / 4
    table = data.table.assign(target=output + rng.integers(0, 3, len(output)) / 2)
    return replace(
        data, table=table, task=Task.REGRESSION, predicted=None, score=output, cut_off=None, favorable=None
    )


def label_cells(seed: int) -> CheckInput:
    data = cells(seed)
    rng = np.random.default_rng(seed)
    names = ("rock", "jazz", "p_rock", "p_jazz")
    table = data.table.assign(**{name: rng.integers(0, 2, len(data.table)) for name in names})
    return replace(
        data,
        table=table,
        task=Task.MULTILABEL,
        target=None,
        predicted=None,
        score=None,
        favorable=None,
        targets=names[:2],
        predictions=names[2:],
    )


def class_cells(seed: int) -> CheckInput:
    data = cells(seed)
    rng = np.random.default_rng(seed)
    said = rng.choice(["gut", "mittel", "schlecht"], len(data.table)).astype(object)
    true = rng.choice(["gut", "mittel", "schlecht"], len(data.table))
    return replace(
        data,
        task=Task.MULTICLASS,
        table=data.table.assign(target=true),
        predicted=said,
        favorable="gut",
        score=None,
    )


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.full) for seed in (0, 4711))])
@pytest.mark.parametrize("make", [cells, regression_cells, label_cells, class_cells])
@pytest.mark.parametrize("check", ["group_fairness", "performance"])
def test_a_table_of_counts_gives_what_its_rows_give(check: str, make: Any, seed: int) -> None:
    data = make(seed)
    counted, rows = run(check, data), run(check, written_out(data))
    assert counted.definition.parameters["weight_read_as"] == "counts"
    assert counted.definition.rows == data.table["n"].sum()
    assert plain(counted) == plain(rows)


def test_people_left_out_are_counted_as_people() -> None:
    data = cells(1)
    table = data.table.astype({"target": "object"})
    table.loc[table["n"].idxmax(), "target"] = None
    data = replace(data, table=table)
    result = run("group_fairness", data)
    note = next(item for item in result.notes if item.code is ReasonCode.ROWS_DROPPED)
    assert note.values == {"n": int(table["n"].max()), "column": "target"}
    assert plain(result) == plain(run("group_fairness", written_out(data)))


def test_empty_cells_are_no_missing_rows() -> None:
    data = cells(2)
    with_zero = replace(data, table=data.table.assign(n=np.where(np.arange(len(data.table)) < 5, 0, 4)))
    codes = {note.code for note in run("group_fairness", with_zero).notes}
    assert ReasonCode.ROWS_DROPPED not in codes
    assert ReasonCode.COUNTED in codes


@pytest.mark.parametrize("bad", [-3, None, np.inf])
def test_impossible_counts_are_left_out_and_named(bad: float | None) -> None:
    data = cells(3)
    table = data.table.astype({"n": "object"})
    table.loc[0, "n"] = bad
    result = run("performance", replace(data, table=table))
    assert any(note.code is ReasonCode.ROWS_DROPPED and note.values["column"] == "n" for note in result.notes)


def test_fractional_weights_are_no_counts() -> None:
    data = cells(4)
    result = run("group_fairness", replace(data, table=data.table.assign(n=data.table["n"] + 0.5)))
    assert result.definition.parameters["weight_read_as"] == "weights"
    assert {note.code for note in result.notes} >= {ReasonCode.WEIGHTED}
    assert result.definition.rows == len(data.table)
    assert not [test for pair in result.comparisons for test in pair.tests if test.test == "fisher_exact"]


def test_huge_counts_are_counted_one_by_one() -> None:
    table = pd.DataFrame(
        {
            "target": [0, 0, 1, 1] * 2,
            "group": ["a"] * 4 + ["b"] * 4,
            "n": [2_000_000_001, 10**9, 10**9, 10**9, 10**9, 10**9, 10**9, 10**9],
        }
    )
    said = np.array(["0", "1"] * 4, dtype=object)
    data = replace(binary(None, said), table=table, target="target", weight="n")
    result = run("group_fairness", replace(data, groupings=(Grouping(column="group"),)))
    assert result.groups[0].n == 5_000_000_001
    assert result.groups[0].measurements[0].value == 2_000_000_000 / 5_000_000_001


def test_distinct_rows_do_not_depend_on_how_they_are_written() -> None:
    rng = np.random.default_rng(1)
    first, second = rng.integers(0, 4, 300).astype(float), rng.integers(0, 3, 300).astype(float)
    at, counts = distinct_rows([first, second])
    shuffled = rng.permutation(300)
    other, same = distinct_rows([first[shuffled], second[shuffled]])
    assert counts.sum() == 300
    assert np.array_equal(counts, same)
    assert np.array_equal(first[at], first[shuffled][other])
    assert np.array_equal(second[at], second[shuffled][other])
    pairs = set(zip(first, second, strict=True))
    assert len(at) == len(pairs)


@pytest.mark.parametrize("blocks", [10_000, 500])
@pytest.mark.parametrize("written", [10**9, 100])
def test_redrawing_distinct_rows_is_redrawing_rows(
    monkeypatch: pytest.MonkeyPatch, blocks: int, written: int
) -> None:
    monkeypatch.setattr(bootstrap, "BLOCKS", blocks)
    monkeypatch.setattr(bootstrap, "WRITTEN_OUT", written)
    rng = np.random.default_rng(2)
    values = rng.exponential(size=2000)
    columns = np.column_stack([np.ones(2000), values])
    by_rows = redrawn_sums(columns, seed=1)
    at, counts = distinct_rows([values])
    by_kinds = redrawn_counts(columns[at], counts, seed=1)
    assert by_kinds[:, 1].mean() == pytest.approx(by_rows[:, 1].mean(), rel=0.01)
    assert by_kinds[:, 1].std() == pytest.approx(by_rows[:, 1].std(), rel=0.12)


def test_whole_numbers_that_are_stated_to_be_weights_are_weights() -> None:
    data = replace(cells(5), counted=False)
    for check in ("group_fairness", "performance"):
        result = run(check, data)
        assert result.definition.parameters["weight_read_as"] == "weights"
        assert result.definition.rows < data.table["n"].sum()
        assert {note.code for note in result.notes} >= {ReasonCode.WEIGHTED}

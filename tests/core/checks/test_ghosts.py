"""Do checks say why there is nothing to judge, instead of failing?"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.checks.base import CheckInput
from core.checks.registry import all_checks, get
from core.inventory import Grouping, Task
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult, RunState, Verdict
from tests.core.checks.inputs import binary, explained, regression
from tests.core.checks.test_counts import cells, class_cells, label_cells, regression_cells

IDS = tuple(check.id for check in all_checks())


def some() -> CheckInput:
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 2, 200)
    return replace(
        explained(),
        table=pd.DataFrame({"target": truth, "sex": rng.choice(["f", "m"], 200), "x0": rng.normal(size=200)}),
        target="target",
        groupings=(Grouping(column="sex"),),
        predicted=rng.integers(0, 2, 200).astype(str).astype(object),
        score=rng.random(200),
    )


def no_rows(data: CheckInput) -> CheckInput:
    attributions = data.attributions
    assert attributions is not None
    return replace(
        data,
        table=data.table.iloc[:0],
        predicted=np.array([], dtype=object),
        score=np.array([]),
        attributions=replace(
            attributions,
            values=attributions.values[:0],
            outputs=attributions.outputs[:0],
            rows=attributions.rows[:0],
        ),
    )


def all_missing(data: CheckInput) -> CheckInput:
    return replace(data, table=data.table.assign(target=None, sex=None), attributions=None)


def one_class(data: CheckInput) -> CheckInput:
    return replace(data, table=data.table.assign(target=1), attributions=None)


def one_group(data: CheckInput) -> CheckInput:
    return replace(data, table=data.table.assign(sex="f"))


def nothing_predicted(data: CheckInput) -> CheckInput:
    return replace(data, predicted=None, score=None, attributions=None)


def multilabel(data: CheckInput) -> CheckInput:
    return replace(data, task=Task.MULTILABEL)


GHOSTS = (no_rows, all_missing, one_class, nothing_predicted, multilabel)


@pytest.mark.parametrize("ghost", GHOSTS, ids=lambda ghost: ghost.__name__)
@pytest.mark.parametrize("check", IDS)
def test_ghost_data_is_not_applicable_with_a_reason(
    check: str, ghost: Callable[[CheckInput], CheckInput]
) -> None:
    result = get(check).run(ghost(some()), SILENT)
    assert result.state is RunState.FINISHED
    assert result.verdict is Verdict.NOT_APPLICABLE
    assert result.conclusions
    assert all(item.verdict is Verdict.NOT_APPLICABLE for item in result.conclusions)


def run(check: str, data: CheckInput) -> CheckResult:
    return get(check).run(data, SILENT)


def codes(result: CheckResult) -> set[ReasonCode]:
    return {item.reason.code for item in result.conclusions}


def test_each_ghost_has_its_own_reason() -> None:
    assert codes(run("group_fairness", no_rows(some()))) == {ReasonCode.NO_ROWS}
    assert codes(run("group_fairness", one_class(some()))) == {ReasonCode.ONE_CLASS_ONLY}
    assert codes(run("group_fairness", all_missing(some()))) == {ReasonCode.ALL_MISSING}
    assert codes(run("group_fairness", one_group(some()))) == {ReasonCode.ONE_GROUP_ONLY}
    assert codes(run("group_fairness", nothing_predicted(some()))) == {ReasonCode.NO_SCORES}
    assert codes(run("group_fairness", replace(some(), favorable=None))) == {ReasonCode.NO_FAVORABLE_CLASS}
    assert codes(run("group_fairness", replace(some(), groupings=()))) == {ReasonCode.NO_SENSITIVE_FEATURE}
    assert codes(run("performance", replace(some(), target=None))) == {ReasonCode.NO_LABELS}
    assert codes(run("explanation", nothing_predicted(some()))) == {ReasonCode.NO_ARTIFACT}


def test_a_sensitive_column_without_any_value_is_one_group_that_was_not_stated() -> None:
    data = some()
    result = run("group_fairness", replace(data, table=data.table.assign(sex=None)))
    assert result.verdict is Verdict.NOT_APPLICABLE
    assert codes(result) == {ReasonCode.ALL_MISSING}
    assert [group.label for group in result.groups] == [""]


def test_a_single_row_and_a_constant_target_do_not_fail() -> None:
    assert run("group_fairness", binary([1], [1], groups={"g": ["a"]})).verdict is Verdict.NOT_APPLICABLE
    assert run("performance", binary([1, 0], [1, 1])).state is RunState.FINISHED
    constant = run("performance", regression([2.0] * 9, np.arange(9.0)))
    assert constant.verdict is Verdict.NOT_APPLICABLE
    assert codes(constant) == {ReasonCode.EMPTY_DENOMINATOR, ReasonCode.TASK_NOT_SUPPORTED}
    assert run("performance", regression([np.nan] * 4, np.arange(4.0))).verdict is Verdict.NOT_APPLICABLE


def nobody(data: CheckInput) -> CheckInput:
    """No rows, whatever the task."""
    return replace(
        data,
        table=data.table.iloc[:0],
        predicted=None if data.predicted is None else data.predicted[:0],
        score=None if data.score is None else data.score[:0],
    )


def nothing_known(data: CheckInput) -> CheckInput:
    """Every value of every column is missing."""
    return replace(data, table=pd.DataFrame(None, index=data.table.index, columns=data.table.columns))


def nobody_counted(data: CheckInput) -> CheckInput:
    """Every count is 0."""
    return replace(data, table=data.table.assign(n=0))


def unknown_columns(data: CheckInput) -> CheckInput:
    """The columns that were named are not there."""
    return replace(data, table=pd.DataFrame(index=data.table.index))


def not_predicted(data: CheckInput) -> CheckInput:
    return replace(data, predicted=None, score=None, predictions=())


TASKS = (cells, class_cells, label_cells, regression_cells)


@pytest.mark.parametrize("make", TASKS, ids=lambda make: make.__name__)
@pytest.mark.parametrize(
    "ghost",
    [nobody, nothing_known, nobody_counted, unknown_columns, not_predicted],
    ids=lambda ghost: ghost.__name__,
)
@pytest.mark.parametrize("check", ["group_fairness", "performance"])
def test_ghosts_of_every_task_are_not_applicable_with_a_reason(
    check: str, ghost: Callable[[CheckInput], CheckInput], make: Callable[[int], CheckInput]
) -> None:
    result = run(check, ghost(make(1)))
    assert result.state is RunState.FINISHED
    assert result.verdict in {Verdict.NOT_APPLICABLE, Verdict.NOT_DECIDABLE}
    assert result.conclusions
    assert all(item.value is None for item in result.conclusions)


@pytest.mark.parametrize("make", TASKS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("check", ["group_fairness", "performance"])
def test_constant_tables_are_measured_or_refused_but_never_fail(
    check: str, make: Callable[[int], CheckInput]
) -> None:
    data = make(1)
    table = data.table.assign(**{name: 1 for name in ("target", "rock", "p_rock") if name in data.table})
    score = None if data.score is None else np.ones(len(table))
    result = run(check, replace(data, table=table, score=score, intersections=True))
    assert result.state is RunState.FINISHED
    assert result.conclusions

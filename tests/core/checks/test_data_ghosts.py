"""Do the checks of data say why there is nothing to judge, on every kind of task, and twice the same?"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.canonical import canonical
from core.checks.base import CheckInput
from core.checks.registry import get
from core.inventory import Task
from core.options import SampleRole
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult, RunState, Verdict
from tests.core.checks.tables import DATA_CHECKS, clean, run
from tests.core.checks.test_counts import cells, class_cells, label_cells, regression_cells
from tests.core.checks.test_ghosts import (
    all_missing,
    no_rows,
    nobody,
    nobody_counted,
    not_predicted,
    nothing_known,
    one_class,
    some,
    unknown_columns,
)


def one_row(data: CheckInput) -> CheckInput:
    return replace(
        data,
        table=data.table.head(1),
        predicted=None if data.predicted is None else data.predicted[:1],
        score=None if data.score is None else data.score[:1],
    )


def gaps_everywhere(data: CheckInput) -> CheckInput:
    """Scores that are no numbers, and infinities in the table."""
    table = data.table.assign(odd=np.where(np.arange(len(data.table)) % 2 == 0, np.inf, np.nan))
    score = None if data.score is None else np.full(len(table), np.nan)
    return replace(data, table=table, score=score, features=(*data.features, "odd"))


def constant_score(data: CheckInput) -> CheckInput:
    return replace(data, score=None if data.score is None else np.full(len(data.table), 0.5))


def a_name_each(data: CheckInput) -> CheckInput:
    names = [f"name {at}" for at in range(len(data.table))]
    return replace(data, table=data.table.assign(name=names), features=("name",))


def lists_and_mixtures(data: CheckInput) -> CheckInput:
    mixed = pd.Series([1, "1", 2.5, None, True] * len(data.table), dtype=object).head(len(data.table))
    return replace(data, table=data.table.assign(mixed=mixed.to_numpy()), features=("mixed",))


def the_same_as_reference(data: CheckInput) -> CheckInput:
    sample = replace(
        clean().samples[SampleRole.REFERENCE], table=data.table, score=data.score, predicted=data.predicted
    )
    return replace(data, samples={SampleRole.REFERENCE: sample})


def an_empty_reference(data: CheckInput) -> CheckInput:
    sample = clean().samples[SampleRole.REFERENCE]
    return replace(data, samples={SampleRole.REFERENCE: replace(sample, table=data.table.head(0))})


GHOSTS = (
    nobody,
    nothing_known,
    nobody_counted,
    unknown_columns,
    not_predicted,
    one_row,
    gaps_everywhere,
    constant_score,
    a_name_each,
    lists_and_mixtures,
    an_empty_reference,
)
TASKS = (cells, class_cells, label_cells, regression_cells)


def complete(result: CheckResult) -> None:
    """Every figure without value says why, and every value is a number."""
    assert result.state is RunState.FINISHED
    assert result.conclusions
    figures = [*result.measurements, *(item for group in result.groups for item in group.measurements)]
    for item in figures:
        assert item.value is not None or item.reason is not None
        assert item.value is None or np.isfinite(item.value)
    for table in result.tables:
        for column in table.columns:
            assert all(np.isfinite(value) for value in column.values if isinstance(value, float))
    canonical(result)


@pytest.mark.parametrize("make", TASKS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("ghost", GHOSTS, ids=lambda ghost: ghost.__name__)
@pytest.mark.parametrize("check", DATA_CHECKS)
def test_ghosts_of_every_task_are_measured_or_refused(
    check: str, ghost: Callable[[CheckInput], CheckInput], make: Callable[[int], CheckInput]
) -> None:
    complete(run(check, ghost(the_same_as_reference(make(1)))))


@pytest.mark.parametrize("make", TASKS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("check", DATA_CHECKS)
def test_every_task_is_measured_or_refused_without_a_reference(
    check: str, make: Callable[[int], CheckInput]
) -> None:
    complete(run(check, make(1)))
    complete(run(check, not_predicted(make(1))))


@pytest.mark.parametrize("ghost", [no_rows, all_missing, one_class], ids=lambda ghost: ghost.__name__)
@pytest.mark.parametrize("check", DATA_CHECKS)
def test_binary_ghosts_are_measured_or_refused(check: str, ghost: Callable[[CheckInput], CheckInput]) -> None:
    result = run(check, ghost(some()))
    complete(result)
    if ghost is no_rows:
        assert result.verdict is Verdict.NOT_APPLICABLE
        assert {item.reason.code for item in result.conclusions} == {ReasonCode.NO_ROWS}


def reasons(check: str, data: CheckInput) -> set[ReasonCode]:
    return {item.reason.code for item in run(check, data).conclusions}


def test_each_ghost_has_its_own_reason() -> None:
    data = clean()
    assert reasons("drift", replace(data, samples={})) == {ReasonCode.NO_REFERENCE}
    assert reasons("representation", replace(data, groupings=())) == {ReasonCode.NO_SENSITIVE_FEATURE}
    assert reasons("weak_spots", replace(data, predicted=None)) == {ReasonCode.NO_SCORES}
    assert reasons("weak_spots", replace(data, target=None)) == {ReasonCode.NO_LABELS}
    assert reasons("leakage", replace(data, target=None, samples={})) == {ReasonCode.NO_LABELS}
    unlabeled = run("leakage", replace(data, target=None))
    assert any(item.verdict is Verdict.PASSED for item in unlabeled.conclusions)


@pytest.mark.parametrize("check", DATA_CHECKS)
def test_the_same_input_gives_the_same_bytes(check: str) -> None:
    assert canonical(run(check, clean(count=300))) == canonical(run(check, clean(count=300)))


@pytest.mark.parametrize("check", DATA_CHECKS)
def test_weights_that_are_not_used_are_spoken_of(check: str) -> None:
    data = clean(count=300)
    weighted = replace(data, table=data.table.assign(w=0.5), weight="w")
    if check != "representation":
        assert any(note.code is ReasonCode.WEIGHTS_IGNORED for note in run(check, weighted).notes)


@pytest.mark.parametrize("check", DATA_CHECKS)
def test_without_limits_figures_are_shown_without_verdict(check: str) -> None:
    data = clean(count=300)
    result = get(check).run(replace(data, policy=replace(data.policy, thresholds=())), SILENT)
    assert {item.reason.code for item in result.conclusions} == {ReasonCode.NO_THRESHOLD}
    assert result.measurements


@pytest.mark.parametrize("check", DATA_CHECKS)
def test_a_limit_nobody_measures_is_missing_evidence(check: str) -> None:
    data = clean(count=300)
    odd = replace(data.policy.thresholds[0], check=check, measure="sparkle")
    result = run(check, replace(data, policy=replace(data.policy, thresholds=(odd,))))
    assert {item.reason.code for item in result.conclusions} == {ReasonCode.NOT_MEASURED}
    assert result.verdict is Verdict.NOT_DECIDABLE


@pytest.mark.parametrize("check", DATA_CHECKS)
def test_every_task_is_supported(check: str) -> None:
    assert set(get(check).tasks) == set(Task)

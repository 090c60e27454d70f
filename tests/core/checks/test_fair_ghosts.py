"""Do the further fairness checks say why there is nothing to judge, and do they give the same twice?"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.canonical import canonical
from core.checks.base import CheckInput
from core.inventory import Grouping, Task
from core.options import CheckOptions
from core.policy import Relation
from core.reasons import ReasonCode
from core.results import RunState, Verdict
from tests.core.checks.fair_inputs import FURTHER, applicants, run, shuffled, taken, values
from tests.core.checks.inputs import binary, limit, policy


def no_rows(data: CheckInput) -> CheckInput:
    return taken(data, np.zeros(0, dtype=np.int64))


def one_row(data: CheckInput) -> CheckInput:
    return taken(data, np.zeros(1, dtype=np.int64))


def all_missing(data: CheckInput) -> CheckInput:
    return replace(data, table=data.table.assign(target=None, group=None, region=None))


def one_class(data: CheckInput) -> CheckInput:
    return replace(data, table=data.table.assign(target=1))


def one_group(data: CheckInput) -> CheckInput:
    return replace(data, table=data.table.assign(group="a"))


def constant(data: CheckInput) -> CheckInput:
    return replace(
        data, score=np.full(len(data.table), 0.5), predicted=np.full(len(data.table), "1", dtype=object)
    )


def not_finite(data: CheckInput) -> CheckInput:
    return replace(data, score=np.full(len(data.table), np.nan))


def some_not_finite(data: CheckInput) -> CheckInput:
    assert data.score is not None
    return replace(data, score=np.where(np.arange(len(data.score)) % 3 == 0, np.inf, data.score))


def no_labels(data: CheckInput) -> CheckInput:
    return replace(data, target=None)


def no_scores(data: CheckInput) -> CheckInput:
    return replace(data, score=None)


def nothing_predicted(data: CheckInput) -> CheckInput:
    return replace(data, score=None, predicted=None)


def multilabel(data: CheckInput) -> CheckInput:
    return replace(data, task=Task.MULTILABEL)


def many_groups(data: CheckInput) -> CheckInput:
    return replace(data, table=data.table.assign(group=np.arange(len(data.table)).astype(str)))


def no_groups(data: CheckInput) -> CheckInput:
    return replace(data, groupings=())


def unknown_columns(data: CheckInput) -> CheckInput:
    return replace(data, table=data.table[[]], groupings=(Grouping(column="x"),))


def nobody_favorable(data: CheckInput) -> CheckInput:
    return replace(data, favorable="maybe")


GHOSTS = (
    no_rows, one_row, all_missing, one_class, one_group, constant, not_finite, some_not_finite, no_labels,
    no_scores, nothing_predicted, multilabel, many_groups, no_groups, unknown_columns, nobody_favorable,
)  # fmt: skip


@pytest.mark.parametrize("ghost", GHOSTS, ids=lambda ghost: ghost.__name__)
@pytest.mark.parametrize("check", FURTHER)
def test_ghosts_are_measured_or_refused_with_a_reason_and_never_raise(
    check: str, ghost: Callable[[CheckInput], CheckInput]
) -> None:
    result = run(check, replace(ghost(applicants(90)), intersections=True))
    assert result.state is RunState.FINISHED
    assert result.conclusions
    figures = [*result.measurements, *(item for group in result.groups for item in group.measurements)]
    assert all(item.value is None or np.isfinite(item.value) for item in figures)
    assert all(item.value is not None or item.reason is not None for item in figures)
    canonical(result)


@pytest.mark.parametrize(
    "ghost", [no_rows, all_missing, nothing_predicted, unknown_columns], ids=lambda g: g.__name__
)
@pytest.mark.parametrize("check", FURTHER)
def test_where_there_is_nothing_the_reason_says_so(
    check: str, ghost: Callable[[CheckInput], CheckInput]
) -> None:
    data = replace(
        ghost(applicants(90)),
        policy=policy(()),
    )
    result = run(check, data)
    nobody = all(item.value is None for item in result.conclusions)
    assert nobody or check in {"ll144", "threshold_analysis", "individual_inequality"}
    assert result.verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize("check", FURTHER)
def test_the_same_input_gives_the_same_bytes_and_the_order_of_rows_does_not_matter(check: str) -> None:
    data = replace(applicants(300), intersections=True)
    assert canonical(run(check, data)) == canonical(run(check, data))
    one, other = values(run(check, data)), values(run(check, shuffled(data)))
    assert one.keys() == other.keys()
    for key, value in one.items():
        assert other[key] == (value if value is None else pytest.approx(value, rel=1e-9, abs=1e-12))


@pytest.mark.parametrize("check", FURTHER)
def test_a_limit_on_what_nobody_measures_is_missing_evidence(check: str) -> None:
    result = run(
        check, replace(applicants(), policy=policy((limit(check, "sparkle", Relation.AT_MOST, "0.1"),)))
    )
    assert result.verdict is Verdict.NOT_DECIDABLE
    assert ReasonCode.NOT_MEASURED in {item.reason.code for item in result.conclusions}


def test_without_controls_and_other_columns_there_are_no_strata() -> None:
    data = binary([0, 1] * 50, [1, 1, 0, 0] * 25, groups={"group": ["a", "b", "b", "a"] * 25})
    result = run("stratified_fairness", data)
    assert {item.reason.code for item in result.conclusions} == {ReasonCode.NO_STRATA}
    unnamed = run("stratified_fairness", replace(applicants(), options=CheckOptions()))
    assert {item.reason.code for item in unnamed.conclusions} == {ReasonCode.NO_CONTROLS}
    assert any(item.id == "simpson" for item in unnamed.tables)

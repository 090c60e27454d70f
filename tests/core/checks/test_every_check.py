"""Does every check keep what all of them promise?"""

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from core.canonical import canonical
from core.checks.base import Attributions, CheckInput, Sample
from core.checks.registry import all_checks, get
from core.ids import Digest, Exact
from core.inventory import DatasetKind, Task
from core.jobs.judging import judge
from core.measures import MEASURES, METHODS, TESTS
from core.options import CheckOptions, Costs, Period, SampleRole
from core.policy_file import default_policy, read_policy
from core.progress import SILENT
from core.reason_words import REASONS
from core.reasons import ReasonCode
from core.results import CheckResult, Measurement, RunState, Verdict
from reports.results import pages
from tests.core.checks.applicants import RULES, chance, lending, model
from tests.core.checks.asking import Said, answered
from tests.core.checks.inputs import policy as limits

ROOT = Path(__file__).parent.parent.parent.parent
IDS = tuple(check.id for check in all_checks())


OPTIONS = CheckOptions(
    time="day",
    period=Period.QUARTER,
    grade="grade",
    decision="decision",
    segments=("job", "age"),
    controls=("job",),
    quasi_identifiers=("age", "job"),
    rules=RULES,
    costs=Costs(false_favorable=Exact("5")),
    population={"sex": {"f": Exact("0.5"), "m": Exact("0.5")}},
)


@cache
def world() -> CheckInput:
    """Everything a check may want: groups, outcomes, time, grades, rules, other samples, answers."""
    data = lending(360)
    rng = np.random.default_rng(21)
    days = pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 360, 360), unit="D")
    score = chance(data.table)
    grades = np.where(score > 0.7, "A", np.where(score > 0.4, "B", "C"))
    decision = np.where(rng.random(360) < 0.1, "1", np.asarray(data.predicted)).astype(object)
    extra = pd.DataFrame({"day": days.strftime("%Y-%m-%d"), "grade": grades, "decision": decision})
    whole = replace(
        data,
        table=pd.concat([data.table, extra], axis=1),
        attributions=attributions(data),
        policy=read_policy(default_policy()),
        options=OPTIONS,
        samples=samples(data, np.clip(score + rng.normal(0, 0.05, 360), 0.001, 0.999)),
    )
    for check in all_checks():
        if check.ask is not None:
            whole = answered(check, whole, model())
    return whole


def samples(data: CheckInput, other: npt.NDArray[np.float64]) -> dict[SampleRole, Sample]:
    reference = lending(300, seed=9)
    said = np.where(other >= 0.5, "1", "0").astype(object)
    same = Sample(digest=Digest("3" * 64), score=data.score, predicted=data.predicted)
    return {
        SampleRole.REFERENCE: Sample(
            digest=Digest("1" * 64),
            table=reference.table,
            score=reference.score,
            predicted=reference.predicted,
            kind=DatasetKind.TRAINING,
        ),
        SampleRole.OTHER_VERSION: Sample(digest=Digest("2" * 64), score=other, predicted=said),
        SampleRole.OTHER_ARTIFACT: same,
    }


def attributions(data: CheckInput) -> Attributions:
    rng = np.random.default_rng(3)
    values = rng.normal(size=(120, len(data.features)))
    return Attributions(
        values=values,
        base=0.5,
        outputs=0.5 + values.sum(axis=1),
        rows=np.arange(120),
        features=data.features,
        background_rows=50,
        background_digest="0" * 64,
        explainer="permutation",
        scale="probability of the favorable class",
        float32=False,
    )


@cache
def results() -> dict[str, CheckResult]:
    with threadpool_limits(limits=2):
        return {check.id: check.run(world(), SILENT) for check in all_checks()}


def dumped() -> bytes:
    return canonical(tuple(results().values()))


def figures(result: CheckResult) -> tuple[Measurement, ...]:
    pairs = [figure for pair in result.comparisons for figure in (pair.difference, pair.ratio)]
    return (
        *result.measurements,
        *(figure for group in result.groups for figure in group.measurements),
        *pairs,
    )


@pytest.mark.parametrize("check", IDS)
def test_a_world_with_everything_gives_a_finished_result(check: str) -> None:
    result = results()[check]
    assert result.state is RunState.FINISHED
    assert result.check == check
    assert result.conclusions


@pytest.mark.parametrize("check", IDS)
def test_every_figure_has_rows_a_known_measure_and_an_interval_or_a_reason_to_have_none(check: str) -> None:
    for figure in figures(results()[check]):
        assert figure.measure in MEASURES, figure.measure
        assert figure.value is None or np.isfinite(figure.value), figure
        assert (figure.value is None) <= (figure.reason is not None), figure
        if figure.interval is not None:
            assert figure.interval.method in METHODS, figure.interval.method
            ends = figure.interval.low, figure.interval.high
            assert all(end is None or np.isfinite(end) for end in ends), figure
            low, high = ends
            assert low is None or high is None or low <= high, figure


@pytest.mark.parametrize("check", IDS)
def test_every_table_has_columns_of_one_length_without_numbers_that_are_none(check: str) -> None:
    for table in results()[check].tables:
        assert len({len(column.values) for column in table.columns}) == 1, table.id
        for column in table.columns:
            values = [value for value in column.values if isinstance(value, float)]
            assert np.isfinite(values).all(), f"{table.id}.{column.name}"


@pytest.mark.parametrize("check", IDS)
def test_every_measure_that_is_judged_is_one_the_check_says_it_takes(check: str) -> None:
    declared = get(check).measures
    assert declared <= MEASURES.keys()
    judged = {item.measure for item in results()[check].conclusions if item.threshold is not None}
    assert judged <= declared


@pytest.mark.parametrize("check", IDS)
def test_every_limit_of_the_default_policy_is_on_a_measure_of_its_check(check: str) -> None:
    limited = {limit.measure for limit in world().policy.thresholds if limit.check == check}
    assert limited <= get(check).measures


@pytest.mark.parametrize("check", IDS)
def test_passed_and_failed_are_said_only_of_intervals_on_one_side(check: str) -> None:
    for item in results()[check].conclusions:
        if item.verdict in {Verdict.PASSED, Verdict.FAILED} and item.interval is not None:
            assert item.threshold is not None
            assert item.beyond == (item.verdict is Verdict.FAILED), item


@pytest.mark.parametrize("check", IDS)
def test_every_reason_can_be_said_with_its_values(check: str) -> None:
    result = results()[check]
    reasons = [*result.notes, *(item.reason for item in result.conclusions)]
    reasons += [figure.reason for figure in figures(result) if figure.reason is not None]
    for reason in reasons:
        assert REASONS[reason.code].format(**reason.values)
    tests = {test.test for pair in result.comparisons for test in pair.tests}
    assert tests <= TESTS.keys()


@pytest.mark.parametrize("check", IDS)
def test_every_check_has_a_page(check: str) -> None:
    if check == "group_fairness" and check not in pages():
        pytest.skip("drawn by the report itself")
    assert check in pages()


def test_the_statistics_process_gives_the_same_results() -> None:
    there = judge(IDS, world())
    for result in there:
        assert canonical(result) == canonical(results()[result.check]), result.check


def test_a_new_process_with_other_hashes_gives_the_same_bytes() -> None:
    code = (
        "import sys; from tests.core.checks.test_every_check import dumped; sys.stdout.buffer.write(dumped())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "99"}
    there = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    found = zip(json.loads(there.stdout), json.loads(dumped()), strict=True)
    assert [one["check"] for one, other in found if one != other] == []
    assert there.stdout == dumped()


@pytest.mark.parametrize("check", IDS)
def test_one_thread_changes_nothing_and_no_check_changes_what_it_was_given(check: str) -> None:
    data = world()
    before = canonical(data.table.to_json())
    with threadpool_limits(limits=1):
        alone = get(check).run(data, SILENT)
    assert canonical(alone) == canonical(results()[check])
    assert canonical(data.table.to_json()) == before


@pytest.mark.parametrize("check", IDS)
def test_the_order_of_columns_changes_no_verdict_and_no_figure(check: str) -> None:
    data = world()
    other = get(check).run(replace(data, table=data.table[data.table.columns[::-1]]), SILENT)
    first = results()[check]

    def key(item: Measurement) -> tuple[str, str]:
        return item.measure, item.subject or ""

    assert sorted(other.measurements, key=key) == sorted(first.measurements, key=key)
    assert other.verdict is first.verdict


@pytest.mark.parametrize("check", IDS)
def test_a_task_that_is_not_its_own_is_refused(check: str) -> None:
    for task in set(Task) - set(get(check).tasks):
        result = get(check).run(replace(world(), task=task), SILENT)
        assert result.verdict is Verdict.NOT_APPLICABLE
        assert result.state is RunState.FINISHED


@pytest.mark.parametrize("check", IDS)
def test_a_threshold_nobody_measures_is_missing_evidence(check: str) -> None:
    limit = replace(limits().thresholds[0], check=check, measure="sparkle", task=None)
    result = get(check).run(replace(world(), policy=limits((limit,))), SILENT)
    assert ReasonCode.NOT_MEASURED in {item.reason.code for item in result.conclusions}
    assert result.verdict is Verdict.NOT_DECIDABLE


@pytest.mark.parametrize("check", IDS)
def test_without_thresholds_figures_are_shown_without_verdict(check: str) -> None:
    result = get(check).run(replace(world(), policy=limits(())), SILENT)
    found = {item.verdict for item in result.conclusions if item.measure not in OF_THE_METHOD}
    assert found <= {Verdict.NOT_APPLICABLE}
    assert figures(result)


OF_THE_METHOD = frozenset({"additivity_deviation"})
"""Judged by a tolerance of the method, whatever the policy says."""

GHOSTS = ("no rows", "one row", "all missing", "one class", "one group", "no labels", "no scores", "infinite")


def ghost(name: str) -> CheckInput:
    data = replace(world(), answers={}, attributions=None)
    table = data.table
    changes: dict[str, CheckInput] = {
        "no rows": shortened(data, 0),
        "one row": shortened(data, 1),
        "all missing": replace(
            data, table=pd.DataFrame(None, index=table.index, columns=table.columns, dtype=object)
        ),
        "one class": replace(data, table=table.assign(target=1)),
        "one group": replace(data, table=table.assign(sex="f")),
        "no labels": replace(data, target=None),
        "no scores": replace(data, score=None, predicted=None),
        "infinite": replace(
            data, table=table.assign(income=np.where(table["age"] > 40, np.inf, table["income"]))
        ),
    }
    return changes[name]


def shortened(data: CheckInput, rows: int) -> CheckInput:
    samples = {
        role: replace(
            sample,
            table=None if sample.table is None else sample.table.iloc[:rows],
            score=None if sample.score is None else sample.score[:rows],
            predicted=None if sample.predicted is None else sample.predicted[:rows],
        )
        for role, sample in data.samples.items()
    }
    return replace(
        data,
        table=data.table.iloc[:rows],
        score=None if data.score is None else data.score[:rows],
        predicted=None if data.predicted is None else data.predicted[:rows],
        samples=samples,
    )


@pytest.mark.parametrize("name", GHOSTS)
@pytest.mark.parametrize("check", IDS)
def test_ghosts_are_said_never_raised(check: str, name: str) -> None:
    found = get(check)
    data = ghost(name)
    if found.ask is not None:
        data = answered(found, data, guarded)
    result = found.run(data, SILENT)
    assert result.state is RunState.FINISHED
    assert result.conclusions
    assert name != "no rows" or result.verdict is Verdict.NOT_APPLICABLE
    for figure in figures(result):
        assert figure.value is None or np.isfinite(figure.value)


def guarded(table: pd.DataFrame) -> Said:
    """The engine refuses a round in which the model gives no number."""
    numbers = table.assign(
        income=pd.to_numeric(table["income"], errors="coerce"),
        debt=pd.to_numeric(table["debt"], errors="coerce"),
    )
    score, predicted = model()(numbers)
    if score is None or not np.isfinite(score).all():
        return None, None
    return score, predicted

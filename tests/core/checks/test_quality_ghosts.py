"""Do the checks of performance say why there is nothing to judge, and say the same again?"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.canonical import canonical
from core.checks.base import CheckInput, Sample
from core.checks.registry import get
from core.ids import Digest
from core.inventory import Task
from core.options import CheckOptions, SampleRole
from core.reasons import ReasonCode
from core.results import CheckResult, RunState, Verdict
from tests.core.checks.quality import (
    CHECKS,
    about,
    complete,
    figure,
    labels,
    noisy,
    numbers,
    run,
    several,
    with_other,
    with_reference,
)
from tests.core.checks.test_counts import cells, regression_cells, written_out

MAKERS = (noisy, several, numbers, labels)


def no_rows(data: CheckInput) -> CheckInput:
    return replace(
        data,
        table=data.table.iloc[:0],
        score=None if data.score is None else data.score[:0],
        predicted=None if data.predicted is None else data.predicted[:0],
    )


def all_missing(data: CheckInput) -> CheckInput:
    days = data.table["day"]
    return replace(data, table=data.table.assign(**dict.fromkeys(data.table.columns)).assign(day=days))


def no_labels(data: CheckInput) -> CheckInput:
    return replace(data, target=None, targets=())


def nothing_predicted(data: CheckInput) -> CheckInput:
    gone = {role: replace(item, score=None, predicted=None) for role, item in data.samples.items()}
    return replace(data, score=None, predicted=None, predictions=(), samples=gone)


def one_class(data: CheckInput) -> CheckInput:
    names = [name for name in (data.target, *data.targets) if name]
    return replace(data, table=data.table.assign(**dict.fromkeys(names, "1")))


def without_numbers(data: CheckInput) -> CheckInput:
    if data.score is None:
        return data
    odd = np.full(len(data.score), np.nan)
    odd[::2] = np.inf
    return replace(data, score=odd)


def one_row(data: CheckInput) -> CheckInput:
    return replace(
        data,
        table=data.table.iloc[:1],
        score=None if data.score is None else data.score[:1],
        predicted=None if data.predicted is None else data.predicted[:1],
    )


def constant_score(data: CheckInput) -> CheckInput:
    return data if data.score is None else replace(data, score=np.full(len(data.score), 0.5))


def everybody_a_class(data: CheckInput) -> CheckInput:
    return (
        data if data.target is None else replace(data, table=data.table.assign(target=range(len(data.table))))
    )


def nothing_named(data: CheckInput) -> CheckInput:
    return replace(data, table=pd.DataFrame(index=data.table.index))


GHOSTS = (
    *(no_rows, all_missing, no_labels, nothing_predicted, one_class, without_numbers),
    *(one_row, constant_score, everybody_a_class, nothing_named),
)


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("ghost", GHOSTS, ids=lambda ghost: ghost.__name__)
@pytest.mark.parametrize("check", CHECKS)
def test_ghosts_are_measured_or_refused_but_never_fail(
    check: str, ghost: Callable[[CheckInput], CheckInput], make: Callable[[int, int], CheckInput]
) -> None:
    result = run(check, ghost(complete(make(1, 300))))
    assert result.state is RunState.FINISHED
    assert result.conclusions
    assert all(item.value is None or np.isfinite(item.value) for item in result.measurements)
    assert all(item.value is not None or item.reason is not None for item in result.measurements)
    if not result.measurements:
        assert result.verdict is not Verdict.PASSED
        assert result.notes


@pytest.mark.parametrize("make", [noisy, several, numbers, labels], ids=lambda make: make.__name__)
@pytest.mark.parametrize("check", CHECKS)
def test_without_anything_to_compare_the_reason_is_named(
    check: str, make: Callable[[int, int], CheckInput]
) -> None:
    reasons = {
        "artifact_parity": {ReasonCode.NO_OTHER_ARTIFACT, ReasonCode.TASK_NOT_SUPPORTED},
        "overfit": {ReasonCode.NO_REFERENCE},
        "time_windows": {ReasonCode.NO_TIME},
        "version_comparison": {ReasonCode.NO_OTHER_VERSION, ReasonCode.TASK_NOT_SUPPORTED},
        "calibration": {ReasonCode.TASK_NOT_SUPPORTED, ReasonCode.NO_SCORES, ReasonCode.NO_THRESHOLD},
    }
    result = run(check, make(1, 300))
    assert result.verdict is Verdict.NOT_APPLICABLE
    assert {item.reason.code for item in result.conclusions} <= reasons[check]


def test_samples_of_another_length_are_not_compared() -> None:
    data = noisy(1, 100)
    assert data.score is not None
    for check, role in (
        ("version_comparison", SampleRole.OTHER_VERSION),
        ("artifact_parity", SampleRole.OTHER_ARTIFACT),
    ):
        result = run(check, with_other(data, role, data.score[:50], None))
        assert result.notes[0].code is ReasonCode.SAMPLE_NOT_ALIGNED
        assert dict(result.notes[0].values) == {"other": 50, "rows": 100}


def test_a_reference_without_predictions_or_labels_is_named() -> None:
    data, other = noisy(1, 200), noisy(2, 200)
    for bad in (replace(other, score=None, predicted=None), replace(other, table=other.table[[]])):
        assert run("overfit", with_reference(data, bad)).notes[0].code is ReasonCode.REFERENCE_UNLABELED
    none = replace(data, samples={SampleRole.REFERENCE: Sample(digest=Digest("1" * 64))})
    assert run("overfit", none).notes[0].code is ReasonCode.NO_REFERENCE


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("check", CHECKS)
def test_a_second_run_gives_the_same_bytes(check: str, make: Callable[[int, int], CheckInput]) -> None:
    data = complete(make(3, 300), make(4, 200))
    assert canonical(run(check, data)) == canonical(run(check, data))


def close(one: CheckResult, other: CheckResult) -> None:
    assert [(m.measure, m.subject, m.n) for m in one.measurements] == [
        (m.measure, m.subject, m.n) for m in other.measurements
    ]
    for first, second in zip(one.measurements, other.measurements, strict=True):
        assert first.value == pytest.approx(second.value, rel=1e-9, abs=1e-12)
        if first.interval is not None and second.interval is not None:
            assert first.interval.low == pytest.approx(second.interval.low, rel=1e-9, abs=1e-12)
            assert first.interval.high == pytest.approx(second.interval.high, rel=1e-9, abs=1e-12)
    assert [item.verdict for item in one.conclusions] == [item.verdict for item in other.conclusions]


def shuffled(data: CheckInput, seed: int) -> CheckInput:
    order = np.random.default_rng(seed).permutation(len(data.table))
    samples = {
        role: item
        if item.table is not None
        else replace(
            item,
            score=None if item.score is None else item.score[order],
            predicted=None if item.predicted is None else item.predicted[order],
        )
        for role, item in data.samples.items()
    }
    return replace(
        data,
        table=data.table.iloc[order].reset_index(drop=True),
        score=None if data.score is None else data.score[order],
        predicted=None if data.predicted is None else data.predicted[order],
        samples=samples,
    )


@settings(max_examples=3)
@given(st.integers(0, 1000))
@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("check", CHECKS)
def test_the_order_of_rows_does_not_matter(
    check: str, make: Callable[[int, int], CheckInput], seed: int
) -> None:
    data = complete(make(seed, 200), make(seed + 1, 150))
    close(run(check, data), run(check, shuffled(data, seed)))


@pytest.mark.parametrize("make", [cells, regression_cells], ids=lambda make: make.__name__)
@pytest.mark.parametrize("check", ["calibration", "overfit", "time_windows", "version_comparison"])
def test_counted_rows_are_the_rows_they_stand_for(check: str, make: Callable[[int], CheckInput]) -> None:
    data = make(1)
    days = np.random.default_rng(1).choice(["2024-01-05", "2024-02-05", "2024-03-05"], len(data.table))
    data = replace(
        data,
        table=data.table.assign(day=days, at=range(len(data.table))),
        options=CheckOptions(time="day"),
    )
    rows = written_out(data)
    at = rows.table["at"].to_numpy()
    assert data.score is not None
    other = np.round(1.1 * data.score + 0.01, 3)
    predicted = data.predicted if data.task is not Task.REGRESSION else None
    counted = with_other(with_reference(data, data), SampleRole.OTHER_VERSION, other, predicted)
    written = with_other(
        with_reference(rows, rows),
        SampleRole.OTHER_VERSION,
        other[at],
        None if predicted is None else predicted[at],
    )
    close(run(check, counted), run(check, written))


def test_other_names_of_the_classes_change_nothing() -> None:
    data = complete(noisy(5, 400), noisy(6, 300))
    names = {"0": "schlecht", "1": "gut"}

    def renamed(item: CheckInput) -> CheckInput:
        return replace(
            item,
            table=item.table.assign(target=item.table["target"].astype(str).map(names)),
            predicted=None
            if item.predicted is None
            else np.array([names[str(one)] for one in item.predicted], dtype=object),
            favorable="gut",
        )

    other = complete(renamed(noisy(5, 400)), renamed(noisy(6, 300)))
    for check in CHECKS:
        first, second = run(check, data), run(check, other)
        assert [item.value for item in first.measurements] == [item.value for item in second.measurements]


@pytest.mark.parametrize("check", CHECKS)
def test_limits_on_what_nobody_measures_are_missing_evidence(check: str) -> None:
    from core.policy import Relation
    from tests.core.checks.quality import limited

    data = limited(complete(noisy(7, 300)), check, ("sparkle", Relation.AT_LEAST, "1"))
    result = run(check, data)
    assert about(result, "sparkle").verdict is Verdict.NOT_DECIDABLE
    assert get(check).measures


def test_figures_without_value_say_why() -> None:
    data = noisy(8, 300)
    assert data.score is not None
    separated = replace(data, score=np.where(data.table["target"] == 1, 0.9, 0.1))
    slope = figure(run("calibration", separated), "calibration_slope")
    assert slope.reason is not None
    assert slope.reason.code is ReasonCode.SEPARATED

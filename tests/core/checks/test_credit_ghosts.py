"""Do the credit checks say why there is nothing to judge, and give the same however rows are written down?"""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.canonical import canonical
from core.checks.base import CheckInput, Sample
from core.inventory import Task
from core.options import CheckOptions, SampleRole
from core.results import CheckResult, RunState, Verdict
from tests.conftest import ROOT
from tests.core.checks.lending import CREDIT, claims, lending, run

ORDERLESS = tuple(check for check in CREDIT if check != "challenger")
"""The parts of a crosswise fit are drawn by position."""


def taken(data: CheckInput, rows: "np.ndarray") -> CheckInput:
    samples = {
        role: Sample(
            digest=sample.digest,
            table=sample.table,
            score=None if sample.score is None else sample.score[rows],
            predicted=None if sample.predicted is None else sample.predicted[rows],
        )
        for role, sample in data.samples.items()
    }
    return replace(
        data,
        table=data.table.iloc[rows].reset_index(drop=True),
        score=None if data.score is None else data.score[rows],
        predicted=None if data.predicted is None else data.predicted[rows],
        samples=samples,
    )


def no_rows(data: CheckInput) -> CheckInput:
    return taken(data, np.arange(0))


def one_row(data: CheckInput) -> CheckInput:
    return taken(data, np.arange(1))


def two_rows(data: CheckInput) -> CheckInput:
    return taken(data, np.arange(2))


def nothing_known(data: CheckInput) -> CheckInput:
    return replace(data, table=pd.DataFrame(None, index=data.table.index, columns=data.table.columns))


def no_columns(data: CheckInput) -> CheckInput:
    return replace(data, table=pd.DataFrame(index=data.table.index))


def not_predicted(data: CheckInput) -> CheckInput:
    return replace(data, predicted=None, score=None)


def scores_missing(data: CheckInput) -> CheckInput:
    return replace(data, score=np.full(len(data.table), np.nan))


def scores_infinite(data: CheckInput) -> CheckInput:
    score = np.full(len(data.table), np.inf)
    score[::2] = -np.inf
    return replace(data, score=score)


def some_infinite(data: CheckInput) -> CheckInput:
    assert data.score is not None
    return replace(data, score=np.where(np.arange(len(data.score)) % 3 == 0, np.inf, data.score))


def constant_score(data: CheckInput) -> CheckInput:
    return replace(data, score=np.full(len(data.table), 0.5))


def zero_score(data: CheckInput) -> CheckInput:
    return replace(data, score=np.zeros(len(data.table)))


def no_labels(data: CheckInput) -> CheckInput:
    return replace(data, target=None)


def all_good(data: CheckInput) -> CheckInput:
    return replace(data, table=data.table.assign(target=1))


def all_bad(data: CheckInput) -> CheckInput:
    return replace(data, table=data.table.assign(target=0))


def every_row_its_own(data: CheckInput) -> CheckInput:
    names = [f"v{at}" for at in range(len(data.table))]
    return replace(data, table=data.table.assign(sex=names, rating=names, job=names, day=names))


def one_group(data: CheckInput) -> CheckInput:
    return replace(data, table=data.table.assign(sex="f", rating="A", job="x", day="2025"))


def no_options(data: CheckInput) -> CheckInput:
    return replace(data, options=CheckOptions(), samples={})


def unknown_columns(data: CheckInput) -> CheckInput:
    return replace(data, options=CheckOptions(grade="?", decision="?", time="?"))


def empty_samples(data: CheckInput) -> CheckInput:
    nothing = Sample(digest=data.policy.digest)
    bare = Sample(digest=data.policy.digest, table=data.table.iloc[:0], score=np.zeros(0))
    return replace(data, samples={SampleRole.OTHER_VERSION: nothing, SampleRole.REFERENCE: bare})


def short_samples(data: CheckInput) -> CheckInput:
    short = Sample(digest=data.policy.digest, score=np.zeros(3), predicted=np.array(["1"] * 3, dtype=object))
    wrong = Sample(digest=data.policy.digest, table=data.table, score=np.zeros(3))
    return replace(data, samples={SampleRole.OTHER_VERSION: short, SampleRole.REFERENCE: wrong})


def wrong_task(data: CheckInput) -> CheckInput:
    return replace(data, task=Task.MULTICLASS)


GHOSTS = (
    no_rows, one_row, two_rows, nothing_known, no_columns, not_predicted, scores_missing, scores_infinite,
    some_infinite, constant_score, zero_score, no_labels, all_good, all_bad, every_row_its_own, one_group,
    no_options, unknown_columns, empty_samples, short_samples, wrong_task,
)  # fmt: skip
MAKERS = (lending, claims)


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("ghost", GHOSTS, ids=lambda ghost: ghost.__name__)
@pytest.mark.parametrize("check", CREDIT)
def test_a_ghost_is_answered_and_never_raises(
    check: str, ghost: Callable[[CheckInput], CheckInput], make: Callable[[int], CheckInput]
) -> None:
    result = run(check, ghost(make(150)))
    assert result.state is RunState.FINISHED
    assert result.conclusions
    for item in result.measurements:
        assert (item.value is None) == (item.reason is not None), item
        assert item.value is None or np.isfinite(item.value)
    for found in result.conclusions:
        assert found.value is None or np.isfinite(found.value)
    assert canonical(result)


NOTHING = (no_rows, nothing_known, no_columns, not_predicted, wrong_task)


@pytest.mark.parametrize("ghost", NOTHING, ids=lambda ghost: ghost.__name__)
@pytest.mark.parametrize("check", [check for check in CREDIT if check != "score_stability"])
def test_where_nothing_is_left_nothing_is_judged(
    check: str, ghost: Callable[[CheckInput], CheckInput]
) -> None:
    result = run(check, ghost(lending(150)))
    assert result.verdict is Verdict.NOT_APPLICABLE
    assert all(item.value is None for item in result.conclusions)
    assert result.notes


@pytest.mark.parametrize("check", CREDIT)
def test_the_same_input_gives_the_same_bytes(check: str) -> None:
    assert canonical(run(check, lending(400))) == canonical(run(check, lending(400)))


def everything() -> bytes:
    """Return the bytes of every result, of classes and of numbers."""
    return b"".join(canonical(run(check, make(200))) for check in CREDIT for make in MAKERS)


def test_a_new_process_with_other_hashes_gives_the_same_bytes() -> None:
    code = (
        "import sys; from tests.core.checks.test_credit_ghosts import everything;"
        "sys.stdout.buffer.write(everything())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    there = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert there.stdout == everything()


def agree(one: CheckResult, two: CheckResult) -> None:
    assert [item.verdict for item in one.conclusions] == [item.verdict for item in two.conclusions]
    for first, second in zip(one.measurements, two.measurements, strict=True):
        assert (first.measure, first.subject) == (second.measure, second.subject)
        if first.measure == "ks":
            assert second.value == pytest.approx(first.value, rel=1e-9)
            continue
        known = first.interval is not None and first.interval.low is not None
        ends = None if first.interval is None else (first.interval.low, first.interval.high)
        others = None if second.interval is None else (second.interval.low, second.interval.high)
        assert second.value == pytest.approx(first.value, rel=1e-8, abs=1e-12)
        assert others == (pytest.approx(ends, rel=1e-6, abs=1e-9) if known else ends)


@settings(max_examples=4)
@given(seed=st.integers(0, 1000))
@pytest.mark.parametrize("check", ORDERLESS)
def test_the_order_of_rows_does_not_matter(check: str, seed: int) -> None:
    data = lending(300, seed=seed)
    order = np.random.default_rng(seed).permutation(300)
    agree(run(check, data), run(check, taken(data, order)))


@settings(max_examples=4)
@given(seed=st.integers(0, 1000))
@pytest.mark.parametrize("check", ORDERLESS)
def test_counted_rows_are_the_written_out_ones(check: str, seed: int) -> None:
    data = lending(200, seed=seed)
    counts = np.random.default_rng(seed).integers(1, 4, 200)
    counted = replace(data, table=data.table.assign(k=counts), weight="k")
    agree(run(check, taken(data, np.repeat(np.arange(200), counts))), run(check, counted))


@pytest.mark.parametrize("check", CREDIT)
def test_weights_are_not_used_and_it_is_said(check: str) -> None:
    data = lending(400)
    weighted = replace(data, table=data.table.assign(w=np.linspace(0.1, 2.3, 400)), weight="w")
    plain, result = run(check, data), run(check, weighted)
    assert result.measurements == plain.measurements
    assert "weights_ignored" in {note.code.value for note in result.notes}

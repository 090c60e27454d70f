"""Are rare combinations counted as by hand, and is a leaked training set recognized?"""

import json
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy import stats
from sklearn.metrics import roc_auc_score

from core.canonical import canonical
from core.checks.base import CheckInput, Sample
from core.checks.privacy import CHECK
from core.ids import Digest
from core.inventory import DatasetKind, Grouping, Task
from core.options import CheckOptions, SampleRole
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult, Conclusion, Measurement, Verdict
from tests.core.checks.applicants import LIMITS, amounts, lending
from tests.core.checks.inputs import binary, policy

Floats = npt.NDArray[np.float64]


def run(data: CheckInput) -> CheckResult:
    return CHECK.run(data, SILENT)


def figure(result: CheckResult, measure: str) -> Measurement:
    return next(item for item in result.measurements if item.measure == measure)


def verdict(result: CheckResult, measure: str) -> Conclusion:
    return next(item for item in result.conclusions if item.measure == measure)


def persons(table: pd.DataFrame, *columns: str) -> CheckInput:
    data = binary(None, None)
    return replace(
        data,
        table=table,
        target="target" if "target" in table else None,
        policy=policy(LIMITS),
        options=CheckOptions(quasi_identifiers=columns),
    )


SMALL = pd.DataFrame(
    {
        "age": [30, 30, 30, 41, 41, 52, np.nan, np.nan],
        "town": ["a", "a", "a", "b", "b", "c", "a", "a"],
        "target": [1, 1, 0, 1, 1, 0, 1, None],
    }
)


def test_combinations_are_counted_as_by_hand() -> None:
    result = run(persons(SMALL, "age", "town"))
    # Classes: 30/a three rows (1, 1, 0), 41/b two (1, 1), 52/c one, missing/a two (1, not known).
    assert figure(result, "unique_share").value == 1 / 8
    assert figure(result, "small_class_share").value == 1.0
    assert figure(result, "k_anonymity").value == 1
    assert figure(result, "one_outcome_share").value == pytest.approx(3 / 6)
    assert figure(result, "one_outcome_share").n == 6
    assert figure(result, "l_diversity").value == 1
    sizes = next(item for item in result.tables if item.id == "combination_sizes")
    assert sizes.column("rows")[:2] == (1, 7)
    assert sizes.column("combinations")[:2] == (1, 3)
    without = next(item for item in result.tables if item.id == "unique_without")
    assert dict(zip(without.column("column"), without.column("unique_share"), strict=True)) == {
        "age": 1 / 8,
        "town": 1 / 8,
    }


@settings(max_examples=25)
@given(
    rows=some.lists(some.tuples(some.integers(0, 4), some.sampled_from("abc")), min_size=1, max_size=40),
    seed=some.integers(0, 9),
)
def test_counts_agree_with_pandas_and_do_not_know_the_order(rows: list[tuple[int, str]], seed: int) -> None:
    table = pd.DataFrame(rows, columns=["x", "y"])
    sizes = table.groupby(["x", "y"])["x"].transform("size")
    result = run(persons(table, "x", "y"))
    assert figure(result, "unique_share").value == pytest.approx((sizes == 1).mean())
    assert figure(result, "k_anonymity").value == sizes.min()
    shuffled = table.sample(frac=1, random_state=seed).reset_index(drop=True)
    assert canonical(run(persons(shuffled, "x", "y"))) == canonical(result)
    twice = pd.concat([table, table], ignore_index=True)
    assert figure(run(persons(twice, "x", "y")), "unique_share").value == 0


def test_a_full_count_decides_whatever_the_number_of_rows() -> None:
    assert verdict(run(persons(SMALL, "age", "town")), "unique_share").verdict is Verdict.FAILED
    twice = pd.concat([SMALL, SMALL], ignore_index=True)
    assert verdict(run(persons(twice, "age", "town")), "unique_share").verdict is Verdict.PASSED


def test_without_named_columns_nothing_is_judged() -> None:
    result = run(lending(100))
    found = verdict(result, "unique_share")
    assert found.verdict is Verdict.NOT_APPLICABLE
    assert found.reason.code is ReasonCode.QUASI_NOT_NAMED
    assert found.value == 1.0


def test_a_named_column_that_is_not_there_is_told_of() -> None:
    result = run(persons(SMALL, "age", "shoe"))
    note = next(note for note in result.notes if note.code is ReasonCode.COLUMNS_ABSENT)
    assert note.values["columns"] == "shoe"


def test_no_value_of_a_rare_row_is_in_the_result() -> None:
    table = pd.DataFrame({"town": ["Hohenzollernplatz", *["a"] * 40], "faith": ["Zoroastrian", *["b"] * 40]})
    data = replace(
        persons(table, "town", "faith"), groupings=(Grouping(column="faith"),), protected=("faith",)
    )
    text = json.dumps(canonical(run(data)).decode())
    assert "Hohenzollernplatz" not in text
    assert "Zoroastrian" not in text


def members(rows: int, *, leaked: float, seed: int = 2) -> Sample:
    """Training rows; with `leaked` above 0 the model remembers their outcomes."""
    data = lending(rows, seed=seed)
    assert data.score is not None
    truth = data.table["target"].to_numpy(dtype=float)
    score = (1 - leaked) * data.score + leaked * truth
    return Sample(digest=Digest("0" * 64), table=data.table, score=score, kind=DatasetKind.TRAINING)


def with_members(sample: Sample, rows: int = 1500) -> CheckInput:
    return replace(lending(rows), samples={SampleRole.REFERENCE: sample})


def losses(table: pd.DataFrame, score: Floats) -> Floats:
    truth = table["target"].to_numpy() == 1
    return -np.log(np.where(truth, score, 1 - score))


def test_a_model_that_remembers_its_training_rows_fails() -> None:
    sample = members(1500, leaked=0.6)
    data = with_members(sample)
    result = run(data)
    assert verdict(result, "membership_auc").verdict is Verdict.FAILED
    assert sample.table is not None
    assert sample.score is not None
    assert data.score is not None
    inside, outside = losses(sample.table, sample.score), losses(data.table, data.score)
    truth = np.r_[np.ones(1500), np.zeros(1500)]
    assert figure(result, "membership_auc").value == pytest.approx(
        roc_auc_score(truth, -np.r_[inside, outside])
    )
    limit = np.sort(outside)[15]
    assert (outside < limit).mean() <= 0.01
    assert figure(result, "membership_tpr").value == pytest.approx((inside < limit).mean())
    gap = figure(result, "membership_gap")
    expected = stats.ttest_ind(outside, inside, equal_var=False).confidence_interval(0.95)
    assert gap.interval is not None
    assert gap.interval.low == pytest.approx(expected.low)
    assert gap.interval.high == pytest.approx(expected.high)


def test_a_model_that_remembers_nobody_passes_and_few_rows_decide_nothing() -> None:
    clean = run(with_members(members(1500, leaked=0)))
    assert verdict(clean, "membership_auc").verdict is Verdict.PASSED
    assert figure(clean, "membership_auc").value == pytest.approx(0.5, abs=0.03)
    few = run(with_members(members(40, leaked=0), 40))
    assert verdict(few, "membership_auc").verdict is Verdict.NOT_DECIDABLE
    reason = figure(few, "membership_tpr").reason
    assert reason is not None
    assert reason.code is ReasonCode.TOO_FEW_TO_FIT


def test_a_risk_score_gives_the_same_losses() -> None:
    good = run(with_members(members(300, leaked=0.3)))
    sample = members(300, leaked=0.3)
    assert sample.score is not None
    turned = replace(
        lending(1500, unfavorable=True),
        samples={SampleRole.REFERENCE: replace(sample, score=1 - sample.score)},
    )
    assert figure(run(turned), "membership_auc").value == pytest.approx(figure(good, "membership_auc").value)


def test_squared_errors_are_the_losses_of_numbers() -> None:
    data, _ = amounts(400)
    assert data.score is not None
    truth = data.table["target"].to_numpy(dtype=float)
    close = Sample(digest=Digest("0" * 64), table=data.table, score=truth + 0.2 * (data.score - truth))
    result = run(replace(data, samples={SampleRole.REFERENCE: close}))
    assert verdict(result, "membership_auc").verdict is Verdict.FAILED


def test_reasons_are_said_where_losses_cannot_be_taken() -> None:
    def reason(data: CheckInput) -> ReasonCode | None:
        found = figure(run(data), "membership_auc").reason
        return None if found is None else found.code

    sample = members(100, leaked=0)
    assert reason(lending(100)) is ReasonCode.NO_REFERENCE
    assert reason(with_members(replace(sample, kind=DatasetKind.TEST))) is ReasonCode.NOT_TRAINING
    assert reason(with_members(replace(sample, score=None))) is ReasonCode.NO_LOSS
    assert reason(with_members(replace(sample, table=None))) is ReasonCode.NO_LOSS
    assert reason(replace(with_members(sample), target=None)) is ReasonCode.NO_LOSS
    points = replace(with_members(sample), score=np.full(1500, 700.0))
    assert reason(points) is ReasonCode.NO_LOSS
    assert reason(replace(with_members(sample), task=Task.MULTILABEL)) is ReasonCode.NO_LOSS


def test_an_empty_table_is_refused_with_the_reason() -> None:
    data = lending(50)
    result = run(replace(data, table=data.table.iloc[:0]))
    assert {item.reason.code for item in result.conclusions} == {ReasonCode.NO_ROWS}
    bare = replace(data, features=(), groupings=())
    assert {item.reason.code for item in run(bare).conclusions} == {ReasonCode.NO_FEATURES}

"""Do a handful of rows, absent classes and few persons stay what they are in verdicts and names?"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.checks.base import CheckInput, Sample
from core.ids import Digest
from core.inventory import DatasetKind, Grouping, ScoreMeans, Task
from core.options import SampleRole
from core.policy import Relation
from core.results import Verdict
from tests.core.checks.asked import FEATURES, applicants, people, says
from tests.core.checks.explainwork import example, figure, run
from tests.core.checks.inputs import binary, limit, policy


def against(data: CheckInput, table: pd.DataFrame, check: str, measure: str) -> CheckInput:
    score, predicted = says(table)
    sample = Sample(
        digest=Digest("a" * 64), table=table, score=score, predicted=predicted, kind=DatasetKind.TRAINING
    )
    limits = (limit(check, measure, Relation.AT_MOST, "0.1"),)
    return replace(data, samples={SampleRole.REFERENCE: sample}, policy=policy(limits))


@pytest.mark.parametrize("measure", ["jensen_shannon", "wasserstein"])
def test_two_rows_of_the_same_population_have_not_drifted(measure: str) -> None:
    failed = 0
    for seed in range(5):
        data = against(applicants(2, seed=seed), people(400, seed=99), "drift", measure)
        verdicts = [item.verdict for item in run("drift", data).conclusions]
        assert verdicts
        failed += verdicts.count(Verdict.FAILED)
    assert failed <= 2


def test_two_rows_that_were_ordered_do_not_prove_the_order() -> None:
    data = binary([0, 1], ["0", "1"], score=[0.2, 0.9])
    limits = (limit("rank_ordering", "ks", Relation.AT_LEAST, "0.2"),)
    result = run("rank_ordering", replace(data, policy=policy(limits)))
    assert [item.verdict for item in result.conclusions] == [Verdict.NOT_DECIDABLE]


@pytest.mark.parametrize("seed", range(6))
def test_the_interval_of_ks_holds_it_where_a_score_tells_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    data = binary(rng.integers(0, 2, 200), ["1"] * 200, score=rng.random(200))
    found = figure(run("rank_ordering", data), "ks")
    assert found.value is not None
    assert found.interval is not None
    assert found.interval.low is not None
    assert found.interval.high is not None
    assert found.interval.low <= found.value <= found.interval.high


@pytest.mark.parametrize(
    ("check", "measure"),
    [
        ("counterfactuals", "counterfactual_cost"),
        ("effects", "effect_range"),
        ("permutation_importance", "permutation_loss"),
        ("explanation", "mean_abs_attribution"),
        ("explanation", "rank_stability"),
        ("reason_codes", "reason_stability"),
    ],
)
def test_a_handful_of_redrawn_rows_decides_nothing(check: str, measure: str) -> None:
    limits = (limit(check, measure, Relation.AT_MOST, "1000"),)
    few = example("reason_codes", 12) if check == "explanation" else example(check, 12)
    many = example("reason_codes", 300) if check == "explanation" else example(check, 300)
    for data, wanted in ((few, Verdict.NOT_DECIDABLE), (many, Verdict.PASSED)):
        result = run(check, replace(data, policy=policy(limits)))
        found = [item.verdict for item in result.conclusions if item.measure == measure]
        assert found
        assert set(found) == {wanted}


def test_two_rows_beside_the_training_data_give_no_membership_away() -> None:
    data = against(applicants(2), people(400), "privacy", "membership_auc")
    table = people(400)
    sample = data.samples[SampleRole.REFERENCE]
    target = np.where(np.arange(400) % 2, "1", "0")
    other = replace(sample, table=table.assign(target=target))
    rows = data.table.assign(target=["0", "1"])
    result = run("privacy", replace(data, table=rows, samples={SampleRole.REFERENCE: other}))
    assert figure(result, "membership_auc").interval is None
    assert [item.verdict for item in result.conclusions] == [Verdict.NOT_DECIDABLE]


def test_a_class_that_never_occurs_is_the_smallest_class() -> None:
    data = binary([1] * 50, ["1"] * 50)
    limits = (limit("data_quality", "smallest_class_share", Relation.AT_LEAST, "0.05"),)
    found = figure(run("data_quality", replace(data, policy=policy(limits))), "smallest_class_share")
    assert (found.numerator, found.denominator, found.subject) == (0, 50, "")
    absent = figure(run("data_quality", replace(data, favorable="2")), "smallest_class_share")
    assert (absent.numerator, absent.subject) == (0, "2")


def test_a_label_that_never_occurs_is_the_rarest_label() -> None:
    rng = np.random.default_rng(1)
    table = pd.DataFrame({"often": rng.integers(0, 2, 100), "never": np.zeros(100, dtype=int)})
    data = replace(
        binary(None, None),
        table=table,
        task=Task.MULTILABEL,
        targets=("often", "never"),
        favorable=None,
        score_means=ScoreMeans.FAVORABLE,
    )
    found = figure(run("data_quality", data), "smallest_class_share")
    assert (found.subject, found.numerator) == ("never", 0)


def test_few_persons_of_the_reference_are_not_named_where_columns_are_protected() -> None:
    data = applicants(200)
    table = data.table.assign(faith=np.where(np.arange(200) % 2, "one", "two"))
    other = people(300).assign(faith=np.where(np.arange(300) < 100, "gone", "one"))
    other.loc[299, "faith"] = "rare"
    data = against(replace(data, table=table), other, "representation", "missing_groups")
    data = replace(data, groupings=(Grouping(column="faith"),), features=FEATURES)
    for protected in ((), ("faith",)):
        result = run("representation", replace(data, protected=protected))
        told = " ".join(str(note.values.get("groups", "")) for note in result.notes)
        assert "gone" in told
        assert ("rare" in told) is (not protected)
        assert ("+1" in told) is bool(protected)


@pytest.mark.parametrize("rows", [5, 300])
def test_a_handful_of_moved_rows_has_no_redrawn_bounds(rows: int) -> None:
    data = against(applicants(rows), people(300), "score_stability", "score_psi")
    assert data.score is not None
    other = Sample(digest=Digest("b" * 64), score=data.score[::-1].copy())
    data = replace(data, samples={**data.samples, SampleRole.OTHER_VERSION: other})
    result = run("score_stability", data)
    for measure in ("migration_notches", "bandwidth_worse", "bandwidth_better"):
        found = figure(result, measure)
        assert found.value is not None
        assert (found.interval is not None) is (rows == 300)

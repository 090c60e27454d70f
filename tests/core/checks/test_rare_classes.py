"""Is a rare class that is ignored at high accuracy found out, by the rules that are shipped?"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as theirs

from core.checks.base import CheckInput
from core.inventory import ScoreMeans, Task
from core.policy import Relation
from core.policy_file import default_policy, read_policy
from core.reasons import ReasonCode
from core.results import Verdict
from core.statistics.intervals import wilson
from tests.core.checks.inputs import binary
from tests.core.checks.quality import about, bounds, figure, limited, run, several, table

SHIPPED = read_policy(default_policy())
LABELS = (
    *("Atelectasis", "Cardiomegaly", "Effusion", "Infiltration", "Mass", "Nodule", "Pneumonia"),
    *("Pneumothorax", "Consolidation", "Edema", "Emphysema", "Fibrosis", "Pleural thickening", "Hernia"),
)
RAREST = "Hernia"


def findings(*, rows: int = 3000, found: float = 0.0, share: float = 0.01) -> CheckInput:
    """Fourteen labels; the model is good at thirteen and finds this share of the rarest one."""
    rng = np.random.default_rng(1)
    columns: dict[str, object] = {}
    for name in LABELS:
        frequency = share if name == RAREST else 0.2
        truth = rng.random(rows) < frequency
        noticed = np.where(truth, rng.random(rows) < (found if name == RAREST else 0.95), False)
        alarm = np.zeros(rows, dtype=bool) if name == RAREST else ~truth & (rng.random(rows) < 0.02)
        columns[name], columns[f"p_{name}"] = truth.astype(int), (noticed | alarm).astype(int)
    return replace(
        binary([0, 1], [0, 1]),
        table=pd.DataFrame(columns),
        task=Task.MULTILABEL,
        target=None,
        predicted=None,
        favorable=None,
        targets=LABELS,
        predictions=tuple(f"p_{name}" for name in LABELS),
        policy=SHIPPED,
    )


@pytest.mark.parametrize("rows", [1000, 3000, 20_000])
def test_fourteen_labels_of_which_the_rarest_is_ignored_fail(rows: int) -> None:
    result = run("performance", findings(rows=rows))
    assert figure(result, "accuracy", RAREST).value == pytest.approx(0.99, abs=0.01)
    guard = about(result, "rare_class_recall", RAREST)
    assert (guard.value, guard.verdict, result.verdict) == (0.0, Verdict.FAILED, Verdict.FAILED)
    assert guard.threshold is not None
    assert guard.threshold.source_de
    # eight cases of which none was found leave balanced accuracy open, not the guard
    few = rows == 1000
    balanced = about(result, "balanced_accuracy", RAREST).verdict
    assert balanced is (Verdict.NOT_DECIDABLE if few else Verdict.FAILED)
    assert result.measurements[0].measure == "rare_class_recall"
    assert result.definition.parameters["headline"] == "rare_class_recall"
    others = [item for item in result.conclusions if item.subject != RAREST]
    assert {item.verdict for item in others} == {Verdict.PASSED}


def test_the_same_labels_pass_when_the_rarest_is_found() -> None:
    assert run("performance", findings(found=0.95)).verdict is Verdict.PASSED


def test_too_few_cases_of_the_rarest_label_are_no_pass() -> None:
    result = run("performance", findings(rows=500, found=0.6))
    assert about(result, "rare_class_recall", RAREST).verdict is Verdict.NOT_DECIDABLE
    never = findings(found=0.0, share=0.0)
    guard = about(run("performance", never), "rare_class_recall", RAREST)
    assert (guard.verdict, guard.reason.code) == (Verdict.NOT_DECIDABLE, ReasonCode.RARE_ABSENT)


def test_a_rare_class_of_two_fails_when_it_is_ignored() -> None:
    truth = np.array([0] * 30 + [1] * 1970)
    data = replace(binary(truth, np.ones(2000, dtype=int)), policy=SHIPPED)
    result = run("performance", data)
    assert figure(result, "accuracy").value == 0.985
    assert about(result, "rare_class_recall", "0").verdict is Verdict.FAILED
    assert bounds(figure(result, "rare_class_recall", "0")) == wilson(0, 30)
    assert result.definition.parameters["headline"] == "rare_class_recall"
    note = next(note for note in result.notes if note.code is ReasonCode.HEADLINE)
    assert note.values["label"] == "0"


def test_a_rare_class_of_three_fails_when_it_is_ignored() -> None:
    rng = np.random.default_rng(2)
    truth = rng.choice(["a", "b", "rare"], 3000, p=[0.5, 0.48, 0.02])
    said = np.where(truth == "rare", "a", truth)
    data = replace(binary(truth, said), task=Task.MULTICLASS, favorable=None, cut_off=None, policy=SHIPPED)
    result = run("performance", data)
    assert about(result, "balanced_accuracy").verdict is Verdict.PASSED
    assert about(result, "rare_class_recall", "rare").verdict is Verdict.FAILED
    assert figure(result, "lift", "rare").value is None


def test_without_a_rare_class_the_guard_does_not_apply_and_accuracy_comes_first() -> None:
    result = run("performance", replace(several(1), policy=SHIPPED))
    assert about(result, "rare_class_recall").reason.code is ReasonCode.NO_RARE_CLASS
    assert result.measurements[0].measure == "accuracy"
    assert result.definition.parameters["headline"] == "accuracy"


def test_a_kept_limit_on_accuracy_is_no_evidence_where_a_class_is_rare() -> None:
    limits = ("accuracy", Relation.AT_LEAST, "0.9")
    truth = np.array([0] * 20 + [1] * 1980)
    rare = run("performance", limited(binary(truth, np.ones(2000, dtype=int)), "performance", limits))
    accuracy = about(rare, "accuracy")
    assert (accuracy.verdict, accuracy.reason.code) == (
        Verdict.NOT_APPLICABLE,
        ReasonCode.ACCURACY_NO_HEADLINE,
    )
    assert rare.verdict is Verdict.NOT_APPLICABLE
    wrong = run("performance", limited(binary(truth, np.zeros(2000, dtype=int)), "performance", limits))
    assert about(wrong, "accuracy").verdict is Verdict.FAILED
    even = binary([0, 1] * 500, [0, 1] * 500)
    assert run("performance", limited(even, "performance", limits)).verdict is Verdict.PASSED
    labels = run("performance", limited(findings(), "performance", limits))
    assert about(labels, "accuracy", RAREST).reason.code is ReasonCode.ACCURACY_NO_HEADLINE
    assert about(labels, "accuracy", "Edema").verdict is Verdict.PASSED


def test_a_rare_favorable_class_has_an_average_precision_of_its_own() -> None:
    rng = np.random.default_rng(3)
    truth = (rng.random(4000) < 0.03).astype(int)
    score = np.clip(0.1 * truth + rng.random(4000) * 0.5, 0, 1)
    result = run("performance", binary(truth, (score > 0.5).astype(int), score=score))
    wanted = theirs.average_precision_score(truth, score)
    assert figure(result, "average_precision", "1").value == pytest.approx(wanted, abs=1e-12)
    assert figure(result, "average_precision").value == pytest.approx(
        theirs.average_precision_score(1 - truth, -score), abs=1e-12
    )


def test_gains_and_the_first_tenth_are_those_of_the_class_that_must_be_found() -> None:
    rng = np.random.default_rng(4)
    chance = rng.beta(2, 5, 3000)
    bad = rng.random(3000) < chance
    data = replace(
        binary((~bad).astype(int), (chance < 0.5).astype(int), score=chance),
        score_means=ScoreMeans.UNFAVORABLE,
    )
    result = run("performance", data)
    order = np.argsort(-chance)
    gains = table(result, "gains")
    assert gains["hits"].tolist() == [bad[part].sum() for part in np.array_split(order, 10)]
    assert gains["captured"].iloc[-1] == pytest.approx(1.0)
    first = bad[order[:300]]
    assert figure(result, "top_decile_lift").value == pytest.approx(first.mean() / bad.mean())
    assert figure(result, "top_decile_capture").value == pytest.approx(first.sum() / bad.sum())
    assert figure(result, "precision_trivial").value == pytest.approx(bad.mean())
    low, high = bounds(figure(result, "top_decile_lift"))
    assert low < first.mean() / bad.mean() < high
    curve = table(result, "precision_recall")
    assert curve["recall"].iloc[-1] == pytest.approx(1.0)
    assert curve["precision"].iloc[-1] == pytest.approx(bad.mean())


def test_means_over_classes_and_the_favorable_score_of_several_classes() -> None:
    data = several(5)
    truth, said = data.table["target"], np.asarray(data.predicted, dtype=str)
    chance = np.where(truth == "a", 0.5, 0.3) + np.random.default_rng(1).random(len(truth)) * 0.3
    result = run("performance", replace(data, score=chance, score_means=None))
    assert figure(result, "macro_f1").value == pytest.approx(theirs.f1_score(truth, said, average="macro"))
    assert figure(result, "weighted_f1").value == pytest.approx(
        theirs.f1_score(truth, said, average="weighted")
    )
    assert figure(result, "weighted_precision").value == pytest.approx(
        theirs.precision_score(truth, said, average="weighted")
    )
    assert figure(result, "mcc").value == pytest.approx(theirs.matthews_corrcoef(truth, said))
    assert figure(result, "auc").value == pytest.approx(theirs.roc_auc_score(truth == "a", chance))
    assert figure(result, "average_precision").value == pytest.approx(
        theirs.average_precision_score(truth == "a", chance)
    )

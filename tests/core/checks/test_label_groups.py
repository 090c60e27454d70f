"""Is every label of a multi-label task judged by itself, the rare ones included?"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as theirs

from core.checks.base import CheckInput
from core.checks.registry import get
from core.inventory import Grouping, Task
from core.policy import Relation
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult, Measurement, Verdict, of_label
from tests.core.checks.inputs import binary, limit, policy

LABELS = ("Ablehnung", "Rückfrage", "selten")


def tags(seed: int = 1, rows: int = 900) -> CheckInput:
    rng = np.random.default_rng(seed)
    columns: dict[str, object] = {"sex": rng.choice(["f", "m"], rows)}
    for name, share in zip(LABELS, (0.4, 0.5, 0.01), strict=True):
        true = rng.random(rows) < share
        columns[name] = true.astype(int)
        columns[f"p_{name}"] = np.where(rng.random(rows) < 0.8, true, rng.random(rows) < share).astype(int)
    return replace(
        binary(None, None),
        table=pd.DataFrame(columns),
        task=Task.MULTILABEL,
        favorable=None,
        targets=LABELS,
        predictions=tuple(f"p_{name}" for name in LABELS),
        groupings=(Grouping(column="sex"),),
        cut_off=None,
        score_means=None,
    )


def run(data: CheckInput, check: str = "group_fairness") -> CheckResult:
    return get(check).run(data, SILENT)


def figure(result: CheckResult, measure: str, subject: str | None) -> Measurement:
    return next(item for item in result.measurements if (item.measure, item.subject) == (measure, subject))


def test_every_label_is_a_question_of_its_own() -> None:
    data = tags()
    result = run(data)
    for name in LABELS:
        alone = replace(
            data,
            task=Task.BINARY,
            favorable="1",
            target=name,
            targets=(),
            predictions=(),
            predicted=data.table[f"p_{name}"].astype(str).to_numpy(dtype=object),
        )
        one = run(alone)
        subject = of_label("sex", name)
        together = [item for item in result.conclusions if item.subject == subject]
        assert [replace(item, subject="sex") for item in together] == list(one.conclusions)
        groups = [item for item in result.groups if item.feature == subject]
        assert [replace(item, feature="sex") for item in groups] == list(one.groups)
    assert of_label("sex", "selten") == "sex · selten"


def test_a_rare_label_is_pointed_out_and_stays() -> None:
    data = tags()
    result = run(data)
    note = next(item for item in result.notes if item.code is ReasonCode.RARE_LABEL)
    assert note.values["label"] == "selten"
    assert note.values["n"] == data.table["selten"].sum()
    never = replace(data, table=data.table.assign(selten=0, p_selten=0))
    for check in ("group_fairness", "performance"):
        found = run(never, check)
        assert any(item.code is ReasonCode.RARE_LABEL and item.values["n"] == 0 for item in found.notes)
        table = next(item for item in found.tables if item.id == "labels")
        assert "selten" in table.column("label")
    gone = [item for item in run(never).conclusions if item.subject == of_label("sex", "selten")]
    assert {item.reason.code for item in gone} == {
        ReasonCode.REFERENCE_RATE_ZERO,
        ReasonCode.NO_POSITIVES,
        ReasonCode.INTERVAL_WITHIN,
    }
    recall = figure(run(never, "performance"), "recall", "selten")
    assert recall.value is None
    assert recall.reason is not None
    assert recall.reason.code is ReasonCode.NO_POSITIVES


def test_that_a_label_is_not_assigned_can_be_what_is_favorable() -> None:
    assigned, not_assigned = run(tags()), run(replace(tags(), favorable="0"))
    for name in LABELS:
        first = figure(assigned, "selection_rate", name).value
        second = figure(not_assigned, "selection_rate", name).value
        assert (first or 0) + (second or 0) == pytest.approx(1)
    wrong = run(replace(tags(), favorable="yes"))
    assert wrong.notes[0].code is ReasonCode.FAVORABLE_UNKNOWN


def test_the_summary_is_the_mean_of_the_labels() -> None:
    result = run(tags())
    ratios = [figure(result, "impact_ratio", of_label("sex", name)).value for name in LABELS]
    macro = figure(result, "macro_impact_ratio", "sex")
    assert macro.value == pytest.approx(np.mean([item for item in ratios if item is not None]))
    assert macro.denominator == 3
    table = next(item for item in result.tables if item.id == "labels")
    assert table.column("label") == LABELS
    assert table.column("impact_ratio") == tuple(ratios)


@pytest.mark.parametrize("values", [["ja", "nein"], [0, 2], [0.5, 1]])
def test_a_column_that_holds_anything_else_is_missing_evidence(values: list[object]) -> None:
    data = tags()
    other = pd.Series(values * (len(data.table) // 2))
    result = run(replace(data, table=data.table.assign(p_selten=other)))
    odd = [item for item in result.conclusions if item.subject == of_label("sex", "selten")]
    assert {item.reason.code for item in odd} == {ReasonCode.NOT_A_FLAG}
    assert {item.verdict for item in odd} == {Verdict.NOT_DECIDABLE}
    assert len({item.subject for item in result.conclusions}) == 3
    quality = run(replace(data, table=data.table.assign(p_selten=other)), "performance")
    assert any(item.code is ReasonCode.NOT_A_FLAG for item in quality.notes)


@pytest.mark.parametrize("write", [bool, str, float, lambda flag: "True" if flag else "False"])
def test_flags_may_be_written_in_any_way(write: object) -> None:
    data = tags(rows=300)
    table = data.table.copy()
    for name in (*LABELS, *data.predictions):
        table[name] = [write(item) for item in table[name]]  # type: ignore[operator]
    assert run(replace(data, table=table)) == run(data)


def test_true_and_predicted_labels_must_come_in_pairs() -> None:
    data = tags()
    for check in ("group_fairness", "performance"):
        result = run(replace(data, predictions=data.predictions[:2]), check)
        assert result.notes[0].values == {"targets": 3, "predictions": 2}
        assert result.notes[0].code is ReasonCode.LABELS_NOT_PAIRED
    assert run(replace(data, predictions=(), targets=())).notes[0].code is ReasonCode.NO_SCORES


def test_without_true_labels_only_rates_are_compared() -> None:
    data = replace(tags(), targets=())
    result = run(data)
    assert {item.feature for item in result.groups} == {of_label("sex", f"p_{name}") for name in LABELS}
    assert {item.measure for group in result.groups for item in group.measurements} == {"selection_rate"}
    odds = [item for item in result.conclusions if item.measure == "equalized_odds_difference"]
    assert {item.reason.code for item in odds} == {ReasonCode.NO_LABELS}
    assert run(data, "performance").notes[0].code is ReasonCode.NO_LABELS


def test_intersections_and_references_hold_for_every_label() -> None:
    data = tags()
    rng = np.random.default_rng(2)
    table = data.table.assign(age=rng.choice(["alt", "jung"], len(data.table)))
    groupings = (Grouping(column="sex"), Grouping(column="age"))
    result = run(replace(data, table=table, groupings=groupings, intersections=True, references={"sex": "f"}))
    subjects = {item.subject for item in result.conclusions}
    assert subjects == {of_label(name, label) for name in ("sex", "age", "sex x age") for label in LABELS}
    assert {item.reference for item in result.comparisons if item.feature.startswith("sex · ")} == {"f"}


def test_quality_equals_scikit_learn() -> None:
    data = tags()
    limits = (
        limit("performance", "recall", Relation.AT_LEAST, "0.6"),
        limit("performance", "macro_f1", Relation.AT_LEAST, "0.6"),
    )
    result = run(replace(data, policy=policy(limits)), "performance")
    truth, said = data.table[list(LABELS)].to_numpy(), data.table[list(data.predictions)].to_numpy()
    recalls = theirs.recall_score(truth, said, average=None)
    for at, name in enumerate(LABELS):
        assert figure(result, "recall", name).value == pytest.approx(recalls[at])
        trivial = max(truth[:, at].mean(), 1 - truth[:, at].mean())
        assert figure(result, "accuracy_trivial", name).value == pytest.approx(trivial)
    joint = {
        "macro_f1": theirs.f1_score(truth, said, average="macro"),
        "micro_f1": theirs.f1_score(truth, said, average="micro"),
        "exact_match": theirs.accuracy_score(truth, said),
        "hamming_loss": theirs.hamming_loss(truth, said),
    }
    for name, value in joint.items():
        found = figure(result, name, None)
        assert found.value == pytest.approx(value)
        assert found.interval is not None
        assert (found.interval.low or 0) <= value <= (found.interval.high or 0)
    assert {(item.measure, item.subject) for item in result.conclusions} == {
        *(("recall", name) for name in LABELS),
        ("macro_f1", None),
    }


def test_missing_labels_are_left_out_label_by_label() -> None:
    data = tags()
    table = data.table.astype({"Ablehnung": "object"})
    table.loc[:9, "Ablehnung"] = None
    result = run(replace(data, table=table), "performance")
    assert figure(result, "recall", "Ablehnung").n == 890
    assert figure(result, "recall", "Rückfrage").n == 900
    assert figure(result, "exact_match", None).n == 890

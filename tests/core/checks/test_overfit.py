"""Is a model that learned its training rows by heart told from one that did not?"""

from dataclasses import replace

import numpy as np
import pytest
from sklearn import metrics as theirs

from core.inventory import DatasetKind, Task
from core.policy import Relation
from core.reasons import ReasonCode
from core.results import Verdict
from core.statistics.discrimination import delong
from core.statistics.intervals import newcombe
from tests.core.checks.quality import (
    about,
    bounds,
    figure,
    labels,
    limited,
    noisy,
    numbers,
    run,
    several,
    table,
    with_reference,
)

GAP = ("auc_loss", Relation.AT_MOST, "0.05")


def test_a_gap_is_the_difference_of_both_samples_with_the_unpaired_interval() -> None:
    here, there = noisy(1, noise=0.3), noisy(2, noise=0.1)
    result = run("overfit", with_reference(here, there))
    areas = []
    for data in (there, here):
        assert data.score is not None
        found = delong(data.table["target"].to_numpy() == 1, data.score)
        assert found is not None
        assert found[1] is not None
        areas.append((found[0], (found[1][1] - found[1][0]) / 2))
    loss = figure(result, "auc_loss")
    assert loss.value == pytest.approx(areas[0][0] - areas[1][0], abs=1e-12)
    half = np.hypot(areas[0][1], areas[1][1])
    assert bounds(loss) == pytest.approx((areas[0][0] - areas[1][0] - half, areas[0][0] - areas[1][0] + half))
    counts = []
    for data in (there, here):
        assert data.predicted is not None
        right = data.predicted.astype(int) == data.table["target"]
        counts += [float(right.sum()), float(len(right))]
    assert bounds(figure(result, "accuracy_loss")) == pytest.approx(newcombe(*counts))
    assert result.definition.parameters["reference_kind"] == "training"


@pytest.mark.parametrize(
    ("noise", "rows", "verdict"),
    [(0.0, 5000, Verdict.PASSED), (0.6, 3000, Verdict.FAILED), (0.2, 150, Verdict.NOT_DECIDABLE)],
)
def test_gaps_pass_fail_and_stay_open(noise: float, rows: int, verdict: Verdict) -> None:
    data = limited(noisy(3, rows, noise=noise), "overfit", GAP)
    result = run("overfit", with_reference(data, noisy(4, rows)))
    assert about(result, "auc_loss").verdict is verdict
    if verdict is Verdict.NOT_DECIDABLE:
        assert about(result, "auc_loss").needed_n is not None


def test_being_better_on_new_rows_and_a_reference_of_another_kind_are_pointed_out() -> None:
    result = run("overfit", with_reference(noisy(5), noisy(6, noise=0.5), DatasetKind.VALIDATION))
    notes = {note.code for note in result.notes}
    assert ReasonCode.REFERENCE_KIND in notes
    better = next(note for note in result.notes if note.code is ReasonCode.BETTER_HERE)
    assert better.values["measure"] in {"accuracy_loss", "auc_loss", "balanced_accuracy_loss"}
    same = run("overfit", with_reference(noisy(5), noisy(7)))
    assert {ReasonCode.REFERENCE_KIND, ReasonCode.BETTER_HERE} & {n.code for n in same.notes} == set()


def test_numbers_are_compared_by_the_ratio_of_their_errors() -> None:
    here, there = numbers(1, noise=1.0), numbers(2, noise=0.5)
    result = run("overfit", with_reference(here, there))
    errors = []
    for data in (here, there):
        assert data.score is not None
        errors.append(theirs.root_mean_squared_error(data.table["target"], data.score))
    ratio = figure(result, "rmse_ratio")
    assert ratio.value == pytest.approx(errors[0] / errors[1])
    rng, drawn = np.random.default_rng(1), []
    for _ in range(800):
        parts = []
        for data in (here, there):
            assert data.score is not None
            at = rng.integers(0, len(data.score), len(data.score))
            parts.append(np.sqrt(((data.score - data.table["target"].to_numpy())[at] ** 2).mean()))
        drawn.append(parts[0] / parts[1])
    assert bounds(ratio) == pytest.approx(np.quantile(drawn, [0.025, 0.975]), rel=0.015)
    sides = table(result, "side_by_side").set_index("measure")
    assert sides.loc["r2", "here"] == pytest.approx(theirs.r2_score(here.table["target"], here.score))


def test_the_gap_of_explained_variance_has_the_interval_of_a_bootstrap() -> None:
    here, there = numbers(3, noise=0.9), numbers(4, noise=0.4)
    found = figure(run("overfit", with_reference(here, there)), "r2_loss")
    rng, drawn = np.random.default_rng(2), []
    for _ in range(600):
        parts = []
        for data in (there, here):
            assert data.score is not None
            at = rng.integers(0, len(data.score), len(data.score))
            parts.append(theirs.r2_score(data.table["target"].to_numpy()[at], data.score[at]))
        drawn.append(parts[0] - parts[1])
    assert bounds(found) == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.01)


def test_several_classes_and_several_labels_are_compared_too() -> None:
    limits = ("balanced_accuracy_loss", Relation.AT_MOST, "0.1")
    classes = limited(several(1, 3000, right=0.4), "overfit", limits)
    result = run("overfit", with_reference(classes, several(2, 3000, right=0.9)))
    assert result.verdict is Verdict.FAILED
    assert {m.subject for m in result.measurements if m.measure == "recall_loss"} == {"a", "b", "c"}
    many = limited(labels(1, 3000, right=0.6), "overfit", ("macro_f1_loss", Relation.AT_MOST, "0.1"))
    flags = run("overfit", with_reference(many, labels(2, 3000, right=0.9)))
    assert flags.verdict is Verdict.FAILED
    wanted = [
        theirs.f1_score(data.table[["rock", "jazz"]], data.table[["p_rock", "p_jazz"]], average="macro")
        for data in (labels(2, 3000, right=0.9), labels(1, 3000, right=0.6))
    ]
    assert figure(flags, "macro_f1_loss").value == pytest.approx(wanted[0] - wanted[1])


def test_the_same_rows_twice_have_no_gap() -> None:
    for data in (noisy(8), numbers(8), several(8), labels(8)):
        result = run("overfit", with_reference(data, data))
        for item in result.measurements:
            if (
                item.measure.endswith(("_loss", "_rise"))
                and item.measure in table(result, "side_by_side")["loss_measure"].tolist()
            ):
                assert item.value == pytest.approx(0.0, abs=1e-12)


def test_gaps_cover_the_truth_as_often_as_they_say() -> None:
    inside = []
    for seed in range(250):
        found = run("overfit", with_reference(noisy(seed, 200), noisy(seed + 1000, 200)))
        low, high = bounds(figure(found, "balanced_accuracy_loss"))
        inside.append(low <= 0 <= high)
    assert 0.91 <= np.mean(inside) <= 0.99


def test_a_sample_of_one_class_is_refused() -> None:
    data = noisy(9, 200)
    one = replace(noisy(10, 200), table=noisy(10, 200).table.assign(target=1))
    assert run("overfit", with_reference(data, one)).notes[0].code is ReasonCode.REFERENCE_UNLABELED
    assert run("overfit", with_reference(one, data)).notes[0].code is ReasonCode.ONE_CLASS_ONLY
    assert data.task is Task.BINARY

"""Does an audit without inventory find what the rows say, say what it assumed, and refuse to guess?"""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.canonical import result_digest
from core.errors import UserError
from core.examination import Examination, Plan, WeightMeans
from core.ids import Exact
from core.inventory import ColumnRole, Grouping, ScoreMeans, SensitivePurpose, Task
from core.language import Translator
from core.reasons import ReasonCode
from core.results import RunState, Verdict
from core.texts import Language
from tests.conftest import ROOT
from tests.core.examining.tables import (
    ADMISSIONS,
    BINARY,
    CUT,
    RATES,
    SCORED,
    counted,
    examined,
    figure,
    group,
    request_of,
    result,
    scored,
    written,
)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up applications."""
    return scored(tmp_path_factory.mktemp("scored") / "applications.csv")


@pytest.fixture(scope="module")
def by_prediction(table: Path) -> Examination:
    """Examined by the stated predictions."""
    return examined(table, BINARY)


@pytest.fixture(scope="module")
def by_score(table: Path) -> Examination:
    """Examined by scores and cut-off."""
    return examined(table, SCORED)


def test_figures_of_groups_are_those_of_fairlearn(table: Path, by_prediction: Examination) -> None:
    from fairlearn.metrics import MetricFrame, false_positive_rate, selection_rate, true_positive_rate

    rows = pd.read_csv(table, keep_default_na=False)
    frame = MetricFrame(
        metrics={"selection_rate": selection_rate, "tpr": true_positive_rate, "fpr": false_positive_rate},
        y_true=rows["paid"],
        y_pred=rows["said"],
        sensitive_features=rows["sex"],
    )
    found = by_prediction
    for sex in ("m", "f"):
        for measure in ("selection_rate", "tpr", "fpr"):
            ours = figure(group(found, "sex", sex), measure)
            assert ours.value == pytest.approx(frame.by_group[measure][sex], abs=1e-12)
            assert ours.numerator is not None
            assert ours.denominator is not None
            assert ours.value == ours.numerator / ours.denominator
            assert ours.interval is not None
    assert group(found, "sex", "").excluded is not None
    assert result(found, "performance").state is RunState.FINISHED
    assert found.confinement == "not needed"
    assert found.model is None


def test_every_comparison_has_reference_difference_ratio_tests_and_a_verdict_with_its_reason(
    table: Path,
) -> None:
    found = examined(table, replace(BINARY, references={"sex": "f"}))
    compared = result(found, "group_fairness").comparisons
    assert compared
    for item in compared:
        assert (item.reference, item.reference_rule) == ("f", "chosen")
        assert item.difference.value is not None
        assert item.ratio.interval is not None
        assert {test.test for test in item.tests} >= {"fisher_exact", "chi_square", "two_sd"}
        assert item.verdict is not None
        assert item.reason is not None


def test_scores_with_a_cut_off_are_the_predictions_that_stand_beside_them(
    by_score: Examination, by_prediction: Examination
) -> None:
    for sex in ("m", "f"):
        for measure in ("selection_rate", "tpr", "fpr"):
            one, other = (figure(group(item, "sex", sex), measure) for item in (by_score, by_prediction))
            assert one.value == other.value
    areas = [item for item in result(by_score, "performance").measurements if item.measure == "auc"]
    assert areas[0].value is not None


def test_without_labels_only_rates_are_computed_and_the_rest_is_not_applicable(table: Path) -> None:
    found = examined(table, RATES)
    group_result, performance = result(found, "group_fairness"), result(found, "performance")
    assert group_result.definition.favorable == ">= 0.5"
    taken = {item.measure for one in group_result.groups for item in one.measurements}
    assert "selection_rate" in taken
    assert not taken & {"tpr", "fpr", "ppv", "accuracy"}
    assert performance.verdict is Verdict.NOT_APPLICABLE
    assert ReasonCode.NO_LABELS in {note.code for note in performance.notes}
    unfavorable = replace(CUT, score_means=ScoreMeans.UNFAVORABLE)
    other = examined(table, replace(RATES, cut_off=unfavorable))
    assert result(other, "group_fairness").definition.favorable == "< 0.5"
    high = figure(group(found, "sex", "m"), "selection_rate").value
    low = figure(group(other, "sex", "m"), "selection_rate").value
    assert high is not None
    assert low is not None
    assert high + low == pytest.approx(1)


def test_a_condition_leaves_the_same_rows_as_a_table_without_the_others(table: Path, tmp_path: Path) -> None:
    rows = pd.read_csv(table, keep_default_na=False)
    kept = rows[(rows["age"] >= 30) & (rows["sex"] != "")]
    path = written(tmp_path / "kept.csv", list(kept.columns), kept.to_numpy())
    some = examined(table, replace(BINARY, where="age >= 30 UND not (sex missing)"))
    whole = examined(path, BINARY)
    assert some.plan.where == "age >= 30 and sex not missing"
    assert some.rows == whole.rows == len(kept)
    assert some.table.rows == len(rows)
    assert group(some, "sex", "f") == group(whole, "sex", "f")
    assert result(some, "group_fairness").definition.filter == "age >= 30 and sex not missing"
    roles = {column.name: column.roles for column in some.table.columns}
    assert roles["age"] == (ColumnRole.SEGMENT,)
    assert "score" not in roles


def test_a_published_table_is_recomputed_from_its_cells(tmp_path: Path) -> None:
    plan = Plan(
        task=Task.BINARY,
        prediction=("admitted",),
        favorable="yes",
        groupings=(Grouping(column="sex"),),
        weight="n",
    )
    found = examined(counted(tmp_path / "berkeley.csv"), plan)
    for sex, yes, no in ADMISSIONS:
        rate = figure(group(found, "sex", sex), "selection_rate")
        assert (rate.numerator, rate.denominator) == (yes, yes + no)
        assert group(found, "sex", sex).n == yes + no
    compared = result(found, "group_fairness").comparisons[0]
    assert compared.ratio.value == pytest.approx(0.6818298435630683, abs=1e-12)
    assert compared.below_four_fifths is True
    assert compared.verdict is Verdict.FAILED
    rows = [
        (sex, answer)
        for sex, yes, no in ADMISSIONS
        for answer, n in (("yes", yes), ("no", no))
        for _ in range(n)
    ]
    written_out = examined(
        written(tmp_path / "rows.csv", ("sex", "admitted"), rows), replace(plan, weight=None)
    )
    assert result(written_out, "group_fairness").comparisons[0] == compared
    assert group(written_out, "sex", "Female") == group(found, "sex", "Female")


def test_whole_numbers_are_counts_in_cells_and_weights_in_a_survey(tmp_path: Path) -> None:
    draw = np.random.default_rng(4)
    rows = [
        (("m", "f")[n % 2], int(draw.random() < 0.5), int(draw.integers(10_000, 90_000))) for n in range(1200)
    ]
    survey = written(tmp_path / "survey.csv", ("sex", "said", "weight"), rows)
    plan = replace(BINARY, label=(), weight="weight")
    as_weights = examined(survey, plan)
    as_counts = examined(survey, replace(plan, weight_means=WeightMeans.COUNTS))
    one, other = (figure(group(item, "sex", "f"), "selection_rate") for item in (as_weights, as_counts))
    assert as_weights.plan.weight_means is WeightMeans.WEIGHTS
    assert one.value == pytest.approx(other.value)
    assert one.interval is not None
    assert other.interval is not None
    assert one.interval.low is not None
    assert one.interval.high is not None
    assert other.interval.low is not None
    assert other.interval.high is not None
    assert one.interval.high - one.interval.low > 50 * (other.interval.high - other.interval.low)
    assert (group(as_weights, "sex", "f").n, group(as_counts, "sex", "f").n > 20_000_000) == (600, True)
    said = [Translator(Language.ENGLISH).say(item.message) for item in as_weights.table.remarks]
    assert any("were read as weights" in line for line in said)
    cells = examined(
        counted(tmp_path / "cells.csv"), replace(plan, prediction=("admitted",), favorable="yes", weight="n")
    )
    assert cells.plan.weight_means is WeightMeans.COUNTS


def test_the_denial_rates_of_boston_are_the_published_ones(reference_data: Path, tmp_path: Path) -> None:
    case = json.loads((reference_data / "cases" / "hmda_afam_denial.json").read_text(encoding="utf-8"))
    plan = Plan(task=Task.BINARY, prediction=("deny",), favorable="no", groupings=(Grouping(column="afam"),))
    found = examined(reference_data / "hmda_boston_1990.csv.gz", plan)
    for afam in ("yes", "no"):
        rate = figure(group(found, "afam", afam), "selection_rate").value
        assert rate is not None
        assert 1 - rate == pytest.approx(case["expected"]["denial"][afam], abs=case["tolerance_abs"])
        assert group(found, "afam", afam).n == case["expected"]["n"][afam]


def test_a_second_process_gives_the_same_result_digest(table: Path, by_score: Examination) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.core.examining import test_examine as it; "
        "print(it.examined(Path(sys.argv[1]), it.SCORED).result_digest)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(table)],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.strip() == by_score.result_digest == result_digest(by_score.results)


def test_what_was_assumed_is_said_in_both_languages(table: Path) -> None:
    plan = replace(
        BINARY,
        score="score",
        cut_off=replace(CUT, value=Exact("0.7")),
        where="age >= 18",
        minimum_group=10,
        purposes={"sex": SensitivePurpose.BIAS_TEST_ONLY},
    )
    found = examined(table, plan)
    english = [Translator(Language.ENGLISH).say(item.message) for item in found.table.remarks]
    german = [Translator(Language.GERMAN).say(item.message) for item in found.table.remarks]
    for part in (
        "UTF-8",
        "400 of 400 rows",
        "from 10 rows on; the policy says 30",
        "stated prediction is not",
    ):
        assert any(part in line for line in english), part
    for part in ("ab 10 Zeilen verglichen", "angegebene Vorhersage", "Nur zum Erkennen"):
        assert any(part in line for line in german), part
    assert found.policy.minimum_group == 10
    assert found.policy.digest == request_of(table, plan).policy.digest


def test_regression_several_classes_and_several_labels_are_examined_too(tmp_path: Path) -> None:
    draw = np.random.default_rng(5)
    sex = draw.choice(["m", "f"], size=300)
    wage = draw.normal(np.where(sex == "m", 3000.0, 2800.0), 300).round(1)
    school = draw.choice(["low", "middle", "high"], size=300)
    path = written(
        tmp_path / "t.csv",
        ("sex", "wage", "guess", "school", "advice", "a", "b", "said a", "said b"),
        zip(
            *(sex, wage, (wage + draw.normal(0, 50, 300)).round(1), school, np.roll(school, 1)),
            *(draw.integers(0, 2, 300) for _ in range(4)),
            strict=True,
        ),
    )
    by = {"groupings": (Grouping(column="sex"),)}
    numbers = examined(path, Plan(task=Task.REGRESSION, label=("wage",), prediction=("guess",), **by))  # type: ignore[arg-type]
    assert result(numbers, "group_fairness").comparisons
    assert result(numbers, "performance").state is RunState.FINISHED
    classes = Plan(task=Task.MULTICLASS, label=("school",), prediction=("advice",), favorable="high", **by)  # type: ignore[arg-type]
    assert figure(group(examined(path, classes), "sex", "f"), "selection_rate").value is not None
    labels = Plan(task=Task.MULTILABEL, label=("a", "b"), prediction=("said a", "said b"), **by)  # type: ignore[arg-type]
    features = {item.feature for item in result(examined(path, labels), "group_fairness").groups}
    assert features == {"sex · a", "sex · b"}
    with pytest.raises(UserError, match="each column holds 0 and 1"):
        examined(path, replace(labels, label=("a", "school")))


def test_a_table_that_is_large_for_the_computer_gives_the_same_figures(
    table: Path, by_score: Examination, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.data import large

    plan = replace(BINARY, where="age >= 25")
    small = examined(table, plan)
    monkeypatch.setattr(large, "is_large", lambda *_: True)
    condensed, in_parts = examined(table, plan), examined(table, SCORED)
    assert (condensed.rows, condensed.table.rows) == (small.rows, small.table.rows)
    assert result(condensed, "group_fairness").groups == result(small, "group_fairness").groups
    assert result(condensed, "group_fairness").comparisons == result(small, "group_fairness").comparisons
    assert in_parts.result_digest == by_score.result_digest
    said_so = [Translator(Language.ENGLISH).say(item.message) for item in condensed.table.remarks]
    assert any("only counts are kept" in line for line in said_so)


def test_a_model_scores_the_rows_in_its_own_process_and_is_explained(examples: Path) -> None:
    plan = Plan(
        task=Task.BINARY,
        label=("kredit",),
        favorable="1",
        cut_off=CUT,
        groupings=(Grouping(column="alter", edges=(Exact("25"),)),),
        where="laufzeit <= 48",
    )
    found = examined(examples / "held_back.csv", plan, examples / "models" / "kredit_logreg.skops")
    assert found.model is not None
    assert found.model.outputs == ("0", "1")
    assert found.confinement in {"full", "partial", "none"}
    assert [item.check for item in found.results] == ["group_fairness", "performance", "explanation"]
    assert result(found, "explanation").verdict is Verdict.PASSED
    roles = {column.name: column.roles for column in found.table.columns}
    assert roles["alter"] == (ColumnRole.SENSITIVE, ColumnRole.FEATURE)
    bound = replace(plan, purposes={"alter": SensitivePurpose.BIAS_TEST_ONLY})
    with pytest.raises(UserError, match="for bias tests only"):
        examined(examples / "held_back.csv", bound, examples / "models" / "kredit_logreg.skops")


def test_an_examination_says_when_with_what_and_by_which_program(by_prediction: Examination) -> None:
    found = by_prediction
    assert timedelta() <= datetime.now(UTC) - found.examined_at < timedelta(hours=1)
    assert found.application.startswith("Prüfstein")
    assert {"python", "numpy", "pandas", "fairlearn"} <= found.environment.keys()
    assert found.table.file_name.name() == "applications.csv"
    assert len(found.table.digest) == 64

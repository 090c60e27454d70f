"""Do the sections about a version show what is recorded, and do their buttons do what they say?"""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from core.governance.design import Criterion, Experiment, ExperimentSource
from core.ids import Exact, VersionId
from core.inventory import DatasetKind
from core.people import Permission
from core.policy import Relation
from core.workspace.governance.designs import DesignEdit
from core.workspace.governance.versions import VersionChange
from gui.dialogs.design import CriterionDialog, DesignDialog, ScriptDialog, SplitDialog
from gui.dialogs.version_change import SignificanceDialog
from gui.pages.record import RecordPage
from gui.sections.record.design import DesignSection
from gui.sections.record.difference import DifferenceSection
from gui.sections.record.experiments import ExperimentsSection
from gui.sections.record.reproduction import ReproductionSection
from gui.session import SessionHolder
from gui.start import Opened
from tests.core.casework import predictions
from tests.gui.conftest import Desk, add_version, finish_jobs, text

FIRST, SECOND = VersionId("MOD-0001@1"), VersionId("MOD-0001@2")


@pytest.fixture
def two(opened: Opened, desk: Desk) -> Opened:
    """The first model with a second version that has a design record and a seed."""
    workspace, session = opened.workspace, opened.window.context.session.current
    add_version(desk, workspace.inventory.models()[0].id, "2")
    criterion = Criterion(
        measure=text("AUC"), relation=Relation.AT_LEAST, target=Exact("0.75"), value=Exact("0.7")
    )
    experiment = Experiment(
        name="forest", run="a" * 32, source=ExperimentSource.MLFLOW, metrics={"auc": Exact("0.7")}
    )
    edit = DesignEdit(goal=text("Fewer losses"), criteria=(criterion,), experiments=(experiment,))
    workspace.designs.record(session, SECOND, edit)
    workspace.versions.complete(session, SECOND, VersionChange(facts={"seed": "7"}))
    return opened


def shown(opened: Opened, name: str) -> object:
    """Open a section of the second version's record."""
    opened.window.navigate("record", version=SECOND, section=name)
    page = opened.window.current
    assert isinstance(page, RecordPage)
    return page.section(name)


def words(widget: object) -> str:
    """Return all labels of a widget."""
    assert isinstance(widget, (DesignSection, QDialog))
    return "\n".join(item.text() for item in widget.findChildren(QLabel))


def test_the_design_says_what_is_reached_and_what_is_missing(two: Opened) -> None:
    section = shown(two, "design")
    assert isinstance(section, DesignSection)
    said = words(section)
    for part in ("Fewer losses", "≥ 0.75", "0.700 · entered", "The benefit is not stated."):
        assert part in said, said
    assert "The repository is not recorded." in said
    assert section.buttons["edit_design"][0].isEnabled()


def test_an_edit_is_recorded_and_shown_at_once(
    two: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = shown(two, "design")
    assert isinstance(section, DesignSection)

    def filled(dialog: DesignDialog, _action: str) -> bool:
        dialog.benefit.write("Half the losses")
        return True

    monkeypatch.setattr(DesignDialog, "ask", filled)
    section.buttons["edit_design"][0].click()
    finish_jobs(qtbot, two)
    record = two.workspace.designs.of(SECOND)
    assert record is not None
    assert record.benefit == text("Half the losses")
    assert record.goal == text("Fewer losses")
    assert "Half the losses" in words(section)


def test_a_new_criterion_stands_beside_the_earlier_one(
    two: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = shown(two, "design")
    assert isinstance(section, DesignSection)

    def filled(dialog: CriterionDialog, action: str) -> bool:
        dialog.finish(action, name="go")
        assert not dialog.go.isEnabled()
        dialog.measure.write("Calibration error")
        dialog.relation.setCurrentIndex(1)
        dialog.target.write("0,05")
        assert dialog.go.isEnabled()
        return True

    monkeypatch.setattr(CriterionDialog, "ask", filled)
    section.buttons["add_criterion"][0].click()
    finish_jobs(qtbot, two)
    record = two.workspace.designs.of(SECOND)
    assert record is not None
    assert [(item.measure.body, item.target) for item in record.criteria] == [
        ("AUC", "0.75"),
        ("Calibration error", "0.05"),
    ]


def test_a_wrong_seed_is_told_and_nothing_is_recorded(two: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    section = shown(two, "design")
    assert isinstance(section, DesignSection)
    told: list[str] = []
    monkeypatch.setattr(
        "gui.sections.record.design.show_error",
        lambda _w, words, error: told.append(words.say(error.message)),
    )

    def filled(dialog: SplitDialog, _action: str) -> bool:
        dialog.seed.write("many")
        return True

    monkeypatch.setattr(SplitDialog, "ask", filled)
    section.buttons["edit_split"][0].click()
    assert told == ["“many” is no seed: write a whole number."]


def test_experiments_are_listed_with_their_figures(two: Opened) -> None:
    section = shown(two, "experiments")
    assert isinstance(section, ExperimentsSection)
    (record,) = section.records
    assert dict(section.facts(record))["Figures"] == "auc = 0.7"
    assert section.view.rows_shown()[1][1] == "auc = 0.7"


def test_the_difference_is_shown_against_the_version_before_and_copied(two: Opened) -> None:
    section = shown(two, "difference")
    assert isinstance(section, DifferenceSection)
    assert section.other.currentData() == FIRST
    rows = section.view.rows_shown()
    assert ("Training", "Training fact: seed", "Added", "–", "7") in rows
    assert section.copy.isEnabled()
    assert not section.determine.isEnabled()
    assert "developed what this is about" in section.determine.toolTip()
    assert section.back.toolTip() == "No other version of the model is in use."


def test_a_model_with_one_version_has_nothing_to_compare(opened: Opened) -> None:
    opened.window.navigate("record", version=FIRST, section="difference")
    page = opened.window.current
    assert isinstance(page, RecordPage)
    section = page.section("difference")
    assert isinstance(section, DifferenceSection)
    assert section.stack.currentIndex() == 1
    assert section.copy.toolTip() == "There is no other version."


def test_questions_that_need_a_person_wait_for_an_answer(two: Opened, qtbot: QtBot) -> None:
    dialog = SignificanceDialog(two.window.context, FIRST, SECOND, sign=lambda *_: None)
    qtbot.addWidget(dialog)
    assert {item for item, box in dialog.answers.items() if not box.currentData()} == {
        "population",
        "use",
        "ai_modification",
        "ai_design",
    }
    assert "Answer every question." in dialog.go.toolTip()
    for box in dialog.answers.values():
        box.setCurrentIndex(box.findData("no"))
    assert "Answer every question." not in dialog.go.toolTip()
    assert dialog.request().evidence == (FIRST,)
    assert all(answer.note is None for answer in dialog.request().answers)


def test_a_script_needs_a_file_data_sound_numbers_and_a_reason(
    two: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    table = tmp_path / "rows.csv"
    table.write_text("good,said,score,age\n1,1,0.7,30\n0,1,0.6,40\n", encoding="utf-8")
    session = two.window.context.session.current
    known = two.workspace.inventory.register_dataset(session, predictions(table, DatasetKind.TEST))[0]
    dialog = ScriptDialog(two.window.context, SECOND, None)
    qtbot.addWidget(dialog)
    dialog.finish("Run", name="go")
    assert "Write why this script may be run." in dialog.go.toolTip()
    dialog.consent.write("ours")
    assert "no such file" in dialog.go.toolTip()
    script = tmp_path / "train.py"
    script.write_text("print()", encoding="utf-8")
    dialog.script.write(str(script))
    assert "Name the data the script reads" in dialog.go.toolTip()
    dialog.predict.setCurrentIndex(dialog.predict.findData(known.id))
    refused = (
        (dialog.inputs, "rows=DS-0099", "no data set “DS-0099”", f"rows={known.id}"),
        (dialog.inputs, f"Rows={known.id}", "small letters", f"rows={known.id}"),
        (dialog.parameters, "C=1, depth", "name=value", "C=1, depth=4"),
        (dialog.tolerance, "1e-6", "tolerance is a number", "0,01"),
        (dialog.share, "1.5", "above 0 up to 1", "0,95"),
        (dialog.minutes, "500", "between 1 and 120 minutes", "20"),
    )
    for field, wrong, told, right in refused:
        field.write(wrong)
        assert told in dialog.go.toolTip()
        field.write(right)
    assert dialog.go.isEnabled()
    asked = dialog.request
    assert (asked.inputs, asked.predict_on) == ((("rows", known.id),), known.id)
    assert (asked.parameters, asked.seconds) == ({"C": "1", "depth": "4"}, 1200)
    assert (asked.tolerance, asked.share) == ("0.01", "0.95")


def test_nothing_was_reproduced_yet_and_who_may_try_can(two: Opened) -> None:
    section = shown(two, "reproduction")
    assert isinstance(section, ReproductionSection)
    assert section.stack.currentIndex() == 1
    assert section._buttons["run_script"].isEnabled()
    assert not section._buttons["recompute"].isEnabled()


def test_who_may_not_register_sees_why(two: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    section = shown(two, "design")
    assert isinstance(section, DesignSection)
    monkeypatch.setattr(SessionHolder, "may", lambda _, wanted: wanted is Permission.RUN_CHECKS)
    two.window.context.session.switched.emit()
    assert section.buttons["edit_design"][0].toolTip() == "Your roles do not allow this."
    assert section.buttons["prove_split"][0].isEnabled()

"""Do the checks of a received file run, stop, show every figure, and become observations and an opinion?"""

from pathlib import Path
from time import monotonic

import pytest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.examination import Examination
from core.findings import Severity
from core.inventory import ScoreMeans, SensitivePurpose, Task
from core.opinion import OpinionGrade
from core.results import Verdict
from core.texts import Language
from gui.audit.observation import ObservationDialog
from gui.settings import Settings
from gui.theme import Theme
from gui.widgets.basic import Callout
from gui.widgets.chart_view import ChartView
from gui.widgets.figures import FiguresDialog, figures_of
from gui.widgets.result_cards import Shown
from reports.wording import Wording
from tests.gui.audit import Audit, make_audit, settle
from tests.gui.pages.conftest import in_dialog
from tests.gui.pages.test_look import clipped

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def planned(audit: Audit, table: Path) -> Audit:
    """Receive the table and enter a whole plan."""
    audit.window.take(table)
    settle(audit.window, audit.qtbot)
    audit.click("audit_go")
    audit.pick("audit_favorable", "1")
    audit.click("sensitive_sex")
    audit.pick("purpose_sex", SensitivePurpose.GROUP_COMPARISON)
    return audit


@pytest.fixture
def audit(theme: Theme, settings: Settings, qtbot: QtBot, predictions_file: Path) -> Audit:
    """Open the window with a table and a plan."""
    return planned(make_audit(theme, settings, qtbot), predictions_file)


@pytest.fixture(scope="module")
def found_before() -> list[Examination]:
    """Keep what the checks found the first time; running them takes longer than all tests that look."""
    return []


@pytest.fixture
def checked(audit: Audit, found_before: list[Examination]) -> Audit:
    """Let the checks run, or take what they found on the same table by the same plan."""
    if found_before:
        audit.window.state.examined(found_before[0])
    audit.click("audit_go")
    settle(audit.window, audit.qtbot)
    found_before[:] = [results(audit)]
    return audit


def results(audit: Audit) -> Examination:
    """Return what was found."""
    found = audit.window.state.examination
    assert found is not None
    return found


def test_what_the_plan_lacks_stands_beside_the_button(
    theme: Theme, settings: Settings, qtbot: QtBot, predictions_file: Path
) -> None:
    audit = make_audit(theme, settings, qtbot)
    audit.window.take(predictions_file)
    settle(audit.window, qtbot)
    audit.click("audit_go")

    assert audit.window.state.entry.label == ("label",)
    assert audit.window.state.entry.prediction == ("prediction",)
    assert audit.window.state.entry.favorable == ""
    assert audit.window.state.entry.sensitive == {}
    assert not audit.window.go.isEnabled()
    assert "never guessed" in audit.window.reason.text()
    audit.pick("audit_favorable", "1")
    audit.click("sensitive_sex")
    assert "used for" in audit.window.reason.text()
    audit.pick("purpose_sex", SensitivePurpose.GROUP_COMPARISON)
    assert audit.window.go.isEnabled()
    audit.type("audit_where", "age >=")
    assert not audit.window.go.isEnabled()
    assert audit.window.reason.text()


def test_columns_for_bias_tests_only_show_what_art_4a_asks(audit: Audit) -> None:
    assert not audit.window.plan.note.isVisible()
    audit.pick("purpose_sex", SensitivePurpose.BIAS_TEST_ONLY)

    assert audit.window.plan.note.isVisible()
    assert "Art. 4a" in audit.window.plan.note.accessibleName()


def test_the_checks_show_charts_and_every_figure_is_reachable(checked: Audit) -> None:
    found = results(checked)
    fairness = next(item for item in found.results if item.check == "group_fairness")
    assert any(item.verdict is Verdict.FAILED for item in fairness.conclusions)
    assert any(view.isVisible() for view in checked.window.findChildren(ChartView))

    words = Wording(translator=checked.window.context.translator)
    for result in found.results:
        shown = Shown(
            theme=checked.window.context.theme, words=words, seed=7, result=result, act=lambda _item: None
        )
        figures = figures_of(shown, result)
        groups = sum(len(group.measurements) for group in result.groups)
        assert len(figures) == len(result.measurements) + groups + 2 * len(result.comparisons)
    opened: list[int] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, FiguresDialog)
        opened.append(len(dialog.view.rows_shown()))
        dialog.accept()

    seen = in_dialog(look)
    checked.click("all_figures_go")
    assert seen == ["figures"]
    assert opened[0] > 10


def test_a_failed_result_becomes_an_observation_of_the_opinion(checked: Audit) -> None:
    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ObservationDialog)
        assert dialog.severity.currentData() is None
        assert not dialog.go.isEnabled()
        dialog.severity.setCurrentIndex(dialog.severity.findData(Severity.HIGH))
        dialog.severity.activated.emit(dialog.severity.currentIndex())
        dialog.go.click()

    in_dialog(fill)
    checked.click("raise_observation")

    kept = checked.window.state.words.observations
    assert len(kept) == 1
    assert kept[0].severity is Severity.HIGH
    assert kept[0].check == "group_fairness"
    assert kept[0].subject == "sex"
    assert checked.window.findChild(QPushButton, "observed") is not None


def test_no_kind_of_opinion_is_chosen_beforehand_and_kind_and_words_go_together(checked: Audit) -> None:
    checked.click("audit_go")
    step = checked.window.opinion

    assert [grade for grade, button in step.grades.items() if button.isChecked()] == []
    assert len(step.grades) == len(OpinionGrade)
    assert checked.window.go.isEnabled()
    checked.click("grade_qualified")
    assert "own words" in checked.window.reason.text()
    checked.type("opinion_text", "Except for the treatment of women nothing speaks against it.")
    assert checked.window.go.isEnabled()
    checked.click("grade_none")
    assert "kind" in checked.window.reason.text()
    checked.type("opinion_title", "")
    assert not checked.window.go.isEnabled()


def test_another_plan_forgets_the_results_and_asks_to_check_again(checked: Audit) -> None:
    checked.click("audit_back")
    checked.pick("audit_weight", "age")

    assert checked.window.state.examination is None
    assert not checked.window.stepper.buttons[3].isEnabled()


def test_checks_are_stopped_within_half_a_second(audit: Audit, qtbot: QtBot) -> None:
    audit.window.go.click()
    job = audit.window.checks.job
    assert job is not None
    qtbot.waitUntil(lambda: job.fraction > 0, timeout=30_000)
    cancel = audit.window.findChild(QPushButton, "cancel_job")
    assert cancel is not None
    began = monotonic()
    cancel.click()
    assert monotonic() - began < 0.1
    qtbot.waitUntil(lambda: audit.window.checks.job is None, timeout=10_000)

    assert monotonic() - began < 0.5
    assert audit.window.state.examination is None
    assert not audit.window.go.isEnabled()
    audit.click("run_audit")
    settle(audit.window, qtbot)
    assert audit.window.state.examination is not None


def test_a_model_and_a_table_are_checked_together(
    theme: Theme, settings: Settings, qtbot: QtBot, model_file: Path, table_file: Path
) -> None:
    audit = make_audit(theme, settings, qtbot)
    audit.window.take(model_file)
    settle(audit.window, qtbot)
    assert "table" in audit.window.reason.text()
    audit.window.take(table_file)
    settle(audit.window, qtbot)
    shown = [item.text() for item in audit.window.findChildren(QLabel) if item.isVisible()]
    assert any("Confinement" in text for text in shown)
    audit.click("audit_go")
    assert audit.window.plan.roles.prediction.currentData() is None
    assert "The model says it." in audit.window.plan.roles.prediction.toolTip()
    audit.pick("audit_task", Task.BINARY)
    audit.pick("audit_label", "good")
    audit.pick("audit_favorable", "1")
    audit.type("audit_cut_off", "0.5")
    audit.pick("audit_means", ScoreMeans.FAVORABLE)
    audit.click("audit_go")
    settle(audit.window, qtbot)

    found = results(audit)
    assert found.model is not None
    assert found.confinement in {"full", "partial", "none"}
    assert "explanation" in [result.check for result in found.results]


def test_predictions_that_came_with_a_model_are_compared_with_it(
    theme: Theme, settings: Settings, qtbot: QtBot, model_file: Path, table_file: Path, tmp_path: Path
) -> None:
    lines = table_file.read_text(encoding="utf-8").splitlines()
    claimed = tmp_path / "claimed.csv"
    body = [f"{line};{at % 2}" for at, line in enumerate(lines[1:])]
    claimed.write_text("\n".join([f"{lines[0]};claimed", *body]) + "\n", encoding="utf-8")
    audit = make_audit(theme, settings, qtbot)
    for path in (model_file, claimed):
        audit.window.take(path)
        settle(audit.window, qtbot)
    audit.click("audit_go")
    audit.pick("audit_task", Task.BINARY)
    audit.pick("audit_label", "good")
    audit.pick("audit_prediction", "claimed")
    audit.pick("audit_favorable", "1")
    audit.type("audit_cut_off", "0.5")
    audit.pick("audit_means", ScoreMeans.FAVORABLE)
    audit.click("audit_go")
    settle(audit.window, qtbot)

    found = results(audit)
    assert found.agreement is not None
    assert not found.agreement.agrees
    box = audit.window.findChild(Callout, "agreement")
    assert box is not None
    assert any("rest on the table" in item.text() for item in box.findChildren(QLabel))


def test_no_german_label_is_clipped_on_any_step(
    theme: Theme, settings: Settings, qtbot: QtBot, predictions_file: Path
) -> None:
    audit = make_audit(theme, settings, qtbot, Language.GERMAN)
    assert clipped(audit.window) == []
    planned(audit, predictions_file)
    audit.pick("purpose_sex", SensitivePurpose.BIAS_TEST_ONLY)
    for _ in range(4):
        QApplication.processEvents()
        assert clipped(audit.window) == [], audit.window.current
        if audit.window.current < len(audit.window.steps) - 1:
            audit.click("audit_go")
            settle(audit.window, qtbot)
    assert audit.window.current == len(audit.window.steps) - 1
    assert clipped(audit.window) == []


def test_every_control_of_the_window_has_a_name(checked: Audit) -> None:
    for step in checked.window.steps:
        for widget in step.findChildren(QWidget):
            inside = isinstance(widget.parent(), QComboBox | QAbstractSpinBox)
            if isinstance(widget, QComboBox | QLineEdit | QPlainTextEdit | QAbstractSpinBox) and not inside:
                assert widget.accessibleName(), widget.objectName()
        for button in step.findChildren(QPushButton):
            assert button.text() or button.accessibleName(), button.objectName()

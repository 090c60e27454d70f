"""Can checks, what they are compared with and their options be chosen in the window?"""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel
from pytestqt.qtbot import QtBot

from core.checks.registry import all_checks
from core.external import ExternalCheck
from core.ids import Digest
from core.options import Change, MetricAnswer, MetricChoice
from core.texts import Language
from gui.checks.entry import CheckEntry, OptionsEntry, Preset, RuleEntry
from gui.dialogs.choose_checks import OPTIONS, ChecksDialog
from gui.dialogs.metric_guide import MetricGuideDialog
from gui.pages.checks import ChecksPage
from tests.gui.pages.conftest import Stage, Staging, in_dialog, press
from tests.gui.pages.test_look import clipped


def page_of(stage: Stage) -> ChecksPage:
    page = stage.page("checks")
    assert isinstance(page, ChecksPage)
    return page


@pytest.fixture
def shown(staging: Staging, qtbot: QtBot) -> Callable[..., ChecksDialog]:
    """Return a function that shows the dialog for the prepared version."""

    def make(
        entry: CheckEntry | None = None, *, language: Language = Language.ENGLISH, tab: str = ""
    ) -> ChecksDialog:
        stage = staging(language=language)
        row = page_of(stage).row
        situation = row._situation()
        assert situation is not None
        dialog = ChecksDialog(stage.context, situation, entry or CheckEntry(), row, tab=tab)
        qtbot.addWidget(dialog)
        dialog.show()
        QApplication.processEvents()
        return dialog

    return make


def test_every_check_is_listed_with_what_it_lacks_and_presets_tick_what_applies(
    shown: Callable[..., ChecksDialog],
) -> None:
    dialog = shown()
    for check in all_checks():
        tick = dialog.picker._rows[check.id].tick
        assert tick.isEnabled() is (dialog.picker.reason(check.id) == "")
    lacking = dialog.picker.reason("version_comparison")
    assert "other version" in lacking
    assert dialog.findChild(QLabel, "why_version_comparison").isVisible()  # type: ignore[union-attr]
    assert set(dialog.picker.ticked) == {"performance", "group_fairness"}
    assert f"2 of {len(all_checks())}" in dialog.picker.count.text()
    presets_tick_what_applies_and_a_tick_makes_it_an_own_choice(dialog)


def presets_tick_what_applies_and_a_tick_makes_it_an_own_choice(dialog: ChecksDialog) -> None:
    preset = dialog.picker.preset
    preset.setCurrentIndex(preset.findData(Preset.APPLICABLE))
    preset.activated.emit(preset.currentIndex())
    assert dialog.entry.preset == Preset.APPLICABLE
    assert dialog.picker.ticked == dialog.picker.applying

    dialog.picker._rows["performance"].tick.click()
    own = dialog.entry
    assert own.preset == Preset.OWN
    assert "performance" not in own.own
    for id_ in own.own:
        dialog.picker._rows[id_].tick.setChecked(False)
    assert not dialog.go.isEnabled()
    assert "at least one" in dialog.problem.text()


def test_columns_make_checks_possible_and_wrong_input_is_said_and_not_taken_over(
    shown: Callable[..., ChecksDialog],
) -> None:
    dialog = shown(tab=OPTIONS)
    assert "final decision" in dialog.picker.reason("overrides")
    decision = dialog.options.decision
    decision.setCurrentIndex(decision.findData("age"))
    dialog.options.changed.emit()
    dialog.judge()
    assert dialog.picker.reason("overrides") == ""
    assert dialog.entry.options.decision == "age"
    lines_are_pasted_moved_and_removed(dialog)
    rules_are_entered_for_features_only(dialog)
    dialog.options.false_favorable.setText("a lot")
    dialog.judge()
    assert "numbers from 0" in dialog.problem.text()
    assert not dialog.go.isEnabled()
    dialog.accept()
    assert dialog.result() != QDialog.DialogCode.Accepted
    dialog.options.false_favorable.setText("5")
    dialog.judge()
    assert dialog.problem.text() == ""
    dialog.accept()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.entry.options.false_favorable == "5"


def lines_are_pasted_moved_and_removed(dialog: ChecksDialog) -> None:
    dialog.options.sections.setCurrentRow(1)
    grades = dialog.options.grades
    grades.paste("B\t2 %\nA;1 %\n")
    grades.table.setCurrentCell(1, 0)
    press(dialog, "grades_up")
    assert grades.rows() == [("A", "1 %"), ("B", "2 %")]
    press(dialog, "grades_remove")
    assert grades.rows() == [("B", "2 %")]
    press(dialog, "grades_add")
    assert grades.rows() == [("B", "2 %")]
    grades.table.setCurrentCell(0, 0)
    press(dialog, "grades_remove")
    assert grades.rows() == []


def rules_are_entered_for_features_only(dialog: ChecksDialog) -> None:
    dialog.options.sections.setCurrentRow(4)
    press(dialog, "rule_all")
    assert [item.column for item in dialog.options.rules.read()] == ["age", "income"]
    change = dialog.findChild(QComboBox, "change_age")
    assert change is not None
    change.setCurrentIndex(change.findData(Change.FIXED))
    dialog.judge()
    assert dialog.entry.options.rules[0] == RuleEntry(column="age", change=Change.FIXED)


def test_what_was_entered_is_shown_again(shown: Callable[..., ChecksDialog]) -> None:
    options = OptionsEntry(
        time="age",
        segments=("age",),
        rules=(RuleEntry(column="income", low="1", cost="2"),),
        population=(("age", "<= 30", "30 %"), ("age", "> 30", "70 %")),
        metric=MetricChoice(measure="impact_ratio", answers=(MetricAnswer(question="aim", answer="shares"),)),
    )
    dialog = shown(CheckEntry(options=options), tab=OPTIONS)
    assert dialog.entry.options == options
    assert "Impact ratio" in dialog.options.measure.text()
    press_section(dialog, 6)
    press(dialog, "metric_forget")
    dialog.judge()
    assert dialog.entry.options.metric is None


def press_section(dialog: ChecksDialog, row: int) -> None:
    dialog.options.sections.setCurrentRow(row)
    QApplication.processEvents()


def test_a_run_takes_checks_options_and_is_remembered(staging: Staging, qtbot: QtBot) -> None:
    stage = staging()
    page = page_of(stage)

    def enter(dialog: QDialog) -> None:
        assert isinstance(dialog, ChecksDialog)
        for id_, row in dialog.picker._rows.items():
            row.tick.setChecked(id_ == "performance")
        item = dialog.options.segments.item(0)
        item.setCheckState(Qt.CheckState.Checked)
        dialog.accept()

    opened = in_dialog(enter)
    press(page, "choose_checks")
    assert opened == ["choose_checks"]
    assert page.row.suite.currentData() == Preset.OWN
    press(page, "run_checks")
    stage.wait(qtbot)
    run = stage.workspace.checking.runs(stage.version)[0]
    assert [result.check for result in run.results] == ["performance"]
    assert run.options.segments == ("age",)
    page.row.show_version(stage.version)
    assert page.row.entry.own == ("performance",)


def test_the_guide_leads_to_a_measure_and_keeps_reasons(staging: Staging, qtbot: QtBot) -> None:
    stage = staging(language=Language.GERMAN)
    dialog = MetricGuideDialog(stage.context, None, stage.opened.window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.go.isEnabled()
    press(dialog, "answer_aim_shares")
    press(dialog, "answer_shares_ratio")
    assert dialog.go.isEnabled()
    dialog._fields["aim"].setText("So verlangt es die Betriebsvereinbarung.")
    press(dialog, "answer_shares_difference")
    choice = dialog.choice()
    assert choice.measure == "demographic_parity_difference"
    assert choice.answers[0].reason is not None
    assert choice.answers[0].reason.body.startswith("So verlangt")
    press(dialog, "answer_aim_number")
    assert not dialog.go.isEnabled()
    again = MetricGuideDialog(stage.context, choice, stage.opened.window)
    qtbot.addWidget(again)
    assert again.choice() == choice


@pytest.mark.parametrize(
    "language", [Language.GERMAN, pytest.param(Language.ENGLISH, marks=pytest.mark.full)]
)
def test_nothing_is_clipped_in_the_dialog(shown: Callable[..., ChecksDialog], language: Language) -> None:
    dialog = shown(language=language)
    for tab in range(dialog.tabs.count()):
        dialog.tabs.setCurrentIndex(tab)
        QApplication.processEvents()
        assert clipped(dialog) == []
    for row in range(dialog.options.sections.count()):
        press_section(dialog, row)
        assert clipped(dialog) == []


def test_each_check_says_by_which_limits_it_will_be_judged(shown: Callable[..., ChecksDialog]) -> None:
    dialog = shown(language=Language.GERMAN)
    said = dialog.picker._rows["group_fairness"].limits.text()
    assert said.startswith("Grenzen: ")
    assert "≥ 0,80" in said
    assert dialog.picker._rows["decision_reliance"].limits.isHidden() is (
        "decision_reliance" not in dialog._situation.limits
    )


def test_an_external_check_that_was_allowed_can_be_chosen_and_names_its_maker(
    staging: Staging, qtbot: QtBot
) -> None:
    stage = staging()
    situation = page_of(stage).row._situation()
    assert situation is not None
    maker = ExternalCheck(
        id="external.ceiling",
        entry="bank:CHECK",
        package="bank-checks",
        version="1.0",
        digest=Digest("ab" * 32),
        folder="",
    )
    dialog = ChecksDialog(stage.context, replace(situation, externals=(maker,)), CheckEntry(), None)
    qtbot.addWidget(dialog)
    row = dialog.picker._rows["external.ceiling"]
    assert "bank-checks 1.0, digest abababab" in row.maker.text()
    row.tick.setChecked(True)
    dialog.judge()
    assert "external.ceiling" in dialog.entry.own
    assert "external.ceiling" in (dialog._situation.checks(dialog.entry) or ())

"""Can checks be run, looked at, repeated and turned into findings from the window?"""

from PySide6.QtWidgets import QPushButton, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from core.checks.texts import check_text
from core.findings import FindingState
from core.results import Conclusion, Group, Verdict
from core.texts import Language
from gui import finding_actions
from gui.checks.entry import Preset
from gui.checks.situation import standard_of
from gui.dialogs.check_text import CheckTextDialog
from gui.dialogs.help import HelpDialog
from gui.pages.checks import ChecksPage
from gui.widgets.basic import Badge, Callout
from gui.widgets.chart_view import ChartView
from gui.widgets.tables import RecordView
from reports.charts import group_word
from reports.wording import Wording, verdict_sentence
from tests.gui.pages.conftest import Stage, Staging, in_dialog, pick, press


def page_of(stage: Stage) -> ChecksPage:
    page = stage.page("checks")
    assert isinstance(page, ChecksPage)
    return page


def test_each_check_of_a_run_is_shown_with_its_verdict_and_chart(staging: Staging) -> None:
    stage = staging()
    page = page_of(stage)
    run = stage.workspace.checking.runs(stage.version)[0]
    charts = {
        "performance": "recall_chart",
        "group_fairness": "fairness_chart",
        "explanation": "beeswarm_chart",
    }

    for result in run.results:
        pick(page, result.check)
        said = [badge.text for badge in page.findChildren(Badge) if badge.isVisible()]
        assert page.context.translator.label(result.verdict) in said
        chart = next(item for item in page.findChildren(ChartView, charts[result.check]) if item.isVisible())
        assert chart.drawing is not None
        assert chart.accessibleName()


def test_every_conclusion_stands_in_the_table_and_the_open_ones_in_the_callout(staging: Staging) -> None:
    stage = staging()
    page = page_of(stage)
    run = stage.workspace.checking.runs(stage.version)[0]
    result = next(item for item in run.results if item.check == "group_fairness")

    pick(page, "group_fairness")
    judged = [item for item in result.conclusions if item.subject == "age"]
    tables = [item for item in page.findChildren(RecordView, "conclusions") if item.isVisible()]
    callouts = [item for item in page.findChildren(Callout) if item.isVisible()]

    assert tables[0].table.records == tuple(judged)
    words = Wording(translator=page.context.translator)
    for item in judged:
        named = any(verdict_sentence(words, item) in callout.accessibleName() for callout in callouts)
        assert named is (item.verdict in {Verdict.FAILED, Verdict.NOT_DECIDABLE})


def test_a_finding_is_two_clicks_from_the_chart(staging: Staging, qtbot: QtBot) -> None:
    stage = staging()
    page = page_of(stage)
    run = stage.workspace.checking.runs(stage.version)[0]
    check, conclusion = _open_conclusion(stage)
    before = finding_actions.matching(stage.context, run, check, conclusion)
    button = finding_actions.finding_button(stage.context, run, check, conclusion, page)

    opened = in_dialog(lambda dialog: press(dialog, "raise" if before is None else "confirm"))
    button.click()
    stage.wait(qtbot)

    found = stage.workspace.findings.all()[0]
    assert opened == ["raise_finding" if before is None else "confirm_finding"]
    assert found.state is FindingState.OPEN
    assert found.raised_by == (stage.who("Miriam") if before is None else before.raised_by)


def _open_conclusion(stage: Stage) -> tuple[str, Conclusion]:
    run = stage.workspace.checking.runs(stage.version)[0]
    for result in run.results:
        for item in result.conclusions:
            if item.verdict in {Verdict.FAILED, Verdict.NOT_DECIDABLE}:
                return result.check, item
    raise AssertionError("the prepared run has nothing open")


def test_checks_run_from_the_window_and_the_new_run_is_shown(staging: Staging, qtbot: QtBot) -> None:
    stage = staging()
    page = page_of(stage)
    assert page.row.suite.currentData() == Preset.STANDARD

    press(page, "run_checks")
    stage.wait(qtbot)

    runs = stage.workspace.checking.runs(stage.version)
    assert len(runs) == 2
    mandatory = standard_of(stage.workspace, stage.version)
    assert [result.check for result in runs[0].results] == list(mandatory)
    assert page.selection()["run"] == runs[0].id


def test_run_again_compares_digests_and_stores_nothing(staging: Staging, qtbot: QtBot) -> None:
    stage = staging()
    page = page_of(stage)

    press(page, "replay")
    stage.wait(qtbot)

    said = [item.accessibleName() for item in page.findChildren(Callout) if item.isVisible()]
    assert any("every result is equal" in text for text in said)
    assert len(stage.workspace.checking.runs(stage.version)) == 1


def test_the_text_of_a_check_is_shown_in_the_language_of_the_window(staging: Staging) -> None:
    stage = staging(language=Language.GERMAN)
    dialog = CheckTextDialog(stage.context, "group_fairness", stage.opened.window)

    assert dialog.windowTitle() == check_text("group_fairness", Language.GERMAN).title


def test_without_a_version_running_is_disabled_with_its_reason(staging: Staging) -> None:
    stage = staging()
    page = page_of(stage)
    page.picker.clear()

    page._load()

    button = page.findChild(QPushButton, "run_checks")
    assert button is not None
    assert not button.isEnabled()
    assert "no version" in button.toolTip()


def test_features_and_series_of_fairness_can_be_switched(staging: Staging) -> None:
    page = page_of(staging())
    pick(page, "group_fairness")
    ratio = _visible(page, "fairness_chart").drawing

    press(page, "chip_rate")

    assert _visible(page, "fairness_chart").drawing != ratio


def test_a_click_on_a_group_in_the_chart_chooses_its_row(staging: Staging) -> None:
    page = staging().page("checks")
    pick(page, "group_fairness")
    chart = _visible(page, "fairness_chart")
    tip = next(shape.tip for shape in chart.tipped)

    chart.picked.emit(tip)

    view = next(item for item in page.findChildren(RecordView, "groups") if item.isVisible())
    chosen = view.current()
    assert isinstance(chosen, Group)
    assert tip.startswith(group_word(chosen.label, page.context.translator))


def _visible(page: QWidget, name: str) -> ChartView:
    return next(item for item in page.findChildren(ChartView, name) if item.isVisible())


def test_help_explains_the_check_in_view_first(staging: Staging) -> None:
    stage = staging(language=Language.GERMAN)
    page = page_of(stage)
    pick(page, "performance")
    stage.opened.window.deeds.help()
    dialog = stage.opened.window.findChild(HelpDialog, "help")
    assert dialog is not None
    browser = dialog.tabs.currentWidget()
    assert isinstance(browser, QTextBrowser)
    text = browser.toPlainText()
    assert text.startswith(check_text("performance", Language.GERMAN).title)
    for heading in ("Zweck", "Verfahren", "Anzeichen hohen Risikos", "Stärken", "Grenzen", "Quellen"):
        assert heading in text
    dialog.show_shortcuts()
    assert "F1" in dialog.tabs.currentWidget().toPlainText()  # type: ignore[attr-defined]
    dialog.done(0)
    stage.page("findings")
    assert stage.opened.window.current.topic() == ""

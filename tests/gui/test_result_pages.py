"""Does the window show the result of every check whole, by family, by mouse and by keyboard?"""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from core.checks.registry import all_checks
from core.language import Translator
from core.results import CheckResult, RunState, Verdict
from core.texts import Language
from gui.theme import Theme, ThemeChoice, apply_theme, load_theme
from gui.widgets.basic import Callout, scrolled
from gui.widgets.chart_view import ChartView
from gui.widgets.check_list import CheckList
from gui.widgets.result_cards import Shown
from gui.widgets.result_page import as_number
from gui.widgets.result_views import result_view
from gui.widgets.tables import RecordView
from reports.families import in_order
from reports.results import pages
from reports.wording import Wording
from tests.gui.pages.test_look import clipped
from tests.reports import factory
from tests.reports.everything import result_of

OURS = tuple(check.id for check in all_checks())
PAGED = tuple(sorted(set(pages()) & set(OURS)))
WIDTH = 760
"""Pixels that a window of 1280 leaves for a result."""


def _theme(choice: ThemeChoice = ThemeChoice.LIGHT) -> Theme:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = load_theme(choice)
    apply_theme(app, theme)
    return theme


def _area(qtbot: QtBot, result: CheckResult, language: Language = Language.GERMAN) -> QScrollArea:
    words = Wording(translator=Translator(language))
    shown = Shown(theme=_theme(), words=words, seed=7, result=result, act=lambda _item: None)
    area = scrolled(result_view(shown))
    qtbot.addWidget(area)
    area.resize(WIDTH, 620)
    area.show()
    QApplication.processEvents()
    return area


@pytest.mark.parametrize("check", PAGED)
def test_the_page_of_every_check_fits_and_speaks(check: str, qtbot: QtBot) -> None:
    area = _area(qtbot, result_of(check))
    inner = area.widget()
    assert inner is not None
    assert inner.minimumSizeHint().width() <= area.viewport().width() + 1
    assert clipped(inner) == []
    for chart in inner.findChildren(ChartView):
        assert chart.drawing is not None
        assert chart.accessibleName()
    for button in inner.findChildren(QPushButton):
        assert button.text() or button.accessibleName()
    for table in inner.findChildren(RecordView):
        assert table.accessibleName()


def test_the_data_behind_a_chart_is_shown_as_table_and_copied(qtbot: QtBot) -> None:
    area = _area(qtbot, result_of("performance"), Language.ENGLISH)
    switch = area.findChild(QPushButton, "recall_chart_table")
    chart = area.findChild(ChartView, "recall_chart")
    assert switch is not None
    assert chart is not None

    switch.click()

    table = area.findChild(RecordView, "recall_chart_data")
    assert isinstance(table, RecordView)
    assert table.isVisible()
    assert not chart.isVisible()
    assert table.rows_shown()[0][0] == "Group"
    switch.click()
    assert chart.isVisible()

    copy = area.findChild(QPushButton, "recall_chart_copy")
    assert copy is not None
    copy.click()
    assert QGuiApplication.clipboard().text().startswith("Group\tn")


def test_a_check_of_others_says_so_above_its_figures(qtbot: QtBot) -> None:
    from dataclasses import replace

    found = factory.performance()
    named = {"external_package": "foreign-checks", "external_version": "2.1", "external_digest": "ab" * 32}
    theirs = replace(found, check="theirs", definition=replace(found.definition, parameters=named))
    area = _area(qtbot, theirs, Language.ENGLISH)
    box = area.findChild(Callout, "external_check")
    assert box is not None
    assert "foreign-checks" in box.accessibleName()


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("1.234,5", Language.GERMAN, 1234.5),
        ("1,234.5", Language.ENGLISH, 1234.5),
        ("−0,250 [−0,300 – −0,200]", Language.GERMAN, -0.25),
        ("36,2\N{NO-BREAK SPACE}%", Language.GERMAN, 36.2),
        ("12.5%", Language.ENGLISH, 12.5),
        ("1.0 × 10⁻⁷", Language.ENGLISH, 1e-7),
        ("–", Language.ENGLISH, None),
        ("gelb", Language.GERMAN, None),
    ],
)
def test_tables_sort_by_the_number_a_cell_begins_with(
    text: str, language: Language, number: float | None
) -> None:
    assert as_number(text, Translator(language)) == (None if number is None else pytest.approx(number))


def _list(qtbot: QtBot, results: tuple[CheckResult, ...]) -> CheckList:
    found = CheckList(_theme(), Translator(Language.ENGLISH))
    qtbot.addWidget(found)
    found.fill(results)
    found.resize(236, 500)
    found.show()
    QApplication.processEvents()
    return found


def _many() -> tuple[CheckResult, ...]:
    from dataclasses import replace

    return tuple(replace(factory.performance(), check=check) for check in OURS)


def test_checks_of_a_run_stand_by_family_with_the_word_of_their_verdict(qtbot: QtBot) -> None:
    found = _list(qtbot, _many())
    assert found.checks == in_order(OURS)
    said = [found.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(found.count())]
    assert any(text.startswith("Fairness") for text in said)
    word = Translator(Language.ENGLISH).label(Verdict.PASSED)
    assert any(word in text for text in said) or factory.performance().verdict is not Verdict.PASSED


def test_arrow_keys_pass_over_the_headings(qtbot: QtBot) -> None:
    found = _list(qtbot, _many())
    picked: list[str] = []
    found.picked.connect(picked.append)
    found.setFocus()
    for _ in found.checks[1:]:
        QTest.keyClick(found, Qt.Key.Key_Down)
    assert tuple(picked) == found.checks[1:]


def test_filling_again_keeps_the_check_and_picks_nothing(qtbot: QtBot) -> None:
    found = _list(qtbot, _many())
    picked: list[str] = []
    found.picked.connect(picked.append)
    last = found.checks[-1]
    found.fill(_many(), last)
    assert found.current == last
    assert picked == []


def test_a_check_that_broke_off_says_so(qtbot: QtBot) -> None:
    from dataclasses import replace

    broken = replace(factory.performance(), state=RunState.ERRORED)
    found = _list(qtbot, (broken,))
    word = Translator(Language.ENGLISH).label(RunState.ERRORED)
    assert word in str(found.item(1).data(Qt.ItemDataRole.AccessibleTextRole))

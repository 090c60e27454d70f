"""Does the window show what is compared: rates or means, every label, and the verdict of each pair?"""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.checks.registry import get
from core.language import Translator
from core.metric_guide import choice_of
from core.options import CheckOptions
from core.progress import SILENT
from core.texts import Language
from gui.theme import ThemeChoice, load_theme
from gui.widgets.chart_view import ChartView
from gui.widgets.metric_choice import with_measure
from gui.widgets.result_cards import Shown
from gui.widgets.result_views import FairnessResult
from gui.widgets.tables import RecordView
from reports.wording import Wording
from tests.core.checks.inputs import cells_to_rows
from tests.core.checks.test_label_groups import tags
from tests.core.checks.test_number_groups import premiums


def view(qtbot: QtBot, data: object) -> FairnessResult:
    result = get("group_fairness").run(data, SILENT)  # type: ignore[arg-type]
    words = Wording(translator=Translator(Language.GERMAN))
    shown = Shown(
        theme=load_theme(ThemeChoice.LIGHT), words=words, seed=7, result=result, act=lambda _item: None
    )
    found = FairnessResult(shown)
    qtbot.addWidget(found)
    found.resize(1000, 900)
    found.show()
    QApplication.processEvents()
    return found


def titles(found: FairnessResult, name: str) -> list[str]:
    table = found.findChild(RecordView, name)
    assert isinstance(table, RecordView)
    return [column.title for column in table.table.columns]


def test_predicted_numbers_are_shown_as_means(qtbot: QtBot) -> None:
    found = view(qtbot, premiums(rows=200, more=300))
    assert "Mittlere Vorhersage" in titles(found, "groups")
    assert "Auswahlrate" not in titles(found, "groups")
    picker = found.findChild(QComboBox, "fairness_measure")
    assert picker is not None
    assert picker.currentData() == "mean_prediction"
    assert found.findChild(ChartView, "fairness_chart") is not None


def test_every_pair_shows_its_verdict(qtbot: QtBot) -> None:
    cells = {"a": (400, 10, 400, 90), "b": (200, 50, 200, 450)}
    found = view(qtbot, replace(cells_to_rows(cells), references={"group": "b"}))
    assert "Urteil" in titles(found, "comparisons")


@pytest.mark.parametrize("odd", ["nein", 0])
def test_a_label_that_cannot_be_judged_stays_in_view(qtbot: QtBot, odd: str | int) -> None:
    data = tags(rows=300)
    found = view(qtbot, replace(data, table=data.table.assign(p_selten=odd)))
    assert found.features == ["sex · Ablehnung", "sex · Rückfrage", "sex · selten"]
    found.choose("sex · selten")
    QApplication.processEvents()
    assert found.feature == "sex · selten"


def test_the_chosen_measure_and_its_reasons_stand_beside_the_groups(qtbot: QtBot) -> None:
    result = get("group_fairness").run(cells_to_rows({"a": (40, 10, 40, 10), "b": (20, 5, 20, 5)}), SILENT)
    shown = Shown(
        theme=load_theme(ThemeChoice.LIGHT),
        words=Wording(translator=Translator(Language.GERMAN)),
        seed=7,
        result=result,
        act=lambda _item: None,
    )
    options = CheckOptions(metric=choice_of({"aim": "shares", "shares": "ratio"}))
    plain = QLabel("view")
    qtbot.addWidget(plain)
    assert with_measure(shown, CheckOptions(), plain) is plain
    found = with_measure(shown, options, plain)
    qtbot.addWidget(found)
    said = " ".join(item.text() for item in found.findChildren(QLabel))
    assert "Vier-Fünftel" in said
    assert "Warum dieses Maß" in said


def test_each_group_stands_beside_the_reference_the_extremes_and_all(qtbot: QtBot) -> None:
    cells = {"a": (400, 10, 400, 90), "b": (200, 50, 200, 450), "c": (100, 40, 100, 100)}
    found = view(qtbot, replace(cells_to_rows(cells), references={"group": "b"}))
    card = found.findChild(QWidget, "fairness_spread")
    assert card is not None
    table = card.findChild(RecordView, "part_table")
    assert isinstance(table, RecordView)
    heads = [column.title for column in table.table.columns]
    assert heads[2:] == ["Bezugsgruppe", "Höchste Gruppe", "Niedrigste Gruppe", "Alle Menschen"]
    assert [line[0] for line in table.table.records] == ["a", "b", "c"]
    assert all("%-Pkt." in cell for line in table.table.records for cell in line[2:] if cell != "–")

    picker = found.findChild(QComboBox, "fairness_measure")
    assert picker is not None
    picker.setCurrentIndex(picker.findData("tpr"))
    picker.activated.emit(picker.currentIndex())
    QApplication.processEvents()
    cards = [item for item in found.findChildren(QWidget, "fairness_spread") if item.isVisible()]
    words = [item.text() for item in cards[0].findChildren(QLabel)]
    assert any("Richtig-positiv-Rate" in text for text in words)

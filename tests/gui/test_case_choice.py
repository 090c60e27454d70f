"""Can one row be chosen where a result tells of several, and is the rest left as it is?"""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.checks.registry import get
from core.language import Translator
from core.progress import SILENT
from core.results import CheckResult, DataColumn, DataTable
from core.texts import Language
from gui.theme import ThemeChoice, load_theme
from gui.widgets.case_choice import CaseCard, cases_of, only_case, with_case
from gui.widgets.result_cards import Shown
from gui.widgets.tables import RecordView
from reports.wording import Wording
from tests.core.checks.inputs import cells_to_rows


@pytest.fixture
def result() -> CheckResult:
    """Return reasons of three rows, as the check on reason codes stores them."""
    base = get("performance").run(cells_to_rows({"a": (40, 10, 40, 10)}), SILENT)
    columns: dict[str, tuple[float | str | None, ...]] = {
        "row": (17.0, 17.0, 4.0, 93.0),
        "place": (1, 2, 1, 1),
        "feature": ("income", "age", "income", "age"),
        "value": ("900", "19", "1000", "20"),
        "attribution": (-0.3, -0.1, -0.2, -0.1),
        "change": ("any", "fixed", "any", "fixed"),
    }
    table = DataTable(
        id="reason_cases",
        columns=tuple(DataColumn(name=name, values=values) for name, values in columns.items()),
    )
    return replace(base, check="reason_codes", tables=(table,), measurements=(), conclusions=())


def shown(result: CheckResult) -> Shown:
    words = Wording(translator=Translator(Language.GERMAN))
    return Shown(
        theme=load_theme(ThemeChoice.LIGHT), words=words, seed=7, result=result, act=lambda _item: None
    )


def lines(card: CaseCard) -> int:
    QApplication.processEvents()
    tables = [
        view for view in card.findChildren(RecordView) if not view.isHidden() and view.isVisibleTo(card)
    ]
    return sum(len(view.table.records) for view in tables)


def test_rows_are_listed_once_in_their_order(result: CheckResult) -> None:
    assert cases_of(result) == (17, 4, 93)
    assert only_case(result, 17).tables[0].column("feature") == ("income", "age")
    assert only_case(result, 5).tables[0].column("row") == ()


def test_a_row_is_chosen_or_typed(result: CheckResult, qtbot: QtBot) -> None:
    card = CaseCard(shown(result), cases_of(result))
    qtbot.addWidget(card)
    card.show()
    assert lines(card) == 2
    card.row.setEditText("93")
    card._typed()
    assert lines(card) == 1
    card.row.setEditText("5")
    card._typed()
    assert any("nichts berichtet" in item.text() for item in card.findChildren(QLabel))


def test_results_that_tell_of_one_row_have_nothing_to_choose(result: CheckResult, qtbot: QtBot) -> None:
    view = QWidget()
    qtbot.addWidget(view)
    assert with_case(shown(only_case(result, 4)), view) is view
    found = with_case(shown(result), view)
    qtbot.addWidget(found)
    assert found.findChild(CaseCard, "case_card") is not None

"""Does the first page say what must be done, lead there, and count what it shows?"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.audit import ObjectKind
from core.findings import Severity
from core.governance.due import DueKind
from core.governance.overview import Matter, TileKind
from core.governance.portfolio import Stage
from core.ids import ModelId, VersionId
from core.people import Role
from core.risk import Level
from core.texts import Language
from core.workspace import Changes
from gui.main_window import PAGES
from gui.pages.overview import OverviewPage
from gui.pages.risk import RiskPage
from gui.places import place_of
from gui.sections.base import sections_of
from gui.settings import Remembered, Settings
from gui.start import Face, Opened
from gui.theme import Theme
from gui.widgets.matter_list import EVERYBODY, MINE, SHOWN
from tests.core.casework import Firm, said
from tests.core.conftest import cheap_keys, firm, validated, validated_once
from tests.core.governance.test_finding_life import raised
from tests.gui.conftest import finish_jobs

__all__ = ["cheap_keys", "firm", "validated", "validated_once"]

READY = VersionId("MOD-0001@1")


@dataclass(frozen=True)
class Seen:
    """The dashboard of a firm whose developer has an overdue severe finding, seen by the model's owner."""

    firm: Firm
    opened: Opened
    qtbot: QtBot

    @property
    def page(self) -> OverviewPage:
        """Show the dashboard and wait until it is read."""
        self.opened.window.navigate("overview")
        finish_jobs(self.qtbot, self.opened)
        found = self.opened.window.page("overview")
        assert isinstance(found, OverviewPage)
        return found


@pytest.fixture
def seen(validated: Firm, settings: Settings, theme: Theme, qtbot: QtBot) -> Iterator[Seen]:
    """Open the window at 1280x800."""
    raised(validated, Severity.SEVERE, owner=Role.DEVELOPER)
    validated.later(days=60)
    face = Face(theme=theme, language=Language.ENGLISH)
    opened = Opened(validated.workspace, validated.as_(Role.OWNER), settings, face)
    opened.window.resize(1280, 800)
    opened.window.show()
    yield Seen(validated, opened, qtbot)
    opened.services.jobs.close()
    opened.instance.close()
    opened.window.discard()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_application_starts_with_what_is_due() -> None:
    assert Remembered().page == "overview"


def test_a_number_leads_to_its_rows_and_a_row_to_its_place(seen: Seen) -> None:
    page, window = seen.page, seen.opened.window
    assert page.found is not None
    (finding,) = page.found.tile(TileKind.BLOCKING).matters
    assert finding.overdue
    assert page.tiles[TileKind.BLOCKING].accessibleName() == "Blocking findings: 1, 1 of them overdue"
    assert page.tiles[TileKind.INCIDENTS].accessibleName() == "Open incidents: 0"
    assert page.matters.title.text() == "What is due"

    page.tiles[TileKind.BLOCKING].click()
    assert page.matters.title.text() == "Blocking findings"
    assert window.place() == ("overview", {"tile": "blocking"})
    view = page.matters.view
    assert [item.id for item in view.table.records] == [finding.id]
    place = view.visualRect(view.filter.index(0, 1)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.place() == ("findings", {"finding": finding.id})

    page.tiles[TileKind.BLOCKING].click()
    assert page.matters.title.text() == "What is due"


@pytest.mark.parametrize("kind", [*DueKind, ObjectKind.FINDING, ObjectKind.MONITOR, ObjectKind.INCIDENT])
def test_whatever_is_due_has_a_place_in_the_window(kind: DueKind | ObjectKind) -> None:
    matter = Matter(
        kind=kind, id="X-0001", part="2", what=said("Do it"), model=ModelId("MOD-0001"), version=READY
    )

    page, selection = place_of(matter)

    assert page in PAGES
    section = selection.get("section")
    if section is None:
        named = {("finding", "X-0001"), ("person", "X-0001"), ("version", READY), ("model", "MOD-0001")}
        assert selection.items() & named
    else:
        assert section in {item.ID for item in sections_of(page)}
        assert "X-0001" in "/".join(selection.values())


def test_mine_is_what_i_have_to_do_and_everybody_all_of_it_with_the_overdue_on_top(seen: Seen) -> None:
    page, me = seen.page, seen.firm.person(Role.OWNER).id
    assert page.found is not None
    everything = page.found.matters
    mine = [item for item in everything if item.who == me]
    assert 0 < len(mine) < len(everything)
    assert page.matters.shown == MINE
    assert list(page.matters.view.table.records) == mine

    everybody = page.findChild(QPushButton, f"chip_{EVERYBODY}")
    assert everybody is not None
    assert everybody.text() == f"Everybody · {len(everything)}"
    everybody.click()

    late = [item.overdue for item in page.matters.view.table.records]
    assert late == [True] + [False] * (len(everything) - 1)
    page.tiles[TileKind.BLOCKING].click()
    page.tiles[TileKind.INCIDENTS].click()
    assert page.matters.nothing.text() == "There is nothing here."


def test_a_long_list_shows_its_head_and_counts_all(seen: Seen) -> None:
    shown = seen.page.matters
    many = [
        Matter(kind=DueKind.FINDING, id=f"F-{number:04d}", what=said("Mend it"))
        for number in range(SHOWN + 200)
    ]

    shown.show_matters("What is due", many, {})

    assert len(shown.view.table.records) == SHOWN
    assert shown.nothing.text() == "The first 500 of 700; the exported due dates hold all."
    chips = shown.findChildren(QPushButton, f"chip_{EVERYBODY}")
    assert chips[-1].text() == "Everybody · 700"


def test_the_map_counts_models_by_stage_and_a_cell_shows_them_on_the_risk_page(seen: Seen) -> None:
    page, window = seen.page, seen.opened.window
    assessment = seen.firm.workspace.risk.latest(READY)
    assert assessment is not None
    before = max((item.inherent for item in assessment.ratings), key=lambda level: level.score)
    after = max((item.residual for item in assessment.ratings), key=lambda level: level.score)
    view = page.heat_map.matrix.view
    for stage, level in ((Stage.INHERENT, before), (Stage.RESIDUAL, after)):
        chip = page.findChild(QPushButton, f"chip_{stage}")
        assert chip is not None
        chip.click()
        assert view.table.shown.counts == {(level.likelihood, level.impact): 1}

    view.chosen.emit(Level(likelihood=5, impact=5))
    assert window.place()[0] == "overview"
    view.chosen.emit(after)
    finish_jobs(seen.qtbot, seen.opened)

    risk = window.page("risk")
    assert isinstance(risk, RiskPage)
    assert window.place()[0] == "risk"
    assert risk.tabs.shown == "portfolio"
    assert [item.version for item in risk.tabs.portfolio.list.table.records] == [READY]


def test_figures_say_of_how_many_they_are_and_a_dash_is_no_zero(seen: Seen) -> None:
    rows = {title.split(",")[0]: value for title, value in seen.page.figures.view.rows_shown()[1:]}
    assert rows["Models assessed"] == "100.0%, 1 of 1"
    assert rows["Standing findings overdue"] == "100.0%, 1 of 1"
    assert rows["Age of standing findings"] == "60 days, n = 1"
    assert rows["Time to release"] == "–, n = 0"
    assert rows["Periodic reviews overdue"] == "–, 0 of 0"
    assert seen.page.events.view.table.records[0].event == seen.firm.workspace.trail.events()[0][0]


def test_what_changes_while_the_page_reads_is_read_once_more(seen: Seen) -> None:
    page = seen.page
    for _ in range(3):
        raised(seen.firm, Severity.SEVERE)
        seen.opened.services.bus.publish(Changes.FINDINGS)
    finish_jobs(seen.qtbot, seen.opened)

    assert page.found is not None
    assert page.found.tile(TileKind.BLOCKING).count == 4
    assert page.tiles[TileKind.BLOCKING].accessibleName() == "Blocking findings: 4, 1 of them overdue"


def test_a_window_that_is_gone_takes_no_numbers(seen: Seen) -> None:
    page = seen.page
    page.refresh()
    seen.opened.window.navigate("models")
    face = Face(theme=seen.opened.window.context.theme, language=Language.GERMAN)
    rebuilt = seen.opened.rebuild(face)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    finish_jobs(seen.qtbot, seen.opened)

    assert seen.page is not page
    assert rebuilt.sidebar.buttons["overview"].text() == "Übersicht"


@pytest.mark.parametrize("role", [Role.OWNER, Role.AUDITOR])
def test_without_a_model_the_page_says_what_comes_first(
    role: Role, firm: Firm, settings: Settings, theme: Theme, qtbot: QtBot
) -> None:
    opened = Opened(firm.workspace, firm.as_(role), settings, Face(theme=theme, language=Language.ENGLISH))
    opened.window.show()
    page = Seen(firm, opened, qtbot).page
    asked: list[bool] = []
    action = opened.window.findChild(QAction, "action_register")
    assert action is not None
    action.triggered.disconnect()
    action.triggered.connect(lambda: asked.append(True))

    assert page.first.isVisible()
    page.first.click()

    assert asked == ([True] if role is Role.OWNER else [])
    assert bool(page.first.toolTip()) is (role is Role.AUDITOR)
    opened.services.jobs.close()
    opened.instance.close()
    opened.window.discard()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

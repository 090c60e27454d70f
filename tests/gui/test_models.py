"""Do the inventory, the audit trail and the settings show what is recorded?"""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from core.inventory import State
from core.people import Role
from core.workspace import Changes
from gui.dialogs.person import PersonDialog
from gui.pages.models import DUE_COLUMN, ModelsPage
from gui.pages.settings import SettingsPage
from gui.pages.trail import TrailPage, changed_fields
from gui.start import Opened
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.tables import RecordView, TableColumn
from tests.gui.conftest import PASSPHRASE, Desk, add_model, finish_jobs, signing_obstacle, text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def models(opened: Opened) -> ModelsPage:
    page = opened.window.page("models")
    assert isinstance(page, ModelsPage)
    return page


def names(page: ModelsPage) -> list[str]:
    return [row[0].partition(",")[0] for row in page.view.rows_shown()[1:]]


def test_the_filter_keeps_models_that_hold_every_word(opened: Opened) -> None:
    page = models(opened)

    page.filter.setText("jana fraud")

    assert names(page) == ["Fraud alarm"]


def test_a_chip_keeps_models_that_await_a_decision(opened: Opened, desk: Desk) -> None:
    page = models(opened)
    version = desk.workspace.inventory.versions(page.view.table.records[1].model.id)[0]
    _, changes = desk.workspace.inventory.set_state(
        desk.session, version.id, State.IN_VALIDATION, text("Development is done")
    )
    opened.services.bus.publish(changes)

    chip = page.findChild(QPushButton, "chip_pending")
    assert chip is not None
    assert chip.accessibleName() == "Approval pending · 1"
    chip.click()

    assert names(page) == ["Fraud alarm"]
    status = page.view.table.columns[3].cell(page.view.table.records[0])
    assert (status.text, status.tone) == ("Approval pending", Tone.WARN)


def test_a_pending_approval_names_what_is_open(opened: Opened, desk: Desk) -> None:
    version = desk.workspace.inventory.versions(models(opened).view.table.records[0].model.id)[0]
    _, changes = desk.workspace.inventory.set_state(
        desk.session, version.id, State.IN_VALIDATION, text("Development is done")
    )
    opened.services.bus.publish(changes)

    opened.window.navigate("models", version=version.id)

    box = models(opened).detail.findChild(QPushButton, "obstacle_findings")
    obstacles = desk.workspace.decisions.obstacles(version.id, desk.session.person)
    title = f"Approval not possible yet: {len(obstacles)} prerequisites open"
    labels = [item.text() for item in models(opened).detail.findChildren(QLabel)]
    assert box is not None
    assert title in labels


def test_only_touched_pages_read_again(opened: Opened, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page, calls = models(opened), list[int]()
    monkeypatch.setattr(page, "refresh", lambda: calls.append(1))

    opened.services.bus.publish(Changes.NONE)
    assert not calls
    opened.services.bus.publish(Changes.RISK)
    assert calls == [1]


def test_a_narrow_window_gives_the_detail_its_own_page(opened: Opened, qtbot: QtBot) -> None:
    opened.window.resize(1280, 800)
    page = models(opened)
    assert page.view.isVisible()
    assert not page.detail.isVisible()

    page.view.choose_first()
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert page.detail.isVisible()
    assert not page.view.isVisible()

    back = page.findChild(QPushButton, "back")
    assert back is not None
    back.click()
    assert page.view.isVisible()


@pytest.mark.parametrize("name", ["Short", "A name so long that nothing has room beside it " * 3])
def test_reassessment_is_shown_where_whole_names_leave_room(opened: Opened, desk: Desk, name: str) -> None:
    view = models(opened).view
    add_model(desk, name)
    opened.services.bus.publish(Changes.INVENTORY)
    opened.window.resize(1280, 900)
    QGuiApplication.processEvents()

    assert view.isColumnHidden(DUE_COLUMN) is (name != "Short")
    assert all(view.columnWidth(number) >= view.sizeHintForColumn(number) for number in (1, 2, 3))


def test_the_shown_table_is_copied_and_exported(opened: Opened, tmp_path: Path) -> None:
    view = models(opened).view

    view.copy()
    view.export(tmp_path / "models.csv")

    assert "Credit scoring" in QGuiApplication.clipboard().text()
    assert (tmp_path / "models.csv").read_text(encoding="utf-8-sig").startswith("Model;Residual risk")


def test_missing_values_sort_last(opened: Opened) -> None:
    columns: tuple[TableColumn[int | None], ...] = (
        TableColumn(title="n", cell=lambda n: Cell(text=str(n)), key=lambda n: n),
    )
    view: RecordView[int | None] = RecordView(opened.window.context.theme, columns, name="n", title="n")
    view.fill((None, 10, 9))

    view.sortByColumn(0, Qt.SortOrder.AscendingOrder)

    assert [row[0] for row in view.rows_shown()[1:]] == ["9", "10", "None"]
    view.deleteLater()


def test_the_trail_shows_who_did_what_and_why(opened: Opened, desk: Desk) -> None:
    version = desk.workspace.inventory.versions(models(opened).view.table.records[0].model.id)[0]
    desk.workspace.inventory.set_state(
        desk.session, version.id, State.IN_VALIDATION, text("Development is done")
    )

    opened.window.navigate("trail", object=version.id)

    page = opened.window.page("trail")
    assert isinstance(page, TrailPage)
    newest = page.view.table.records[0]
    assert (newest.who, newest.reason) == ("Jana Brandt", "Development is done")
    assert ("state", "draft", "in_validation") in changed_fields(newest.event.before, newest.event.after)


def test_verifying_lists_what_does_not_agree(opened: Opened, desk: Desk, qtbot: QtBot) -> None:
    import sqlite3

    opened.window.navigate("trail", action="verify")
    finish_jobs(qtbot, opened)
    assert signing_obstacle(opened) is None

    with sqlite3.connect(desk.workspace.folder / "workspace.db") as database:
        database.execute("DROP TRIGGER IF EXISTS no_update_of_events")
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        triggers = [
            name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
        ]
        for trigger in triggers:
            database.execute(f"DROP TRIGGER {trigger}")
        table = next(name for name in tables if name == "model")
        database.execute(f"DELETE FROM {table}")
    opened.window.page("trail").arrive({"action": "verify"})
    finish_jobs(qtbot, opened)

    assert signing_obstacle(opened) is not None
    assert "NOT intact" in opened.window.status.trail_text.text()
    shown = [item.text() for item in opened.window.page("trail").findChildren(QLabel)]
    assert any("Nothing can be signed" in words for words in shown)


def test_an_administrator_adds_a_person(opened: Opened, qtbot: QtBot) -> None:
    opened.window.navigate("settings")
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    assert page.add_person.isEnabled()
    dialog = PersonDialog(opened.window.context)
    qtbot.addWidget(dialog)
    dialog.form.name.setText("Selin Aydın")
    dialog.form.roles[Role.AUDITOR].setChecked(True)
    dialog.form.first.setText(PASSPHRASE)
    dialog.form.second.setText(PASSPHRASE)

    dialog.go.click()
    finish_jobs(qtbot, opened)

    assert [row[0] for row in page.people.rows_shown()[1:]] == ["Jana Brandt", "Selin Aydın"]


def test_the_policy_is_shown_with_the_source_of_each_threshold(opened: Opened) -> None:
    opened.window.navigate("settings")
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)

    shown = page.limits.rows_shown()[1:]

    assert len(shown) == len(opened.workspace.policy.thresholds)
    assert all(row[3] for row in shown)


def test_a_model_added_elsewhere_appears_after_its_change_is_published(opened: Opened, desk: Desk) -> None:
    add_model(desk, "New model")
    opened.services.bus.publish(Changes.INVENTORY)

    assert "New model" in names(models(opened))

"""Does the page of the trail verify it beside the window, and say what is known so far?"""

import sqlite3
from contextlib import closing

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.audit import Depth
from core.texts import Language
from gui.pages.trail import TrailPage
from tests.gui.pages.conftest import Staging, press


def words(page: TrailPage) -> str:
    """Return what stands under the heading."""
    items = (page._outcome.itemAt(number) for number in range(page._outcome.count()))
    widgets = [item.widget() for item in items if item is not None]
    labels = [found for widget in widgets if widget for found in (widget, *widget.findChildren(QLabel))]
    return " ".join(found.text() for found in labels if isinstance(found, QLabel))


def test_the_chain_is_told_before_its_contents_and_both_in_the_end(staging: Staging, qtbot: QtBot) -> None:
    stage = staging("Miriam")
    page = stage.page("trail")
    assert isinstance(page, TrailPage)
    watch, shown = stage.opened.services.watch, list[str]()
    watch.changed.connect(lambda: shown.append(words(page)))
    while_running = list[bool]()
    watch.changed.connect(lambda: while_running.append(watch.obstacle is not None))

    press(page, "verify_now")
    assert not page.verify.isEnabled()
    stage.wait(qtbot)

    events = stage.workspace.trail.count()
    assert any(f"{events} events linked without a break" in text for text in shown)
    assert f"Intact: {events} events and {events} signatures checked" in words(page)
    assert watch.state is not None
    assert watch.state.depth is Depth.SIGNATURES
    assert while_running[0]
    assert not while_running[-1]
    assert watch.obstacle is None
    assert page.verify.isEnabled()


def test_a_broken_chain_is_named_and_stops_signing(staging: Staging, qtbot: QtBot) -> None:
    stage = staging("Miriam", language=Language.GERMAN)
    with closing(sqlite3.connect(stage.workspace.folder / "workspace.db")) as connection, connection:
        connection.execute("DROP TRIGGER event_no_update")
        connection.execute("UPDATE event SET hash = zeroblob(32) WHERE seq = 3")
    page = stage.page("trail")
    assert isinstance(page, TrailPage)
    bar = list[str]()
    stage.opened.services.watch.changed.connect(
        lambda: bar.append(stage.opened.window.status.trail_text.text())
    )

    stage.context.navigate("trail", action="verify")
    stage.wait(qtbot)

    assert any("Der Rest wird geprüft" in text for text in bar)
    assert "Ereignis 3" in words(page)
    assert stage.opened.services.watch.obstacle is not None

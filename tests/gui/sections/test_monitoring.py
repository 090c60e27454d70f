"""Does the section show what is watched, and say why something cannot be done?"""

import os
import shutil
from dataclasses import replace
from pathlib import Path
from time import time

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from core.ids import MonitorId
from core.inventory import DatasetKind
from core.texts import Language
from core.workspace.governance.monitoring_guards import NewMonitor
from gui.dialogs.monitor import MonitorDialog
from gui.pages.operation import OperationPage
from gui.sections.operation.monitoring import MonitoringSection
from gui.start import Face, Opened
from gui.theme import ThemeChoice, load_theme
from tests.core.casework import predictions
from tests.gui.conftest import finish_jobs, settle, text
from tests.gui.pages.conftest import in_dialog


@pytest.fixture
def section(opened: Opened, tmp_path: Path) -> MonitoringSection:
    """The section with one monitoring of the first version, signed in as its owner and developer."""
    workspace, session = opened.workspace, opened.window.context.session.current
    rows = [f"{int(i % 4 != 0)},{int(i % 4 != 0)},{0.3 + i % 5 / 10:.1f},{20 + i % 40}" for i in range(80)]
    path = tmp_path / "reference.csv"
    path.write_text("\n".join(["good,said,score,age", *rows]) + "\n", encoding="utf-8")
    known = workspace.inventory.register_dataset(session, predictions(path, DatasetKind.TEST))[0]
    version = next(item.version for item in workspace.inventory.summaries() if item.version is not None)
    new = NewMonitor(
        version=version.id, name=text("Monthly"), reference=known.id, owner=session.person.id, every_days=7
    )
    workspace.monitoring.set_up(session, new)
    opened.window.navigate("operation", section="monitoring", monitor="MON-0001")
    settle(opened)
    page = opened.window.current
    assert isinstance(page, OperationPage)
    found = page.section("monitoring")
    assert isinstance(found, MonitoringSection)
    return found


def heard(section: MonitoringSection) -> list[str]:
    """Collect what is said in passing."""
    said: list[str] = []

    def hear(text: str) -> None:
        said.append(text)

    section.context = replace(section.context, notice=hear)
    return said


def test_the_list_names_the_version_and_when_it_is_due(section: MonitoringSection) -> None:
    (shown,) = section.records

    assert section.selection() == {"monitor": "MON-0001"}
    assert section.columns()[0].cell(shown).said.endswith("Monthly")
    assert section.trend_card.isHidden()


def test_a_button_that_cannot_be_pressed_says_why(section: MonitoringSection) -> None:
    button = section._buttons["look"]

    assert not button.isEnabled()
    assert button.toolTip() == "It watches no folder."
    assert section._buttons["stop"].isEnabled()


def test_the_dialog_asks_for_row_ids_before_it_promises_labels(opened: Opened, qtbot: QtBot) -> None:
    dialog = MonitorDialog(opened.window.context, None)
    qtbot.addWidget(dialog)
    dialog.finish("Set up", name="go")
    dialog.name.write("Monthly")
    dialog.lag.setValue(30)
    dialog.row_id.write("")

    assert not dialog.go.isEnabled()
    assert "row ids" in dialog.go.toolTip()

    dialog.row_id.write("loan")

    assert "row ids" not in dialog.go.toolTip()


def test_a_folder_is_watched_from_the_window_and_what_is_dropped_there_is_observed(
    opened: Opened, section: MonitoringSection, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, said, refused = tmp_path / "incoming", heard(section), list[str]()
    folder.mkdir()
    monkeypatch.setattr(
        "gui.sections.operation.monitoring.show_error",
        lambda _parent, words, error: refused.append(words.say(error.message)),
    )

    def fill(form: QDialog) -> None:
        assert isinstance(form, MonitorDialog)
        form.name.write("Weekly")
        form.reference.setCurrentIndex(0)
        form.folder.write(str(tmp_path / "gone"))
        said.append(form.go.toolTip())
        form.folder.write(str(folder))
        form.go.click()

    in_dialog(fill)
    section._buttons["set_up"].click()
    finish_jobs(qtbot, opened)
    settle(opened)
    assert "no such folder" in said.pop()
    assert section.selection() == {"monitor": "MON-0002"}

    shutil.copy(tmp_path / "reference.csv", folder / "week.csv")
    (folder / "broken.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    for age in (0, 60):
        for path in folder.iterdir():
            os.utime(path, (time() - age, time() - age))
        section._buttons["look"].click()
        finish_jobs(qtbot, opened)
        settle(opened)
    assert "week.csv" in said[0]
    assert said[1:] == ["Tables observed: 1."]
    assert "“broken.csv” lacks" in refused[0]
    (seen,) = opened.workspace.monitoring.get(MonitorId("MON-0002")).observations
    assert (seen.rows, len(refused)) == (80, 1)


def test_the_section_speaks_german(opened: Opened, section: MonitoringSection) -> None:
    window = opened.rebuild(Face(theme=load_theme(ThemeChoice.DARK), language=Language.GERMAN))
    window.navigate("operation", section="monitoring")

    assert window.current.crumb() == "Überwachung"

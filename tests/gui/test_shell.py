"""Does the window start light, navigate, change its language, and stay accessible?"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QPushButton,
    QScrollBar,
    QTabBar,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.messages import message
from core.texts import Language
from gui.deeds import Deeds
from gui.dialogs.create import CreateDialog
from gui.dialogs.help import HelpDialog, guide_text
from gui.dialogs.person import PersonDialog
from gui.dialogs.register import Intake, RegisterDialog
from gui.dialogs.start import StartDialog
from gui.dialogs.unlock import SignInDialog
from gui.jobs import Job, JobRunner
from gui.main_window import PAGES, MainWindow
from gui.pages.models import ModelsPage
from gui.settings import Settings
from gui.start import Face, Opened
from gui.theme import ThemeChoice, load_theme
from gui.widgets.command_palette import CommandPalette, rank
from tests.gui.conftest import Desk, finish_jobs, signing_obstacle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
"""What only the screenless platform says when a dialog is raised."""
ROOT = Path(__file__).parent.parent.parent


def test_calls_that_return_none_do_not_wear_none_out(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)

    for number in range(20_000):
        assert widget.setMinimumSize(QSize(number % 3, 1)) is None

    assert sys.getrefcount(None) > before - 2_000


def test_the_main_window_loads_no_heavy_library() -> None:
    heavy = (
        "shap sklearn fairlearn lightgbm numba matplotlib onnxruntime skops pandas pyarrow scipy reportlab"
    )
    code = (
        "import gui.app, gui.main_window as m\n"
        "for page in m.PAGES: m.page_class(page)\n"
        f"import sys; print(*(n for n in '{heavy}'.split() if n in sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert shown.stdout.split() == []


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_reached_by_its_action(opened: Opened, page: str) -> None:
    opened.window.actions_[f"page_{page}"].trigger()

    assert opened.window.place()[0] == page
    assert opened.window.sidebar.buttons[page].isChecked()


def test_the_sidebar_counts_the_models(opened: Opened) -> None:
    assert opened.window.sidebar.buttons["models"].accessibleName() == "Models, 2"


def test_another_language_keeps_page_and_selection(opened: Opened) -> None:
    opened.window.navigate("models", model="MOD-0002", tab="3")

    window = opened.rebuild(Face(theme=load_theme(ThemeChoice.DARK), language=Language.GERMAN))

    page, selection = window.place()
    assert (page, selection["model"], selection["tab"]) == ("models", "MOD-0002", "3")
    assert window.sidebar.buttons["models"].text() == "Modelle"


def test_letters_in_order_find_a_command() -> None:
    assert rank("crp", "Create report …") is not None
    assert rank("xyz", "Create report …") is None
    scattered, together = rank("rep", "Remove a sheep"), rank("rep", "Create report …")
    assert scattered is not None
    assert together is not None
    assert together < scattered


def test_the_palette_offers_actions_and_models(opened: Opened, qtbot: QtBot) -> None:
    opened.window.deeds.palette()
    palette = opened.window.findChild(CommandPalette)
    assert palette is not None

    palette.field.setText("fraud")
    palette.field.returnPressed.emit()

    assert opened.window.place()[1]["model"] == "MOD-0002"


def test_nobody_signs_before_the_trail_is_verified(opened: Opened, qtbot: QtBot) -> None:
    assert signing_obstacle(opened) is not None
    assert "being checked" in opened.window.status.trail_text.text()

    opened.start_verification()
    finish_jobs(qtbot, opened)

    assert signing_obstacle(opened) is None
    assert "intact" in opened.window.status.trail_text.text()


def test_a_job_shows_percent_and_can_be_stopped(opened: Opened, qtbot: QtBot) -> None:
    from time import sleep

    def work(job: Job) -> None:
        for _ in range(1000):
            job(0.25, message("counting"))
            sleep(0.01)

    opened.services.jobs.start("Scoring", work, lambda _result: pytest.fail("it was stopped"))
    qtbot.waitUntil(lambda: "25%" in opened.window.status.job_text.text())
    opened.window.status.cancel.click()
    finish_jobs(qtbot, opened)

    assert not opened.window.status.job_text.isVisible()


def test_an_error_of_a_job_reaches_its_receiver(qtbot: QtBot) -> None:
    from core.errors import PruefsteinError, UserError

    runner, seen = JobRunner(), list[PruefsteinError]()

    def work(_job: Job) -> None:
        raise UserError(message("no"))

    runner.start("", work, lambda _result: None, seen.append)
    qtbot.waitUntil(lambda: bool(seen))

    assert str(seen[0]) == "no"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("page", [*PAGES, "register", "start"])
def test_every_page_has_a_guide(page: str, language: Language) -> None:
    assert len((ROOT / "resources" / "guide" / language / f"{page}.md").read_text(encoding="utf-8")) > 300
    assert guide_text(page, language).startswith("#")


def test_help_lists_every_shortcut_once(opened: Opened, qtbot: QtBot) -> None:
    shortcuts = opened.window.actions_.shortcuts()
    dialog = HelpDialog(opened.window.context.translator, "models", shortcuts, None)
    qtbot.addWidget(dialog)

    keys = [key for _, key in shortcuts]
    assert len(keys) == len(set(keys)) > 20


def test_remembered_choices_survive_a_restart(tmp_path: Path) -> None:
    first = Settings(tmp_path / "s.json")
    first.remember(theme=ThemeChoice.DARK, language=Language.GERMAN, selection={"model": "MOD-0001"})
    first.opened(tmp_path)

    second = Settings(tmp_path / "s.json")

    assert second.values == first.values
    assert second.values.recent == (str(tmp_path),)


def test_a_damaged_settings_file_means_defaults(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text("{")

    assert Settings(tmp_path / "s.json").values.theme is ThemeChoice.SYSTEM


def visible(window: QWidget, kind: type[QWidget]) -> list[QWidget]:
    return [widget for widget in window.findChildren(kind) if widget.isVisible()]


def clipped(widget: QWidget) -> bool:
    """Tell whether a text needs more room than its widget has."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) > widget.height() + 1
    if isinstance(widget, QLabel):
        if not widget.text() or not widget.pixmap().isNull():
            return False
        return QFontMetrics(widget.font()).horizontalAdvance(widget.text()) > widget.width() + 1
    return widget.sizeHint().width() > widget.width() + 1


@pytest.mark.parametrize("page", PAGES)
def test_no_label_is_clipped_in_german_at_1280x800(opened: Opened, qapp: QApplication, page: str) -> None:
    window = opened.rebuild(Face(theme=load_theme(ThemeChoice.LIGHT), language=Language.GERMAN))
    window.resize(1280, 800)
    window.navigate(page)
    for _ in range(3):
        qapp.processEvents()

    bad = [
        widget
        for kind in (QLabel, QPushButton, QCheckBox)
        for widget in visible(window, kind)
        if clipped(widget)
    ]

    assert [(type(item).__name__, getattr(item, "text", str)()) for item in bad] == []


@pytest.mark.parametrize("name", ["model", "version", "dataset", "create", "start", "sign_in", "person"])
def test_no_label_of_a_dialog_is_clipped_in_german(
    opened: Opened, qapp: QApplication, qtbot: QtBot, name: str
) -> None:
    window = opened.rebuild(Face(theme=load_theme(ThemeChoice.LIGHT), language=Language.GERMAN))
    context = window.context
    opened.services.settings.opened(opened.workspace.folder)
    dialogs: dict[str, Callable[[], QDialog]] = {
        "create": lambda: CreateDialog(context.theme, context.translator),
        "start": lambda: StartDialog(context.theme, context.translator, context.settings),
        "sign_in": lambda: SignInDialog(context.theme, context.translator, context.workspace),
        "person": lambda: PersonDialog(context),
    }
    dialog = dialogs.get(name, lambda: RegisterDialog(context, Intake(name)))()
    qtbot.addWidget(dialog)
    dialog.show()
    for _ in range(3):
        qapp.processEvents()

    bad = [
        widget
        for kind in (QLabel, QPushButton, QCheckBox)
        for widget in visible(dialog, kind)
        if clipped(widget)
    ]

    assert [(type(item).__name__, getattr(item, "text", str)()) for item in bad] == []


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1440, 900)])
def test_nine_tabs_fit_in_german(opened: Opened, qapp: QApplication, width: int, height: int) -> None:
    window = opened.rebuild(Face(theme=load_theme(ThemeChoice.LIGHT), language=Language.GERMAN))
    window.resize(width, height)
    window.navigate("models", model="MOD-0001", opened="yes")
    qapp.processEvents()
    tabs = window.findChild(QTabWidget, "model_tabs")
    assert tabs is not None

    bar = tabs.tabBar()

    assert bar.count() == 9
    assert bar.tabRect(8).right() <= bar.width()
    assert window.findChild(ModelsPage) is not None


@pytest.mark.parametrize("page", PAGES)
def test_every_focusable_control_has_a_name(opened: Opened, page: str) -> None:
    window: MainWindow = opened.window
    window.navigate(page)
    silent = [
        widget
        for widget in visible(window, QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(widget, QScrollBar | QTabBar)
        and not (widget.accessibleName() or getattr(widget, "text", str)())
        and not (isinstance(widget.parent(), QComboBox | QAbstractScrollArea))
    ]

    assert [(type(item).__name__, item.objectName()) for item in silent] == []


def test_every_menu_action_does_something(opened: Opened, desk: Desk) -> None:
    handlers = Deeds(opened.window).handlers(PAGES)

    assert all(callable(handler) for handler in handlers.values())
    assert desk.workspace.trail.count() > 0

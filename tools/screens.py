"""What does every page look like, light and dark, German and English?

Usage:
    tools/screens.py WORKSPACE [--size 1440x900] [--out docs/screens] [--page PAGE ...]

PAGE is a page of the window (its sections go to `sections`), "start" for the page before any workspace,
"audit" for the steps of the one-shot audit, or "results" for the result of every check of the largest run.

Draws without a screen; a copy of the workspace is used, so nothing in it changes.
"""

import argparse
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from core.texts import Language
from core.workspace import Workspace
from gui.dialogs.start import StartDialog
from gui.examples import example_passphrase
from gui.main_window import PAGES
from gui.pages.sectioned import SectionedPage
from gui.settings import Settings
from gui.start import Face, Opened
from gui.theme import ThemeChoice, apply_theme, load_theme
from tools.audit_screens import draw_audit

EVERYTHING = (*PAGES, "start", "audit", "results")
DARK = ("group_fairness", "explanation", "drift", "grade_calibration", "weak_spots")
"""Results that are drawn dark as well."""


def keep(widget: QWidget, path: Path) -> None:
    """Save a picture with a palette of 256 colors, a third of the size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    widget.grab().save(str(path))
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def settle(app: QApplication, opened: Opened, seconds: float = 60) -> None:
    """Let jobs finish and events be handled."""
    deadline = QDeadlineTimer(int(seconds * 1000))
    while opened.services.jobs.running and not deadline.hasExpired():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    for _ in range(5):
        app.processEvents()


def open_workspace(folder: Path, settings: Settings, face: Face) -> Opened:
    """Open a workspace as its risk manager, or whoever has a published passphrase."""
    workspace = Workspace.open(folder)
    people = [who for who in workspace.people.all() if example_passphrase(who)]
    chosen = next((who for who in people if "risk_manager" in who.roles), people[0])
    session = workspace.people.sign_in(chosen.id, example_passphrase(chosen) or "")
    return Opened(workspace, session, settings, face)


def draw(app: QApplication, opened: Opened, given: argparse.Namespace, suffix: str) -> None:
    """Save one picture of every page."""
    width, height = (int(part) for part in given.size.split("x"))
    window = opened.window
    window.resize(width, height)
    window.show()
    version = next((row.version.id for row in opened.workspace.inventory.summaries() if row.version), None)
    for page in [item for item in given.page or EVERYTHING if item in PAGES]:
        selection = {"version": version} if version and page != "trail" else {}
        window.navigate(page, **selection)
        settle(app, opened)
        shown = window.current
        if not isinstance(shown, SectionedPage):
            keep(window, given.out / f"{page}_{suffix}.png")
            continue
        for section in shown.kinds:
            window.navigate(page, section=section, **selection)
            settle(app, opened)
            keep(window, given.out / "sections" / f"{page}_{section}_{suffix}.png")


def draw_beside(app: QApplication, opened: Opened, given: argparse.Namespace, suffix: str) -> None:
    """Save pictures of what is no page: the start page and the one-shot audit."""

    def save(name: str, widget: QWidget) -> None:
        app.processEvents()
        keep(widget, given.out / f"{name}_{suffix}.png")

    wanted = given.page or EVERYTHING
    if "start" in wanted:
        context = opened.window.context
        start = StartDialog(context.theme, context.translator, context.settings)
        start.show()
        save("start", start)
        start.done(0)
    if "audit" in wanted:
        with tempfile.TemporaryDirectory() as folder:
            draw_audit(app, opened, save, folder=Path(folder))


def draw_results(app: QApplication, opened: Opened, given: argparse.Namespace, suffix: str) -> None:
    """Save a picture of each result of the run with the most checks."""
    runs = sorted(opened.workspace.checking.all(), key=lambda run: len(run.results))
    if not runs or "results" not in (given.page or EVERYTHING):
        return
    folder = given.out / "results"
    folder.mkdir(exist_ok=True)
    for result in runs[-1].results:
        if suffix.startswith("dark") and result.check not in DARK:
            continue
        opened.window.navigate("checks", run=runs[-1].id, check=result.check)
        settle(app, opened)
        keep(opened.window, folder / f"{result.check}_{suffix}.png")


def main() -> int:
    """Draw all pages in both themes and languages."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--out", type=Path, default=Path("docs/screens"))
    parser.add_argument("--page", action="append", choices=EVERYTHING)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "example"
        shutil.copytree(given.workspace, copy, ignore=shutil.ignore_patterns("workspace.lock"))
        settings = Settings(Path(folder) / "settings.json")
        for choice in (ThemeChoice.LIGHT, ThemeChoice.DARK):
            for language in Language:
                settings.remember(theme=choice, language=language)
                face = Face(theme=load_theme(choice), language=language)
                apply_theme(app, face.theme)
                opened = open_workspace(copy, settings, face)
                opened.start_verification()
                draw(app, opened, given, f"{choice}_{language}")
                settle(app, opened)
                draw_results(app, opened, given, f"{choice}_{language}")
                draw_beside(app, opened, given, f"{choice}_{language}")
                opened.close()
                app.processEvents()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""How does the application start? The only place where everything is put together."""

import argparse
import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from core.errors import PruefsteinError
from core.language import Translator
from core.texts import Language
from core.workspace import Session, Workspace
from gui import crash
from gui.dialogs.start import StartDialog
from gui.instance import raise_other
from gui.settings import Settings
from gui.start import Face, Opened, sign_in
from gui.theme import ThemeChoice, apply_theme, load_theme
from gui.widgets.basic import show_error


class Application(QObject):
    """Goes from the start page to a workspace, and from one workspace to another."""

    def __init__(self, app: QApplication, settings: Settings) -> None:
        """Take language and theme from the settings or the system."""
        super().__init__()
        self._app, self._settings = app, settings
        self._opened: Opened | None = None
        self._qt_words = QTranslator(self)
        self.face = self._face()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_theme_changed)

    def _face(self) -> Face:
        """Load theme and language as they are chosen now, and give them to Qt."""
        values = self._settings.values
        face = Face(theme=load_theme(values.theme), language=values.language or system_language())
        apply_theme(self._app, face.theme)
        self._app.removeTranslator(self._qt_words)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if face.language is Language.GERMAN and self._qt_words.load("qtbase_de", folder):
            self._app.installTranslator(self._qt_words)
        crash.install(Translator(face.language))
        return face

    def begin(self, folder: Path | None, who: str | None = None) -> bool:
        """Open a folder as somebody, or ask; tell whether there is a window now."""
        if folder is None:
            return self._ask()
        if raise_other(folder):
            return False
        return self._open(folder, who) or self._ask()

    def _ask(self) -> bool:
        """Show the start page until a workspace is open or the person gives up."""
        while self._opened is None:
            dialog = StartDialog(self.face.theme, Translator(self.face.language), self._settings)
            chosen = dialog.exec()
            if dialog.language is not self.face.language:
                self._settings.remember(language=dialog.language)
                self.face = self._face()
            if dialog.created is not None:
                self._show(*dialog.created)
            elif chosen and dialog.folder is not None:
                if raise_other(dialog.folder):
                    return False
                self._open(dialog.folder)
            elif not dialog.language_changed:
                return False
        return True

    def _open(self, folder: Path, who: str | None = None) -> bool:
        try:
            workspace = Workspace.open(folder)
        except PruefsteinError as error:
            show_error(None, Translator(self.face.language), error)
            return False
        session = self._sign_in(workspace, who)
        if session is None:
            workspace.close()
            return False
        self._show(workspace, session)
        return True

    def _sign_in(self, workspace: Workspace, who: str | None) -> Session | None:
        try:
            return sign_in(workspace, self.face, who)
        except PruefsteinError as error:
            show_error(None, Translator(self.face.language), error)
            return None

    def _show(self, workspace: Workspace, session: Session) -> None:
        self._settings.opened(workspace.folder)
        self._opened = Opened(workspace, session, self._settings, self.face)
        self._opened.window.restore_place()
        self._listen()
        self._opened.window.show()
        self._opened.start_verification()

    def _listen(self) -> None:
        if self._opened is None:
            return
        window = self._opened.window
        window.rebuild.connect(self._rebuild)
        window.leave.connect(self.leave)
        window.other_workspace.connect(self._other)

    def _rebuild(self) -> None:
        self.face = self._face()
        if self._opened is not None:
            self._opened.rebuild(self.face)
            self._listen()

    def _system_theme_changed(self) -> None:
        if self._settings.values.theme is ThemeChoice.SYSTEM:
            QTimer.singleShot(0, self, self._rebuild)

    def _other(self, folder: str) -> None:
        self._close()
        if not self.begin(Path(folder) if folder else None):
            self._app.quit()

    def leave(self) -> None:
        """Close the window and end."""
        if self._opened is not None:
            self._opened.window.keep_place()
        self._app.quit()

    def _close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def end(self) -> None:
        """Give everything back."""
        self._close()


def system_language() -> Language:
    """Return German on a German system, else English."""
    german = QLocale.system().language() is QLocale.Language.German
    return Language.GERMAN if german else Language.ENGLISH


def run(
    folder: Path | None,
    language: str | None = None,
    theme: str | None = None,
    *,
    who: str | None = None,
) -> int:
    """Show the window until it is closed; None: the last workspace. Returns the exit code."""
    os.environ.setdefault("QT_ENABLE_HIGHDPI_SCALING", "1")
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("Prüfstein")
    app.setDesktopFileName("pruefstein")
    app.setQuitOnLastWindowClosed(True)
    settings = Settings()
    if language is not None:
        settings.remember(language=Language(language))
    if theme is not None:
        settings.remember(theme=ThemeChoice(theme))
    application = Application(app, settings)
    try:
        return app.exec() if application.begin(folder or _last(settings), who) else 0
    finally:
        application.end()


def _last(settings: Settings) -> Path | None:
    """Return the workspace of the last time, if it is still there."""
    folders = (Path(name) for name in settings.values.recent)
    return next((folder for folder in folders if (folder / "workspace.db").exists()), None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the arguments of the desktop command."""
    multiprocessing.freeze_support()
    parser = argparse.ArgumentParser(prog="pruefstein-desktop")
    parser.add_argument("workspace", nargs="?", type=Path, help="workspace folder; default: the last one")
    parser.add_argument("--language", choices=[item.value for item in Language])
    parser.add_argument("--theme", choices=[item.value for item in ThemeChoice])
    parser.add_argument("--as", dest="who", help="name or id of the person who signs in")
    given = parser.parse_args(arguments)
    return run(given.workspace, given.language, given.theme, who=given.who)


if __name__ == "__main__":
    raise SystemExit(main())

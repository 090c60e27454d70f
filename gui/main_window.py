"""What is around the pages: navigation, menus, search, status, and who is signed in?"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.errors import PruefsteinError
from core.language import Translator
from core.people import Permission
from core.texts import Language
from core.workspace import Workspace
from gui.actions import Actions
from gui.changes import ChangeBus
from gui.context import GuiContext
from gui.deeds import Deeds
from gui.exchange_deeds import GUARDED
from gui.idle import IdleWatch
from gui.jobs import JobRunner
from gui.pages.base import Page
from gui.session import SessionHolder
from gui.settings import Settings
from gui.theme import Theme, ThemeChoice
from gui.watch import TrailWatch
from gui.widgets.basic import show_error
from gui.widgets.sidebar import Entry, Sidebar
from gui.widgets.status_bar import StatusBar
from gui.widgets.topbar import TopBar

PAGES = (
    "overview",
    "models",
    "record",
    "risk",
    "checks",
    "findings",
    "approvals",
    "reviews",
    "operation",
    "estate",
    "norms",
    "reports",
    "trail",
    "settings",
)
"""Ids in the order of the navigation; each is a module of gui.pages with a class <Id>Page."""
SMALLEST = (1100, 700)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What outlives a window that is rebuilt in another language."""

    workspace: Workspace
    jobs: JobRunner
    session: SessionHolder
    bus: ChangeBus
    watch: TrailWatch
    settings: Settings


def page_class(page: str) -> type[Page]:
    """Return the class of a page."""
    module = importlib.import_module(f"gui.pages.{page}")
    found: type[Page] = getattr(module, f"{page.capitalize()}Page")
    return found


class MainWindow(QMainWindow):
    """The window of one workspace in one language and theme."""

    rebuild = Signal()
    """Language or theme was changed in the settings: make the window anew."""
    leave = Signal()
    """Close the application."""
    other_workspace = Signal(str)
    """Folder to open instead; empty: ask with the start page."""

    def __init__(self, services: Services, theme: Theme, language: Language) -> None:
        """Build the window; pages are made when they are first shown."""
        super().__init__()
        self._services = services
        self._translator = Translator(language)
        self.context = self._make_context(theme)
        self.setWindowTitle(f"Prüfstein – {services.workspace.folder.name}")
        self.setWindowIcon(theme.icon("shield-check", "accent"))
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self._pages: dict[str, Page] = {}
        self._page = ""
        self.deeds = Deeds(self)
        self.actions_ = Actions(self, theme, self._translator, self.deeds.handlers(PAGES))
        self._build(theme)
        self._connect()
        self._show_person()
        self._count()
        self._show_trail()

    def _make_context(self, theme: Theme) -> GuiContext:
        services = self._services
        return GuiContext(
            workspace=services.workspace,
            jobs=services.jobs,
            translator=self._translator,
            theme=theme,
            session=services.session,
            bus=services.bus,
            watch=services.watch,
            settings=services.settings,
            navigate=self.navigate,
            notice=self.notice,
            choose_language=self.choose_language,
            choose_theme=self.choose_theme,
        )

    def _build(self, theme: Theme) -> None:
        tr = self._translator.tr
        folder = self._services.workspace.folder
        place = tr("{folder} · local", folder=folder.name)
        self.sidebar = Sidebar(theme, self._entries(), folder=str(folder), place=place)
        self.sidebar.offer(theme, self.actions_["examine"], tr("Check a file …"))
        self.topbar = TopBar(theme, self._translator, self._services.settings.values.theme)
        self._stack = QStackedWidget()
        self._stack.setObjectName("pages")
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.topbar)
        right.addWidget(self._stack, 1)
        center = QWidget()
        row = QHBoxLayout(center)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addLayout(right, 1)
        self.setCentralWidget(center)
        self.status = StatusBar(theme, self._translator, self._services.jobs)
        self.setStatusBar(self.status)

    def _entries(self) -> tuple[Entry, ...]:
        return tuple(
            Entry(
                page=page,
                title=self._translator.tr(page_class(page).TITLE),
                icon=page_class(page).ICON,
                shortcut=self.actions_[f"page_{page}"].shortcut().toString(),
            )
            for page in PAGES
        )

    def _connect(self) -> None:
        services, bar = self._services, self.topbar
        self.sidebar.chosen.connect(self.navigate)
        bar.search.connect(self.deeds.palette)
        bar.language_chosen.connect(self.choose_language)
        bar.theme_chosen.connect(self.choose_theme)
        bar.switch_person.connect(self.deeds.switch_person)
        bar.lock.connect(self.deeds.lock)
        services.session.switched.connect(self._show_person)
        services.bus.changed.connect(self._count)
        services.watch.changed.connect(self._show_trail)
        services.jobs.failed.connect(self.show_problem)
        self.idle = IdleWatch(services.session, self)
        self.idle.away.connect(self.deeds.lock)

    def navigate(self, page: str, **selection: str) -> None:
        """Show a page, and what is to be selected there."""
        shown = self.page(page, selection)
        self._page = page
        self._stack.setCurrentWidget(shown)
        shown.ensure_fresh()
        if selection:
            shown.arrive(selection)
        self._later(self._focus)
        self.sidebar.show_page(page)
        self._show_path()
        self._services.settings.remember(page=page)

    def page(self, page: str, selection: Mapping[str, str] | None = None) -> Page:
        """Return a page, made now if it was never shown; it is told what it will be asked to select."""
        known = self._pages.get(page)
        shown = page_class(page)(self.context) if known is None else known
        shown.expect(selection or {})
        if known is None:
            self._pages[page] = shown
            shown.moved.connect(self._show_path)
            self._stack.addWidget(shown)
        return shown

    def _focus(self) -> None:
        """Begin in the page's table, where arrow keys and typing are wanted."""
        views = self.current.findChildren(QAbstractItemView)
        start = next((view for view in views if view.isVisible()), None)
        if start is not None:
            start.setFocus()

    def _show_path(self) -> None:
        if self._page:
            self.topbar.show_path(self._translator.tr(self.current.TITLE), self.current.crumb())

    @property
    def current(self) -> Page:
        """Return the page that is shown."""
        return self._pages[self._page]

    def place(self) -> tuple[str, Mapping[str, str]]:
        """Return page and selection, to show the same again in a new window."""
        return self._page, self.current.selection()

    def notice(self, text: str) -> None:
        """Say for some seconds that something worked."""
        self.status.notice(text)

    def show_problem(self, error: PruefsteinError) -> None:
        """Tell the person what went wrong in a job."""
        show_error(self, self._translator, error)

    def choose_language(self, language: Language) -> None:
        """Say everything in another language."""
        self._services.settings.remember(language=language)
        self._later(self.rebuild.emit)

    def choose_theme(self, choice: ThemeChoice) -> None:
        """Show everything in another theme."""
        self._services.settings.remember(theme=choice)
        self._later(self.rebuild.emit)

    def _later(self, call: Callable[[], None]) -> None:
        """Leave the menu that asked for it before the window is replaced."""
        QTimer.singleShot(0, self, call)

    def cover(self) -> None:
        """Hide what the pages show while nobody is signed in."""
        self._stack.hide()

    def uncover(self) -> None:
        """Show the pages again."""
        self._stack.show()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that are dropped anywhere."""
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Do what the first dropped file is for."""
        path = Path(event.mimeData().urls()[0].toLocalFile())
        event.acceptProposedAction()
        self._later(lambda: self.deeds.take_file(path))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where the window was."""
        self.keep_place()
        super().closeEvent(event)

    def keep_place(self) -> None:
        """Remember geometry, page and selection for the next start."""
        page, selection = self.place()
        geometry = bytes(self.saveGeometry().toHex().data()).decode()
        self._services.settings.remember(geometry=geometry, page=page, selection=dict(selection))

    def discard(self) -> None:
        """Take the window away for good, with everything that listens in it."""
        self.hide()
        self.idle.stop()
        for page in self._pages.values():
            self._services.bus.changed.disconnect(page.changed)
        self._services.session.switched.disconnect(self._show_person)
        self._services.bus.changed.disconnect(self._count)
        self._services.watch.changed.disconnect(self._show_trail)
        self._services.jobs.failed.disconnect(self.show_problem)
        self.deleteLater()

    def restore_place(self) -> None:
        """Show the window where it was, with the page and selection of the last time."""
        values = self._services.settings.values
        if not self.restoreGeometry(QByteArray.fromHex(values.geometry.encode())):
            room = self.screen().availableSize()
            self.resize(min(1480, room.width() - 8), min(920, room.height() - 40))
        page = values.page if values.page in PAGES else PAGES[0]
        self.navigate(page, **values.selection)

    def _show_person(self) -> None:
        self.topbar.show_person(self._services.session.person)
        may = self._services.session.may(Permission.REGISTER)
        reason = (
            None
            if may
            else self._translator.tr("None of your roles may register models. Switch to a person who may.")
        )
        for action in ("register", "add_version", "add_dataset", *GUARDED):
            self.actions_.allow(action, reason)
        for page in self._pages.values():
            page.person_changed()

    def _count(self) -> None:
        for page, button in self.sidebar.buttons.items():
            number = page_class(page).count(self._services.workspace)
            button.set_count(self._translator.integer(number) if number else "")
        self._show_trail()

    def _show_trail(self) -> None:
        self.status.show_trail(self._services.watch, self._services.workspace.trail.count())

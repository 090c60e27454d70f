"""Which actions are there, with which words and keys? Menus, shortcuts, palette and help all read this."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from core.language import Translator
from core.messages import N_
from gui.theme import Theme
from gui.widgets.command_palette import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a menu."""

    id: str
    text: str
    """English, marked with `N_`."""
    keys: str = ""
    icon: str = ""


Menu = tuple[str, tuple[Entry | None, ...]]
"""Title and lines; None is a separator."""

MENUS: tuple[Menu, ...] = (
    (
        N_("&File"),
        (
            Entry(id="open", text=N_("Open workspace …"), keys="Ctrl+O", icon="folder-open"),
            Entry(id="new_workspace", text=N_("New workspace …"), keys="Ctrl+Shift+N", icon="plus"),
            None,
            Entry(id="import_register", text=N_("Import register …"), keys="Ctrl+I", icon="file-up"),
            Entry(id="import_mlflow", text=N_("Import from MLflow …"), keys="Ctrl+Shift+I", icon="upload"),
            None,
            Entry(id="export", text=N_("Export table as CSV …"), keys="Ctrl+E", icon="download"),
            Entry(id="export_register", text=N_("Export register …"), icon="download"),
            Entry(id="export_json", text=N_("Export as JSON …"), icon="download"),
            None,
            Entry(id="switch_person", text=N_("Switch person …"), keys="Ctrl+Shift+P", icon="users"),
            Entry(id="lock", text=N_("Lock"), keys="Ctrl+L", icon="lock"),
            None,
            Entry(id="quit", text=N_("Quit"), keys="Ctrl+Q", icon="log-out"),
        ),
    ),
    (
        N_("&Edit"),
        (
            Entry(id="copy", text=N_("Copy table"), keys="Ctrl+Shift+C", icon="copy"),
            Entry(id="find", text=N_("Filter this page"), keys="Ctrl+F", icon="search"),
            Entry(id="palette", text=N_("Search or command …"), keys="Ctrl+K", icon="command"),
        ),
    ),
    (
        N_("&View"),
        (
            Entry(id="page_overview", text=N_("Dashboard"), keys="Ctrl+1", icon="layout-grid"),
            Entry(id="page_models", text=N_("Models"), keys="Ctrl+2", icon="boxes"),
            Entry(id="page_record", text=N_("Model record"), keys="Ctrl+Alt+1", icon="file-pen"),
            Entry(id="page_risk", text=N_("Risk"), keys="Ctrl+3", icon="grid-3x3"),
            Entry(id="page_checks", text=N_("Checks"), keys="Ctrl+4", icon="shield-check"),
            Entry(id="page_findings", text=N_("Findings"), keys="Ctrl+5", icon="triangle-alert"),
            Entry(id="page_approvals", text=N_("Approvals"), keys="Ctrl+6", icon="stamp"),
            Entry(id="page_reviews", text=N_("Reviews"), keys="Ctrl+Alt+2", icon="list-checks"),
            Entry(id="page_operation", text=N_("Operation"), keys="Ctrl+Alt+3", icon="monitor"),
            Entry(id="page_estate", text=N_("Environment"), keys="Ctrl+Alt+4", icon="building-2"),
            Entry(id="page_norms", text=N_("Norms"), keys="Ctrl+8", icon="scale"),
            Entry(id="page_reports", text=N_("Reports"), keys="Ctrl+7", icon="file-text"),
            Entry(id="page_trail", text=N_("Audit trail"), keys="Ctrl+9", icon="history"),
            Entry(id="page_settings", text=N_("Settings"), keys="Ctrl+,", icon="settings"),
            None,
            Entry(id="refresh", text=N_("Refresh"), keys="F5", icon="refresh-cw"),
            Entry(id="other_language", text=N_("Switch to German"), keys="Ctrl+Shift+L", icon="languages"),
            Entry(id="other_theme", text=N_("Switch light and dark"), keys="Ctrl+Shift+D", icon="moon"),
        ),
    ),
    (
        N_("&Model"),
        (
            Entry(id="register", text=N_("Register model …"), keys="Ctrl+N", icon="plus"),
            Entry(id="add_version", text=N_("Add version …"), keys="Ctrl+Shift+V", icon="git-branch"),
            Entry(id="add_dataset", text=N_("Add data set …"), keys="Ctrl+D", icon="database"),
            None,
            Entry(id="assess", text=N_("Assess risk"), keys="Ctrl+Shift+R", icon="grid-3x3"),
            Entry(id="approve", text=N_("To approval"), keys="Ctrl+Shift+A", icon="stamp"),
        ),
    ),
    (
        N_("&Check"),
        (
            Entry(
                id="examine", text=N_("Open a file, check, sign …"), keys="Ctrl+Shift+E", icon="file-check-2"
            ),
            None,
            Entry(id="run_checks", text=N_("Run checks …"), keys="Ctrl+R", icon="play"),
            Entry(id="verify_trail", text=N_("Verify audit trail"), keys="Ctrl+Shift+T", icon="history"),
        ),
    ),
    (
        N_("&Report"),
        (
            Entry(id="create_report", text=N_("Create report …"), keys="Ctrl+P", icon="file-text"),
            Entry(id="verify_report", text=N_("Verify a report …"), keys="Ctrl+Shift+O", icon="file-check-2"),
        ),
    ),
    (
        N_("&Help"),
        (
            Entry(id="help", text=N_("Help on this page"), keys="F1", icon="book-open"),
            Entry(id="shortcuts", text=N_("Keyboard shortcuts"), keys="Ctrl+F1", icon="keyboard"),
            Entry(id="about", text=N_("About Prüfstein"), icon="info"),
        ),
    ),
)


class Actions:
    """All actions of a window, by id."""

    def __init__(
        self,
        window: QMainWindow,
        theme: Theme,
        translator: Translator,
        handlers: Mapping[str, Callable[[], None]],
    ) -> None:
        """Fill the menu bar; every entry must have a handler."""
        self._translator = translator
        self._by_id: dict[str, QAction] = {}
        for title, entries in MENUS:
            menu = window.menuBar().addMenu(translator.tr(title))
            menu.setToolTipsVisible(True)
            for entry in entries:
                if entry is None:
                    menu.addSeparator()
                else:
                    self._add(menu, entry, theme, handlers[entry.id])

    def __getitem__(self, action: str) -> QAction:
        """Return the action with this id."""
        return self._by_id[action]

    def allow(self, action: str, reason: str | None) -> None:
        """Enable an action, or disable it and say why."""
        self._by_id[action].setEnabled(reason is None)
        self._by_id[action].setToolTip(reason or "")

    def commands(self) -> tuple[Command, ...]:
        """Return what the palette offers: everything that can be done now."""
        return tuple(
            Command(title=action.text(), hint=_keys(action), run=action.trigger)
            for name, action in self._by_id.items()
            if action.isEnabled() and name != "palette"
        )

    def shortcuts(self) -> tuple[tuple[str, str], ...]:
        """Return every action that has keys, for the help."""
        return tuple((action.text(), _keys(action)) for action in self._by_id.values() if _keys(action))

    def _add(self, menu: QMenu, entry: Entry, theme: Theme, handler: Callable[[], None]) -> None:
        action = menu.addAction(self._translator.tr(entry.text))
        action.setObjectName(f"action_{entry.id}")
        if entry.icon:
            action.setIcon(theme.icon(entry.icon))
        action.setShortcut(QKeySequence(entry.keys))
        action.triggered.connect(lambda _=False: handler())
        self._by_id[entry.id] = action


def _keys(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)

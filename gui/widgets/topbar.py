"""What stands above every page: where one is, search, language, theme, and who is signed in?"""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from core.language import Translator
from core.people import Person
from core.texts import Language
from gui.theme import Theme, ThemeChoice
from gui.widgets.basic import Badge, SecondaryButton, Tone, label

LANGUAGE_NAMES = {Language.GERMAN: "Deutsch", Language.ENGLISH: "English"}
"""Each language in its own words, so that whoever is lost in the other one finds it."""


class TopBar(QFrame):
    """Breadcrumb at the left; search, language, theme and person at the right."""

    search = Signal()
    language_chosen = Signal(object)
    """`Language`."""
    theme_chosen = Signal(object)
    """`ThemeChoice`."""
    switch_person = Signal()
    lock = Signal()

    def __init__(self, theme: Theme, translator: Translator, choice: ThemeChoice) -> None:
        """Build the bar without a person."""
        super().__init__()
        self.setObjectName("topbar")
        self.setFixedHeight(50)
        self._theme, self._translator = theme, translator
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 16, 0)
        row.setSpacing(8)
        self.crumbs = label("", "muted")
        self.crumbs.setObjectName("breadcrumb")
        self.crumbs.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._path = ""
        row.addWidget(self.crumbs, 1)
        self.search_button = self._search()
        row.addWidget(self.search_button)
        row.addWidget(self._languages())
        row.addWidget(self._themes(choice))
        self._role = Badge(theme, Tone.INFO, "–", icon="user")
        row.addWidget(self._role)
        self._person = self._person_button()
        row.addWidget(self._person)

    def show_path(self, *parts: str) -> None:
        """Show where one is, for example Models › Credit scoring."""
        self._path = "  ›  ".join(part for part in parts if part)
        self._fit_path()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the path to the room there is."""
        super().resizeEvent(event)
        self._fit_path()

    def _fit_path(self) -> None:
        metrics, room = self.crumbs.fontMetrics(), self.crumbs.width()
        self.crumbs.setText(metrics.elidedText(self._path, Qt.TextElideMode.ElideRight, room))
        self.crumbs.setToolTip(self._path)

    def show_person(self, person: Person) -> None:
        """Show who is signed in and their first role."""
        roles = [self._translator.label(role) for role in person.roles]
        self._role.set(Tone.INFO, roles[0], icon="user")
        self._role.setToolTip(", ".join(roles))
        self._person.setText(person.name.name().replace("&", "&&"))
        words = self._translator.tr(
            "Signed in: {name} ({roles})", name=person.name.name(), roles=", ".join(roles)
        )
        self._person.setAccessibleName(words)
        self._person.setToolTip(words)

    def _search(self) -> QPushButton:
        tr = self._translator.tr
        button = SecondaryButton(tr("Search or enter a command …"), name="search", theme=self._theme)
        button.setIcon(self._theme.icon("search"))
        button.setProperty("kind", "search")
        button.setMinimumWidth(316)
        inner = QHBoxLayout(button)
        inner.setContentsMargins(0, 0, 10, 0)
        inner.addStretch(1)
        hint = label(tr("Ctrl K"), "key")
        hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inner.addWidget(hint)
        button.clicked.connect(lambda _=False: self.search.emit())
        return button

    def _languages(self) -> QToolButton:
        names = {language.value: name for language, name in LANGUAGE_NAMES.items()}
        title = self._translator.tr("Language")
        menu = _choices(self, names, self._translator.language.value, self._choose_language)
        return self._menu_button("language", title, icon="languages", menu=menu)

    def _choose_language(self, value: str) -> None:
        self.language_chosen.emit(Language(value))

    def _choose_theme(self, value: str) -> None:
        self.theme_chosen.emit(ThemeChoice(value))

    def _themes(self, choice: ThemeChoice) -> QToolButton:
        tr = self._translator.tr
        names = {
            ThemeChoice.SYSTEM.value: tr("As the system"),
            ThemeChoice.LIGHT.value: tr("Light"),
            ThemeChoice.DARK.value: tr("Dark"),
        }
        menu = _choices(self, names, choice.value, self._choose_theme)
        icon = "moon" if self._theme.dark else "sun"
        return self._menu_button("theme", tr("Appearance"), icon=icon, menu=menu)

    def _menu_button(self, name: str, title: str, *, icon: str, menu: QMenu) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setAccessibleName(title)
        button.setToolTip(title)
        button.setIcon(self._theme.icon(icon))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        return button

    def _person_button(self) -> QPushButton:
        tr = self._translator.tr
        button = SecondaryButton("–", name="person")
        button.setProperty("kind", "person")
        menu = QMenu(button)
        switch = menu.addAction(self._theme.icon("users"), tr("Switch person …"))
        switch.setObjectName("switch_person")
        switch.triggered.connect(lambda _=False: self.switch_person.emit())
        lock = menu.addAction(self._theme.icon("lock"), tr("Lock"))
        lock.setObjectName("lock")
        lock.triggered.connect(lambda _=False: self.lock.emit())
        button.setMenu(menu)
        return button


def _choices(parent: QWidget, names: dict[str, str], current: str, chosen: Callable[[str], None]) -> QMenu:
    menu = QMenu(parent)
    group = QActionGroup(menu)
    for value, name in names.items():
        action = QAction(name, menu, checkable=True, checked=value == current)
        action.setObjectName(f"choose_{value}")
        action.setData(value)
        group.addAction(action)
        menu.addAction(action)
    group.triggered.connect(lambda action: chosen(action.data()))
    return menu

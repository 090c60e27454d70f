"""How does a person choose a version, a person or a day?"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QPlainTextEdit, QSizePolicy

from core.errors import UserError
from core.ids import PersonId, VersionId
from core.language import Translator
from core.people import Person, PersonKind
from core.texts import Text
from core.workspace import Workspace
from core.workspace.inventory import EVERY
from gui.widgets.version_search import VersionSearch


def today() -> date:
    """Return today's date as the core counts it."""
    return datetime.now(UTC).date()


WIDE = 38
"""Letters a version is shown with."""
LISTED = 1000
"""Versions that are all listed; more of them are searched."""


class VersionPicker(QComboBox):
    """All versions of all models in one list, "Name · label"; where they are very many, a field to search."""

    picked = Signal(object)
    """`VersionId` that the person chose."""

    def __init__(self, translator: Translator) -> None:
        """Start empty."""
        super().__init__()
        self._translator = translator
        self._searched: Workspace | None = None
        """Set where not all versions are listed, but only the chosen one."""
        self.setObjectName("version_picker")
        self.setAccessibleName(translator.tr("Model and version"))
        self.setMinimumWidth(240)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(WIDE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(380)
        self.activated.connect(lambda _: self.picked.emit(self.version))

    def fill(self, workspace: Workspace) -> None:
        """Read the versions; keep the chosen one, else choose the version that counts of the first model."""
        before = self.version
        self.clear()
        many = workspace.inventory.number_of_versions() > LISTED
        self._searched = workspace if many else None
        if not many:
            for name, line in workspace.inventory.choices(limit=EVERY).versions:
                self.addItem(f"{self._translator.text(name)} · {line.label}", line.id)
        if not self.choose(before):
            self.choose(workspace.inventory.counting())

    def choose(self, version: VersionId | None) -> bool:
        """Make a version the chosen one without telling anybody; tell whether it is there."""
        row = -1 if version is None else self.findData(version)
        if row < 0 and version is not None and self._searched is not None:
            row = self._list_only(version, self._searched)
        if row >= 0:
            self.setCurrentIndex(row)
        return row >= 0

    def _list_only(self, version: VersionId, workspace: Workspace) -> int:
        try:
            found = workspace.inventory.version(version)
        except UserError:
            return -1
        self.clear()
        name = workspace.inventory.model(found.model).name
        self.addItem(f"{self._translator.text(name)} · {found.label}", found.id)
        return 0

    def showPopup(self) -> None:
        """Open the list, or the search where there are too many for a list."""
        if self._searched is None:
            super().showPopup()
        else:
            self.search()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin to search with what is typed."""
        if self._searched is not None and event.text().isalnum():
            self.search().field.setText(event.text())
        else:
            super().keyPressEvent(event)

    def search(self) -> VersionSearch:
        """Open the search below; what is taken there becomes the chosen version."""
        assert self._searched is not None  # noqa: S101 (asked before)
        search = VersionSearch(self._translator, self._searched, self)
        search.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        search.taken.connect(self._take)
        search.open_below(self)
        return search

    def _take(self, version: VersionId) -> None:
        if self.choose(version):
            self.picked.emit(version)

    @property
    def version(self) -> VersionId | None:
        """Return the chosen version."""
        data = self.currentData()
        return VersionId(data) if data is not None else None


class PersonPicker(QComboBox):
    """The active people of a workspace."""

    def __init__(self, people: Sequence[Person], *, name: str, said: str) -> None:
        """List people; services take no responsibility and are left out."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(said)
        for person in people:
            if person.active and person.kind is PersonKind.HUMAN:
                self.addItem(person.name.name(), person.id)

    def choose(self, person: PersonId | None) -> None:
        """Choose a person if they are listed."""
        row = self.findData(person)
        if row >= 0:
            self.setCurrentIndex(row)

    @property
    def person(self) -> PersonId:
        """Return who is chosen."""
        return PersonId(str(self.currentData()))


class DayField(QDateEdit):
    """A day from today on, with a calendar."""

    def __init__(self, day: date, *, name: str, said: str) -> None:
        """Start with a day."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(said)
        self.setCalendarPopup(True)
        self.setDisplayFormat("dd.MM.yyyy")
        self.setMinimumDate(QDate(*today().timetuple()[:3]))
        self.set_day(day)

    def set_day(self, day: date) -> None:
        """Show another day."""
        self.setDate(QDate(day.year, day.month, day.day))

    @property
    def day(self) -> date:
        """Return the chosen day."""
        chosen = self.date()
        return date(chosen.year(), chosen.month(), chosen.day())


class TextField(QPlainTextEdit):
    """Free text of a few lines; Tab leaves it."""

    def __init__(self, *, name: str, said: str, hint: str = "", height: int = 84) -> None:
        """Start empty."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(said)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setFixedHeight(height)

    def text(self, translator: Translator) -> Text | None:
        """Return what was written, in the language of the window; None for nothing."""
        body = self.toPlainText().strip()
        return Text(body, translator.language) if body else None

"""How does a person choose a model, a version, a person or a day?"""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import UTC, date, datetime

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QDateTimeEdit, QPlainTextEdit, QSizePolicy

from core.errors import UserError
from core.ids import ModelId, PersonId, VersionId
from core.language import Translator
from core.model_list import ListedModel, ModelQuery, PageKey
from core.people import Person, PersonKind
from core.texts import Language, Text
from core.workspace import Workspace
from core.workspace.inventory import CHOICES
from gui.widgets.search import Offered, Search


def today() -> date:
    """Return today's date as the core counts it."""
    return datetime.now(UTC).date()


def dated(field: QDateTimeEdit, language: Language, *, time: bool = False) -> None:
    """Let a field show days, or moments, as the language writes them, with a calendar."""
    german = language is Language.GERMAN
    field.setLocale(QLocale(QLocale.Language.German if german else QLocale.Language.English))
    field.setDisplayFormat(("dd.MM.yyyy" if german else "d MMM yyyy") + (" HH:mm" if time else ""))
    field.setCalendarPopup(True)


WIDE = 38
"""Letters a model or version is shown with."""
LISTED = 1000
"""Models or versions that are all listed; more of them are searched."""


class Picker(QComboBox):
    """Everything in one list; where it is very much, only what is chosen and a field to search."""

    picked = Signal(object)
    """The id that the person chose."""

    def __init__(self, translator: Translator, *, name: str, said: str, hint: str) -> None:
        """Start empty."""
        super().__init__()
        self._translator, self._hint = translator, hint
        self._searched: Workspace | None = None
        """Set where not everything is listed."""
        self.setObjectName(name)
        self.setAccessibleName(said)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(WIDE)
        self.activated.connect(lambda _: self.picked.emit(self.currentData()))

    @abstractmethod
    def number(self, workspace: Workspace) -> int:
        """Return how much there is to choose from."""

    @abstractmethod
    def offer(self, workspace: Workspace, typed: str, after: PageKey | None) -> Offered:
        """Read what is called as typed, behind a key."""

    @abstractmethod
    def called(self, workspace: Workspace, identity: str) -> str | None:
        """Return the name of an id; None if there is none."""

    @abstractmethod
    def preferred(self, workspace: Workspace) -> str | None:
        """Return what is chosen while nobody chose."""

    def fill(self, workspace: Workspace) -> None:
        """Read what there is; keep the chosen one, else choose the preferred one."""
        before = self.currentData()
        self.clear()
        many = self.number(workspace) > LISTED
        self._searched = workspace if many else None
        after: PageKey | None = None
        while not many:
            entries, after = self.offer(workspace, "", after)
            for name, identity in entries:
                self.addItem(name, identity)
            if after is None:
                break
        if not self.choose(before):
            self.choose(self.preferred(workspace))

    def choose(self, identity: str | None) -> bool:
        """Make one the chosen one without telling anybody; tell whether it is there."""
        row = -1 if identity is None else self.findData(identity)
        if row < 0 and identity is not None and self._searched is not None:
            row = self._list_only(identity, self._searched)
        if row >= 0:
            self.setCurrentIndex(row)
        return row >= 0

    def _list_only(self, identity: str, workspace: Workspace) -> int:
        name = self.called(workspace, identity)
        if name is None:
            return -1
        self.clear()
        self.addItem(name, identity)
        return 0

    def showPopup(self) -> None:
        """Open the list, or the search where there is too much for a list."""
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

    def search(self) -> Search:
        """Open the search below; what is taken there becomes the chosen one."""
        workspace = self._searched
        assert workspace is not None  # noqa: S101 (asked before)
        search = Search(
            lambda typed, after: self.offer(workspace, typed, after),
            self,
            said=self.accessibleName(),
            hint=self._hint,
        )
        search.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        search.taken.connect(self._take)
        search.open_below(self)
        return search

    def _take(self, identity: str) -> None:
        if self.choose(identity):
            self.picked.emit(identity)


class VersionPicker(Picker):
    """All versions of all models, "Name · label"."""

    def __init__(self, translator: Translator) -> None:
        """Start empty."""
        tr = translator.tr
        super().__init__(
            translator,
            name="version_picker",
            said=tr("Model and version"),
            hint=tr("Name or id of a model, perhaps @version"),
        )
        self.setMinimumWidth(240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(380)

    def number(self, workspace: Workspace) -> int:
        """Return how many versions there are."""
        return workspace.inventory.number_of_versions()

    def offer(self, workspace: Workspace, typed: str, after: PageKey | None) -> Offered:
        """Read versions of the models that are called as typed."""
        found = workspace.inventory.choices(typed, after=after)
        named = ((f"{self._translator.text(name)} · {line.label}", line.id) for name, line in found.versions)
        return tuple(named), found.next

    def called(self, workspace: Workspace, identity: str) -> str | None:
        """Return model and label."""
        try:
            found = workspace.inventory.version(VersionId(identity))
        except UserError:
            return None
        return f"{self._translator.text(workspace.inventory.model(found.model).name)} · {found.label}"

    def preferred(self, workspace: Workspace) -> VersionId | None:
        """Return the version that counts of the first model."""
        return workspace.inventory.counting()

    @property
    def version(self) -> VersionId | None:
        """Return the chosen version."""
        data = self.currentData()
        return VersionId(data) if data is not None else None


class ModelPicker(Picker):
    """All models, "id · name"."""

    def __init__(self, translator: Translator, *, name: str) -> None:
        """Start empty."""
        tr = translator.tr
        super().__init__(translator, name=name, said=tr("Model"), hint=tr("Name or id of a model"))

    def number(self, workspace: Workspace) -> int:
        """Return how many models there are."""
        return workspace.inventory.number()

    def offer(self, workspace: Workspace, typed: str, after: PageKey | None) -> Offered:
        """Read the models that are called as typed."""
        page = workspace.inventory.page(ModelQuery(called=typed), after=after)
        return tuple((self._named(line.model), line.id) for line in page.lines), page.next

    def _named(self, model: ListedModel) -> str:
        return f"{model.id} · {self._translator.text(model.name)}"

    def called(self, workspace: Workspace, identity: str) -> str | None:
        """Return id and name."""
        line = workspace.inventory.line(ModelId(identity))
        return None if line is None else self._named(line.model)

    def preferred(self, workspace: Workspace) -> ModelId | None:
        """Return the first model."""
        lines = workspace.inventory.page(limit=1).lines
        return lines[0].id if lines else None

    @property
    def chosen(self) -> ModelId | None:
        """Return the chosen model."""
        data = self.currentData()
        return ModelId(data) if data is not None else None


class SubjectPicker(Picker):
    """All models with their versions, newest first: what something happened to."""

    def __init__(self, translator: Translator, *, name: str, said: str) -> None:
        """Start empty."""
        hint = translator.tr("Name or id of a model, perhaps @version")
        super().__init__(translator, name=name, said=said, hint=hint)

    def number(self, workspace: Workspace) -> int:
        """Return how many versions there are."""
        return workspace.inventory.number_of_versions()

    def offer(self, workspace: Workspace, typed: str, after: PageKey | None) -> Offered:
        """Read the models that are called as typed, with their versions; with an @ only versions."""
        inventory, (words, at, _) = workspace.inventory, typed.partition("@")
        page = inventory.page(ModelQuery(called=words), after=after, limit=CHOICES)
        versions: dict[ModelId, list[VersionId]] = {line.id: [] for line in page.lines}
        for _name, version in inventory.choices(typed, after=after).versions:
            versions.setdefault(version.model, []).insert(0, version.id)
        found = list[tuple[str, str]]()
        for line in page.lines:
            found += [] if at else [(f"{line.id} · {self._translator.text(line.model.name)}", line.id)]
            found += [(version, version) for version in versions[line.id]]
        return tuple(found), page.next

    def called(self, workspace: Workspace, identity: str) -> str | None:
        """Return id and name of a model, or the id of a version."""
        if "@" in identity:
            return identity
        line = workspace.inventory.line(ModelId(identity))
        return None if line is None else f"{line.id} · {self._translator.text(line.model.name)}"

    def preferred(self, workspace: Workspace) -> str | None:
        """Return the first model."""
        lines = workspace.inventory.page(limit=1).lines
        return lines[0].id if lines else None


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

    def __init__(self, words: Translator, day: date, *, name: str, said: str) -> None:
        """Start with a day."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(said)
        dated(self, words.language)
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

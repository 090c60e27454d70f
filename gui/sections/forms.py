"""Which fields does a form of a record have, and what was entered?"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.language import Translator
from core.people import Person, PersonKind
from core.texts import Language, Text
from gui.context import GuiContext
from gui.dialogs.finding import FormDialog
from gui.widgets.basic import UNLIMITED, SecondaryButton
from gui.widgets.inputs import choice, line
from gui.widgets.pickers import Picker, TextField, dated

E = TypeVar("E", bound=StrEnum)


class RecordForm(FormDialog):
    """A form whose fields are added by kind; `ask` shows it."""

    def __init__(
        self, context: GuiContext, parent: QWidget | None, *, name: str, title: str, why: str = ""
    ) -> None:
        """Make a form without fields."""
        super().__init__(context, parent, title=title, why=why)
        self.setObjectName(name)
        self.setMinimumWidth(600)

    def add_line(
        self, name: str, title: str, value: Text | str | None = None, *, needed: str = "", hint: str = ""
    ) -> "Entry":
        """Add one line of text; `needed` says what to do while it is empty."""
        field = line(name, title, hint=hint)
        entry = Entry(field, self.words.language, value)
        self.grid.add(title, field)
        if needed:
            self.need_text(field, needed)
        return entry

    def add_text(
        self, name: str, title: str, value: Text | None = None, *, needed: str = "", height: int = 56
    ) -> "Entry":
        """Add free text of a few lines."""
        field = TextField(name=name, said=title, height=height)
        entry = Entry(field, self.words.language, value)
        self.grid.add(title, field)
        if needed:
            self.need_text(field, needed)
        return entry

    def add_file(self, name: str, title: str, *, needed: str = "") -> "Entry":
        """Add the path of a file, typed or chosen; without `needed` it may be left out."""
        field = line(name, title)
        entry = Entry(field, self.words.language, None)
        row = QWidget()
        row.setProperty("oneLine", True)
        inner = QHBoxLayout(row)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(field, 1)
        choose = SecondaryButton(self.words.tr("Choose …"), name=f"{name}_choose")
        choose.clicked.connect(lambda _=False: self._choose_file(field, title))
        inner.addWidget(choose)
        self.grid.add(title, row)
        if needed:
            self.need_text(field, needed)
        return entry

    def add_files(self, name: str, title: str) -> "FilesField":
        """Add a list of files; it may stay empty."""
        field = FilesField(name, title, add=self.words.tr("Add …"), remove=self.words.tr("Remove"))
        self.grid.add(title, field)
        return field

    def _choose_file(self, field: QLineEdit, title: str) -> None:
        path, _ = QFileDialog.getOpenFileName(self, title)
        if path:
            field.setText(path)

    def add_reason(self) -> "Entry":
        """Ask why; a change without a reason is not recorded."""
        tr = self.words.tr
        return self.add_text(
            "reason", tr("Reason"), needed=tr("Give a reason; it is kept in the audit trail.")
        )

    def add_choice(
        self,
        name: str,
        title: str,
        entries: Iterable[tuple[str, object]],
        value: object = None,
        *,
        ask: str = "",
    ) -> QComboBox:
        """Add a list of (text, value); `ask` puts an entry that stands for no choice."""
        box = choice(name, title, entries, ask=ask)
        place = box.findData(value) if value is not None else 0
        box.setCurrentIndex(max(place, 0))
        self.grid.add(title, box)
        box.currentIndexChanged.connect(lambda _: self.recheck())
        return box

    def add_picker(self, picker: Picker, name: str, title: str, value: str | None = None) -> None:
        """Add a list of models or versions, however many there are."""
        picker.setObjectName(name)
        picker.setAccessibleName(title)
        picker.setMaximumWidth(UNLIMITED)
        picker.fill(self.context.workspace)
        if value is not None:
            picker.choose(value)
        self.grid.add(title, picker)
        picker.currentIndexChanged.connect(lambda _: self.recheck())

    def add_enum(self, name: str, title: str, kind: type[E], value: E | None = None) -> QComboBox:
        """Add a list of everything an enum holds."""
        return self.add_choice(name, title, [(self.words.label(item), item) for item in kind], value)

    def add_person(self, name: str, title: str, value: str | None = None, *, nobody: str = "") -> QComboBox:
        """Add a list of active persons; `nobody` puts an entry that stands for no one."""
        entries = [(who.name.name(), who.id) for who in humans(self.context.workspace.people.all())]
        return self.add_choice(name, title, entries, value, ask=nobody)

    def add_day(
        self, name: str, title: str, value: date | None = None, *, optional: bool = True
    ) -> "OptionalDay":
        """Add a day, which may be left out; any day, also a past one."""
        field = OptionalDay(self.words, name, title, value, optional=optional)
        self.grid.add(title, field)
        return field

    def recheck(self) -> None:
        """Check again once the form is complete."""
        if hasattr(self, "go"):
            self.check()

    def ask(self, action: str) -> bool:
        """Show the form; tell whether the person went through with it."""
        self.finish(action, name="go")
        return self.exec() == QDialog.DialogCode.Accepted


class Entry:
    """A field of text and what was written in it."""

    def __init__(self, widget: QLineEdit | TextField, language: Language, value: Text | str | None) -> None:
        """Show what is known."""
        self.widget, self._language = widget, language
        self._before = value if isinstance(value, Text) else None
        self.write(value.body if isinstance(value, Text) else value or "")

    def write(self, body: str) -> None:
        """Replace what is written in it."""
        if isinstance(self.widget, QLineEdit):
            self.widget.setText(body)
        else:
            self.widget.setPlainText(body)

    @property
    def plain(self) -> str:
        """Return what was written, without blanks around it."""
        field = self.widget
        return (field.text() if isinstance(field, QLineEdit) else field.toPlainText()).strip()

    @property
    def text(self) -> Text | None:
        """Return it as text: the earlier one if unchanged, else in the language of the window."""
        if self._before is not None and self.plain == self._before.body.strip():
            return self._before
        return Text(self.plain, self._language) if self.plain else None

    @property
    def needed(self) -> Text:
        """Return it as text, empty where nothing was written; the core then says what is missing."""
        return self.text or Text("", self._language)

    @property
    def entries(self) -> tuple[str, ...]:
        """Return it as a list separated by commas or semicolons."""
        return entries_of(self.plain)


class FilesField(QWidget):
    """Files that are chosen together or one after the other, each once."""

    changed = Signal()

    def __init__(self, name: str, title: str, *, add: str, remove: str) -> None:
        """Start without a file."""
        super().__init__()
        self._title = title
        self._list = QListWidget()
        self._list.setObjectName(name)
        self._list.setAccessibleName(title)
        self._list.setFixedHeight(64)
        self.more = SecondaryButton(add, name=f"{name}_add")
        self.less = SecondaryButton(remove, name=f"{name}_remove")
        self.more.clicked.connect(lambda _=False: self._choose())
        self.less.clicked.connect(lambda _=False: self._remove())
        self._list.currentRowChanged.connect(lambda row: self.less.setEnabled(row >= 0))
        self.less.setEnabled(False)
        buttons = QVBoxLayout()
        buttons.addWidget(self.more)
        buttons.addWidget(self.less)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._list, 1)
        row.addLayout(buttons)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Return the chosen files."""
        items = (self._list.item(row) for row in range(self._list.count()))
        return tuple(Path(item.toolTip()) for item in items)

    def take(self, paths: Iterable[Path]) -> None:
        """Add files that are not in the list yet; the list shows names, the tip where they lie."""
        known = set(self.paths)
        for path in dict.fromkeys(paths):
            if path not in known:
                item = QListWidgetItem(path.name, self._list)
                item.setToolTip(str(path))
        if set(self.paths) != known:
            self.changed.emit()

    def _choose(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self._title)
        self.take(Path(name) for name in names)

    def _remove(self) -> None:
        self._list.takeItem(self._list.currentRow())
        self.changed.emit()


class OptionalDay(QWidget):
    """A day with a switch that says whether there is one."""

    def __init__(
        self, words: Translator, name: str, title: str, value: date | None, *, optional: bool
    ) -> None:
        """Start with a day, or without one."""
        super().__init__()
        self.setProperty("oneLine", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        known = words.tr("known")
        self.known = QCheckBox(known)
        self.known.setObjectName(f"{name}_known")
        self.known.setAccessibleName(f"{title}: {known}")
        self.field = QDateEdit()
        self.field.setObjectName(name)
        self.field.setAccessibleName(title)
        dated(self.field, words.language)
        self.field.setDate(
            QDate.currentDate() if value is None else QDate(value.year, value.month, value.day)
        )
        self.known.setChecked(value is not None or not optional)
        self.field.setEnabled(self.known.isChecked())
        self.known.toggled.connect(self.field.setEnabled)
        if optional:
            row.addWidget(self.known)
        row.addWidget(self.field)
        row.addStretch(1)

    @property
    def day(self) -> date | None:
        """Return the day; None where there is none."""
        chosen = self.field.date()
        return date(chosen.year(), chosen.month(), chosen.day()) if self.known.isChecked() else None

    def set_day(self, day: date) -> None:
        """Enter a day."""
        self.known.setChecked(True)
        self.field.setDate(QDate(day.year, day.month, day.day))


def humans(people: Sequence[Person]) -> tuple[Person, ...]:
    """Return who can take something on: active persons, no pipelines."""
    return tuple(person for person in people if person.active and person.kind is PersonKind.HUMAN)


def entries_of(text: str) -> tuple[str, ...]:
    """Return the entries of a list typed with commas or semicolons, each once, in order."""
    parts = (part.strip() for part in text.replace(";", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))

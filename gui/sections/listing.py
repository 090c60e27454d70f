"""How does a section show records as a table, one of them in detail, and what can be done with it?

A section of this kind says four things: its columns, where its records come from, what the detail shows, and
its deeds. Everything else (search, counts, selection, reasons of disabled buttons, errors) is done here.
"""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Generic, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from core.people import Permission
from core.workspace import Changes
from gui.context import GuiContext
from gui.operations import change
from gui.sections.base import ModelSection
from gui.widgets.basic import (
    Card,
    EmptyState,
    KeyValueGrid,
    PrimaryButton,
    SecondaryButton,
    clear_layout,
    enable_with_reason,
    label,
    scrolled,
)
from gui.widgets.cut_label import CutLabel
from gui.widgets.flow import FlowLayout
from gui.widgets.tables import RecordView, TableColumn

R = TypeVar("R")
T = TypeVar("T")
Fact = tuple[str, str | QWidget]
DETAIL_WIDTH, KEY_MOST = 310, 104


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed(Generic[R]):
    """Something that can be done: with the chosen record, or (`new`) without one."""

    name: str
    """Object name of the button."""
    text: str
    icon: str = ""
    new: bool = False
    """Stands above the table and needs no record."""
    obstacle: Callable[[R | None], str | None]
    """Why it cannot be done now; None: it can."""
    act: Callable[[R | None], None]


class Listing(ModelSection, Generic[R]):
    """A section with a table of records and one of them in detail."""

    KEY: ClassVar[str]
    """How a record is named in `navigate(page, section=..., KEY=id)`."""
    EMPTY: ClassVar[str]
    """English sentence marked with `N_`: why there is nothing and what to do."""

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build table, search and detail; `refresh` fills them."""
        super().__init__(context, parent)
        self.words = context.translator
        self.records: tuple[R, ...] = ()
        self._deeds = self.deeds()
        self._buttons: dict[str, QPushButton] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(self._head())
        above = self.above()
        if above is not None:
            outer.addWidget(above)
        outer.addWidget(self._body(), 1)
        context.session.switched.connect(self.show_deeds)

    @abstractmethod
    def columns(self) -> Sequence[TableColumn[R]]:
        """Return the columns of the table."""

    @abstractmethod
    def read(self) -> Sequence[R]:
        """Return the records; called at each refresh."""

    def identity(self, record: R) -> str:
        """Return what a record is called by in a selection."""
        return str(getattr(record, "id", ""))

    @abstractmethod
    def facts(self, record: R) -> Sequence[Fact]:
        """Return what the detail shows of a record: names and values; a widget without a name comes first."""

    def heading(self, record: R) -> str:
        """Return the title of the detail."""
        return self.identity(record)

    def deeds(self) -> Sequence[Deed[R]]:
        """Return what can be done here."""
        return ()

    def summary(self, records: Sequence[R]) -> str:
        """Return a few words beside the title, for example how many are overdue."""
        return self.words.tr("Entries: {count}", count=len(records))

    def above(self) -> QWidget | None:
        """Return what stands between head and table; None for nothing."""
        return None

    def opened(self, record: R) -> None:
        """Do what a double click stands for; by default nothing."""

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label(self.words.tr(self.TITLE), "heading"))
        self.counted = CutLabel("muted")
        row.addWidget(self.counted)
        row.addStretch(1)
        self.search = QLineEdit()
        self.search.setObjectName(f"search_{self.ID}")
        self.search.setPlaceholderText(self.words.tr("Filter"))
        self.search.setAccessibleName(self.words.tr("Filter"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(150)
        self.search.textChanged.connect(self._searched)
        row.addWidget(self.search)
        for deed in self._deeds:
            if deed.new:
                row.addWidget(self._button(deed, PrimaryButton))
        return row

    def _body(self) -> QWidget:
        self.stack = QStackedWidget()
        full = QWidget()
        row = QHBoxLayout(full)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.view: RecordView[R] = RecordView(
            self.context.theme, self.columns(), name=f"{self.ID}_table", title=self.words.tr(self.TITLE)
        )
        self.view.chosen.connect(self._chosen)
        self.view.opened.connect(self.opened)
        row.addWidget(self.view, 1)
        row.addWidget(self._detail())
        self.stack.addWidget(full)
        self.stack.addWidget(
            EmptyState(
                self.context.theme, self.ICON, self.words.tr("Nothing here yet"), self.words.tr(self.EMPTY)
            )
        )
        return self.stack

    def _detail(self) -> QWidget:
        card = Card()
        self._title = label("", "strong", wrap=True, selectable=True)
        card.body.addWidget(self._title)
        inner = QWidget()
        self._facts = QVBoxLayout(inner)
        self._facts.setContentsMargins(0, 0, 6, 0)
        card.body.addWidget(scrolled(inner), 1)
        deeds = FlowLayout(gap=6)
        for deed in self._deeds:
            if not deed.new:
                deeds.addWidget(self._button(deed, SecondaryButton))
        card.body.addLayout(deeds)
        card.setFixedWidth(DETAIL_WIDTH)
        return card

    def _button(self, deed: Deed[R], kind: type[PrimaryButton | SecondaryButton]) -> QPushButton:
        button = kind(deed.text, name=deed.name, theme=self.context.theme, icon=deed.icon)
        button.clicked.connect(partial(self._do, deed))
        self._buttons[deed.name] = button
        return button

    def _do(self, deed: Deed[R], _checked: bool = False) -> None:  # noqa: FBT001, FBT002 (a Qt signal)
        deed.act(None if deed.new else self.view.current())

    def refresh(self) -> None:
        """Read the records again; keep the chosen one."""
        self.fill(tuple(self.read()))

    def fill(self, records: tuple[R, ...]) -> None:
        """Show other records; keep the chosen one."""
        self.records = records
        before = self.selection()
        self.view.fill(self.records)
        if not (before and self.choose(next(iter(before.values())))):
            self.view.choose_first()
        self.counted.setText(self.summary(self.records) if self.records else "")
        self.stack.setCurrentIndex(0 if self.records else 1)
        self._chosen(self.view.current())

    def show_deeds(self) -> None:
        """Enable each button, or say why it cannot be pressed."""
        current = self.view.current()
        for deed in self._deeds:
            reason = deed.obstacle(None if deed.new else current)
            if not deed.new and current is None:
                reason = self.words.tr("Choose an entry first.")
            enable_with_reason(self._buttons[deed.name], reason)

    def choose(self, identity: str) -> bool:
        """Make a record the current one; tell whether it is there."""
        return self.view.choose(lambda record: self.identity(record) == identity)

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Choose the record asked for."""
        if self.KEY in selection:
            self.search.clear()
            self.choose(selection[self.KEY])

    def selection(self) -> Mapping[str, str]:
        """Return the chosen record."""
        current = self.view.current()
        return {} if current is None else {self.KEY: self.identity(current)}

    def run(
        self,
        title: str,
        work: Callable[[], tuple[T, Changes]],
        done: Callable[[T], None] | None = None,
    ) -> None:
        """Run a use case beside the window; publish what it changed."""
        change(self.context, title, lambda _job: work(), done)

    def _searched(self, text: str) -> None:
        self.view.filter.search(text)

    def _chosen(self, record: R | None) -> None:
        clear_layout(self._facts)
        self._title.setText("" if record is None else self.heading(record))
        if record is not None:
            grid = KeyValueGrid(key_width=96, key_most=KEY_MOST)
            for name, value in self.facts(record):
                if not name and isinstance(value, QWidget):
                    self._facts.addWidget(value)
                elif value != "":
                    grid.add(name, value)
            self._facts.addWidget(grid)
        self._facts.addStretch(1)
        self.show_deeds()
        self.moved.emit()


def why_not(context: GuiContext, *permissions: Permission) -> str | None:
    """Return why the person signed in may not do something; None: one of the permissions lets them."""
    if any(context.session.may(permission) for permission in permissions):
        return None
    return context.translator.tr("Your roles do not allow this.")

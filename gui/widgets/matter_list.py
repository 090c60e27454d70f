"""What must be done, by me or by everybody, what is overdue before all else?"""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.governance.overview import Matter
from core.ids import PersonId
from core.messages import Message
from gui.context import GuiContext
from gui.widgets.basic import Card, clear_layout, label
from gui.widgets.cells import Cell
from gui.widgets.chips import chips
from gui.widgets.painting import Tone
from gui.widgets.tables import RecordView, TableColumn

SHOWN = 500
"""So many rows are shown at most: what is overdue comes first, and nobody reads more at a glance."""
MINE, EVERYBODY = "mine", "everybody"


class MatterList(Card):
    """The rows behind a number, of one person or of all; a click goes to the place."""

    opened = Signal(object)
    """`Matter`."""

    def __init__(self, context: GuiContext) -> None:
        """Build the list without rows."""
        super().__init__()
        self._context, self._words, tr = context, context.translator, context.translator.tr
        self._all: tuple[Matter, ...] = ()
        self._mine: tuple[Matter, ...] = ()
        self._names: Mapping[PersonId, str] = {}
        self.whose: str | None = None
        """None until somebody chose: the own tasks where there are any."""
        head = QHBoxLayout()
        self.title = label("", "heading")
        head.addWidget(self.title, 1)
        self._chips = QVBoxLayout()
        head.addLayout(self._chips)
        self.body.addLayout(head)
        self.view: RecordView[Matter] = RecordView(
            context.theme, self._columns(), name="matters", title=tr("What must be done")
        )
        self.view.clicked.connect(lambda _: self._open())
        self.view.doubleClicked.disconnect()
        self.view.opened.connect(self.opened)
        self.body.addWidget(self.view, 1)
        self.nothing = label("", "muted", wrap=True)
        self.body.addWidget(self.nothing)

    def _columns(self) -> tuple[TableColumn[Matter], ...]:
        tr = self._words.tr
        return (
            TableColumn(title=tr("Day"), cell=self._day, key=lambda item: item.day or date.max, width=112),
            TableColumn(title=tr("What"), cell=self._what),
        )

    def _day(self, item: Matter) -> Cell:
        if item.day is None:
            return Cell(text="–", faint=True)
        day = self._words.date(item.day)
        return (
            Cell(text=day, tone=Tone.BAD, below=self._words.tr("overdue")) if item.overdue else Cell(text=day)
        )

    def _what(self, item: Matter) -> Cell:
        what = self._words.say(item.what) if isinstance(item.what, Message) else self._words.text(item.what)
        about = item.version or item.model
        who = "" if item.who is None else self._names.get(item.who, item.who)
        parts = (who, f"{self._words.label(item.kind)} {item.id}", "" if about == item.id else about)
        return Cell(text=" ".join(what.split()), below=" · ".join(part for part in parts if part), tip=what)

    def show_matters(self, title: str, matters: Sequence[Matter], names: Mapping[PersonId, str]) -> None:
        """Show the rows behind another number."""
        me = self._context.session.person.id
        self._all, self._names = tuple(matters), names
        self._mine = tuple(item for item in self._all if item.who == me)
        self.title.setText(title)
        self._show()

    @property
    def shown(self) -> str:
        """Return whose rows are shown."""
        return self.whose or (MINE if self._mine else EVERYBODY)

    def _show(self) -> None:
        tr, words = self._words.tr, self._words
        clear_layout(self._chips)
        named = [
            (MINE, tr("Mine · {n}", n=words.integer(len(self._mine)))),
            (EVERYBODY, tr("Everybody · {n}", n=words.integer(len(self._all)))),
        ]
        self._chips.addWidget(_bare(chips(named, self.shown, self._choose)))
        found = self._mine if self.shown == MINE else self._all
        self.view.fill(found[:SHOWN])
        self.view.setVisible(bool(found))
        self.nothing.setVisible(not found or len(found) > SHOWN)
        self.nothing.setText(self._remark(found))

    def _remark(self, found: Sequence[Matter]) -> str:
        tr, words = self._words.tr, self._words
        if len(found) > SHOWN:
            return tr(
                "The first {n} of {total}; the exported due dates hold all.",
                n=words.integer(SHOWN),
                total=words.integer(len(found)),
            )
        if self._all and not found:
            return tr("Nothing here is yours. “Everybody” shows the rest.")
        return tr("There is nothing here.")

    def _choose(self, whose: str) -> None:
        self.whose = whose
        self._show()

    def _open(self) -> None:
        current = self.view.current()
        if current is not None:
            self.opened.emit(current)


def _bare(widget: QWidget) -> QWidget:
    """Let chips be as wide as their texts."""
    for button in widget.findChildren(QPushButton):
        button.setMinimumWidth(button.sizeHint().width())
    return widget

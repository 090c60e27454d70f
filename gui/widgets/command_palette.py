"""How is any action or model reached by typing a few letters?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from core.language import Translator

_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something that can be done or gone to."""

    title: str
    hint: str = ""
    """Shortcut or kind, shown behind the title."""
    run: Callable[[], None]


def rank(query: str, text: str) -> int | None:
    """Rate how well a text fits what was typed; smaller is better, None: not at all.

    All letters must occur in order; letters that follow each other or begin a word count more.
    """
    wanted, text = query.casefold().replace(" ", ""), text.casefold()
    position, cost = -1, 0
    for letter in wanted:
        found = text.find(letter, position + 1)
        if found < 0:
            return None
        begins_word = found == 0 or not text[found - 1].isalnum()
        cost += 0 if begins_word else min(found - position - 1, 9)
        position = found
    return cost * 100 + len(text)


class CommandPalette(QDialog):
    """A field and the commands that fit it; Enter runs the first."""

    def __init__(
        self,
        translator: Translator,
        commands: Sequence[Command],
        parent: QWidget,
        *,
        find: Callable[[str], Sequence[Command]] = lambda _query: (),
    ) -> None:
        """Offer all commands at first; `find` looks up records by what is typed."""
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("command_palette")
        self.setAccessibleName(translator.tr("Command palette"))
        self._commands = tuple(commands)
        self._find, self._shown = find, self._commands
        self.field = QLineEdit()
        self.field.setObjectName("command_field")
        self.field.setPlaceholderText(
            translator.tr("Type a command, or words of a model, finding or document")
        )
        self.field.setAccessibleName(self.field.placeholderText())
        self.list = QListWidget()
        self.list.setObjectName("command_list")
        self.list.setAccessibleName(translator.tr("Matching commands"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.resize(560, 380)
        self.field.textChanged.connect(self._offer)
        self.field.returnPressed.connect(self._run)
        self.list.itemActivated.connect(lambda _item: self._run())
        self.list.itemClicked.connect(lambda _item: self._run())
        self.field.installEventFilter(self)
        self._offer("")
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list with the arrow keys while typing."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in _MOVES:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _offer(self, query: str) -> None:
        rated = [(rank(query, item.title), item) for item in self._commands]
        fitting = sorted(((cost, item) for cost, item in rated if cost is not None), key=lambda pair: pair[0])
        shown = [item for _, item in fitting] if query.strip() else list(self._commands)
        records = tuple(self._find(query)) if query.strip() else ()
        self._shown = (*shown[: 50 - len(records)], *records)
        self.list.clear()
        for command in self._shown:
            self.list.addItem(QListWidgetItem(f"{command.title}    {command.hint}".rstrip()))
        self.list.setCurrentRow(0)

    def _run(self) -> None:
        if self.list.currentRow() < 0:
            return
        command = self._shown[self.list.currentRow()]
        self.accept()
        command.run()

"""Which small building blocks are pages and dialogs made of?"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLayout,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.errors import PruefsteinError
from core.language import Translator
from gui.theme import Theme
from gui.widgets.badges import Badge, BandChip
from gui.widgets.painting import (
    TONE_ICONS,
    Mark,
    Tone,
)

__all__ = [
    "Badge",
    "BandChip",
    "Callout",
    "Card",
    "EmptyState",
    "KeyValueGrid",
    "Mark",
    "PrimaryButton",
    "SecondaryButton",
    "Tone",
    "ask_passphrase",
    "clear_layout",
    "confirm",
    "enable_with_reason",
    "icon_label",
    "label",
    "link_button",
    "scrolled",
    "show_error",
]

UNLIMITED = 16777215
"""Qt's own largest width."""


def label(text: str, kind: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """Return a plain-text label; `kind` is a style of theme.qss, for example title or muted."""
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setProperty("kind", kind)
    result.setWordWrap(wrap)
    if selectable:
        result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return result


def icon_label(theme: Theme, icon: str, tint: str = "muted", size: int = 16) -> QLabel:
    """Return a drawn icon; screen readers pass over it."""
    result = QLabel()
    result.setPixmap(theme.pixmap(icon, tint, size))
    result.setFixedSize(QSize(size, size))
    return result


class _Button(QPushButton):
    KIND = ""

    def __init__(self, text: str, *, name: str, theme: Theme | None = None, icon: str = "") -> None:
        super().__init__(text.replace("&", "&&"))
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setProperty("kind", self.KIND)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        if theme is not None and icon:
            self.setIcon(theme.icon(icon, "onAccent" if self.KIND == "primary" else "text"))

    def minimumSizeHint(self) -> QSize:
        """Never become too narrow for the text."""
        return self.sizeHint()


class PrimaryButton(_Button):
    """The one action a page or dialog is for."""

    KIND = "primary"


class SecondaryButton(_Button):
    """Any other action."""

    KIND = "secondary"


def link_button(text: str, *, name: str, pressed: Callable[[], None]) -> QPushButton:
    """Return a button that looks like a link."""
    button = SecondaryButton(text, name=name)
    button.setProperty("kind", "link")
    button.clicked.connect(lambda _=False: pressed())
    return button


def enable_with_reason(widget: QWidget, reason: str | None) -> None:
    """Enable a control, or disable it and say why; a control is never hidden instead."""
    widget.setEnabled(reason is None)
    widget.setToolTip(reason or "")
    widget.setAccessibleDescription(reason or "")


class Card(QFrame):
    """A white surface with a thin border; put widgets into `body`."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        """Make an empty card, with a heading if a title is given."""
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 14, 16, 14)
        self.body.setSpacing(10)
        if title:
            self.body.addWidget(label(title, "heading"))


FIRST_LINES = 4
"""Lines of a long list in a colored box before the others are asked for."""


class Callout(QFrame):
    """A colored box that says what is the matter and offers the next step."""

    def __init__(
        self, theme: Theme, tone: Tone, title: str, lines: Sequence[str] = (), *, more: str = ""
    ) -> None:
        """Show a title with an icon and some lines below it.

        With `more`, the words of a button, it shows all lines only when that is pressed.
        """
        super().__init__()
        self.setProperty("kind", "callout")
        self.setProperty("tone", tone.value)
        self.setAccessibleName(" ".join((title, *lines)))
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(14, 12, 14, 12)
        self._outer.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(icon_label(theme, TONE_ICONS[tone], tone.value, 16), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(label(title, "strong", wrap=True), 1)
        self._outer.addLayout(head)
        first = len(lines) if not more or len(lines) <= FIRST_LINES + 1 else FIRST_LINES
        shown = [label(line, wrap=True, selectable=True) for line in lines]
        for place, line in enumerate(shown):
            self._outer.addWidget(line)
            if place >= first:
                line.hide()
        self._buttons: QHBoxLayout | None = None
        if first < len(lines):
            self._offer(shown[first:], more)

    def _offer(self, hidden: Sequence[QWidget], more: str) -> None:
        """Add the button that shows the other lines."""

        def show() -> None:
            for line in hidden:
                line.show()
            button.hide()

        button = link_button(more, name="callout_more", pressed=show)
        self._outer.addWidget(button)

    def add_button(self, button: QPushButton) -> None:
        """Put a button in the box's last row."""
        if self._buttons is None:
            self._buttons = QHBoxLayout()
            self._buttons.setSpacing(8)
            self._buttons.addStretch(1)
            self._outer.addLayout(self._buttons)
        self._buttons.insertWidget(self._buttons.count() - 1, button)

    def add(self, widget: QWidget) -> None:
        """Put any widget below the lines."""
        self._outer.addWidget(widget)


class EmptyState(QWidget):
    """What a page shows instead of an empty table: why it is empty and what to do."""

    def __init__(
        self, theme: Theme, icon: str, title: str, text: str, *, button: QPushButton | None = None
    ) -> None:
        """Center an icon, two texts and perhaps a button."""
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch(1)
        center = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(icon_label(theme, icon, "faint", 40), 0, center)
        layout.addWidget(label(title, "heading"), 0, center)
        words = label(text, "muted", wrap=True)
        words.setAlignment(center)
        words.setFixedWidth(440)
        words.ensurePolished()
        words.setMinimumHeight(words.heightForWidth(440))
        layout.addWidget(words, 0, center)
        if button is not None:
            layout.addWidget(button, 0, center)
        layout.addStretch(2)


class KeyValueGrid(QWidget):
    """Facts in two columns: what, and its value as text or widget."""

    def __init__(self, *, key_width: int = 0, key_most: int = 0) -> None:
        """Make an empty grid; `key_width` keeps several grids aligned; wider than `key_most` names wrap."""
        super().__init__()
        self._key_most = key_most
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, key_width)

    def add(self, key: str, value: str | QWidget) -> QWidget:
        """Append a row and return the widget that shows the value."""
        row = self._grid.rowCount()
        name = label(key, "muted")
        if 0 < self._key_most < name.fontMetrics().horizontalAdvance(key):
            name.setWordWrap(True)
            name.setFixedWidth(self._key_most)
        widget = value if isinstance(value, QWidget) else label(value or "–", wrap=True, selectable=True)
        one_line = isinstance(widget, QLineEdit | QComboBox) or bool(widget.property("oneLine"))
        side = Qt.AlignmentFlag.AlignVCenter if one_line else Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(name, row, 0, side | Qt.AlignmentFlag.AlignLeft)
        name.setBuddy(widget)
        if not widget.accessibleName():
            widget.setAccessibleName(key)
        if isinstance(widget, QLabel):
            self._grid.addWidget(widget, row, 1)
        else:
            plain = isinstance(widget, Badge | BandChip) or widget.maximumWidth() < UNLIMITED
            self._grid.addWidget(widget, row, 1, Qt.AlignmentFlag.AlignLeft if plain else Qt.AlignmentFlag(0))
        return widget

    def show_row(self, widget: QWidget, *, shown: bool) -> None:
        """Show or hide a value together with its key."""
        place = self._grid.indexOf(widget)
        if place < 0:
            return
        row = self._grid.getItemPosition(place)[0]  # type: ignore[index] # PySide states no type here
        key = self._grid.itemAtPosition(row, 0)
        name = None if key is None else key.widget()
        if name is not None:
            name.setVisible(shown)
        widget.setVisible(shown)


def scrolled(widget: QWidget) -> QScrollArea:
    """Put a widget into a vertically scrolling area without a frame."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    widget.setObjectName(widget.objectName() or "scrolled")
    area.setWidget(widget)
    return area


def clear_layout(layout: QLayout) -> None:
    """Remove everything from a layout, at once from sight."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)


def show_error(parent: QWidget | None, translator: Translator, error: PruefsteinError) -> None:
    """Say what happened, its effect and the next step; never a traceback."""
    box = QMessageBox(parent)
    box.setObjectName("error")
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(translator.tr("That did not work"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(translator.say(error.message))
    box.addButton(translator.tr("OK"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def confirm(parent: QWidget | None, translator: Translator, question: str, *, yes: str) -> bool:
    """Ask before something that cannot be taken back; the safe answer is the default."""
    box = QMessageBox(parent)
    box.setObjectName("confirm")
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(translator.tr("Please confirm"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(question)
    go = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(translator.tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
    box.exec()
    return box.clickedButton() is go


def ask_passphrase(parent: QWidget | None, translator: Translator, *, title: str, why: str) -> str | None:
    """Ask for the passphrase of the person signed in; None when they cancel."""
    dialog = QInputDialog(parent)
    dialog.setObjectName("passphrase")
    dialog.setWindowTitle(title)
    dialog.setLabelText(why)
    dialog.setTextEchoMode(QLineEdit.EchoMode.Password)
    dialog.setOkButtonText(translator.tr("Continue"))
    dialog.setCancelButtonText(translator.tr("Cancel"))
    field = dialog.findChild(QLineEdit)
    if field is not None:
        field.setObjectName("passphrase_field")
        field.setAccessibleName(translator.tr("Passphrase"))
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return None
    return dialog.textValue()


def button_row(
    translator: Translator, dialog: QDialog, accept: PrimaryButton, *, cancel: str = ""
) -> QDialogButtonBox:
    """Return the last row of a dialog: cancel, and the one action."""
    box = QDialogButtonBox()
    box.addButton(accept, QDialogButtonBox.ButtonRole.AcceptRole)
    back = SecondaryButton(cancel or translator.tr("Cancel"), name="cancel")
    box.addButton(back, QDialogButtonBox.ButtonRole.RejectRole)
    box.rejected.connect(dialog.reject)
    accept.setDefault(True)
    return box

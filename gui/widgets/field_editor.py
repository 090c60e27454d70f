"""With which control is a field of the register entered?"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from core.governance.register import NOT_APPLICABLE, FieldKind, FieldSpec
from gui.context import GuiContext
from gui.sections.forms import humans
from gui.widgets.inputs import choice, line, paragraph

_LONG = frozenset({FieldKind.LONG_TEXT, FieldKind.LIST, FieldKind.DEPENDENCIES, FieldKind.MODELS})
_HINTS = {FieldKind.DATE: "2026-11-21", FieldKind.NUMBER: "1000000", FieldKind.COUNTRIES: "DE, AT"}
LONG_HEIGHT = 110


class FieldEditor(QWidget):
    """The control of one field; `raw` is what the core reads."""

    edited = Signal(str)
    """A person changed the entry."""

    def __init__(self, context: GuiContext, field: FieldSpec, raw: str, *, name: str = "entry") -> None:
        """Show what was entered."""
        super().__init__()
        self.context, self.field = context, field
        self._name, self._title = name, context.translator.tr(field.label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.control = self._make("" if raw == NOT_APPLICABLE else raw)
        column.addWidget(self.control)
        self.not_applicable = QCheckBox(context.translator.tr("Does not apply"))
        self.not_applicable.setObjectName(f"{name}_not_applicable")
        self.not_applicable.setVisible(field.may_not_apply)
        self.not_applicable.setChecked(raw == NOT_APPLICABLE)
        self.control.setEnabled(raw != NOT_APPLICABLE)
        self.not_applicable.toggled.connect(self._toggled)
        column.addWidget(self.not_applicable)

    def raw(self) -> str:
        """Return the entry as the core reads it."""
        if self.not_applicable.isChecked():
            return NOT_APPLICABLE
        match self.control:
            case QLineEdit():
                return self.control.text().strip()
            case QPlainTextEdit():
                return self.control.toPlainText().strip()
            case QComboBox():
                return str(self.control.currentData() or "")
            case QListWidget():
                return ",".join(self._ticked(self.control))
        return ""

    def _make(self, raw: str) -> QWidget:
        match self.field.kind:
            case FieldKind.CHOICE | FieldKind.YES_NO | FieldKind.PERSON:
                return self._choice(raw)
            case FieldKind.CHOICES:
                return self._several(raw)
            case kind if kind in _LONG:
                text = paragraph(self._name, self._title)
                text.setPlainText(raw)
                text.setFixedHeight(LONG_HEIGHT)
                text.textChanged.connect(self._say)
                return text
        short = line(self._name, self._title, hint=_HINTS.get(self.field.kind, ""))
        short.setText(raw)
        short.textEdited.connect(self._say)
        return short

    def _choice(self, raw: str) -> QComboBox:
        tr = self.context.translator.tr
        entries: list[tuple[str, object]] = [(tr(item.label), item.key) for item in self.field.choices]
        if self.field.kind is FieldKind.YES_NO:
            entries = [(tr("yes"), "yes"), (tr("no"), "no")]
        if self.field.kind is FieldKind.PERSON:
            people = humans(self.context.workspace.people.all())
            entries = [(who.name.name(), who.id) for who in people]
        box = choice(self._name, self._title, entries, ask=tr("not entered"))
        box.setCurrentIndex(max(box.findData(raw), 0) if raw else 0)
        box.currentIndexChanged.connect(self._say)
        return box

    def _several(self, raw: str) -> QListWidget:
        listed, chosen = QListWidget(), set(raw.split(","))
        listed.setObjectName(self._name)
        listed.setAccessibleName(self._title)
        for item in self.field.choices:
            entry = QListWidgetItem(self.context.translator.tr(item.label), listed)
            entry.setData(Qt.ItemDataRole.UserRole, item.key)
            entry.setFlags(entry.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            entry.setCheckState(Qt.CheckState.Checked if item.key in chosen else Qt.CheckState.Unchecked)
        listed.setMinimumHeight(LONG_HEIGHT + 40)
        listed.itemChanged.connect(self._say)
        return listed

    def _ticked(self, listed: QListWidget) -> list[str]:
        entries = (listed.item(row) for row in range(listed.count()))
        return [
            str(entry.data(Qt.ItemDataRole.UserRole))
            for entry in entries
            if entry.checkState() is Qt.CheckState.Checked
        ]

    def _toggled(self, gone: bool) -> None:  # noqa: FBT001 (Qt's signature)
        self.control.setEnabled(not gone)
        self._say()

    def _say(self, *_: object) -> None:
        self.edited.emit(self.raw())

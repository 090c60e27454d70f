"""What must be said when columns are kept for bias tests only (AI Act Art. 4a)?"""

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.texts import Text
from gui.context import Look
from gui.widgets.basic import Callout, KeyValueGrid, label
from gui.widgets.painting import Tone
from gui.widgets.pickers import DayField, TextField, today

_PROPOSED = timedelta(days=90)


def protection_note(look: Look) -> Callout:
    """Return what holds for columns that are kept for bias tests only."""
    tr = look.translator.tr
    title = tr("Bias test only: special categories under AI Act Art. 4a")
    lines = [
        tr(
            "These columns are read only to find and correct bias. Every access is recorded, no export "
            "contains them, and their values are deleted by the day you set; digest and counts stay."
        )
    ]
    box = Callout(look.theme, Tone.INFO, title, lines)
    box.setObjectName("protection_note")
    return box


class ProtectionForm(QWidget):
    """The note, the day of deletion, and why bias cannot be found without these columns."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        """Propose a day in three months; the person decides."""
        super().__init__()
        self.setObjectName("protection")
        self._look = look
        tr = look.translator.tr
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(protection_note(look))
        self.day = DayField(look.translator, today() + _PROPOSED, name="delete_by", said=tr("Delete by"))
        self.necessity = TextField(name="necessity", said=tr("Why these columns are needed"), height=60)
        grid = KeyValueGrid(key_width=150)
        grid.add(tr("Delete by"), self.day)
        grid.add(tr("Why needed"), self.necessity)
        column.addWidget(grid)
        words = tr("Why bias cannot be found with other, synthetic or anonymized data; kept on record.")
        column.addWidget(label(words, "faint", wrap=True))
        self.necessity.textChanged.connect(self.changed.emit)
        self.day.dateChanged.connect(lambda _d: self.changed.emit())

    def obstacle(self) -> str | None:
        """Return what is missing; None: nothing."""
        if self.necessity.toPlainText().strip():
            return None
        return self._look.translator.tr("Say why bias cannot be found without these columns.")

    @property
    def delete_by(self) -> date:
        """Return the day by which the columns must be deleted."""
        return self.day.day

    def reason(self) -> Text | None:
        """Return why the columns are needed."""
        return self.necessity.text(self._look.translator)

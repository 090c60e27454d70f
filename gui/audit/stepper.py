"""Which step of the audit is this, and which can be gone to?"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from core.language import Translator
from gui.widgets.basic import enable_with_reason


class Stepper(QWidget):
    """Numbered steps in a row; those that may be gone to can be pressed."""

    chosen = Signal(int)
    """Number of the step, from 0."""

    def __init__(self, translator: Translator, titles: Sequence[str]) -> None:
        """Show the first step."""
        super().__init__()
        self.setObjectName("stepper")
        self.setAccessibleName(translator.tr("Steps of the audit"))
        self._translator = translator
        self._group = QButtonGroup(self)
        self.buttons: list[QPushButton] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for number, title in enumerate(titles):
            if number:
                row.addWidget(_line(), 1)
            button = QPushButton(f"{number + 1}  {title}".replace("&", "&&"))
            button.setObjectName(f"step_{number}")
            button.setProperty("kind", "step")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, wanted=number: self.chosen.emit(wanted))
            self._group.addButton(button)
            self.buttons.append(button)
            row.addWidget(button)

    def show_step(self, current: int, reasons: Sequence[str | None]) -> None:
        """Mark the current step; a step with a reason cannot be gone to, and says why."""
        for number, (button, reason) in enumerate(zip(self.buttons, reasons, strict=True)):
            button.setChecked(number == current)
            enable_with_reason(button, reason)
            done = reason is None and number < current
            button.setProperty("done", done)
            state = self._translator.tr("current step") if number == current else reason or ""
            button.setAccessibleDescription(state)
            button.style().unpolish(button)
            button.style().polish(button)


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("kind", "line")
    line.setFixedHeight(1)
    line.setMinimumWidth(8)
    line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return line

"""What do all steps of the audit have in common?"""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.audit.context import AuditContext
from gui.audit.state import AuditState


class Step(QWidget):
    """One step: what it is called, what it still lacks, and what going on means."""

    TITLE: ClassVar[str]
    """English, marked with `N_`."""
    ICON: ClassVar[str] = "arrow-right"
    """Of the button that leads on."""

    changed = Signal()
    """What is missing may have changed."""

    def __init__(self, context: AuditContext, state: AuditState) -> None:
        """Work on the state all steps share."""
        super().__init__()
        self.context, self.state = context, state
        self.words = context.translator
        self.setAccessibleName(self.words.tr(self.TITLE))

    def arrive(self) -> None:
        """Do what is to be done when the step is shown."""

    def topic(self) -> str:
        """Return the id of the check in view, which the help then explains first; empty for none."""
        return ""

    def obstacles(self) -> tuple[str, ...]:
        """Return what must be done before one can go on, as sentences."""
        return ()

    def onward(self) -> str:
        """Return what the button says that leads on."""
        return self.words.tr("Continue")

    def act(self) -> bool:
        """Do what the button says; tell whether the next step is to be shown at once."""
        return True

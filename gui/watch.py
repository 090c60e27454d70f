"""Is the audit trail known to be intact, so that somebody may sign?"""

from PySide6.QtCore import QObject, Signal

from core.audit import TrailState
from core.messages import Message, message


class TrailWatch(QObject):
    """The outcome of the verification that runs in the background at start, or on demand."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start unverified."""
        super().__init__(parent)
        self.state: TrailState | None = None

    def settle(self, state: TrailState | None) -> None:
        """Take the outcome of a verification; None: one is running."""
        self.state = state
        self.changed.emit()

    @property
    def obstacle(self) -> Message | None:
        """Return why nobody may sign or decide now; None: they may."""
        if self.state is None:
            return message(
                "The audit trail is still being checked. Signing is possible as soon as that is done."
            )
        if not self.state.intact:
            return message(
                "The audit trail is not intact. Nothing can be signed until the problems listed on the page "
                "Audit trail are cleared up."
            )
        return None

"""How do pages learn what was changed?"""

from PySide6.QtCore import QObject, Signal

from core.workspace import Changes


class ChangeBus(QObject):
    """One signal that carries what a use case changed; no page knows another page."""

    changed = Signal(object)
    """`Changes`."""

    def publish(self, changes: Changes) -> None:
        """Tell every page; pages that are not touched ignore it."""
        if changes:
            self.changed.emit(changes)

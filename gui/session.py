"""Who is signed in now?"""

from PySide6.QtCore import QObject, Signal

from core.people import Permission, Person
from core.workspace import Session


class SessionHolder(QObject):
    """Holds the current session; another person may take over without closing the window."""

    switched = Signal()
    """Another person is signed in."""
    locked = Signal()
    unlocked = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        """Start with the person who signed in."""
        super().__init__(parent)
        self._session = session

    @property
    def current(self) -> Session:
        """Return the session to hand to use cases."""
        return self._session

    @property
    def person(self) -> Person:
        """Return who is signed in."""
        return self._session.person

    def may(self, permission: Permission) -> bool:
        """Tell whether the person's roles allow something; buttons ask this."""
        return self.person.may(permission)

    def switch(self, session: Session) -> None:
        """Let another person take over; the earlier key is dropped."""
        if session is not self._session:
            self._session.lock()
        self._session = session
        self.switched.emit()

    def lock(self) -> None:
        """Drop the key until the passphrase is given again."""
        self._session.lock()
        self.locked.emit()

"""Is the person still there?"""

import gc
from time import monotonic

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

from gui.session import SessionHolder

_SIGNS = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel}
_CHECK_SECONDS = 10


class IdleWatch(QObject):
    """Keeps the session awake while keys and mouse are used, and tells when it has locked itself."""

    away = Signal()

    def __init__(self, session: SessionHolder, parent: QObject) -> None:
        """Watch the whole application."""
        super().__init__(parent)
        self._session, self._last = session, monotonic()
        self._told = False
        self._timer = QTimer(self, interval=_CHECK_SECONDS * 1000)
        self._timer.timeout.connect(self.check)
        self._timer.start()
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note that somebody is there, at most once a second."""
        if event.type() in _SIGNS and monotonic() - self._last > 1:
            self._last = monotonic()
            self._session.current.touch()
        return False

    def check(self) -> None:
        """Tell once when the session has locked itself."""
        locked = self._session.current.locked
        if locked and not self._told:
            self._told = True
            self.away.emit()
            gc.unfreeze()  # what large lists left behind is looked through while nobody waits
            gc.collect()
        elif not locked:
            self._told = False

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

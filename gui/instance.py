"""Is this workspace already open in another window, and can that window come to the front?"""

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT = 500


def _name(folder: Path) -> str:
    return "pruefstein-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:20]


def raise_other(folder: Path) -> bool:
    """Ask the window that has the workspace open to come to the front; tell whether there is one."""
    socket = QLocalSocket()
    socket.connectToServer(_name(folder))
    found = socket.waitForConnected(_WAIT)
    if found:
        socket.write(b"raise")
        socket.waitForBytesWritten(_WAIT)
    socket.abort()
    return found


class Instance(QObject):
    """Listens for a second start on the same workspace."""

    wanted = Signal()
    """Come to the front."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Begin to listen; what a crashed predecessor left is removed."""
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._called)
        QLocalServer.removeServer(_name(folder))
        self._server.listen(_name(folder))

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _called(self) -> None:
        connection = self._server.nextPendingConnection()
        if connection is not None:
            connection.deleteLater()
            self.wanted.emit()

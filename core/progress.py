"""How does a long calculation report where it is, and learn that it should stop?"""

from typing import Protocol

from core.messages import Message


class Progress(Protocol):
    """Called by long calculations; raises `CancelledError` when the user asked to stop."""

    def __call__(self, fraction: float, doing: Message) -> None:
        """Report the share done (0 to 1) and what is being done now."""

    def check(self) -> None:
        """Raise `CancelledError` if the user asked to stop; called at least every 0.1 s while waiting."""


class Silent:
    """A progress nobody watches."""

    def __call__(self, fraction: float, doing: Message) -> None:
        """Report nothing."""

    def check(self) -> None:
        """Never stop."""


SILENT: Progress = Silent()

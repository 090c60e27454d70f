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


class Part:
    """The progress of a step that takes the task from one fraction to another."""

    def __init__(self, whole: Progress, start: float, end: float) -> None:
        """Keep which part of the whole this is."""
        self._whole, self._start, self._end = whole, start, end

    def __call__(self, fraction: float, doing: Message) -> None:
        """Report the share of the whole."""
        self._whole(self._start + (self._end - self._start) * fraction, doing)

    def check(self) -> None:
        """Raise `CancelledError` if the user asked to stop."""
        self._whole.check()

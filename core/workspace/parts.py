"""How does one step report its share of a longer task?"""

from core.messages import Message
from core.progress import Progress


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

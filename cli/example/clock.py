"""What time is it in the story?"""

from datetime import UTC, datetime, timedelta

TICK = timedelta(seconds=7)


class StoryClock:
    """Starts in the past, moves a few seconds at each look, and never goes back or past the present."""

    def __init__(self, now: datetime) -> None:
        """Remember the moment the example is created; the story ends there."""
        self.end = now.astimezone(UTC)
        self._moment = self.end

    def start(self, days_ago: int, hour: int) -> None:
        """Begin the story on an earlier day."""
        self._moment = self._at(days_ago, hour)

    def go_to(self, days_ago: int, hour: int) -> None:
        """Move on to the given hour, unless the story is already later."""
        self._moment = max(self._moment, self._at(days_ago, hour))

    def __call__(self) -> datetime:
        """Return the moment of the story, a few seconds after the last one."""
        self._moment = min(self._moment + TICK, max(self.end, self._moment + timedelta(microseconds=1)))
        return self._moment

    def _at(self, days_ago: int, hour: int) -> datetime:
        day = self.end - timedelta(days=days_ago)
        return min(day.replace(hour=hour, minute=0, second=0, microsecond=0), self.end)

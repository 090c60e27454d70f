"""How long will a task that reports its share done still take?"""

from math import exp

from core.messages import Message, message

SILENT_SECONDS = 2.0
"""Shorter tasks show no estimate, and no task shows one earlier."""
_SURE = 0.02
"""Share done from which on an estimate means anything."""
_LONGEST = 36_000.0
"""Seconds beyond which an estimate would be a guess."""
_RECENT, _CALM = 5.0, 2.0
"""Seconds after which the speed of now, and the figure shown, have mostly followed."""


class Remaining:
    """Estimates from the whole pace and the recent one, and moves the figure smoothly.

    All times are seconds since the task began, so that tests need no clock.
    """

    def __init__(self) -> None:
        """Begin with nothing done."""
        self._fraction = 0.0
        self._at = 0.0
        self._pace: float | None = None
        self._shown: float | None = None
        self._shown_at = 0.0

    def report(self, fraction: float, now: float) -> None:
        """Take note of the share done; a step back counts as none."""
        done, passed = fraction - self._fraction, now - self._at
        if done <= 0 or passed <= 0:
            return
        weight = 1 - exp(-passed / _RECENT)
        pace = done / passed
        self._pace = pace if self._pace is None else self._pace + (pace - self._pace) * weight
        self._fraction, self._at = fraction, now

    def seconds(self, now: float) -> float | None:
        """Return the seconds left; None while too little is known."""
        raw = self._raw(now)
        if raw is None or now < SILENT_SECONDS:
            return None
        if self._shown is None:
            self._shown = raw
        else:
            passed = max(now - self._shown_at, 0.0)
            counted = max(self._shown - passed, 0.0)
            self._shown = counted + (raw - counted) * (1 - exp(-passed / _CALM))
        self._shown_at = now
        return self._shown

    def _raw(self, now: float) -> float | None:
        """Return the estimate from the mean of the whole pace and the recent one."""
        if self._fraction < _SURE or self._fraction >= 1 or now <= 0 or self._pace is None:
            return None
        whole = self._fraction / now
        waiting = max(now - self._at, 0.0)
        recent = whole + (self._pace - whole) * exp(-waiting / _RECENT)
        left = (1 - self._fraction) / max((whole + recent) / 2, 1e-12)
        return left if left <= _LONGEST else None


def left_text(seconds: float) -> Message:
    """Say the seconds left as roughly as they are known."""
    if seconds < 10:
        return message("about {seconds} s left", seconds=max(1, round(seconds)))
    if seconds < 58:
        return message("about {seconds} s left", seconds=5 * round(seconds / 5))
    return message("about {minutes} min left", minutes=max(1, round(seconds / 60)))

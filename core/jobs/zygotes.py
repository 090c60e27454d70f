"""Which processes fork workers for this application?

Linux only; elsewhere, and whenever such a process cannot be had, workers start cold. One process serves the
workers that hold models and another the statistics, which therefore never descend from anything a model
could have touched. They start on first need and end with the application.
"""

import atexit
import os
import sys
import threading
from contextlib import suppress

from core.jobs.job import MODEL, PROBE, PROBES, SCRIPT, STATISTICS, Job
from core.jobs.keeper import Keeper, Kind

KINDS: dict[tuple[str, ...], Kind] = {
    MODEL: Kind(name="model", entry="core.jobs.child", walled=True),
    PROBE: Kind(name="model", entry="core.jobs.child", walled=True),
    PROBES: Kind(name="model", entry="core.jobs.child", walled=True),
    SCRIPT: Kind(name="model", entry="core.jobs.child", walled=True),
    STATISTICS: Kind(name="statistics", entry="core.jobs.child", walled=False),
}
"""Which jobs are forked, and from what."""
_STARTS = 3
"""How often a process is started again before workers start cold for good."""


class _Kept:
    """The processes of this application."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.keepers: dict[Kind, list[Keeper]] = {}
        self.ending = False


_kept = _Kept()


def serving(job: Job) -> Keeper | None:
    """Return the process that forks workers for such a job, started if need be; None: there is none."""
    kind = KINDS.get(job.arguments)
    return None if kind is None else keeper(kind)


def keeper(kind: Kind) -> Keeper | None:
    """Return the process of a kind, started if need be; None where workers start cold."""
    if sys.platform != "linux" or not hasattr(os, "pidfd_open"):
        return None
    with _kept.lock:
        started = _kept.keepers.setdefault(kind, [])
        if started and not started[-1].over:
            return started[-1]
        started[:] = [item for item in started if not item.rested]
        if _kept.ending or len(started) >= _STARTS or any(not item.born for item in started):
            return None
        with suppress(OSError):
            started.append(Keeper(kind))
        return started[-1] if started and not started[-1].over else None


def warm_up() -> None:
    """Start the processes without waiting for them."""
    for kind in set(KINDS.values()):
        keeper(kind)


def is_ending() -> bool:
    """Tell whether the application is ending, so that nothing may be started any more."""
    return _kept.ending


def close() -> None:
    """End the processes with all their workers; the next job starts them anew."""
    with _kept.lock:
        found = [item for started in _kept.keepers.values() for item in started]
        _kept.keepers.clear()
    for item in found:
        item.close()


def _forget() -> None:
    """Leave the processes to the application this one was forked from."""
    global _kept  # noqa: PLW0603 (a lock that may be held by a thread that does not exist here)
    _kept = _Kept()


def _end() -> None:
    _kept.ending = True
    close()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_forget)
atexit.register(_end)

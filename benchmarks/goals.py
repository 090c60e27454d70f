"""What is one row of the table of goals?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was measured side by side in one run."""

    ours: float
    """Seconds, or the unit that `unit` names."""
    peer: float | None = None
    """The same work by the peer; None where there is only a limit."""
    unit: str = "s"
    met: bool
    difference: float | None = None
    """Largest difference between our figures and the peer's."""
    note: str = ""
    """What limits it where the goal is not met, or what differs from the goal's words."""
    further: Mapping[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Return how many times the peer takes longer."""
        return None if self.peer is None or not self.ours else self.peer / self.ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One goal and how it is measured; every `benchmarks/bench_*.py` lists its own as `GOALS`."""

    id: str
    work: str
    limit: str
    """The goal in words, for example "at least 5 times aequitas 1.1"."""
    peer: str = ""
    """Who does the same work, with what."""
    measure: Callable[[], Outcome]


def best(work: Callable[[], object], times: int = 3) -> float:
    """Return the shortest of several runs in seconds."""
    return min(_timed(work) for _ in range(times))


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start

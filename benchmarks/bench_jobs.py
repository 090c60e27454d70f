"""How long until a worker is confined and ready, started cold or forked, and how much memory does that keep?

Usage: python benchmarks/bench_jobs.py [REPEATS]
Prints JSON: milliseconds from asking for the worker to its greeting (sent after it has confined itself),
milliseconds of a whole job that scores ten rows with a small model, ratios cold/forked, resident memory.
"""

import json
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.goals import Goal, Outcome
from core.jobs import zygotes
from core.jobs.answers import statements
from core.jobs.frames import JSON, Start, write_frame
from core.jobs.job import MODEL, PROBE, STATISTICS, Job
from core.jobs.keeper import Keeper
from core.jobs.starting import Running, cold

READY = 25.0
"""Milliseconds within which a forked worker must be confined."""


def to_hello(starting: Callable[[], AbstractContextManager[Running]]) -> float:
    start = time.perf_counter()
    with starting() as running:
        first = Start(scratch=str(running.scratch), seconds=60, memory=8 << 30)
        write_frame(running.pipes.to_worker, JSON, msgspec.json.encode(first))
        next(statements(running.pipes.from_worker, 1 << 20))
        return (time.perf_counter() - start) * 1000


def milliseconds(work: Callable[[], object], repeats: int) -> list[float]:
    found = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return found


def summary(found: list[float]) -> dict[str, float]:
    ordered = sorted(found)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1),
        "best": round(ordered[0], 1),
    }


def scoring() -> Callable[[], object]:
    from core.inventory import Task
    from core.jobs.tasks import ScoreRequest, score_model
    from tests.core.jobs.models import fitted, stored, table

    path, artifact = stored(fitted(), Path(tempfile.mkdtemp(prefix="bench-jobs-")))
    rows, request = table().head(10), ScoreRequest(task=Task.BINARY, favorable="good")
    return lambda: score_model(path, artifact, rows, request)


def memory(keeper: Keeper) -> dict[str, float]:
    """Resident MiB of the process that forks, its share of it, and what no other process shares."""
    waiting, found = [keeper.pid or 0], {"Rss": 0.0, "Pss": 0.0, "Private_Dirty": 0.0}
    while waiting:
        pid = waiting.pop()
        waiting += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in found:
                found[name] += int(rest.split()[0]) / 1024
    return {f"{name.lower()}_mib": round(value, 1) for name, value in found.items()}


def warmed(command: tuple[str, ...]) -> tuple[Keeper, float]:
    start = time.perf_counter()
    keeper = zygotes.serving(Job(arguments=command))
    if keeper is None or not keeper.warm(120.0):
        raise SystemExit("no process to fork workers from on this system")
    return keeper, (time.perf_counter() - start) * 1000


def never() -> None:
    """Nobody stops a benchmark."""


def main(repeats: int) -> None:
    model, until_warm = warmed(MODEL)
    judging, _ = warmed(STATISTICS)
    hello = {
        "cold": summary([to_hello(lambda: cold(Job(arguments=PROBE))) for _ in range(repeats)]),
        "forked": summary([to_hello(lambda: model.forked(never, MODEL)) for _ in range(repeats)]),
        "forked statistics": summary(
            [to_hello(lambda: judging.forked(never, STATISTICS)) for _ in range(repeats)]
        ),
    }
    score = scoring()
    score()
    forked = milliseconds(score, repeats)
    kinds = dict(zygotes.KINDS)
    zygotes.KINDS.clear()
    alone = milliseconds(score, max(3, repeats // 10))
    zygotes.KINDS.update(kinds)
    result = {
        "machine": platform.platform(),
        "python": platform.python_version(),
        "ms_until_everything_is_imported": round(until_warm),
        "ms_to_confined": hello,
        "ms_to_score_ten_rows": {"cold": summary(alone), "forked": summary(forked)},
        "cold_over_forked": round(statistics.median(alone) / statistics.median(forked), 1),
        "within_25_ms": hello["forked"]["median"] < READY,
        "memory": {"model": memory(model), "statistics": memory(judging)},
    }
    print(json.dumps(result, indent=2))


def start() -> Outcome:
    """Compare the start of a confined worker with a cold one."""
    model, _ = warmed(MODEL)
    forked = statistics.median(to_hello(lambda: model.forked(never, MODEL)) for _ in range(50))
    alone = statistics.median(to_hello(lambda: cold(Job(arguments=PROBE))) for _ in range(5))
    return Outcome(ours=forked, peer=alone, unit="ms", met=forked < READY)


GOALS = (
    Goal(
        id="job-start",
        work="start of a confined worker, forked",
        limit=f"under {READY:g} ms",
        peer="a new interpreter",
        measure=start,
    ),
)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)

"""How are the segments of a long trail checked side by side, and stopped when nobody waits any more?"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace

import msgspec

from core.errors import IntegrityError
from core.messages import message
from core.trail.segment import CHUNK, Heard, Segment
from core.trail.worker import received

WORTH = 60_000
"""Events from which on processes of their own save time: each needs a tenth of a second to begin."""
MOST = 8
Say = Callable[[Sequence[Heard]], None]
"""Takes what was heard of all segments so far; may raise to stop."""


def cut(whole: Segment, parts: int) -> tuple[Segment, ...]:
    """Cut a trail into segments of whole chunks, about equally long."""
    length = max(-(-whole.high // (parts * CHUNK)), 1) * CHUNK
    starts = list(range(1, whole.high + 1, length)) or [1]
    last = len(starts) - 1
    return tuple(
        replace(
            whole,
            first=start,
            low=whole.low if number == 0 else start,
            high=whole.high if number == last else start + length - 1,
            last_signature=whole.last_signature and number == last,
        )
        for number, start in enumerate(starts)
    )


def side_by_side(segments: tuple[Segment, ...], say: Say) -> tuple[Heard, ...]:
    """Check each segment in a process of its own; whatever `say` raises ends them all."""
    processes = [_started() for _ in segments]
    heard = tuple(Heard() for _ in segments)
    try:
        with ThreadPoolExecutor(len(segments)) as pool:
            tasks = [
                pool.submit(_checked, process, segment, said)
                for process, segment, said in zip(processes, segments, heard, strict=True)
            ]
            _watch(tasks, processes, lambda: say(heard))
            for task in tasks:
                task.result()
        say(heard)
        return heard
    finally:
        for process in processes:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


def processes_for(events: int) -> int:
    """Return how many processes are worth it."""
    return 1 if events < WORTH else min(os.cpu_count() or 1, MOST)


def _started() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "core.trail.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def _checked(process: "subprocess.Popen[bytes]", segment: Segment, heard: Heard) -> None:
    assert process.stdin is not None  # noqa: S101 (asked for)
    assert process.stdout is not None  # noqa: S101 (asked for)
    try:
        process.stdin.write(msgspec.json.encode(segment))
        process.stdin.close()
        while (said := received(process.stdout)) is not None:
            heard.hear(said)
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise _ended() from error
    if heard.linked is None or (segment.contents and heard.read is None):
        raise _ended()


def _watch(
    tasks: list["Future[None]"], processes: list["subprocess.Popen[bytes]"], say: Callable[[], None]
) -> None:
    """Wait for all; when somebody stops it, end the processes so that their threads end as well."""
    try:
        say()
        while wait(tasks, timeout=0.1).not_done:
            say()
    except BaseException:
        for process in processes:
            process.kill()
        raise


def _ended() -> IntegrityError:
    return IntegrityError(
        message(
            "A process that checks the audit trail ended before it was done, so nothing can be said about "
            "it. Nothing was changed. Verify again; if it happens again, free some memory first."
        )
    )

"""Which children do the tests of the job runner start?"""

import os
from pathlib import Path

from core.jobs.frames import BYTES
from core.jobs.process import Job, Limits

CODED = ("-m", "tests.core.jobs.coded", "run")
"""Starts a worker that runs the code of a test."""


def job(
    code: str,
    *frames: tuple[bytes, bytes],
    limits: Limits | None = None,
    sentences: frozenset[str] | None = None,
) -> Job:
    """A child that runs the code after taking its first frame; `channel` and `start` are at hand."""
    return Job(
        arguments=CODED,
        frames=((BYTES, code.encode()), *frames),
        limits=limits or Limits(seconds=60),
        sentences=sentences,
    )


def alive(pid: int) -> bool:
    """Whether a process still runs; a zombie does not."""
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def descendants() -> set[int]:
    """Every running process below this one."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if fields[0] != "Z":
                children.setdefault(int(fields[1]), []).append(int(folder.name))
    found: set[int] = set()
    waiting = [os.getpid()]
    while waiting:
        below = children.get(waiting.pop(), [])
        found.update(below)
        waiting += below
    return found

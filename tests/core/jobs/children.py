"""Which children do the tests of the job runner start?"""

import os
from pathlib import Path

from core.jobs.process import Job, Limits

_HEAD = """
import os, sys, time
from core.jobs.channel import own_channel
from core.jobs.frames import ARROW, JSON, Note, NoteKind, WireMessage, write_frame
channel = own_channel()
start = channel.start()
"""


def job(code: str, *, limits: Limits | None = None, sentences: frozenset[str] | None = None) -> Job:
    """A child that runs the code after taking its first frame."""
    return Job(arguments=("-c", _HEAD + code), limits=limits or Limits(seconds=60), sentences=sentences)


def alive(pid: int) -> bool:
    """Whether a process still runs; a zombie does not."""
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
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

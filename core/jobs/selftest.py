"""What can this process still reach? Tried by the process itself where the system's word was never checked.

Used on systems on which the confinement was written from the documentation and never run: there the stated
gaps rest on a trial in every worker before it opens a file, not on belief.
"""

import socket
import subprocess
import sys
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from core.confinement import Gap


def gaps(scratch: Path) -> tuple[Gap, ...]:
    """Return what a few attempts found open; `scratch` is the only folder this process may write to."""
    attempts: dict[Gap, tuple[Callable[[], object], ...]] = {
        Gap.READING: (lambda: list(scratch.parent.iterdir()),),
        Gap.WRITING: (lambda: _write(scratch.parent),),
        Gap.NETWORK: (_send, _listen),
        Gap.PROCESSES: (_start,),
        Gap.NAMES: (scratch.parent.stat,),
    }
    return tuple(gap for gap, tries in attempts.items() if any(_works(attempt) for attempt in tries))


def _works(attempt: Callable[[], object]) -> bool:
    with suppress(OSError, ValueError, subprocess.SubprocessError):
        attempt()
        return True
    return False


def _write(folder: Path) -> None:
    path = folder / f"pruefstein-{uuid.uuid4().hex}"
    path.write_bytes(b"")
    path.unlink()


def _send() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"", ("127.0.0.1", 9))


def _listen() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()


def _start() -> None:
    subprocess.run([sys.executable, "-I", "-S", "-c", ""], check=True, timeout=10)

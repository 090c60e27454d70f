"""How is a process for one job started, and how is it surely gone afterwards?"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from core.jobs import scratch
from core.jobs.job import Job

ROOT = Path(__file__).parent.parent.parent
FOREIGN = "PRUEFSTEIN_FOREIGN"
"""Variable with further folders a worker may import from: never before it shut itself in, so that nothing in
them can take the place of a library or run at the start of the interpreter."""
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "TZ", "TZDIR")


class LostError(Exception):
    """The process that was to start or hold the worker is gone; the job can be run in another way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipes:
    """The application's ends of a worker's standard streams."""

    to_worker: IO[bytes]
    from_worker: IO[bytes]
    complaints: IO[bytes]

    def close(self) -> None:
        """Close them all, where no thread has begun to use them."""
        for stream in (self.to_worker, self.from_worker, self.complaints):
            with suppress(OSError):
                stream.close()


class Running(Protocol):
    """A worker that was started."""

    @property
    def pipes(self) -> Pipes:
        """Return the application's ends of its streams."""

    @property
    def scratch(self) -> Path:
        """Return the only folder it may write to; removed with it."""

    def check(self) -> None:
        """Raise `LostError` when it can never answer, so that the job is run in another way."""

    def code(self, seconds: float) -> int | None:
        """Wait until it ended and return its exit code, negative for a signal; None: it still runs.

        Raises `LostError` when nobody knows how it ended.
        """

    def kill(self) -> bool:
        """End it with its whole process group; False: it was not there yet, and will end when it is."""


def environment(folder: Path, paths: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the variables a worker sees: none of the user's but those it needs to start."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return (
        kept
        | {
            "PYTHONPATH": str(ROOT),
            FOREIGN: os.pathsep.join(paths),
            "PYTHONSAFEPATH": "1",
            "PYTHONNOUSERSITE": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
            "PYTHONUTF8": "1",
            # compiling shap's small helpers anew in every worker costs more than it saves (5 s against 1 s)
            "NUMBA_DISABLE_JIT": "1",
            "ORT_DISABLE_TELEMETRY": "1",
            "JOBLIB_MULTIPROCESSING": "0",
            "LOKY_MAX_CPU_COUNT": "1",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
            # no thread of an allocator may be lost in a fork
            "ARROW_DEFAULT_MEMORY_POOL": "system",
            "JE_ARROW_MALLOC_CONF": "background_thread:false",
        }
        | folders(folder)
        | _outside()
    )


def folders(folder: Path) -> dict[str, str]:
    """Return the variables that lead a worker to its scratch folder."""
    return dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "MPLCONFIGDIR"), str(folder))


@contextmanager
def cold(job: Job) -> Iterator[Running]:
    """Start a new interpreter for the job."""
    folder = Path(tempfile.mkdtemp(prefix="pruefstein-job-")).resolve()
    try:
        spawned = _spawned(job, folder)
        try:
            yield spawned
        finally:
            spawned.kill()
    finally:
        scratch.remove(folder)


@dataclass(frozen=True, slots=True)
class Spawned:
    """A worker in an interpreter of its own, a child of this process."""

    process: "subprocess.Popen[bytes]"
    pipes: Pipes
    scratch: Path
    held: int | None = None
    """Handle that ties the process to this one, on Windows."""

    def check(self) -> None:
        """Do nothing: its end is seen by its pipes."""

    def code(self, seconds: float) -> int | None:
        """Return how it ended, without taking its place in the process table away before `kill`."""
        if not hasattr(os, "waitid") or self.process.returncode is not None:
            with suppress(subprocess.TimeoutExpired):
                return self.process.wait(timeout=seconds)
            return None
        deadline = time.monotonic() + seconds
        while (found := ended(self.process.pid)) is None and time.monotonic() < deadline:
            time.sleep(0.005)
        return found

    def kill(self) -> bool:
        """Kill the group while the worker's number is still its own, then take its ending."""
        if self.process.returncode is None:
            with suppress(OSError):
                if hasattr(os, "killpg"):
                    os.killpg(self.process.pid, signal.SIGKILL)
                else:
                    self.process.kill()
        if sys.platform == "win32" and self.held is not None:
            from core.jobs.windows import let_go

            let_go(self.held)
        self.process.wait()
        return True


def ended(pid: int) -> int | None:
    """Return how a child ended, negative for a signal, without reaping it; None: it still runs."""
    found = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    if found is None:
        return None
    return found.si_status if found.si_code == os.CLD_EXITED else -found.si_status


def _spawned(job: Job, folder: Path) -> Spawned:
    process = subprocess.Popen(
        [sys.executable, *job.arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment(folder, job.paths),
        start_new_session=True,
    )
    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise TypeError("every stream of a worker is a pipe")
    pipes = Pipes(to_worker=process.stdin, from_worker=process.stdout, complaints=process.stderr)
    return Spawned(process, pipes, folder, _tied(process.pid))


def _tied(pid: int) -> int | None:
    """Tie a process to this one where the system does not offer it to the process itself."""
    if sys.platform == "win32":
        from core.jobs.windows import hold

        return hold(pid)
    return None


def _outside() -> dict[str, str]:
    found = {}
    if sys.platform == "linux":
        from core.jobs.linux import OUTSIDE, namespaces

        found[OUTSIDE] = namespaces()
    return found

"""What forks the workers? A process that has imported what they import, and does nothing else.

Usage: python -m core.jobs.zygote ENTRY KIND CONTROL REST, where ENTRY is the module whose `main` a worker
runs, KIND names what is imported, CONTROL is the number of an inherited socket and REST is after how many
seconds without a worker it ends.

It opens no file but to import, computes nothing and never takes back anything from a worker: a fork copies
its memory for the worker, and whatever the worker changes there stays in the worker's copy. A worker keeps
three pipes to the application and no way to speak to this process; so it cannot influence workers that are
forked later.
It ends when the application does: the socket between them closes with the application, however it ends.
"""

import gc
import importlib
import os
import select
import signal
import socket
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec

from core.jobs import scratch
from core.jobs.confinement import readable
from core.jobs.linux import go_first
from core.jobs.seccomp import die_with_parent
from core.jobs.starting import ended, folders

_CONFINING = ("resource", "core.jobs.linux", "core.jobs.worker_probes")
_TABLES = ("msgspec", "numpy", "pandas", "pyarrow", "pyarrow.ipc", "scipy.sparse", "scipy.stats", "sklearn")
_LEARNERS = (
    "calibration", "compose", "ensemble", "feature_selection", "impute", "isotonic", "linear_model",
    "naive_bayes", "neighbors", "neural_network", "pipeline", "preprocessing", "svm", "tree",
)  # fmt: skip
IMPORTS = {
    "model": (
        *_CONFINING,
        *_TABLES,
        *(f"sklearn.{name}" for name in _LEARNERS),
        "core.jobs.worker_model",
        "skops.io",
        "onnxruntime",
        "lightgbm",
    ),
    "statistics": (
        "resource",
        *_TABLES,
        "sklearn.metrics",
        "core.jobs.worker_statistics",
        "fairlearn.metrics",
        "duckdb",
    ),
}
"""What is imported before workers are forked, by kind; what is not installed is left out."""
_MESSAGE = 64 << 10


class Told(StrEnum):
    """What the application is told."""

    BORN = "born"
    WARM = "warm"
    STARTED = "started"
    ENDED = "ended"
    RESTING = "resting"
    """It ends because nobody needed it for a while."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What the application asks for: a worker for a job (with its three pipes), or its end."""

    job: int
    arguments: tuple[str, ...] = ()
    scratch: str = ""
    kill: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """What the application is told about a job, or about this process (job 0)."""

    told: Told
    job: int = 0
    pid: int = 0
    code: int = 0
    """How the worker ended, negative for a signal; for `warm`: the number of threads, which must be 1."""


@dataclass(frozen=True, slots=True)
class _Worker:
    pid: int
    scratch: str


class Zygote:
    """The loop of this process."""

    def __init__(self, entry: str, steps: tuple[str, ...], control: socket.socket, rest: float) -> None:
        """Take over the socket to the application; nothing is imported yet."""
        self._entry, self._steps, self._control = entry, list(steps), control
        self._rest, self._used = rest, time.monotonic()
        self._workers: dict[int, _Worker] = {}
        """By job."""
        self._woken, self._wake = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(self._wake, False)

    def serve(self) -> None:
        """Fork on request until the application is gone; import in between while no worker runs."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        gc.disable()
        importlib.import_module(self._entry)
        readable()
        # a handle on this process, by which the application can end it whatever stands between the two
        handle = os.pidfd_open(os.getpid())
        socket.send_fds(self._control, [msgspec.json.encode(Tell(told=Told.BORN))], [handle])
        os.close(handle)
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(self._woken, select.POLLIN)
        while True:
            ready = {number for number, _ in poll.poll(self._patience())}
            if self._woken in ready:
                with suppress(BlockingIOError):
                    os.read(self._woken, 4096)
            self._reap()
            if self._control.fileno() in ready and not self._listen():
                break
            if not ready and self._is_idle():
                self._tell(Tell(told=Told.RESTING))
                break
            if not ready and self._steps and not self._workers:
                self._import()
        self._end()

    def _patience(self) -> int:
        """Return how many milliseconds to wait: none while there is something to import and time for it."""
        return 0 if self._steps and not self._workers else 1000

    def _is_idle(self) -> bool:
        return not self._steps and not self._workers and time.monotonic() - self._used > self._rest

    def _import(self) -> None:
        name = self._steps.pop(0)
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001 (whatever is not there or broken is left to the worker that needs it)
            traceback.print_exc()
        gc.freeze()
        if not self._steps:
            threads = len(list(Path("/proc/self/task").iterdir()))
            self._tell(Tell(told=Told.WARM, code=threads))

    def _listen(self) -> bool:
        data, pipes, _, _ = socket.recv_fds(self._control, _MESSAGE, 3)
        if not data:
            return False
        ask = msgspec.json.decode(data, type=Ask)
        self._used = time.monotonic()
        if ask.kill:
            self._kill(self._workers.get(ask.job))
        else:
            self._fork(ask, pipes)
        return True

    def _fork(self, ask: Ask, pipes: list[int]) -> None:
        parent = os.getpid()
        Path(ask.scratch).mkdir(mode=0o700)
        pid = os.fork()
        if pid == 0:
            self._become(ask, pipes, parent)
        for pipe in pipes:
            os.close(pipe)
        self._workers[ask.job] = _Worker(pid, ask.scratch)
        self._tell(Tell(told=Told.STARTED, job=ask.job, pid=pid))

    def _become(self, ask: Ask, pipes: list[int], parent: int) -> None:
        """Turn this forked child into the worker; never returns."""
        code = 1
        try:
            os.setsid()
            self._let_go(pipes)
            go_first()
            die_with_parent()
            if os.getppid() == parent:
                os.chdir(ask.scratch)
                os.environ.update(folders(Path(ask.scratch)))
                tempfile.tempdir = None
                gc.enable()
                code = int(importlib.import_module(self._entry).main(list(ask.arguments)))
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 1
        except BaseException:  # noqa: BLE001 (a forked child must never return into the loop of its parent)
            traceback.print_exc()
        finally:
            with suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def _let_go(self, pipes: list[int]) -> None:
        """Keep the three pipes as standard streams and close all else, above all the socket."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._control.detach()
        for target, pipe in enumerate(pipes):
            os.dup2(pipe, target)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))

    def _reap(self) -> None:
        for job, worker in tuple(self._workers.items()):
            code = ended(worker.pid)
            if code is not None:
                self._kill(worker)
                os.waitpid(worker.pid, 0)
                scratch.remove(Path(worker.scratch))
                del self._workers[job]
                self._used = time.monotonic()
                self._tell(Tell(told=Told.ENDED, job=job, pid=worker.pid, code=code))

    def _kill(self, worker: _Worker | None) -> None:
        """Kill a worker's group; its number is its own until it is reaped."""
        if worker is not None:
            with suppress(OSError):
                os.killpg(worker.pid, signal.SIGKILL)
            with suppress(OSError):
                os.kill(worker.pid, signal.SIGKILL)

    def _tell(self, tell: Tell) -> None:
        with suppress(OSError):
            self._control.send(msgspec.json.encode(tell))

    def _end(self) -> None:
        """Take all workers along and leave nothing of theirs behind."""
        for worker in self._workers.values():
            self._kill(worker)
        for worker in self._workers.values():
            os.waitpid(worker.pid, 0)
        for path in Path.cwd().iterdir():
            scratch.remove(path)


def main(arguments: list[str]) -> int:
    """Serve the application at the other end of the socket until it is gone."""
    entry, kind, number, rest = arguments
    with socket.socket(fileno=int(number)) as control:
        Zygote(entry, IMPORTS.get(kind, ()), control, float(rest)).serve()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

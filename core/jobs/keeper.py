"""How does the application hold on to the process that forks its workers?

One thread starts that process, hears what it tells and knows when it is gone; as long as the application
lives, so does the thread. Every worker's ending, in whatever way, comes back through it.
"""

import itertools
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import msgspec

from core.jobs import bubblewrap, scratch
from core.jobs.confinement import readable
from core.jobs.starting import LostError, Pipes, environment
from core.jobs.zygote import Ask, Tell, Told

log = logging.getLogger(__name__)

_BIRTH = 30.0
"""Seconds until a process that has said nothing is given up."""
_PATIENCE = 5.0
"""Seconds until a process that does not answer is given up."""
_FAREWELL = 0.5
"""Seconds until a process that was told to end is killed: it may be importing, and then has no worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is imported, whose `main` the workers run, and whether bubblewrap is the outer layer."""

    name: str
    entry: str
    walled: bool
    rest: float = 900.0
    """Seconds without a worker after which the process ends and gives its memory back."""


@dataclass(slots=True)
class _Fate:
    """What is known about one worker."""

    asked: float = field(default_factory=time.monotonic)
    started: bool = False
    code: int | None = None
    ended: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Forked:
    """A worker that was forked for a job."""

    pipes: Pipes
    scratch: Path
    fate: _Fate
    ask_to_kill: Callable[[], None]
    give_up: Callable[[], None]

    def check(self) -> None:
        """Raise `LostError` when it never came to be, or when nobody will hear how it ended."""
        lost = self.fate.ended.is_set() and self.fate.code is None
        if lost or (not self.fate.started and time.monotonic() - self.fate.asked > _BIRTH):
            raise LostError

    def code(self, seconds: float) -> int | None:
        """Return how it ended; raises `LostError` when the process that would know is gone."""
        if self.fate.ended.wait(seconds) and self.fate.code is None:
            raise LostError
        return self.fate.code

    def kill(self) -> bool:
        """End it with its group. For one that is not forked yet its order to die is waiting."""
        if self.fate.ended.is_set():
            return True
        self.ask_to_kill()
        if not self.fate.started:
            return False
        if not self.fate.ended.wait(_PATIENCE):
            self.give_up()
        return True


class Keeper:
    """The application's end: starts the process, asks for workers, hears how they ended."""

    def __init__(self, kind: Kind) -> None:
        """Begin starting; `forked` waits until it is done."""
        self.kind = kind
        self._fates: dict[int, _Fate] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._settled, self._warm, self._over = threading.Event(), threading.Event(), threading.Event()
        self._threads_when_warm = 0
        self._rested = False
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._handle: int | None = None
        self._base = Path(tempfile.mkdtemp(prefix="pruefstein-jobs-")).resolve()
        self._thread = threading.Thread(target=self._keep, name=f"forks {kind.name}", daemon=True)
        self._thread.start()

    @property
    def born(self) -> bool:
        """Tell whether the process ever answered; False while it starts."""
        return self._handle is not None

    @property
    def rested(self) -> bool:
        """Tell whether the process ended by itself because nobody needed it."""
        return self._rested

    @property
    def over(self) -> bool:
        """Tell whether the process is gone or was never there."""
        return self._over.is_set()

    @property
    def pid(self) -> int | None:
        """Return the number of the process that was started (bubblewrap's, where that is around it)."""
        return None if self._process is None else self._process.pid

    def warm(self, seconds: float) -> bool:
        """Wait until everything is imported; tell whether it is, by a single thread."""
        return self._warm.wait(seconds) and self._threads_when_warm == 1

    @contextmanager
    def forked(self, check: Callable[[], None], arguments: tuple[str, ...]) -> Iterator[Forked]:
        """Fork a worker; `check` may stop the waiting. Raises `LostError` when nothing is there to fork."""
        while not self._settled.wait(0.05):
            check()
        worker = self._fork(arguments)
        try:
            yield worker
        finally:
            worker.kill()

    def close(self) -> None:
        """End the process with all its workers; it is gone on return."""
        with self._lock, suppress(OSError):
            if self._control is not None:
                self._control.shutdown(socket.SHUT_RDWR)
        self._thread.join(_FAREWELL)
        if self._thread.is_alive():
            self._kill()
            self._thread.join(_PATIENCE)

    def _fork(self, arguments: tuple[str, ...]) -> Forked:
        number, fate = next(self._numbers), _Fate()
        folder = self._base / f"job-{number}"
        try:
            pipes, theirs = _pipes()
        except OSError:
            raise LostError from None
        try:
            self._ask(Ask(job=number, arguments=arguments[2:], scratch=str(folder)), theirs, fate)
        except OSError:
            pipes.close()
            raise LostError from None
        finally:
            for end in theirs:
                os.close(end)
        return Forked(pipes, folder, fate, lambda: self._ask_to_kill(number), self.close)

    def _ask_to_kill(self, number: int) -> None:
        with suppress(OSError):
            self._ask(Ask(job=number, kill=True), [])

    def _ask(self, ask: Ask, pipes: list[int], fate: _Fate | None = None) -> None:
        with self._lock:
            if self._control is None or self._over.is_set():
                raise OSError("there is no process to ask")
            if fate is not None:
                self._fates[ask.job] = fate
            socket.send_fds(self._control, [msgspec.json.encode(ask)], pipes)

    def _keep(self) -> None:
        """Start, hear, and tidy up: the whole life of the thread."""
        with tempfile.TemporaryFile() as complaints:
            try:
                if any(self._start(complaints, walled=walled) for walled in self._ways()):
                    self._settled.set()
                    self._hear()
            finally:
                self._finish(complaints)

    def _ways(self) -> tuple[bool, ...]:
        return (True, False) if self.kind.walled else (False,)

    def _start(self, complaints: IO[bytes], *, walled: bool) -> bool:
        """Start the process and wait for its first word."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = self._command(theirs.fileno(), walled=walled)
        if command is None:
            ours.close()
            theirs.close()
            return False
        with theirs:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                cwd=self._base,
                env=environment(self._base),
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        ours.settimeout(_BIRTH)
        with suppress(OSError):
            data, handles, _, _ = socket.recv_fds(ours, 4096, 1)
            if data and handles:
                self._control, self._handle = ours, handles[0]
                ours.settimeout(None)
                return True
        ours.close()
        self._process.kill()
        self._process.wait()
        return False

    def _command(self, control: int, *, walled: bool) -> list[str] | None:
        kind = self.kind
        rest = str(kind.rest)
        inner = [sys.executable, "-m", "core.jobs.zygote", kind.entry, kind.name, str(control), rest]
        return bubblewrap.command(inner, self._base, readable()) if walled else inner

    def _hear(self) -> None:
        control = self._control
        with suppress(OSError):
            while control is not None and (data := control.recv(64 << 10)):
                self._note(msgspec.json.decode(data, type=Tell))

    def _note(self, tell: Tell) -> None:
        fate = self._fates.get(tell.job)
        if tell.told is Told.WARM:
            self._threads_when_warm = tell.code
            self._warm.set()
        elif tell.told is Told.RESTING:
            self._rested = True
        elif fate is not None and tell.told is Told.STARTED:
            fate.started = True
        elif fate is not None and tell.told is Told.ENDED:
            fate.code = tell.code
            fate.ended.set()
            del self._fates[tell.job]

    def _finish(self, complaints: IO[bytes]) -> None:
        """Let nobody wait for a process that is gone."""
        with self._lock:
            self._over.set()
            lost, self._fates = tuple(self._fates.values()), {}
            if self._control is not None:
                self._control.close()
        self._end_process()
        for fate in lost:
            fate.ended.set()
        self._settled.set()
        scratch.remove(self._base)
        complaints.seek(0)
        if said := complaints.read()[-4000:]:
            log.info("the process that forks workers said: %s", said.decode(errors="replace"))

    def _end_process(self) -> None:
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2.0)
        self._kill()
        self._process.wait()
        if self._handle is not None:
            os.close(self._handle)

    def _kill(self) -> None:
        if self._handle is not None:
            with suppress(OSError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        if self._process is not None:
            self._process.kill()


def _pipes() -> tuple[Pipes, list[int]]:
    """Return our ends of three pipes, and the worker's ends of them."""
    (their_in, to_worker), (from_worker, their_out), (complaints, their_err) = (os.pipe() for _ in range(3))
    ours = Pipes(
        to_worker=os.fdopen(to_worker, "wb"),
        from_worker=os.fdopen(from_worker, "rb"),
        complaints=os.fdopen(complaints, "rb"),
    )
    return ours, [their_in, their_out, their_err]

"""How does one calculation run in a process of its own, and how does it end in every case?"""

import json
import logging
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from core.errors import PruefsteinError, UntrustedArtifactError, UserError
from core.jobs.frames import ARROW, JSON, FrameError, Note, NoteKind, Start, read_frame, unwire, write_frame
from core.messages import Message, message
from core.progress import SILENT, Progress

log = logging.getLogger(__name__)

ROOT = Path(__file__).parent.parent.parent
_POLL = 0.05
_ERRORS: dict[str, type[PruefsteinError]] = {
    "UserError": UserError,
    "UntrustedArtifactError": UntrustedArtifactError,
    "PruefsteinError": PruefsteinError,
}
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "TZ", "TZDIR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a worker may use."""

    seconds: int = 600
    memory: int = 8 << 30
    """Bytes of address space."""
    answer: int = 1 << 30
    """Largest frame accepted from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is run: a worker, what it is told, and within which limits."""

    arguments: tuple[str, ...]
    """Arguments of the Python interpreter."""
    frames: tuple[tuple[bytes, bytes], ...] = ()
    limits: Limits = Limits()
    sentences: frozenset[str] | None = None
    """Sentences accepted from the worker; None: any, for a worker that never held foreign files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, still unparsed."""

    body: bytes
    tables: tuple[bytes, ...]
    confinement: str


@dataclass(slots=True)
class _Pipes:
    """What the threads that read and write have seen so far."""

    events: "queue.Queue[tuple[bytes, bytes] | FrameError | None]"
    stderr: deque[bytes]


def run(job: Job, progress: Progress = SILENT) -> Answer:
    """Run a worker to its end and return its answer.

    Raises `CancelledError` when the user stopped it, `UserError` and `UntrustedArtifactError` as the worker
    says them, and `PruefsteinError` when it crashed, ran out of time or memory, or broke the protocol.
    Whatever happens, its whole process group is gone on return.
    """
    with tempfile.TemporaryDirectory(prefix="pruefstein-job-") as folder:
        scratch = Path(folder).resolve()
        with _started(job, scratch) as (process, pipes):
            return _collect(job, process, pipes, progress)


def environment(scratch: Path) -> dict[str, str]:
    """Return the variables a worker sees: none of the user's but those it needs to start."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    folder = str(scratch)
    return kept | {
        "PYTHONPATH": str(ROOT),
        "PYTHONSAFEPATH": "1",
        "PYTHONNOUSERSITE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "HOME": folder,
        "TMPDIR": folder,
        "TEMP": folder,
        "TMP": folder,
        # compiling shap's small helpers anew in every worker costs more than it saves (5 s against 1 s)
        "NUMBA_DISABLE_JIT": "1",
        "MPLCONFIGDIR": folder,
        "ORT_DISABLE_TELEMETRY": "1",
        "JOBLIB_MULTIPROCESSING": "0",
        "LOKY_MAX_CPU_COUNT": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }


@contextmanager
def _started(job: Job, scratch: Path) -> Iterator[tuple["subprocess.Popen[bytes]", _Pipes]]:
    process = subprocess.Popen(
        [sys.executable, *job.arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=scratch,
        env=environment(scratch),
        start_new_session=True,
    )
    pipes = _Pipes(queue.Queue(maxsize=64), deque(maxlen=64))
    stop = threading.Event()
    threads = _threads(job, process, pipes, stop, scratch)
    try:
        yield process, pipes
    finally:
        stop.set()
        _kill(process)
        for thread in threads:
            thread.join()
        for stream in (process.stdin, process.stdout, process.stderr):
            with suppress(OSError):
                _stream(stream).close()


def _threads(
    job: Job, process: "subprocess.Popen[bytes]", pipes: _Pipes, stop: threading.Event, scratch: Path
) -> tuple[threading.Thread, ...]:
    start = Start(scratch=str(scratch), seconds=job.limits.seconds, memory=job.limits.memory)
    frames = ((JSON, msgspec.json.encode(start)), *job.frames)
    work = (
        (_write, (_stream(process.stdin), frames)),
        (_read, (_stream(process.stdout), pipes, job.limits.answer, stop)),
        (_listen, (_stream(process.stderr), pipes)),
    )
    threads = tuple(threading.Thread(target=target, args=items, daemon=True) for target, items in work)
    for thread in threads:
        thread.start()
    return threads


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise TypeError("every stream of a worker is a pipe")
    return stream


def _write(stream: IO[bytes], frames: tuple[tuple[bytes, bytes], ...]) -> None:
    with suppress(OSError, ValueError):
        for kind, payload in frames:
            write_frame(stream, kind, payload)
        stream.close()


def _read(stream: IO[bytes], pipes: _Pipes, limit: int, stop: threading.Event) -> None:
    item: tuple[bytes, bytes] | FrameError | None = (b"", b"")
    while item is not None and not isinstance(item, FrameError) and not stop.is_set():
        try:
            item = read_frame(stream, limit)
        except FrameError as error:
            item = error
        except (OSError, ValueError):
            item = None
        _put(pipes, item, stop)


def _put(pipes: _Pipes, item: tuple[bytes, bytes] | FrameError | None, stop: threading.Event) -> None:
    while not stop.is_set():
        with suppress(queue.Full):
            pipes.events.put(item, timeout=_POLL)
            return


def _listen(stream: IO[bytes], pipes: _Pipes) -> None:
    with suppress(OSError, ValueError):
        while part := stream.read1(4096):  # type: ignore[attr-defined]
            pipes.stderr.append(part)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _collect(job: Job, process: "subprocess.Popen[bytes]", pipes: _Pipes, progress: Progress) -> Answer:
    deadline = time.monotonic() + job.limits.seconds
    confinement = ""
    try:
        while True:
            kind, payload = _next(process, pipes, progress, deadline)
            note = _note(kind, payload)
            if note.kind is NoteKind.HELLO:
                confinement = note.confinement
            elif note.kind is NoteKind.PROGRESS:
                progress(min(max(note.fraction, 0.0), 1.0), unwire(note.said, job.sentences))
            elif note.kind is NoteKind.ERROR:
                raise _ERRORS.get(note.error, PruefsteinError)(unwire(note.said, job.sentences))
            else:
                rest = [_next(process, pipes, progress, deadline) for _ in range(1 + min(note.tables, 16))]
                return _answer(rest, confinement)
    except FrameError as error:
        log.info("worker broke the protocol: %s", error)
        raise PruefsteinError(_protocol_broken()) from None


def _next(
    process: "subprocess.Popen[bytes]", pipes: _Pipes, progress: Progress, deadline: float
) -> tuple[bytes, bytes]:
    while True:
        progress.check()
        if time.monotonic() > deadline:
            raise PruefsteinError(
                message(
                    "The calculation took longer than allowed and was stopped. Nothing was changed. Use "
                    "fewer rows."
                )
            )
        with suppress(queue.Empty):
            item = pipes.events.get(timeout=_POLL)
            if isinstance(item, FrameError):
                raise item
            if item is None:
                raise PruefsteinError(_ended(process, pipes))
            return item


def _note(kind: bytes, payload: bytes) -> Note:
    if kind != JSON or len(payload) > 1 << 20:
        raise FrameError("a statement was expected")
    try:
        return msgspec.json.decode(payload, type=Note)
    except msgspec.MsgspecError as error:
        raise FrameError(str(error)) from None


def _answer(frames: list[tuple[bytes, bytes]], confinement: str) -> Answer:
    (kind, body), *tables = frames
    if kind != JSON or any(item[0] != ARROW for item in tables):
        raise FrameError("a result is one JSON frame and its tables")
    return Answer(body=body, tables=tuple(payload for _, payload in tables), confinement=confinement)


def _ended(process: "subprocess.Popen[bytes]", pipes: _Pipes) -> Message:
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=2)
    code = process.returncode
    log.info(
        "worker ended with %s: %s", code, json.dumps(b"".join(pipes.stderr)[-4000:].decode(errors="replace"))
    )
    if code is not None and code < 0:
        return _killed_by(-code)
    return message(
        "The calculation's process ended without an answer (code {code}). Nothing was changed. Try again; "
        "if it happens again, the file may be damaged.",
        code=str(code),
    )


def _killed_by(number: int) -> Message:
    if number == signal.SIGKILL:
        return message(
            "The system stopped the calculation, most likely for lack of memory. Nothing was changed. "
            "Close other programs or use fewer rows."
        )
    if number == getattr(signal, "SIGXCPU", None):
        return message(
            "The calculation took longer than allowed and was stopped. Nothing was changed. Use fewer rows."
        )
    return message(
        "The calculation's process crashed ({name}). The application and its records are not affected. "
        "The model file may be damaged or crafted: do not use it before its origin is cleared.",
        name=_signal_name(number),
    )


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _protocol_broken() -> Message:
    return message(
        "The calculation's process answered in a way that is not allowed, so its answer was discarded. "
        "Nothing was changed. Do not use the file before its origin is cleared."
    )

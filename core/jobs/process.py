"""How does one calculation run in a process of its own, and how does it end in every case?"""

import json
import logging
import queue
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from typing import IO

import msgspec

from core.errors import CancelledError, PruefsteinError
from core.jobs import zygotes
from core.jobs.answers import statements
from core.jobs.frames import JSON, FrameError, Note, NoteKind, Start, unwire, write_frame
from core.jobs.job import ERRORS, Answer, Job, Limits
from core.jobs.starting import LostError, Running, cold
from core.messages import Message, message
from core.progress import SILENT, Progress

__all__ = ["Answer", "Job", "Limits", "run", "warm_up"]

log = logging.getLogger(__name__)

_POLL = 0.05
_FREELY, _BETWEEN = 500, 0.1
"""Reports of progress that are passed on at once, and seconds between those after them: no worker with a
reason to has more to say, and a window that is told more often does nothing else."""
_Said = Note | Answer | FrameError | ValueError | TypeError | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """What the threads that read from a worker have seen so far."""

    said: "queue.Queue[_Said]"
    complaints: deque[bytes]
    stop: threading.Event


def run(job: Job, progress: Progress = SILENT) -> Answer:
    """Run a worker to its end and return its answer.

    Raises `CancelledError` when the user stopped it, `UserError` and `UntrustedArtifactError` as the worker
    says them, and `PruefsteinError` when it crashed, ran out of time or memory, or broke the protocol.
    Whatever happens, its whole process group is gone on return. The worker is forked from a process that
    has imported everything already, where there is one; otherwise, or when that process is lost, a new
    interpreter is started.
    """
    zygote = zygotes.serving(job)
    if zygote is not None:
        try:
            return _attempt(job, zygote.forked(progress.check, job.arguments), progress)
        except LostError:
            if zygotes.is_ending():
                raise CancelledError(message("Stopped. Nothing was changed.")) from None
            log.warning("the process that forks workers was lost; a new interpreter is started instead")
    return _attempt(job, cold(job), progress)


def warm_up() -> None:
    """Start what jobs will be forked from, without waiting; a first job then starts at once."""
    zygotes.warm_up()


def _attempt(job: Job, starting: AbstractContextManager[Running], progress: Progress) -> Answer:
    with starting as running, _conversation(job, running) as heard:
        return _collect(job, running, heard, progress)


@contextmanager
def _conversation(job: Job, running: Running) -> Iterator[_Heard]:
    heard = _Heard(said=queue.Queue(maxsize=64), complaints=deque(maxlen=16), stop=threading.Event())
    start = Start(scratch=str(running.scratch), seconds=job.limits.seconds, memory=job.limits.memory)
    frames = chain(((JSON, msgspec.json.encode(start)),), job.frames)
    work = (
        (_write, (running.pipes.to_worker, frames, heard)),
        (_read, (running.pipes.from_worker, heard, job.limits)),
        (_listen, (running.pipes.complaints, heard)),
    )
    threads = tuple(threading.Thread(target=target, args=items, daemon=True) for target, items in work)
    for thread in threads:
        thread.start()
    try:
        yield heard
    finally:
        heard.stop.set()
        # the pipes of a worker that was never forked may stay open a while; their threads end with them
        if running.kill():
            for thread in threads:
                thread.join()


def _write(stream: IO[bytes], frames: Iterable[tuple[bytes, bytes]], heard: _Heard) -> None:
    with suppress(OSError, ValueError), stream:
        for kind, payload in _made(frames, heard):
            write_frame(stream, kind, payload)


def _made(frames: Iterable[tuple[bytes, bytes]], heard: _Heard) -> Iterator[tuple[bytes, bytes]]:
    """Yield the frames as they are made; one that cannot be made is the caller's error, not the worker's."""
    try:
        yield from frames
    except (ValueError, TypeError) as error:
        _put(heard, error)


def _read(stream: IO[bytes], heard: _Heard, limits: Limits) -> None:
    with stream:
        try:
            for said in statements(stream, limits.answer, limits.body):
                _put(heard, said)
                if heard.stop.is_set():
                    return
            _put(heard, None)
        except FrameError as error:
            _put(heard, error)
        except (OSError, ValueError):
            _put(heard, None)


def _put(heard: _Heard, item: _Said) -> None:
    while not heard.stop.is_set():
        with suppress(queue.Full):
            heard.said.put(item, timeout=_POLL)
            return


def _listen(stream: IO[bytes], heard: _Heard) -> None:
    with suppress(OSError, ValueError), stream:
        while part := stream.read1(4096):  # type: ignore[attr-defined]
            heard.complaints.append(part)


def _collect(job: Job, running: Running, heard: _Heard, progress: Progress) -> Answer:
    deadline = time.monotonic() + job.limits.seconds
    told, last = 0, 0.0
    try:
        while True:
            said = _next(running, heard, progress, deadline)
            if said is None:
                raise PruefsteinError(_ended(running, heard))
            if isinstance(said, Answer):
                return said
            if said.kind is NoteKind.PROGRESS:
                told, doing = told + 1, unwire(said.said, job.sentences)
                if told <= _FREELY or time.monotonic() - last > _BETWEEN:
                    last = time.monotonic()
                    progress(min(max(said.fraction, 0.0), 1.0), doing)
            elif said.kind is NoteKind.ERROR:
                raise ERRORS.get(said.error, PruefsteinError)(unwire(said.said, job.sentences))
    except FrameError as error:
        log.info("worker broke the protocol: %s", error)
        raise PruefsteinError(_protocol_broken()) from None


def _next(running: Running, heard: _Heard, progress: Progress, deadline: float) -> Note | Answer | None:
    while True:
        progress.check()
        running.check()
        if time.monotonic() > deadline:
            raise PruefsteinError(_too_long())
        with suppress(queue.Empty):
            said = heard.said.get(timeout=_POLL)
            if isinstance(said, (FrameError, ValueError, TypeError)):
                raise said
            return said


def _ended(running: Running, heard: _Heard) -> Message:
    code = running.code(2.0)
    said = b"".join(heard.complaints)[-4000:].decode(errors="replace")
    log.info("worker ended with %s: %s", code, json.dumps(said))
    if code is not None and code < 0:
        return _killed_by(-code)
    return message(
        "The calculation's process ended without an answer (code {code}). Nothing was changed. Try again; "
        "if it happens again, the file may be damaged.",
        code=str(code),
    )


def _killed_by(number: int) -> Message:
    if number == getattr(signal, "SIGKILL", 9):
        return message(
            "The system stopped the calculation, most likely for lack of memory. Nothing was changed. "
            "Close other programs or use fewer rows."
        )
    if number == getattr(signal, "SIGXCPU", None):
        return _too_long()
    return message(
        "The calculation's process crashed ({name}). The application and its records are not affected. "
        "The model file may be damaged or crafted: do not use it before its origin is cleared.",
        name=_signal_name(number),
    )


def _too_long() -> Message:
    return message(
        "The calculation took longer than allowed and was stopped. Nothing was changed. Use fewer rows."
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

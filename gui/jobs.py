"""How does a long task run without freezing the window, and how does it report and stop?

The only file of the user interface that knows threads: each job has one thread that waits for the
processes of `core.jobs`; everything it reports reaches the pages as Qt signals in the main thread.
"""

import logging
import sys
import threading
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from core.errors import CancelledError, PruefsteinError
from core.messages import Message, message
from core.remaining import Remaining

LOG = logging.getLogger(__name__)
T = TypeVar("T")


class Job(QObject):
    """One running task, as the status bar shows it; it is also the `Progress` its work reports to."""

    _reported = Signal(float, object)
    _succeeded = Signal(object)
    _failed = Signal(object)

    def __init__(self, title: str, parent: QObject, *, quiet: bool) -> None:
        """Prepare a task that has not started."""
        super().__init__(parent)
        self.title, self.quiet = title, quiet
        self.fraction, self.doing = 0.0, message("starting")
        self.began = monotonic()
        self._left = Remaining()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self, fraction: float, doing: Message) -> None:
        """Report from the thread of the work; stops the work if the person asked to."""
        self.check()
        self._reported.emit(min(max(fraction, 0.0), 1.0), doing)

    def check(self) -> None:
        """Raise `CancelledError` once the person asked to stop."""
        if self._stop.is_set():
            raise CancelledError(message("Stopped. Nothing was changed."))

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._stop.set()

    @property
    def cancelling(self) -> bool:
        """Tell whether stopping was asked for."""
        return self._stop.is_set()

    def seconds_left(self) -> float | None:
        """Estimate the rest; None while too little is known, and for tasks of a moment."""
        return self._left.seconds(monotonic() - self.began)

    def note(self, fraction: float, doing: Message) -> None:
        """Take what the work reported, in the main thread."""
        self.fraction, self.doing = fraction, doing
        self._left.report(fraction, monotonic() - self.began)

    def _run(self, work: Callable[["Job"], object]) -> None:
        try:
            result = work(self)
        except Exception as error:  # noqa: BLE001 (the job runner hands every error to the main thread)
            self._send(self._failed.emit, error)
        else:
            self._send(self._succeeded.emit, result)

    def _send(self, emit: Callable[[object], None], value: object) -> None:
        try:
            emit(value)
        except RuntimeError:
            LOG.debug("the window was closed before the job ended")


class JobRunner(QObject):
    """Starts jobs and tells the status bar about them."""

    started = Signal(object)
    progressed = Signal(object)
    ended = Signal(object)
    """`Job`, in the order of its life."""
    failed = Signal(object)
    """`PruefsteinError` of a job that named no `failed` of its own."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with nothing running."""
        super().__init__(parent)
        self.running: list[Job] = []

    def start(
        self,
        title: str,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        failed: Callable[[PruefsteinError], None] | None = None,
        *,
        quiet: bool = False,
    ) -> Job:
        """Run `work` beside the window; `done` or `failed` is called in the main thread.

        `quiet` keeps the job out of the status bar. A cancelled job calls neither.
        """
        job = Job(title, self, quiet=quiet)
        ending = _Ending(self, job, done, failed or self.failed.emit)
        job._reported.connect(ending.reported)  # noqa: SLF001 (one pair of classes)
        job._succeeded.connect(ending.succeeded)  # noqa: SLF001
        job._failed.connect(ending.failed)  # noqa: SLF001
        self.running.append(job)
        self.started.emit(job)
        job._thread = threading.Thread(target=job._run, args=(work,), name=title, daemon=True)  # noqa: SLF001
        job._thread.start()  # noqa: SLF001
        return job

    @property
    def visible(self) -> Job | None:
        """Return the job the status bar shows: the newest that is not quiet."""
        return next((job for job in reversed(self.running) if not job.quiet), None)

    def close(self, seconds: float = 2.0) -> None:
        """Ask everything to stop and wait a moment for it."""
        for job in self.running:
            job.cancel()
        for job in tuple(self.running):
            if job._thread is not None:  # noqa: SLF001
                job._thread.join(seconds)  # noqa: SLF001


class _Ending(QObject, Generic[T]):
    """Receives a job's signals in the main thread."""

    def __init__(
        self,
        runner: JobRunner,
        job: Job,
        done: Callable[[T], None],
        failed: Callable[[PruefsteinError], None],
    ) -> None:
        super().__init__(job)
        self._runner, self._job, self._done, self._failed = runner, job, done, failed

    def reported(self, fraction: float, doing: Message) -> None:
        self._job.note(fraction, doing)
        self._runner.progressed.emit(self._job)

    def succeeded(self, result: T) -> None:
        self._over()
        self._done(result)

    def failed(self, error: Exception) -> None:
        self._over()
        if isinstance(error, CancelledError):
            return
        if isinstance(error, PruefsteinError):
            self._failed(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)

    def _over(self) -> None:
        self._runner.running.remove(self._job)
        self._runner.ended.emit(self._job)
        self._job.deleteLater()

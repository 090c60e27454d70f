"""Is the audit trail known to be intact, so that somebody may sign?"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from core.audit import Depth, TrailState
from core.errors import PruefsteinError
from core.messages import Message, message
from core.workspace import Workspace
from gui.jobs import Job, JobRunner

UNKNOWN = TrailState(checkpoint=None, problems=(), signatures_checked=0, depth=Depth.SIGNATURES)
"""The outcome of a verification that could not be carried out: not intact."""


class TrailWatch(QObject):
    """The outcome of the verification that runs in the background at start, or on demand."""

    changed = Signal()

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        """Start unverified."""
        super().__init__(parent)
        self.state: TrailState | None = None
        self.doing: Message | None = None
        """What a running verification says of itself: whether the chain is unbroken, long before the rest."""
        self._jobs = jobs
        self._job: Job | None = None
        jobs.progressed.connect(self._progressed)

    def verify(
        self,
        workspace: Workspace,
        *,
        title: str = "",
        failed: Callable[[PruefsteinError], None] | None = None,
    ) -> None:
        """Verify everything beside the window, without a title unseen; nobody signs before it is done."""

        def work(job: Job) -> TrailState:
            return workspace.trail.verify(job)

        def ended(error: PruefsteinError) -> None:
            self.settle(UNKNOWN)
            (failed or self._jobs.failed.emit)(error)

        if self._job is not None:
            self._job.cancel()
        self.settle(None)
        self._job = self._jobs.start(title, work, self.settle, ended, quiet=not title)

    def settle(self, state: TrailState | None) -> None:
        """Take the outcome of a verification; None: one is running."""
        self.state, self.doing, self._job = state, None, None
        self.changed.emit()

    def _progressed(self, job: Job) -> None:
        if job is self._job and job.doing != self.doing:
            self.doing = job.doing
            self.changed.emit()

    @property
    def obstacle(self) -> Message | None:
        """Return why nobody may sign or decide now; None: they may."""
        if self.state is None:
            return message(
                "The audit trail is still being checked. Signing is possible as soon as that is done."
            )
        if not self.state.intact:
            return message(
                "The audit trail is not intact. Nothing can be signed until the problems listed on the page "
                "Audit trail are cleared up."
            )
        return None

"""How are checks run on a version, and what do they leave behind?"""

from dataclasses import dataclass

from core.ids import RunId, VersionId
from core.progress import SILENT, Progress
from core.results import CheckRun
from core.workspace.changes import Changes
from core.workspace.requests import RunRequest
from core.workspace.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A run repeated with the same inputs, parameters and seed."""

    run: RunId
    equal: bool
    """Whether the result digests agree."""
    differing: tuple[str, ...]
    """Ids of checks whose results differ."""


class Checking:
    """Check runs."""

    def run(
        self, session: Session, request: RunRequest, progress: Progress = SILENT
    ) -> tuple[CheckRun, Changes]:
        """Score in the model worker, judge in the statistics process, store, and propose findings.

        The golden sample is re-scored first. Nothing is stored when the user cancels.
        """
        raise NotImplementedError

    def runs(self, version: VersionId) -> tuple[CheckRun, ...]:
        """Return a version's runs, newest first."""
        raise NotImplementedError

    def all(self) -> tuple[CheckRun, ...]:
        """Return every run, newest first."""
        raise NotImplementedError

    def get(self, run: RunId) -> CheckRun:
        """Return one run; raises `UserError` if there is none."""
        raise NotImplementedError

    def replay(self, run: RunId, progress: Progress = SILENT) -> Replay:
        """Recompute a stored run from the stored predictions; writes nothing."""
        raise NotImplementedError

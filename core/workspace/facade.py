"""How is a workspace created, opened and closed?"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from core.policy import Policy
from core.workspace.checking import Checking
from core.workspace.decisions import Decisions
from core.workspace.findings import Findings
from core.workspace.inventory import Inventory
from core.workspace.people import People
from core.workspace.reporting import Reporting
from core.workspace.requests import NewPerson
from core.workspace.risk import Risk
from core.workspace.session import Session
from core.workspace.trail import Trail

Clock = Callable[[], datetime]


def local_clock() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


class Workspace:
    """A folder with `workspace.db`, content-addressed files, keys and reports."""

    folder: Path
    policy: Policy
    people: People
    inventory: Inventory
    risk: Risk
    checking: Checking
    findings: Findings
    decisions: Decisions
    reporting: Reporting
    trail: Trail

    @classmethod
    def create(
        cls, folder: Path, first: NewPerson, *, policy: bytes | None = None, clock: Clock = local_clock
    ) -> tuple["Workspace", Session]:
        """Make a workspace with its first person, who also becomes administrator.

        `policy` is the text of a policy file (default: the one that is shipped).
        Raises `UserError` when the folder is not empty or cannot be written.
        """
        raise NotImplementedError

    @classmethod
    def open(cls, folder: Path, *, read_only: bool = False, clock: Clock = local_clock) -> "Workspace":
        """Open a workspace; migrate an older schema after a backup copy.

        Raises `UserError` when there is none, it is damaged, on a network share, or of a newer schema;
        `ConflictError` naming the holder when another process has it open for writing.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Give the lock back and close all connections."""
        raise NotImplementedError

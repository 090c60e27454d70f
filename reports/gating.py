"""Which signed reports count at the gate?"""

from collections.abc import Callable
from pathlib import Path

from core.workspace import Workspace


def report_check(workspace: Workspace) -> Callable[[Path], bool]:
    """Return what tells whether a filed report is intact, validly signed, and agrees with the workspace."""

    def valid(path: Path) -> bool:
        from reports.verification import verify

        return verify(path, workspace).accepted

    return valid

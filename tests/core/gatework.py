"""What do the tests of the gate share? A released version, and ways to edit what is stored."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from core.decisions import Decision, DecisionKind
from core.governance.gate import GateVerdict, Outcome
from core.ids import VersionId
from core.people import Role
from core.stages import Stage
from core.workspace import DecisionRequest, Workspace
from core.workspace.governance.gate_subject import GateRequest
from tests.core.casework import Firm, said

VERSION = VersionId("MOD-0001@1")


def approve(firm: Firm, version: VersionId = VERSION, **given: object) -> Decision:
    """Approve a version as the risk manager."""
    request = DecisionRequest(version=version, kind=DecisionKind.APPROVE, reason=said("sound"), **given)  # type: ignore[arg-type]
    session = firm.as_(Role.RISK_MANAGER)
    return firm.workspace.decisions.decide(session, request, firm.key(Role.RISK_MANAGER))[0]


def judged(
    workspace: Workspace,
    subject: str | None = VERSION,
    stage: Stage = Stage.CHAMPION,
    artifact: Path | None = None,
    *,
    every_signature: bool = False,
) -> GateVerdict:
    """Judge a version; a filed report counts as signed."""
    request = GateRequest(subject=subject, stage=stage, artifact=artifact, every_signature=every_signature)
    return workspace.gate.judge(request, report_check=lambda _: True)


def missing_rules(verdict: GateVerdict) -> set[str]:
    """Return the ids of the rules that are missed."""
    return {line.rule for line in verdict.every_line if line.outcome is Outcome.MISSING}


@contextmanager
def edited(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open the database without its triggers, as somebody would who is allowed nothing."""
    with closing(sqlite3.connect(folder / "workspace.db")) as connection:
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in named:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        connection.commit()

"""Is anything lost that was acknowledged when the process is killed?"""

import subprocess
import sys
from pathlib import Path

import pytest

from core.people import Role
from core.texts import Language, Text
from core.workspace import NewPerson, Workspace
from tests.conftest import ROOT
from tests.end_to_end.conftest import PASSPHRASE


def person(name: str, *roles: Role) -> NewPerson:
    return NewPerson(name=Text(name, Language.ENGLISH), roles=roles, passphrase=PASSPHRASE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "workspace"
    workspace, session = Workspace.create(made, person("Developer", Role.DEVELOPER, Role.OWNER))
    workspace.people.add(session, person("Manager", Role.RISK_MANAGER))
    workspace.close()
    return made


def acknowledged_before_the_kill(folder: Path, work: str, at_least: int) -> list[str]:
    """Let the process work, kill it with signal 9 in the middle, and return what it had acknowledged."""
    command = [sys.executable, "-m", "tests.end_to_end.endless", str(folder), work]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        seen = [process.stdout.readline().strip() for _ in range(at_least)]
        process.kill()
        seen += [line.strip() for line in process.stdout if line.endswith("\n")]
    return [line for line in seen if line]


@pytest.mark.parametrize("at_least", [1, 4, 9])
def test_registering(folder: Path, at_least: int) -> None:
    acknowledged = acknowledged_before_the_kill(folder, "register", at_least)
    assert len(acknowledged) >= at_least
    workspace = Workspace.open(folder)
    there = {workspace.inventory.resolve(version).id for version in acknowledged}
    assert there == set(acknowledged)
    assert workspace.trail.verify().problems == ()
    workspace.close()


@pytest.mark.parametrize("at_least", [1, 3])
def test_deciding(folder: Path, at_least: int) -> None:
    acknowledged = acknowledged_before_the_kill(folder, "decide", at_least)
    assert len(acknowledged) >= at_least
    workspace = Workspace.open(folder)
    assert set(acknowledged) <= {decision.id for decision in workspace.decisions.all()}
    assert workspace.trail.verify().problems == ()
    workspace.close()

"""Is everything that was acknowledged still there after the process was killed?"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.inventory import Model
from core.people import Role
from core.workspace import NewPerson, Workspace
from tests.conftest import ROOT
from tests.core.casework import PASSPHRASE, said

WRITER = """
import sys
from pathlib import Path
from core.inventory import ModelKind
from core.texts import Language, Text
from core.workspace import NewModel, Workspace
workspace = Workspace.open(Path(sys.argv[1]))
person = workspace.people.all()[0]
session = workspace.people.sign_in(person.id, sys.stdin.readline().strip())
print("ready", flush=True)
while True:
    text = Text("kept " * 50, Language.ENGLISH)
    new = NewModel(name=text, purpose=text, intended_use=text, kind=ModelKind.EXPERT, owner=person.id,
                   business_area=text)
    model, _ = workspace.inventory.register_model(session, new)
    print(model.id, flush=True)
"""


def killed_after(folder: Path, models: int, seconds: float) -> list[str]:
    """Let a process register models and kill it a moment after some; return what it said it had recorded."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(PASSPHRASE + "\n")
    process.stdin.flush()
    assert process.stdout.readline() == "ready\n"
    first = [process.stdout.readline().strip() for _ in range(models)]
    time.sleep(seconds)
    os.kill(process.pid, signal.SIGKILL)
    said_so, _ = process.communicate()
    return [*first, *said_so.split()]


def rounds(folder: Path, count: int, seed: int) -> None:
    """Kill a writer again and again; nothing acknowledged is lost, and the trail stays whole."""
    chance, acknowledged = random.Random(seed), set[str]()
    for _ in range(count):
        acknowledged.update(killed_after(folder, chance.randint(1, 9), chance.uniform(0, 0.03)))
        workspace = Workspace.open(folder)
        kept = {model.id for model in workspace._desk.store.all(Model)}
        assert acknowledged <= kept
        assert len(kept - acknowledged) <= count
        assert workspace.trail.verify().intact
        workspace.close()
    assert len(acknowledged) >= count


@pytest.fixture
def folder(tmp_path: Path, cheap_keys: None) -> Path:
    """A closed workspace."""
    new = NewPerson(name=said("Ada"), roles=(Role.OWNER,), passphrase=PASSPHRASE)
    workspace, _ = Workspace.create(tmp_path / "w", new)
    workspace.close()
    return tmp_path / "w"


def test_a_killed_writer_loses_nothing_it_acknowledged(folder: Path) -> None:
    rounds(folder, 5, seed=7)


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_a_hundred_kills_lose_nothing(folder: Path) -> None:
    rounds(folder, 100, seed=11)

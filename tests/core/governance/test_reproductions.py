"""Does a training script run again give the registered scores, and can it reach nothing else?"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import IntegrityError, NotAllowedError, UserError
from core.governance.reproduction import Failure, Reproduction, ReproductionState
from core.ids import DatasetId, Exact, VersionId
from core.inventory import Column, ColumnRole, CutOff, DatasetKind, ScoreMeans, Task
from core.people import Role
from core.workspace import NewDataset, NewVersion
from core.workspace.governance.reproductions import NewReproduction
from tests.conftest import FixedClock
from tests.core import casework
from tests.core.casework import CSV, Firm, said

HEAD = """
import json, sys
import numpy as np
import pandas as pd
task = json.load(open(sys.argv[1], encoding="utf-8"))
"""
TRAIN = (
    HEAD
    + """
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
train = pd.read_csv(task["inputs"]["training"])
rows = pd.read_parquet(task["predict"])
features = ["age", "income"]
c = float(task["parameters"].get("C", "1"))
model = make_pipeline(StandardScaler(), LogisticRegression(C=c)).fit(train[features], train["good"])
score = model.predict_proba(rows[features])[:, 1]
print("trained on", len(train), "rows with seed", task["seed"])
out = pd.DataFrame({"pruefstein_row": rows["pruefstein_row"], "score": score})
out = out.sample(frac=1, random_state=task["seed"])
out.to_csv(task["output"] + "/predictions.csv", index=False)
"""
)
VERSION = VersionId("MOD-0001@1")


def _lines(first: int, count: int) -> str:
    rows = []
    for i in range(first, first + count):
        age, income = 20 + i * 7 % 50, 1500 + i * 37 % 3000
        rows.append(f"{age},{income},{int(income + 20 * age + i * 13 % 700 > 3800)}")
    return "age,income,good\n" + "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def trained_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed workspace with a skops model, its training data and test data."""
    import pandas as pd
    import skops.io
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from core.keys import strength
    from tests.core.conftest import CHEAP, START

    folder = tmp_path_factory.mktemp("trained")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strength, "STANDARD", CHEAP)
        firm = casework.found(folder, FixedClock(START))
        ids = (_data(firm, 0, DatasetKind.TRAINING), _data(firm, 300, DatasetKind.TEST))
        table = pd.read_csv(folder / "training.csv")
        model = make_pipeline(StandardScaler(), LogisticRegression()).fit(
            table[["age", "income"]], table["good"]
        )
        skops.io.dump(model, folder / "model.skops")
        new = NewVersion(
            model=firm.model(),
            label="1",
            task=Task.BINARY,
            developer=firm.person(Role.DEVELOPER).id,
            artifacts=(folder / "model.skops",),
            cut_off=CutOff(value=Exact("0.5"), score_means=ScoreMeans.FAVORABLE),
            datasets=ids,
        )
        firm.workspace.inventory.register_version(firm.as_(Role.DEVELOPER), new)
        firm.workspace.close()
    return folder


def _data(firm: Firm, first: int, kind: DatasetKind) -> DatasetId:
    path = firm.folder / f"{kind.value}.csv"
    path.write_text(_lines(first, 200), encoding="utf-8")
    roles = {"good": ColumnRole.TARGET}
    new = NewDataset(
        path=path,
        name=said(kind.value),
        kind=kind,
        dialect=CSV,
        columns=tuple(
            Column(name=name, dtype="integer", roles=(roles.get(name, ColumnRole.FEATURE),))
            for name in ("age", "income", "good")
        ),
        favorable="1",
    )
    return firm.workspace.inventory.register_dataset(firm.as_(Role.DEVELOPER), new)[0].id


@pytest.fixture
def trained(trained_once: Path, tmp_path: Path, clock: FixedClock, cheap_keys: None) -> Iterator[Firm]:
    """A copy of that workspace."""
    firm = casework.reopened(trained_once, tmp_path, clock)
    yield firm
    firm.workspace.close()


def run(firm: Firm, script: str, role: Role = Role.VALIDATOR, **given: object) -> Reproduction:
    """Run a script for the version."""
    path = firm.folder / "train.py"
    path.write_text(script, encoding="utf-8")
    new = NewReproduction(version=VERSION, script=path, consent=said("handed in by the developer"))
    new = replace(new, **given)  # type: ignore[arg-type]
    return firm.workspace.reproductions.run(firm.as_(role), new)[0]


def test_the_right_script_reproduces_the_registered_scores_and_another_does_not(trained: Firm) -> None:
    found = run(trained, TRAIN)
    assert found.state is ReproductionState.REPRODUCED, found.log
    assert found.compared is not None
    assert (found.compared.rows, found.compared.equal) == (200, 200)
    assert found.compared.largest < 1e-9
    assert found.log is not None
    assert "trained on 200 rows with seed 7" in found.log.body
    assert found.confinement == "full"
    assert found.consent.by == trained.person(Role.VALIDATOR).id
    other = run(trained, TRAIN, parameters={"C": "0.001"})
    assert other.state is ReproductionState.NOT_REPRODUCED
    assert other.compared is not None
    assert other.compared.largest > 0.05
    assert run(trained, TRAIN, parameters={"C": "0.001"}, tolerance=Exact("1")).state == "reproduced"
    assert [item.id for item in trained.workspace.reproductions.of(VERSION)] == [
        "RPD-0003",
        "RPD-0002",
        "RPD-0001",
    ]
    assert trained.workspace.trail.verify().intact


def test_a_reproduction_is_recomputed_from_what_is_stored_and_run_again_from_its_script(
    trained: Firm,
) -> None:
    reproductions = trained.workspace.reproductions
    found = run(trained, TRAIN)
    assert reproductions.recompute(found.id).equal
    again, _ = reproductions.again(trained.as_(Role.AUDITOR), found.id, said("to be sure"))
    assert again.script == found.script
    assert again.predictions == found.predictions, "same script, data and seed: the same bytes"
    assert found.predictions is not None
    path = trained.workspace.inventory.file(found.predictions)
    path.chmod(0o640)
    path.write_bytes(path.read_bytes().replace(b"0.9", b"0.8"))
    with pytest.raises(IntegrityError):
        reproductions.recompute(found.id)
    assert not trained.workspace.trail.verify().intact


HOSTILE = """
import os, socket, subprocess, sys, threading
from pathlib import Path
here = Path.cwd()
def tried(name, act):
    try:
        act()
    except BaseException as error:
        print(name, "refused", type(error).__name__)
    else:
        print(name, "REACHED")
secrets = %r
tried("keys", lambda: list(Path(secrets, "keys").iterdir()))
tried("database", lambda: Path(secrets, "workspace.db").read_bytes())
tried("write", lambda: Path(secrets, "evil").write_text("x"))
tried("outside", lambda: Path(%r).write_text("x"))
tried("passwords", lambda: Path("/etc/passwd").read_bytes())
tried("network", lambda: socket.create_connection(("127.0.0.1", 9), 1))
tried("name", lambda: socket.socket(socket.AF_UNIX))
tried("fork", lambda: os.fork())
tried("program", lambda: subprocess.run(["/bin/true"]))
tried("shell", lambda: os.system("true") and 1/0)
tried("signal", lambda: os.kill(os.getppid(), 0))
tried("file", lambda: (here / "large").write_bytes(bytes(300 << 20)))
sys.exit(4)
"""


def test_a_hostile_script_reaches_neither_network_nor_files_nor_programs(trained: Firm) -> None:
    outside = trained.folder / "outside"
    found = run(trained, HOSTILE % (str(trained.workspace.folder), str(outside)))
    assert (found.state, found.failure) == (ReproductionState.FAILED, Failure.SCRIPT_ERROR)
    assert found.log is not None
    lines = [line for line in found.log.body.splitlines() if " " in line]
    assert len(lines) == 12
    assert all("refused" in line for line in lines), found.log.body
    assert not outside.exists()
    assert not (trained.workspace.folder / "evil").exists()


def test_a_script_without_end_or_with_sudden_end_is_stopped_and_recorded(trained: Firm) -> None:
    endless = run(trained, "while True: pass", seconds=1)
    assert (endless.state, endless.failure) == (ReproductionState.FAILED, Failure.STOPPED)
    gone = run(trained, "import os; os._exit(0)")
    assert gone.failure is Failure.STOPPED
    greedy = run(trained, "x = bytearray(4 << 30)", memory=3 << 30)
    assert greedy.failure in {Failure.SCRIPT_ERROR, Failure.STOPPED}


def test_scores_that_answer_not_every_row_once_count_as_failed(trained: Firm) -> None:
    write = HEAD + "rows = pd.read_parquet(task['predict'])\nr = rows['pruefstein_row']\n{}\n"
    table = "pd.DataFrame({{'pruefstein_row': {}, 'score': {}}})"
    save = table + ".to_parquet(task['output'] + '/predictions.parquet')"
    cases = (
        (save.format("r[1:]", "0.5"), Failure.ROWS_DIFFER),
        (save.format("[0] * len(r)", "0.5"), Failure.ROWS_DIFFER),
        (save.format("r", "float('nan')"), Failure.OUTPUT_UNREADABLE),
        (
            "open(task['output'] + '/predictions.csv', 'wb').write(bytes(range(256)))",
            Failure.OUTPUT_UNREADABLE,
        ),
        ("open(task['output'] + '/other.csv', 'w').write('')", Failure.NO_OUTPUT),
    )
    for code, failure in cases:
        found = run(trained, write.format(code))
        assert (found.state, found.failure) == (ReproductionState.FAILED, failure), found.log
        assert found.compared is None


def test_a_script_sees_neither_outcomes_nor_scores_of_the_rows_it_answers(trained: Firm) -> None:
    found = run(trained, HEAD + "print(list(pd.read_parquet(task['predict']).columns))")
    assert found.log is not None
    assert found.log.body.strip() == "['pruefstein_row', 'age', 'income']"


def test_nobody_runs_a_script_without_right_or_reason(trained: Firm) -> None:
    for role in (Role.ADMINISTRATOR,):
        with pytest.raises(NotAllowedError):
            run(trained, TRAIN, role)
    with pytest.raises(UserError, match="why this script may be run"):
        run(trained, TRAIN, consent=said(" "))
    with pytest.raises(UserError, match="between 1 and"):
        run(trained, TRAIN, seconds=0)
    with pytest.raises(UserError, match="different names"):
        run(trained, TRAIN, inputs=(("Training data", DatasetId("DS-0001")),))
    with pytest.raises(UserError, match="tolerance"):
        run(trained, TRAIN, tolerance=Exact("-1"))
    assert trained.workspace.reproductions.all() == ()


def test_where_nothing_shuts_the_script_in_it_is_not_run(
    trained: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.errors import PruefsteinError
    from core.jobs import scripts
    from core.jobs.process import Answer

    loose = Answer(body=b'{"ended":"well","log":""}', tables=(), confinement="partial")
    monkeypatch.setattr(scripts, "run", lambda *_: loose)
    with pytest.raises(PruefsteinError, match="fully shut in"):
        run(trained, TRAIN)
    assert trained.workspace.reproductions.all() == ()

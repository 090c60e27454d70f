"""Do registers and registries come in, and the inventory out, from the command line?"""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.main import run
from core.workspace import Workspace
from tests.core.casework import PASSPHRASE, Firm
from tests.core.conftest import cheap_keys, firm  # noqa: F401
from tests.core.exchange.mlflow_stores import RUN, folder_store
from tests.core.exchange.test_mlflow_files import logged

Say = Callable[..., str]


@pytest.fixture
def say(
    firm: Firm,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Say:
    """Run a command in a workspace with one model; returns what it printed."""
    monkeypatch.setitem(Workspace.open.__func__.__kwdefaults__, "clock", firm.clock)  # type: ignore[attr-defined]
    secret = tmp_path / "passphrase"
    secret.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    monkeypatch.setenv("PRUEFSTEIN_PASSPHRASE_FILE", str(secret))
    firm.model(name="Credit score")
    firm.workspace.close()

    def said(*arguments: str, fails: bool | None = False, person: str = "The owner") -> str:
        capsys.readouterr()
        folder = str(firm.workspace.folder)
        code = run(["--workspace", folder, "--language", "en", "--as", person, *arguments])
        printed = capsys.readouterr()
        assert fails is None or bool(code) is fails, printed.err
        return printed.err if fails else printed.out

    return said


def test_a_register_is_previewed_mapped_decided_and_taken_over_once(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(
        "Model register;;;\nID;Name;Chef;Business area\n"
        "1;Credit scores;The developer;Retail\n2;Fraud alarm;Nobody;Cards\n2;Fraud alarm;Nobody;Cards\n",
        encoding="utf-8",
    )
    base = ("import", "register", str(path), "--map", "Chef=owner")
    assert "no pair" in say("import", "register", str(path), "--map", "Chef", fails=True)
    assert "no column" in say("import", "register", str(path), "--map", "Boss=owner", fails=True)
    shown = json.loads(say("--json", *base))["result"]
    assert (shown["applied"], shown["counts"]["decide"], shown["counts"]["new"]) == (False, 1, 1)
    assert [row["action"] for row in shown["rows"]] == ["decide", "new", "skip"]
    assert shown["rows"][1]["problems"][0]["written"] == "Nobody"
    assert [item["row"] for item in shown["set_aside"]] == [1]
    assert "Row 1 is no entry" in say(*base)
    assert "exclude each other" in say(*base, "--preview", "--apply", fails=True)
    taken = (*base, "--apply", "--row", "3=MOD-0001", "--reason", "Takeover")
    assert "1 rows may be models" in say(*base, "--apply", "--reason", "Takeover", fails=True)
    assert "reason is missing" in say(*taken[:-2], fails=True)
    assert "may not do this" in say(*taken, person="The auditor", fails=True)
    assert "new models: 1, changed: 1" in say(*taken)
    assert "changes nothing" in say(*taken, fails=True)
    (listed,) = json.loads(say("--json", "import", "list"))["result"]
    assert (listed["source"], len(listed["rows"])) == (shown["source"], 3)
    assert "IMP-0001" in say("import", "list")
    models = json.loads(say("--json", "models"))["result"]
    assert len(models) == 2


def test_an_exported_register_is_edited_and_comes_back(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    assert "1 models written" in say("export", "register", str(path))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    rows[2][rows[1].index("purpose")] = "Estimate default"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    shown = json.loads(say("--json", "import", "register", str(path)))["result"]
    (row,) = shown["rows"]
    assert row["differences"] == [
        {"field": "purpose", "before": "Estimate repayment", "after": "Estimate default"}
    ]


def test_a_registry_of_mlflow_and_json(say: Say, tmp_path: Path) -> None:
    store = folder_store(tmp_path / "mlruns", "credit_score")
    assert "To be decided" in say("import", "mlflow", str(store))
    taken = ("import", "mlflow", str(store), "--apply", "--reason", "Takeover")
    assert "1 models may be there already" in say(*taken, fails=True)
    assert "new models: 0, new versions: 2" in say(*taken, "--model", "credit_score=MOD-0001")
    assert "everything was taken over already" in say(*taken, fails=True)
    assert "no model registry" in say("import", "mlflow", str(store / "1"), fails=True)
    shown = say("import", "show", "IMP-0001")
    assert "MOD-0001@2" in shown
    assert "not below the folder" in " ".join(shown.split())
    assert "no import IMP-0009" in say("import", "show", "IMP-0009", fails=True)
    target = tmp_path / "out.json"
    answer = json.loads(say("--json", "export", "json", str(target), "--model", "Credit score"))["result"]
    assert answer == {"file": str(target), "models": 1, "schema": "inventory-1"}
    found = json.loads(target.read_bytes())
    assert [item["version"]["label"] for item in found["models"][0]["versions"]] == ["1", "2"]
    assert "names no model" in say("export", "json", str(target), "--model", "Nothing", fails=True)


def test_model_files_of_mlflow_are_previewed_taken_in_and_known_to_the_gate(say: Say, tmp_path: Path) -> None:
    store = folder_store(tmp_path / "mlruns", "pd_retail", source=f"runs:/{RUN}/model")
    file = logged(store / "1" / RUN / "artifacts" / "model") / "model.lgb"
    base = ("import", "mlflow", str(store))
    assert "needs --score-means" in say(*base, "--cut-off", "0.5", fails=True)
    assert "no folder" in say(*base, "--files", str(tmp_path / "missing"), fails=True)
    assert "needs a reason and a name" in say(*base, "--consent", " ", fails=True)
    alone = json.loads(say("--json", *base, "--no-files"))["result"]
    assert [item["file"] for item in alone["models"][0]["versions"]] == [None, None]
    stated = ("--cut-off", "0.5", "--score-means", "favorable")
    shown = json.loads(say("--json", *base, *stated))["result"]
    first = shown["models"][0]["versions"][0]["file"]
    assert (first["name"], first["size"], first["taken"]) == (
        f"1/{RUN}/artifacts/model/model.lgb",
        file.stat().st_size,
        True,
    )
    taken = say(*base, *stated, "--apply", "--reason", "Takeover")
    assert "model files: 2" in taken
    assert "It comes in." in taken
    verdict = json.loads(say("--json", "gate", "--artifact", str(file), fails=None))["result"]
    assert verdict["version"] == "MOD-0002@2"

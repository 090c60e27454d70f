"""Does the command line watch versions: folders, rows that are handed in, labels that come later?"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.commands import monitor as command
from cli.main import run
from core.people import Role
from core.workspace import Workspace
from tests.core.casework import PASSPHRASE, Firm
from tests.core.conftest import cheap_keys, firm  # noqa: F401
from tests.core.governance.test_monitoring import monitored, rows, write

Say = Callable[..., tuple[int, str]]


@pytest.fixture
def say(
    firm: Firm,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Say:
    """Run a command as the validator; the clock is that of the workspace."""
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    monkeypatch.setenv("PRUEFSTEIN_PASSPHRASE_FILE", str(secret))
    monkeypatch.setitem(Workspace.open.__func__.__kwdefaults__, "clock", firm.clock)  # type: ignore[attr-defined]

    def said(*arguments: str) -> tuple[int, str]:
        known = ["--workspace", str(firm.workspace.folder), "--as", firm.person(Role.VALIDATOR).id]
        code = run([*known, "--language", "en", *arguments])
        return code, capsys.readouterr().out

    return said


def test_folders_rows_and_labels_are_looked_at_with_exit_codes_for_a_scheduler(
    firm: Firm,  # noqa: F811
    say: Say,
) -> None:
    inbox, gone = firm.folder / "inbox", firm.folder / "gone"
    inbox.mkdir()
    gone.mkdir()
    watched = monitored(firm, folder=inbox, checks=("data_quality",))
    firm.workspace.close()
    lines = rows(300, start=400, labels=True)
    write(inbox / "new.csv", [line.rsplit(",", 1)[0] for line in lines])
    new = ["--reference", watched.reference, "--owner", "The owner", "--folder", str(gone)]
    code, text = say("monitor", "set-up", watched.version, "--name", "Away", *new)
    assert (code, text) == (0, f"MON-0002 is set up for {watched.version}.\n")
    shutil.rmtree(gone)

    code, text = say("--json", "monitor")

    looked = json.loads(text)["result"]
    assert code == 2
    assert [item["rows"] for item in looked["found"]["MON-0001"]["observations"]] == [300]
    assert list(looked["unseen"]) == ["MON-0002"]
    assert say("monitor", "run", "MON-0001") == (0, "Nothing new was found.\n")
    assert say("monitor", "run", "MON-0002")[0] == 2
    moved = write(firm.folder / "moved.csv", rows(300, start=900, moved=5000))
    code, text = say("monitor", "run", "MON-0001", "--data", str(moved))
    assert code == 1
    assert "MR-0002: 300 rows until 28 Sept 2026, Failed." in text
    given = [f"{line.split(',')[0]},{line.rsplit(',', 1)[1]}" for line in lines[1:]]
    labels = write(firm.folder / "labels.csv", ["loan,good", *given, "7,1"])
    code, text = say("monitor", "labels", "MON-0001", str(labels))
    assert code == 0
    assert text.endswith("1 row ids of the file belong to no observation.\n")
    assert "300/300" in say("monitor", "show", "MON-0001")[1]
    assert "recall" in say("monitor", "trend", "MON-0001")[1].lower()
    assert say("monitor", "stop", "MON-0001", "--reason", "replaced")[0] == 0


def test_what_repeats_itself_asks_once_and_outlives_a_folder_that_is_away(
    firm: Firm,  # noqa: F811
    say: Say,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inbox = firm.folder / "inbox"
    inbox.mkdir()
    watched = monitored(firm, folder=inbox)
    firm.workspace.close()
    shutil.rmtree(inbox)
    rounds: list[int] = []

    def pause(seconds: int) -> None:
        monkeypatch.delenv("PRUEFSTEIN_PASSPHRASE_FILE", raising=False)
        rounds.append(seconds)
        if len(rounds) == 2:
            inbox.mkdir()
        if len(rounds) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(command, "sleep", pause)

    code, text = say("monitor", "run", watched.id, "--repeat", "7")

    assert (code, rounds) == (130, [7, 7, 7])
    assert text == "Nothing new was found.\n"

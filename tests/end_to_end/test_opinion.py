"""Does a received table with a model become a signed opinion, and then a version of the inventory?"""

from collections.abc import Callable
from pathlib import Path

from tests.end_to_end.conftest import Command

Do = Callable[..., dict[str, object]]


def _examined(do: Do, examples: Path, target: Path) -> None:
    do("init", str(target.with_name("workspace")), "--name", "Jana", "--role", "owner", "--role", "developer")
    do("people", "add", "Ada", "--role", "auditor", "--as", "Jana")
    do(
        "audit", str(examples / "held_back.csv"), "--model", str(examples / "models" / "kredit_logreg.skops"),
        "--label", "kredit", "--favorable", "1", "--cut-off", "5/6", "--score-means", "favorable",
        "--sensitive", "alter", "--bins", "alter:25", "--purpose", "alter=model_input",
        "--report", str(target), "--lang", "de", "--as", "Ada", "--title", "Kreditmodell",
        "--opinion", "Die Zahlen halten.", "--grade", "qualified",
    )  # fmt: skip


def test_a_received_model_gets_an_opinion_and_joins_the_inventory(
    command: Command, small_examples: Path, tmp_path: Path
) -> None:
    def do(*arguments: str) -> dict[str, object]:
        answer = command("--json", *arguments)
        assert answer.code in {0, 1}, answer.out + answer.err
        return answer.result

    first = tmp_path / "gutachten.pdf"
    _examined(do, small_examples, first)
    assert "Eingeschränktes Prüfungsurteil" in command("--language", "de", "opinions", "list").out
    shown = command("opinions", "show", "OPN-0001").out
    for part in ("Kreditmodell", "kredit_logreg.skops", "Fairness between groups", "Die Zahlen halten."):
        assert part in shown
    issued = do("opinions", "report", "OPN-0001", "--lang", "both", "--as", "Ada")
    rows = issued["reports"]
    assert isinstance(rows, list)
    for row in rows:
        assert command("verify", row["path"]).code == 0
    data, file = str(small_examples / "held_back.csv"), str(small_examples / "models" / "kredit_logreg.skops")
    form = ("--purpose", "Vorschlag", "--use", "Filialen", "--area", "Kredit", "--as", "Jana")
    other = command(
        "opinions", "promote", "OPN-0001", "Kredit", "--data", str(small_examples / "learned.csv"),
        "--file", file, *form,
    )  # fmt: skip
    assert other.code == 2
    assert "is not the file that was examined" in other.err
    version = do("opinions", "promote", "OPN-0001", "Kredit", "--data", data, "--file", file, *form)
    assert version["id"] == "MOD-0001@1"
    assert command("verify", rows[0]["path"]).code == 0
    assert command("trail", "verify").code == 0
    assert "MOD-0001@1" in command("opinions", "list").out


def test_an_opinion_is_no_report_on_a_version(command: Command, tmp_path: Path) -> None:
    assert command("init", str(tmp_path / "workspace"), "--name", "Jana", "--role", "owner").code == 0
    refused = command("report", "MOD-0001", "--kind", "audit_opinion", "--as", "Jana")
    assert refused.code == 2
    assert "opinions report" in refused.err

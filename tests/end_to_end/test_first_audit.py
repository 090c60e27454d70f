"""Does the whole line work from the command line, on the shipped data, in both languages?"""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Command

RATINGS = [
    part
    for kind in ("unavailable", "wrong_prediction", "decay", "skills_lost")
    for part in ("--rating", f"{kind}:2x4:2x3:Looked at: {kind}")
]


@pytest.fixture
def semicolons(examples: Path, tmp_path: Path) -> Path:
    """The held-back rows as a German office program would write them: semicolons, decimal commas, cp1252."""
    with (examples / "held_back.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    target = tmp_path / "Rückstellung.csv"
    with target.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "anmerkung", "gewicht"], delimiter=";")
        writer.writeheader()
        writer.writerows({**row, "anmerkung": "geprüft", "gewicht": "1,5"} for row in rows)
    return target


Do = Callable[..., dict[str, object]]


def begin(do: Do, folder: Path) -> None:
    do("init", str(folder), "--name", "Jana", "--role", "owner", "--role", "developer")
    for name, role in (("Tobias", "validator"), ("Miriam", "risk_manager")):
        do("people", "add", name, "--role", role, "--as", "Jana")


def register(do: Do, model: Path, rows: Path) -> None:
    registered = do(
        "register", "Kreditscoring", "--as", "Jana", "--file", str(model),
        "--data", str(rows), "--target", "kredit", "--favorable", "1", "--sensitive", "alter<=25",
        "--ignore", "anmerkung", "--ignore", "gewicht", "--cut-off", "0,5", "--score-means", "favorable",
        "--purpose", "Scoring", "--use", "Vorschlag", "--area", "Kredit",
    )  # fmt: skip
    version = registered["version"]
    assert isinstance(version, dict)
    assert version["cut_off"] == {"value": "0.5", "score_means": "favorable"}
    assert registered["assumptions"]


def validate(do: Do) -> str:
    assessment = do("assess", "MOD-0001@1", "--as", "Tobias", "--materiality", "high", *RATINGS)
    assert assessment["tier"] == "high"
    do("state", "MOD-0001@1", "in_validation", "--reason", "fertig", "--as", "Jana")
    run = do("check", "MOD-0001@1", "--as", "Tobias", "--only", "performance", code=1)
    results = run["results"]
    assert isinstance(results, list)
    assert [result["verdict"] for result in results] == ["failed"]
    return str(run["id"])


def flipped(report: Path, folder: Path) -> Path:
    content = bytearray(report.read_bytes())
    content[len(content) // 2] ^= 1
    target = folder / "flipped.pdf"
    target.write_bytes(content)
    return target


@pytest.mark.parametrize("language", ["de", pytest.param("en", marks=pytest.mark.full)])
def test_from_an_empty_folder_to_a_verified_report(
    command: Command, tmp_path: Path, examples: Path, semicolons: Path, language: str
) -> None:
    def do(*arguments: str, code: int = 0) -> dict[str, object]:
        answer = command(*arguments, "--json", "--language", language)
        assert answer.code == code, answer
        return answer.result

    begin(do, tmp_path / "workspace")
    register(do, examples / "models" / "kredit_logreg.skops", semicolons)
    run = validate(do)
    do("findings", "confirm", "F-0001", "--severity", "high", "--owner", "Jana", "--as", "Tobias")
    assert command("decide", "MOD-0001@1", "approve", "--reason", "x", "--as", "Miriam").code == 2
    decision = do("decide", "MOD-0001@1", "reject", "--reason", "Recall", "--as", "Miriam")
    assert decision["kind"] == "reject"
    both = do("report", "MOD-0001@1", "--report-language", "both", "--as", "Tobias")["reports"]
    assert isinstance(both, list)
    assert [row["report"]["language"] for row in both] == ["de", "en"]
    assert len({row["report"]["evidence"] for row in both}) == 1
    for report in (Path(row["path"]) for row in both):
        verified = do("verify", str(report))
        assert (verified["intact"], verified["valid"]) == (True, True)
    assert do("verify", str(flipped(report, tmp_path)), code=1)["intact"] is False
    assert do("trail", "verify")["problems"] == []
    assert do("replay", run)["equal"] is True

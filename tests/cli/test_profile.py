"""Does `pruefstein profile` say how a table is read, and take what a person knows better?"""

import json
from pathlib import Path

import pytest

from cli.main import run
from cli.reading import date_format_of, delimiter_of, separator_of
from core.errors import UserError
from tests.core.data.office.expected import FOLDER


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("cp850 (DOS", "Rows: 4", "Data protection:", "“Straße”")),
        ("de", ("cp850 (DOS", "Zeilen: 4", "Datenschutz:", "„Straße“")),
    ],
)
def test_a_profile_is_said_in_both_languages(
    language: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["profile", str(FOLDER / "04_personal_dos.txt"), "--language", language]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    for word in words:
        assert word in printed
    assert "Müller" not in printed


def test_everything_typed_is_taken_and_the_rest_recognized(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Titel;x\nDatum;Wert\n03/04/2025;1'5\n04/05/2025;keine\nEnde;\n", encoding="utf-8")
    options = "--skip-rows 1 --skip-last 1 --delimiter semicolon --decimal '"
    options += " --date-format MM/TT/JJJJ --missing keine"
    assert run(["profile", str(path), *options.split(), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["result"]["preview"]
    dialect = found["dialect"]
    assert (dialect["skipped"], dialect["footer"], dialect["delimiter"]) == (1, 1, ";")
    assert (dialect["date_format"], dialect["missing"]) == ("%m/%d/%Y", ["", "keine"])
    assert [column["dtype"] for column in found["columns"]] == ["date", "number"]
    assert found["profiles"][0]["lowest"] == "2025-03-04"


def test_a_table_without_header_and_all_rows(capsys: pytest.CaptureFixture[str]) -> None:
    path = FOLDER / "12_codiert_mit_schluessel.csv"
    assert run(["profile", str(path), "--no-header", "--skip-rows", "1", "--all-rows", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["result"]["preview"]
    assert [column["name"] for column in found["columns"]][:2] == ["#1", "#2"]
    assert found["row_count"] == 6


def test_words_for_signs_and_formats_are_understood() -> None:
    assert (delimiter_of("Tab"), delimiter_of("§"), separator_of("keins")) == ("\t", "§", "")
    assert date_format_of("TT.MM.JJ") == "%d.%m.%y"
    assert date_format_of("%d-%m-%Y") == "%d-%m-%Y"
    with pytest.raises(UserError, match="is no date format"):
        date_format_of("gestern")

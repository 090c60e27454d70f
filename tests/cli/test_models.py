"""Do `inspect` and `convert` say what a file is, and write what they promise?"""

import json
from pathlib import Path

import joblib
import pytest

from cli.main import run
from core.canonical import sha256
from tests.core.artifacts.crafted import lightgbm_text
from tests.core.artifacts.test_companions import with_weights
from tests.core.artifacts.test_mlflow import folder
from tests.core.jobs.models import exportable, fitted, table


@pytest.fixture
def pickled(tmp_path: Path) -> Path:
    path = tmp_path / "model.joblib"
    joblib.dump(fitted(), path)
    return path


def said(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> str:
    assert run([str(item) for item in arguments]) == code
    printed = capsys.readouterr()
    return printed.out + printed.err


def test_a_model_is_described_with_its_digest_in_both_languages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "model.txt"
    path.write_text(lightgbm_text(), encoding="utf-8")
    english = said(capsys, "inspect", path, "--language", "en")
    for words in (
        "LightGBM model in text format",
        sha256(path.read_bytes()),
        "job, home, age",
        "0, 1",
        "full",
    ):
        assert words in english
    german = said(capsys, "inspect", path, "--language", "de")
    assert "ein LightGBM-Modell im Textformat" in german
    assert "Hinweis: Die Datei nennt keine Klassen" in german


def test_a_folder_and_further_files_are_described(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(tmp_path, "  lightgbm:\n    data: model.lgb\n", {"model.lgb": lightgbm_text().encode()})
    assert "run 4f2a" in said(capsys, "inspect", path, "--language", "en")
    pytest.importorskip("onnx")
    model = with_weights(tmp_path / "with weights")
    found = said(capsys, "inspect", model, "--language", "en")
    assert sha256((model.parent / "weights.bin").read_bytes()) in found


def test_a_pickle_is_refused_with_a_script_and_opened_with_a_consent(
    pickled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = said(capsys, "inspect", pickled, "--language", "en", code=1)
    assert "run any program" in refused
    assert "add --consent" in refused
    assert "skops.io.dump" in refused
    nobody = said(capsys, "inspect", pickled, "--consent", "Known origin", "--language", "en", code=2)
    assert "needs a reason and a name" in nobody
    opened = said(
        capsys, "inspect", pickled, "--consent", "Known origin", "--as", "Jana Brandt", "--language", "en"
    )
    assert "Opened with the consent of Jana Brandt: Known origin" in opened
    assert "Scan by Prüfstein (a hint only): Nothing found" in opened


def test_the_json_document_holds_the_consent_and_the_confinement(
    pickled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["inspect", str(pickled), "--consent", "Known origin", "--as", "Jana", "--json"]
    assert run(arguments) == 0
    result = json.loads(capsys.readouterr().out)["result"]
    assert result["artifact"]["consent"]["name"] == "Jana"
    assert result["artifact"]["digest"] == sha256(pickled.read_bytes())
    assert result["confinement"] in {"full", "partial"}
    assert [scan["verdict"] for scan in result["scans"]] == ["nothing_found", "nothing_found"]


def test_a_conversion_is_written_once_and_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, rows, out = tmp_path / "model.joblib", tmp_path / "rows.csv", tmp_path / "model.skops"
    joblib.dump(exportable(), source)
    table().to_csv(rows, index=False)
    agreed = ("--consent", "Known origin", "--as", "Jana", "--language", "en")
    converted = said(capsys, "convert", source, out, "--to", "skops", "--data", rows, *agreed)
    assert (
        f"Scores of {len(table())} rows agree with the original's; the largest difference is 0" in converted
    )
    assert sha256(out.read_bytes()) in converted
    assert run(["inspect", str(out)]) == 0
    capsys.readouterr()
    again = said(capsys, "convert", source, out, "--to", "skops", *agreed, code=2)
    assert "exists already" in again
    assert list(tmp_path.glob(".pruefstein*")) == []


def test_nothing_is_written_when_it_cannot_be_converted(
    tmp_path: Path, pickled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.skops"
    assert "run any program" in said(
        capsys, "convert", pickled, out, "--to", "skops", "--language", "en", code=2
    )
    assert "skops, onnx only" in said(
        capsys, "convert", pickled, out, "--to", "lightgbm", "--language", "en", code=2
    )
    assert "There is no file" in said(
        capsys, "convert", tmp_path / "none", out, "--to", "skops", "--language", "en", code=2
    )
    assert not out.exists()

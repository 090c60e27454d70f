"""Do all reference models open and score as recorded, or are they refused for the right reason?"""

import json
from pathlib import Path

import pytest

from core.canonical import sha256
from tools.formats_table import Row, found, trained

REFUSED = {
    "aiverify/pickle_pipeline.sav": "_RemainderColsList",
    "aiverify/teststring.sav": "plain values",
    "aiverify/sv_comma.txt": "not a model in a format",
    "hostile_picklescan/bad_pytorch.pt": "not a model in a format",
    "hostile_picklescan/malicious1.7z": "could not be scanned",
    "hostile_picklescan/malicious1_v4.pkl": "builtins.eval",
    "hostile_picklescan/malicious2_v3.pkl": "posix.system",
    "hostile_picklescan/dns_exfiltration.npy": "ssl.get_server_certificate",
    "hostile_picklescan/object_arrays.npz": "does not open this format",
}
"""Files that must be refused even with a consent, and a word of the reason."""


@pytest.fixture(scope="module")
def scored(reference_data: Path) -> tuple[Row, ...]:
    return tuple(trained(reference_data))


@pytest.fixture(scope="module")
def inspected(reference_data: Path) -> dict[str, Row]:
    return {row.file: row for row in found(reference_data)}


def test_every_trained_model_scores_as_recorded(reference_data: Path, scored: tuple[Row, ...]) -> None:
    listed = json.loads((reference_data / "models" / "trained_models.json").read_text(encoding="utf-8"))
    at_hand = [entry for entry in listed if (reference_data / entry["file"]).is_file()]
    assert [row.file for row in scored] == [entry["file"].removeprefix("models/") for entry in at_hand]
    for row, entry in zip(scored, at_hand, strict=True):
        assert row.deviation is not None, (row.file, row.refusal)
        assert row.deviation <= row.allowed, row.file
        assert row.rows == entry["metrics"]["n"], row.file
        assert row.digest == entry["sha256"], row.file


def test_all_formats_are_among_them(scored: tuple[Row, ...]) -> None:
    said = " ".join(row.recognized for row in scored)
    for kind in ("skops", "ONNX", "LightGBM", "XGBoost model in JSON", "UBJSON", "CatBoost", "pickle"):
        assert kind in said


def test_a_pickle_is_not_opened_without_a_consent(scored: tuple[Row, ...]) -> None:
    pickles = [row for row in scored if row.file.endswith(".joblib")]
    assert len(pickles) >= 5
    assert all("run any program" in row.unconsented for row in pickles)
    assert all(row.unconsented == "" for row in scored if row not in pickles)


def test_what_must_not_be_opened_is_refused_for_its_own_reason(inspected: dict[str, Row]) -> None:
    for name, word in REFUSED.items():
        assert word in inspected[name].refusal, name


def test_no_hostile_file_is_opened_even_with_a_consent(
    reference_data: Path, inspected: dict[str, Row]
) -> None:
    listed = json.loads((reference_data / "models" / "found_models.json").read_text(encoding="utf-8"))
    hostile = {entry["file"] for entry in listed if entry["hostile"]} & set(inspected)
    assert len(hostile) >= 20
    for name in hostile:
        assert inspected[name].refusal, name
        assert inspected[name].confinement == "", name


def test_the_digest_is_that_of_the_file(reference_data: Path, inspected: dict[str, Row]) -> None:
    name = "aiverify/pickle_scikit_lr.sav"
    assert inspected[name].digest == sha256((reference_data / "models" / name).read_bytes())
    assert inspected[name].refusal == ""

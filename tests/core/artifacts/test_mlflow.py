"""Is the model in an MLflow folder found without running what the folder brings along?"""

import json
from collections.abc import Mapping
from pathlib import Path

import joblib
import numpy as np
import pytest
import skops.io

from core.artifacts.mlflow import look
from core.canonical import sha256
from core.errors import UntrustedArtifactError
from core.inventory import ArtifactFormat, Task
from core.jobs.tasks import ScoreRequest, inspect_model, score_model
from tests.core.artifacts.crafted import coded, lightgbm_text
from tests.core.jobs.models import NUMBERS, TEXTS, fitted, table

COLUMNS = TEXTS + NUMBERS
PYFUNC = """\
  python_function:
    data: {data}
    loader_module: mlflow.sklearn
    python_version: 3.11.7
"""


def folder(where: Path, flavor: str, files: Mapping[str, bytes], signature: tuple[str, ...] = ()) -> Path:
    """An MLflow folder with one flavor of its own and the Python function."""
    path = where / "logged model"
    path.mkdir()
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    columns = json.dumps([{"type": "string", "name": name} for name in signature])
    stated = f"signature:\n  inputs: '{columns}'\n  outputs: null\n" if signature else ""
    data = next(iter(files), "model.pkl")
    (path / "MLmodel").write_text(
        f"artifact_path: model\nflavors:\n{PYFUNC.format(data=data)}{flavor}"
        f"mlflow_version: 3.1.0\nrun_id: 4f2a\n{stated}utc_time_created: '2026-10-01 08:00:00'\n",
        encoding="utf-8",
    )
    return path


def test_a_model_of_a_known_format_is_opened_and_scored(tmp_path: Path) -> None:
    flavor = "  lightgbm:\n    data: model.lgb\n    lgb_version: 4.6.0\n"
    path = folder(tmp_path, flavor, {"model.lgb": lightgbm_text().encode()}, tuple(COLUMNS))
    report = inspect_model(path)
    assert report.artifact is not None
    assert report.artifact.format is ArtifactFormat.LIGHTGBM
    assert report.artifact.digest == sha256(lightgbm_text().encode())
    assert report.artifact.libraries["lightgbm"] == "4.6.0"
    facts = " ".join(str(item) for item in report.facts)
    for word in ("lightgbm, python_function", "3.1.0", "4f2a", "2026-10-01", "4 input columns: job, home"):
        assert word in facts
    assert sha256((path / "MLmodel").read_bytes()) in facts
    scored = score_model(path, report.artifact, table(), ScoreRequest(task=Task.BINARY, favorable="1"))
    assert len(scored.score) == len(table())


def test_a_pickled_flavor_needs_a_consent_like_any_pickle(tmp_path: Path) -> None:
    source = tmp_path / "model.pkl"
    joblib.dump(fitted(), source)
    flavor = "  sklearn:\n    pickled_model: model.pkl\n    serialization_format: cloudpickle\n"
    path = folder(tmp_path, flavor, {"model.pkl": source.read_bytes()})
    report = inspect_model(path)
    assert report.artifact is None
    assert report.consent_needed
    agreed = inspect_model(path, consent=True)
    assert agreed.artifact is not None
    assert agreed.artifact.format is ArtifactFormat.PICKLE


def test_a_flavor_saved_as_skops_is_opened(tmp_path: Path) -> None:
    flavor = "  sklearn:\n    pickled_model: data/model.skops\n    sklearn_version: 1.9.1\n"
    path = folder(tmp_path, flavor, {"data/model.skops": skops.io.dumps(fitted())})
    report = inspect_model(path)
    assert report.artifact is not None
    assert report.artifact.format is ArtifactFormat.SKOPS


def test_a_python_function_alone_is_refused_with_what_to_ask_for(tmp_path: Path) -> None:
    path = folder(tmp_path, "", {"python_model.pkl": b"\x80\x04N."})
    report = inspect_model(path, consent=True)
    assert report.artifact is None
    assert "running the Python program" in str(report.refusal)


def test_the_signature_names_columns_where_the_file_does_not(tmp_path: Path) -> None:
    import lightgbm

    settings = {"objective": "binary", "verbose": -1, "num_threads": 1, "min_data_in_leaf": 5}
    data = lightgbm.Dataset(table()[NUMBERS].to_numpy(), coded()[1])
    text = lightgbm.train(settings, data, num_boost_round=2).model_to_string()
    flavor = "  lightgbm:\n    data: model.lgb\n"
    path = folder(tmp_path, flavor, {"model.lgb": text.encode()}, tuple(NUMBERS))
    report = inspect_model(path)
    assert report.artifact is not None
    assert report.artifact.features == tuple(NUMBERS)
    shuffled = table()[["amount", "home", "age"]]
    scored = score_model(path, report.artifact, shuffled, ScoreRequest(task=Task.BINARY, favorable="1"))
    expected = lightgbm.Booster(model_str=text).predict(table()[NUMBERS].to_numpy())
    assert np.array_equal(scored.score, expected)


def test_a_signature_that_contradicts_the_file_is_said(tmp_path: Path) -> None:
    flavor = "  lightgbm:\n    data: model.lgb\n"
    path = folder(tmp_path, flavor, {"model.lgb": lightgbm_text().encode()}, (*COLUMNS, "surname"))
    report = inspect_model(path)
    assert any("surname" in str(warning) for warning in report.warnings)


@pytest.mark.parametrize(
    "name", ["../outside.txt", "/etc/hostname", "C:/outside.txt", "parts/../../outside.txt"]
)
def test_a_path_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "outside.txt").write_text(lightgbm_text(), encoding="utf-8")
    path = folder(tmp_path, f"  lightgbm:\n    data: {name}\n", {})
    report = inspect_model(path)
    assert report.artifact is None
    assert "leads out of the model's own folder" in str(report.refusal)


def test_a_link_in_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text(lightgbm_text(), encoding="utf-8")
    path = folder(tmp_path, "  lightgbm:\n    data: model.lgb\n", {})
    (path / "model.lgb").symlink_to(tmp_path / "outside.txt")
    with pytest.raises(UntrustedArtifactError):
        look(path)
    assert inspect_model(path).artifact is None


@pytest.mark.parametrize("text", ["", "flavors: [1", "flavors: !!python/object:x {}\n", "\x80\x04", "- a\n"])
def test_a_damaged_description_is_said(tmp_path: Path, text: str) -> None:
    path = folder(tmp_path, "", {})
    (path / "MLmodel").write_text(text, encoding="latin-1")
    report = inspect_model(path)
    assert report.artifact is None
    assert "damaged" in str(report.refusal)


def test_a_missing_model_file_is_named(tmp_path: Path) -> None:
    path = folder(tmp_path, "  lightgbm:\n    data: model.lgb\n", {})
    assert "model.lgb" in str(inspect_model(path).refusal)

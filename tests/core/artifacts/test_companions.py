"""Do ONNX weights in further files come from the model's folder only, as bytes with their digest?"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.artifacts.files import ArtifactFiles
from core.canonical import sha256
from core.errors import IntegrityError, UntrustedArtifactError
from core.inventory import Task
from core.jobs.tasks import ExplainRequest, ScoreRequest, explain_model, inspect_model, score_model
from tests.core.artifacts.test_onnx import tensor_model
from tests.core.jobs.models import NUMBERS, table

onnx = pytest.importorskip("onnx")

REGRESSION = ScoreRequest(task=Task.REGRESSION)


def with_weights(folder: Path, location: str = "weights.bin", length: int = 8) -> Path:
    """y = x · w, the weights in a file of their own."""
    from onnx import TensorProto, helper

    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[2, 1])
    weight.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", "4"), ("length", str(length))):
        weight.external_data.add(key=key, value=value)
    ends = [
        helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 2]),
        helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 1]),
    ]
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])], "g", ends[:1], ends[1:], [weight]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    folder.mkdir(exist_ok=True)
    (folder / "weights.bin").write_bytes(bytes(4) + np.array([2.0, 3.0], dtype=np.float32).tobytes())
    path = folder / "model.onnx"
    path.write_bytes(model.SerializeToString())
    return path


def test_weights_beside_the_model_are_read_and_recorded(tmp_path: Path) -> None:
    path = with_weights(tmp_path / "model")
    report = inspect_model(path)
    assert report.artifact is not None
    (companion,) = report.artifact.companions
    assert companion.name == "weights.bin"
    assert companion.digest == sha256((path.parent / "weights.bin").read_bytes())
    assert companion.size == 12
    assert any("weights.bin" in str(fact) and companion.digest in str(fact) for fact in report.facts)
    scored = score_model(path, report.artifact, table()[NUMBERS], REGRESSION)
    assert np.allclose(scored.score, table()["age"] * 2 + table()["amount"] * 3, rtol=1e-6)
    explained = explain_model(
        path, report.artifact, table()[NUMBERS], ExplainRequest(rows=5, background_rows=5)
    )
    assert explained.values.shape == (5, 2)


def test_files_kept_under_other_names_are_read_as_well(tmp_path: Path) -> None:
    path = with_weights(tmp_path / "model")
    report = inspect_model(path)
    assert report.artifact is not None
    main, beside = tmp_path / "ab12", tmp_path / "cd34"
    main.write_bytes(path.read_bytes())
    beside.write_bytes((path.parent / "weights.bin").read_bytes())
    kept = ArtifactFiles(main=main, companions={"weights.bin": beside})
    first = score_model(path, report.artifact, table()[NUMBERS], REGRESSION).score
    assert np.array_equal(score_model(kept, report.artifact, table()[NUMBERS], REGRESSION).score, first)


def test_changed_weights_are_not_scored(tmp_path: Path) -> None:
    path = with_weights(tmp_path / "model")
    report = inspect_model(path)
    assert report.artifact is not None
    (path.parent / "weights.bin").write_bytes(bytes(12))
    with pytest.raises(IntegrityError, match=r"weights\.bin"):
        score_model(path, report.artifact, table()[NUMBERS], REGRESSION)


@pytest.mark.parametrize("location", ["../weights.bin", "/etc/hostname", "", "a/../../weights.bin", "NUL"])
def test_weights_outside_the_folder_are_refused(tmp_path: Path, location: str) -> None:
    (tmp_path / "weights.bin").write_bytes(bytes(12))
    report = inspect_model(with_weights(tmp_path / "model", location))
    assert report.artifact is None
    assert "leads out of the model's own folder" in str(report.refusal)


def test_linked_weights_are_refused(tmp_path: Path) -> None:
    path = with_weights(tmp_path / "model")
    weights = path.parent / "weights.bin"
    weights.rename(tmp_path / "elsewhere.bin")
    weights.symlink_to(tmp_path / "elsewhere.bin")
    assert inspect_model(path).artifact is None


def test_missing_and_cut_off_weights_are_said(tmp_path: Path) -> None:
    path = with_weights(tmp_path / "model", length=8000)
    assert "shorter than the model says" in str(inspect_model(path).refusal)
    (path.parent / "weights.bin").unlink()
    assert "needs the file “weights.bin”" in str(inspect_model(path).refusal)


def test_a_record_without_its_companions_is_not_scored(tmp_path: Path) -> None:
    path = with_weights(tmp_path / "model")
    report = inspect_model(path)
    assert report.artifact is not None
    alone = replace(report.artifact, companions=())
    with pytest.raises(UntrustedArtifactError, match="not in its folder"):
        score_model(path, alone, table()[NUMBERS], REGRESSION)


def test_a_model_without_further_files_has_no_companions(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(tensor_model()[0])
    report = inspect_model(path)
    assert report.artifact is not None
    assert report.artifact.companions == ()

"""Do ONNX models of both input shapes score as the model they came from, and are foreign parts refused?"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from core.artifacts import onnx as opener
from core.artifacts.onnx_facts import read_facts
from core.artifacts.protobuf import NotProtobufError
from core.errors import UntrustedArtifactError, UserError
from core.inventory import Task
from core.jobs.tasks import ScoreRequest, inspect_model, score_model
from tests.core.jobs.models import NUMBERS, TEXTS, exportable, kept, table

onnx = pytest.importorskip("onnx")
skl2onnx = pytest.importorskip("skl2onnx")

BINARY = ScoreRequest(task=Task.BINARY, favorable="good")


def by_column(*, zipmap: bool = False, whole: bool = False) -> bytes:
    """The mixed pipeline with one input per column: text and numbers, or text and whole numbers."""
    from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType

    number = Int64TensorType if whole else FloatTensorType
    types = [(name, StringTensorType([None, 1])) for name in TEXTS]
    types += [(name, number([None, 1])) for name in NUMBERS]
    converted = skl2onnx.to_onnx(exportable(), initial_types=types, options={"zipmap": zipmap})
    return bytes(converted.SerializeToString())


def tensor_model() -> tuple[bytes, object]:
    from skl2onnx.common.data_types import FloatTensorType

    rows = table()
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(
        rows[NUMBERS].to_numpy(), rows["result"]
    )
    converted = skl2onnx.to_onnx(
        model, initial_types=[("X", FloatTensorType([None, 2]))], options={"zipmap": False}
    )
    return bytes(converted.SerializeToString()), model


@pytest.mark.parametrize("zipmap", [False, True])
def test_one_input_per_column_scores_like_the_original(tmp_path: Path, zipmap: bool) -> None:
    path, artifact = kept(by_column(zipmap=zipmap), tmp_path / "model.onnx")
    report = inspect_model(path)
    assert report.artifact is not None
    assert report.artifact.features == (*TEXTS, *NUMBERS)
    assert report.outputs == ("bad", "good")
    assert "skl2onnx" in report.artifact.libraries
    scored = score_model(path, artifact, table(), BINARY)
    expected = exportable().predict_proba(table()[TEXTS + NUMBERS])[:, 1]
    assert np.abs(scored.score - expected).max() < 1e-5


def test_whole_number_inputs_take_whole_numbers_only() -> None:
    from skl2onnx.common.data_types import Int64TensorType

    rows = table()
    model = LinearRegression().fit(rows[["age"]].astype(int), rows["amount"])
    converted = skl2onnx.to_onnx(model, initial_types=[("age", Int64TensorType([None, 1]))])
    opened = opener.open_model(bytes(converted.SerializeToString()))
    assert np.allclose(
        opened.predict(rows[["age"]])[:, 0], model.predict(rows[["age"]].astype(int)), rtol=1e-4
    )
    with pytest.raises(UserError, match="not numbers"):
        opened.predict(rows[["age"]] + 0.5)


def test_one_tensor_takes_the_columns_in_order(tmp_path: Path) -> None:
    data, model = tensor_model()
    path, artifact = kept(data, tmp_path / "model.onnx", ())
    report = inspect_model(path)
    assert report.artifact is not None
    assert report.artifact.features == ()
    assert any("2 input columns" in str(warning) for warning in report.warnings)
    scored = score_model(path, artifact, table()[NUMBERS], BINARY)
    expected = model.predict_proba(table()[NUMBERS].to_numpy())[:, 1]  # type: ignore[attr-defined]
    assert np.abs(scored.score - expected).max() < 1e-5
    with pytest.raises(UserError, match="expects 2 input columns"):
        score_model(path, artifact, table(), BINARY)


def test_column_names_in_the_metadata_name_a_tensors_columns() -> None:
    model = onnx.load_from_string(tensor_model()[0])
    model.metadata_props.add(key="features", value='["age", "amount"]')
    assert opener.open_model(model.SerializeToString()).features == ("age", "amount")


def test_numbers_given_as_text_meet_the_models_categories(tmp_path: Path) -> None:
    from skl2onnx.common.data_types import StringTensorType
    from sklearn.preprocessing import OneHotEncoder

    rows = table().assign(code=np.where(table()["home"] == "own", "1", "2"))
    model = make_pipeline(OneHotEncoder(), LogisticRegression()).fit(rows[["code"]], rows["result"])
    converted = skl2onnx.to_onnx(
        model, initial_types=[("code", StringTensorType([None, 1]))], options={"zipmap": False}
    )
    path, artifact = kept(bytes(converted.SerializeToString()), tmp_path / "model.onnx", ("code",))
    text = score_model(path, artifact, rows, BINARY).score
    number = score_model(path, artifact, rows.assign(code=rows["code"].astype(float)), BINARY).score
    assert np.array_equal(text, number)


def custom_operator() -> bytes:
    from onnx import TensorProto, helper

    node = helper.make_node("Inverse", ["x"], ["y"], domain="com.example")
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, 1]) for name in "xy"]
    graph = helper.make_graph([node], "g", ends[:1], ends[1:])
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.example", 1)]
    return bytes(helper.make_model(graph, opset_imports=opsets).SerializeToString())


def external_data() -> bytes:
    from onnx import TensorProto, helper

    weight = helper.make_tensor("w", TensorProto.FLOAT, [1], [1.0])
    weight.ClearField("float_data")
    weight.data_location = TensorProto.EXTERNAL
    weight.external_data.add(key="location", value="../../etc/passwd")
    node = helper.make_node("Add", ["x", "w"], ["y"])
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, 1]) for name in "xy"]
    graph = helper.make_graph([node], "g", ends[:1], ends[1:], [weight])
    return bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]).SerializeToString())


@pytest.mark.parametrize(
    ("data", "words"), [(custom_operator, "com.example:Inverse"), (external_data, "other files")]
)
def test_foreign_operators_and_outside_weights_are_refused(tmp_path: Path, data: object, words: str) -> None:
    path, artifact = kept(data(), tmp_path / "model.onnx", ("x",))  # type: ignore[operator]
    report = inspect_model(path)
    assert report.artifact is None
    assert words in str(report.refusal)
    with pytest.raises(UntrustedArtifactError):
        score_model(path, artifact, pd.DataFrame({"x": [1.0]}), ScoreRequest(task=Task.REGRESSION))


def test_external_weights_inside_a_subgraph_are_found() -> None:
    from onnx import TensorProto, helper

    inner = onnx.load_from_string(external_data()).graph
    del inner.input[:]
    outer = helper.make_graph(
        [helper.make_node("If", ["c"], ["y"], then_branch=inner, else_branch=inner)],
        "g",
        [helper.make_tensor_value_info("c", TensorProto.BOOL, [])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
    )
    model = helper.make_model(outer, opset_imports=[helper.make_opsetid("", 17)])
    assert read_facts(model.SerializeToString()).external


@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_truncated_model_is_refused(tmp_path: Path, share: float) -> None:
    data = by_column()
    path = tmp_path / "model.onnx"
    path.write_bytes(data[: int(len(data) * share)])
    assert inspect_model(path).artifact is None


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_fail_otherwise_than_agreed(data: bytes) -> None:
    try:
        read_facts(data)
    except NotProtobufError:
        return


def test_the_reader_agrees_with_the_onnx_library() -> None:
    data = by_column()
    model = onnx.load_from_string(data)
    facts = read_facts(data)
    assert facts.producer == model.producer_name
    assert facts.operators == {f"{node.domain}:{node.op_type}" for node in model.graph.node}
    assert facts.classes == ("bad", "good")
    assert not facts.external
    assert not facts.foreign


@pytest.mark.parametrize("name", ["german/german_logreg.onnx", "adult/adult_logreg.onnx"])
def test_published_models_score_as_recorded(reference_data: Path, name: str) -> None:
    path = reference_data / "models" / name
    rows = pd.read_parquet(path.parent / f"{path.parent.name}_test_with_predictions.parquet")
    report = inspect_model(path)
    assert report.artifact is not None
    scored = score_model(path, report.artifact, rows, ScoreRequest(task=Task.BINARY, favorable="1"))
    assert np.abs(scored.score - rows[f"p_{path.name}"]).max() < 1e-6


def test_a_published_network_with_one_tensor_scores_as_recorded(reference_data: Path) -> None:
    folder = reference_data / "models" / "german"
    inputs = pd.read_parquet(folder / "german_mlp_input_test.parquet")
    recorded = pd.read_parquet(folder / "german_test_with_predictions.parquet")["p_german_mlp.onnx"]
    report = inspect_model(folder / "german_mlp.onnx")
    assert report.artifact is not None
    assert any("class “1”" in str(warning) for warning in report.warnings)
    request = ScoreRequest(task=Task.BINARY, favorable="1")
    scored = score_model(folder / "german_mlp.onnx", report.artifact, inputs, request)
    assert np.abs(scored.score - recorded).max() < 1e-6


def one_operator(operator: str, width: int, opset: int = 17) -> bytes:
    from onnx import TensorProto, helper

    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, width]) for name in "xy"]
    graph = helper.make_graph([helper.make_node(operator, ["x"], ["y"])], "g", ends[:1], ends[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)
    return bytes(model.SerializeToString())


def test_a_newer_standard_than_the_library_knows_is_said(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(one_operator("Relu", 1, opset=99))
    report = inspect_model(path)
    assert report.artifact is None
    assert "newer version of the ONNX standard" in str(report.refusal)


@pytest.mark.parametrize(
    ("operator", "width", "classes"),
    [("Softmax", 3, ("0", "1", "2")), ("Sigmoid", 1, ("0", "1")), ("Relu", 1, ())],
)
def test_probabilities_without_names_are_numbered(
    operator: str, width: int, classes: tuple[str, ...]
) -> None:
    opened = opener.open_model(one_operator(operator, width))
    assert opened.classes == classes
    assert opened.classes_named == (not classes)


def test_rows_without_a_score_are_counted_and_nothing_is_scored(tmp_path: Path) -> None:
    path, artifact = kept(tensor_model()[0], tmp_path / "model.onnx", ())
    rows = table()[NUMBERS].copy()
    rows.loc[[3, 7], "age"] = np.nan
    with pytest.raises(UserError, match="no number for at least 2 rows"):
        score_model(path, artifact, rows, BINARY)

"""Do XGBoost models in JSON and UBJSON score as the library scores, and are other files of it explained?"""

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from core.artifacts import xgboost as opener
from core.errors import UserError
from core.inventory import ArtifactFormat, Task
from core.jobs.tasks import ExplainRequest, ScoreRequest, explain_model, inspect_model, score_model
from tests.core.artifacts.crafted import coded, xgboost_json, xgboost_ubj
from tests.core.jobs.models import NUMBERS, TEXTS, table

xgboost = pytest.importorskip("xgboost")

BINARY = ScoreRequest(task=Task.BINARY, favorable="1")
COLUMNS = TEXTS + NUMBERS


def library_says(
    data: bytes, columns: list[str] = COLUMNS
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    booster = xgboost.Booster(model_file=bytearray(data))
    rows = xgboost.DMatrix(coded()[0][columns], enable_categorical=True)
    return np.asarray(booster.predict(rows))


@pytest.mark.parametrize(("form", "data"), [("json", xgboost_json), ("ubj", xgboost_ubj)])
def test_text_columns_score_as_the_categories_they_were_trained_as(
    tmp_path: Path, form: str, data: object
) -> None:
    path = tmp_path / f"model.{form}"
    path.write_bytes(data())  # type: ignore[operator]
    report = inspect_model(path)
    assert report.artifact is not None
    assert report.artifact.format is ArtifactFormat.XGBOOST
    assert report.artifact.features == tuple(COLUMNS)
    assert report.artifact.libraries == {"xgboost": xgboost.__version__}
    assert report.outputs == ("0", "1")
    rows = table()[COLUMNS].sample(frac=1, random_state=1)
    scored = score_model(path, report.artifact, rows, BINARY)
    assert np.array_equal(scored.score, library_says(path.read_bytes())[rows.index])


def test_several_classes_are_probabilities_even_where_only_the_likeliest_was_asked_for() -> None:
    for objective in ("multi:softprob", "multi:softmax"):
        opened = opener.open_model(xgboost_json(objective))
        values = opened.predict(table()[COLUMNS])
        assert opened.classes == ("0", "1", "2")
        assert np.allclose(values.sum(axis=1), 1, atol=1e-6)
        if objective == "multi:softmax":
            assert np.array_equal(values.argmax(axis=1), library_says(xgboost_json(objective)))


@pytest.mark.parametrize("objective", ["count:poisson", "reg:squarederror", "reg:tweedie"])
def test_regressions_give_their_output_in_its_own_unit(objective: str) -> None:
    opened = opener.open_model(xgboost_json(objective))
    assert opened.classes == ()
    assert np.array_equal(opened.predict(table()[COLUMNS])[:, 0], library_says(xgboost_json(objective)))


def test_raw_scores_of_a_binary_model_become_probabilities() -> None:
    opened = opener.open_model(xgboost_json("binary:logitraw"))
    raw = library_says(xgboost_json("binary:logitraw")).astype(float)
    assert np.allclose(opened.predict(table()[COLUMNS])[:, 1], 1 / (1 + np.exp(-raw)), atol=1e-6)


def test_a_model_that_gives_classes_only_is_an_error() -> None:
    with pytest.raises(UserError, match="no probabilities"):
        opener.open_model(xgboost_json("binary:hinge"))


def test_a_value_unknown_in_training_is_named_and_nothing_is_scored() -> None:
    rows = table()[COLUMNS].head(3).assign(job="astronaut")
    with pytest.raises(UserError, match="astronaut"):
        opener.open_model(xgboost_json()).predict(rows)


def test_texts_without_codes_in_the_file_are_not_guessed() -> None:
    model = json.loads(xgboost_json())
    boosted = model["learner"]["gradient_booster"]["model"]
    boosted["cats"] = {"enc": [], "feature_segments": [], "sorted_idx": []}
    opened = opener.open_model(json.dumps(model).encode())
    with pytest.raises(UserError, match="which code number stands for which"):
        opened.predict(table()[COLUMNS])


def test_a_model_that_stopped_early_scores_with_its_best_round() -> None:
    inputs, target = coded()
    rows = xgboost.DMatrix(inputs[NUMBERS], target)
    booster = xgboost.train({"objective": "binary:logistic", "nthread": 1}, rows, num_boost_round=6)
    booster.set_attr(best_iteration="1")
    opened = opener.open_model(bytes(booster.save_raw("ubj")))
    expected = booster.predict(rows, iteration_range=(0, 2))
    assert np.array_equal(opened.predict(table()[NUMBERS])[:, 1], expected)
    assert len(opened.notes) == 1


def old_binary() -> bytes:
    """The layout of files before version 1.0: 136 bytes of parameters, objective and booster by name."""
    header = struct.pack("<fIiiI", 0.5, 2, 0, 0, 0) + bytes(116)
    names = b"".join(struct.pack("<Q", len(name)) + name for name in (b"binary:logistic", b"gbtree"))
    return header + names + bytes(400)


@pytest.mark.parametrize(
    ("data", "kind", "advice"),
    [
        (old_binary(), "old binary format", ".json or .ubj"),
        (b"binf" + old_binary(), "old binary format", "3.1"),
        (b'[\n  { "nodeid": 0, "depth": 0, "split": "age", "children": [] }]', "listing", "save_model"),
    ],
)
def test_files_that_xgboost_does_not_read_are_explained(
    tmp_path: Path, data: bytes, kind: str, advice: str
) -> None:
    path = tmp_path / "model.model"
    path.write_bytes(data)
    report = inspect_model(path)
    assert report.artifact is None
    assert kind in str(report.recognized)
    assert advice in str(report.refusal)


def test_a_model_of_a_newer_library_carries_a_warning(tmp_path: Path) -> None:
    model = json.loads(xgboost_json())
    model["version"] = [99, 1, 0]
    path = tmp_path / "model.json"
    path.write_text(json.dumps(model), encoding="utf-8")
    report = inspect_model(path)
    assert any("99.1.0" in str(warning) for warning in report.warnings)


def test_a_missing_library_is_said_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.artifacts import formats

    monkeypatch.setattr(formats, "installed", lambda _library: None)
    path = tmp_path / "model.json"
    path.write_bytes(xgboost_json())
    report = inspect_model(path)
    assert report.artifact is None
    assert 'pip install "pruefstein[xgboost]"' in str(report.refusal)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.97])
@pytest.mark.parametrize("data", [xgboost_json, xgboost_ubj])
def test_a_truncated_model_is_an_error(tmp_path: Path, share: float, data: object) -> None:
    whole: bytes = data()  # type: ignore[operator]
    path = tmp_path / "model.json"
    path.write_bytes(whole[: int(len(whole) * share)])
    report = inspect_model(path)
    assert report.artifact is None
    assert report.refusal is not None


@pytest.mark.parametrize("categories", [False, True])
def test_attributions_add_up_to_the_output(tmp_path: Path, categories: bool) -> None:
    path = tmp_path / "model.json"
    path.write_bytes(xgboost_json(categories=categories))
    report = inspect_model(path)
    assert report.artifact is not None
    request = ExplainRequest(rows=12, background_rows=10, favorable="1")
    found = explain_model(path, report.artifact, table(), request)
    deviation = np.abs(found.base + found.values.sum(axis=1) - found.outputs)
    assert deviation.max() < 1e-5
    assert found.float32

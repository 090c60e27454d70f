"""Is a converted model the same model, and is what cannot be converted said?"""

import pickle
from pathlib import Path

import joblib
import numpy as np
import pytest
import skops.io
from sklearn.base import BaseEstimator
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression

from core.errors import UntrustedArtifactError, UserError
from core.inventory import ArtifactFormat, Task
from core.jobs.converting import convert
from core.jobs.tasks import ScoreRequest, convert_model, inspect_model, score_model
from tests.core.artifacts.crafted import lightgbm_text
from tests.core.jobs.models import NUMBERS, exportable, fitted, table

BINARY = ScoreRequest(task=Task.BINARY, favorable="good")


def pickled(model: object, folder: Path) -> Path:
    path = folder / "model.joblib"
    joblib.dump(model, path)
    return path


@pytest.mark.parametrize("final", [LogisticRegression(), HistGradientBoostingClassifier(max_iter=3)])
def test_a_pickle_becomes_skops_with_equal_scores(tmp_path: Path, final: BaseEstimator) -> None:
    model = fitted(final, ordinal=True)
    made = convert(pickled(model, tmp_path), ArtifactFormat.SKOPS, sample=table(), consent=True)
    assert made.deviation == 0.0
    assert made.rows == len(table())
    path = tmp_path / "model.skops"
    path.write_bytes(made.data)
    report = inspect_model(path)
    assert report.artifact is not None
    scored = score_model(path, report.artifact, table(), BINARY)
    assert np.array_equal(scored.score, model.predict_proba(table())[:, 1])


def test_a_pickle_becomes_onnx_with_the_types_of_the_sample(tmp_path: Path) -> None:
    pytest.importorskip("skl2onnx")
    made = convert(pickled(exportable(), tmp_path), ArtifactFormat.ONNX, sample=table(), consent=True)
    assert made.deviation is not None
    assert 0 < made.deviation < 1e-5
    path = tmp_path / "model.onnx"
    path.write_bytes(made.data)
    assert inspect_model(path).outputs == ("bad", "good")


def test_a_skops_file_becomes_onnx_without_a_consent(tmp_path: Path) -> None:
    pytest.importorskip("skl2onnx")
    path = tmp_path / "model.skops"
    model = RandomForestRegressor(3, random_state=0).fit(table()[NUMBERS], table()["amount"])
    path.write_bytes(skops.io.dumps(model))
    made = tmp_path / "model.onnx"
    made.write_bytes(convert_model(path, ArtifactFormat.ONNX, sample=table()))
    report = inspect_model(made)
    assert report.artifact is not None
    assert report.artifact.features == tuple(NUMBERS)


def test_nothing_is_converted_without_a_consent(tmp_path: Path) -> None:
    with pytest.raises(UntrustedArtifactError, match="run any program"):
        convert_model(pickled(fitted(), tmp_path), ArtifactFormat.SKOPS)


def test_text_columns_need_a_sample_for_onnx(tmp_path: Path) -> None:
    pytest.importorskip("skl2onnx")
    with pytest.raises(UserError, match="Name a table"):
        convert_model(pickled(exportable(), tmp_path), ArtifactFormat.ONNX, consent=True)


def test_other_formats_are_not_converted(tmp_path: Path) -> None:
    path = tmp_path / "model.txt"
    path.write_text(lightgbm_text(), encoding="utf-8")
    with pytest.raises(UserError, match="not a scikit-learn model"):
        convert_model(path, ArtifactFormat.SKOPS)
    with pytest.raises(UserError, match="skops, onnx only"):
        convert_model(path, ArtifactFormat.PICKLE)


def test_a_sample_without_the_models_columns_is_an_error(tmp_path: Path) -> None:
    path = pickled(fitted(), tmp_path)
    with pytest.raises(UserError, match="age"):
        convert(path, ArtifactFormat.SKOPS, sample=table().drop(columns="age"), consent=True)


def test_a_model_whose_conversion_scores_differently_is_discarded(tmp_path: Path) -> None:
    pytest.importorskip("skl2onnx")
    rows = table().assign(amount=2.0**26 + np.arange(len(table())))
    model = LinearRegression().fit(rows[NUMBERS] - [0, 2**26], np.arange(len(rows)) * 1000.0)
    model.intercept_ -= model.coef_[1] * 2**26
    with pytest.raises(UserError, match="does not give the scores"):
        convert_model(pickled(model, tmp_path), ArtifactFormat.ONNX, sample=rows, consent=True)


def test_a_pickle_of_something_else_is_no_model(tmp_path: Path) -> None:
    path = tmp_path / "array.pkl"
    path.write_bytes(pickle.dumps(np.arange(3.0)))
    with pytest.raises((UserError, UntrustedArtifactError)):
        convert_model(path, ArtifactFormat.SKOPS, consent=True)

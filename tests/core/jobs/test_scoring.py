"""Are scores read in the direction, and cut where, the version says?"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sklearn.linear_model as linear
from sklearn.ensemble import RandomForestClassifier

from core.errors import IntegrityError, UserError
from core.ids import Digest, Exact
from core.inventory import CutOff, ScoreMeans, Task
from core.jobs.tasks import ScoreRequest, favorable_position, score_model
from core.jobs.tasks import _read as read
from tests.core.jobs.models import NUMBERS, TEXTS, fitted, stored, table


def cut(value: str, means: ScoreMeans = ScoreMeans.FAVORABLE) -> CutOff:
    return CutOff(value=Exact(value), score_means=means)


def binary(favorable: str = "good", cut_off: CutOff | None = None) -> ScoreRequest:
    return ScoreRequest(task=Task.BINARY, favorable=favorable, cut_off=cut_off)


def test_a_pipeline_scores_as_it_does_where_it_was_trained(tmp_path: Path) -> None:
    model, rows = fitted(), table()
    path, artifact = stored(model, tmp_path)
    scored = score_model(path, artifact, rows, binary(cut_off=cut("0.6")))
    expected = model.predict_proba(rows[TEXTS + NUMBERS])[:, 1]
    assert np.array_equal(scored.score, expected)
    assert scored.predicted is not None
    assert list(scored.predicted) == ["good" if value >= 0.6 else "bad" for value in expected]
    assert scored.classes == ("bad", "good")


def test_missing_cells_and_unknown_texts_are_scored_by_the_pipeline(tmp_path: Path) -> None:
    model = fitted()
    rows = table().head(6).copy()
    rows.loc[0, "age"], rows.loc[1, "job"], rows.loc[2, "job"] = np.nan, None, "astronaut"
    path, artifact = stored(model, tmp_path)
    scored = score_model(path, artifact, rows, binary())
    clean = rows[TEXTS + NUMBERS].astype({"job": object}).where(rows[TEXTS + NUMBERS].notna(), np.nan)
    assert np.allclose(scored.score, model.predict_proba(clean)[:, 1], atol=1e-15)


@pytest.mark.parametrize("classes", [("0", "1"), ("1", "0")])
def test_the_score_is_that_of_the_class_the_cut_off_speaks_of(classes: tuple[str, str]) -> None:
    good = classes.index("1")
    values = np.zeros((3, 2))
    values[:, good] = [0.2, 0.5, 0.9]
    values[:, 1 - good] = 1 - values[:, good]
    score, predicted = read(values, classes, binary("1", cut("0.5")))
    assert list(score) == [0.2, 0.5, 0.9]
    assert predicted is not None
    assert list(predicted) == ["0", "1", "1"]
    score, predicted = read(values, classes, binary("1", cut("0.5", ScoreMeans.UNFAVORABLE)))
    assert np.allclose(score, [0.8, 0.5, 0.1])
    assert predicted is not None
    assert list(predicted) == ["0", "0", "1"]


def test_a_cut_off_written_as_a_fraction_is_reached_by_the_nearest_float() -> None:
    edge = 5 / 6
    values = np.array([[1 - edge, edge], [1 - np.nextafter(edge, 0), np.nextafter(edge, 0)]])
    _, predicted = read(values, ("0", "1"), binary("1", cut("5/6")))
    assert predicted is not None
    assert list(predicted) == ["1", "0"]


@pytest.mark.parametrize(("stated", "position"), [("1", 1), ("1.0", 1), ("0", 0), ("0.0", 0)])
def test_numbers_as_classes_are_recognized_however_they_are_written(stated: str, position: int) -> None:
    assert favorable_position(("0", "1"), stated) == position


def test_a_favorable_class_the_model_does_not_know_is_an_error(tmp_path: Path) -> None:
    path, artifact = stored(fitted(), tmp_path)
    with pytest.raises(UserError, match="not among the model's classes"):
        score_model(path, artifact, table(), binary("approved"))
    with pytest.raises(UserError, match="never guessed"):
        score_model(path, artifact, table(), ScoreRequest(task=Task.BINARY))


def test_several_classes_give_the_likeliest(tmp_path: Path) -> None:
    rows = table().assign(band=np.repeat(["a", "b", "c", "d"], 40))
    model = RandomForestClassifier(5, random_state=0).fit(rows[NUMBERS], rows["band"])
    path, artifact = stored(model, tmp_path, tuple(NUMBERS))
    scored = score_model(path, artifact, rows, ScoreRequest(task=Task.MULTICLASS))
    assert scored.predicted is not None
    assert list(scored.predicted) == list(model.predict(rows[NUMBERS]))
    assert np.array_equal(scored.score, model.predict_proba(rows[NUMBERS]).max(axis=1))


def test_a_regression_gives_its_output_and_no_classes(tmp_path: Path) -> None:
    rows = table()
    model = fitted(linear.PoissonRegressor(), target="amount")
    path, artifact = stored(model, tmp_path)
    scored = score_model(path, artifact, rows, ScoreRequest(task=Task.REGRESSION))
    assert np.array_equal(scored.score, model.predict(rows[TEXTS + NUMBERS]))
    assert scored.predicted is None
    with pytest.raises(UserError, match="do not fit the task"):
        score_model(path, artifact, rows, binary())


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path, artifact = stored(fitted(), tmp_path)
    with pytest.raises(UserError, match="age"):
        score_model(path, artifact, table().drop(columns="age"), binary())


def test_text_where_numbers_are_expected_is_an_error_without_a_traceback(tmp_path: Path) -> None:
    path, artifact = stored(fitted(), tmp_path)
    with pytest.raises(UserError, match="while predicting") as caught:
        score_model(path, artifact, table().assign(age="old"), binary())
    assert "Traceback" not in str(caught.value)


def test_a_file_that_was_exchanged_is_not_scored(tmp_path: Path) -> None:
    path, artifact = stored(fitted(), tmp_path)
    with pytest.raises(IntegrityError):
        score_model(path, replace(artifact, digest=Digest("0" * 64)), table(), binary())


def test_a_classifier_without_probabilities_says_so(tmp_path: Path) -> None:
    path, artifact = stored(fitted(linear.RidgeClassifier()), tmp_path)
    with pytest.raises(UserError, match="no probabilities"):
        score_model(path, artifact, table(), binary())


def test_a_table_without_rows_is_an_error(tmp_path: Path) -> None:
    path, artifact = stored(fitted(), tmp_path)
    with pytest.raises(UserError, match="no rows"):
        score_model(path, artifact, table().head(0), binary())

"""Do CatBoost models score as the library scores where they were trained?"""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.artifacts import catboost as opener
from core.inventory import ArtifactFormat, Task
from core.jobs.tasks import ExplainRequest, ScoreRequest, explain_model, inspect_model, score_model
from tests.core.jobs.models import NUMBERS, TEXTS, table

catboost = pytest.importorskip("catboost")

COLUMNS = TEXTS + NUMBERS


@cache
def trained(loss: str = "Logloss", *, texts: bool = True) -> Any:
    kind = catboost.CatBoostRegressor if loss in {"RMSE", "Poisson"} else catboost.CatBoostClassifier
    model = kind(
        iterations=5, depth=2, loss_function=loss, verbose=0, allow_writing_files=False, thread_count=1
    )
    target = {"Logloss": table()["result"], "MultiClass": table()["job"]}.get(loss, table()["amount"])
    columns = COLUMNS if texts else NUMBERS
    return model.fit(table()[columns], target, cat_features=TEXTS if texts else None)


def stored(model: Any, path: Path) -> bytes:
    model.save_model(str(path))
    return path.read_bytes()


def test_classes_and_columns_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "model.cbm"
    stored(trained(), path)
    report = inspect_model(path)
    assert report.artifact is not None
    assert report.artifact.format is ArtifactFormat.CATBOOST
    assert report.artifact.features == tuple(COLUMNS)
    assert report.artifact.libraries == {"catboost": catboost.__version__}
    assert report.outputs == ("bad", "good")
    assert report.warnings == ()
    request = ScoreRequest(task=Task.BINARY, favorable="good")
    scored = score_model(path, report.artifact, table(), request)
    assert np.array_equal(scored.score, trained().predict_proba(table()[COLUMNS])[:, 1])


def test_several_classes_keep_their_names(tmp_path: Path) -> None:
    opened = opener.open_model(stored(trained("MultiClass"), tmp_path / "model.cbm"))
    assert opened.classes == tuple(sorted(set(table()["job"])))
    expected = trained("MultiClass").predict_proba(table()[COLUMNS])
    assert np.allclose(opened.predict(table()[COLUMNS]), expected, atol=1e-12)


@pytest.mark.parametrize("loss", ["RMSE", "Poisson"])
def test_regressions_give_their_output_in_its_own_unit(tmp_path: Path, loss: str) -> None:
    opened = opener.open_model(stored(trained(loss), tmp_path / "model.cbm"))
    assert opened.classes == ()
    expected = trained(loss).predict(table()[COLUMNS])
    assert np.allclose(opened.predict(table()[COLUMNS])[:, 0], expected, rtol=1e-12)


def test_numbers_and_missing_cells_in_a_category_column_are_scored(tmp_path: Path) -> None:
    opened = opener.open_model(stored(trained(), tmp_path / "model.cbm"))
    rows = table()[COLUMNS].head(4).astype({"job": object, "age": object})
    rows.loc[0, "job"], rows.loc[1, "job"], rows.loc[2, "age"] = None, 7, None
    assert np.isfinite(opened.predict(rows)).all()


@pytest.mark.parametrize("share", [0.01, 0.5, 0.95])
def test_a_truncated_model_is_an_error(tmp_path: Path, share: float) -> None:
    path = tmp_path / "model.cbm"
    whole = stored(trained(), path)
    path.write_bytes(whole[: max(8, int(len(whole) * share))])
    report = inspect_model(path)
    assert report.artifact is None
    assert report.refusal is not None


@pytest.mark.parametrize("texts", [False, True])
def test_attributions_add_up_to_the_output(tmp_path: Path, texts: bool) -> None:
    path = tmp_path / "model.cbm"
    stored(trained(texts=texts), path)
    report = inspect_model(path)
    assert report.artifact is not None
    request = ExplainRequest(rows=10, background_rows=8, favorable="good")
    found = explain_model(path, report.artifact, table(), request)
    assert np.abs(found.base + found.values.sum(axis=1) - found.outputs).max() < 1e-6

"""Do ordinary scikit-learn models open without a question, and do crafted ones do no harm?"""

import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sklearn
import sklearn.ensemble as ensemble
import skops.io
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from core.artifacts import skops as opener
from core.errors import PruefsteinError, UntrustedArtifactError, UserError
from core.inventory import Task
from core.jobs.tasks import ScoreRequest, inspect_model, score_model
from tests.core.jobs.models import NUMBERS, TEXTS, fitted, stored, table

BINARY = ScoreRequest(task=Task.BINARY, favorable="good")


@pytest.mark.parametrize(
    "final",
    [
        LogisticRegression(),
        DecisionTreeClassifier(max_depth=3),
        ensemble.RandomForestClassifier(5, random_state=0),
        ensemble.ExtraTreesClassifier(5, random_state=0),
        ensemble.GradientBoostingClassifier(n_estimators=5),
        CalibratedClassifierCV(ensemble.RandomForestClassifier(3, random_state=0), cv=2),
        CalibratedClassifierCV(LogisticRegression(), method="isotonic", cv=2),
    ],
)
@pytest.mark.parametrize("ordinal", [False, True])
def test_usual_models_load_and_score_equal_without_a_trust_question(
    final: BaseEstimator, ordinal: bool
) -> None:
    model, rows = fitted(final, ordinal=ordinal), table()[TEXTS + NUMBERS]
    opened = opener.open_model(skops.io.dumps(model))
    assert np.array_equal(opened.predict(rows), model.predict_proba(rows))
    assert opened.features == (*TEXTS, *NUMBERS)
    assert opened.classes == ("bad", "good")


@pytest.mark.parametrize("ordinal", [True])
def test_histogram_boosting_loads_in_the_worker(tmp_path: Path, ordinal: bool) -> None:
    model = fitted(ensemble.HistGradientBoostingClassifier(max_iter=5), ordinal=ordinal)
    path, artifact = stored(model, tmp_path)
    report = inspect_model(path)
    assert report.artifact is not None
    assert report.artifact.estimator == "Pipeline(ColumnTransformer, HistGradientBoostingClassifier)"
    assert report.refusal is None
    assert report.outputs == ("bad", "good")
    scored = score_model(path, artifact, table(), BINARY)
    assert np.array_equal(scored.score, model.predict_proba(table()[TEXTS + NUMBERS])[:, 1])


def test_the_reviewed_list_belongs_to_one_scikit_learn_version() -> None:
    assert opener.allowed_types(sklearn.__version__)
    assert opener.allowed_types("0.1.0") == frozenset()
    assert not any(
        name.startswith(("builtins", "os", "posix", "subprocess")) for name in opener.allowed_types("1.9")
    )


def test_a_version_without_a_list_refuses_compiled_types_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    data = skops.io.dumps(fitted(ensemble.RandomForestClassifier(2, random_state=0)))
    monkeypatch.setattr(sklearn, "__version__", "7.0")
    with pytest.raises(UntrustedArtifactError, match=r"sklearn\.tree\._tree\.Tree"):
        opener.open_model(data)


def test_what_cannot_predict_is_no_model(tmp_path: Path) -> None:
    from sklearn.preprocessing import StandardScaler

    path = tmp_path / "model.skops"
    path.write_bytes(skops.io.dumps(StandardScaler().fit(table()[NUMBERS])))
    assert "cannot predict" in str(inspect_model(path).refusal)


def test_a_model_without_column_names_takes_the_columns_in_order(tmp_path: Path) -> None:
    rows = table()
    model = LogisticRegression(max_iter=5000).fit(rows[NUMBERS].to_numpy(), rows["result"])
    path, artifact = stored(model, tmp_path, ())
    report = inspect_model(path)
    assert any("2 input columns" in str(warning) for warning in report.warnings)
    scored = score_model(path, artifact, rows[NUMBERS], BINARY)
    assert np.array_equal(scored.score, model.predict_proba(rows[NUMBERS].to_numpy())[:, 1])
    with pytest.raises(PruefsteinError, match="expects 2 input columns and was given 5"):
        score_model(path, artifact, rows, BINARY)


def crafted() -> bytes:
    """A tree whose children lie far outside its arrays."""
    model = DecisionTreeClassifier(max_depth=2).fit(table()[NUMBERS], table()["result"])
    source, target = io.BytesIO(skops.io.dumps(model)), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(".npy"):
                array = np.load(io.BytesIO(content))
                if array.dtype.names and "left_child" in array.dtype.names:
                    array["left_child"][0] = array["right_child"][0] = 1 << 40
                    buffer = io.BytesIO()
                    np.save(buffer, array)
                    content = buffer.getvalue()
            new.writestr(name, content)
    return target.getvalue()


def test_a_crafted_tree_is_refused_before_anybody_walks_it(tmp_path: Path) -> None:
    from tests.core.jobs.models import kept

    path, artifact = kept(crafted(), tmp_path / "model.skops", tuple(NUMBERS))
    with pytest.raises(PruefsteinError) as caught:
        score_model(path, artifact, table(), BINARY)
    assert "lead out of themselves" in str(caught.value)


@pytest.mark.parametrize(
    "name", ["german/german_logreg.skops", "german/german_hgb.skops", "adult/adult_logreg.skops"]
)
def test_published_models_score_as_recorded(reference_data: Path, name: str) -> None:
    path = reference_data / "models" / name
    rows = pd.read_parquet(next(path.parent.glob(f"{path.parent.name}_test_with_predictions.parquet")))
    report = inspect_model(path)
    assert report.artifact is not None
    scored = score_model(path, report.artifact, rows, ScoreRequest(task=Task.BINARY, favorable="1"))
    assert np.array_equal(scored.score, rows[f"p_{path.name}"])


def test_a_published_regression_and_several_classes_score_as_recorded(reference_data: Path) -> None:
    folder = reference_data / "models"
    rows = pd.read_parquet(folder / "insurance" / "mtpl_test_with_predictions.parquet")
    report = inspect_model(folder / "insurance" / "mtpl_poisson.skops")
    assert report.artifact is not None
    request = ScoreRequest(task=Task.REGRESSION)
    scored = score_model(folder / "insurance" / "mtpl_poisson.skops", report.artifact, rows, request)
    assert np.allclose(scored.score, rows["p_glm"], rtol=1e-12)
    rows = pd.read_parquet(folder / "gsoep" / "gsoep_test_with_predictions.parquet")
    report = inspect_model(folder / "gsoep" / "gsoep_rf.skops")
    assert report.artifact is not None
    scored = score_model(
        folder / "gsoep" / "gsoep_rf.skops", report.artifact, rows, ScoreRequest(task=Task.MULTICLASS)
    )
    assert scored.predicted is not None
    assert list(scored.predicted) == list(rows["pred"])


@pytest.mark.parametrize("prepared", [False, True])
def test_lightgbm_in_a_skops_file_keeps_its_classes_and_categories(tmp_path: Path, prepared: bool) -> None:
    from lightgbm import LGBMClassifier

    from tests.core.artifacts.crafted import coded

    final = LGBMClassifier(n_estimators=3, verbose=-1, n_jobs=1)
    inputs = table()[TEXTS + NUMBERS] if prepared else coded()[0]
    model = fitted(final) if prepared else final.fit(inputs, table()["result"])
    path, artifact = stored(model, tmp_path)
    report = inspect_model(path)
    assert report.refusal is None
    assert report.outputs == ("bad", "good")
    scored = score_model(path, artifact, table(), BINARY)
    assert np.array_equal(scored.score, np.asarray(model.predict_proba(inputs))[:, 1])


def test_xgboost_in_a_skops_file_is_opened(tmp_path: Path) -> None:
    xgboost = pytest.importorskip("xgboost")
    from tests.core.artifacts.crafted import coded

    inputs, target = coded()
    model = xgboost.XGBClassifier(n_estimators=3, enable_categorical=True, n_jobs=1).fit(inputs, target)
    path, artifact = stored(model, tmp_path)
    scored = score_model(path, artifact, table(), ScoreRequest(task=Task.BINARY, favorable="1"))
    assert np.array_equal(scored.score, model.predict_proba(inputs)[:, 1])


def test_a_model_with_several_outputs_is_no_regression(tmp_path: Path) -> None:
    from sklearn.linear_model import LinearRegression

    model = LinearRegression().fit(table()[NUMBERS], table()[NUMBERS] * 2)
    path, artifact = stored(model, tmp_path, tuple(NUMBERS))
    with pytest.raises(UserError, match="no output that can be read as a score"):
        score_model(path, artifact, table(), ScoreRequest(task=Task.REGRESSION))

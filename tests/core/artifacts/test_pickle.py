"""Do pickled models open only with consent, only by the reviewed list, and with equal scores?"""

import io
import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest
import sklearn
import sklearn.ensemble as ensemble
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LinearRegression, LogisticRegression, SGDClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from core.artifacts.pickle import open_model
from core.artifacts.unpickling import load
from core.confinement import no_unpickling
from core.errors import UntrustedArtifactError
from core.ids import PersonId
from core.inventory import ArtifactFormat, Consent, Task
from core.jobs.tasks import ScoreRequest, inspect_model, score_model
from core.texts import Language, Text
from tests.core.jobs.models import NUMBERS, TEXTS, fitted, table


def _joblib(model: object, compress: object = 0) -> bytes:
    buffer = io.BytesIO()
    joblib.dump(model, buffer, compress=compress)
    return buffer.getvalue()


def _protocol(number: int) -> Callable[[object], bytes]:
    return lambda model: pickle.dumps(model, number)


def _packed(method: str) -> Callable[[object], bytes]:
    return lambda model: _joblib(model, (method, 3))


WAYS: dict[str, Callable[[object], bytes]] = {
    **{f"protocol {number}": _protocol(number) for number in (0, 2, 4, 5)},
    **{f"joblib {method}": _packed(method) for method in ("zlib", "gzip", "bz2", "lzma", "xz")},
    "joblib": _joblib,
}
CONSENT = Consent(
    by=PersonId("p1"),
    name="Ada Prüferin",
    reason=Text("Agreed with the owner", Language.ENGLISH),
    given_at=datetime(2026, 11, 2, tzinfo=UTC),
)


def kept(data: bytes, folder: Path, name: str = "model.pkl") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("way", WAYS)
def test_a_pipeline_scores_as_the_original_however_it_was_saved(way: str) -> None:
    model, rows = fitted(), table()[TEXTS + NUMBERS]
    opened = open_model(WAYS[way](model))
    assert np.array_equal(opened.predict(rows), model.predict_proba(rows))
    assert opened.features == (*TEXTS, *NUMBERS)
    assert opened.classes == ("bad", "good")
    assert opened.estimator == "Pipeline(ColumnTransformer, LogisticRegression)"


@pytest.mark.parametrize(
    "final",
    [
        ensemble.RandomForestClassifier(3, random_state=0),
        ensemble.GradientBoostingClassifier(n_estimators=3),
        ensemble.HistGradientBoostingClassifier(max_iter=3),
        ensemble.StackingClassifier([("a", LogisticRegression())], LogisticRegression(), cv=2),
        ensemble.VotingClassifier([("a", LogisticRegression())], voting="soft"),
        CalibratedClassifierCV(LogisticRegression(), cv=2, method="isotonic"),
        GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=2, scoring="roc_auc"),
        KNeighborsClassifier(3),
        MLPClassifier((3,), max_iter=5, random_state=0),
        SGDClassifier(loss="log_loss", random_state=0),
    ],
    ids=lambda final: type(final).__name__,
)
@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
def test_usual_models_open_and_score_as_the_original(final: BaseEstimator) -> None:
    model, rows = fitted(final, ordinal=True), table()[TEXTS + NUMBERS]
    for way in ("protocol 0", "protocol 5", "joblib"):
        assert np.array_equal(open_model(WAYS[way](model)).predict(rows), model.predict_proba(rows)), way


@pytest.mark.parametrize("kind", ["str", "object"])
def test_columns_taken_from_a_table_are_understood(kind: str) -> None:
    rows = table()
    inputs = rows[TEXTS + NUMBERS]
    numbers, texts = inputs[NUMBERS].columns.astype(kind), inputs[TEXTS].columns.astype(kind)
    prepared = ColumnTransformer([("n", StandardScaler(), numbers), ("t", OneHotEncoder(), texts)])
    model = make_pipeline(prepared, LogisticRegression()).fit(inputs, rows["result"])
    for way in ("protocol 2", "protocol 5", "joblib"):
        assert np.array_equal(open_model(WAYS[way](model)).predict(inputs), model.predict_proba(inputs))


def test_elementwise_functions_may_be_kept_and_others_may_not() -> None:
    rows = table()[NUMBERS] + 1.0
    kept_function = make_pipeline(FunctionTransformer(np.log1p), LinearRegression()).fit(rows, rows["age"])
    opened = open_model(pickle.dumps(kept_function))
    assert np.array_equal(opened.predict(rows)[:, 0], kept_function.predict(rows))
    with pytest.raises(UntrustedArtifactError, match=r"numpy\.savetxt"):
        load(pickle.dumps(FunctionTransformer(np.savetxt)))


def test_arrays_of_every_usual_kind_come_back_equal() -> None:
    arrays = [
        np.arange(6).reshape(2, 3),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(3, dtype=">i4"),
        np.array(["ä", "bc"]),
        np.array(["a", None, 1.5], dtype=object),
        np.array(["2026-01-01"], dtype="M8[D]"),
        np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
        np.array([True, False]),
        np.zeros((0, 4)),
    ]
    for way, dump in WAYS.items():
        loaded = load(dump(arrays))
        assert isinstance(loaded, list)
        for before, after in zip(arrays, loaded, strict=True):
            assert before.shape == after.shape, way
            assert (before == after).all(), way


def test_without_consent_nothing_is_opened_and_with_it_the_worker_opens(tmp_path: Path) -> None:
    path = kept(_joblib(fitted(), 0), tmp_path, "model.joblib")
    asked = inspect_model(path)
    assert asked.artifact is None
    assert asked.consent_needed
    assert "any program" in str(asked.refusal)
    assert asked.advice is not None
    assert asked.script is not None
    assert {scan.verdict.value for scan in asked.scans} == {"nothing_found"}
    report = inspect_model(path, consent=True)
    assert report.refusal is None
    assert report.artifact is not None
    assert report.artifact.format is ArtifactFormat.PICKLE
    assert report.artifact.features == (*TEXTS, *NUMBERS)
    assert report.artifact.libraries["scikit-learn"] == sklearn.__version__
    assert report.outputs == ("bad", "good")
    assert report.confinement in {"full", "partial"}


def test_where_nothing_confines_no_pickle_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kept(pickle.dumps(fitted()), tmp_path)
    monkeypatch.setattr("core.jobs.converting.confinement_level", lambda: "none")
    report = inspect_model(path, consent=True)
    assert report.artifact is None
    assert report.refusal == no_unpickling()


class OwnModel(LogisticRegression):  # type: ignore[misc]
    """A model class of its author."""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"model": fitted(), "columns": TEXTS}, "entries model, columns"),
        ([fitted()], "a list of values"),
        (table()[NUMBERS].to_numpy(), "a table of numbers"),
        (LogisticRegression(), "never trained"),
        (StandardScaler().fit(table()[NUMBERS]), "cannot predict"),
        (LogisticRegression, "a function"),
        ("text", "only plain values"),
        ({"a": 1}, "only plain values"),
        (OwnModel(), "OwnModel"),
        (IsotonicRegression(), "never trained"),
    ],
)
def test_what_is_no_usable_model_is_named(tmp_path: Path, content: object, said: str) -> None:
    report = inspect_model(kept(pickle.dumps(content), tmp_path), consent=True)
    assert report.artifact is None
    assert said in str(report.refusal)


def test_a_model_of_another_version_opens_with_a_warning(reference_data: Path) -> None:
    report = inspect_model(reference_data / "models/aiverify/pickle_scikit_lr.sav", consent=True)
    assert report.artifact is not None
    assert report.artifact.estimator == "LogisticRegression"
    (warning,) = report.warnings
    assert "1.5.2" in str(warning)
    assert sklearn.__version__ in str(warning)


def test_a_class_that_is_gone_is_named_with_both_versions(reference_data: Path) -> None:
    report = inspect_model(reference_data / "models/aiverify/pickle_pipeline.sav", consent=True)
    assert report.artifact is None
    for part in ("_RemainderColsList", "1.5.2", sklearn.__version__):
        assert part in str(report.refusal)


def test_a_text_called_sav_is_no_model(reference_data: Path, tmp_path: Path) -> None:
    saved = inspect_model(reference_data / "models/aiverify/teststring.sav", consent=True)
    assert "only plain values" in str(saved.refusal)
    plain = inspect_model(kept(b"name;value\na;1\n", tmp_path, "model.sav"), consent=True)
    assert "text file" in str(plain.recognized)
    assert "not a model" in str(plain.refusal)


@pytest.mark.parametrize("file", ["german/german_logreg", "adult/adult_logreg"])
def test_a_pickle_scores_as_the_same_model_in_skops(reference_data: Path, file: str) -> None:
    folder = reference_data / "models"
    pickled = inspect_model(folder / f"{file}.joblib", consent=True).artifact
    plain = inspect_model(folder / f"{file}.skops").artifact
    assert pickled is not None
    assert plain is not None
    assert pickled.features == plain.features
    table_file = next((folder / file.partition("/")[0]).glob("*_test_with_predictions.parquet"))
    rows = pd.read_parquet(table_file).head(50)
    request = ScoreRequest(task=Task.BINARY, favorable=inspect_model(folder / f"{file}.skops").outputs[0])
    with pytest.raises(UntrustedArtifactError, match="any program"):
        score_model(folder / f"{file}.joblib", pickled, rows, request)
    first = score_model(folder / f"{file}.joblib", replace(pickled, consent=CONSENT), rows, request)
    second = score_model(folder / f"{file}.skops", plain, rows, request)
    assert np.array_equal(first.score, second.score)


def test_boosters_saved_by_themselves_are_asked_by_their_own_format() -> None:
    import lightgbm

    rows, classes = table()[NUMBERS], (table()["result"] == "good").astype(float)
    settings = {"objective": "binary", "verbose": -1, "min_data_in_leaf": 5, "num_threads": 1}
    booster = lightgbm.train(settings, lightgbm.Dataset(rows, classes), 3)
    opened = open_model(pickle.dumps(booster))
    assert np.allclose(opened.predict(rows)[:, -1], booster.predict(rows))
    assert opened.features == tuple(NUMBERS)


def test_a_version_is_read_from_the_bytes_in_every_way_of_saving(tmp_path: Path) -> None:
    for number, (way, dump) in enumerate(WAYS.items()):
        report = inspect_model(kept(dump(LogisticRegression()), tmp_path, f"{number}.pkl"))
        assert not any("does not say" in str(warning) for warning in report.warnings), way


def test_damaged_pickles_end_in_a_sentence(tmp_path: Path) -> None:
    data = pickle.dumps(fitted())
    for number, share in enumerate((0.3, 0.7, 0.99)):
        report = inspect_model(kept(data[: int(len(data) * share)], tmp_path, f"{number}.pkl"), consent=True)
        assert report.artifact is None
        assert "could not be scanned to its end (damaged)" in str(report.refusal)


@pytest.mark.full
@pytest.mark.filterwarnings("ignore")
def test_every_estimator_of_the_library_loads_as_it_was_saved() -> None:
    from sklearn.utils import all_estimators
    from sklearn.utils._test_common.instance_generator import _construct_instances

    draw = np.random.default_rng(0)
    rows = draw.random((60, 4))
    classes, numbers = (rows[:, 0] > 0.5).astype(int), rows[:, 0] * 2
    loaded = 0
    for name, kind in all_estimators():
        try:
            instance = next(iter(_construct_instances(kind)))
            instance.fit(rows, numbers if sklearn.base.is_regressor(instance) else classes)
        except Exception:  # noqa: BLE001 (estimators that need other data are tried by the fit)
            continue
        for way in ("protocol 2", "protocol 5", "joblib"):
            again = load(WAYS[way](instance))
            assert type(again) is kind, name
            loaded += 1
    assert loaded > 400

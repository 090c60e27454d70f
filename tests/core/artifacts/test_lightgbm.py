"""Do LightGBM text models score in the worker as the library scores where they were trained?"""

from pathlib import Path

import lightgbm
import numpy as np
import numpy.typing as npt
import pytest

from core.artifacts import lightgbm as opener
from core.errors import UserError
from core.inventory import ArtifactFormat, Task
from core.jobs.tasks import ExplainRequest, ScoreRequest, explain_model, inspect_model, score_model
from tests.core.artifacts.crafted import coded, lightgbm_text
from tests.core.jobs.models import NUMBERS, TEXTS, table

BINARY = ScoreRequest(task=Task.BINARY, favorable="1")


def library_says(text: str, columns: list[str]) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    return np.asarray(lightgbm.Booster(model_str=text).predict(coded()[0][columns]))


def test_text_columns_score_as_the_categories_they_were_trained_as(tmp_path: Path) -> None:
    path = tmp_path / "model.txt"
    path.write_text(lightgbm_text(), encoding="utf-8")
    report = inspect_model(path)
    assert report.artifact is not None
    assert report.artifact.format is ArtifactFormat.LIGHTGBM
    assert report.artifact.features == (*TEXTS, *NUMBERS)
    assert report.outputs == ("0", "1")
    assert report.artifact.libraries == {"LightGBM format": "v4"}
    assert any("class “1”" in str(warning) for warning in report.warnings)
    rows = table()[TEXTS + NUMBERS].sample(frac=1, random_state=1)
    scored = score_model(path, report.artifact, rows, BINARY)
    expected = library_says(lightgbm_text(), TEXTS + NUMBERS)[rows.index]
    assert np.array_equal(scored.score, expected)


@pytest.mark.parametrize("objective", ["poisson", "regression", "gamma", "quantile"])
def test_regressions_give_their_output_in_its_own_unit(objective: str) -> None:
    inputs, _ = coded()
    amounts = table()["amount"] + 1
    settings = {"objective": objective, "verbose": -1, "num_threads": 1}
    booster = lightgbm.train(settings, lightgbm.Dataset(inputs, amounts), num_boost_round=5)
    opened = opener.open_model(booster.model_to_string().encode())
    assert opened.classes == ()
    assert np.array_equal(opened.predict(table()[TEXTS + NUMBERS])[:, 0], booster.predict(inputs))


@pytest.mark.parametrize("objective", ["multiclass", "multiclassova"])
def test_several_classes_are_called_by_their_numbers(objective: str) -> None:
    opened = opener.open_model(lightgbm_text(objective).encode())
    assert opened.classes == ("0", "1", "2")
    assert not opened.classes_named
    values = opened.predict(table()[TEXTS + NUMBERS])
    assert np.array_equal(values, library_says(lightgbm_text(objective), TEXTS + NUMBERS))


def test_codes_are_met_however_a_table_writes_them() -> None:
    rows = table().assign(code=np.where(table()["home"] == "own", 1, 2))
    inputs = rows[["code", "age"]].astype({"code": "category"})
    settings = {"objective": "binary", "verbose": -1, "num_threads": 1, "min_data_in_leaf": 5}
    booster = lightgbm.train(settings, lightgbm.Dataset(inputs, rows["result"] == "good"), num_boost_round=3)
    opened = opener.open_model(booster.model_to_string().encode())
    expected = booster.predict(inputs)
    for same in (rows["code"], rows["code"].astype(float), rows["code"].astype(str)):
        given = rows[["code", "age"]].assign(code=same)
        assert np.array_equal(opened.predict(given)[:, 1], expected)


def test_values_unknown_in_training_count_as_missing_as_in_the_library() -> None:
    rows = table()[TEXTS + NUMBERS].head(5).assign(job="astronaut")
    opened = opener.open_model(lightgbm_text().encode())
    missing = rows.assign(job=None)
    assert np.array_equal(opened.predict(rows), opened.predict(missing))


def test_a_model_without_column_names_takes_them_in_order(tmp_path: Path) -> None:
    _, target = coded()
    settings = {"objective": "binary", "verbose": -1, "num_threads": 1, "min_data_in_leaf": 5}
    booster = lightgbm.train(
        settings, lightgbm.Dataset(table()[NUMBERS].to_numpy(), target), num_boost_round=2
    )
    path = tmp_path / "model.txt"
    path.write_text(booster.model_to_string(), encoding="utf-8")
    report = inspect_model(path)
    assert report.artifact is not None
    assert report.artifact.features == ()
    assert any("2 input columns" in str(warning) for warning in report.warnings)


def test_a_name_with_blanks_is_found_although_the_file_joins_its_words(tmp_path: Path) -> None:
    path = tmp_path / "model.txt"
    text = lightgbm_text(categories=False).replace(
        "feature_names=age amount", "feature_names=age amount_in_EUR"
    )
    path.write_text(text, encoding="utf-8")
    report = inspect_model(path)
    assert report.artifact is not None
    assert report.artifact.features == ("age", "amount_in_EUR")
    rows = table().rename(columns={"amount": "amount in EUR"})
    scored = score_model(path, report.artifact, rows, BINARY)
    assert np.array_equal(scored.score, library_says(lightgbm_text(categories=False), NUMBERS))
    twice = rows.assign(**{"amount_in EUR": 1.0})
    with pytest.raises(UserError, match="amount_in_EUR"):
        score_model(path, report.artifact, twice, BINARY)


def test_lists_of_categories_that_fit_no_column_are_an_error() -> None:
    text = lightgbm_text().replace("pandas_categorical:[[", 'pandas_categorical:[["more"], [')
    with pytest.raises(UserError, match="not certain which list"):
        opener.open_model(text.encode())


def test_a_newer_format_and_an_unknown_purpose_are_said() -> None:
    newer = opener.recognize(lightgbm_text().replace("version=v4", "version=v7").encode(), "m.txt")
    assert newer is not None
    assert "7" in str(newer.warnings[0])
    assert "golden sample" in str(newer.warnings[0])
    own = opener.recognize(lightgbm_text().replace("objective=binary", "objective=custom").encode(), "m.txt")
    assert own is not None
    assert "does not say what the model was trained for" in str(own.warnings[0])


def test_line_ends_of_windows_change_no_score() -> None:
    rows = table()[TEXTS + NUMBERS]
    copied = opener.open_model(lightgbm_text().replace("\n", "\r\n").encode())
    assert np.array_equal(copied.predict(rows), opener.open_model(lightgbm_text().encode()).predict(rows))


def test_numbers_written_as_words_are_an_error_that_names_the_column() -> None:
    with pytest.raises(UserError, match="age"):
        opener.open_model(lightgbm_text().encode()).predict(table()[TEXTS + NUMBERS].assign(age="old"))


@pytest.mark.parametrize("categories", [False, True])
def test_attributions_add_up_to_the_output(tmp_path: Path, categories: bool) -> None:
    path = tmp_path / "model.txt"
    path.write_text(lightgbm_text(categories=categories), encoding="utf-8")
    report = inspect_model(path)
    assert report.artifact is not None
    request = ExplainRequest(rows=12, background_rows=10, favorable="1")
    found = explain_model(path, report.artifact, table(), request)
    deviation = np.abs(found.base + found.values.sum(axis=1) - found.outputs)
    assert deviation.max() < 1e-6
    assert found.features == report.artifact.features
    assert found.explainer == ("exact" if categories else "tree")


@pytest.mark.parametrize("favorable", ["0", "1"])
def test_the_fast_form_gives_the_shapley_values_of_the_log_odds(tmp_path: Path, favorable: str) -> None:
    path = tmp_path / "model.txt"
    path.write_text(lightgbm_text(categories=False), encoding="utf-8")
    report = inspect_model(path)
    assert report.artifact is not None
    request = ExplainRequest(rows=6, background_rows=8, seed=3, favorable=favorable)
    found = explain_model(path, report.artifact, table(), request)
    assert (found.explainer, found.scale) == ("tree", "log-odds")
    backdrop = np.sort(np.random.default_rng([3, 1]).permutation(len(table()))[:8])
    sign = 1 if favorable == "1" else -1
    assert np.allclose(sign * found.values, by_definition(found.rows, backdrop), atol=1e-7)


def by_definition(rows: npt.NDArray[np.int64], backdrop: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Shapley values of the log-odds for two columns: the mean of what each adds first and last."""
    booster = lightgbm.Booster(model_str=lightgbm_text(categories=False))
    numbers = table()[NUMBERS].to_numpy()

    def worth(row: int, known: list[int]) -> float:
        mixed = numbers[backdrop].copy()
        mixed[:, known] = numbers[row, known]
        return float(np.asarray(booster.predict(mixed, raw_score=True)).mean())

    values = []
    for row in rows:
        none, first, second, both = (worth(row, known) for known in ([], [0], [1], [0, 1]))
        values.append([(first - none + both - second) / 2, (second - none + both - first) / 2])
    return np.array(values)

"""Do attributions add up, column by column, the same every time?"""

import json
import subprocess
import sys
from functools import cache
from itertools import combinations
from math import factorial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import sklearn.ensemble as ensemble
from sklearn.base import BaseEstimator
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline

from core.checks.base import Attributions
from core.errors import UserError
from core.jobs.tasks import ExplainRequest, explain_model
from tests.conftest import ROOT
from tests.core.jobs.models import NUMBERS, TEXTS, fitted, stored, table

SMALL = ExplainRequest(rows=12, background_rows=8, seed=5, favorable="good")


def shapley(
    model: Pipeline,
    positions: npt.NDArray[np.int64],
    backdrop: npt.NDArray[np.int64],
    *,
    log_odds: bool = False,
) -> npt.NDArray[np.float64]:
    """Shapley values of P(good), or of its log-odds, from the definition: all coalitions of columns."""
    rows = table()[TEXTS + NUMBERS]
    names = list(rows.columns)
    column = list(model.classes_).index("good")

    @cache
    def worth(position: int, known: frozenset[str]) -> float:
        mixed = rows.iloc[backdrop].copy()
        for name in known:
            mixed[name] = rows[name].iloc[position]
        chance = model.predict_proba(mixed)[:, column]
        return float((np.log(chance / (1 - chance)) if log_odds else chance).mean())

    values = np.zeros((len(positions), len(names)))
    for line, position in enumerate(positions):
        for index, name in enumerate(names):
            others = [other for other in names if other != name]
            for size in range(len(names)):
                weight = factorial(size) * factorial(len(names) - size - 1) / factorial(len(names))
                for known in combinations(others, size):
                    gain = worth(position, frozenset({*known, name})) - worth(position, frozenset(known))
                    values[line, index] += weight * gain
    return values


@pytest.mark.parametrize(
    ("final", "ordinal", "explainer", "scale"),
    [
        (LogisticRegression(), False, "linear", "log-odds"),
        (
            ensemble.RandomForestClassifier(8, random_state=0),
            False,
            "tree",
            "probability of the favorable class",
        ),
        (
            ensemble.RandomForestClassifier(8, random_state=0),
            True,
            "tree",
            "probability of the favorable class",
        ),
        (
            ensemble.HistGradientBoostingClassifier(max_iter=8),
            True,
            "tree",
            "log-odds",
        ),
        (
            ensemble.GradientBoostingClassifier(n_estimators=8),
            True,
            "tree",
            "log-odds",
        ),
        (
            MLPClassifier((4,), max_iter=2000, random_state=0),
            False,
            "exact",
            "probability of the favorable class",
        ),
    ],
)
def test_attributions_add_up_to_the_output_per_original_column(
    tmp_path: Path, final: BaseEstimator, ordinal: bool, explainer: str, scale: str
) -> None:
    model = fitted(final, ordinal=ordinal)
    path, artifact = stored(model, tmp_path)
    found = explain_model(path, artifact, table(), SMALL)
    assert (found.explainer, found.scale, found.features) == (explainer, scale, (*TEXTS, *NUMBERS))
    assert np.abs(found.base + found.values.sum(axis=1) - found.outputs).max() <= 1e-6
    own = model.predict_proba(table()[TEXTS + NUMBERS])[found.rows, list(model.classes_).index("good")]
    shown = 1 / (1 + np.exp(-found.outputs)) if scale == "log-odds" else found.outputs
    assert np.allclose(shown, own, atol=1e-9)


@pytest.mark.parametrize("ordinal", [False, True])
def test_attributions_are_the_shapley_values_of_the_definition(tmp_path: Path, ordinal: bool) -> None:
    model = fitted(ensemble.RandomForestClassifier(5, random_state=1), ordinal=ordinal)
    path, artifact = stored(model, tmp_path)
    request = ExplainRequest(rows=3, background_rows=6, seed=2, favorable="good")
    found = explain_model(path, artifact, table(), request)
    backdrop = np.sort(np.random.default_rng([2, 1]).permutation(len(table()))[:6])
    assert np.allclose(found.values, shapley(model, found.rows, backdrop), atol=1e-6)


@pytest.mark.parametrize(
    "final",
    [
        ensemble.GradientBoostingClassifier(n_estimators=6),
        ensemble.HistGradientBoostingClassifier(max_iter=6),
    ],
)
@pytest.mark.parametrize("favorable", ["good", pytest.param("bad", marks=pytest.mark.full)])
def test_boosted_trees_are_the_shapley_values_of_the_log_odds(
    tmp_path: Path, final: BaseEstimator, favorable: str
) -> None:
    model = fitted(final, ordinal=True)
    path, artifact = stored(model, tmp_path)
    request = ExplainRequest(rows=3, background_rows=6, seed=2, favorable=favorable)
    found = explain_model(path, artifact, table(), request)
    backdrop = np.sort(np.random.default_rng([2, 1]).permutation(len(table()))[:6])
    sign = 1 if favorable == "good" else -1
    assert found.explainer == "tree"
    assert np.allclose(sign * found.values, shapley(model, found.rows, backdrop, log_odds=True), atol=1e-6)


def test_the_other_class_gets_the_opposite_attributions(tmp_path: Path) -> None:
    path, artifact = stored(fitted(), tmp_path)
    good = explain_model(path, artifact, table(), SMALL)
    bad = explain_model(
        path, artifact, table(), ExplainRequest(rows=12, background_rows=8, seed=5, favorable="bad")
    )
    assert np.allclose(good.values, -bad.values, atol=1e-12)


def test_a_regression_is_explained_in_its_own_units(tmp_path: Path) -> None:
    path, artifact = stored(fitted(LinearRegression(), target="amount"), tmp_path)
    found = explain_model(path, artifact, table(), ExplainRequest(rows=5, background_rows=9, seed=1))
    assert (found.scale, found.explainer) == ("output", "linear")
    assert np.abs(found.base + found.values.sum(axis=1) - found.outputs).max() <= 1e-6
    assert np.allclose(found.outputs, table()["amount"].to_numpy()[found.rows], atol=1e-6)


def test_a_column_the_model_ignores_gets_nothing(tmp_path: Path) -> None:
    rows = table()
    model = ensemble.RandomForestClassifier(5, random_state=0)
    model.fit(rows[NUMBERS].assign(constant=1.0), rows["result"])
    path, artifact = stored(model, tmp_path, (*NUMBERS, "constant"))
    wild = rows.assign(constant=np.arange(len(rows), dtype=float))
    found = explain_model(path, artifact, wild, SMALL)
    assert np.abs(found.values[:, 2]).max() <= 1e-9


def test_more_than_ten_columns_are_explained_by_permutations(tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    wide = table().assign(**{f"x{item}": draw.normal(size=len(table())) for item in range(12)})
    names = [f"x{item}" for item in range(12)]
    model = MLPClassifier((3,), max_iter=3000, random_state=0).fit(wide[names], wide["result"])
    path, artifact = stored(model, tmp_path, tuple(names))
    found = explain_model(path, artifact, wide, SMALL)
    assert found.explainer == "permutation"
    assert np.abs(found.base + found.values.sum(axis=1) - found.outputs).max() <= 1e-6


def test_background_and_rows_are_what_was_asked_for(tmp_path: Path) -> None:
    path, artifact = stored(fitted(), tmp_path)
    request = ExplainRequest(rows=20, background_rows=130, seed=5, favorable="good", local_row=77)
    found = explain_model(path, artifact, table(), request)
    assert found.background_rows == 130
    assert len(found.rows) == len(set(found.rows)) == 20
    assert 77 in found.rows
    assert len(found.background_digest) == 64


def test_the_order_of_few_rows_is_judged_like_that_of_many(tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    wide = table().assign(x=draw.normal(size=len(table())), y=draw.normal(size=len(table())))

    def told(weight: float) -> Attributions:
        model = LinearRegression().fit(wide[["x", "y"]], weight * wide["x"] + wide["y"])
        path, artifact = stored(model, tmp_path, ("x", "y"))
        return explain_model(path, artifact, wide, ExplainRequest(rows=100, background_rows=9, seed=1))

    clear = told(5.0)
    sizes = np.abs(clear.values).mean(axis=0)
    tied = told(float(5.0 * sizes[1] / sizes[0]))
    assert clear.explainer == "linear"
    assert clear.repeats is not None
    assert clear.repeats.stable
    assert tied.repeats is not None
    assert not tied.repeats.stable


def test_the_same_seed_gives_the_same_numbers_in_a_new_process(tmp_path: Path) -> None:
    path, artifact = stored(fitted(MLPClassifier((4,), max_iter=2000, random_state=0)), tmp_path)
    first = explain_model(path, artifact, table(), SMALL)
    script = f"""
import json
from pathlib import Path
from core.jobs.tasks import explain_model
from tests.core.jobs.models import kept, table
from tests.core.jobs.test_explaining import SMALL
path, artifact = kept(Path({str(path)!r}).read_bytes(), Path({str(tmp_path / "again.skops")!r}))
found = explain_model(path, artifact, table(), SMALL)
print(json.dumps([found.values.tolist(), found.rows.tolist(), found.background_digest]))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [first.values.tolist(), first.rows.tolist(), first.background_digest]
    other = explain_model(
        path, artifact, table(), ExplainRequest(rows=12, background_rows=8, seed=6, favorable="good")
    )
    assert other.background_digest != first.background_digest


def test_a_class_the_model_does_not_know_cannot_be_explained(tmp_path: Path) -> None:
    path, artifact = stored(fitted(), tmp_path)
    with pytest.raises(UserError, match="not among the model's classes"):
        explain_model(path, artifact, table(), ExplainRequest(rows=3, background_rows=3, favorable="x"))


def test_missing_cells_take_part_as_they_are(tmp_path: Path) -> None:
    rows = table().copy()
    rows.loc[::3, "age"], rows.loc[::4, "job"] = np.nan, None
    path, artifact = stored(fitted(ensemble.RandomForestClassifier(5, random_state=0)), tmp_path)
    found = explain_model(path, artifact, rows, SMALL)
    assert np.abs(found.base + found.values.sum(axis=1) - found.outputs).max() <= 1e-6

"""Is it noticed when a model does not give the predictions that came with it?"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from core.examination import Examination, Plan
from core.examining.agreement import agreement_text, compare
from core.inventory import Task
from core.jobs.tasks import ScoreRequest, inspect_model, score_model
from core.running.predictions import Predictions
from tests.core.examining.tables import CUT, examined, result

PLAN = Plan(
    task=Task.BINARY,
    label=("kredit",),
    favorable="1",
    cut_off=CUT,
    prediction=("said",),
    score="score",
)


@pytest.fixture(scope="module")
def model(examples: Path) -> Path:
    """The model of the example."""
    return examples / "models" / "kredit_logreg.skops"


@pytest.fixture(scope="module")
def received(examples: Path, model: Path) -> pd.DataFrame:
    """The example's rows with what its model says of them."""
    rows = pd.read_csv(examples / "held_back.csv")
    artifact = inspect_model(model).artifact
    assert artifact is not None
    scored = score_model(model, artifact, rows, ScoreRequest(task=Task.BINARY, favorable="1", cut_off=CUT))
    return rows.assign(score=scored.score, said=scored.predicted)


@pytest.fixture
def audited(tmp_path: Path, model: Path, received: pd.DataFrame) -> Callable[..., Examination]:
    """Examine the rows, some of their cells changed, together with the model."""

    def audit(plan: Plan = PLAN, **changed: "pd.Series[float] | npt.NDArray[np.object_]") -> Examination:
        path = tmp_path / "received.csv"
        received.assign(**changed).to_csv(path, index=False)
        return examined(path, plan, model)

    return audit


def test_the_same_predictions_agree_and_the_figures_are_those_of_the_table(
    audited: Callable[..., Examination], examples: Path, model: Path
) -> None:
    found = audited()
    assert found.agreement is not None
    assert found.agreement.agrees
    assert found.agreement.differing == 0
    assert found.agreement.largest is not None
    assert found.agreement.largest < 1e-9
    assert found.agreement.rows == found.rows
    alone = examined(examples / "held_back.csv", replace(PLAN, prediction=(), score=None), model)
    assert alone.agreement is None
    assert result(found, "performance").measurements == result(alone, "performance").measurements


def test_one_changed_prediction_is_found_and_named(
    audited: Callable[..., Examination], received: pd.DataFrame
) -> None:
    turned = received["said"].astype(str).to_numpy(dtype=object).copy()
    turned[3] = "0" if turned[3] == "1" else "1"
    found = audited(said=turned)
    assert found.agreement is not None
    assert (found.agreement.differing, found.agreement.agrees) == (1, False)
    assert "The figures rest on the table" in str(agreement_text(found.agreement))


def test_scores_of_another_model_do_not_agree(
    audited: Callable[..., Examination], received: pd.DataFrame
) -> None:
    found = audited(replace(PLAN, prediction=()), score=received["score"] * 0.99)
    assert found.agreement is not None
    assert not found.agreement.agrees
    assert found.agreement.largest == pytest.approx(0.01 * received["score"].max(), rel=1e-6)


def test_rounding_to_single_precision_is_no_difference() -> None:
    score = np.array([0.1, 0.7, 1234.5])
    rounded = score.astype(np.float32).astype(np.float64)
    claimed = Predictions(score=rounded, predicted=None, features=())
    found = compare(claimed, Predictions(score=score, predicted=None, features=()))
    assert found.agrees
    assert found.differing is None
    off = compare(replace(claimed, score=score + 0.1), Predictions(score=score, predicted=None, features=()))
    assert not off.agrees

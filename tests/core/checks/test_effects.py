"""Are effects and permutation importance those of other implementations?"""

import itertools
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from core.checks.registry import get
from core.ids import Exact
from core.inventory import CutOff, ScoreMeans
from core.policy import Relation
from core.results import CheckResult, Verdict
from tests.core.checks.asked import FEATURES, amounts, applicants, says, score_of
from tests.core.checks.asking import Said, ran
from tests.core.checks.explainwork import (
    figure,
    lines,
    run,
)
from tests.core.checks.inputs import limit, policy


def effect(result: CheckResult, feature: str, column: str) -> npt.NDArray[np.float64]:
    found = [line[column] for line in lines(result, "effects") if line["feature"] == feature]
    return np.array(found, dtype=float)


def places(result: CheckResult, feature: str) -> npt.NDArray[np.float64]:
    return effect(result, feature, "x")


def test_partial_dependence_is_that_of_a_loop_over_values() -> None:
    data = applicants()
    result = run("effects", data)
    for feature in ("income", "debt", "age"):
        wanted = [score_of(data.table.assign(**{feature: value})).mean() for value in places(result, feature)]
        assert effect(result, feature, "mean") == pytest.approx(wanted, abs=1e-12)


def test_partial_dependence_is_that_of_scikit_learn() -> None:
    from sklearn.base import BaseEstimator, RegressorMixin
    from sklearn.inspection import partial_dependence

    class Plain(RegressorMixin, BaseEstimator):  # type: ignore[misc]
        def fit(self, rows: pd.DataFrame, truth: object) -> "Plain":
            self.fitted_ = True
            return self

        def predict(self, rows: pd.DataFrame) -> npt.NDArray[np.float64]:
            return score_of(rows)

    data = applicants()
    result = run("effects", data)
    rows = data.table[list(FEATURES)].astype({"age": float, "debt": float})
    model = Plain().fit(rows, None)
    grid = places(result, "debt")
    theirs = partial_dependence(model, rows, ["debt"], custom_values={"debt": grid}, kind="average")
    assert effect(result, "debt", "mean") == pytest.approx(theirs["average"][0], abs=1e-12)


def test_accumulated_effects_follow_the_definition_of_apley_and_zhu() -> None:
    data = applicants()
    result = run("effects", data)
    edges, values = places(result, "debt"), data.table["debt"].to_numpy(dtype=float)
    steps, counts = [], []
    for low, high in itertools.pairwise(edges):
        inside = (values > low) & (values <= high)
        if low == edges[0]:
            inside |= values == low
        part = data.table[inside]
        steps.append((score_of(part.assign(debt=high)) - score_of(part.assign(debt=low))).mean())
        counts.append(inside.sum())
    whole = np.concatenate([[0.0], np.cumsum(steps)])
    centered = whole - np.average((whole[1:] + whole[:-1]) / 2, weights=counts)
    assert effect(result, "debt", "accumulated") == pytest.approx(centered, abs=1e-12)


def test_accumulated_effects_of_categories_are_made_of_steps_between_neighbors() -> None:
    data = applicants()
    result = run("effects", data)
    own = [line for line in lines(result, "effects") if line["feature"] == "job"]
    order = [str(line["label"]) for line in own]
    assert data.score is not None
    means = pd.Series(data.score).groupby(data.table["job"].to_numpy()).mean()
    assert order == list(means.sort_values().index)
    steps = [0.0]
    for one, other in itertools.pairwise(order):
        part = data.table[data.table["job"].isin([one, other])]
        steps.append((score_of(part.assign(job=other)) - score_of(part.assign(job=one))).mean())
    whole = np.cumsum(steps)
    sizes = [(data.table["job"] == label).sum() for label in order]
    centered = whole - np.average(whole, weights=sizes)
    found = np.array([line["accumulated"] for line in own], dtype=float)
    assert found == pytest.approx(centered, abs=1e-12)


def test_rows_that_move_against_the_mean_are_counted() -> None:
    def crossed(rows: pd.DataFrame) -> Said:
        sign = np.where(rows["owner"].to_numpy(dtype=bool), -1.0, 1.0)
        return 0.5 + sign * rows["debt"].to_numpy(dtype=float) / 200, None

    data = replace(amounts(), features=("debt", "owner"))
    result = ran(get("effects"), data, crossed)
    share = data.table["owner"].mean()
    assert figure(result, "effect_disagreement", "debt").value == pytest.approx(share)


def test_an_unfavorable_score_is_turned() -> None:
    def turned(rows: pd.DataFrame) -> Said:
        score, predicted = says(rows)
        return 1 - score, predicted

    data = applicants()
    assert data.score is not None
    cut_off = CutOff(value=Exact("0.5"), score_means=ScoreMeans.UNFAVORABLE)
    other = replace(data, score=1 - data.score, cut_off=cut_off, score_means=ScoreMeans.UNFAVORABLE)
    first, second = run("effects", data), ran(get("effects"), other, turned)
    assert effect(second, "debt", "mean") == pytest.approx(effect(first, "debt", "mean"), abs=1e-12)


def test_the_increase_of_the_loss_is_near_that_of_scikit_learn() -> None:
    from sklearn.base import BaseEstimator, ClassifierMixin
    from sklearn.inspection import permutation_importance

    class Plain(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
        def fit(self, rows: pd.DataFrame, truth: npt.NDArray[np.int64]) -> "Plain":
            self.classes_ = np.unique(truth)
            return self

        def predict_proba(self, rows: pd.DataFrame) -> npt.NDArray[np.float64]:
            score = score_of(rows)
            return np.column_stack([1 - score, score])

        def predict(self, rows: pd.DataFrame) -> npt.NDArray[np.int64]:
            return (score_of(rows) >= 0.5).astype(np.int64)

    data = applicants(900)
    truth = data.table["target"].to_numpy()
    rows = data.table[list(FEATURES)]
    theirs = permutation_importance(
        Plain().fit(rows, truth), rows, truth, scoring="neg_log_loss", n_repeats=20, random_state=1
    )
    result = run("permutation_importance", data)
    for feature, wanted in zip(FEATURES, theirs.importances_mean, strict=True):
        found = figure(result, "permutation_loss", feature)
        assert found.value == pytest.approx(wanted, abs=0.02)
        assert found.interval is not None
        assert (found.interval.low or 0) <= wanted <= (found.interval.high or 0)


def test_a_feature_that_is_not_read_costs_nothing() -> None:
    data = applicants()
    more = replace(data, features=(*FEATURES, "idle"), table=data.table.assign(idle=np.arange(300.0)))
    found = figure(run("permutation_importance", more), "permutation_loss", "idle")
    assert found.value == 0
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == (0, 0)


def test_the_squared_error_of_a_regression_is_measured() -> None:
    result = run("permutation_importance", amounts())
    assert figure(result, "model_loss").value == pytest.approx(1.0)
    assert (figure(result, "permutation_loss", "income").value or 0) > 10


@pytest.mark.parametrize(
    ("limited", "verdict"),
    [("0.1", Verdict.FAILED), ("0.9", Verdict.PASSED), ("0.27", Verdict.NOT_DECIDABLE)],
)
def test_importance_is_judged_by_the_whole_interval(limited: str, verdict: Verdict) -> None:
    check = "permutation_importance"
    data = replace(
        applicants(), policy=policy((limit(check, "permutation_loss", Relation.AT_MOST, limited),))
    )
    found = {item.subject: item.verdict for item in run(check, data).conclusions}
    assert found["income"] is verdict

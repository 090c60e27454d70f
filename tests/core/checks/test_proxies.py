"""Are planted stand-ins of a sensitive feature found, and is noise left alone?"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy import stats
from scipy.stats.contingency import association as scipy_association
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import mutual_info_score, roc_auc_score
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from core.canonical import canonical
from core.checks.base import CheckInput
from core.checks.proxies import CHECK, MOST_ROWS
from core.ids import Exact
from core.inventory import Grouping
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult, Conclusion, DataTable, Measurement, Verdict
from core.statistics.crossfit import (
    association,
    column_of_codes,
    column_of_numbers,
    folds,
    linear_scores,
    tree_scores,
)
from tests.core.checks.applicants import lending

Floats = npt.NDArray[np.float64]


def run(data: CheckInput) -> CheckResult:
    return CHECK.run(data, SILENT)


def verdict(result: CheckResult, measure: str = "proxy_auc") -> Conclusion:
    return next(item for item in result.conclusions if item.measure == measure)


def table(result: CheckResult, name: str) -> DataTable:
    return next(item for item in result.tables if item.id == name)


def figure(result: CheckResult, measure: str) -> Measurement:
    return next(item for item in result.measurements if item.measure == measure)


def planted(rows: int = 1500, strength: float = 4.0) -> CheckInput:
    """The income gives the sex away."""
    data = lending(rows)
    odds = strength * (data.table["income"] - 3000) / 800
    sex = np.where(np.random.default_rng(4).random(rows) < 1 / (1 + np.exp(-odds)), "m", "f")
    return replace(data, table=data.table.assign(sex=sex))


def test_unrelated_features_pass() -> None:
    result = run(lending())
    assert verdict(result).verdict is Verdict.PASSED
    assert verdict(result).value == pytest.approx(0.5, abs=0.06)
    assert verdict(result, "score_proxy_auc").verdict is Verdict.PASSED


def test_a_planted_proxy_fails_and_is_named_first() -> None:
    result = run(planted())
    assert verdict(result).verdict is Verdict.FAILED
    assert verdict(result, "score_proxy_auc").verdict is Verdict.FAILED
    singles = table(result, "proxy_features")
    assert singles.column("feature")[0] == "income"
    assert float(singles.column("auc")[0] or 0) > 0.85
    assert all(float(value or 0) < 0.6 for value in singles.column("auc")[1:])


def test_few_rows_decide_nothing() -> None:
    assert verdict(run(planted(90, 1.5))).verdict is Verdict.NOT_DECIDABLE


def test_an_interaction_that_no_line_shows_is_found_by_trees() -> None:
    data = lending(2000)
    income, debt = data.table["income"], data.table["debt"].fillna(5)
    sex = np.where((income > 3000) == (debt > 5), "m", "f")
    result = run(replace(data, table=data.table.assign(sex=sex)))
    groups = table(result, "proxy_groups")
    found = dict(zip(groups.column("fit"), groups.column("auc"), strict=True))
    assert float(found["proxy_linear_auc"] or 0) < 0.6
    assert float(found["proxy_trees_auc"] or 0) > 0.95
    assert verdict(result).value == found["proxy_trees_auc"]


def test_the_linear_fit_is_that_of_scikit_learn_on_the_same_parts() -> None:
    rng = np.random.default_rng(9)
    numbers, codes = rng.normal(size=(600, 2)), rng.integers(0, 3, 600)
    truth = rng.random(600) < 1 / (1 + np.exp(-numbers[:, 0] - (codes == 1)))
    columns = (
        column_of_numbers("a", numbers[:, 0]),
        column_of_numbers("b", numbers[:, 1]),
        column_of_codes("c", codes),
    )
    fold = folds(truth, 7)
    laid = np.column_stack([numbers, *(codes == at for at in range(3))])
    expected = np.zeros(600)
    for part in range(3):
        fit, rest = fold != part, fold == part
        scaler = StandardScaler().fit(laid[fit])
        other = LogisticRegression(max_iter=1000).fit(scaler.transform(laid[fit]), truth[fit])
        expected[rest] = other.decision_function(scaler.transform(laid[rest]))
    assert linear_scores(columns, truth, fold) == pytest.approx(expected, abs=1e-3)


def test_folds_spread_both_classes_and_do_not_know_the_row() -> None:
    truth = np.arange(100) < 31
    fold = folds(truth, 3)
    assert sorted(np.bincount(fold[truth])) == [10, 10, 11]
    assert sorted(np.bincount(fold[~truth])) == [23, 23, 23]


def test_association_agrees_with_scipy_and_scikit_learn() -> None:
    rng = np.random.default_rng(5)
    first = rng.integers(0, 4, 3000)
    second = np.where(rng.random(3000) < 0.4, first % 3, rng.integers(0, 3, 3000))
    v, bits = association(first, second)
    assert bits == pytest.approx(mutual_info_score(first, second) / np.log(2))
    plain = scipy_association(pd.crosstab(first, second).to_numpy(), method="cramer")
    assert v == pytest.approx(plain, abs=0.01)
    unrelated = rng.integers(0, 5, 400), rng.integers(0, 4, 400)
    nothing, _ = association(*unrelated)
    biased = scipy_association(pd.crosstab(*unrelated).to_numpy(), method="cramer")
    assert nothing is not None
    assert nothing < biased
    assert association(np.zeros(9, dtype=np.int64), np.arange(9))[0] is None


def test_the_score_alone_is_turned_around_below_one_half() -> None:
    data = planted()
    assert data.score is not None
    turned = replace(data, score=1 - data.score)
    found = figure(run(data), "score_proxy_auc")
    assert figure(run(turned), "score_proxy_auc").value == pytest.approx(found.value)
    expected = roc_auc_score(data.table["sex"] == "m", data.score)
    assert found.value == pytest.approx(expected)


def test_small_groups_are_not_predicted_and_several_groups_share_the_error() -> None:
    data = lending(1000)
    part = np.random.default_rng(1).choice(["a", "b", "c", "rare"], 1000, p=[0.5, 0.3, 0.19, 0.01])
    result = run(replace(data, table=data.table.assign(sex=part)))
    rare = next(group for group in result.groups if group.label == "rare")
    assert rare.excluded is not None
    assert rare.excluded.code is ReasonCode.GROUP_TOO_SMALL
    assert rare.measurements == ()
    note = next(note for note in result.notes if note.code is ReasonCode.PROXY_UNNAMED)
    assert "rare" not in str(note.values)
    assert set(table(result, "proxy_groups").column("group")) == {"a", "b", "c"}


def test_groups_of_ages_are_predicted_without_the_age_itself() -> None:
    data = replace(lending(), groupings=(Grouping(column="age", edges=(Exact("40"),)),))
    result = run(data)
    assert "age" not in table(result, "proxy_features").column("feature")
    assert verdict(result).verdict is Verdict.PASSED


def test_without_a_model_every_other_column_may_predict_but_not_the_target() -> None:
    data = replace(planted(), features=(), score=None, predicted=None)
    result = run(data)
    assert verdict(result).verdict is Verdict.FAILED
    assert "target" not in table(result, "proxy_features").column("feature")
    assert verdict(result, "score_proxy_auc").reason.code is ReasonCode.NO_SCORES


def test_large_tables_are_sampled_and_it_is_said() -> None:
    rng = np.random.default_rng(2)
    rows = MOST_ROWS + 5000
    big = pd.DataFrame({"x": rng.normal(size=rows), "sex": rng.choice(["f", "m"], rows)})
    result = run(replace(lending(10), table=big, features=("x",), target=None, score=None, predicted=None))
    assert result.definition.rows == MOST_ROWS
    assert ReasonCode.SAMPLED in {note.code for note in result.notes}


def test_ghosts_have_their_reasons() -> None:
    def reasons(data: CheckInput) -> set[ReasonCode]:
        return {item.reason.code for item in run(data).conclusions}

    data = lending(100)
    assert reasons(replace(data, groupings=())) == {ReasonCode.NO_SENSITIVE_FEATURE}
    assert reasons(replace(data, table=data.table.iloc[:0])) == {ReasonCode.NO_ROWS}
    assert reasons(replace(data, table=data.table.assign(sex=None))) == {ReasonCode.ALL_MISSING}
    one = run(replace(data, table=data.table.assign(sex="f")))
    assert {item.reason.code for item in one.conclusions} == {ReasonCode.TOO_FEW_TO_FIT}


def test_the_number_of_threads_and_a_second_run_change_nothing() -> None:
    data = planted(800)
    found = []
    for threads in (1, 2):
        with threadpool_limits(limits=threads):
            found.append(canonical(run(data)))
    assert found[0] == found[1]


@pytest.mark.full
def test_delong_on_scores_of_folds_holds_under_no_relation() -> None:
    rng = np.random.default_rng(12)
    inside = 0
    for at in range(40):
        truth = rng.random(300) < 0.4
        columns = (column_of_numbers("a", rng.normal(size=300)),)
        scores = tree_scores(columns, truth, folds(truth, at), at)
        area = roc_auc_score(truth, scores)
        error = stats.norm.ppf(0.995) * np.sqrt((300 + 1) / (12 * truth.sum() * (~truth).sum()))
        inside += abs(area - 0.5) < error
    assert inside >= 34

"""Are predictions held against outcomes and against a simple model as other libraries do it?"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from core.checks.base import CheckInput, Sample
from core.checks.parts.simple_model import crosswise, design_of, fit, folds, matrix, terms
from core.ids import Digest
from core.options import CheckOptions, SampleRole
from core.reasons import ReasonCode
from core.results import Verdict
from tests.core.checks.inputs import binary, policy
from tests.core.checks.lending import LIMITS, claims, column, figure, lending, run, value, verdict


def test_the_number_of_events_is_the_sum_of_probabilities() -> None:
    data = lending()
    assert data.score is not None
    result = run("backtest", data)
    assert value(result, "predicted_number") == pytest.approx((1 - data.score).sum())
    assert value(result, "realized") == (data.table["target"] == 0).sum()
    assert result.verdict is Verdict.PASSED


def test_equal_probabilities_are_tested_like_a_binomial_number() -> None:
    data = replace(binary([0] * 14 + [1] * 86, [1] * 100, score=[0.92] * 100), policy=policy(LIMITS))
    below, above = stats.binom.cdf(14, 100, 0.08), stats.binom.sf(13, 100, 0.08)
    assert value(run("backtest", data), "number_p") == pytest.approx(2 * min(below, above), abs=1e-9)


def test_windows_add_up_and_carry_their_own_tests() -> None:
    data = lending()
    result = run("backtest", data)
    quarters = data.table["day"].dt.to_period("Q").astype(str).str.replace("Q", "-Q")
    counts = (data.table["target"] == 0).groupby(quarters).sum()
    assert column(result, "windows", "window") == tuple(counts.index)
    assert column(result, "windows", "realized") == tuple(counts)
    assert min(p for p in column(result, "windows", "p_holm") if isinstance(p, float)) == value(
        result, "window_p", verdict(result, "window_p").subject
    )


def test_too_many_events_fail_and_few_rows_decide_nothing() -> None:
    wrong = run("backtest", lending(excess=0.2))
    assert verdict(wrong, "realized_to_predicted").verdict is Verdict.FAILED
    assert verdict(wrong, "window_p").verdict is Verdict.FAILED
    few = run("backtest", lending(60))
    assert verdict(few, "realized_to_predicted").verdict is Verdict.NOT_DECIDABLE


def test_without_days_only_the_whole_is_judged() -> None:
    result = run("backtest", replace(lending(), options=CheckOptions()))
    assert figure(result, "window_p").value is None
    assert verdict(result, "window_p").verdict is Verdict.NOT_APPLICABLE
    assert not result.tables


def test_predicted_sums_are_compared_with_realized_ones() -> None:
    data = claims(off=1.0)
    assert data.score is not None
    result = run("backtest", data)
    truth = data.table["target"].to_numpy(dtype=float)
    assert value(result, "realized_to_predicted") == pytest.approx(truth.sum() / data.score.sum())
    error = data.score - truth
    assert value(result, "mean_error") == pytest.approx(error.mean())
    theirs = stats.ttest_1samp(error, 0).confidence_interval(0.95)
    found = figure(result, "mean_error").interval
    assert found is not None
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), rel=1e-9)


def test_the_interval_of_a_ratio_of_sums_covers() -> None:
    hits, start = 0, replace(claims(120), options=CheckOptions())
    for seed in range(200):
        rng = np.random.default_rng(seed)
        predicted = rng.gamma(2.0, 1.0, 120)
        data = replace(start, score=predicted)
        data = replace(data, table=data.table.assign(target=predicted * 1.1 * rng.exponential(1.0, 120)))
        interval = figure(run("backtest", data), "realized_to_predicted").interval
        assert interval is not None
        assert interval.low is not None
        assert interval.high is not None
        hits += interval.low <= 1.1 <= interval.high
    assert 180 <= hits <= 199


def test_the_simple_model_is_scikit_learns_on_scaled_and_encoded_columns() -> None:
    data = lending()
    table, truth = data.table, data.table["target"].to_numpy(dtype=float)
    ours = fit(table, truth, np.ones(len(truth)), data)
    base = ours.design[1].base  # type: ignore[union-attr]
    columns = ColumnTransformer(
        [("numbers", StandardScaler(), ["income"]), ("words", OneHotEncoder(drop=[base]), ["job"])]
    )
    theirs = make_pipeline(columns, LogisticRegression(C=1.0, max_iter=500)).fit(table, truth)
    assert ours.predict(table) == pytest.approx(theirs.predict_proba(table)[:, 1], abs=1e-4)


def test_every_row_is_judged_by_a_fit_that_never_saw_it() -> None:
    data = lending(300)
    truth, ones = data.table["target"].to_numpy(dtype=float), np.ones(300)
    part = folds(truth, data.seed, stratified=True)
    assert sorted(np.bincount(part)) == [60] * 5
    assert max(np.bincount(part[truth == 0])) - min(np.bincount(part[truth == 0])) <= 1
    inside, said = next(iter(crosswise(data.table, truth, ones, data)))
    flipped = truth.copy()
    flipped[inside] = 1 - flipped[inside]
    rest = np.setdiff1d(np.arange(300), inside)
    again = fit(data.table.iloc[rest], flipped[rest], ones[rest], data).predict(data.table.iloc[inside])
    assert said == pytest.approx(again, abs=1e-12)


def test_missing_values_and_rare_categories_get_columns_of_their_own() -> None:
    rng = np.random.default_rng(1)
    table = pd.DataFrame(
        {
            "n": np.where(np.arange(200) % 10 == 0, np.nan, rng.normal(size=200)),
            "c": [None if at % 20 == 0 else f"c{at % 50}" for at in range(200)],
            "empty": [None] * 200,
            "same": 1,
            "day": pd.Timestamp("2025-01-01"),
        }
    )
    design = design_of(table, tuple(table.columns))
    assert [part.name for part in design] == ["n", "c"]
    names, found = terms(design), matrix(design, table)
    assert names[:2] == ("n", "n = ?")
    assert names[-1] == "c = …"
    assert len(names) == 2 + 30 + 1
    assert found[:, 1].sum() == 20
    assert np.isfinite(found).all()
    unseen = matrix(design, table.assign(c="never seen", n="not a number"))
    assert unseen[:, -1].tolist() == [1.0] * 200


def test_a_model_as_good_as_the_simple_one_passes_and_a_guess_fails() -> None:
    data = lending()
    result = run("challenger", data)
    assert data.score is not None
    assert value(result, "auc") == pytest.approx(roc_auc_score(data.table["target"], data.score), abs=1e-12)
    assert result.verdict is Verdict.PASSED
    benefit = 1 - (1 - value(result, "auc")) / (1 - value(result, "auc_challenger"))
    assert value(result, "complexity_benefit") == pytest.approx(benefit)
    guess = replace(data, score=np.random.default_rng(3).random(2000))
    assert run("challenger", guess).verdict is Verdict.FAILED
    assert run("challenger", lending(120)).verdict in {Verdict.NOT_DECIDABLE, Verdict.PASSED}


def test_the_reference_is_what_the_simple_model_learns_from_where_it_has_outcomes() -> None:
    data, learned = lending(), lending(1500, seed=9)
    sample = Sample(digest=Digest("0" * 64), table=learned.table)
    result = run("challenger", replace(data, samples={SampleRole.REFERENCE: sample}))
    assert {note.code for note in result.notes} == {ReasonCode.FITTED_ON_REFERENCE}
    fitted = fit(learned.table, learned.table["target"].to_numpy(dtype=float), np.ones(1500), data)
    wanted = roc_auc_score(data.table["target"], fitted.predict(data.table))
    assert value(result, "auc_challenger") == pytest.approx(wanted, abs=1e-12)
    bare = Sample(digest=Digest("0" * 64), table=learned.table.drop(columns="target"))
    again = run("challenger", replace(data, samples={SampleRole.REFERENCE: bare}))
    assert ReasonCode.FITTED_CROSSWISE in {note.code for note in again.notes}


def test_numbers_are_compared_by_their_squared_errors() -> None:
    result = run("challenger", claims())
    assert value(result, "rmse_to_challenger") == pytest.approx(1.0, abs=0.02)
    assert result.verdict is Verdict.PASSED
    worse = run("challenger", claims(off=1.0))
    assert worse.verdict is Verdict.FAILED
    assert value(worse, "complexity_benefit") < 0


def test_many_rows_are_sampled_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.checks.challenger.MOST_ROWS", 500)
    result = run("challenger", lending())
    note = next(note for note in result.notes if note.code is ReasonCode.SAMPLED)
    assert note.values["n"] in {499, 500, 501}
    assert figure(result, "auc").n == note.values["n"]


def test_too_few_rows_of_a_class_are_refused() -> None:
    truth = [0] * 5 + [1] * 95
    data = binary(truth, truth, score=np.linspace(0, 1, 100))
    data = replace(data, table=data.table.assign(x=range(100)), features=("x",))
    assert run("challenger", data).notes[0].code is ReasonCode.TOO_FEW_IN_CLASS
    assert run("challenger", replace(lending(), features=())).notes[0].code is ReasonCode.NO_FEATURES


def german(folder: Path) -> CheckInput:
    table = pd.read_csv(folder / "statlog_german_credit.csv.gz")
    features = ("status", "duration", "credit_history", "amount", "savings", "age", "employment_duration")
    data = binary(None, np.ones(len(table)), favorable="good")
    truth = np.where(table["credit_risk"] == "good", 1.0, 0.0)
    data = replace(data, table=table, target="credit_risk", features=features, policy=policy(LIMITS))
    said = np.empty(len(table))
    for inside, part in crosswise(table, truth, np.ones(len(table)), data):
        said[inside] = part
    predicted = np.where(said >= 0.5, "good", "bad").astype(object)
    return replace(data, score=said, predicted=predicted)


def test_the_german_loans_are_ordered_and_calibrated_by_a_simple_model(reference_data: Path) -> None:
    data = german(reference_data)
    calibration = run("grade_calibration", data)
    assert value(calibration, "default_rate") == 0.3
    assert verdict(calibration, "realized_to_predicted").verdict is Verdict.PASSED
    order = run("rank_ordering", data)
    gini = 2 * roc_auc_score(data.table["credit_risk"] == "good", data.score) - 1
    assert value(order, "gini") == pytest.approx(gini, abs=1e-12)
    assert 0.4 < gini < 0.65
    same = run("challenger", data)
    assert value(same, "auc_advantage") == pytest.approx(0.0, abs=1e-12)

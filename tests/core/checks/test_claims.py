"""Are claims, counts and amounts measured as insurers measure them, with exposure?"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as theirs
from sklearn.linear_model import PoissonRegressor

from core.checks.base import CheckInput
from core.reasons import ReasonCode
from tests.core.checks.inputs import regression
from tests.core.checks.quality import Floats, bounds, figure, run, table


def claims(seed: int = 1, rows: int = 2000) -> tuple[CheckInput, Floats, Floats, Floats]:
    """Claims per year of exposure, with exposure as weight."""
    rng = np.random.default_rng(seed)
    rate, exposure = rng.gamma(2, 0.1, rows), rng.random(rows) + 0.05
    truth = rng.poisson(rate * exposure) / exposure
    data = regression(truth, rate)
    data = replace(data, table=data.table.assign(exposure=exposure), weight="exposure")
    return data, truth, rate, exposure


def test_claims_with_exposure_equal_scikit_learn() -> None:
    data, truth, rate, exposure = claims()
    result = run("performance", data)
    assert result.definition.parameters["weight"] == "exposure"
    for name, function in (
        ("poisson_deviance", theirs.mean_poisson_deviance),
        ("mae", theirs.mean_absolute_error),
        ("rmse", theirs.root_mean_squared_error),
        ("r2", theirs.r2_score),
    ):
        assert figure(result, name).value == pytest.approx(function(truth, rate, sample_weight=exposure))
    assert figure(result, "poisson_d2").value == pytest.approx(
        theirs.d2_tweedie_score(truth, rate, sample_weight=exposure, power=1)
    )
    assert figure(result, "bias_ratio").value == pytest.approx((rate @ exposure) / (truth @ exposure))
    assert figure(result, "gamma_deviance").reason is not None


def test_the_lorenz_index_follows_the_order_of_predictions() -> None:
    data, truth, rate, exposure = claims()
    result = run("performance", data)
    order = np.argsort(rate)
    x = np.concatenate([[0], np.cumsum(exposure[order])]) / exposure.sum()
    amount = exposure * truth
    y = np.concatenate([[0], np.cumsum(amount[order])]) / amount.sum()
    assert figure(result, "lorenz_gini").value == pytest.approx(1 - 2 * np.trapezoid(y, x))
    curve = table(result, "lorenz")
    assert (curve["best"] <= curve["amount"] + 1e-9).all()
    share = figure(result, "lorenz_gini_share").value
    assert share is not None
    assert 0 < share < 1
    random = run("performance", replace(data, score=np.random.default_rng(2).random(len(rate))))
    low, high = bounds(figure(random, "lorenz_gini"))
    assert low < 0 < high


def test_intervals_of_deviances_are_those_of_a_bootstrap() -> None:
    data, truth, rate, exposure = claims(3)
    result = run("performance", data)
    rng = np.random.default_rng(1)
    drawn: dict[str, list[float]] = {"poisson_deviance": [], "poisson_d2": [], "bias_ratio": []}
    for _ in range(600):
        at = rng.integers(0, len(truth), len(truth))
        y, p, w = truth[at], rate[at], exposure[at]
        drawn["poisson_deviance"].append(theirs.mean_poisson_deviance(y, p, sample_weight=w))
        drawn["poisson_d2"].append(theirs.d2_tweedie_score(y, p, sample_weight=w, power=1))
        drawn["bias_ratio"].append(float((p @ w) / (y @ w)))
    for name, values in drawn.items():
        low, high = np.quantile(values, [0.025, 0.975])
        found = bounds(figure(result, name))
        assert found == pytest.approx((low, high), abs=0.12 * (high - low))


def test_amounts_have_a_gamma_deviance_and_numbers_below_zero_have_none() -> None:
    rng = np.random.default_rng(4)
    mean = rng.gamma(3, 1, 500)
    truth = rng.gamma(2, mean / 2)
    result = run("performance", regression(truth, mean))
    assert figure(result, "gamma_deviance").value == pytest.approx(theirs.mean_gamma_deviance(truth, mean))
    below = run("performance", regression(truth - 5, mean))
    for name in ("poisson_deviance", "gamma_deviance", "poisson_d2", "gamma_d2", "lorenz_gini"):
        lacking = figure(below, name)
        assert lacking.value is None
        assert lacking.reason is not None
        assert lacking.reason.code is ReasonCode.NOT_FOR_COUNTS


def test_quantiles_of_errors_have_order_statistics_as_bounds() -> None:
    rng = np.random.default_rng(5)
    truth = rng.normal(size=1000)
    output = truth + rng.normal(size=1000)
    result = run("performance", regression(truth, output))
    errors = np.sort(np.abs(output - truth))
    assert figure(result, "median_error").value == errors[499]
    assert figure(result, "error_p90").value == errors[899]
    low, high = bounds(figure(result, "median_error"))
    assert (low, high) == (errors[468], errors[531])


def test_an_own_model_of_belgian_claims_gives_the_same_figures(reference_data: Path) -> None:
    table_ = pd.read_parquet(reference_data / "insurance_mtpl_belgium_1997.parquet").head(20_000)
    weight = table_["expo"].to_numpy(dtype=float)
    truth = table_["nclaims"].to_numpy(dtype=float) / weight
    features = table_[["ageph", "bm", "power", "agec"]]
    scaled = (features - features.mean()) / features.std()
    rate = PoissonRegressor(alpha=1e-4).fit(scaled, truth, sample_weight=weight).predict(scaled)
    data = replace(regression(truth, rate), weight="w")
    result = run("performance", replace(data, table=data.table.assign(w=weight)))
    deviance = theirs.mean_poisson_deviance(truth, rate, sample_weight=weight)
    assert figure(result, "poisson_deviance").value == pytest.approx(deviance, rel=1e-9)
    low, _ = bounds(figure(result, "lorenz_gini"))
    assert low > 0

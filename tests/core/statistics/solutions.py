"""How does the product calculate what published cases ask for?"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.checks.registry import get
from core.progress import SILENT
from core.results import CheckResult, Comparison, Group, Measurement, Significance
from core.risk import Band, band, score
from core.statistics import (
    calibration,
    classes,
    discrimination,
    drift,
    inequality,
    intervals,
    losses,
    parity,
    significance,
)
from core.statistics.encoding import encode_classes
from tests.core.checks.inputs import binary, policy
from tests.core.checks.inputs import regression as regression_input
from tests.core.statistics import attribution_solutions

Case = Mapping[str, Any]


def fairness(truth: Any, predicted: Any, group: Any, favorable: str = "1") -> CheckResult:
    data = replace(
        binary(truth, predicted, favorable=favorable, groups={"group": group}), policy=policy(minimum=1)
    )
    return get("group_fairness").run(data, SILENT)


def value(group: Group, measure: str) -> float | None:
    return next(item.value for item in group.measurements if item.measure == measure)


def overall(result: CheckResult, measure: str) -> float | None:
    return next(item.value for item in result.measurements if item.measure == measure)


def groups(result: CheckResult) -> dict[str, Group]:
    return {group.label: group for group in result.groups}


def ci_single(case: Case) -> object:
    x, n = case["x"], case["n"]
    corrected = intervals.wilson_corrected(x, n)
    return {
        "wilson": intervals.wilson(x, n),
        "wilson_cc": corrected,
        "clopper_pearson": intervals.clopper_pearson(x, n),
    }


def published(cells: Mapping[str, tuple[int, int]], reference: str | None = None) -> CheckResult:
    """Judge a published table of favorable and unfavorable decisions from its cells alone."""
    lines = [(group, flag, n) for group, both in cells.items() for flag, n in zip("10", both, strict=True)]
    group, said, count = (list(column) for column in zip(*lines, strict=True))
    data = binary(None, said, groups={"group": group})
    data = replace(data, table=data.table.assign(count=count), weight="count", policy=policy(minimum=1))
    chosen = {} if reference is None else {"group": reference}
    result = get("group_fairness").run(replace(data, references=chosen), SILENT)
    assert result.definition.rows == sum(count)
    return result


def selected(result: CheckResult) -> dict[str, Comparison]:
    """Each group beside the reference, by selection rate."""
    return {item.group: item for item in result.comparisons if item.measure == "selection_rate"}


def bounds(figure: Measurement) -> tuple[float | None, float | None]:
    assert figure.interval is not None
    return figure.interval.low, figure.interval.high


def the_test(pair: Comparison, name: str) -> Significance:
    return next(item for item in pair.tests if item.test == name)


def ci_difference(case: Case) -> object:
    counts = (case["x1"], case["n1"], case["x2"], case["n2"])
    others = {"wald": intervals.wald(*counts), "agresti_caffo": intervals.agresti_caffo(*counts)}
    newcombe = intervals.newcombe(*counts)
    if case["x1"] + case["x2"]:
        pair = selected(published(two(case), "1"))["2"]
        assert bounds(pair.difference) == newcombe
    return {"ci": newcombe, **others}


def ci_ratio(case: Case) -> object:
    pair = selected(published(two(case), "2"))["1"]
    counts = (case["x1"], case["n1"], case["x2"], case["n2"])
    if min(case["x1"], case["x2"]) >= intervals.SMALL_CELL:
        assert bounds(pair.ratio) == intervals.katz(*counts)
    return {"rr": pair.ratio.value, "ci": intervals.katz(*counts)}


def two(case: Case) -> dict[str, tuple[int, int]]:
    return {str(at): (case[f"x{at}"], case[f"n{at}"] - case[f"x{at}"]) for at in (1, 2)}


def berkeley(case: Case) -> object:
    cells = {sex: (part["Admitted"], part["Rejected"]) for sex, part in case["counts"].items()}
    result = published(cells)
    found = groups(result)
    return {
        "male": value(found["Male"], "selection_rate"),
        "female": value(found["Female"], "selection_rate"),
        "impact_ratio": overall(result, "impact_ratio"),
    }


def four_fifths(case: Case) -> object:
    hits = [round(100 * rate) for rate in case["rate"]]
    cells = {name: (n, 100 - n) for name, n in zip(case["groups"], hits, strict=True)}
    pairs = selected(published(cells))
    ratios = [pairs[name].ratio.value if name in pairs else 1.0 for name in case["groups"]]
    below = [pairs[name].below_four_fifths if name in pairs else False for name in case["groups"]]
    return {"impact_ratio": ratios, "below_80": below}


def scoring_rate(case: Case) -> object:
    """Give as many people a score above the median as were published."""
    above, sizes = case["above_median"], case["n"]
    group = np.repeat(case["groups"], sizes)
    points = np.concatenate(
        [np.repeat([1.0, 0.0], [hits, n - hits]) for hits, n in zip(above, sizes, strict=True)]
    )
    points[points == 0] = np.linspace(0, 0.4, int((points == 0).sum()))
    said = (points > 0.5).astype(int)
    data = binary(None, said, groups={"group": group}, score=points)
    result = get("group_fairness").run(data, SILENT)
    table = next(item for item in result.tables if item.id == "scoring_rates")
    lines = zip(*(table.column(name) for name in ("group", "rate", "ratio")), strict=True)
    found = {name: (rate, ratio) for name, rate, ratio in lines}
    ordered = [found[name] for name in case["groups"]]
    return {"rate": [rate for rate, _ in ordered], "impact_ratio": [ratio for _, ratio in ordered]}


def shares(case: Case) -> object:
    """Selection rates of two groups, from the cells or from the file they were counted in."""
    cells = case["counts"] if "counts" in case else counted(case)
    result = published({name: tuple(part) for name, part in cells.items()}, case.get("reference"))
    found = groups(result)
    (pair,) = selected(result).values()
    rates = {name: value(group, "selection_rate") for name, group in found.items()}
    sizes = {name: group.n for name, group in found.items()}
    test = the_test(pair, "chi_square")
    return {
        "n": sizes,
        "rate": rates,
        "denial": {name: 1 - (rate or 0) for name, rate in rates.items()},
        "difference": -(pair.difference.value or 0),
        "disparate_impact": pair.ratio.value,
        "chi_square": test.statistic,
        "p": test.p,
        "n_old": sizes.get("> 25"),
        "n_young": sizes.get("<= 25"),
        "rate_old": rates.get("> 25"),
        "rate_young": rates.get("<= 25"),
    }


def counted(case: Case) -> dict[str, list[int]]:
    """Count the cells of a file of the reference folder."""
    path = Path(case["folder"]) / Path(case["file"]).name
    table = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)
    target, favorable = OUTCOMES[path.name]
    hits = table[target] == favorable
    column, _, edge = case["group"].partition(" > ")
    label = np.where(table[column] > float(edge), f"> {edge}", f"<= {edge}") if edge else table[column]
    return {
        str(name): [int(part.sum()), int((~part).sum())] for name, part in hits.groupby(np.asarray(label))
    }


OUTCOMES = {
    "adult_census_income.parquet": ("income", ">50K"),
    "statlog_german_credit.csv.gz": ("credit_risk", "good"),
    "hmda_boston_1990.csv.gz": ("deny", "no"),
}
"""Column and favorable value of the files that cases speak of."""


def regressed(case: Case) -> object:
    result = get("performance").run(regression_input(case["y_true"], case["y_pred"]), SILENT)
    return {
        "r2": overall(result, "r2"),
        "mae": overall(result, "mae"),
        "mse": (overall(result, "rmse") or 0) ** 2,
        "mape": losses.mean_absolute_percentage_error(case["y_true"], case["y_pred"]),
    }


def deviances(case: Case) -> object:
    """Mean deviances of the true counts, and of the true amounts, against the same predictions."""
    found = {}
    for name, column in (("poisson", "y_true"), ("gamma", "y_gamma")):
        result = get("performance").run(regression_input(case[column], case["y_pred"]), SILENT)
        found[name] = overall(result, f"{name}_deviance")
    return found


def chi_square(case: Case) -> object:
    table = case.get("table") or [[x, n - x] for x, n in zip(case["x"], case["n"], strict=True)]
    found = significance.chi_square(table)
    assert found is not None
    return dict(zip(("x2", "df", "p"), found, strict=True)) | {"dof": found[1]}


def fisher(case: Case) -> object:
    (a, b), (c, d) = case["table"]
    found = the_test(selected(published({"1": (a, b), "2": (c, d)}, "2"))["1"], "fisher_exact")
    greater = significance.fisher_exact(a, a + b, c, c + d, alternative="greater")
    assert greater is not None
    return {"odds": found.statistic, "p": found.p, "p_two": found.p, "p_greater": greater[1]}


def aequitas(case: Case) -> object:
    result = fairness(case["label"], case["score"], case["group"])
    found: dict[str, Any] = {}
    for label, group in groups(result).items():
        names = {"fpr": "fpr", "fnr": "fnr", "for": "for", "fdr": "fdr", "pprev": "selection_rate"}
        found[label] = {theirs: value(group, ours) for theirs, ours in names.items()}
        for cell, rate in (("tp", "tpr"), ("fp", "fpr"), ("tn", "tnr"), ("fn", "fnr")):
            found[label][cell] = next(m.numerator for m in group.measurements if m.measure == rate)
    low, high = found["Low"], found["High"]
    for name in ("fpr", "fnr", "for", "fdr"):
        low[f"{name}_disparity"] = low[name] / high[name]
    return found


def by_group(case: Case) -> object:
    result = fairness(case["y_true"], case["y_pred"], case["sensitive"])
    names = {"tpr": "tpr", "fpr": "fpr", "sel": "selection_rate"}
    return {
        label: {theirs: value(group, ours) for theirs, ours in names.items()} | {"count": group.n}
        for label, group in groups(result).items()
    }


def whole(case: Case) -> object:
    result = fairness(case["y_true"], case["y_pred"], case["sensitive"])
    names = {"tpr": "tpr", "fpr": "fpr", "sel": "selection_rate"}
    return {theirs: overall(result, ours) for theirs, ours in names.items()} | {
        "count": result.definition.rows
    }


def gaps(case: Case) -> object:
    result = fairness(case["y_true"], case["y_pred"], case["sensitive"])
    return {
        "dpd": overall(result, "demographic_parity_difference"),
        "dpr": overall(result, "impact_ratio"),
        "eod": overall(result, "equalized_odds_difference"),
        "eor": parity.equalized_odds_ratio(
            parity.group_cells(case["y_true"], case["y_pred"], case["sensitive"])[1]
        ),
    }


def theil(case: Case) -> object:
    result = fairness(case["y_true"], case["y_pred"], ["a"] * 5 + ["b"] * 5)
    direct = inequality.theil(np.array(case["y_pred"]) - np.array(case["y_true"]) + 1.0)
    assert overall(result, "theil") == pytest.approx(direct, rel=1e-12)
    return {"theil": direct}


def performance(case: Case, **more: Any) -> CheckResult:
    predicted = case.get("y_pred", case["y_true"])
    return get("performance").run(binary(case["y_true"], predicted, **more), SILENT)


def areas(case: Case) -> object:
    truth, points = np.array(case["y_true"]) == 1, np.array(case["score"])
    found = discrimination.delong(truth, points)
    assert found is not None
    assert overall(performance(case, score=points), "auc") == found[0]
    return {"auc": found[0], "ap": discrimination.average_precision(truth, points)}


def balanced(case: Case) -> object:
    return {"value": overall(performance(case), "balanced_accuracy")}


def brier(case: Case) -> object:
    return {"brier": overall(performance(case, score=case["prob"]), "brier")}


def log_loss(case: Case) -> object:
    data = {"y_true": case["y_true"]}
    return {"logloss": overall(performance(data, score=case["prob_spam"], favorable="spam"), "log_loss")}


def confusion(case: Case) -> object:
    table = next(item for item in performance(case).tables if item.id == "confusion")
    return {"matrix": np.array(table.column("n"), dtype=float).reshape(3, 3).tolist()}


def kappa(case: Case) -> object:
    first, second = (
        encode_classes(np.array(case["a"], dtype=object)),
        encode_classes(np.array(case["b"], dtype=object)),
    )
    cells = np.zeros((3, 3))
    np.add.at(cells, (first.codes, second.codes), 1)
    return {"value": float(classes.cohen_kappa(cells))}


def likelihood(case: Case) -> object:
    cells = np.zeros((2, 2))
    np.add.at(cells, (case["y_true"], case["y_pred"]), 1)
    up, down = classes.likelihood_ratios(cells)
    return {"lr_pos": up, "lr_neg": down}


def curve(case: Case) -> object:
    bins = calibration.calibration_bins(
        np.array(case["y_true"], dtype=float), np.array(case["prob"]), bins=case["n_bins"]
    )
    return {
        "prob_true": [part.hits / part.rows for part in bins],
        "prob_pred": [part.mean_score for part in bins],
        "ece": calibration.expected_calibration_error(bins),
    }


def matrix(case: Case) -> object:
    cells = [score(x, y) for x, y in product(range(1, 6), repeat=2)]
    for name, (low, high) in case["bands"].items():
        assert band(low) is band(high) is Band(name)
    counts = {name.value: sum(band(points) is name for points in cells) for name in Band}
    return {"cells": counts, "scores": sorted(set(cells))}


def stability(case: Case) -> object:
    return {"psi": drift.psi(case["expected"], case["actual"])}


def two_samples(case: Case) -> object:
    return dict(zip(("d", "p"), drift.ks(case["x"], case["y"]) or (), strict=True))


SOLVED: Mapping[str, Callable[[Case], object]] = {
    "ci_single_0_20": ci_single,
    "ci_single_81_263": ci_single,
    "ci_diff_newcombe_0_10_0_20": ci_difference,
    "ci_diff_newcombe_56_70_48_80": ci_difference,
    "ci_fagerland_diff": ci_difference,
    "ci_ratio_katz": ci_ratio,
    "ci_ratio_kleinbaum": ci_ratio,
    "fairness_aeq_test1": aequitas,
    "fairness_fl_by_group": by_group,
    "fairness_fl_overall": whole,
    "fairness_fl_dp_eo": gaps,
    "fairness_aif_theil": theil,
    "fairness_ucb_rates": berkeley,
    "fourfifths_eeoc_qa": four_fifths,
    "ll144_scoring_sex": scoring_rate,
    "adult_sex_parity": shares,
    "german_sex_parity": shares,
    "german_age_parity": shares,
    "hmda_afam_denial": shares,
    "perf_auc_ap_small": areas,
    "perf_balanced_acc": balanced,
    "perf_brier": brier,
    "perf_logloss": log_loss,
    "perf_confusion3": confusion,
    "perf_kappa": kappa,
    "perf_lr": likelihood,
    "reg_basic": regressed,
    "reg_poisson_gamma": deviances,
    "calib_curve": curve,
    "calib_ece": curve,
    "test_chi2_2x3": chi_square,
    "test_smokers4": chi_square,
    "test_fisher_scipy": fisher,
    "test_fisher_tea": fisher,
    "risk_matrix_5x5": matrix,
    **attribution_solutions.SOLVED,
    "drift_ks_discrete": two_samples,
    "drift_psi_income": stability,
}
NOT_COVERED: Mapping[str, str] = {}
"""Cases of the reference folder without a solution here, and why."""

NOT_TAKEN = {"ppr", "ppr_disparity", "pprev_disparity"}
"""Figures of the cases that the product does not print."""

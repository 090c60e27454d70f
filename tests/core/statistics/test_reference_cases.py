"""Do published figures come out?

`tests/golden/cases` holds small cases of facts and closed forms with their sources; the cases of the
reference data folder are added where it is present.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.checks.registry import get
from core.ids import Exact
from core.inventory import Grouping
from core.progress import SILENT
from core.results import CheckResult, Group
from core.risk import Band, band, score
from core.statistics import (
    calibration,
    classes,
    discrimination,
    inequality,
    intervals,
    regression,
    significance,
)
from core.statistics.encoding import encode_classes
from tests.core.checks.inputs import binary, cells_to_rows, policy

GOLDEN = Path(__file__).parent.parent.parent / "golden" / "cases"
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


def ci_difference(case: Case) -> object:
    counts = (case["x1"], case["n1"], case["x2"], case["n2"])
    others = {"wald": intervals.wald(*counts), "agresti_caffo": intervals.agresti_caffo(*counts)}
    return {"ci": intervals.newcombe(*counts), **others}


def ci_ratio(case: Case) -> object:
    counts = (case["x1"], case["n1"], case["x2"], case["n2"])
    rate = Fraction(counts[0], counts[1]) / Fraction(counts[2], counts[3])
    return {"rr": float(rate), "ci": intervals.katz(*counts)}


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
    }


def theil(case: Case) -> object:
    result = fairness(case["y_true"], case["y_pred"], ["a"] * 5 + ["b"] * 5)
    direct = inequality.theil(np.array(case["y_pred"]) - np.array(case["y_true"]) + 1.0)
    assert overall(result, "theil") == pytest.approx(direct, rel=1e-12)
    return {"theil": direct}


def berkeley(case: Case) -> object:
    counts = case["counts"]
    cells = {sex: (0, 0, part["Rejected"], part["Admitted"]) for sex, part in counts.items()}
    # Two unfavorable rows far below the minimum size give the target its second class.
    cells["other"] = (1, 1, 0, 0)
    result = get("group_fairness").run(cells_to_rows(cells), SILENT)
    found = groups(result)
    return {
        "male": value(found["Male"], "selection_rate"),
        "female": value(found["Female"], "selection_rate"),
        "impact_ratio": overall(result, "impact_ratio"),
    }


def four_fifths(case: Case) -> object:
    cells = {
        name: (50, 0, 100 - round(100 * rate) - 50 + 0, round(100 * rate))
        if rate <= 0.5
        else (100 - round(100 * rate), 0, 0, round(100 * rate))
        for name, rate in zip(case["groups"], case["rate"], strict=True)
    }
    result = get("group_fairness").run(cells_to_rows(cells), SILENT)
    pairs = {item.group: item for item in result.comparisons if item.measure == "selection_rate"}
    ratios = [pairs[name].ratio.value if name in pairs else 1.0 for name in case["groups"]]
    below = [pairs[name].below_four_fifths if name in pairs else False for name in case["groups"]]
    return {"impact_ratio": ratios, "below_80": below}


def scoring_rate(case: Case) -> object:
    cells = {
        name: (n - above, 0, 0, above)
        for name, n, above in zip(case["groups"], case["n"], case["above_median"], strict=True)
    }
    result = get("group_fairness").run(cells_to_rows(cells), SILENT)
    found = groups(result)
    ratio = overall(result, "impact_ratio")
    rates = [value(found[name], "selection_rate") for name in case["groups"]]
    return {"rate": rates, "impact_ratio": [1.0, ratio]}


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


def regressed(case: Case) -> object:
    sums = regression.summands(np.array(case["y_true"]), np.array(case["y_pred"])).sum(axis=0)
    return {"r2": regression.r2(sums), "mae": regression.mae(sums), "mse": regression.rmse(sums) ** 2}


def curve(case: Case) -> object:
    bins = calibration.calibration_bins(
        np.array(case["y_true"], dtype=float), np.array(case["prob"]), bins=case["n_bins"]
    )
    return {
        "prob_true": [part.hits / part.rows for part in bins],
        "prob_pred": [part.mean_score for part in bins],
        "ece": calibration.expected_calibration_error(bins),
    }


def chi_square(case: Case) -> object:
    table = case.get("table") or [[x, n - x] for x, n in zip(case["x"], case["n"], strict=True)]
    found = significance.chi_square(table)
    assert found is not None
    return dict(zip(("x2", "df", "p"), found, strict=True)) | {"dof": found[1]}


def fisher(case: Case) -> object:
    (a, b), (c, d) = case["table"]
    found = significance.fisher_exact(a, a + b, c, c + d)
    assert found is not None
    return {"odds": found[0], "p": found[1], "p_two": found[1]}


def matrix(case: Case) -> object:
    cells = [score(x, y) for x, y in product(range(1, 6), repeat=2)]
    for name, (low, high) in case["bands"].items():
        assert band(low) is band(high) is Band(name)
    counts = {name.value: sum(band(points) is name for points in cells) for name in Band}
    return {"cells": counts, "scores": sorted(set(cells))}


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
    "perf_auc_ap_small": areas,
    "perf_balanced_acc": balanced,
    "perf_brier": brier,
    "perf_logloss": log_loss,
    "perf_confusion3": confusion,
    "perf_kappa": kappa,
    "perf_lr": likelihood,
    "reg_basic": regressed,
    "calib_curve": curve,
    "calib_ece": curve,
    "test_chi2_2x3": chi_square,
    "test_smokers4": chi_square,
    "test_fisher_scipy": fisher,
    "test_fisher_tea": fisher,
    "risk_matrix_5x5": matrix,
}
NOT_TAKEN = {
    "p_greater",
    "eor",
    "mape",
    "ppr",
    "ppr_disparity",
    "pprev_disparity",
}
"""Figures of the cases that the product does not print."""


def require_close(found: Any, wanted: Any, tolerance: float, where: str) -> int:
    """Compare what was found with what was published; returns how many figures were compared."""
    if isinstance(wanted, dict):
        names = [name for name in wanted if name not in NOT_TAKEN]
        return sum(require_close(found[name], wanted[name], tolerance, f"{where}.{name}") for name in names)
    if isinstance(wanted, list):
        pairs = zip(found, wanted, strict=True)
        return sum(require_close(one, other, tolerance, where) for one, other in pairs)
    assert found is not None, where
    assert abs(float(found) - float(wanted)) <= max(tolerance, 1e-15), f"{where}: {found} is not {wanted}"
    return 1


def solve(path: Path) -> int:
    case = json.loads(path.read_text(encoding="utf-8"))
    found = SOLVED[case["id"]](case["input"])
    return require_close(found, case["expected"], case["tolerance_abs"], case["id"])


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_a_published_figure_comes_out(path: Path) -> None:
    assert solve(path) > 0


def test_every_case_names_its_source() -> None:
    for path in GOLDEN.glob("*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))["source"]


@pytest.mark.parametrize("name", sorted(SOLVED))
def test_the_case_of_the_reference_folder_comes_out(name: str, reference_data: Path) -> None:
    path = reference_data / "cases" / f"{name}.json"
    if path.is_file():
        assert solve(path) > 0


def label_parity(folder: Path, name: str, grouping: Grouping, target: str, favorable: str) -> CheckResult:
    """Judge the labels themselves: every row is predicted as it is, so selection is the base rate."""
    path = folder / name
    table = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)
    truth = table[target].astype(str).to_numpy(dtype=object)
    data = binary(truth, truth, favorable=favorable)
    table = table.assign(target=truth)
    return get("group_fairness").run(replace(data, table=table, groupings=(grouping,)), SILENT)


def test_adult_labels_by_sex(reference_data: Path) -> None:
    case = json.loads((reference_data / "cases/adult_sex_parity.json").read_text())
    result = label_parity(
        reference_data, "adult_census_income.parquet", Grouping(column="sex"), "income", ">50K"
    )
    found = groups(result)
    for sex, rate in case["expected"]["rate"].items():
        assert value(found[sex], "selection_rate") == pytest.approx(rate, abs=1e-6)
        assert found[sex].n == case["expected"]["n"][sex]
    assert overall(result, "impact_ratio") == pytest.approx(case["expected"]["disparate_impact"], abs=1e-6)


def test_german_labels_by_sex_and_age(reference_data: Path) -> None:
    file = "statlog_german_credit.csv.gz"
    sex = json.loads((reference_data / "cases/german_sex_parity.json").read_text())["expected"]
    result = label_parity(reference_data, file, Grouping(column="sex"), "credit_risk", "good")
    assert overall(result, "impact_ratio") == pytest.approx(sex["disparate_impact"], abs=1e-6)
    pair = next(item for item in result.comparisons if item.measure == "selection_rate")
    test = next(item for item in pair.tests if item.test == "chi_square")
    assert test.p == pytest.approx(0.01697, abs=5e-6)
    age = json.loads((reference_data / "cases/german_age_parity.json").read_text())["expected"]
    grouping = Grouping(column="age", edges=(Exact("25"),))
    result = label_parity(reference_data, file, grouping, "credit_risk", "good")
    assert {label: group.n for label, group in groups(result).items()} == {"<= 25": 190, "> 25": 810}
    assert overall(result, "impact_ratio") == pytest.approx(age["disparate_impact"], abs=1e-9)


def test_boston_denials_by_race(reference_data: Path) -> None:
    case = json.loads((reference_data / "cases/hmda_afam_denial.json").read_text())["expected"]
    result = label_parity(reference_data, "hmda_boston_1990.csv.gz", Grouping(column="afam"), "deny", "no")
    for label, group in groups(result).items():
        rate = value(group, "selection_rate")
        assert rate is not None
        assert 1 - rate == pytest.approx(case["denial"][label], abs=0.0006)
        assert group.n == case["n"][label]

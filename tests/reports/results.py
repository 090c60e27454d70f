"""What do results of the checks look like, without running them?"""

import math
from collections.abc import Mapping

from core.ids import (
    Exact,
)
from core.policy import Threshold
from core.reasons import Reason, ReasonCode
from core.results import (
    CheckResult,
    Comparison,
    Conclusion,
    DataColumn,
    DataTable,
    Definition,
    Group,
    Interval,
    Measurement,
    RunState,
    Significance,
    Verdict,
)
from tests.reports.records import CUT_OFF, FEATURES, dataset, fake, policy


def interval(low: float | None, high: float | None, method: str = "wilson") -> Interval:
    """Return a 95 % interval."""
    return Interval(low=low, high=high, level=Exact("0.95"), method=method)


def measured(measure: str, value: float | None, n: int, **more: object) -> Measurement:
    """Return a measurement."""
    return Measurement(measure=measure, value=value, n=n, **more)  # type: ignore[arg-type]


def threshold(measure: str) -> Threshold:
    """Return the policy's threshold for a measure."""
    return next(item for item in policy().thresholds if item.measure == measure)


def fairness() -> CheckResult:
    """Return age not decidable and foreign workers too few."""
    return CheckResult(
        check="group_fairness",
        check_version=1,
        state=RunState.FINISHED,
        verdict=Verdict.NOT_DECIDABLE,
        definition=definition({"minimum_group": 30, "resamples": 1000}),
        conclusions=fairness_conclusions(),
        measurements=(
            measured("selection_rate", 0.51, 500, interval=interval(0.466, 0.553)),
            measured("tpr", 0.66, 350, interval=interval(0.6, 0.71)),
        ),
        groups=(
            group("alter", "<= 25", 96, 0.344),
            group("alter", "> 25", 404, 0.549),
            group("gastarb", "1", 18, 0.667, small=True),
            group("gastarb", "2", 482, 0.504),
        ),
        comparisons=comparisons(),
        notes=(Reason(code=ReasonCode.GROUPS_EXCLUDED, values={"n": 1, "feature": "gastarb"}),),
    )


def fairness_conclusions() -> tuple[Conclusion, ...]:
    """Return two verdicts on age and one on foreign workers."""
    return (
        Conclusion(
            measure="impact_ratio",
            subject="alter",
            detail="<= 25 / > 25",
            value=0.62,
            interval=interval(0.44, 0.87, "bootstrap"),
            threshold=threshold("impact_ratio"),
            verdict=Verdict.NOT_DECIDABLE,
            reason=Reason(code=ReasonCode.INTERVAL_CONTAINS_THRESHOLD),
            beyond=True,
            minimum_detectable=0.23,
            needed_n=412,
        ),
        Conclusion(
            measure="equalized_odds_difference",
            subject="alter",
            detail="<= 25 / > 25",
            value=0.14,
            interval=interval(0.02, 0.27, "bootstrap"),
            threshold=threshold("equalized_odds_difference"),
            verdict=Verdict.NOT_DECIDABLE,
            reason=Reason(code=ReasonCode.INTERVAL_CONTAINS_THRESHOLD),
            needed_n=233,
        ),
        Conclusion(
            measure="impact_ratio",
            subject="gastarb",
            value=None,
            threshold=threshold("impact_ratio"),
            verdict=Verdict.NOT_APPLICABLE,
            reason=Reason(code=ReasonCode.ONE_GROUP_ONLY, values={"feature": "gastarb"}),
        ),
    )


def comparisons() -> tuple[Comparison, ...]:
    """Return the comparison of the two age groups."""
    return (
        Comparison(
            measure="selection_rate",
            feature="alter",
            group="<= 25",
            reference="> 25",
            reference_rule="highest_rate",
            difference=measured("selection_rate", -0.205, 500, interval=interval(-0.31, -0.09, "newcombe")),
            ratio=measured("impact_ratio", 0.62, 500, interval=interval(0.46, 0.84, "katz")),
            tests=(
                Significance(test="fisher_exact", statistic=None, p=0.00031, p_holm=0.00093),
                Significance(test="two_sd", statistic=-3.6, p=0.0003, p_holm=0.0009),
            ),
            below_four_fifths=True,
        ),
    )


def group(feature: str, label: str, n: int, rate: float, *, small: bool = False) -> Group:
    """Return a group with its rates."""
    half = 1.96 * math.sqrt(rate * (1 - rate) / n)
    excluded = Reason(code=ReasonCode.GROUP_TOO_SMALL, values={"n": n, "minimum": 30}) if small else None
    return Group(
        feature=feature,
        label=label,
        n=n,
        excluded=excluded,
        measurements=tuple(
            measured(measure, value, n, interval=interval(max(value - half, 0), min(value + half, 1)))
            for measure, value in (("selection_rate", rate), ("tpr", rate + 0.1), ("fpr", rate - 0.2))
        ),
    )


def performance(recall: float = 0.83) -> CheckResult:
    """Return recall of both classes with the trivial baseline."""
    verdict = Verdict.PASSED if recall > 0.6 else Verdict.FAILED
    return CheckResult(
        check="performance",
        check_version=1,
        state=RunState.FINISHED,
        verdict=verdict,
        definition=definition({}),
        conclusions=(
            Conclusion(
                measure="recall",
                subject="0",
                value=recall,
                interval=interval(recall - 0.07, recall + 0.05),
                threshold=threshold("recall"),
                verdict=verdict,
                reason=Reason(code=ReasonCode.INTERVAL_WITHIN),
            ),
            Conclusion(
                measure="auc",
                value=0.772,
                interval=interval(0.73, 0.81, "delong"),
                threshold=threshold("auc"),
                verdict=Verdict.PASSED,
                reason=Reason(code=ReasonCode.INTERVAL_WITHIN),
            ),
        ),
        measurements=class_figures(recall),
        tables=(
            columns(
                "calibration",
                mean_score=(0.08, 0.25, 0.42, 0.61, 0.8, 0.93),
                rate=(0.12, 0.3, 0.45, 0.58, 0.84, 0.95),
                n=(40, 60, 70, 90, 120, 120),
                low=(0.05, 0.2, 0.33, 0.47, 0.76, 0.89),
                high=(0.26, 0.43, 0.57, 0.68, 0.9, 0.98),
            ),
        ),
    )


def class_figures(recall: float) -> tuple[Measurement, ...]:
    """Return figures of both classes and of the whole table."""
    return (
        measured("recall", recall, 150, subject="0", interval=interval(recall - 0.07, recall + 0.05)),
        measured("recall", 0.66, 350, subject="1", interval=interval(0.61, 0.71)),
        measured("precision", 0.51, 245, subject="0", interval=interval(0.45, 0.57)),
        measured("precision", 0.90, 255, subject="1", interval=interval(0.86, 0.93)),
        measured("base_rate", 0.3, 500, subject="0"),
        measured("base_rate", 0.7, 500, subject="1"),
        measured("accuracy", 0.711, 500, interval=interval(0.67, 0.75)),
        measured("accuracy_trivial", 0.7, 500),
        measured("auc", 0.772, 500, interval=interval(0.73, 0.81, "delong")),
        measured("brier", 0.168, 500),
    )


def explanation() -> CheckResult:
    """Return attributions of a made-up linear model."""
    weights = attributions()
    return CheckResult(
        check="explanation",
        check_version=1,
        state=RunState.FINISHED,
        verdict=Verdict.PASSED,
        definition=definition(
            {
                "scale": "probability of the favorable class",
                "explainer": "permutation",
                "background_rows": 100,
                "background_digest": fake("background"),
                "explained_rows": 60,
                "local_row": 17,
                "base": 0.612,
                "output": 0.612 + sum(w * (-1) ** i for i, w in enumerate(weights)),
            }
        ),
        conclusions=(
            Conclusion(
                measure="additivity_deviation",
                value=3.1e-16,
                verdict=Verdict.PASSED,
                reason=Reason(
                    code=ReasonCode.ADDITIVITY_HELD, values={"deviation": 3.1e-16, "allowed": 1e-6}
                ),
            ),
        ),
        measurements=(
            measured("additivity_deviation", 3.1e-16, 60),
            measured("rank_stability", 0.987, 60),
        ),
        tables=chart_tables(attributions()),
    )


def attributions() -> list[float]:
    """Return the weight of each feature, falling."""
    return [0.09 / (1 + 0.35 * index) for index in range(len(FEATURES))]


def chart_tables(weights: list[float]) -> tuple[DataTable, ...]:
    """Return the data behind the three charts."""
    swarm = [
        (feature, weight * 2 * math.sin(12.9898 * (row + 1) * (at + 3)), (row * 7 + at * 3) % 50 / 49)
        for at, (feature, weight) in enumerate(zip(FEATURES, weights, strict=True))
        for row in range(60)
    ]
    return (
        columns(
            "global_importance",
            feature=FEATURES,
            mean_abs=tuple(weights),
            low=tuple(weight * 0.88 for weight in weights),
            high=tuple(weight * 1.13 for weight in weights),
        ),
        columns(
            "beeswarm",
            feature=tuple(row[0] for row in swarm),
            attribution=tuple(row[1] for row in swarm),
            position=tuple(row[2] for row in swarm),
        ),
        columns(
            "local",
            feature=FEATURES,
            value=tuple(float(index + 1) for index in range(len(FEATURES))),
            attribution=tuple(w * (-1) ** i for i, w in enumerate(weights)),
        ),
    )


def definition(parameters: Mapping[str, str | int | float | bool]) -> Definition:
    """Return what the figures are about."""
    return Definition(
        rows=500,
        rows_total=500,
        favorable="1",
        positive="1",
        cut_off=CUT_OFF,
        groupings=dataset().groupings,
        parameters=parameters,
    )


def columns(name: str, **values: tuple[float | str | None, ...]) -> DataTable:
    """Return chart data."""
    return DataTable(
        id=name, columns=tuple(DataColumn(name=key, values=item) for key, item in values.items())
    )

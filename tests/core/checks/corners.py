"""Where are other engines wrong, what do they say there, and what is said here?

Every line is calculated: the peer's answer by the peer itself where it is installed, else by the formula it
uses; ours by the public functions. `tools/wrong_corners.py` makes `docs/wrong-corners.md` of it.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from core.checks.base import CheckInput
from core.checks.registry import get
from core.policy import Relation
from core.progress import SILENT
from core.results import CheckResult, Comparison, Group, Measurement
from core.statistics import inequality, strata
from core.statistics.drift import psi
from tests.core.checks import few_corners as few
from tests.core.checks.inputs import binary, cells_to_rows, explained, limit, policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """One corner, calculated both ways."""

    id: str
    title: str
    case: str
    peer: str
    """Who gives the other answer, or who uses the formula."""
    theirs: Callable[[], str]
    ours: Callable[[], str]


def fairness(data: CheckInput) -> CheckResult:
    return get("group_fairness").run(data, SILENT)


def the_group(result: CheckResult, label: str) -> Group:
    return next(item for item in result.groups if item.label == label)


def rate(group: Group, measure: str) -> Measurement:
    return next(item for item in group.measurements if item.measure == measure)


def gap(result: CheckResult, measure: str) -> Measurement:
    return next(item for item in result.measurements if item.measure == measure and item.subject == "group")


def pair(result: CheckResult, measure: str) -> Comparison:
    return next(item for item in result.comparisons if item.measure == measure)


def columns(data: CheckInput) -> "tuple[np.typing.NDArray[np.int64], ...]":
    assert data.predicted is not None
    return data.table["target"].to_numpy(), data.predicted.astype(int), data.table["group"].to_numpy()


def said(value: float | None) -> str:
    return "not computable" if value is None else f"{value:.4g}"


TESTED = {"a": (80, 20, 30, 10), "b": (60, 40, 10, 90)}


def _p(x1: int, n1: int, x2: int, n2: int) -> str:
    from scipy.stats import fisher_exact

    return f"p = {fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue:.4g}"


def fpr_test_theirs() -> str:
    # False positives among the predicted positives: the sample of the false discovery rate.
    return _p(20, 30, 40, 130)


def fpr_test_ours() -> str:
    found = next(
        item for item in pair(fairness(cells_to_rows(TESTED)), "fpr").tests if item.test == "fisher_exact"
    )
    return f"p = {found.p:.4g}"


def psi_theirs() -> str:
    first, second = np.array([0.5, 0.5, 0.0, 0.0]), np.array([0.0, 0.0, 0.5, 0.5])
    both = (first > 0) & (second > 0)
    return said(
        float(
            ((first - second) * np.log(first / np.where(second > 0, second, 1), where=both, out=np.zeros(4)))[
                both
            ].sum()
        )
    )


def psi_ours() -> str:
    return said(psi(np.array([50.0, 50.0, 0.0, 0.0]), np.array([0.0, 0.0, 50.0, 50.0])))


FEW = {"a": (300, 100, 100, 500), "b": (300, 100, 100, 500), "three": (0, 0, 3, 0)}


def three_rows_theirs() -> str:
    from fairlearn.metrics import demographic_parity_ratio

    truth, predicted, group = columns(cells_to_rows(FEW))
    ratio = demographic_parity_ratio(truth, predicted, sensitive_features=group)
    return f"ratio {ratio:.4g}: failed" if ratio < 0.8 else "passed"


def three_rows_ours() -> str:
    only = policy((limit("group_fairness", "impact_ratio", Relation.AT_LEAST, "4/5"),))
    result = fairness(replace(cells_to_rows(FEW), policy=only))
    return (
        f"ratio {said(gap(result, 'impact_ratio').value)}: {result.verdict.value}; 3 rows shown, not compared"
    )


NO_NEGATIVES = {"a": (30, 10, 10, 50), "good": (0, 0, 30, 30)}


def fpr_theirs() -> str:
    from fairlearn.metrics import MetricFrame, false_positive_rate

    truth, predicted, group = columns(cells_to_rows(NO_NEGATIVES))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = MetricFrame(
            metrics=false_positive_rate, y_true=truth, y_pred=predicted, sensitive_features=group
        )
        return said(float(frame.by_group["good"]))


def fpr_ours() -> str:
    found = rate(the_group(fairness(cells_to_rows(NO_NEGATIVES)), "good"), "fpr")
    assert found.reason is not None
    return f"{said(found.value)} ({found.reason.code.value})"


ONE_PERSON = {"a": (40, 10, 0, 50), "b": (40, 10, 0, 50), "one": (0, 0, 1, 0)}


def one_person_theirs() -> str:
    from fairlearn.metrics import equal_opportunity_difference, equalized_odds_difference

    truth, predicted, group = columns(cells_to_rows(ONE_PERSON))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        odds = equalized_odds_difference(truth, predicted, sensitive_features=group)
        recall = equal_opportunity_difference(truth, predicted, sensitive_features=group)
    return said(max(float(odds), float(recall)))


def one_person_ours() -> str:
    return said(gap(fairness(cells_to_rows(ONE_PERSON)), "equalized_odds_difference").value)


EXCLUDED = {"a": (30, 10, 10, 50), "b": (30, 10, 10, 60), "tiny": (0, 0, 0, 5)}


def reference_theirs() -> str:
    rates = {name: (fp + tp) / (tn + fp + fn + tp) for name, (tn, fp, fn, tp) in EXCLUDED.items()}
    best = max(rates, key=lambda name: rates[name])
    return f"reference “{best}”, ratio of a {rates['a'] / rates[best]:.4g}"


def reference_ours() -> str:
    found = pair(fairness(cells_to_rows(EXCLUDED)), "selection_rate")
    return f"reference “{found.reference}”, ratio of a {said(found.ratio.value)}"


def tpr_theirs() -> str:
    hits, positives = 10, sum(fn + tp for _, _, fn, tp in TESTED.values())
    return said(hits / positives)


def tpr_ours() -> str:
    return said(rate(the_group(fairness(cells_to_rows(TESTED)), "a"), "tpr").value)


def background_theirs() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import shap

        masker = shap.maskers.Independent(np.zeros((500, 2)))
    return f"{len(masker.data)} of 500 rows, silently"


def background_ours() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import shap

        masker = shap.maskers.Independent(np.zeros((500, 2)), max_samples=500)
    stated = get("explanation").run(explained(), SILENT).definition.parameters
    assert stated["background_rows"] == 100
    return f"{len(masker.data)} of 500 rows; rows and digest of the background stand in every result"


def additivity_theirs() -> str:
    return "returned without remark"


def additivity_ours() -> str:
    data = explained()
    assert data.attributions is not None
    off = replace(
        data.attributions, values=data.attributions.values + 6e-3 / data.attributions.values.shape[1]
    )
    only = policy((limit("explanation", "additivity_deviation", Relation.AT_MOST, "0.000001"),))
    result = get("explanation").run(replace(data, attributions=off, policy=only), SILENT)
    return f"{result.verdict.value}: {result.conclusions[0].reason.code.value}"


def four_fifths_theirs() -> str:
    return "below four fifths" if 0.32 / 0.40 < 0.8 else "not below"


def four_fifths_ours() -> str:
    found = pair(fairness(cells_to_rows({"a": (68, 0, 0, 32), "b": (60, 0, 0, 40)})), "selection_rate")
    return "below four fifths" if found.below_four_fifths else "not below"


BENEFITS = np.array([1, 1, 1, 0, 2, 2, 1, 1, 1, 0], dtype=float)


def variation_theirs() -> str:
    entropy = ((BENEFITS / BENEFITS.mean()) ** 2 - 1).mean() / 2
    return said(float(2 * np.sqrt(entropy)))


def variation_ours() -> str:
    found = float(inequality.variation(BENEFITS, np.ones(10)))
    assert abs(found - BENEFITS.std() / BENEFITS.mean()) < 1e-12
    return said(found)


EVEN = np.array([[[18, 18], [18, 18]], [[10, 20], [10, 20]]], dtype=float)


def even_odds_theirs() -> str:
    from statsmodels.stats.contingency_tables import StratifiedTable

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return f"p = {StratifiedTable(list(EVEN)).test_equal_odds(adjust=True).pvalue:.4g}"


def even_odds_ours() -> str:
    found = strata.breslow_day(EVEN)
    assert found is not None
    return f"p = {found[2]:.4g}"


def zero_base_theirs() -> str:
    group, reference = 0.0, 0.0
    return said(group / reference if reference else 0.0)


def zero_base_ours() -> str:
    found = gap(fairness(binary([0, 1] * 40, [0] * 80, groups={"group": ["a", "b"] * 40})), "impact_ratio")
    assert found.reason is not None
    return f"{said(found.value)} ({found.reason.code.value})"


CORNERS = (
    Corner(
        id="fpr_sample",
        title="Significance of a false positive rate",
        case="False positives 20 of 100 negatives against 40 of 100; of 30 and 130 predicted positives",
        peer="formula of a test on the predicted positives, the sample of the false discovery rate",
        theirs=fpr_test_theirs,
        ours=fpr_test_ours,
    ),
    Corner(
        id="empty_bins",
        title="Population stability of disjoint samples",
        case="Two bins hold the first sample, two other bins the second",
        peer="formula that drops bins which are empty on one side",
        theirs=psi_theirs,
        ours=psi_ours,
    ),
    Corner(
        id="three_rows",
        title="Three rows decide a whole test",
        case="Two groups of 1,000 rows with equal rates, and three rows without a favorable decision",
        peer="fairlearn, demographic_parity_ratio against 0.8",
        theirs=three_rows_theirs,
        ours=three_rows_ours,
    ),
    Corner(
        id="no_negatives",
        title="False positive rate of a group without negatives",
        case="A group of 60 people who all belong to the favorable class",
        peer="fairlearn, false_positive_rate",
        theirs=fpr_theirs,
        ours=fpr_ours,
    ),
    Corner(
        id="one_person",
        title="One person sets the gap of a whole table",
        case="Two groups of 100 with equal rates, and a group of one wrongly refused person",
        peer="fairlearn, equalized_odds_difference",
        theirs=one_person_theirs,
        ours=one_person_ours,
    ),
    Corner(
        id="excluded_reference",
        title="Reference taken from the groups that were excluded",
        case="A group of five with a rate of 100 % beside two of 100 and 110",
        peer="formula that chooses the highest rate before small groups are left out",
        theirs=reference_theirs,
        ours=reference_ours,
    ),
    Corner(
        id="all_positives",
        title="True positive rate by group over all positives",
        case="10 of 40 positives of the group found; 140 positives in all",
        peer="formula: true positives of the group over the positives of the table",
        theirs=tpr_theirs,
        ours=tpr_ours,
    ),
    Corner(
        id="background",
        title="Background of Shapley values",
        case="A background of 500 rows is handed over",
        peer="shap, maskers.Independent",
        theirs=background_theirs,
        ours=background_ours,
    ),
    Corner(
        id="additivity",
        title="Attributions that do not add up",
        case="Attributions that miss the output by 0.006",
        peer="an explainer whose sums are not compared with the output",
        theirs=additivity_theirs,
        ours=additivity_ours,
    ),
    Corner(
        id="four_fifths",
        title="Exactly four fifths in floating point",
        case="32 of 100 against 40 of 100",
        peer="formula 0.32 / 0.40 < 0.8 in floating point",
        theirs=four_fifths_theirs,
        ours=four_fifths_ours,
    ),
    Corner(
        id="variation",
        title="Coefficient of variation of benefits",
        case="Ten people with benefits 1, 1, 1, 0, 2, 2, 1, 1, 1, 0",
        peer="formula of AIF360: two times the root of GE(2); deviation over mean is the root of two GE(2)",
        theirs=variation_theirs,
        ours=variation_ours,
    ),
    Corner(
        id="zero_base",
        title="Ratio to a rate of 0",
        case="Nobody is selected",
        peer="formula of AIF360: 0 where the denominator is 0",
        theirs=zero_base_theirs,
        ours=zero_base_ours,
    ),
    Corner(
        id="even_odds",
        title="Equal odds ratios whose common value is exactly 1",
        case="Two strata in which both groups have the same rate",
        peer="statsmodels, StratifiedTable.test_equal_odds",
        theirs=even_odds_theirs,
        ours=even_odds_ours,
    ),
    Corner(
        id="few_right",
        title="Four rows without any error",
        case="Two rows of each class, told apart fully; AUC of at least 0.65 is asked for",
        peer="formula of DeLong's interval (and every bootstrap): the variance is estimated as 0",
        theirs=few.few_right_theirs,
        ours=few.few_right_ours,
    ),
    Corner(
        id="never_named",
        title="Precision of a class that is never predicted",
        case="Three classes, of which one is never named",
        peer="scikit-learn, precision_score",
        theirs=few.never_named_theirs,
        ours=few.never_named_ours,
    ),
    Corner(
        id="small_calibration",
        title="Calibration error of 40 rows with true probabilities",
        case="Four rows at each of ten probabilities, outcomes drawn with just these; 95 % bounds",
        peer="formula: percentiles of the calibration error of redrawn rows",
        theirs=few.small_calibration_theirs,
        ours=few.small_calibration_ours,
    ),
)

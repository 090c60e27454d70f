"""What is each measure called, and in which unit is it read?"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


def N_(text: str) -> str:  # noqa: N802 (the customary gettext marker)
    """Mark a text for translation without translating it here."""
    return text


class Unit(StrEnum):
    """How a value of a measure is read."""

    SHARE = "share"
    """0 to 1, shown as percent."""
    RATIO = "ratio"
    """One share divided by another."""
    DIFFERENCE = "difference"
    """One share minus another, shown in percentage points."""
    NUMBER = "number"
    """In the unit of the target or of the output."""
    COUNT = "count"
    SCORE = "score"
    """A figure without unit, such as an area or a correlation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure as screens and reports name it."""

    id: str
    label: str
    """English; the id in the gettext catalogue."""
    unit: Unit
    higher_is_better: bool | None = None
    """None where neither direction is better by itself."""


def _measure(id_: str, label: str, unit: Unit, better: "bool | None" = None) -> tuple[str, Measure]:
    return id_, Measure(id=id_, label=label, unit=unit, higher_is_better=better)


UP, DOWN = True, False
"""Which direction is better."""


MEASURES: Mapping[str, Measure] = dict(
    (
        _measure("selection_rate", N_("Selection rate"), Unit.SHARE),
        _measure("base_rate", N_("Share of the class (prevalence)"), Unit.SHARE),
        _measure("tpr", N_("True positive rate"), Unit.SHARE, UP),
        _measure("fpr", N_("False positive rate"), Unit.SHARE, DOWN),
        _measure("tnr", N_("True negative rate"), Unit.SHARE, UP),
        _measure("fnr", N_("False negative rate"), Unit.SHARE, DOWN),
        _measure("ppv", N_("Positive predictive value"), Unit.SHARE, UP),
        _measure("fdr", N_("False discovery rate"), Unit.SHARE, DOWN),
        _measure("npv", N_("Negative predictive value"), Unit.SHARE, UP),
        _measure("for", N_("False omission rate"), Unit.SHARE, DOWN),
        _measure("accuracy", N_("Accuracy"), Unit.SHARE, UP),
        _measure("balanced_accuracy", N_("Balanced accuracy"), Unit.SHARE, UP),
        _measure("accuracy_trivial", N_("Accuracy of always naming the largest class"), Unit.SHARE),
        _measure("recall", N_("Recall"), Unit.SHARE, UP),
        _measure("precision", N_("Precision"), Unit.SHARE, UP),
        _measure("f1", N_("F1"), Unit.SCORE, UP),
        _measure("mcc", N_("Matthews correlation"), Unit.SCORE, UP),
        _measure("kappa", N_("Cohen's kappa"), Unit.SCORE, UP),
        _measure("treatment_equality", N_("False negatives per false positive"), Unit.RATIO),
        _measure("impact_ratio", N_("Impact ratio (four-fifths rule)"), Unit.RATIO, UP),
        _measure(
            "demographic_parity_difference", N_("Demographic parity: difference"), Unit.DIFFERENCE, DOWN
        ),
        _measure("equal_opportunity_difference", N_("Equal opportunity: difference"), Unit.DIFFERENCE, DOWN),
        _measure("equal_opportunity_ratio", N_("Equal opportunity: ratio"), Unit.RATIO, UP),
        _measure("equalized_odds_difference", N_("Equalized odds: difference"), Unit.DIFFERENCE, DOWN),
        _measure("fpr_difference", N_("False positive rate: difference"), Unit.DIFFERENCE, DOWN),
        _measure("fpr_ratio", N_("False positive rate: ratio"), Unit.RATIO, UP),
        _measure("predictive_parity_difference", N_("Predictive parity: difference"), Unit.DIFFERENCE, DOWN),
        _measure("predictive_parity_ratio", N_("Predictive parity: ratio"), Unit.RATIO, UP),
        _measure("accuracy_difference", N_("Accuracy: difference"), Unit.DIFFERENCE, DOWN),
        _measure("accuracy_ratio", N_("Accuracy: ratio"), Unit.RATIO, UP),
        _measure("scoring_impact_ratio", N_("Impact ratio of scores above the median"), Unit.RATIO, UP),
        _measure("macro_impact_ratio", N_("Impact ratio, mean of all labels"), Unit.RATIO, UP),
        _measure(
            "macro_demographic_parity_difference",
            N_("Demographic parity: difference, mean of all labels"),
            Unit.DIFFERENCE,
            DOWN,
        ),
        _measure(
            "macro_equalized_odds_difference",
            N_("Equalized odds: difference, mean of all labels"),
            Unit.DIFFERENCE,
            DOWN,
        ),
        _measure("mean_prediction", N_("Mean prediction"), Unit.NUMBER),
        _measure("mean_prediction_difference", N_("Mean prediction: difference"), Unit.NUMBER),
        _measure("mean_prediction_ratio", N_("Mean prediction: ratio"), Unit.RATIO),
        _measure("mean_outcome", N_("Mean outcome"), Unit.NUMBER),
        _measure("mean_outcome_difference", N_("Mean outcome: difference"), Unit.NUMBER),
        _measure("mean_outcome_ratio", N_("Mean outcome: ratio"), Unit.RATIO),
        _measure("mean_error_difference", N_("Mean error: difference"), Unit.NUMBER),
        _measure("mean_error_ratio", N_("Mean error: ratio"), Unit.RATIO),
        _measure("mae_difference", N_("Mean absolute error: difference"), Unit.NUMBER),
        _measure("mae_ratio", N_("Mean absolute error: ratio"), Unit.RATIO),
        _measure("needed_n_equality", N_("Rows per group to tell four fifths from equality"), Unit.COUNT),
        _measure("macro_f1", N_("F1, mean of all labels"), Unit.SCORE, UP),
        _measure("micro_f1", N_("F1 over all labels"), Unit.SCORE, UP),
        _measure("exact_match", N_("Rows with every label right"), Unit.SHARE, UP),
        _measure("hamming_loss", N_("Share of wrong labels (Hamming loss)"), Unit.SHARE, DOWN),
        _measure("theil", N_("Theil index of benefits"), Unit.SCORE, DOWN),
        _measure("auc", N_("Area under the ROC curve (AUC)"), Unit.SCORE, UP),
        _measure("gini", N_("Gini coefficient"), Unit.SCORE, UP),
        _measure("ks", N_("Kolmogorov-Smirnov distance"), Unit.SCORE, UP),
        _measure("average_precision", N_("Average precision (PR AUC)"), Unit.SCORE, UP),
        _measure("lift", N_("Lift: precision against prevalence"), Unit.RATIO, UP),
        _measure("brier", N_("Brier score"), Unit.SCORE, DOWN),
        _measure("log_loss", N_("Log loss"), Unit.SCORE, DOWN),
        _measure("ece", N_("Expected calibration error"), Unit.SCORE, DOWN),
        _measure("mae", N_("Mean absolute error"), Unit.NUMBER, DOWN),
        _measure("rmse", N_("Root mean squared error"), Unit.NUMBER, DOWN),
        _measure("rmse_trivial", N_("Root mean squared error of always naming the mean"), Unit.NUMBER),
        _measure("mean_error", N_("Mean error (predicted minus true)"), Unit.NUMBER),
        _measure("r2", N_("Explained variance (R²)"), Unit.SCORE, UP),
        _measure("additivity_deviation", N_("Largest deviation from additivity"), Unit.NUMBER, DOWN),
        _measure("mean_abs_attribution", N_("Mean absolute attribution"), Unit.NUMBER),
        _measure("rank_stability", N_("Stability of the order of features"), Unit.SCORE, UP),
        _measure("top_overlap", N_("Overlap of the most important features"), Unit.SHARE, UP),
    )
)
"""Every measure a check may return or a policy may limit."""

METHODS: Mapping[str, str] = {
    "wilson": N_("Wilson score"),
    "clopper_pearson": N_("Clopper-Pearson, exact"),
    "newcombe": N_("Newcombe hybrid score"),
    "katz": N_("Katz, logarithmic"),
    "koopman": N_("Koopman score"),
    "bootstrap": N_("Bootstrap, percentiles"),
    "bootstrap_pairs": N_("Bootstrap, widened to the intervals of the pairs (Bonferroni)"),
    "delong": N_("DeLong"),
    "student": N_("Student's t"),
    "welch": N_("Welch"),
    "fieller": N_("Fieller"),
}
"""How an interval was made."""

TESTS: Mapping[str, str] = {
    "fisher_exact": N_("Fisher's exact test"),
    "chi_square": N_("Chi-square test"),
    "two_sd": N_("Two standard deviations"),
    "welch": N_("Welch's t test"),
}
"""How the statistical tests are called."""

SHORT_TESTS: Mapping[str, str] = {
    "fisher_exact": N_("Fisher"),
    "chi_square": N_("χ²"),
    "two_sd": N_("2 SD"),
    "welch": N_("Welch"),
}
"""How the statistical tests are called at the head of a narrow column."""

REFERENCE_RULES: Mapping[str, str] = {
    "highest_rate": N_("the group with the highest rate"),
    "chosen": N_("a chosen group"),
    "largest": N_("the largest group"),
}
"""How a reference group was chosen."""


def measure_label(id_: str) -> str:
    """Return the English name of a measure, to be passed through the translator; unknown ids as they are."""
    return MEASURES[id_].label if id_ in MEASURES else id_


def method_label(id_: str) -> str:
    """Return the English name of an interval's method; unknown ids as they are."""
    return METHODS.get(id_, id_)


def significance_label(id_: str) -> str:
    """Return the English name of a statistical test; unknown ids as they are."""
    return TESTS.get(id_, id_)


def short_test(id_: str) -> str:
    """Return the English name of a statistical test for a narrow column; unknown ids as they are."""
    return SHORT_TESTS.get(id_, id_)

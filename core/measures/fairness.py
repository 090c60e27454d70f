"""Which measures do the checks of this family take besides the common ones?"""

from collections.abc import Mapping

from core.measures.base import DOWN, UP, Measure, Unit, measure
from core.messages import N_

MEASURES: Mapping[str, Measure] = dict(
    (
        measure("base_rate_difference", N_("Prevalence: difference"), Unit.DIFFERENCE),
        measure("base_rate_ratio", N_("Prevalence: ratio"), Unit.RATIO),
        measure("tnr_difference", N_("True negative rate: difference"), Unit.DIFFERENCE, DOWN),
        measure("tnr_ratio", N_("True negative rate: ratio"), Unit.RATIO, UP),
        measure("fnr_difference", N_("False negative rate: difference"), Unit.DIFFERENCE, DOWN),
        measure("fnr_ratio", N_("False negative rate: ratio"), Unit.RATIO, UP),
        measure("fdr_difference", N_("False discovery rate: difference"), Unit.DIFFERENCE, DOWN),
        measure("fdr_ratio", N_("False discovery rate: ratio"), Unit.RATIO, UP),
        measure("npv_difference", N_("Negative predictive value: difference"), Unit.DIFFERENCE, DOWN),
        measure("npv_ratio", N_("Negative predictive value: ratio"), Unit.RATIO, UP),
        measure("for_difference", N_("False omission rate: difference"), Unit.DIFFERENCE, DOWN),
        measure("for_ratio", N_("False omission rate: ratio"), Unit.RATIO, UP),
        measure("average_odds_difference", N_("Average odds: difference"), Unit.DIFFERENCE, DOWN),
        measure(
            "average_absolute_odds_difference",
            N_("Average odds: mean absolute difference"),
            Unit.DIFFERENCE,
            DOWN,
        ),
        measure("treatment_equality_difference", N_("Treatment equality: difference"), Unit.SCORE, DOWN),
        measure("treatment_equality_ratio", N_("Treatment equality: ratio"), Unit.RATIO, UP),
        measure("mean_score", N_("Mean score"), Unit.SCORE),
        measure("mean_score_difference", N_("Mean score: difference"), Unit.SCORE, DOWN),
        measure("score_deviation", N_("Mean score minus share of the class"), Unit.SCORE),
        measure(
            "score_deviation_difference",
            N_("Mean score minus share of the class: difference"),
            Unit.SCORE,
            DOWN,
        ),
        measure("auc_difference", N_("AUC: difference"), Unit.SCORE, DOWN),
        measure("gini_difference", N_("Gini coefficient: difference"), Unit.SCORE, DOWN),
        measure("ks_difference", N_("Kolmogorov-Smirnov distance: difference"), Unit.SCORE, DOWN),
        measure("brier_difference", N_("Brier score: difference"), Unit.SCORE, DOWN),
        measure("ece_difference", N_("Expected calibration error: difference"), Unit.SCORE, DOWN),
        measure("spearman", N_("Rank correlation of predicted and true values"), Unit.SCORE, UP),
        measure("spearman_difference", N_("Rank correlation: difference"), Unit.SCORE, DOWN),
        measure("rmse_difference", N_("Root mean squared error: difference"), Unit.NUMBER, DOWN),
        measure("common_odds_ratio", N_("Common odds ratio (Mantel-Haenszel)"), Unit.RATIO),
        measure("pooled_difference", N_("Selection rate: difference within strata"), Unit.DIFFERENCE, DOWN),
        measure(
            "pooled_tpr_difference", N_("True positive rate: difference within strata"), Unit.DIFFERENCE, DOWN
        ),
        measure(
            "pooled_fpr_difference",
            N_("False positive rate: difference within strata"),
            Unit.DIFFERENCE,
            DOWN,
        ),
        measure("pooled_ratio", N_("Selection rate: ratio within strata"), Unit.RATIO, UP),
        measure("mean_benefit", N_("Mean benefit"), Unit.SCORE),
        measure("generalized_entropy_0", N_("Generalized entropy, alpha 0"), Unit.SCORE, DOWN),
        measure("generalized_entropy_2", N_("Generalized entropy, alpha 2"), Unit.SCORE, DOWN),
        measure("benefit_variation", N_("Coefficient of variation of benefits"), Unit.SCORE, DOWN),
        measure("theil_between", N_("Theil index between groups"), Unit.SCORE, DOWN),
        measure("theil_within", N_("Theil index within groups"), Unit.SCORE, DOWN),
        measure("theil_between_share", N_("Share of the Theil index between groups"), Unit.SHARE, DOWN),
        measure("mean_cost", N_("Mean cost per row"), Unit.NUMBER, DOWN),
        measure("scoring_rate", N_("Scoring rate (share above the median)"), Unit.SHARE),
        measure("ll144_impact_ratio", N_("Impact ratio of selection rates (Local Law 144)"), Unit.RATIO, UP),
        measure(
            "ll144_scoring_impact_ratio", N_("Impact ratio of scoring rates (Local Law 144)"), Unit.RATIO, UP
        ),
    )
)
"""By id."""

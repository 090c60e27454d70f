"""Which measures do the checks of this family take besides the common ones?"""

from collections.abc import Mapping

from core.measures.base import DOWN, UP, Measure, Unit, measure
from core.messages import N_

MEASURES: Mapping[str, Measure] = dict(
    (
        measure("rare_class_recall", N_("Recall of classes below 5 %"), Unit.SHARE, UP),
        measure("macro_precision", N_("Precision, mean of all classes"), Unit.SHARE, UP),
        measure("weighted_f1", N_("F1, mean weighted by prevalence"), Unit.SCORE, UP),
        measure("weighted_precision", N_("Precision, mean weighted by prevalence"), Unit.SHARE, UP),
        measure("precision_trivial", N_("Precision of naming rows at random"), Unit.SHARE),
        measure("top_decile_lift", N_("Lift of the first tenth"), Unit.RATIO, UP),
        measure("top_decile_capture", N_("Cases in the first tenth"), Unit.SHARE, UP),
        measure("median_error", N_("Median absolute error"), Unit.NUMBER, DOWN),
        measure("mse", N_("Mean squared error"), Unit.NUMBER, DOWN),
        measure("error_p90", N_("Absolute error not exceeded by 90 % of the rows"), Unit.NUMBER, DOWN),
        measure("error_p99", N_("Absolute error not exceeded by 99 % of the rows"), Unit.NUMBER, DOWN),
        measure("bias_ratio", N_("Sum of predictions over sum of true values"), Unit.RATIO),
        measure("poisson_deviance", N_("Mean Poisson deviance"), Unit.NUMBER, DOWN),
        measure("poisson_d2", N_("Explained Poisson deviance (D²)"), Unit.SCORE, UP),
        measure("gamma_deviance", N_("Mean Gamma deviance"), Unit.NUMBER, DOWN),
        measure("gamma_d2", N_("Explained Gamma deviance (D²)"), Unit.SCORE, UP),
        measure("lorenz_gini", N_("Gini index of the ordered Lorenz curve"), Unit.SCORE, UP),
        measure("lorenz_gini_share", N_("Gini index as share of the best possible"), Unit.SHARE, UP),
        measure("mce", N_("Largest calibration error of a bin"), Unit.SCORE, DOWN),
        measure("ece_chance", N_("Calibration error to be expected by chance"), Unit.SCORE),
        measure("brier_skill", N_("Brier skill against always naming the prevalence"), Unit.SCORE, UP),
        measure("reliability", N_("Reliability part of the Brier score"), Unit.SCORE, DOWN),
        measure("resolution", N_("Resolution part of the Brier score"), Unit.SCORE, UP),
        measure("uncertainty", N_("Uncertainty part of the Brier score"), Unit.SCORE),
        measure("within_bins", N_("Part of the Brier score within bins"), Unit.SCORE),
        measure("calibration_gap", N_("Observed share minus mean probability"), Unit.DIFFERENCE),
        measure("calibration_ratio", N_("Observed share over mean probability"), Unit.RATIO),
        measure("calibration_intercept", N_("Calibration in the large (log-odds)"), Unit.SCORE),
        measure("calibration_slope", N_("Calibration slope"), Unit.SCORE),
        measure("auc_loss", N_("AUC: loss against the comparison"), Unit.SCORE, DOWN),
        measure("accuracy_loss", N_("Accuracy: loss against the comparison"), Unit.DIFFERENCE, DOWN),
        measure(
            "balanced_accuracy_loss",
            N_("Balanced accuracy: loss against the comparison"),
            Unit.DIFFERENCE,
            DOWN,
        ),
        measure("recall_loss", N_("Recall: loss against the comparison"), Unit.DIFFERENCE, DOWN),
        measure("precision_loss", N_("Precision: loss against the comparison"), Unit.DIFFERENCE, DOWN),
        measure("brier_rise", N_("Brier score: rise against the comparison"), Unit.SCORE, DOWN),
        measure("log_loss_rise", N_("Log loss: rise against the comparison"), Unit.SCORE, DOWN),
        measure("r2_loss", N_("Explained variance: loss against the comparison"), Unit.SCORE, DOWN),
        measure("rmse_ratio", N_("Root mean squared error: ratio to the comparison"), Unit.RATIO, DOWN),
        measure("mae_rise", N_("Mean absolute error: rise against the comparison"), Unit.NUMBER, DOWN),
        measure("mse_rise", N_("Mean squared error: rise against the comparison"), Unit.NUMBER, DOWN),
        measure("macro_f1_loss", N_("F1, mean of all labels: loss"), Unit.SCORE, DOWN),
        measure("micro_f1_loss", N_("F1 over all labels: loss"), Unit.SCORE, DOWN),
        measure("exact_match_loss", N_("Rows with every label right: loss"), Unit.DIFFERENCE, DOWN),
        measure("hamming_loss_rise", N_("Share of wrong labels: rise"), Unit.DIFFERENCE, DOWN),
        measure("same_decision", N_("Rows with the same decision"), Unit.SHARE, UP),
        measure("decision_flips", N_("Rows with another decision"), Unit.COUNT, DOWN),
        measure("decision_flip_rate", N_("Share of rows with another decision"), Unit.SHARE, DOWN),
        measure("max_score_difference", N_("Largest difference of scores"), Unit.NUMBER, DOWN),
        measure("rank_correlation", N_("Rank correlation of scores"), Unit.SCORE, UP),
    )
)
"""By id."""

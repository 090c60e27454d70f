"""Which measures do the checks of data, leakage, drift, weak spots and representation take?"""

from collections.abc import Mapping

from core.measures.base import DOWN, UP, Measure, Unit, measure
from core.messages import N_

_QUALITY = (
    measure("missing_share", N_("Missing values"), Unit.SHARE, DOWN),
    measure("infinite_share", N_("Infinite values"), Unit.SHARE, DOWN),
    measure("infinite_values", N_("Columns with infinite values"), Unit.COUNT, DOWN),
    measure("duplicate_share", N_("Rows that repeat another one"), Unit.SHARE, DOWN),
    measure("duplicate_id_share", N_("Rows whose id occurred before"), Unit.SHARE, DOWN),
    measure("constant_columns", N_("Columns with a single value"), Unit.COUNT, DOWN),
    measure("smallest_class_share", N_("Share of the smallest class"), Unit.SHARE, UP),
    measure("rare_category_share", N_("Rows in rare categories"), Unit.SHARE, DOWN),
    measure("outlier_share", N_("Values far outside of the middle half"), Unit.SHARE, DOWN),
    measure("mixed_codings", N_("Columns with several ways of writing one value"), Unit.COUNT, DOWN),
    measure(
        "suspected_codes", N_("Columns with numbers or words that may stand for missing"), Unit.COUNT, DOWN
    ),
    measure("future_share", N_("Dates after the day of the check"), Unit.SHARE, DOWN),
    measure("missing_columns", N_("Columns of the reference that are not here"), Unit.COUNT, DOWN),
    measure("new_columns", N_("Columns that the reference does not have"), Unit.COUNT, DOWN),
    measure("changed_types", N_("Columns of another type than in the reference"), Unit.COUNT, DOWN),
    measure("new_category_share", N_("Rows with a category the reference does not have"), Unit.SHARE, DOWN),
    measure("out_of_range_share", N_("Values outside of the range of the reference"), Unit.SHARE, DOWN),
)
_LEAKAGE = (
    measure("feature_auc", N_("Target told by one feature (AUC)"), Unit.SCORE, DOWN),
    measure("feature_r2", N_("Target told by one feature (R²)"), Unit.SCORE, DOWN),
    measure("target_copies", N_("Features that are the target in other words"), Unit.COUNT, DOWN),
    measure("order_auc", N_("Target told by the order of rows (AUC)"), Unit.SCORE, DOWN),
    measure("id_auc", N_("Target told by the row id (AUC)"), Unit.SCORE, DOWN),
    measure("order_r2", N_("Target told by the order of rows (R²)"), Unit.SCORE, DOWN),
    measure("id_r2", N_("Target told by the row id (R²)"), Unit.SCORE, DOWN),
    measure("train_overlap_share", N_("Rows that occur in the reference"), Unit.SHARE, DOWN),
    measure("overlap_by_chance", N_("Share of repeated rows to be expected by chance"), Unit.SHARE),
    measure(
        "train_overlap_excess", N_("Rows of the reference beyond those by chance"), Unit.DIFFERENCE, DOWN
    ),
    measure("near_overlap_share", N_("Rows that nearly occur in the reference"), Unit.SHARE, DOWN),
    measure("shared_id_share", N_("Row ids that occur in the reference"), Unit.SHARE, DOWN),
    measure("later_reference_share", N_("Reference rows later than all rows here"), Unit.SHARE, DOWN),
    measure("overlapping_time_share", N_("Reference rows later than the first row here"), Unit.SHARE),
)
_DRIFT = (
    measure("psi", N_("Population stability index (PSI)"), Unit.SCORE, DOWN),
    measure("psi_score", N_("Population stability index of the score"), Unit.SCORE, DOWN),
    measure("psi_prediction", N_("Population stability index of the predictions"), Unit.SCORE, DOWN),
    measure("psi_label", N_("Population stability index of the true values"), Unit.SCORE, DOWN),
    measure("psi_group", N_("Population stability index of the groups"), Unit.SCORE, DOWN),
    measure("ks_distance", N_("Kolmogorov-Smirnov distance from the reference"), Unit.SCORE, DOWN),
    measure("jensen_shannon", N_("Jensen-Shannon distance"), Unit.SCORE, DOWN),
    measure("wasserstein", N_("Wasserstein distance in standard deviations"), Unit.SCORE, DOWN),
    measure("missing_change", N_("Change of the share of missing values"), Unit.DIFFERENCE),
    measure("missing_change_size", N_("Size of the change of missing values"), Unit.DIFFERENCE, DOWN),
    measure("error_growth", N_("Mean absolute error against the reference"), Unit.RATIO, DOWN),
)
_SPOTS = (
    measure("slice_accuracy_gap", N_("Accuracy lost in a slice"), Unit.DIFFERENCE, DOWN),
    measure("slice_recall_gap", N_("Recall of the unfavorable class lost in a slice"), Unit.DIFFERENCE, DOWN),
    measure("slice_loss_ratio", N_("Log loss in a slice against the rest"), Unit.RATIO, DOWN),
    measure("slice_error_ratio", N_("Absolute error in a slice against the rest"), Unit.RATIO, DOWN),
    measure("slice_label_gap", N_("Right labels lost in a slice"), Unit.DIFFERENCE, DOWN),
    measure("pair_accuracy_gap", N_("Accuracy lost in a slice of two columns"), Unit.DIFFERENCE, DOWN),
    measure(
        "pair_recall_gap",
        N_("Recall of the unfavorable class lost in a slice of two columns"),
        Unit.DIFFERENCE,
        DOWN,
    ),
    measure("pair_loss_ratio", N_("Log loss in a slice of two columns against the rest"), Unit.RATIO, DOWN),
    measure(
        "pair_error_ratio", N_("Absolute error in a slice of two columns against the rest"), Unit.RATIO, DOWN
    ),
    measure("pair_label_gap", N_("Right labels lost in a slice of two columns"), Unit.DIFFERENCE, DOWN),
    measure("mean_log_loss", N_("Mean log loss"), Unit.NUMBER, DOWN),
)
_SHARES = (
    measure("group_share", N_("Share of the rows"), Unit.SHARE),
    measure("population_share", N_("Share in the population"), Unit.SHARE),
    measure("representation_ratio", N_("Share here against the share in the population"), Unit.RATIO),
    measure("underrepresentation", N_("Smallest share against the share in the population"), Unit.RATIO, UP),
    measure("smallest_group", N_("Rows of the smallest group"), Unit.COUNT, UP),
    measure("missing_groups", N_("Groups of the population without any row"), Unit.COUNT, DOWN),
    measure("rows_needed", N_("Rows needed for the smallest group"), Unit.COUNT),
)
MEASURES: Mapping[str, Measure] = dict((*_QUALITY, *_LEAKAGE, *_DRIFT, *_SPOTS, *_SHARES))
"""By id."""

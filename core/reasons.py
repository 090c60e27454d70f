"""Why is a figure missing, a group left out, or a verdict what it is?

A code with values, never a sentence; `core.labels.reason_text` says it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ReasonCode(StrEnum):
    """Why a figure is missing, a group is left out, or a verdict is what it is."""

    EMPTY_DENOMINATOR = "empty_denominator"
    NO_NEGATIVES = "no_negatives"
    NO_POSITIVES = "no_positives"
    REFERENCE_RATE_ZERO = "reference_rate_zero"
    GROUP_TOO_SMALL = "group_too_small"
    SMALL_GROUPS_TOGETHER = "small_groups_together"
    ONE_GROUP_ONLY = "one_group_only"
    NO_ROWS = "no_rows"
    ALL_MISSING = "all_missing"
    ONE_CLASS_ONLY = "one_class_only"
    NO_LABELS = "no_labels"
    NO_SCORES = "no_scores"
    NO_ARTIFACT = "no_artifact"
    NO_SENSITIVE_FEATURE = "no_sensitive_feature"
    TASK_NOT_SUPPORTED = "task_not_supported"
    NO_THRESHOLD = "no_threshold"
    INTERVAL_CONTAINS_THRESHOLD = "interval_contains_threshold"
    INTERVAL_WITHIN = "interval_within"
    INTERVAL_BEYOND = "interval_beyond"
    NEEDED_N_NOT_REACHABLE = "needed_n_not_reachable"
    ADDITIVITY_HELD = "additivity_held"
    ADDITIVITY_BROKEN = "additivity_broken"
    ROWS_DROPPED = "rows_dropped"
    UPWARD_BIAS = "upward_bias"
    RARE_CLASS = "rare_class"
    SAMPLED = "sampled"
    GROUPS_EXCLUDED = "groups_excluded"
    NO_FAVORABLE_CLASS = "no_favorable_class"
    NOT_A_PROBABILITY = "not_a_probability"
    NOT_MEASURED = "not_measured"
    WEIGHTED = "weighted"
    MASKED_DISPARITY = "masked_disparity"
    RUN_FAILED = "run_failed"
    REFERENCE_UNKNOWN = "reference_unknown"
    REFERENCE_TOO_SMALL = "reference_too_small"
    MEAN_NOT_POSITIVE = "mean_not_positive"
    NO_RATIO = "no_ratio"
    COUNTED = "counted"
    FAVORABLE_UNKNOWN = "favorable_unknown"
    CLASSES_DIFFER = "classes_differ"
    NOT_A_FLAG = "not_a_flag"
    LABELS_NOT_PAIRED = "labels_not_paired"
    RARE_LABEL = "rare_label"
    TOO_MANY_GROUPS = "too_many_groups"
    TOO_FEW_ROWS = "too_few_rows"
    NO_TIME = "no_time"
    NO_REFERENCE = "no_reference"
    NO_OTHER_VERSION = "no_other_version"
    NO_DECISION = "no_decision"
    WEIGHTS_IGNORED = "weights_ignored"
    COLUMN_ABSENT = "column_absent"
    GRADES_BINNED = "grades_binned"
    GRADE_UNLISTED = "grade_unlisted"
    GRADE_WITHOUT_POWER = "grade_without_power"
    ONE_GRADE_ONLY = "one_grade_only"
    TEST_REJECTS = "test_rejects"
    TEST_KEEPS = "test_keeps"
    TEST_WITHOUT_POWER = "test_without_power"
    DEFAULTS_CORRELATED = "defaults_correlated"
    ORDER_HOLDS = "order_holds"
    ORDER_UNSURE = "order_unsure"
    ORDER_BROKEN = "order_broken"
    FIRST_WINDOW = "first_window"
    WINDOWS_DROPPED = "windows_dropped"
    BY_CHANCE = "by_chance"
    CUT_OFF_MATCHED = "cut_off_matched"
    FITTED_CROSSWISE = "fitted_crosswise"
    FITTED_ON_REFERENCE = "fitted_on_reference"
    FEATURES_LEFT_OUT = "features_left_out"
    NO_FEATURES = "no_features"
    OUTCOME_SELECTED = "outcome_selected"
    NO_OVERRIDE = "no_override"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A code with its values; `core.labels.reason_text` says it."""

    code: ReasonCode
    values: Mapping[str, str | int | float] = field(default_factory=dict)

"""Which sentences do reasons have that every check may give?"""

from collections.abc import Mapping

from core.messages import N_
from core.reasons import ReasonCode

WORDS: Mapping[ReasonCode, str] = {
    ReasonCode.EMPTY_DENOMINATOR: N_("not computable: no rows in the denominator"),
    ReasonCode.NO_NEGATIVES: N_("not computable: the group has no rows of the unfavorable class"),
    ReasonCode.NO_POSITIVES: N_("not computable: the group has no rows of the favorable class"),
    ReasonCode.REFERENCE_RATE_ZERO: N_("ratio not computable: the rate of the reference group is 0"),
    ReasonCode.SMALL_GROUPS_TOGETHER: N_(
        "left out of comparisons: {groups} group(s) of fewer than {minimum} rows each, counted together and "
        "not named, because the column is kept for bias tests only"
    ),
    ReasonCode.GROUP_TOO_SMALL: N_("left out of comparisons: {n} rows, at least {minimum} are needed"),
    ReasonCode.ONE_GROUP_ONLY: N_("not applicable: {feature} has only one group that is large enough"),
    ReasonCode.NO_ROWS: N_("not applicable: the table has no rows"),
    ReasonCode.ALL_MISSING: N_("not applicable: every value of {column} is missing"),
    ReasonCode.ONE_CLASS_ONLY: N_("not applicable: {column} holds only one class"),
    ReasonCode.NO_LABELS: N_("not applicable: the data set has no target column"),
    ReasonCode.NO_SCORES: N_("not applicable: there are no scores"),
    ReasonCode.NO_ARTIFACT: N_("not applicable: the version has no model file"),
    ReasonCode.NO_SENSITIVE_FEATURE: N_("not applicable: no column is marked as sensitive feature"),
    ReasonCode.TASK_NOT_SUPPORTED: N_("not applicable to this kind of task"),
    ReasonCode.NO_THRESHOLD: N_("measured without verdict: the policy sets no threshold"),
    ReasonCode.INTERVAL_CONTAINS_THRESHOLD: N_("the interval contains the threshold"),
    ReasonCode.INTERVAL_WITHIN: N_("the whole interval keeps to the threshold"),
    ReasonCode.INTERVAL_BEYOND: N_("the whole interval lies beyond the threshold"),
    ReasonCode.NEEDED_N_NOT_REACHABLE: N_("no number of rows would decide: the value lies at the threshold"),
    ReasonCode.ADDITIVITY_HELD: N_(
        "attributions add up to the output: largest deviation {deviation}, allowed {allowed}"
    ),
    ReasonCode.ADDITIVITY_BROKEN: N_(
        "attributions do not add up to the output: largest deviation {deviation}, allowed {allowed}"
    ),
    ReasonCode.ROWS_DROPPED: N_("{n} rows without {column} were left out"),
    ReasonCode.UPWARD_BIAS: N_(
        "the largest gap of {groups} groups overstates the true gap; with equal rates {expected} is expected"
    ),
    ReasonCode.RARE_CLASS: N_("class {label} has a share of {share}: accuracy says little about it"),
    ReasonCode.SAMPLED: N_("taken on a sample of {n} of {total} rows"),
    ReasonCode.GROUPS_EXCLUDED: N_("too small to be compared: {n} group(s) of {feature}"),
    ReasonCode.NO_FAVORABLE_CLASS: N_("not applicable: no favorable class is named"),
    ReasonCode.NOT_A_PROBABILITY: N_("not computable: the scores are not probabilities between 0 and 1"),
    ReasonCode.NOT_MEASURED: N_("the policy limits a measure that this check does not take: {measure}"),
    ReasonCode.WEIGHTED: N_("rows are weighted by {column}; intervals use the effective number of rows"),
    ReasonCode.MASKED_DISPARITY: N_(
        "masked disparity: the impact ratio of {feature} is {value}, "
        "beyond the threshold that each feature alone keeps"
    ),
    ReasonCode.RUN_FAILED: N_("the check stopped with an error: {error}"),
    ReasonCode.REFERENCE_UNKNOWN: N_(
        "not decidable: the chosen reference group “{group}” does not occur in {feature}"
    ),
    ReasonCode.REFERENCE_TOO_SMALL: N_(
        "not decidable: the chosen reference group “{group}” of {feature} has {n} rows, "
        "at least {minimum} are needed"
    ),
    ReasonCode.MEAN_NOT_POSITIVE: N_("ratio not computable: one of the two means is not above 0"),
    ReasonCode.NO_RATIO: N_("a ratio of this figure would say nothing"),
    ReasonCode.COUNTED: N_(
        "{column} holds whole numbers only and is read as counts: {cells} lines stand for {n} rows"
    ),
    ReasonCode.FAVORABLE_UNKNOWN: N_(
        "not applicable: the favorable class “{favorable}” does not occur in {column}"
    ),
    ReasonCode.CLASSES_DIFFER: N_("not applicable: {column} and the predictions have no class in common"),
    ReasonCode.NOT_A_FLAG: N_("not decidable: {column} holds other values than 0 and 1"),
    ReasonCode.LABELS_NOT_PAIRED: N_(
        "not applicable: {targets} columns with true labels and {predictions} with predicted ones "
        "cannot be paired"
    ),
    ReasonCode.RARE_LABEL: N_("label {label} is assigned in only {n} rows, a share of {share}"),
    ReasonCode.TOO_MANY_GROUPS: N_(
        "not decidable: {feature} was not compared, {n} groups are more than the {most} that can be read; "
        "form fewer groups"
    ),
    ReasonCode.TOO_FEW_ROWS: N_("not computable: at least two rows are needed"),
    ReasonCode.NO_TIME: N_("not applicable: no column with a day is named"),
    ReasonCode.NO_REFERENCE: N_("not applicable: there is no reference sample to compare with"),
    ReasonCode.NO_OTHER_VERSION: N_("not applicable: there are no predictions of another version"),
    ReasonCode.NO_DECISION: N_("not applicable: no column with the final decision is named"),
    ReasonCode.WEIGHTS_IGNORED: N_("the weights of {column} are not used here: every row counts the same"),
    ReasonCode.COLUMN_ABSENT: N_("not applicable: the data set has no column {column}"),
}
"""A sentence with the names of its values for each code."""

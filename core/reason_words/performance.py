"""Which sentences do the reasons of performance checks have?"""

from collections.abc import Mapping

from core.messages import N_
from core.reasons import ReasonCode

WORDS: Mapping[ReasonCode, str] = {
    ReasonCode.NO_RARE_CLASS: N_("not applicable: no class or label has a share below {share}"),
    ReasonCode.RARE_ABSENT: N_(
        "not decidable: “{label}” does not occur in these rows, so nothing shows that it would be found"
    ),
    ReasonCode.ACCURACY_NO_HEADLINE: N_(
        "kept, but no evidence: “{label}” has a share of {share}, so accuracy says little; recall, "
        "precision and lift of the rare class count"
    ),
    ReasonCode.HEADLINE: N_("first figure to read: {measure}, because “{label}” has a share of {share}"),
    ReasonCode.NOT_FOR_COUNTS: N_(
        "not computable: this figure needs predictions above 0 and true values that are not below it"
    ),
    ReasonCode.TOO_MANY_PERIODS: N_(
        "not applicable: {n} time windows are more than the {most} that can be read; choose longer ones"
    ),
    ReasonCode.DAYS_UNREADABLE: N_(
        "{n} rows were left out because {column} holds no readable day there, for example “{example}”"
    ),
    ReasonCode.WINDOWS_SMALL: N_(
        "{n} time window(s) of fewer than {minimum} rows are shown but not judged: {windows}"
    ),
    ReasonCode.ONE_WINDOW_ONLY: N_(
        "not applicable: there are no two time windows of at least {minimum} rows to compare"
    ),
    ReasonCode.BASELINE_WINDOWS: N_(
        "compared with the first windows ({first}, n = {n}); recent are {recent}, n = {rows}"
    ),
    ReasonCode.BASELINE_REFERENCE: N_(
        "compared with the reference sample, n = {n}; recent are {recent}, n = {rows}"
    ),
    ReasonCode.TREND_FOUND: N_("{measure} changes steadily by {slope} from window to window, p = {p}"),
    ReasonCode.NO_TREND: N_("{measure}: no steady change from window to window can be shown, p = {p}"),
    ReasonCode.REFERENCE_KIND: N_(
        "the reference sample is not marked as training data; the gap is a change between two samples, "
        "not a gap between training and new rows"
    ),
    ReasonCode.REFERENCE_UNLABELED: N_(
        "not applicable: the reference sample cannot be measured, it lacks labels, predictions or scores"
    ),
    ReasonCode.BETTER_HERE: N_(
        "{measure} is better here than in the reference sample by more than chance: look for leakage or for "
        "an easier population"
    ),
    ReasonCode.NO_OTHER_ARTIFACT: N_("not applicable: there is no second file of this version to compare"),
    ReasonCode.SAMPLE_NOT_ALIGNED: N_(
        "not applicable: the other predictions are for {other} rows, the table has {rows}"
    ),
    ReasonCode.SEPARATED: N_(
        "not computable: the scores separate the classes, or too few of them differ to fit a line"
    ),
    ReasonCode.ALL_SAME_SCORE: N_("every row has the same score: there is one bin only"),
    ReasonCode.CALIBRATION_BY_CHANCE: N_(
        "with true probabilities and as few rows, chance alone gives an expected calibration error of {value}"
    ),
    ReasonCode.TEST_GROWS_WITH_ROWS: N_(
        "with {n} rows the tests reject deviations too small to matter; the size of the deviation counts"
    ),
    ReasonCode.PARITY_HOLDS: N_("both files agree within the tolerance on all {n} rows"),
    ReasonCode.PARITY_BROKEN: N_("the files differ beyond the tolerance on {rows} of {n} rows"),
    ReasonCode.SAME_SCORES: N_("both give exactly the same scores on every row"),
    ReasonCode.OTHER_WITHOUT: N_("{n} rows lack a prediction from one side only"),
    ReasonCode.ONE_CLASS_HERE: N_("not computable: only one class occurs in these rows"),
}
"""A sentence with the names of its values for each code."""

"""Which sentences do the reasons of data quality, leakage, drift, weak spots and representation have?"""

from collections.abc import Mapping

from core.messages import N_
from core.reasons import ReasonCode

WORDS: Mapping[ReasonCode, str] = {
    ReasonCode.COUNT_WITHIN: N_("counted in this table: within the threshold"),
    ReasonCode.COUNT_BEYOND: N_("counted in this table: beyond the threshold"),
    ReasonCode.MORE_BEYOND: N_("{n} more are failed or not decidable; the tables of this result name them"),
    ReasonCode.NO_COMMON_COLUMNS: N_("not applicable: the reference has no column in common with this table"),
    ReasonCode.COLUMNS_CONSTANT: N_("columns with a single value: {columns}"),
    ReasonCode.COLUMNS_LOST: N_("columns of the reference that are not here: {columns}"),
    ReasonCode.COLUMNS_NEW: N_("columns that the reference does not have: {columns}"),
    ReasonCode.TYPES_CHANGED: N_("columns of another type than in the reference: {columns}"),
    ReasonCode.CODINGS_MIXED: N_("one value is written in several ways: {columns}"),
    ReasonCode.CODES_SUSPECTED: N_("numbers or words that may stand for missing values: {columns}"),
    ReasonCode.TARGET_COPIED: N_("these features are the target in other words: {columns}"),
    ReasonCode.NO_CLOCK: N_("not computable: the day of the check was not stated, or no column holds dates"),
    ReasonCode.NO_NUMBERS: N_("not computable: no column holds numbers with some spread"),
    ReasonCode.NO_CATEGORIES: N_("not computable: no column holds categories"),
    ReasonCode.NO_SPREAD: N_("not computable: the middle half of the values is one value"),
    ReasonCode.NO_ROW_IDS: N_("not computable: no column names the rows"),
    ReasonCode.TOO_FEW_OF_CLASS: N_(
        "not computable: class {label} has {n} rows, at least {minimum} are needed"
    ),
    ReasonCode.NOT_IN_BOTH: N_("not computable: the reference or this table does not have it"),
    ReasonCode.DAYS_NOT_IN_BOTH: N_(
        "not computable: no column with days is in this table and in the reference"
    ),
    ReasonCode.TIES_KEEP_P_LARGE: N_(
        "values that occur several times make p values of the Kolmogorov-Smirnov test too large, "
        "never too small"
    ),
    ReasonCode.SCREENED: N_(
        "{n} of {total} features were screened by histograms of 65,536 bins and not sorted; each deviates by "
        "at most {bound} from the exact Kolmogorov-Smirnov distance"
    ),
    ReasonCode.SLICES_TOO_SMALL: N_("{n} slices below {minimum} rows were not judged"),
    ReasonCode.NO_SLICES: N_("not computable: no slice of at least {minimum} rows has others beside it"),
    ReasonCode.SLICES_JUDGED: N_(
        "{n} slices were compared with the rest; their intervals are widened so that all hold at once"
    ),
    ReasonCode.NO_POPULATION: N_(
        "not applicable: neither shares of the population nor a reference sample are given"
    ),
    ReasonCode.POPULATION_NOT_WHOLE: N_(
        "the stated shares of {feature} add up to {total}; they were taken as parts of their sum"
    ),
    ReasonCode.GROUPS_MISSING: N_("groups of the population without any row: {groups}"),
    ReasonCode.ROWS_FOR_GROUP: N_(
        "{feature}: {rows} rows drawn from the population would hold at least {minimum} rows of “{group}” "
        "with a probability of 95 %"
    ),
    ReasonCode.SORTED_FILE: N_(
        "the rows are sorted by the target: a split by position would not be a random one"
    ),
    ReasonCode.NAMES_LEFT_OUT: N_("columns with nearly as many texts as rows were not compared: {columns}"),
    ReasonCode.CATEGORIES_JOINED: N_("categories beyond the {most} largest of the reference were joined"),
}
"""A sentence with the names of its values for each code."""

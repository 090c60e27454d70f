"""Which sentences do the reasons of checks for credit and risk practice have?"""

from collections.abc import Mapping

from core.messages import N_
from core.reasons import ReasonCode

WORDS: Mapping[ReasonCode, str] = {
    ReasonCode.GRADES_BINNED: N_(
        "without a column with grades, the rows were put into {n} bins of equal size by their score"
    ),
    ReasonCode.GRADE_UNLISTED: N_("{n} rows with a grade that is not on the rating scale were left out"),
    ReasonCode.GRADE_WITHOUT_POWER: N_(
        "not decidable: {n} rows at this probability would not show a doubled default rate with 80 % power"
    ),
    ReasonCode.ONE_GRADE_ONLY: N_("not applicable: all rows are in one grade"),
    ReasonCode.TEST_REJECTS: N_("the test rejects the estimate: p = {p} lies below the limit"),
    ReasonCode.TEST_KEEPS: N_(
        "the test does not reject the estimate, and would have noticed a doubled rate with 80 % power"
    ),
    ReasonCode.TEST_WITHOUT_POWER: N_(
        "the test does not reject the estimate, but {share} % of the rows lie in parts too small to show a "
        "doubled rate with 80 % power"
    ),
    ReasonCode.DEFAULTS_CORRELATED: N_(
        "the tests assume independent defaults; with a correlation of {correlation} between debtors, as "
        "supervisors assume for other retail loans, the p value of the portfolio is {p}"
    ),
    ReasonCode.ORDER_HOLDS: N_("no worse grade has a lower default rate than the next better one"),
    ReasonCode.ORDER_UNSURE: N_(
        "{n} pair(s) of neighboring grades stand in the wrong order, which may be chance"
    ),
    ReasonCode.ORDER_BROKEN: N_(
        "{n} pair(s) of neighboring grades stand in the wrong order beyond chance, after Holm's correction"
    ),
    ReasonCode.FIRST_WINDOW: N_("without a reference sample, later windows are compared with {window}"),
    ReasonCode.WINDOWS_DROPPED: N_("{n} time window(s) of fewer than {minimum} rows were left out"),
    ReasonCode.BY_CHANCE: N_(
        "two samples of these sizes from the same distribution stay below {value} in 95 of 100 cases"
    ),
    ReasonCode.CUT_OFF_MATCHED: N_(
        "at the same acceptance rate: this version accepts {share} % of the rows, the other version {other} %"
    ),
    ReasonCode.FITTED_CROSSWISE: N_(
        "the simple model was fitted on {n} rows in {folds} parts; each row was judged by a fit without it"
    ),
    ReasonCode.FITTED_ON_REFERENCE: N_(
        "the simple model was fitted on the {n} labeled rows of the reference sample"
    ),
    ReasonCode.FEATURES_LEFT_OUT: N_("{n} feature(s) without any variation or value were left out"),
    ReasonCode.NO_FEATURES: N_("not applicable: the data set has no usable feature column"),
    ReasonCode.OUTCOME_SELECTED: N_(
        "outcomes are known for {n} of {total} rows only; of rejected applications they usually are not"
    ),
    ReasonCode.NO_GRADE: N_("not applicable: no column with rating grades is named"),
    ReasonCode.TOO_FEW_IN_CLASS: N_(
        "not applicable: a simple model needs at least {least} rows of each class"
    ),
    ReasonCode.NO_OVERRIDE: N_("not computable: nothing was overridden in this direction"),
}
"""A sentence with the names of its values for each code."""

"""Which sentences do the reasons of checks of data, drift and privacy have?"""

from collections.abc import Mapping

from core.messages import N_
from core.reasons import ReasonCode

WORDS: Mapping[ReasonCode, str] = {
    ReasonCode.QUASI_NOT_NAMED: N_(
        "measured without verdict: no columns are named by which a person could be recognized; "
        "all features and groups were taken"
    ),
    ReasonCode.NOT_TRAINING: N_("not computable: the reference sample is not training data ({kind})"),
    ReasonCode.NO_LOSS: N_("not computable: the losses need true values and scores of both samples"),
    ReasonCode.COLUMNS_ABSENT: N_("columns that are not in the table were left out: {columns}"),
    ReasonCode.TOO_FEW_TO_FIT: N_(
        "not computable: {n} rows of the smaller group are too few, at least {minimum} are needed"
    ),
    ReasonCode.PROXY_UNNAMED: N_("{n} group(s) of {feature} below {minimum} rows were not predicted"),
}
"""A sentence with the names of its values for each code."""

"""Which sentences do the reasons of explanations, robustness and gaming have?"""

from collections.abc import Mapping

from core.messages import N_
from core.reasons import ReasonCode

WORDS: Mapping[ReasonCode, str] = {
    ReasonCode.QUESTIONS_REFUSED: N_("not applicable: the model gave no answer to the questions"),
    ReasonCode.NOTHING_TO_MOVE: N_("not computable: the model reads no feature whose values can be moved"),
    ReasonCode.NOTHING_TO_SWAP: N_("not computable: the model reads no feature with categories to swap"),
    ReasonCode.NO_EXPECTATION: N_(
        "not applicable: no rule says in which direction a feature must move the score"
    ),
    ReasonCode.NO_CUT_OFF: N_("not applicable: no cut-off is stated"),
    ReasonCode.NONE_NEAR: N_("not computable: no row lies near the cut-off"),
    ReasonCode.MISSING_REFUSED: N_("the model takes no missing values in: {features}"),
    ReasonCode.MISSING_IMPOSSIBLE: N_(
        "columns that cannot hold a missing value were not tried without it: {features}"
    ),
    ReasonCode.FEATURES_NOT_MOVED: N_("days, free text and constants were left as they are: {features}"),
    ReasonCode.REPEAT_HELD: N_(
        "the same row gets the same answer: largest deviation {deviation}, allowed {allowed}"
    ),
    ReasonCode.REPEAT_BROKEN: N_(
        "the same row gets different answers: largest deviation {deviation}, allowed {allowed}"
    ),
    ReasonCode.RULES_NEEDED: N_("not applicable: no rule says which features a person can change"),
    ReasonCode.NONE_REJECTED: N_("not applicable: no row is rejected"),
    ReasonCode.NOT_ALL_SEARCHED: N_(
        "{n} features with a rule were not searched because values cannot be moved: {features}"
    ),
    ReasonCode.BEYOND_ALL: N_(
        "not computable: fewer than half of the rejected rows can be turned at any cost tried"
    ),
    ReasonCode.CHEAPEST_FOUND: N_("costs are the cheapest found, an upper bound: there may be a cheaper way"),
}
"""A sentence with the names of its values for each code."""

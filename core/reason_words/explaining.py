"""Which sentences do the reasons of attributions, effects, reason codes and counterfactuals have?"""

from collections.abc import Mapping

from core.messages import N_
from core.reasons import ReasonCode

WORDS: Mapping[ReasonCode, str] = {
    ReasonCode.REFUSALS_SAMPLED: N_("{n} of {total} refused rows were explained"),
    ReasonCode.NO_RULES: N_(
        "no rule says which features a person can change: only sensitive features are held to be fixed"
    ),
    ReasonCode.FEATURES_CHOSEN: N_("the {n} most important of {total} features are shown"),
    ReasonCode.NOTHING_CHANGEABLE: N_("not applicable: the rules leave no feature that a person can change"),
    ReasonCode.CATEGORIES_LEFT_OUT: N_("rare categories of {features} were left out"),
    ReasonCode.FEATURES_CONSTANT: N_("left out, because they hold one value only: {features}"),
    ReasonCode.ANSWERS_DIFFER: N_("not applicable: the answers do not belong to the questions of this check"),
    ReasonCode.STOPPED_STABLE: N_(
        "stopped after {n} of at most {limit} rows, because the order of the {top} most important features "
        "stayed the same in at least 95 % of the redraws"
    ),
    ReasonCode.STOPPED_UNSTABLE: N_(
        "after {n} rows, the most that were to be explained, the order of the {top} most important features "
        "still changed in more than 5 % of the redraws"
    ),
    ReasonCode.CATEGORIES_ORDERED: N_(
        "accumulated effects of categories follow the order of their mean score: {features}"
    ),
    ReasonCode.SHAPLEY_REPEATS: N_(
        "attributions are estimates by permutations: their error is not part of the intervals"
    ),
}
"""A sentence with the names of its values for each code."""

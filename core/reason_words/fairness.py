"""Which sentences do the reasons of fairness checks have?"""

from collections.abc import Mapping

from core.messages import N_
from core.reasons import ReasonCode

WORDS: Mapping[ReasonCode, str] = {
    ReasonCode.TOO_MANY_COMBINATIONS: N_(
        "{n} further combinations of sensitive features were not formed: at most {most} are compared, "
        "those of few features first and that of all"
    ),
    ReasonCode.MASKED_GAP: N_(
        "masked disparity: “{measure}” of {feature} is {value}, "
        "beyond the threshold that each of its features alone keeps"
    ),
    ReasonCode.SIGN_FLIP: N_(
        "within “{stratum}” the gap turns around: selection rate of “{reference}” minus that of "
        "“{group}” "
        "({feature}) is {value}, over all rows it is {whole}"
    ),
    ReasonCode.NO_CONTROLS: N_("not applicable: no control feature was named"),
    ReasonCode.NO_STRATA: N_(
        "not applicable: no control feature was named, and no other column has few enough values to form "
        "strata"
    ),
    ReasonCode.NO_SHARED_STRATUM: N_("not computable: no stratum holds rows of both groups that differ"),
    ReasonCode.STRATA_UNSHARED: N_(
        "{n} of {total} rows of “{group}” and “{reference}” lie in strata that hold only one of the two "
        "groups "
        "and say nothing"
    ),
    ReasonCode.TOO_MANY_STRATA: N_(
        "not decidable: {controls} form {n} strata, more than the {most} that are pooled; form fewer values"
    ),
    ReasonCode.REVERSED_WITHIN: N_(
        "Simpson reversal: over all rows the selection rate of “{reference}” minus that of “{group}” "
        "({feature}) "
        "is {crude}, within the values of {column} it is {pooled}"
    ),
    ReasonCode.COLUMNS_NOT_SEARCHED: N_(
        "{n} further columns were not searched for reversals: at most {most} are"
    ),
    ReasonCode.BENEFIT_NEGATIVE: N_("not applicable: benefits must not be below 0, and some predictions are"),
    ReasonCode.BENEFIT_ZERO: N_(
        "not computable: somebody has a benefit of 0, whose logarithm is not defined"
    ),
    ReasonCode.KEPT_RANGE: N_(
        "{kept} of {tried} cut-offs keep all limits of the policy that could be measured: from {low} to "
        "{high}"
    ),
    ReasonCode.KEPT_NOWHERE: N_(
        "none of {tried} cut-offs keeps all limits of the policy that could be measured"
    ),
    ReasonCode.UNKNOWN_CATEGORY: N_(
        "{n} individuals of an unknown category of {feature} are not part of the table"
    ),
    ReasonCode.SMALL_CATEGORY: N_(
        "category “{category}” of {feature} has a share of {share}, less than 2 %: an independent auditor "
        "may "
        "leave it out of the impact ratios with a justification"
    ),
    ReasonCode.CONSTANT_SCORE: N_("not computable: all values are the same"),
}
"""A sentence with the names of its values for each code."""

"""Which measures do the checks of this family take besides the common ones?"""

from collections.abc import Mapping

from core.measures.base import DOWN, UP, Measure, Unit, measure
from core.messages import N_

MEASURES: Mapping[str, Measure] = dict(
    (
        measure("default_rate", N_("Observed default rate"), Unit.SHARE),
        measure("pd", N_("Estimated probability of default"), Unit.SHARE),
        measure("realized_to_predicted", N_("Realized over predicted"), Unit.RATIO),
        measure("jeffreys_p", N_("Jeffreys test of underestimation: p value"), Unit.SCORE, UP),
        measure("jeffreys_p_two_sided", N_("Jeffreys test, two-sided: p value"), Unit.SCORE, UP),
        measure("binomial_p", N_("Exact binomial test: p value"), Unit.SCORE, UP),
        measure("correlated_p", N_("One-factor test with correlated defaults: p value"), Unit.SCORE, UP),
        measure("grade_p", N_("Jeffreys test of the grades: smallest p value after Holm"), Unit.SCORE, UP),
        measure("red_grades", N_("Grades with a red light"), Unit.COUNT, DOWN),
        measure("undecided_grades", N_("Grades too small to be judged"), Unit.COUNT, DOWN),
        measure("gini_grades", N_("Gini coefficient of the grades"), Unit.SCORE, UP),
        measure("information_value", N_("Information value of the grades"), Unit.SCORE, UP),
        measure("inversions", N_("Neighboring grades in the wrong order"), Unit.COUNT, DOWN),
        measure(
            "proven_inversions", N_("Neighboring grades in the wrong order beyond chance"), Unit.COUNT, DOWN
        ),
        measure("score_psi", N_("Population stability index of the score"), Unit.SCORE, DOWN),
        measure("grade_psi", N_("Population stability index of the grades"), Unit.SCORE, DOWN),
        measure("herfindahl", N_("Herfindahl index of the grades"), Unit.SCORE, DOWN),
        measure("herfindahl_normalized", N_("Concentration in grades, 0 to 1"), Unit.SCORE, DOWN),
        measure("concentration_p", N_("Concentration against the reference: p value"), Unit.SCORE, UP),
        measure("migration_stable", N_("Rows that keep their grade"), Unit.SHARE, UP),
        measure("migration_worse", N_("Rows that move to a worse grade"), Unit.SHARE),
        measure("migration_better", N_("Rows that move to a better grade"), Unit.SHARE),
        measure("migration_notches", N_("Mean number of grades moved"), Unit.NUMBER, DOWN),
        measure("bandwidth_worse", N_("Matrix weighted bandwidth, to worse grades"), Unit.SCORE, DOWN),
        measure("bandwidth_better", N_("Matrix weighted bandwidth, to better grades"), Unit.SCORE, DOWN),
        measure("override_rate", N_("Override rate"), Unit.SHARE, DOWN),
        measure("override_favorable", N_("Overridden to the favorable outcome"), Unit.SHARE),
        measure("override_unfavorable", N_("Overridden to the unfavorable outcome"), Unit.SHARE),
        measure(
            "override_favorable_difference",
            N_("Overridden to the favorable outcome: largest distance of a group from all others"),
            Unit.DIFFERENCE,
        ),
        measure("override_bad_rate", N_("Bad rate of overridden acceptances"), Unit.SHARE, DOWN),
        measure("followed_bad_rate", N_("Bad rate of acceptances by the model"), Unit.SHARE, DOWN),
        measure(
            "override_bad_rate_difference",
            N_("Bad rate: overridden minus model's acceptances"),
            Unit.DIFFERENCE,
            DOWN,
        ),
        measure("realized", N_("Realized number"), Unit.COUNT),
        measure("predicted_number", N_("Predicted number"), Unit.NUMBER),
        measure("number_p", N_("Poisson binomial test: p value"), Unit.SCORE, UP),
        measure("window_p", N_("Back-test of the windows: smallest p value after Holm"), Unit.SCORE, UP),
        measure("realized_sum", N_("Realized sum"), Unit.NUMBER),
        measure("predicted_sum", N_("Predicted sum"), Unit.NUMBER),
        measure("swapped_in", N_("Swapped in: accepted only by this version"), Unit.SHARE),
        measure("swapped_out", N_("Swapped out: accepted only by the other version"), Unit.SHARE),
        measure("both_accepted", N_("Accepted by both versions"), Unit.SHARE),
        measure("both_rejected", N_("Rejected by both versions"), Unit.SHARE),
        measure("swap_bad_rate", N_("Bad rate of the swap set"), Unit.SHARE, DOWN),
        measure(
            "swap_bad_rate_difference", N_("Bad rate: swapped in minus swapped out"), Unit.DIFFERENCE, DOWN
        ),
        measure(
            "matched_bad_rate_difference",
            N_("Bad rate: swapped in minus swapped out, at the same acceptance rate"),
            Unit.DIFFERENCE,
            DOWN,
        ),
        measure("acceptance_change", N_("Acceptance rate: this version minus the other"), Unit.DIFFERENCE),
        measure("auc_challenger", N_("Area under the ROC curve of the simple model"), Unit.SCORE, UP),
        measure("auc_advantage", N_("Area under the ROC curve: model minus simple model"), Unit.SCORE, UP),
        measure("gini_challenger", N_("Gini coefficient of the simple model"), Unit.SCORE, UP),
        measure("brier_challenger", N_("Brier score of the simple model"), Unit.SCORE, DOWN),
        measure("brier_advantage", N_("Brier score: simple model minus model"), Unit.SCORE, UP),
        measure("rmse_challenger", N_("Root mean squared error of the simple model"), Unit.NUMBER, DOWN),
        measure(
            "rmse_to_challenger", N_("Root mean squared error: model over simple model"), Unit.RATIO, DOWN
        ),
        measure(
            "complexity_benefit",
            N_("Benefit of complexity: share of the remaining error removed"),
            Unit.SHARE,
            UP,
        ),
    )
)
"""By id."""

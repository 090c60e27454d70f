"""Which measures do reason codes, counterfactuals, effects and the reliance on the score take?"""

from collections.abc import Mapping

from core.measures.base import DOWN, UP, Measure, Unit, measure
from core.messages import N_

MEASURES: Mapping[str, Measure] = dict(
    (
        measure("refusals_without_reason", N_("Refusals that no feature speaks for"), Unit.SHARE, DOWN),
        measure(
            "fixed_first_reason_share",
            N_("Refusals whose first reason cannot be changed"),
            Unit.SHARE,
            DOWN,
        ),
        measure("fixed_reason_share", N_("Refusals with a reason that cannot be changed"), Unit.SHARE, DOWN),
        measure(
            "fixed_reasons_only_share",
            N_("Refusals of which no reason can be changed"),
            Unit.SHARE,
            DOWN,
        ),
        measure("reason_stability", N_("Stability of the most frequent reasons"), Unit.SHARE, UP),
        measure("reason_share", N_("Refusals with this reason"), Unit.SHARE),
        measure("mean_output", N_("Mean explained output"), Unit.NUMBER),
        measure("mean_output_gap", N_("Gap of mean explained outputs"), Unit.NUMBER),
        measure("decision_agreement", N_("Decisions that follow the score"), Unit.SHARE),
        measure("decision_departures", N_("Decisions that depart from the score"), Unit.SHARE),
        measure("departures_granted", N_("Granted against the score"), Unit.SHARE),
        measure("departures_refused", N_("Refused against the score"), Unit.SHARE),
        measure("decision_auc", N_("AUC of the score for the decision"), Unit.SCORE),
        measure("decision_favorable", N_("Favorable decisions"), Unit.SHARE),
        measure("permutation_loss", N_("Increase of the loss by permuting"), Unit.NUMBER),
        measure("model_loss", N_("Loss of the model"), Unit.NUMBER, DOWN),
        measure("effect_range", N_("Range of the partial dependence"), Unit.NUMBER),
        measure("accumulated_range", N_("Range of the accumulated local effect"), Unit.NUMBER),
        measure("effect_disagreement", N_("Rows that move against the mean effect"), Unit.SHARE),
        measure("counterfactual_share", N_("Refusals with a counterfactual"), Unit.SHARE, UP),
        measure("counterfactual_single_share", N_("Refusals that one feature turns"), Unit.SHARE),
        measure("counterfactual_cost", N_("Mean cost of a counterfactual"), Unit.NUMBER, DOWN),
        measure("counterfactual_features", N_("Mean number of features to change"), Unit.NUMBER, DOWN),
        measure("seed_agreement", N_("Agreement of the order with other backgrounds"), Unit.SCORE, UP),
        measure(
            "replay_deviation", N_("Deviation when explained again with the same seed"), Unit.NUMBER, DOWN
        ),
    )
)
"""By id."""

"""Which measures do the checks of this family take besides the common ones?"""

from collections.abc import Mapping

from core.measures.base import DOWN, Measure, Unit, measure
from core.messages import N_

MEASURES: Mapping[str, Measure] = dict(
    (
        measure("noise_flip_rate", N_("Decisions changed by noise"), Unit.SHARE, DOWN),
        measure("tiny_flip_rate", N_("Decisions changed by tiny changes"), Unit.SHARE, DOWN),
        measure("feature_noise_flip_rate", N_("Decisions changed by noise in one feature"), Unit.SHARE, DOWN),
        measure("swap_flip_rate", N_("Decisions changed by another category"), Unit.SHARE, DOWN),
        measure("missing_flip_rate", N_("Decisions changed by a missing value"), Unit.SHARE, DOWN),
        measure("noise_shift", N_("Mean absolute change of the score by noise"), Unit.NUMBER, DOWN),
        measure(
            "noise_relative_shift", N_("Change of the score by noise, against its spread"), Unit.RATIO, DOWN
        ),
        measure("near_cut_off_share", N_("Rows near the cut-off"), Unit.SHARE),
        measure(
            "near_cut_off_flip_rate",
            N_("Decisions changed by tiny changes, near the cut-off"),
            Unit.SHARE,
            DOWN,
        ),
        measure("cut_off_slope", N_("Slope of the score near the cut-off"), Unit.NUMBER),
        measure(
            "monotonicity_violations", N_("Rows with a move against the expected direction"), Unit.SHARE, DOWN
        ),
        measure("monotonicity_violation_rate", N_("Moves against the expected direction"), Unit.SHARE, DOWN),
        measure(
            "repeat_deviation",
            N_("Largest difference between two answers to the same row"),
            Unit.NUMBER,
            DOWN,
        ),
        measure("mean_score_shift", N_("Change of the mean score"), Unit.NUMBER),
        measure("selection_rate_shift", N_("Change of the selection rate"), Unit.DIFFERENCE),
        measure(
            "expected_unfavorable",
            N_("Expected share of unfavorable outcomes among the accepted"),
            Unit.SHARE,
            DOWN,
        ),
        measure(
            "expected_unfavorable_shift",
            N_("Change of the expected share of unfavorable outcomes"),
            Unit.DIFFERENCE,
            DOWN,
        ),
        measure(
            "largest_selection_shift",
            N_("Largest change of the selection rate by one feature"),
            Unit.DIFFERENCE,
            DOWN,
        ),
        measure(
            "largest_relative_shift",
            N_("Largest change of the mean output by one feature, against its spread"),
            Unit.RATIO,
            DOWN,
        ),
        measure(
            "stressed_unfavorable",
            N_("Expected share of unfavorable outcomes when every number worsens"),
            Unit.SHARE,
            DOWN,
        ),
        measure(
            "gameable_share", N_("Rejections that can be turned within the cost limit"), Unit.SHARE, DOWN
        ),
        measure("turnable_share", N_("Rejections that can be turned at any cost tried"), Unit.SHARE),
        measure("gaming_cost", N_("Median cost of turning a rejection"), Unit.NUMBER),
        measure(
            "gamed_unfavorable_rate",
            N_("Unfavorable outcomes among rejections that can be turned"),
            Unit.SHARE,
        ),
        measure(
            "gamed_unfavorable_gap",
            N_("Unfavorable outcomes: turned rejections minus accepted rows"),
            Unit.DIFFERENCE,
            DOWN,
        ),
        measure(
            "gaming_loss", N_("Mean loss by one turned rejection, in the costs stated"), Unit.NUMBER, DOWN
        ),
    )
)
"""By id."""

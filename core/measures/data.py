"""Which measures do the checks of this family take besides the common ones?"""

from collections.abc import Mapping

from core.measures.base import DOWN, UP, Measure, Unit, measure
from core.messages import N_

MEASURES: Mapping[str, Measure] = dict(
    (
        measure("proxy_auc", N_("How well the other features predict the group (AUC)"), Unit.SCORE, DOWN),
        measure("proxy_linear_auc", N_("How well a linear model predicts the group (AUC)"), Unit.SCORE, DOWN),
        measure("proxy_trees_auc", N_("How well trees predict the group (AUC)"), Unit.SCORE, DOWN),
        measure("score_proxy_auc", N_("How well the score alone predicts the group (AUC)"), Unit.SCORE, DOWN),
        measure("feature_proxy_auc", N_("How well one feature predicts the group (AUC)"), Unit.SCORE, DOWN),
        measure("unique_share", N_("Rows whose combination occurs only once"), Unit.SHARE, DOWN),
        measure("small_class_share", N_("Rows in combinations of fewer than five rows"), Unit.SHARE, DOWN),
        measure("k_anonymity", N_("Rows of the rarest combination (k)"), Unit.COUNT, UP),
        measure("one_outcome_share", N_("Rows whose combination has only one true value"), Unit.SHARE, DOWN),
        measure("l_diversity", N_("Different true values in the poorest combination (l)"), Unit.COUNT, UP),
        measure(
            "membership_auc", N_("How well losses tell training rows from others (AUC)"), Unit.SCORE, DOWN
        ),
        measure("membership_tpr", N_("Training rows recognized at 1 % false alarms"), Unit.SHARE, DOWN),
        measure("membership_gap", N_("Mean loss: other rows minus training rows"), Unit.NUMBER, DOWN),
    )
)
"""By id."""

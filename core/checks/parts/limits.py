"""Which measures of the comparison of groups may a policy limit?"""

from core.checks.base import CheckInput
from core.checks.parts.joined_gaps import JOINED_MEASURES
from core.checks.parts.measured_gaps import KINDS
from core.checks.parts.verdicts import not_measured, without_value
from core.inventory import Task
from core.policy import Threshold
from core.reasons import Reason, ReasonCode
from core.results import Conclusion

CLASS_MEASURES = frozenset(kind.measure for kind in KINDS) | JOINED_MEASURES
"""Where classes or labels are decided."""
SCORING_MEASURES = frozenset({"scoring_impact_ratio"})
"""Where there is a score."""
NUMBER_MEASURES = frozenset(
    {
        "mean_prediction_difference",
        "mean_prediction_ratio",
        "mean_outcome_difference",
        "mean_outcome_ratio",
        "mean_error_difference",
        "mae_difference",
        "mae_ratio",
    }
)
"""Where numbers are predicted."""

LIMITED = CLASS_MEASURES | SCORING_MEASURES | NUMBER_MEASURES
"""What a policy may limit for one task or another."""


def class_limits(data: CheckInput) -> tuple[Threshold, ...]:
    """Return the limits that decisions are judged by; those on scores are judged beside them."""
    limits = data.thresholds("group_fairness")
    scored = SCORING_MEASURES if data.task is Task.BINARY else frozenset()
    return tuple(limit for limit in limits if limit.measure not in scored)


def not_taken(threshold: Threshold, subject: str | None) -> Conclusion:
    """Say why a limited measure has no figure: it belongs to another kind of task, or nobody takes it."""
    if threshold.measure in LIMITED:
        return without_value(threshold, subject, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    return not_measured(threshold)

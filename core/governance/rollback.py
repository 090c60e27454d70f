"""To what does a return to an approved version lead?"""

from enum import StrEnum

from core.inventory import State

REPLACED_GOES_TO = "replaced_goes_to"
"""Question of the determination: into which state the version goes that was in use until now."""
PLACES = (State.SUSPENDED, State.UNDER_REVIEW)
RETURNABLE = frozenset(
    {
        State.APPROVED,
        State.APPROVED_WITH_CONDITIONS,
        State.UNDER_REVIEW,
        State.RESTRICTED,
        State.SUSPENDED,
    }
)
"""States in which a version that was approved before may lie when somebody returns to it."""
REPLACEABLE = frozenset({State.IN_USE, State.RESTRICTED, State.UNDER_REVIEW})


class RollbackOutcome(StrEnum):
    """What is determined."""

    RETURNED = "returned"

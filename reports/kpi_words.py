"""What are the key figures of a portfolio called?"""

from collections.abc import Iterator

from core.governance.kpis import Kpis, Share
from core.messages import N_


def figures_of(found: Kpis) -> Iterator[tuple[str, Share | float | None]]:
    """Yield each figure with its English name: shares, and the median of days to release."""
    yield N_("Models assessed"), found.assessed
    yield N_("Models checked"), found.checked
    yield N_("In operation with a valid approval"), found.approved
    yield N_("In operation and monitored"), found.monitored
    yield N_("Periodic reviews overdue"), found.overdue_reviews
    yield N_("Models with overrides or exceptions"), found.with_overrides
    yield N_("Median days from registration to first approval"), found.days_to_release

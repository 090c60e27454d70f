"""How well is the portfolio governed, in figures?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from core.ids import ModelId


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """What the figures need to know of one model."""

    model: ModelId
    in_operation: bool
    """Whether its version that counts is in use, restricted or under review."""
    assessed: bool
    checked: bool
    approved: bool
    """Whether an approval holds that has not lapsed."""
    monitored: bool
    review_due: date | None
    """Day by which it must be reviewed again: the earlier of reassessment and end of the approval."""
    registered: date
    released: date | None
    """Day of the first approval."""
    overrides: int
    """Tier overrides and exceptions that hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Return the share; None of nothing."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpis:
    """The figures of a portfolio on one day."""

    day: date
    models: int
    in_operation: int
    assessed: Share
    """Of all models."""
    checked: Share
    approved: Share
    """Of the models in operation: used on an approval that holds."""
    monitored: Share
    """Of the models in operation."""
    overdue_reviews: Share
    """Of the models in operation with a day of review."""
    days_to_release: float | None
    """Median days from registration to the first approval, over the last two years; None without one."""
    releases: int = 0
    """First approvals of the last two years: what the median is of."""
    with_overrides: Share
    """Models on which a tier override or an exception holds, of all models."""


def kpis(models: Iterable[ModelFacts], today: date) -> Kpis:
    """Count what is covered, overdue and overridden."""
    found = tuple(models)
    running = tuple(item for item in found if item.in_operation)
    dated = tuple(item for item in running if item.review_due is not None)
    late = sum(item.review_due is not None and item.review_due < today for item in dated)
    since = today - timedelta(days=730)
    days = [
        (item.released - item.registered).days
        for item in found
        if item.released is not None and item.released >= since
    ]
    return Kpis(
        day=today,
        models=len(found),
        in_operation=len(running),
        assessed=Share(part=sum(item.assessed for item in found), whole=len(found)),
        checked=Share(part=sum(item.checked for item in found), whole=len(found)),
        approved=Share(part=sum(item.approved for item in running), whole=len(running)),
        monitored=Share(part=sum(item.monitored for item in running), whole=len(running)),
        overdue_reviews=Share(part=late, whole=len(dated)),
        days_to_release=float(median(days)) if days else None,
        releases=len(days),
        with_overrides=Share(part=sum(item.overrides > 0 for item in found), whole=len(found)),
    )

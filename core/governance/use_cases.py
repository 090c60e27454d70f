"""What are models used for, who answers for that, and how risky is it?

A use case has models, a model has versions, a version has artifacts. A model belongs to one use case at most.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.ids import PersonId, UseCaseId
from core.risk import Band
from core.texts import Text


class UseCaseStatus(StrEnum):
    """Where a use case stands."""

    PLANNED = "planned"
    ACTIVE = "active"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCase:
    """One thing the firm wants to achieve with models."""

    id: UseCaseId
    name: Text
    goal: Text
    """Business goal."""
    decision: Text
    """The decision it supports or takes."""
    affected: Text | None = None
    """Whom the decisions concern."""
    owner: PersonId
    business_area: Text
    status: UseCaseStatus = UseCaseStatus.PLANNED
    recorded_at: datetime
    example: bool = False


def worst(bands: Iterable[Band | None]) -> Band | None:
    """Return the highest of the known bands: the risk of a use case is that of its riskiest model."""
    known = {band for band in bands if band is not None}
    return max(known, key=lambda band: band.rank) if known else None

"""What does somebody who governs models see first?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.governance.ageing import Ageing
from core.governance.due import DueItem
from core.governance.kpis import Kpis
from core.inventory import State
from core.risk import Band


class TileKind(StrEnum):
    """What is counted because somebody should do something about it."""

    OVERDUE = "overdue"
    """Things that had to be done by a day that has passed, whoever has to do them."""
    AWAITING = "awaiting"
    """Models on which somebody must decide, or decide again."""
    LAPSED = "lapsed"
    """Released versions whose approval ran out or rests on something that was replaced."""
    BLOCKING = "blocking"
    """Standing findings whose severity blocks an approval in the tier of the version."""
    CONDITIONS = "conditions"
    """Conditions of approvals that are not met."""
    REVIEWS = "reviews"
    """Versions in operation whose periodic review is overdue or has no day."""
    ALARMS = "alarms"
    """Monitorings whose newest observation is beyond a limit."""
    INCIDENTS = "incidents"
    """Incidents that are not closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One number that leads to its rows."""

    kind: TileKind
    count: int
    overdue: int = 0
    """How many of them are past their day; 0 also where there is no day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierState:
    """How many models of a tier are in a state, by the version that counts."""

    tier: Band | None
    """None: not assessed."""
    state: State | None
    """None: the model has no version."""
    models: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything the first page shows but the tasks of one person."""

    day: date
    models: int
    tiles: tuple[Tile, ...]
    tiers: tuple[TierState, ...]
    kpis: Kpis
    ageing: Ageing
    due: tuple[DueItem, ...]
    """Everything that is due in the workspace, earliest first."""

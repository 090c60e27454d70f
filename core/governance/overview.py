"""What does somebody who governs models see first?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.audit import ObjectKind
from core.governance.ageing import Ageing
from core.governance.due import DueItem, DueKind
from core.governance.kpis import Kpis
from core.ids import ModelId, PersonId, VersionId
from core.inventory import State
from core.messages import Message
from core.risk import Band
from core.texts import Text


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
class Matter:
    """One thing a number of the first page counts, and where it is found."""

    kind: DueKind | ObjectKind
    """What is due, or which record it is."""
    id: str
    part: str = ""
    """Which part of it, for example the number of a condition."""
    what: Text | Message
    who: PersonId | None = None
    """Who has to do it, or owns the model; None: whoever has the role."""
    day: date | None = None
    """By which day, or since when; None: there is no day."""
    overdue: bool = False
    """Whether the day was one to be kept and has passed."""
    model: ModelId | None = None
    version: VersionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One number with the rows it counts."""

    kind: TileKind
    count: int
    overdue: int = 0
    """How many of them are past their day; 0 also where there is no day to be kept."""
    matters: tuple[Matter, ...] = ()
    """What is counted, what is overdue before all else."""

    def of(self, person: PersonId) -> tuple[Matter, ...]:
        """Return what one person has to do."""
        return tuple(item for item in self.matters if item.who == person)


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
    """One of each kind, in their order."""
    tiers: tuple[TierState, ...]
    kpis: Kpis
    ageing: Ageing
    due: tuple[DueItem, ...]
    """Everything that is due in the workspace, earliest first."""

    def tile(self, kind: TileKind) -> Tile:
        """Return one of the numbers."""
        return next(item for item in self.tiles if item.kind is kind)

    @property
    def matters(self) -> tuple[Matter, ...]:
        """Return everything that is due, what is overdue before all else."""
        return tuple(matter_of(item, self.day) for item in self.due)


def tile_of(kind: TileKind, matters: Iterable[Matter]) -> Tile:
    """Return the number of what was found, with the rows."""
    rows = tuple(sorted(matters, key=lambda item: (not item.overdue, item.day or date.max, item.id)))
    return Tile(kind=kind, count=len(rows), overdue=sum(item.overdue for item in rows), matters=rows)


def matter_of(item: DueItem, today: date) -> Matter:
    """Return a thing that is due as a row of the first page."""
    return Matter(
        kind=item.kind,
        id=item.id,
        part=item.part,
        what=item.what,
        who=item.who,
        day=item.day,
        overdue=item.overdue(today),
        model=item.model,
        version=item.version,
    )

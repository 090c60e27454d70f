"""Where do all models stand on the matrix, and where were they before?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.ids import VersionId
from core.risk import BOOK_BORDERS, Band, Borders, Level, Perspective, Rating, RiskAssessment, band


class Stage(StrEnum):
    """Which of the levels of a rating is looked at."""

    INHERENT = "inherent"
    RESIDUAL = "residual"
    TARGET = "target"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """What a heat map shows."""

    stage: Stage = Stage.RESIDUAL
    perspective: Perspective = Perspective.FIRM
    kind: str | None = None
    """None: the highest of all kinds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A version in a cell of the heat map."""

    version: VersionId
    level: Level
    band: Band
    """On the scale of its own assessment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What the heat map needs of a target."""

    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """What the heat map needs of a rating: its cells, and no texts."""

    kind: str
    perspective: Perspective = Perspective.FIRM
    inherent: Level
    residual: Level
    target: Aim | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What heat map and trend need of an assessment; read for ten thousand models at once."""

    version: VersionId
    ratings: tuple[Cells, ...]
    committed_at: datetime
    borders: Borders = BOOK_BORDERS

    def band_of(self, level: Level) -> Band:
        """Return the band of a cell on the assessment's own scale."""
        return band(level.score, self.borders)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """How many versions stood in each band at the end of a day."""

    day: date
    counts: Mapping[Band, int]


def level_of(rating: Rating | Cells, stage: Stage) -> Level:
    """Return one of the levels of a rating; without a target the residual risk stays where it is."""
    if stage is Stage.INHERENT:
        return rating.inherent
    if stage is Stage.TARGET and rating.target is not None:
        return rating.target.level
    return rating.residual


def place(assessment: RiskAssessment | Standing, lens: Lens) -> Placed | None:
    """Return the cell an assessment stands in; None where it rates nothing of what is asked for."""
    levels = [
        level_of(item, lens.stage)
        for item in assessment.ratings
        if item.perspective is lens.perspective and lens.kind in {None, item.kind}
    ]
    if not levels:
        return None
    level = max(levels, key=lambda item: (item.score, item.impact))
    return Placed(version=assessment.version, level=level, band=assessment.band_of(level))


def heatmap(
    assessments: Iterable[RiskAssessment | Standing], lens: Lens
) -> Mapping[tuple[int, int], tuple[Placed, ...]]:
    """Return who stands in each cell, by (likelihood, impact)."""
    cells: dict[tuple[int, int], list[Placed]] = defaultdict(list)
    for assessment in assessments:
        placed = place(assessment, lens)
        if placed is not None:
            cells[placed.level.likelihood, placed.level.impact].append(placed)
    return {cell: tuple(found) for cell, found in cells.items()}


def trend(
    assessments: Iterable[RiskAssessment | Standing], lens: Lens, days: Iterable[date]
) -> tuple[TrendPoint, ...]:
    """Return the bands at the end of each day, from each version's assessment in force then."""
    ordered = sorted(assessments, key=lambda item: item.committed_at)
    placed = [(item.committed_at.date(), item.version, place(item, lens)) for item in ordered]
    points = []
    for day in sorted(days):
        newest = {version: found for made, version, found in placed if made <= day}
        bands = Counter(found.band for found in newest.values() if found is not None)
        points.append(TrendPoint(day=day, counts={band: bands[band] for band in Band}))
    return tuple(points)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingChange:
    """What became of one rating between two assessments."""

    kind: str
    perspective: Perspective
    before: Rating | None
    after: Rating | None

    @property
    def moved(self) -> bool:
        """Tell whether one of the cells is another one."""
        if self.before is None or self.after is None:
            return True
        pairs = ((self.before.inherent, self.after.inherent), (self.before.residual, self.after.residual))
        return any(then != now for then, now in pairs) or self._aim(self.before) != self._aim(self.after)

    @property
    def reworded(self) -> bool:
        """Tell whether the rationale is another one."""
        return (
            self.before is not None
            and self.after is not None
            and self.before.rationale.body.strip() != self.after.rationale.body.strip()
        )

    @staticmethod
    def _aim(rating: Rating) -> Level | None:
        return None if rating.target is None else rating.target.level


def compare(before: RiskAssessment, after: RiskAssessment) -> tuple[RatingChange, ...]:
    """Return every rating of both assessments, in the order of the newer one."""
    then = {item.slot: item for item in before.ratings}
    now = {item.slot: item for item in after.ratings}
    return tuple(
        RatingChange(kind=kind, perspective=seen, before=then.get((kind, seen)), after=now.get((kind, seen)))
        for kind, seen in dict.fromkeys((*now, *then))
    )

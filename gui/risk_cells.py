"""How many models lie in each cell of the risk matrix, and which?"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.language import Translator
from core.risk import Level
from core.workspace import Workspace
from gui.drafts import Slot
from gui.widgets.rating_card import Standing
from gui.widgets.risk_parts import worst_level

Cell = tuple[int, int]
Counts = Mapping[Cell, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupied:
    """The assessed models, counted before anybody looks."""

    standings: tuple[Standing, ...] = ()
    """Each with the highest of its residual levels."""
    worst: Counts = field(default_factory=dict)
    inherent: Mapping[Slot, Counts] = field(default_factory=dict)
    residual: Mapping[Slot, Counts] = field(default_factory=dict)


def occupied(workspace: Workspace, words: Translator) -> Occupied:
    """Read where the version that counts of each model stands."""
    newest = {item.version: item for item in workspace.risk.standings()}
    standings: list[Standing] = []
    inherent: dict[Slot, Counter[Cell]] = defaultdict(Counter)
    residual: dict[Slot, Counter[Cell]] = defaultdict(Counter)
    for line in workspace.inventory.lines():
        assessment = None if line.version is None else newest.get(line.version.id)
        if assessment is None:
            continue
        standings.append(
            (words.text(line.model.name), assessment.version, worst_level(assessment, inherent=False))
        )
        for item in assessment.ratings:
            slot = item.kind, item.perspective
            inherent[slot][_cell(item.inherent)] += 1
            residual[slot][_cell(item.residual)] += 1
    worst = Counter(_cell(level) for _, _, level in standings)
    return Occupied(standings=tuple(standings), worst=worst, inherent=inherent, residual=residual)


def _cell(level: Level) -> Cell:
    return level.likelihood, level.impact

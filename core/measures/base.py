"""Of what is the description of a measure made?"""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """How a value of a measure is read."""

    SHARE = "share"
    """0 to 1, shown as percent."""
    RATIO = "ratio"
    """One share divided by another."""
    DIFFERENCE = "difference"
    """One share minus another, shown in percentage points."""
    NUMBER = "number"
    """In the unit of the target or of the output."""
    COUNT = "count"
    SCORE = "score"
    """A figure without unit, such as an area or a correlation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure as screens and reports name it."""

    id: str
    label: str
    """English; the id in the gettext catalogue."""
    unit: Unit
    higher_is_better: bool | None = None
    """None where neither direction is better by itself."""


def measure(id_: str, label: str, unit: Unit, better: "bool | None" = None) -> tuple[str, Measure]:
    """Return a measure under its id."""
    return id_, Measure(id=id_, label=label, unit=unit, higher_is_better=better)


UP, DOWN = True, False
"""Which direction is better."""

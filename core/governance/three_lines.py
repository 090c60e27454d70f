"""Which line of defense does what on each model, and does anybody stand in two lines at once?

First line: who owns, builds and runs a model. Second line: who validates, assesses and decides. Third line:
who audits. The Institute of Internal Auditors' model asks that the third is independent of the first two;
banks ask the same between the first and the second. What counts is what people did, not their roles.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.ids import ModelId, PersonId


class DefenseLine(StrEnum):
    """One of the three lines."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"


class Deed(StrEnum):
    """What somebody did or is responsible for on a model."""

    OWNS = "owns"
    DEVELOPED = "developed"
    REGISTERED = "registered"
    MENDED = "mended"
    ASSESSED = "assessed"
    CHECKED = "checked"
    RAISED = "raised"
    VERIFIED = "verified"
    DECIDED = "decided"
    CHALLENGED = "challenged"
    AUDITED = "audited"


LINE_OF = {
    Deed.OWNS: DefenseLine.FIRST,
    Deed.DEVELOPED: DefenseLine.FIRST,
    Deed.REGISTERED: DefenseLine.FIRST,
    Deed.MENDED: DefenseLine.FIRST,
    Deed.ASSESSED: DefenseLine.SECOND,
    Deed.CHECKED: DefenseLine.SECOND,
    Deed.RAISED: DefenseLine.SECOND,
    Deed.VERIFIED: DefenseLine.SECOND,
    Deed.DECIDED: DefenseLine.SECOND,
    Deed.CHALLENGED: DefenseLine.SECOND,
    Deed.AUDITED: DefenseLine.THIRD,
}
"""Which line a deed belongs to; what an auditor does is the third line whatever it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One deed of one person on one model."""

    model: ModelId
    person: PersonId
    deed: Deed
    day: date
    source: str
    """Id of what shows it."""
    third: bool = False
    """Whether the person acted as an auditor."""

    @property
    def line(self) -> DefenseLine:
        """Return the line it belongs to."""
        return DefenseLine.THIRD if self.third else LINE_OF[self.deed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A person who acted in two lines on one model."""

    person: PersonId
    lines: tuple[DefenseLine, ...]
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesOfModel:
    """Who stands in which line of a model."""

    model: ModelId
    people: tuple[tuple[DefenseLine, PersonId], ...]
    last: tuple[tuple[DefenseLine, date], ...]
    """Last act of each line that acted."""
    empty: tuple[DefenseLine, ...]
    """Lines in which nobody acted."""
    conflicts: tuple[Conflict, ...]


def lines_of(model: ModelId, acts: Iterable[Act]) -> LinesOfModel:
    """Return who acted in which line of a model, which line is empty, and who acted in two."""
    own = sorted((act for act in acts if act.model == model), key=lambda act: (act.day, act.source))
    people = dict.fromkeys((act.line, act.person) for act in own)
    last = {act.line: act.day for act in own}
    return LinesOfModel(
        model=model,
        people=tuple(sorted(people)),
        last=tuple((line, last[line]) for line in DefenseLine if line in last),
        empty=tuple(line for line in DefenseLine if line not in last),
        conflicts=tuple(_conflicts(own)),
    )


def _conflicts(acts: list[Act]) -> Iterable[Conflict]:
    for person in dict.fromkeys(act.person for act in acts):
        own = tuple(act for act in acts if act.person == person)
        lines = tuple(line for line in DefenseLine if line in {act.line for act in own})
        if len(lines) > 1:
            yield Conflict(person=person, lines=lines, acts=own)

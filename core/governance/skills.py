"""How likely is it that the skills to maintain a model are lost?

Measured from who carries which duty, who stands in, who leaves when and who has left. The bus factor of a
model is the number of persons who must leave before one of its key duties has nobody: 0 means that one has
nobody now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.ids import ModelId, PersonId
from core.inventory import Model
from core.people import Person
from core.ties import Duty, Responsibility

ALWAYS_NEEDED = (Duty.OWNER, Duty.DEVELOPER)
"""Duties that count as without anybody when nobody is recorded for them."""
KEY = frozenset(Duty) - {
    Duty.VALIDATOR,
    Duty.APPROVER,
    Duty.DATA_PROTECTION_OFFICER,
    Duty.MODEL_RISK_MANAGER,
}
"""Duties by which a model is kept running and changed; the others look at it from outside."""
NOTICE_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Somebody who leaves a duty soon, or has left it already."""

    person: PersonId
    duty: Duty
    day: date | None
    """None: the person is no longer active, whatever was planned."""
    covered: bool
    """Whether somebody else remains for the duty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillsRisk:
    """The measured figures of one model."""

    model: ModelId
    duties: int
    """Duties that are looked at: the recorded ones and those always needed."""
    uncovered: tuple[Duty, ...]
    """Duties that nobody can do today."""
    without_deputy: tuple[Duty, ...]
    """Duties that one person can do and nobody else."""
    leaving: tuple[Leaving, ...]
    """Who leaves within the notice, soonest first; those who left come first."""
    bus_factor: int
    sole_bearers: tuple[PersonId, ...]
    """Persons who alone can do at least one of the duties."""

    @property
    def least_likelihood(self) -> int:
        """Return the lowest likelihood, 1 to 5, that the figures leave room for; the product's convention.

        5: a key duty has nobody. 4: somebody leaves within the notice and nobody remains for a key duty.
        3: one person alone can do a key duty. 2: somebody leaves soon, others remain. 1: none of these.
        """
        if self.bus_factor == 0:
            return 5
        if any(not item.covered and item.duty in KEY for item in self.leaving):
            return 4
        if self.bus_factor == 1:
            return 3
        return 2 if self.leaving else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLoad:
    """What hangs on one person."""

    person: PersonId
    active: bool
    models: tuple[ModelId, ...]
    """Models on which the person carries a duty or stands in."""
    alone: tuple[ModelId, ...]
    """Models on which the person alone can do at least one duty."""
    leaves: date | None
    """Earliest known last day in a duty."""


def bearers_of(model: Model, developers: Iterable[PersonId] = ()) -> tuple[Responsibility, ...]:
    """Return the duties and their bearers: as recorded, else the model's owner, its versions' developers."""
    recorded = {item.duty for item in model.duties}
    implied: list[Responsibility] = []
    if Duty.OWNER not in recorded:
        implied.append(Responsibility(duty=Duty.OWNER, person=model.owner))
    if Duty.DEVELOPER not in recorded:
        implied += [Responsibility(duty=Duty.DEVELOPER, person=who) for who in dict.fromkeys(developers)]
    return (*implied, *model.duties)


def skills_risk(
    model: Model,
    people: Iterable[Person],
    today: date,
    *,
    developers: Iterable[PersonId] = (),
    notice_days: int = NOTICE_DAYS,
) -> SkillsRisk:
    """Return the figures of one model; `developers` are those of its versions."""
    active = frozenset(person.id for person in people if person.active)
    borne = bearers_of(model, developers)
    last = today + timedelta(days=notice_days)
    able = {duty: _able(borne, duty, active, today) for duty in _looked_at(borne)}
    return SkillsRisk(
        model=model.id,
        duties=len(able),
        uncovered=tuple(duty for duty, persons in able.items() if not persons),
        without_deputy=tuple(duty for duty, persons in able.items() if len(persons) == 1),
        leaving=_leaving(borne, active, today, last),
        bus_factor=min(len(persons) for duty, persons in able.items() if duty in KEY),
        sole_bearers=tuple(
            dict.fromkeys(who for persons in able.values() if len(persons) == 1 for who in persons)
        ),
    )


def _looked_at(borne: Iterable[Responsibility]) -> tuple[Duty, ...]:
    named = {item.duty for item in borne}
    return tuple(duty for duty in Duty if duty in named or duty in ALWAYS_NEEDED)


def _able(
    borne: Iterable[Responsibility], duty: Duty, active: frozenset[PersonId], day: date
) -> frozenset[PersonId]:
    """Return who can do a duty on a day: its bearers who have not left, and their deputies."""
    found: set[PersonId] = set()
    for item in borne:
        if item.duty is not duty:
            continue
        if item.leaves is None or item.leaves >= day:
            found.add(item.person)
        if item.deputy is not None:
            found.add(item.deputy)
    return frozenset(found & active)


def _leaving(
    borne: tuple[Responsibility, ...], active: frozenset[PersonId], today: date, last: date
) -> tuple[Leaving, ...]:
    found: list[Leaving] = []
    for item in borne:
        gone = item.person not in active
        if not gone and (item.leaves is None or item.leaves > last):
            continue
        after = last if item.leaves is None else max(item.leaves, today) + timedelta(days=1)
        remaining = _able(borne, item.duty, active, after) - {item.person}
        day = None if gone else item.leaves
        found.append(Leaving(person=item.person, duty=item.duty, day=day, covered=bool(remaining)))
    return tuple(sorted(found, key=lambda item: (item.day or date.min, item.duty)))


def person_loads(
    models: Iterable[Model],
    people: Iterable[Person],
    today: date,
    *,
    developers: Mapping[ModelId, tuple[PersonId, ...]],
) -> tuple[PersonLoad, ...]:
    """Return what hangs on each person, those on whom alone most depends first."""
    listed = tuple(people)
    named: dict[PersonId, dict[ModelId, None]] = {person.id: {} for person in listed}
    alone: dict[PersonId, dict[ModelId, None]] = {person.id: {} for person in listed}
    leaves: dict[PersonId, date] = {}
    for model in models:
        of_versions = developers.get(model.id, ())
        for who in skills_risk(model, listed, today, developers=of_versions).sole_bearers:
            alone[who][model.id] = None
        for item in bearers_of(model, of_versions):
            for who in filter(None, (item.person, item.deputy)):
                named.setdefault(who, {})[model.id] = None
            if item.leaves is not None:
                leaves[item.person] = min(item.leaves, leaves.get(item.person, item.leaves))
    loads = [
        PersonLoad(
            person=person.id,
            active=person.active,
            models=tuple(named[person.id]),
            alone=tuple(alone[person.id]),
            leaves=leaves.get(person.id),
        )
        for person in listed
        if named[person.id]
    ]
    return tuple(sorted(loads, key=lambda load: (-len(load.alone), -len(load.models), load.person)))

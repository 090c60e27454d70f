"""Who holds duties on a model that must lie in different hands?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.ids import PersonId
from core.inventory import Model
from core.ties import Duty

APART: Mapping[Duty, frozenset[Duty]] = {
    Duty.VALIDATOR: frozenset(
        {Duty.OWNER, Duty.DEVELOPER, Duty.DATA_SCIENTIST, Duty.DATA_ENGINEER, Duty.ML_ARCHITECT}
    ),
    Duty.APPROVER: frozenset({Duty.DEVELOPER, Duty.DATA_SCIENTIST, Duty.ML_ARCHITECT}),
    Duty.DATA_PROTECTION_OFFICER: frozenset({Duty.OWNER}),
    Duty.MODEL_RISK_MANAGER: frozenset({Duty.OWNER, Duty.DEVELOPER, Duty.DATA_SCIENTIST}),
}
"""For each duty that judges, the duties it judges; nobody holds both on a model, as bearer or deputy.

Sources: guards of the life of a model (validator neither developer nor owner, approver not its developer);
GDPR Art. 38(6) for the data protection officer; the rest is the product's convention.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One person who would judge their own work."""

    person: PersonId
    judging: Duty
    judged: Duty


def clashes(model: Model, developers: Iterable[PersonId]) -> tuple[Clash, ...]:
    """Return who holds two duties that must lie apart; `developers` are those of the versions."""
    holders: dict[Duty, set[PersonId]] = {duty: set() for duty in Duty}
    holders[Duty.OWNER].add(model.owner)
    holders[Duty.DEVELOPER].update(developers)
    for item in model.duties:
        holders[item.duty].update(who for who in (item.person, item.deputy) if who is not None)
    return tuple(
        Clash(person=person, judging=judging, judged=judged)
        for judging, others in APART.items()
        for judged in sorted(others)
        for person in sorted(holders[judging] & holders[judged])
    )

"""How much of what a list asks for does the register hold?

Nothing here says that a rule is followed: it counts which listed fields are filled.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from core.governance.ai_act import AiActOutcome
from core.governance.determinations import Determination, DeterminationKind, newest
from core.governance.frameworks import ScopeOutcome
from core.governance.register.derived import negligible
from core.governance.register.registry import fields_of
from core.governance.register.types import (
    FRAMEWORKS,
    Demand,
    FieldKey,
    FieldList,
    FieldSpec,
    FieldValue,
    RecordFacts,
    Strength,
)
from core.governance.register.values import is_filled, value_of
from core.messages import Message, message
from core.risk import Band

REGISTERED = {
    FieldList.ANNEX_VIII_A: AiActOutcome.HIGH_RISK_ANNEX_III,
    FieldList.ANNEX_VIII_B: AiActOutcome.EXCEPTED,
    FieldList.ANNEX_VIII_C: AiActOutcome.HIGH_RISK_ANNEX_III,
}
"""The class under the AI Act whose systems are entered with the fields of a section (Art. 49(1) to (3))."""


class Standing(StrEnum):
    """Whether the fields of a list are counted for a model."""

    COUNTED = "counted"
    UNDETERMINED = "undetermined"
    """Counted, although nobody determined yet whether the framework applies."""
    NOTHING_LISTED = "nothing_listed"
    """The framework asks for sufficient information and lists no fields."""
    NOT_CONCERNED = "not_concerned"
    """The framework or the list does not concern the model."""


_COUNTING = frozenset({Standing.COUNTED, Standing.UNDETERMINED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemState:
    """One item of a list and what the register holds of it."""

    item: str
    citations: tuple[str, ...]
    strength: Strength
    """The firmest demand among its fields."""
    values: tuple[FieldValue, ...]
    counted: bool

    @property
    def filled(self) -> bool:
        """Tell whether every field of the item is filled."""
        return all(value.filled for value in self.values)

    @property
    def missing(self) -> tuple[FieldSpec, ...]:
        """Return the fields of the item that are not."""
        return tuple(value.field for value in self.values if not value.filled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """One list for one model."""

    list: FieldList
    standing: Standing
    because: Message
    """Why it is counted or not."""
    items: tuple[ItemState, ...]

    @property
    def counts(self) -> bool:
        """Tell whether the list asks anything of the model."""
        return self.standing in _COUNTING

    @property
    def required(self) -> int:
        """Return how many items are asked for."""
        return sum(item.counted for item in self.items) if self.counts else 0

    @property
    def filled(self) -> int:
        """Return how many of them are filled."""
        return sum(item.counted and item.filled for item in self.items) if self.counts else 0

    @property
    def missing(self) -> tuple[ItemState, ...]:
        """Return the items asked for that are not filled."""
        return tuple(item for item in self.items if self.counts and item.counted and not item.filled)

    @property
    def complete(self) -> bool:
        """Tell whether everything asked for is filled."""
        return not self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many items of one list are filled for one model; which, `Completeness` says."""

    list: FieldList
    standing: Standing
    because: Message
    """Why it is counted or not."""
    required: int
    filled: int

    @property
    def counts(self) -> bool:
        """Tell whether the list asks anything of the model."""
        return self.standing in _COUNTING

    @property
    def complete(self) -> bool:
        """Tell whether everything asked for is filled."""
        return self.filled == self.required


def completeness(facts: RecordFacts, wanted: FieldList) -> Completeness:
    """Return what the register holds of one list."""
    return _completeness(facts, wanted, lambda field: value_of(field, facts))


def all_lists(facts: RecordFacts) -> tuple[Completeness, ...]:
    """Return what the register holds of every list, in their order; each field is looked at once."""
    known: dict[FieldKey, FieldValue] = {}

    def read(field: FieldSpec) -> FieldValue:
        if field.key not in known:
            known[field.key] = value_of(field, facts)
        return known[field.key]

    return tuple(_completeness(facts, wanted, read) for wanted in FieldList)


def all_counts(facts: RecordFacts) -> tuple[Count, ...]:
    """Count what the register holds of every list, in their order; nothing but the numbers is made."""
    known: dict[FieldKey, bool] = {}

    def filled(field: FieldSpec) -> bool:
        found = known.get(field.key)
        if found is None:
            found = known[field.key] = is_filled(field, facts)
        return found

    exempt = _exempt(facts)
    return tuple(_count(facts, wanted, filled, exempt=exempt) for wanted in FieldList)


def _count(
    facts: RecordFacts, wanted: FieldList, filled: Callable[[FieldSpec], bool], *, exempt: bool
) -> Count:
    standing, because = _standing(facts, wanted)
    asked: list[_Asked] = []
    if standing in _COUNTING:
        asked = [item for item in _asked(wanted) if item.counted(exempt=exempt)]
    return Count(
        list=wanted,
        standing=standing,
        because=because,
        required=len(asked),
        filled=sum(all(map(filled, item.fields)) for item in asked),
    )


def _completeness(
    facts: RecordFacts, wanted: FieldList, read: Callable[[FieldSpec], FieldValue]
) -> Completeness:
    standing, because = _standing(facts, wanted)
    items = _items(wanted, read, exempt=_exempt(facts))
    return Completeness(list=wanted, standing=standing, because=because, items=items)


def _exempt(facts: RecordFacts) -> bool:
    """Tell whether the eleven further fields of E-23 need not be there."""
    allowed: Iterable[Band] = () if facts.policy is None else facts.policy.register.negligible
    return negligible(facts.tier, allowed)


def _items(
    wanted: FieldList, read: Callable[[FieldSpec], FieldValue], *, exempt: bool
) -> tuple[ItemState, ...]:
    return tuple(
        ItemState(
            item=asked.item,
            citations=asked.citations,
            strength=asked.strength,
            values=tuple(read(field) for field in asked.fields),
            counted=asked.counted(exempt=exempt),
        )
        for asked in _asked(wanted)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One item of a list with the fields that make it up."""

    item: str
    citations: tuple[str, ...]
    strength: Strength
    fields: tuple[FieldSpec, ...]

    def counted(self, *, exempt: bool) -> bool:
        """Tell whether it is asked for; a model of negligible risk is exempt from some items."""
        return self.strength is not Strength.IMPLIED and not (
            exempt and self.strength is Strength.NOT_NEGLIGIBLE
        )


@cache
def _asked(wanted: FieldList) -> tuple[_Asked, ...]:
    """Return the items of a list in its order; they are the same for every model."""
    grouped: dict[str, list[tuple[FieldSpec, Demand]]] = {}
    for field in fields_of(wanted):
        demand = field.demand(wanted)
        if demand is not None:
            grouped.setdefault(demand.item, []).append((field, demand))
    firm = list(Strength)
    return tuple(
        _Asked(
            item=item,
            citations=tuple(dict.fromkeys(demand.citation for _, demand in grouped[item])),
            strength=min((demand.strength for _, demand in grouped[item]), key=firm.index),
            fields=tuple(field for field, _ in grouped[item]),
        )
        for item in sorted(grouped, key=_order)
    )


def _order(item: str) -> tuple[int, str]:
    return (int(item), "") if item.isdigit() else (0, item)


def _standing(facts: RecordFacts, wanted: FieldList) -> tuple[Standing, Message]:
    if wanted in {FieldList.SR_26_2, FieldList.MARISK}:
        return Standing.NOTHING_LISTED, message(
            "This framework lists no fields. Shown is what its other demands imply; nothing is counted."
        )
    scope = newest(facts.determinations, DeterminationKind.SCOPE, topic=FRAMEWORKS[wanted])
    if scope is not None and scope.outcome == ScopeOutcome.NOT_IN_SCOPE:
        return Standing.NOT_CONCERNED, message("{id} determined that it does not apply.", id=scope.id)
    if wanted is FieldList.GDPR_30:
        return _privacy(facts, scope)
    if wanted in REGISTERED:
        return _registration(facts, wanted)
    if wanted is FieldList.E23:
        return _e23(facts, scope)
    return _by(scope)


def _by(scope: Determination | None) -> tuple[Standing, Message]:
    if scope is None:
        return Standing.UNDETERMINED, message("Nobody determined yet whether it applies.")
    if scope.outcome == ScopeOutcome.VOLUNTARY:
        return Standing.COUNTED, message("{id} determined that it is followed voluntarily.", id=scope.id)
    return Standing.COUNTED, message("{id} determined that it applies.", id=scope.id)


def _e23(facts: RecordFacts, scope: Determination | None) -> tuple[Standing, Message]:
    standing, because = _by(scope)
    if _exempt(facts):
        return standing, message(
            "{why} The policy counts tier {tier} as negligible risk: six fields instead of 17.",
            why=because,
            tier=facts.tier,
        )
    return standing, message("{why} All 17 fields: no policy counts its risk as negligible.", why=because)


def _privacy(facts: RecordFacts, scope: Determination | None) -> tuple[Standing, Message]:
    said = facts.model.facts.get("personal_data_class")
    if said in {"none", "anonymous"}:
        return Standing.NOT_CONCERNED, message("The register says that no personal data are processed.")
    return _by(scope)


def _registration(facts: RecordFacts, wanted: FieldList) -> tuple[Standing, Message]:
    """Annex VIII concerns only systems that are registered: high-risk ones, and those of Art. 6(3)."""
    found = newest(facts.determinations, DeterminationKind.AI_ACT)
    if found is None:
        return Standing.UNDETERMINED, message("Nobody determined yet in which class of the AI Act it falls.")
    if found.outcome == REGISTERED[wanted]:
        elsewhere = _by_others(found, wanted)
        if elsewhere is not None:
            return Standing.NOT_CONCERNED, elsewhere
        return Standing.COUNTED, message(
            "By its class under the AI Act ({id}) it is registered.", id=found.id
        )
    return Standing.NOT_CONCERNED, message(
        "By its class under the AI Act ({id}) it is not registered in this section.", id=found.id
    )


def _by_others(found: Determination, wanted: FieldList) -> Message | None:
    """Return why not this firm registers the system, by its role in the signed classification, or None."""
    given = {(item.question, item.answer) for item in found.answers}
    if wanted is FieldList.ANNEX_VIII_C:
        if ("role", "deployer") in given and ("public", "authority") in given:
            return None
        return message("Only deployers that are public bodies register their use ({id}).", id=found.id)
    if any(question == "role" for question, _ in given) and ("role", "provider") not in given:
        return message("Its provider registers it; by {id} the firm is not the provider.", id=found.id)
    return None

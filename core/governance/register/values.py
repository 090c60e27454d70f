"""What does the register say about a model in one of its fields?"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from core.governance.register.registry import fields_of
from core.governance.register.types import (
    NOT_APPLICABLE,
    Country,
    FieldKind,
    FieldList,
    FieldSpec,
    FieldValue,
    Origin,
    Piece,
    Place,
    RecordFacts,
    Strength,
)
from core.inventory import Model
from core.messages import Message, message
from core.texts import Text
from core.ties import DependencyKind

_COMPOSED: dict[str, tuple[FieldList, Strength | None]] = {
    "e23_base": (FieldList.E23, Strength.REQUIRED),
    "e23_full": (FieldList.E23, Strength.NOT_NEGLIGIBLE),
    "ropa_entry": (FieldList.GDPR_30, None),
}
"""Fields that count others: the list, and which items of it."""


def value_of(field: FieldSpec, facts: RecordFacts) -> FieldValue:
    """Return a field's value with where it comes from."""
    if field.key in _COMPOSED:
        return _composed(field, facts)
    derived = () if field.derive is None else field.derive(facts)
    raw = raw_of(field, facts.model)
    if derived and (field.derived_first or not raw):
        return FieldValue(field=field, origin=Origin.DERIVED, pieces=derived, raw=raw)
    if raw:
        return FieldValue(field=field, origin=Origin.STATED, pieces=_stated(field, facts, raw), raw=raw)
    if facts.model.facts.get(field.key) == NOT_APPLICABLE:
        return FieldValue(field=field, origin=Origin.NOT_APPLICABLE, raw=NOT_APPLICABLE)
    missing = Origin.MISSING if field.meant_for(facts.model.kind) else Origin.OTHER_KIND
    return FieldValue(field=field, origin=missing)


def is_filled(field: FieldSpec, facts: RecordFacts) -> bool:
    """Tell whether the register holds an answer, as `value_of` does, without saying which: for counts."""
    if field.key in _COMPOSED:
        return _composed(field, facts).filled
    if raw_of(field, facts.model) or not field.meant_for(facts.model.kind):
        return True
    if facts.model.facts.get(field.key) == NOT_APPLICABLE:
        return True
    return field.derive is not None and bool(field.derive(facts))


def raw_of(field: FieldSpec, model: Model) -> str:
    """Return what was entered, as `parse` reads it; empty where nothing was, or where it does not apply."""
    match field.place:
        case Place.ATTRIBUTE:
            return _plain(_attribute(model, field.key))
        case Place.WORDS:
            return _plain(model.words.get(field.key))
        case Place.FACTS:
            found = model.facts.get(field.key, "")
            return "" if found == NOT_APPLICABLE else found
        case Place.DUTY:
            return next((item.person for item in model.duties if item.duty is field.duty), "")
        case Place.DEPENDENCIES:
            return "\n".join(f"{item.kind.value}: {item.name}" for item in model.dependencies)
    return ""


def text_of(field: FieldSpec, model: Model) -> Text | None:
    """Return the text of a field that keeps one, with the language it was written in."""
    if field.place is Place.WORDS:
        return model.words.get(field.key)
    found = _attribute(model, field.key) if field.place is Place.ATTRIBUTE else None
    return found if isinstance(found, Text) else None


def items(
    wanted: FieldList, strengths: Iterable[Strength], facts: RecordFacts
) -> dict[str, tuple[FieldValue, ...]]:
    """Return the values behind each item of a list, for demands of the given strengths."""
    allowed, found = set(strengths), dict[str, list[FieldValue]]()
    for field in fields_of(wanted):
        for demand in field.demands:
            if demand.list is wanted and demand.strength in allowed:
                found.setdefault(demand.item, []).append(value_of(field, facts))
    return {item: tuple(values) for item, values in found.items()}


def _composed(field: FieldSpec, facts: RecordFacts) -> FieldValue:
    wanted, strength = _COMPOSED[field.key]
    strengths = (Strength.REQUIRED, Strength.WHERE_APPLICABLE) if strength is None else (strength,)
    counted = items(wanted, strengths, facts)
    filled = sum(all(value.filled for value in values) for values in counted.values())
    said = message("{filled} of {count}", filled=filled, count=len(counted))
    complete = filled == len(counted)
    return FieldValue(field=field, origin=Origin.DERIVED if complete else Origin.MISSING, pieces=(said,))


def _stated(field: FieldSpec, facts: RecordFacts, raw: str) -> tuple[Piece, ...]:
    return shown(field, raw, text_of(field, facts.model), facts.names)


def _attribute(model: Model, key: str) -> object:
    return _ATTRIBUTES[key](model)


_ATTRIBUTES: Mapping[str, Callable[[Model], object]] = {
    "name": lambda model: model.name,
    "purpose": lambda model: model.purpose,
    "intended_use": lambda model: model.intended_use,
    "kind": lambda model: model.kind.value,
    "vendor": lambda model: model.vendor,
    "owner": lambda model: model.owner,
    "business_area": lambda model: model.business_area,
    "foreign_id": lambda model: model.foreign_id,
}


def _plain(value: object) -> str:
    if isinstance(value, Text):
        return value.body
    return "" if value is None else str(value)


def shown(field: FieldSpec, raw: str, text: Text | None, names: Mapping[str, str]) -> tuple[Piece, ...]:
    """Return what is shown of an entered value; `names` are those of persons and models by id."""
    match field.kind:
        case FieldKind.TEXT | FieldKind.LONG_TEXT:
            return (raw,) if text is None else (text,)
        case FieldKind.DATE:
            return (_day(raw),)
        case FieldKind.NUMBER:
            return (_number(raw),)
        case FieldKind.YES_NO:
            return (raw == "yes",)
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return tuple(_chosen(field, part) for part in raw.split(","))
        case FieldKind.PERSON:
            return (names.get(raw, raw),)
        case FieldKind.COUNTRIES:
            return tuple(Country(code=part) for part in raw.split(","))
        case FieldKind.MODELS:
            return tuple(_named(part, names) for part in raw.splitlines())
        case FieldKind.DEPENDENCIES:
            return tuple(_dependency(part, names) for part in raw.splitlines())
    return (text,) if text is not None and text.translation else tuple(raw.splitlines())


def _chosen(field: FieldSpec, part: str) -> Piece:
    label = next((choice.label for choice in field.choices if choice.key == part), part)
    return Message(label)


def _named(part: str, names: Mapping[str, str]) -> Piece:
    return message("{id}: {name}", id=part, name=names[part]) if part in names else part


def _dependency(line: str, names: Mapping[str, str]) -> Piece:
    kind, _, name = line.partition(": ")
    known = next((item for item in DependencyKind if item.value == kind), None)
    if known is None:
        return line
    return message("{kind}: {name}", kind=known, name=names.get(name, name))


def _day(raw: str) -> Piece:
    """Return the day; what an edited database holds instead stays as it is, to be seen."""
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return raw


def _number(raw: str) -> Piece:
    try:
        found = Decimal(raw)
    except InvalidOperation:
        return raw
    return int(found) if found == found.to_integral_value() else found

"""How does a model look with another value in one of its fields?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from core.governance.register.types import NOT_APPLICABLE, FieldKey, FieldSpec, Place, Stored
from core.governance.register.values import text_of
from core.ids import PersonId
from core.inventory import Model, ModelKind
from core.texts import Text
from core.ties import Dependency, Responsibility

V = TypeVar("V")


def with_value(model: Model, field: FieldSpec, value: Stored) -> Model:
    """Return the model with a value that `parse` returned; unchanged where it says the same as before."""
    if isinstance(value, Text) and _same(text_of(field, model), value):
        return model
    applies = value != NOT_APPLICABLE
    marked = _put(model.facts, field.key, None if applies else NOT_APPLICABLE)
    fresh = model if field.place is Place.FACTS else replace(model, facts=marked)
    return _placed(fresh, field, value if applies or field.place is Place.FACTS else None)


def _placed(model: Model, field: FieldSpec, value: Stored) -> Model:
    match field.place:
        case Place.ATTRIBUTE:
            return _with_attribute(model, field.key, value)
        case Place.WORDS:
            return replace(model, words=_put(model.words, field.key, _text(value)))
        case Place.FACTS:
            return replace(
                model, facts=_put(model.facts, field.key, value if isinstance(value, str) else None)
            )
        case Place.DUTY:
            return replace(model, duties=_duties(model, field, value))
        case Place.DEPENDENCIES:
            return replace(model, dependencies=_dependencies(model, value))
    raise ValueError(f"{field.key} is derived and cannot be written")


def _with_attribute(model: Model, key: FieldKey, value: Stored) -> Model:
    text, plain = _text(value), value if isinstance(value, str) else None
    match key:
        case "name" if text is not None:
            return replace(model, name=text)
        case "purpose" if text is not None:
            return replace(model, purpose=text)
        case "intended_use" if text is not None:
            return replace(model, intended_use=text)
        case "business_area" if text is not None:
            return replace(model, business_area=text)
        case "kind" if plain is not None:
            return replace(model, kind=ModelKind(plain))
        case "owner" if plain is not None:
            return replace(model, owner=PersonId(plain))
        case "vendor":
            return replace(model, vendor=text)
        case "foreign_id":
            return replace(model, foreign_id=plain)
    raise ValueError(f"{key} cannot hold {value!r}")


def _same(old: Text | None, new: Text) -> bool:
    """Tell whether an entry repeats what is there, in the one language or the other."""
    if old is None:
        return False
    return new.body == old.body or (new.language is not old.language and new.body == old.translation)


def _duties(model: Model, field: FieldSpec, value: Stored) -> tuple[Responsibility, ...]:
    if field.duty is None:
        raise ValueError(f"{field.key} names no duty")
    before = next((item for item in model.duties if item.duty is field.duty), None)
    others = tuple(item for item in model.duties if item is not before)
    if not isinstance(value, str):
        return others
    person = PersonId(value)
    if before is not None and before.person == person:
        return model.duties
    deputy = None if before is None or before.deputy == person else before.deputy
    again = tuple(item for item in others if (item.duty, item.person) != (field.duty, person))
    return (*again, Responsibility(duty=field.duty, person=person, deputy=deputy))


def _dependencies(model: Model, value: Stored) -> tuple[Dependency, ...]:
    """Keep the notes of what was there before."""
    if not isinstance(value, tuple):
        return ()
    before = {(item.kind, item.name): item for item in model.dependencies}
    return tuple(before.get((item.kind, item.name), item) for item in dict.fromkeys(value))


def _text(value: Stored) -> Text | None:
    return value if isinstance(value, Text) else None


def _put(held: Mapping[str, V], key: str, value: V | None) -> dict[str, V]:
    rest = {name: item for name, item in held.items() if name != key}
    return rest if value is None else dict(sorted({**rest, key: value}.items()))

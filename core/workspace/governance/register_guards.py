"""Who may change which field of the register, and what must not come out of it?"""

from core.errors import ConflictError, NotAllowedError, UserError
from core.governance.register import (
    FieldSpec,
    FormSection,
    Place,
    RecordFacts,
    raw_of,
    value_of,
)
from core.governance.register.edits import FieldEntry
from core.governance.separation import clashes
from core.ids import ModelId, PersonId
from core.inventory import Model, ModelKind
from core.messages import Message, message
from core.people import Permission, Person, PersonKind, Role
from core.ties import DependencyKind
from core.workspace.governance.duties import MAY_ASSIGN
from core.workspace.lookup import Reader, active_person, require_text

PROTECTION = frozenset({FormSection.PRIVACY, FormSection.DATA})
"""Sections that a data protection officer may fill in as well."""


def field_refusal(person: Person, field: FieldSpec) -> Message | None:
    """Return why the person may not change a field of the register, or None."""
    if person.kind is PersonKind.SERVICE or not person.active:
        return _may_not(person)
    if field.place is Place.DUTY or field.key == "owner":
        return None if any(person.may(item) for item in MAY_ASSIGN) else _may_not(person)
    if person.may(Permission.REGISTER) or person.may(Permission.DECIDE):
        return None
    if Role.DATA_PROTECTION_OFFICER in person.roles and field.section in PROTECTION:
        return None
    return _may_not(person)


def check_field(person: Person, field: FieldSpec, facts: RecordFacts) -> None:
    """Raise unless the person may change the field of the model now."""
    refusal = field_refusal(person, field)
    if refusal is not None:
        raise NotAllowedError(refusal)
    value = value_of(field, facts)
    if not value.enterable:
        raise UserError(
            message(
                "“{field}” of {model} follows from other records and cannot be entered. Nothing was changed. "
                "Change it where it comes from.",
                field=Message(field.label),
                model=facts.model.id,
            )
        )
    check_hand_over(person, field, facts.model)


def check_hand_over(person: Person, field: FieldSpec, model: Model) -> None:
    """Raise when somebody who may decide on models would give away one they own."""
    if field.key == "owner" and person.id == model.owner and person.may(Permission.DECIDE):
        raise NotAllowedError(
            message(
                "You own {model} and may decide on models, so somebody else must hand it over: nobody makes "
                "themselves the judge of their own model.",
                model=model.id,
            )
        )


def check_seen(entry: FieldEntry, field: FieldSpec, model: Model, after: Model) -> None:
    """Raise `ConflictError` when somebody else changed the field since it was shown."""
    now = raw_of(field, model)
    marked = model.facts.get(field.key) if field.place is not Place.FACTS else None
    if entry.seen is None or entry.seen in {now, marked} or raw_of(field, after) == now:
        return
    raise ConflictError(
        message(
            "“{field}” of {model} was changed by somebody else meanwhile: it says “{now}” now. Nothing was "
            "changed. Look at it again.",
            field=Message(field.label),
            model=model.id,
            now=now or "–",
        )
    )


def check_result(reader: Reader, before: Model, after: Model, developers: tuple[PersonId, ...]) -> None:
    """Raise unless the changed model can stand."""
    if after.kind is ModelKind.VENDOR and (before.kind, before.vendor) != (after.kind, after.vendor):
        require_text(
            after.vendor, message("The vendor is missing. Write who supplies the model, or name it first.")
        )
    named = {item.person for item in after.duties} - {item.person for item in before.duties}
    for person in (*named, *({after.owner} - {before.owner})):
        if active_person(reader, person).kind is PersonKind.SERVICE:
            raise UserError(
                message("A service identity carries no duty on a model. Nothing was changed. Name a person.")
            )
    _check_feeders(reader, before, after)
    if (before.owner, before.duties) != (after.owner, after.duties):
        _check_separation(reader, after, developers)


def _check_feeders(reader: Reader, before: Model, after: Model) -> None:
    known = set(before.dependencies)
    for item in after.dependencies:
        if item.kind is not DependencyKind.FEEDER_MODEL or item in known:
            continue
        if item.name == after.id:
            raise UserError(
                message(
                    "{model} cannot feed itself. Nothing was changed. Name another model.", model=after.id
                )
            )
        if reader.get(Model, ModelId(item.name)) is None:
            raise UserError(
                message(
                    "There is no model {id} that could feed {model}. Nothing was changed. Give the id of a "
                    "model of the inventory, or name a data source instead.",
                    id=item.name,
                    model=after.id,
                )
            )


def _check_separation(reader: Reader, model: Model, developers: tuple[PersonId, ...]) -> None:
    for clash in clashes(model, developers):
        person = reader.get(Person, clash.person)
        raise NotAllowedError(
            message(
                "{name} would be both “{duty}” and “{other}” on {model}, as bearer or deputy. "
                "Nothing was changed. Name another person for one of them.",
                name="–" if person is None else person.name.name(),
                duty=clash.judging,
                other=clash.judged,
                model=model.id,
            )
        )


def _may_not(person: Person) -> Message:
    return message(
        "{name} may not do this: none of their roles allows it. Switch to a person who may.",
        name=person.name.name(),
    )

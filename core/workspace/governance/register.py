"""What does the register say about models, who changes it, and how complete is it?"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.audit import Action
from core.errors import ConflictError, PruefsteinError, UserError
from core.governance.register import (
    NOT_APPLICABLE,
    FieldSpec,
    FieldValue,
    Piece,
    RecordFacts,
    field_of,
    fields,
    parse,
    raw_of,
    shown,
    text_of,
    value_of,
    with_value,
)
from core.governance.register.completeness import Completeness, Count, all_counts, all_lists
from core.governance.register.edits import Difference, Edit, FieldChange, Preview, Refused
from core.ids import ModelId
from core.inventory import Model
from core.messages import Message, message
from core.people import Person
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance import register_guards as guards
from core.workspace.governance.records import facts_of_all, facts_of_model, names_for
from core.workspace.governance.register_history import history
from core.workspace.governance.register_words import in_english
from core.workspace.lookup import Reader, require_text
from core.workspace.session import Session

_TOUCHED = Changes.INVENTORY | Changes.ESTATE


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCompleteness:
    """How complete one model's entry is, list by list."""

    model: Model
    lists: tuple[Completeness, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCounts:
    """How complete one model's entry is, in numbers, list by list."""

    model: Model
    lists: tuple[Count, ...]

    @property
    def id(self) -> ModelId:
        """Return the model's id."""
        return self.model.id


class Register:
    """The fields of the register."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def facts(self, model: ModelId) -> RecordFacts:
        """Return everything the fields of a model are derived from."""
        return facts_of_model(self._desk.store, model, self._desk.policy)

    def values(self, model: ModelId) -> tuple[FieldValue, ...]:
        """Return every field of a model in the order of the form."""
        facts = self.facts(model)
        return tuple(value_of(field, facts) for field in fields())

    def refusal(self, person: Person, field: FieldSpec) -> Message | None:
        """Return why the person may not change a field, or None."""
        return guards.field_refusal(person, field)

    def change(self, session: Session, model: ModelId, edit: Edit, reason: Text) -> tuple[Model, Changes]:
        """Enter values into fields of one model, with one event; nothing is changed if one is refused.

        Raises `ConflictError` naming the field when somebody else changed it since it was shown.
        """
        require_text(reason, message("The reason is missing. Write why the register changes."))
        with self._desk.store.transaction(session, reason) as step:
            before = self._facts(step, model)
            changed = _applied(step, session.person, before, edit)
            if changed == before.model:
                raise UserError(message("This changes nothing: the register says so already."))
            step.put(changed, Action.MODEL_CHANGED)
        return changed, _TOUCHED

    def preview(self, person: Person, models: Iterable[ModelId], edit: Edit) -> Preview:
        """Return what an edit would change in each of the models; changes nothing."""
        differences: list[Difference] = []
        refused: list[Refused] = []
        untouched: list[ModelId] = []
        for model in dict.fromkeys(models):
            facts = self.facts(model)
            try:
                changed = _applied(self._desk.store, person, facts, edit)
            except PruefsteinError as error:
                refused.append(Refused(model=model, name=facts.model.name.body, because=error.message))
                continue
            found = _differences(self._desk.store, facts, changed, edit)
            differences += found
            if not found:
                untouched.append(model)
        return Preview(differences=tuple(differences), refused=tuple(refused), untouched=tuple(untouched))

    def change_many(
        self, session: Session, edit: Edit, preview: Preview, reason: Text
    ) -> tuple[tuple[Model, ...], Changes]:
        """Make an edit as previewed, in all of its models or in none, in one transaction.

        Raises `UserError` when a model of the preview cannot take the edit, and `ConflictError` naming model
        and field when it would now change something else than was shown.
        """
        require_text(reason, message("The reason is missing. Write why the register changes."))
        if preview.refused:
            first = preview.refused[0]
            raise UserError(message("{model}: {why}", model=first.model, why=first.because))
        models = tuple(dict.fromkeys(item.model for item in preview.differences))
        if not models:
            raise UserError(message("This changes nothing: the register says so already."))
        with self._desk.store.transaction(session, reason) as step:
            changed = tuple(self._changed(step, session.person, model, edit, preview) for model in models)
        return changed, _TOUCHED

    def history(self, model: ModelId, key: str) -> tuple[FieldChange, ...]:
        """Return who changed a field when, from what to what, and why; newest first."""
        field = field_of(key)
        names = names_for(self._desk.store, self.facts(model).model)
        return history(self._desk.store, model, field, names)

    def completeness(self, model: ModelId) -> ModelCompleteness:
        """Return how complete a model's entry is, list by list."""
        facts = self.facts(model)
        return ModelCompleteness(model=facts.model, lists=all_lists(facts))

    def portfolio(self) -> tuple[ModelCompleteness, ...]:
        """Return how complete every entry is, by model id."""
        return tuple(
            ModelCompleteness(model=facts.model, lists=all_lists(facts))
            for facts in facts_of_all(self._desk.store, self._desk.policy)
        )

    def counts(self) -> tuple[ModelCounts, ...]:
        """Count how complete every entry is, by model id: for lists, which need not what is missing."""
        return tuple(
            ModelCounts(model=facts.model, lists=all_counts(facts))
            for facts in facts_of_all(self._desk.store, self._desk.policy)
        )

    def _facts(self, reader: Reader, model: ModelId) -> RecordFacts:
        return facts_of_model(reader, model, self._desk.policy)

    def _changed(
        self, step: Transaction, person: Person, model: ModelId, edit: Edit, preview: Preview
    ) -> Model:
        before = self._facts(step, model)
        changed = _applied(step, person, before, edit)
        shown_then = {
            (item.field.key, item.before, item.after) for item in preview.differences if item.model == model
        }
        now = _differences(step, before, changed, edit)
        other = [item for item in now if (item.field.key, item.before, item.after) not in shown_then]
        if other or len(now) != len(shown_then):
            raise ConflictError(
                message(
                    "“{field}” of {model} was changed by somebody else since the preview. Nothing was "
                    "changed in any model. Make the preview again.",
                    field=Message((other or preview.differences)[0].field.label),
                    model=model,
                )
            )
        step.put(changed, Action.MODEL_CHANGED)
        return changed


def _applied(reader: Reader, person: Person, facts: RecordFacts, edit: Edit) -> Model:
    """Return the model with all entries, or raise: who may, what is understood, what can stand."""
    acting = reader.get(Person, person.id)
    if acting is None or not edit.entries:
        raise UserError(message("Nothing was entered. Choose a field and enter a value."))
    people, changed = reader.all(Person), facts.model
    for entry in edit.entries:
        field = field_of(entry.key)
        guards.check_field(acting, field, facts)
        value = parse(field, in_english(field, entry.raw), language=edit.language, people=people)
        after = with_value(changed, field, value)
        guards.check_seen(entry, field, facts.model, after)
        changed = after
    developers = tuple(dict.fromkeys(version.developer for version in facts.versions))
    guards.check_result(reader, facts.model, changed, developers)
    return changed


def _differences(reader: Reader, facts: RecordFacts, changed: Model, edit: Edit) -> list[Difference]:
    names = {**facts.names, **names_for(reader, changed)}
    found = []
    for key in dict.fromkeys(entry.key for entry in edit.entries):
        field = field_of(key)
        before, after = entered(field, facts.model), entered(field, changed)
        if before != after:
            found.append(
                Difference(
                    model=changed.id,
                    name=changed.name.body,
                    field=field,
                    before=before,
                    after=after,
                    old=_said(field, facts.model, before, names),
                    new=_said(field, changed, after, names),
                )
            )
    return found


def entered(field: FieldSpec, model: Model) -> str:
    """Return what was entered, or the mark that the field does not apply."""
    return raw_of(field, model) or model.facts.get(field.key, "")


def _said(field: FieldSpec, model: Model, raw: str, names: dict[str, str]) -> tuple[Piece, ...]:
    if raw == NOT_APPLICABLE:
        return (message("does not apply"),)
    return shown(field, raw, text_of(field, model), names) if raw else ()

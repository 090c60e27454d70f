"""What would become of each row of a foreign register?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from core.errors import PruefsteinError
from core.exchange.register_sheet import RegisterRow, RegisterSheet, clean
from core.exchange.register_writing import UNCHANGED
from core.governance.register import (
    NOT_APPLICABLE,
    FieldKey,
    FieldKind,
    FieldSpec,
    Piece,
    Place,
    field_of,
    parse,
    raw_of,
    shown,
    text_of,
    value_of,
    with_value,
)
from core.governance.register.edits import Difference
from core.governance.register.importing import (
    CellProblem,
    Named,
    NameIndex,
    RowAction,
    Twin,
    meant,
    name_key,
)
from core.governance.register.imports import ImportTerms, RowPlan
from core.ids import ModelId
from core.inventory import Model, ModelKind, RecordBasis
from core.messages import Message, message
from core.people import Person
from core.policy import Policy
from core.progress import SILENT, Part, Progress
from core.texts import Text
from core.workspace.governance.records import facts_of_model
from core.workspace.governance.register_words import in_english
from core.workspace.lookup import Reader

V = TypeVar("V")
MOST_SHOWN = 500
"""Signs of a cell that is not taken over; the whole stands in the file, which is kept."""
_SAID_EVERY = 100
IDENTITY = (FieldKey("model_id"), FieldKey("foreign_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What all rows are planned against."""

    reader: Reader
    terms: ImportTerms
    people: tuple[Person, ...]
    models: Mapping[ModelId, Model]
    now: datetime
    policy: Policy


def planned(sheet: RegisterSheet, scene: Scene, progress: Progress = SILENT) -> tuple[RowPlan, ...]:
    """Return a plan for each row, in their order."""
    reading, deciding = Part(progress, 0.0, 0.4), Part(progress, 0.4, 1.0)
    read = [_read(row, sheet, scene) for row in counted(sheet.rows, reading)]
    rows = [Named(row=row.number, name=row.name) for row in read if row.name]
    models = [Named(model=model.id, name=model.name.body) for model in scene.models.values()]
    index = NameIndex([*rows, *models])
    foreign = _by_foreign_id(scene.models.values())
    first: dict[str, int] = {}
    done: list[RowPlan] = []
    for row in counted(read, deciding):
        same = _same_row(row, first)
        known = _known_model(row, scene, index, foreign)
        sure = known is not None and row.number not in scene.terms.choices
        found = () if sure else index.twins(row.name, row.number)
        done.append(_decided(row, same, known, found, scene=scene))
        for key in _keys(row):
            first.setdefault(key, row.number)
    return tuple(done)


def counted(rows: Sequence[V], progress: Progress) -> Iterator[V]:
    """Yield rows, and say now and then how many are done."""
    for at, row in enumerate(rows):
        if at % _SAID_EVERY == 0:
            progress(at / len(rows), message("Row {n} of {count}", n=at, count=len(rows)))
        yield row


def _by_foreign_id(models: Iterable[Model]) -> Mapping[str, tuple[ModelId, ...]]:
    found: dict[str, tuple[ModelId, ...]] = {}
    for model in models:
        if model.foreign_id is not None:
            found[model.foreign_id] = (*found.get(model.foreign_id, ()), model.id)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A row whose cells were understood as far as possible."""

    number: int
    name: str
    cells: Mapping[FieldKey, str]
    problems: tuple[CellProblem, ...]


def _read(row: RegisterRow, sheet: RegisterSheet, scene: Scene) -> _Read:
    by_head = dict(zip(sheet.heads, row.cells, strict=True))
    cells: dict[FieldKey, str] = {}
    problems: list[CellProblem] = []
    for match in scene.terms.columns:
        written = by_head.get(match.head, "")
        if match.field is None or (not written and (not sheet.ours or match.field in IDENTITY)):
            continue
        field = field_of(match.field)
        if match.field in IDENTITY:
            cells[match.field] = written
            continue
        if not field.enterable:
            continue
        if sheet.ours and written == UNCHANGED:
            continue
        raw = understood(field, written, scene.people)
        if sheet.ours:
            cells[match.field] = raw
            continue
        try:
            parse(field, raw, language=scene.terms.language, people=scene.people)
        except PruefsteinError as error:
            problems.append(CellProblem(field=match.field, written=written[:MOST_SHOWN], why=_reason(error)))
        else:
            cells[match.field] = raw
    name = cells.get(FieldKey("name"), "")
    return _Read(number=row.number, name=name, cells=cells, problems=tuple(problems))


def understood(field: FieldSpec, written: str, people: Iterable[Person]) -> str:
    """Return a cell in the form that `parse` reads."""
    return in_english(field, meant(field, written, people))


def _keys(row: _Read) -> tuple[str, ...]:
    """Return by what two rows of one file are certainly the same model."""
    ids = tuple(f"{key}:{row.cells[key].casefold()}" for key in IDENTITY if key in row.cells)
    area = row.cells.get(FieldKey("business_area"), "").casefold()
    return ids or (f"name:{name_key(row.name)}:{area}",)


def _same_row(row: _Read, first: Mapping[str, int]) -> int | None:
    return next((first[key] for key in _keys(row) if key in first), None)


def _decided(
    row: _Read, same: int | None, known: ModelId | None, found: tuple[Twin, ...], *, scene: Scene
) -> RowPlan:
    plan = RowPlan(
        number=row.number, name=row.name, action=RowAction.SKIP, problems=row.problems, twins=found
    )
    choice = scene.terms.choices.get(row.number)
    if choice is not None:
        return _chosen(plan, row, choice.action, choice.model, scene)
    if not row.name and not any(key in row.cells for key in IDENTITY):
        return replace(plan, why=message("It has neither a name nor an id."))
    if same is not None:
        return replace(plan, why=message("It repeats row {row}.", row=same))
    if known is not None:
        return _chosen(plan, row, RowAction.CHANGE, known, scene)
    if not row.name:
        return replace(plan, why=message("It has an id that is not known here, but no name."))
    doubtful = [twin for twin in found if twin.row is None or twin.row < row.number]
    if doubtful and not scene.terms.undecided_is_new:
        why = message("It may be the same as “{name}”.", name=doubtful[0].name)
        return replace(plan, action=RowAction.DECIDE, why=why)
    return _chosen(plan, row, RowAction.NEW, None, scene)


def _known_model(
    row: _Read, scene: Scene, index: NameIndex, foreign: Mapping[str, tuple[ModelId, ...]]
) -> ModelId | None:
    """Return the model a row is certainly about: by our id, by its id there, or by the very same name."""
    ours = row.cells.get(FieldKey("model_id"))
    if ours is not None and ours in scene.models:
        return ModelId(ours)
    theirs = row.cells.get(FieldKey("foreign_id"))
    by_id = foreign.get(theirs, ()) if theirs else ()
    if len(by_id) == 1:
        return by_id[0]
    area = row.cells.get(FieldKey("business_area"), "").casefold()
    same = [
        item.id
        for item in (scene.models[model] for model in index.same(row.name))
        if item.business_area.body.casefold() == area and (item.foreign_id is None or theirs is None)
    ]
    return same[0] if len(same) == 1 else None


def _chosen(plan: RowPlan, row: _Read, action: RowAction, model: ModelId | None, scene: Scene) -> RowPlan:
    if action is RowAction.SKIP:
        return replace(plan, why=message("It was left out by choice."))
    if action is RowAction.CHANGE and model is not None and model in scene.models:
        before = scene.models[model]
        after, problems, entries = filled(before, row.cells, scene)
        changes = _differences(before, after, entries, scene)
        derived = _derived(before, changes, scene)
        if derived:
            kept = {key: raw for key, raw in row.cells.items() if key not in derived}
            return _chosen(
                plan,
                replace(row, cells=kept, problems=(*row.problems, *derived.values())),
                action,
                model,
                scene,
            )
        return replace(
            plan,
            action=RowAction.CHANGE if changes else RowAction.SAME,
            model=model,
            entries=entries,
            differences=changes,
            problems=(*row.problems, *problems),
        )
    cells = {key: raw for key, raw in row.cells.items() if raw}
    _, problems, entries = filled(blank(scene, ModelId("")), cells, scene)
    return replace(
        plan, action=RowAction.NEW, entries=entries, problems=(*plan.problems, *problems), why=None
    )


def _derived(model: Model, changes: Iterable[Difference], scene: Scene) -> Mapping[FieldKey, CellProblem]:
    """Return the changed fields that other records fill now: what is entered there would be hidden."""
    changed = [item for item in changes if _may_be_derived(item.field)]
    facts = facts_of_model(scene.reader, model.id, scene.policy) if changed else None
    return {
        item.field.key: CellProblem(
            field=item.field.key,
            written=item.after[:MOST_SHOWN],
            why=message("it follows from other records and cannot be entered"),
        )
        for item in changed
        if facts is not None and not value_of(item.field, facts).enterable
    }


def _may_be_derived(field: FieldSpec) -> bool:
    """Tell whether other records can fill a field in place of a person."""
    return not field.enterable or (field.derive is not None and field.derived_first)


def blank(scene: Scene, model: ModelId) -> Model:
    """Return a model of which nothing is known but what the terms say: taken over, never evidenced."""
    nothing = Text("", scene.terms.language)
    return Model(
        id=model,
        name=nothing,
        purpose=nothing,
        intended_use=nothing,
        kind=ModelKind(scene.terms.kind),
        basis=RecordBasis.TAKEN_OVER,
        owner=scene.terms.owner,
        business_area=nothing,
        registered_at=scene.now,
    )


def filled(
    model: Model, cells: Mapping[FieldKey, str], scene: Scene
) -> tuple[Model, tuple[CellProblem, ...], tuple[tuple[FieldKey, str], ...]]:
    """Return the model with the cells of a row, what could not be entered, and what was."""
    changed, problems, entries = model, list[CellProblem](), list[tuple[FieldKey, str]]()
    named = cells.get(FieldKey("model_id")) == model.id
    for key, raw in cells.items():
        field = field_of(key)
        kept = key == "foreign_id" and model.foreign_id is not None and not named
        if kept or (not raw and not entered(field, model)):
            continue
        if key == "model_id" or says_the_same(field, model, raw):
            entries.append((key, raw))
            continue
        try:
            value = parse(field, raw, language=scene.terms.language, people=scene.people)
            changed = with_value(changed, field, value)
        except (PruefsteinError, ValueError) as error:
            why = _reason(error)
            problems.append(CellProblem(field=key, written=raw[:MOST_SHOWN], why=why))
        else:
            entries.append((key, raw))
    return changed, tuple(problems), tuple(entries)


def _reason(error: Exception) -> Message:
    """Return why a cell is not understood, without what an entry in a form would be told besides."""
    if not isinstance(error, PruefsteinError):
        return message("it cannot be entered")
    inner = error.message.values.get("reason")
    return inner if isinstance(inner, Message) else error.message


def entered(field: FieldSpec, model: Model) -> str:
    """Return what was entered, or the mark that the field does not apply."""
    return raw_of(field, model) or model.facts.get(field.key, "")


def says_the_same(field: FieldSpec, model: Model, raw: str) -> bool:
    """Tell whether a cell repeats a field but for what a spreadsheet loses: blanks, invisible signs."""
    there, here = clean(entered(field, model)), clean(raw)
    if field.kind is FieldKind.TEXT:
        there, here = " ".join(there.split()), " ".join(here.split())
    return there == here


def _differences(
    before: Model, after: Model, entries: Iterable[tuple[FieldKey, str]], scene: Scene
) -> tuple[Difference, ...]:
    names = {str(person.id): person.name.name() for person in scene.people}
    found = []
    for key, _raw in entries:
        field = field_of(key)
        old, new = entered(field, before), entered(field, after)
        if old != new and field.place is not Place.NOWHERE:
            found.append(
                Difference(
                    model=before.id,
                    name=before.name.body,
                    field=field,
                    before=old,
                    after=new,
                    old=_said(field, before, old, names),
                    new=_said(field, after, new, names),
                )
            )
    return tuple(found)


def _said(field: FieldSpec, model: Model, raw: str, names: Mapping[str, str]) -> tuple[Piece, ...]:
    if raw == NOT_APPLICABLE:
        return (message("does not apply"),)
    return shown(field, raw, text_of(field, model), names) if raw else ()


def lost_columns(sheet: RegisterSheet, terms: ImportTerms) -> tuple[str, ...]:
    """Return the heads of columns that hold something and go nowhere."""
    taken = {
        match.head
        for match in terms.columns
        if match.field is not None
        and (sheet.ours or match.field in IDENTITY or field_of(match.field).enterable)
    }
    return tuple(
        head
        for at, head in enumerate(sheet.heads)
        if head not in taken and any(row.cells[at] for row in sheet.rows)
    )


def comparable(rows: Sequence[RowPlan]) -> tuple[object, ...]:
    """Return what must be the same when an import is made as when it was shown, doubles included."""
    return tuple(
        (row.number, row.action, row.model, row.entries, tuple(twin.model for twin in row.twins))
        for row in rows
    )

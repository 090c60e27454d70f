"""How are the fields of the register read and changed from the command line?"""

from typing import Annotated

import typer

from cli.call import Call, of
from cli.inputs import one_of
from cli.tables import table
from core.errors import UserError
from core.governance.questionnaire import cited
from core.governance.register import FieldKey, FieldList, FieldValue, Origin, Strength, fields
from core.governance.register.completeness import Completeness
from core.governance.register.edits import Edit, FieldEntry, Preview
from core.ids import ModelId
from core.messages import N_, message
from core.register_words import say_field, say_pieces, say_value
from core.workspace import Workspace
from core.workspace.governance.register import ModelCompleteness

app = typer.Typer()
group = typer.Typer()
app.add_typer(
    group, name="record", help=N_("Read and change the fields of the register; count what is missing.")
)

ModelName = Annotated[str, typer.Argument(metavar="MODEL", help=N_("Id or unique name of the model."))]
Entries = Annotated[list[str], typer.Argument(metavar="KEY=VALUE", help=N_("Fields with their new values."))]
_CHANGE = ("when", "who", "before", "after", "reason")
Reason = Annotated[str, typer.Option(help=N_("Why; it is kept in the audit trail."))]


@group.command("fields", help=N_("List the fields with their keys and which list asks for them."))
def fields_(context: typer.Context) -> None:
    """List all fields."""
    call = of(context)
    headings = (call.tr("Key"), call.tr("Field"), call.tr("Kind"), call.tr("Asked for by"))
    rows = (
        (
            item.key,
            say_field(call.translator, item),
            call.translator.label(item.kind),
            "; ".join(
                cited(demand.citation, call.translator.language)
                for demand in item.demands
                if demand.strength is not Strength.IMPLIED
            ),
        )
        for item in fields()
    )
    known = [(item.key, item.kind, [demand.citation for demand in item.demands]) for item in fields()]
    call.answer(known, table(headings, rows))


@group.command(help=N_("Show the fields of one model."))
def show(
    context: typer.Context,
    model: ModelName,
    filled: Annotated[bool, typer.Option("--filled", help=N_("Only fields that hold something."))] = False,
    listed: Annotated[
        str | None,
        typer.Option("--list", help=N_("Only the fields of one list: e23, ss1_23, gdpr_30, annex_viii_a …")),
    ] = None,
) -> None:
    """Show the fields of one model."""
    call = of(context)
    wanted = None if listed is None else one_of(FieldList, listed, "--list")
    with call.reading() as workspace:
        values = workspace.register.values(model_named(workspace, model))
    shown = [item for item in values if item.filled or not filled]
    shown = [item for item in shown if wanted is None or item.field.demand(wanted) is not None]
    headings = (call.tr("Key"), call.tr("Field"), call.tr("Value"), call.tr("Origin"))
    call.answer([_plain(call, item) for item in shown], table(headings, (_row(call, item) for item in shown)))


@group.command(
    "set", help=N_("Change fields of one model: KEY=VALUE, empty to empty, n/a for not applicable.")
)
def set_(context: typer.Context, model: ModelName, entries: Entries, reason: Reason) -> None:
    """Change fields of one model."""
    call = of(context)
    edit = _edit(call, entries)
    with call.acting() as (workspace, session, _):
        changed, _changes = workspace.register.change(
            session, model_named(workspace, model), edit, call.text(reason)
        )
    said = call.tr("{model}: fields changed: {count}", model=changed.id, count=len(edit.entries))
    call.answer({"model": changed.id, "fields": [item.key for item in edit.entries]}, said)


@group.command(help=N_("Tell who changed a field when, from what to what, and why."))
def history(
    context: typer.Context,
    model: ModelName,
    key: Annotated[str, typer.Argument(help=N_("Key of the field."))],
) -> None:
    """Tell the history of a field."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.register.history(model_named(workspace, model), key)
        names = {person.id: person.name.name() for person in workspace.people.all()}
    words = call.translator
    headings = (call.tr("When"), call.tr("Who"), call.tr("Before"), call.tr("After"), call.tr("Reason"))
    rows = [
        (
            words.moment(item.when),
            names.get(item.who, item.who),
            say_pieces(words, item.old) or "–",
            say_pieces(words, item.new) or "–",
            words.text(item.reason),
        )
        for item in found
    ]
    call.answer([dict(zip(_CHANGE, row, strict=True)) for row in rows], table(headings, rows))


@group.command(help=N_("Count which listed fields are filled, of one model or of all."))
def completeness(
    context: typer.Context,
    model: Annotated[str | None, typer.Argument(help=N_("Id or unique name of the model."))] = None,
    framework: Annotated[
        str | None,
        typer.Option(help=N_("e23, ss1_23, sr_26_2, gdpr_30, annex_viii_a, annex_viii_b or marisk.")),
    ] = None,
) -> None:
    """Count what is filled and name what is missing."""
    call = of(context)
    wanted = FieldList if framework is None else (one_of(FieldList, framework, "--framework"),)
    with call.reading() as workspace:
        if model is None:
            found = workspace.register.portfolio()
        else:
            found = (workspace.register.completeness(model_named(workspace, model)),)
    lines = [(item, one) for item in found for one in item.lists if one.list in wanted]
    headings = (call.tr("Model"), call.tr("List"), call.tr("Filled"), call.tr("Missing"))
    rows = ((item.model.id, call.translator.label(one.list), *_counted(call, one)) for item, one in lines)
    call.answer([_summary(item, one) for item, one in lines], table(headings, rows))


@group.command(
    help=N_("Change the same fields in many models, all or none; without --yes only shows what would.")
)
def bulk(
    context: typer.Context,
    entries: Entries,
    model: Annotated[list[str], typer.Option(help=N_("Model to change; repeat it, or give “all”."))],
    reason: Annotated[str, typer.Option(help=N_("Why; it is kept in the audit trail."))] = "",
    yes: Annotated[bool, typer.Option("--yes", help=N_("Change the register."))] = False,
) -> None:
    """Change many models, or preview it."""
    call = of(context)
    edit = _edit(call, entries)
    with call.acting() as (workspace, session, _):
        every = [item.id for item in workspace.inventory.models()] if model == ["all"] else []
        models = every or [model_named(workspace, name) for name in model]
        preview = workspace.register.preview(session.person, models, edit)
        if yes:
            workspace.register.change_many(session, edit, preview, call.text(reason))
    _say_preview(call, preview, done=yes)


def _say_preview(call: Call, preview: Preview, *, done: bool) -> None:
    words = call.translator
    headings = (call.tr("Model"), call.tr("Field"), call.tr("Before"), call.tr("After"))
    rows = [
        (
            item.model,
            say_field(words, item.field),
            say_pieces(words, item.old) or "–",
            say_pieces(words, item.new) or "–",
        )
        for item in preview.differences
    ]
    rows += [(item.model, call.tr("refused"), "", words.say(item.because)) for item in preview.refused]
    said = call.tr("Changed.") if done else call.tr("Nothing was changed yet; add --yes.")
    plain = {
        "changed": done,
        "differences": [
            (item.model, item.field.key, item.before, item.after) for item in preview.differences
        ],
        "refused": [(item.model, words.say(item.because)) for item in preview.refused],
        "untouched": list(preview.untouched),
    }
    call.answer(plain, table(headings, rows), said)


def model_named(workspace: Workspace, name: str) -> ModelId:
    """Return the model of an id or a unique name."""
    models = workspace.inventory.models()
    found = [item.id for item in models if item.id == name]
    found = found or [item.id for item in models if item.name.body.casefold() == name.casefold()]
    if len(found) != 1:
        raise UserError(
            message("“{name}” names no model, or several. Give the id, for example MOD-0001.", name=name)
        )
    return found[0]


def _edit(call: Call, entries: list[str]) -> Edit:
    made = []
    for entry in entries:
        key, sign, raw = entry.partition("=")
        if not sign:
            raise UserError(
                message("“{entry}” is not of the form KEY=VALUE. Write the key, “=”, the value.", entry=entry)
            )
        made.append(FieldEntry(key=FieldKey(key.strip()), raw=raw.replace("\\n", "\n")))
    return Edit(entries=tuple(made), language=call.translator.language)


def _row(call: Call, value: FieldValue) -> tuple[str, str, str, str]:
    words = call.translator
    said = say_value(words, value)
    return value.field.key, say_field(words, value.field), said or "–", words.label(value.origin)


def _plain(call: Call, value: FieldValue) -> dict[str, object]:
    return {
        "key": value.field.key,
        "origin": value.origin,
        "value": say_value(call.translator, value),
        "entered": value.raw if value.origin is not Origin.DERIVED else "",
    }


def _counted(call: Call, found: Completeness) -> tuple[str, str]:
    if not found.counts:
        return "–", call.translator.say(found.because)
    filled = call.tr("{filled} of {count}", filled=found.filled, count=found.required)
    missing = (say_field(call.translator, field) for item in found.missing for field in item.missing)
    return filled, ", ".join(missing) or "–"


def _summary(item: ModelCompleteness, found: Completeness) -> dict[str, object]:
    return {
        "model": item.model.id,
        "list": found.list,
        "standing": found.standing,
        "required": found.required,
        "filled": found.filled,
        "missing": [
            {"item": state.item, "citation": state.citations[0], "fields": [one.key for one in state.missing]}
            for state in found.missing
        ],
    }

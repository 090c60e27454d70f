"""How does a register, or a registry of MLflow, come in from the command line?"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from cli.call import Call, of
from cli.commands.inspect import consented
from cli.describing import ConsentOption
from cli.importing import (
    columns_table,
    counted,
    document,
    import_lines,
    mlflow_document,
    mlflow_lines,
    plan_lines,
    sheet_lines,
)
from cli.inputs import existing, one_of, stated_cut_off
from cli.tables import table
from core.errors import UserError
from core.governance.mlflow_imports import MlflowTerms
from core.governance.register import FieldKey, field_of
from core.governance.register.importing import RowAction
from core.governance.register.imports import ImportTerms, RowChoice
from core.ids import ImportId, ModelId, PersonId
from core.inventory import ModelKind, Task
from core.messages import N_, message
from core.progress import Part
from core.texts import Language
from core.workspace import Workspace
from core.workspace.governance.imports import Looked, with_columns

app = typer.Typer()
group = typer.Typer()
app.add_typer(
    group, name="import", help=N_("Take over a register from Excel or CSV, or a registry of MLflow.")
)

_ALL = frozenset({RowAction.NEW, RowAction.CHANGE, RowAction.SKIP, RowAction.DECIDE})
Preview = Annotated[
    bool, typer.Option("--preview", help=N_("Only show what would happen; needs no passphrase. The default."))
]
Apply = Annotated[
    bool, typer.Option("--apply", help=N_("Take it over: everything that is shown, or nothing."))
]
Why = Annotated[str, typer.Option("--reason", help=N_("Why; it is kept in the audit trail."))]
Owner = Annotated[
    str | None, typer.Option(help=N_("Owner of models whose owner is not known; default: who acts."))
]


@group.command("register", help=N_("Import a register kept in Excel or CSV; without --apply only a preview."))
def register_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("XLSX or CSV file."))],
    sheet: Annotated[
        str | None, typer.Option(help=N_("Sheet; default: the one whose head is known best."))
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=FIELD", help=N_("Field of a column; empty: it is left out.")),
    ] = None,
    row: Annotated[
        list[str] | None,
        typer.Option(metavar="ROW=CHOICE", help=N_("What a row is: “new”, “skip”, or the id of its model.")),
    ] = None,
    undecided: Annotated[
        str, typer.Option(help=N_("Rows that may be doubles: “ask” (refuse), “new” or “skip”."))
    ] = "ask",
    owner: Owner = None,
    kind: Annotated[
        str, typer.Option(help=N_("Kind of models whose kind is not understood."))
    ] = ModelKind.STATISTICAL.value,
    written_in: Annotated[
        str | None, typer.Option(help=N_("Language of the register, de or en; default: that of the output."))
    ] = None,
    preview: Preview = False,
    apply: Apply = False,
    reason: Why = "",
) -> None:
    """Import a register, or preview it."""
    call = of(context)
    _one_of_two(preview, apply)
    if undecided not in {"ask", "new", "skip"}:
        raise UserError(message("--undecided knows ask, new and skip."))
    language = one_of(Language, written_in, "--written-in") if written_in else call.translator.language
    model_kind, path = one_of(ModelKind, kind, "--kind"), existing(file)

    def stated(workspace: Workspace, acting: PersonId | None, looked: Looked) -> ImportTerms:
        return ImportTerms(
            owner=_owner(workspace, owner, acting),
            kind=model_kind,
            language=language,
            columns=with_columns(looked.columns, _mapping(mapping or (), looked.sheet.heads)),
            choices=_rows(workspace, row or ()),
            undecided_is_new=undecided == "new",
        )

    if not apply:
        with call.progress() as progress, call.reading() as workspace:
            looked = workspace.imports.look(path, sheet=sheet)
            terms = stated(workspace, _acting(call, workspace), looked)
            terms = _skipping(workspace, looked, terms, undecided)
            plan = workspace.imports.plan(looked, terms, progress)
        lines = (*sheet_lines(call, looked, plan), columns_table(call, plan), *plan_lines(call, plan, _ALL))
        call.answer(document(call, looked, plan), *lines, call.tr("Nothing was changed yet; add --apply."))
        return
    with call.acting() as (workspace, session, _), call.progress() as progress:
        looked = workspace.imports.look(path, sheet=sheet)
        terms = stated(workspace, session.person.id, looked)
        terms = _skipping(workspace, looked, terms, undecided)
        plan = workspace.imports.plan(looked, terms, Part(progress, 0.0, 0.2))
        done, _changes = workspace.imports.run(
            session, looked, plan, call.text(reason), Part(progress, 0.2, 1.0)
        )
    said = call.tr(
        "{id}: new models: {new}, changed: {changed}.",
        id=done.id,
        new=plan.count(RowAction.NEW),
        changed=plan.count(RowAction.CHANGE),
    )
    call.answer(document(call, looked, plan, done), *plan_lines(call, plan, frozenset()), said)


@group.command(help=N_("Import a registry of MLflow: folder mlruns or file mlflow.db; nothing of it is run."))
def mlflow(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(help=N_("Folder mlruns, or file mlflow.db."))],
    model: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=CHOICE", help=N_("What a model is: “new”, “skip”, or an id of here.")),
    ] = None,
    owner: Owner = None,
    developer: Annotated[str | None, typer.Option(help=N_("Developer; default: the acting person."))] = None,
    kind: Annotated[str, typer.Option(help=N_("Kind of the models."))] = ModelKind.MACHINE_LEARNING.value,
    task: Annotated[str, typer.Option(help=N_("binary, multiclass or regression."))] = Task.BINARY.value,
    area: Annotated[str, typer.Option(help=N_("Business area of the models."))] = "",
    no_files: Annotated[
        bool, typer.Option("--no-files", help=N_("Leave the model files out; the versions come in alone."))
    ] = False,
    files: Annotated[
        Path | None,
        typer.Option(help=N_("Further folder with model files; default: the store and what lies beside it.")),
    ] = None,
    cut_off: Annotated[
        str | None, typer.Option(help=N_("Cut-off of binary models, which have no file without it."))
    ] = None,
    score_means: Annotated[
        str | None, typer.Option(help=N_("Whether a higher score is favorable or unfavorable."))
    ] = None,
    consent: ConsentOption = None,
    preview: Preview = False,
    apply: Apply = False,
    reason: Why = "",
) -> None:
    """Import registered models, versions and model files, or preview it."""
    call = of(context)
    _one_of_two(preview, apply)
    limit, given = stated_cut_off(cut_off, score_means), consented(call, consent)
    if files is not None and not files.is_dir():
        raise UserError(message("There is no folder {path}. Check the path.", path=str(files)))
    model_kind, model_task = one_of(ModelKind, kind, "--kind"), one_of(Task, task, "--task")

    def stated(workspace: Workspace, acting: PersonId | None) -> MlflowTerms:
        return MlflowTerms(
            owner=_owner(workspace, owner, acting),
            developer=_owner(workspace, developer, acting),
            kind=model_kind,
            task=model_task,
            area=area,
            language=call.translator.language,
            choices={key: _choice(workspace, value) for key, value in _pairs(model or (), "--model")},
            files=not no_files,
            cut_off=limit,
            consent=None if given is None else given.reason,
        )

    if not apply:
        with call.progress() as progress, call.reading() as workspace:
            looked = workspace.mlflow.look(source, files)
            plan = workspace.mlflow.plan(looked, stated(workspace, _acting(call, workspace)), progress)
        lines = mlflow_lines(call, plan)
        call.answer(mlflow_document(call, plan), *lines, call.tr("Nothing was changed yet; add --apply."))
        return
    with call.acting() as (workspace, session, _), call.progress() as progress:
        looked = workspace.mlflow.look(source, files)
        plan = workspace.mlflow.plan(looked, stated(workspace, session.person.id), Part(progress, 0.0, 0.5))
        done, _changes = workspace.mlflow.run(
            session, looked, plan, call.text(reason), Part(progress, 0.5, 1.0)
        )
    said = call.tr(
        "{id}: new models: {new}, new versions: {versions}, model files: {files}.",
        id=done.id,
        new=plan.count(RowAction.NEW),
        versions=plan.new_versions,
        files=plan.new_files,
    )
    call.answer(mlflow_document(call, plan, done), *mlflow_lines(call, plan), said)


@group.command("list", help=N_("List the imports that were made, with the digest of what was taken over."))
def list_(context: typer.Context) -> None:
    """List imports."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.imports.all()
        names = {person.id: person.name.name() for person in workspace.people.all()}
    heads = (
        call.tr("Id"),
        call.tr("When"),
        call.tr("Who"),
        call.tr("File"),
        call.tr("Rows"),
        call.tr("Digest"),
    )
    rows = (
        (
            item.id,
            call.translator.moment(item.imported_at),
            names.get(item.imported_by, item.imported_by),
            item.file_name.name(),
            counted(call, item),
            item.source[:12],
        )
        for item in found
    )
    call.answer(found, table(heads, rows))


@group.command(help=N_("Show one import: its columns, and what became of rows and model files."))
def show(
    context: typer.Context,
    identity: Annotated[str, typer.Argument(metavar="IMPORT", help=N_("Id of the import, as IMP-0001."))],
) -> None:
    """Show an import."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.imports.one(ImportId(identity))
        names = {person.id: person.name.name() for person in workspace.people.all()}
    call.answer(found, *import_lines(call, found, names))


def _one_of_two(preview: bool, apply: bool) -> None:
    if preview and apply:
        raise UserError(message("--preview and --apply exclude each other. Give one of them."))


def _acting(call: Call, workspace: Workspace) -> PersonId | None:
    return None if call.person is None else workspace.people.find(call.person).id


def _owner(workspace: Workspace, named: str | None, acting: PersonId | None) -> PersonId:
    """Return who is named, else who acts, else for a preview somebody who is active."""
    if named is not None:
        return workspace.people.find(named).id
    return acting or next(person.id for person in workspace.people.all() if person.active)


def _mapping(given: Iterable[str], heads: Sequence[str]) -> dict[str, FieldKey | None]:
    found: dict[str, FieldKey | None] = {}
    for head, key in _pairs(given, "--map"):
        if head not in heads:
            raise UserError(
                message(
                    "There is no column “{head}”. Nothing was read. It has: {heads}.",
                    head=head,
                    heads=", ".join(heads),
                )
            )
        found[head] = field_of(key).key if key else None
    return found


def _rows(workspace: Workspace, given: Iterable[str]) -> dict[int, RowChoice]:
    found = {}
    for number, value in _pairs(given, "--row"):
        if not number.isdigit():
            raise UserError(
                message("“{number}” is no row. Give its number in the spreadsheet.", number=number)
            )
        found[int(number)] = _choice(workspace, value)
    return found


def _choice(workspace: Workspace, value: str) -> RowChoice:
    if value in {RowAction.NEW, RowAction.SKIP}:
        return RowChoice(action=RowAction(value))
    return RowChoice(action=RowAction.CHANGE, model=workspace.inventory.model(ModelId(value)).id)


def _pairs(given: Iterable[str], option: str) -> Iterable[tuple[str, str]]:
    for item in given:
        name, sign, value = item.rpartition("=")
        if not sign or not name.strip():
            raise UserError(
                message("{value} is no pair for {option}. Write NAME=VALUE.", value=item, option=option)
            )
        yield name.strip(), value.strip()


def _skipping(workspace: Workspace, looked: Looked, terms: ImportTerms, undecided: str) -> ImportTerms:
    """Return the terms with every doubtful row left out, if that was asked for."""
    if undecided != "skip":
        return terms
    doubtful = workspace.imports.plan(looked, terms).rows
    left = {
        row.number: RowChoice(action=RowAction.SKIP) for row in doubtful if row.action is RowAction.DECIDE
    }
    return replace(terms, choices={**left, **terms.choices})

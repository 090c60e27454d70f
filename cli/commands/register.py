"""How does a model get into the inventory from the command line?"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from cli.call import Call, of
from cli.commands.inspect import refusal, there
from cli.describing import (
    AreaOption,
    ConsentOption,
    DataKindOption,
    DeleteByOption,
    KindOption,
    LabelOption,
    NecessityOption,
    OwnerOption,
    PurposeOption,
    UseOption,
    VendorOption,
)
from cli.inputs import day, existing, grouping, one_of, stated_cut_off
from cli.protected import Guard, guarded
from cli.reading import (
    DateFormatOption,
    DecimalOption,
    DelimiterOption,
    EncodingOption,
    HeaderOption,
    MissingOption,
    QuoteOption,
    SheetOption,
    SkipLastOption,
    SkipRowsOption,
    ThousandsOption,
)
from cli.tables import version_line
from cli.tabular import DatasetOptions, new_dataset, require_columns
from core.artifacts.columns import matched
from core.data.typed import TypedDialect
from core.errors import UntrustedArtifactError
from core.ids import DatasetId, ModelId, PersonId
from core.inventory import (
    ArtifactFormat,
    Dataset,
    DatasetKind,
    ModelKind,
    ModelVersion,
    RecordBasis,
    Task,
)
from core.messages import N_
from core.workspace import NewDataset, NewModel, NewVersion, Session, Workspace

app = typer.Typer()


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What was registered, and what was assumed on the way."""

    version: ModelVersion
    dataset: Dataset | None
    assumptions: tuple[str, ...]


@app.command(help=N_("Register a model with its first version, or a further version of a model."))
def register(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=N_("Name of a new model, or the id of a registered one."))],
    task: Annotated[str, typer.Option(help=N_("binary, multiclass or regression."))] = "binary",
    label: LabelOption = "1",
    file: Annotated[
        list[Path] | None,
        typer.Option(help=N_("Model file or MLflow folder; several forms of one model may be given.")),
    ] = None,
    consent: ConsentOption = None,
    convert: Annotated[
        str | None, typer.Option(help=N_("Keep the model as skops or onnx as well, converted here."))
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(help=N_("Table of held-back rows: CSV, Parquet, Feather, XLSX or JSON lines.")),
    ] = None,
    dataset: Annotated[
        list[str] | None, typer.Option(help=N_("Id of a registered data set; may be given several times."))
    ] = None,
    data_kind: DataKindOption = "test",
    target: Annotated[str | None, typer.Option(help=N_("Column with the true outcome."))] = None,
    favorable: Annotated[
        str | None, typer.Option(help=N_("The outcome that is favorable to the person."))
    ] = None,
    sensitive: Annotated[
        list[str] | None, typer.Option(help=N_("Sensitive feature: column, or alter<=25 to cut it."))
    ] = None,
    bias_test_only: Annotated[
        list[str] | None,
        typer.Option(help=N_("Sensitive column kept for bias tests only (AI Act Art. 4a).")),
    ] = None,
    delete_by: DeleteByOption = None,
    necessity: NecessityOption = None,
    ignore: Annotated[list[str] | None, typer.Option(help=N_("Column that is not used."))] = None,
    prediction: Annotated[str | None, typer.Option(help=N_("Column with predicted classes."))] = None,
    score: Annotated[str | None, typer.Option(help=N_("Column with scores."))] = None,
    delimiter: DelimiterOption = None,
    decimal: DecimalOption = None,
    thousands: ThousandsOption = None,
    encoding: EncodingOption = None,
    quote: QuoteOption = None,
    skip_rows: SkipRowsOption = None,
    skip_last: SkipLastOption = None,
    header: HeaderOption = None,
    date_format: DateFormatOption = None,
    sheet: SheetOption = None,
    missing: MissingOption = None,
    cut_off: Annotated[str | None, typer.Option(help=N_("Score from which on the model says yes."))] = None,
    score_means: Annotated[
        str | None, typer.Option(help=N_("Whether a higher score is favorable or unfavorable."))
    ] = None,
    purpose: PurposeOption = "",
    use: UseOption = "",
    kind: KindOption = "machine_learning",
    area: AreaOption = "",
    owner: OwnerOption = None,
    developer: Annotated[str | None, typer.Option(help=N_("Developer; default: the acting person."))] = None,
    vendor: VendorOption = None,
    taken_over: Annotated[
        bool, typer.Option(help=N_("Taken over from an older register, not evidenced."))
    ] = False,
) -> None:
    """Register a model, a data set and a version in one go."""
    call = of(context)
    files = tuple(there(path) for path in file or ())
    converted = None if convert is None else one_of(ArtifactFormat, convert, "--convert")
    table = None
    if data is not None:
        table = DatasetOptions(
            path=existing(data),
            kind=one_of(DatasetKind, data_kind, "--data-kind"),
            target=target,
            favorable=favorable,
            groupings=tuple(grouping(item) for item in (*(sensitive or ()), *(bias_test_only or ()))),
            ignored=tuple(ignore or ()),
            prediction=prediction,
            score=score,
            typed=TypedDialect(
                delimiter=delimiter,
                decimal=decimal,
                thousands=thousands,
                encoding=encoding,
                quote=quote,
                skipped=skip_rows,
                footer=skip_last,
                header=header,
                date_format=date_format,
                sheet=sheet,
                missing=tuple(missing) if missing else None,
            ),
        )
    limit, until = stated_cut_off(cut_off, score_means), day(delete_by, "--delete-by")
    model_kind, model_task = one_of(ModelKind, kind, "--kind"), one_of(Task, task, "--task")
    with call.acting() as (workspace, session, _), call.progress() as progress:
        people = workspace.people
        prepared = None if table is None else new_dataset(call, table)
        if prepared is not None:
            guard = Guard(columns=tuple(bias_test_only or ()), day=until, why=necessity)
            prepared = guarded(call, prepared[0], guard), prepared[1]
        form = NewModel(
            name=call.text(name),
            purpose=call.text(purpose),
            intended_use=call.text(use),
            kind=model_kind,
            owner=session.person.id if owner is None else people.find(owner).id,
            business_area=call.text(area),
            basis=RecordBasis.TAKEN_OVER if taken_over else RecordBasis.REGISTERED,
            vendor=None if vendor is None else call.text(vendor),
        )
        author: PersonId = session.person.id if developer is None else people.find(developer).id
        known = _known(workspace, name)
        _check_files(workspace, files, None if prepared is None else prepared[0], consent=consent is not None)
        stored = None if prepared is None else workspace.inventory.register_dataset(session, prepared[0])[0]
        ids = tuple(DatasetId(item) for item in dataset or ()) + (() if stored is None else (stored.id,))
        version = NewVersion(
            model=known or _new_model(workspace, session, form),
            label=label,
            task=model_task,
            developer=author,
            artifacts=files,
            consent=None if consent is None else call.text(consent),
            converted=converted,
            cut_off=limit,
            datasets=ids,
        )
        registered, _ = workspace.inventory.register_version(session, version, progress)
    result = Registered(
        version=registered, dataset=stored, assumptions=() if prepared is None else prepared[1]
    )
    call.answer(result, *result.assumptions, *_said(call, registered))


def _known(workspace: Workspace, name: str) -> ModelId | None:
    for summary in workspace.inventory.summaries():
        if summary.model.id == name:
            return summary.model.id
    return None


def _check_files(
    workspace: Workspace, files: tuple[Path, ...], table: NewDataset | None, *, consent: bool
) -> None:
    """Refuse before anything is written, so that a refused file or table leaves no model behind."""
    for path in files:
        report = workspace.inventory.inspect_artifact(path, consent=consent)
        if report.artifact is None:
            raise UntrustedArtifactError(refusal(report, path))
        if table is not None:
            _, missing = matched(report.artifact, (column.name for column in table.columns))
            require_columns(table.path, table.columns, missing)


def _new_model(workspace: Workspace, session: Session, form: NewModel) -> ModelId:
    return workspace.inventory.register_model(session, form)[0].id


def _said(call: Call, version: ModelVersion) -> tuple[str, ...]:
    return (call.tr("Registered: {version}.", version=version.id), version_line(call, version))

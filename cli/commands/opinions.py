"""How are audit opinions seen, issued and promoted from the command line?"""

from pathlib import Path
from typing import Annotated

import typer

from cli.call import Call, of
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
from cli.inputs import day, existing, one_of
from cli.issuing import Meaning, ReportLanguage, answer_issued, languages_of, meaning_of, paths_of
from cli.tables import table, version_line
from core.evidence import OpinionEvidence
from core.ids import Digest, ModelId, OpinionId
from core.inventory import DatasetKind, ModelKind
from core.messages import N_
from core.texts import Text
from core.workspace import NewModel, Promotion, Workspace

app = typer.Typer()
group = typer.Typer()
app.add_typer(
    group, name="opinions", help=N_("List audit opinions, issue them as signed reports, or promote.")
)

Id = Annotated[str, typer.Argument(help=N_("Id of the opinion, for example OPN-0001."))]


@group.command("list", help=N_("List audit opinions, newest first."))
def list_(context: typer.Context) -> None:
    """List what was kept."""
    call = of(context)
    with call.reading() as workspace:
        heads = workspace.opinions.all()
        names = {person.id: person.name.name() for person in workspace.people.all()}
    headings = (
        call.tr("Id"), call.tr("What was examined"), call.tr("Opinion"), call.tr("Author"),
        call.tr("Written"), call.tr("Promoted"),
    )  # fmt: skip
    rows = (
        (
            head.id,
            call.translator.text(head.title),
            _grade(call, None if head.grade is None else call.translator.label(head.grade)),
            names.get(head.author, head.author),
            call.translator.date(head.written_at.date()),
            head.promoted or "",
        )
        for head in heads
    )
    call.answer(heads, table(headings, rows))


@group.command(help=N_("Show an opinion with its files, verdicts and observations."))
def show(context: typer.Context, opinion: Id) -> None:
    """Show one opinion."""
    call = of(context)
    with call.reading() as workspace:
        evidence = workspace.opinions.evidence(OpinionId(opinion))
    call.answer(evidence, *_lines(call, evidence))


@group.command(help=N_("Write, sign and file an opinion; prints each path alone on a line."))
def report(
    context: typer.Context,
    opinion: Id,
    lang: ReportLanguage = None,
    meaning: Meaning = "review",
) -> None:
    """Issue an opinion in one or both languages."""
    from reports.issue import OpinionIssue, issue_opinion

    call = of(context)
    languages, says = languages_of(call, lang), meaning_of(meaning)
    with call.acting() as (workspace, session, passphrase), call.progress() as progress:
        request = OpinionIssue(opinion=OpinionId(opinion), languages=languages, meaning=says)
        issued, _changes = issue_opinion(workspace, session, request, passphrase, progress)
        paths = paths_of(workspace, issued)
    answer_issued(call, issued, paths)


@group.command(help=N_("Register what was examined as a version of the inventory, and run the checks there."))
def promote(
    context: typer.Context,
    opinion: Id,
    name: Annotated[str, typer.Argument(help=N_("Name of a new model, or the id of a registered one."))],
    data: Annotated[Path, typer.Option(help=N_("The table that was examined."))],
    file: Annotated[Path | None, typer.Option(help=N_("The model file that was examined."))] = None,
    label: LabelOption = "1",
    data_kind: DataKindOption = "test",
    consent: ConsentOption = None,
    delete_by: DeleteByOption = None,
    necessity: NecessityOption = None,
    purpose: PurposeOption = "",
    use: UseOption = "",
    kind: KindOption = "machine_learning",
    area: AreaOption = "",
    owner: OwnerOption = None,
    developer: Annotated[str | None, typer.Option(help=N_("Developer; default: the owner."))] = None,
    vendor: VendorOption = None,
) -> None:
    """Promote an examination."""
    call = of(context)
    until, model_kind = day(delete_by, "--delete-by"), one_of(ModelKind, kind, "--kind")
    held = one_of(DatasetKind, data_kind, "--data-kind")
    with call.acting() as (workspace, session, _), call.progress() as progress:
        form = NewModel(
            name=call.text(name),
            purpose=call.text(purpose),
            intended_use=call.text(use),
            kind=model_kind,
            owner=session.person.id if owner is None else workspace.people.find(owner).id,
            business_area=call.text(area),
            vendor=None if vendor is None else call.text(vendor),
        )
        promotion = Promotion(
            model=_model(workspace, form, name),
            label=label,
            table=existing(data),
            model_file=file,
            data_kind=held,
            developer=None if developer is None else workspace.people.find(developer).id,
            delete_by=until,
            necessity=None if necessity is None else call.text(necessity),
            consent=None if consent is None else call.text(consent),
        )
        version, _changes = workspace.opinions.promote(session, OpinionId(opinion), promotion, progress)
    call.answer(version, version_line(call, version))


def _model(workspace: Workspace, form: NewModel, name: str) -> NewModel | ModelId:
    """Return the registered model that was named by its id, else the new one."""
    known = {summary.model.id for summary in workspace.inventory.summaries()}
    return ModelId(name) if name in known else form


def _grade(call: Call, word: str | None) -> str:
    return call.tr("none, figures only") if word is None else word


def _lines(call: Call, evidence: OpinionEvidence) -> list[str]:
    """Return what people read about an opinion."""
    from core.checks.texts import check_text

    opinion, tr, text = evidence.opinion, call.tr, call.translator.text
    examined = opinion.examination
    lines = [
        f"{opinion.id}  {text(opinion.title)}",
        tr("Opinion: {grade}", grade=_grade(call, opinion.grade and call.translator.label(opinion.grade))),
        _file(call, tr("Table"), examined.table.file_name, examined.table.digest),
    ]
    if examined.model is not None:
        lines.append(_file(call, tr("Model file"), examined.model.file_name, examined.model.digest))
    language = call.translator.language
    lines += [
        tr("{check}: {verdict}", check=check_text(item.check, language).title, verdict=item.verdict)
        for item in examined.results
    ]
    lines += [
        tr("{severity}: {title}", severity=item.severity, title=item.title) for item in opinion.observations
    ]
    if opinion.conclusion is not None:
        lines.append(text(opinion.conclusion))
    return lines


def _file(call: Call, what: str, name: Text, digest: Digest) -> str:
    return call.tr("{what}: {name}, SHA-256 {digest}", what=what, name=name.name(), digest=digest)

"""How are use cases, vendors and documents recorded from the command line?"""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from cli.call import Call, of
from cli.inputs import day, existing, one_of
from cli.tables import table
from core.governance.documents import DocumentKind
from core.governance.use_cases import UseCase, UseCaseStatus
from core.governance.vendors import Vendor
from core.ids import DocumentId, ModelId, UseCaseId, VendorId
from core.messages import N_
from core.workspace.governance.documents import NewDocument
from core.workspace.governance.use_cases import NewUseCase
from core.workspace.governance.vendors import NewVendor

app = typer.Typer()
cases, vendors, documents = typer.Typer(), typer.Typer(), typer.Typer()
app.add_typer(cases, name="use-case", help=N_("List and record use cases, and assign models to them."))
app.add_typer(vendors, name="vendor", help=N_("List and record vendors, and assign models to them."))
app.add_typer(documents, name="document", help=N_("File documents, list, save and withdraw them."))

Reason = Annotated[str, typer.Option(help=N_("Why; it is kept in the audit trail."))]
Model = Annotated[str, typer.Argument(help=N_("Id of the model, for example MOD-0001."))]
Countries = Annotated[list[str] | None, typer.Option("--country", help=N_("Country as DE; may be repeated."))]
Subcontractors = Annotated[
    list[str] | None, typer.Option("--subcontractor", help=N_("Subcontractor; may be repeated."))
]


@cases.command("list", help=N_("List use cases with their models and their risk."))
def list_cases(context: typer.Context) -> None:
    """List use cases."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.use_cases.lines()
    headings = (call.tr("Id"), call.tr("Use case"), call.tr("Risk"), call.tr("Models"), call.tr("Status"))
    rows = (
        (
            line.use_case.id,
            call.translator.text(line.use_case.name),
            "–" if line.risk is None else call.translator.label(line.risk),
            ", ".join(model.id for model in line.models) or "–",
            call.translator.label(line.use_case.status),
        )
        for line in found
    )
    call.answer(found, table(headings, rows))


@cases.command("add", help=N_("Record a use case."))
def add_case(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=N_("Name of the use case."))],
    goal: Annotated[str, typer.Option(help=N_("Business goal."))],
    decision: Annotated[str, typer.Option(help=N_("Decision that is supported or taken."))],
    area: Annotated[str, typer.Option(help=N_("Business area."))],
    affected: Annotated[str | None, typer.Option(help=N_("Whom the decisions concern."))] = None,
    owner: Annotated[str | None, typer.Option(help=N_("Owner; default: the acting person."))] = None,
    status: Annotated[str, typer.Option(help=N_("planned, active or ended."))] = "planned",
) -> None:
    """Record a use case."""
    call, stands = of(context), one_of(UseCaseStatus, status, "--status")
    with call.acting() as (workspace, session, _):
        who = session.person.id if owner is None else workspace.people.find(owner).id
        new = NewUseCase(
            name=call.text(name),
            goal=call.text(goal),
            decision=call.text(decision),
            affected=None if affected is None else call.text(affected),
            owner=who,
            business_area=call.text(area),
            status=stands,
        )
        made, _changes = workspace.use_cases.record(session, new)
    _say_case(call, made)


@cases.command("change", help=N_("Change the status or owner of a use case."))
def change_case(
    context: typer.Context,
    use_case: Annotated[str, typer.Argument(help=N_("Id of the use case, for example UC-0001."))],
    reason: Reason,
    status: Annotated[str | None, typer.Option(help=N_("planned, active or ended."))] = None,
    owner: Annotated[str | None, typer.Option(help=N_("New owner: name or id."))] = None,
) -> None:
    """Change a use case."""
    call = of(context)
    stands = None if status is None else one_of(UseCaseStatus, status, "--status")
    with call.acting() as (workspace, session, _):
        old = workspace.use_cases.get(UseCaseId(use_case))
        new = NewUseCase(
            name=old.name,
            goal=old.goal,
            decision=old.decision,
            affected=old.affected,
            owner=old.owner if owner is None else workspace.people.find(owner).id,
            business_area=old.business_area,
            status=stands or old.status,
            example=old.example,
        )
        made, _changes = workspace.use_cases.change(session, old.id, new, call.text(reason))
    _say_case(call, made)


@cases.command("assign", help=N_("Say which use case a model serves; “none” for none."))
def assign_case(
    context: typer.Context,
    model: Model,
    use_case: Annotated[str, typer.Argument(help=N_("Id of the use case, or none."))],
) -> None:
    """Assign a model to a use case."""
    call, chosen = of(context), None if use_case.casefold() == "none" else UseCaseId(use_case)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.use_cases.assign(session, ModelId(model), chosen)
    call.answer(done, call.tr("{model}: {what}", model=done.id, what=chosen or "–"))


@vendors.command("list", help=N_("List vendors and subcontractors with what hangs on them."))
def list_vendors(context: typer.Context) -> None:
    """List vendors with concentration."""
    call = of(context)
    with call.reading() as workspace:
        found, known = workspace.vendors.exposures(), {item.id: item for item in workspace.vendors.all()}
    headings = (
        call.tr("Vendor"), call.tr("Ids"), call.tr("Models"), call.tr("Share"), call.tr("Worst tier"),
        call.tr("Next review"),
    )  # fmt: skip
    rows = (
        (
            item.name,
            ", ".join(item.vendors),
            ", ".join(item.models) or "–",
            call.tr("{percent} %", percent=round(100 * item.share)),
            "–" if item.worst is None else call.translator.label(item.worst),
            "–" if item.subcontractor else call.translator.value(known[item.vendors[0]].next_review),
        )
        for item in found
    )
    call.answer(found, table(headings, rows))


@vendors.command("add", help=N_("Record a vendor."))
def add_vendor(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=N_("Name of the vendor."))],
    service: Annotated[str | None, typer.Option(help=N_("What is supplied."))] = None,
    contact: Annotated[str | None, typer.Option(help=N_("Person or address there."))] = None,
    contract: Annotated[str, typer.Option(help=N_("Reference of the contract."))] = "",
    country: Countries = None,
    subcontractor: Subcontractors = None,
    exit_plan: Annotated[str | None, typer.Option(help=N_("What is done when the vendor fails."))] = None,
    due_diligence: Annotated[str | None, typer.Option(help=N_("Day of the last due diligence."))] = None,
    next_review: Annotated[str | None, typer.Option(help=N_("Day of the next review."))] = None,
) -> None:
    """Record a vendor."""
    call = of(context)
    new = NewVendor(
        name=call.text(name),
        service=None if service is None else call.text(service),
        contact=None if contact is None else call.text(contact),
        contract=contract,
        countries=tuple(country or ()),
        subcontractors=tuple(subcontractor or ()),
        exit_plan=None if exit_plan is None else call.text(exit_plan),
        due_diligence=day(due_diligence, "--due-diligence"),
        next_review=day(next_review, "--next-review"),
    )
    with call.acting() as (workspace, session, _):
        made, _changes = workspace.vendors.record(session, new)
    _say_vendor(call, made)


@vendors.command("change", help=N_("Change reviews, exit plan or end of a vendor's entry."))
def change_vendor(
    context: typer.Context,
    vendor: Annotated[str, typer.Argument(help=N_("Id of the vendor, for example VEN-0001."))],
    reason: Reason,
    exit_plan: Annotated[str | None, typer.Option(help=N_("What is done when the vendor fails."))] = None,
    due_diligence: Annotated[str | None, typer.Option(help=N_("Day of the last due diligence."))] = None,
    next_review: Annotated[str | None, typer.Option(help=N_("Day of the next review."))] = None,
    ended: Annotated[str | None, typer.Option(help=N_("Last day of the relation."))] = None,
) -> None:
    """Change a vendor."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        old = workspace.vendors.get(VendorId(vendor))
        new = replace(
            _as_entered(old),
            exit_plan=old.exit_plan if exit_plan is None else call.text(exit_plan),
            due_diligence=day(due_diligence, "--due-diligence") or old.due_diligence,
            next_review=day(next_review, "--next-review") or old.next_review,
            ended=day(ended, "--ended") or old.ended,
        )
        made, _changes = workspace.vendors.change(session, old.id, new, call.text(reason))
    _say_vendor(call, made)


@vendors.command("assign", help=N_("Say which vendor supplies a model; “none” for none."))
def assign_vendor(
    context: typer.Context,
    model: Model,
    vendor: Annotated[str, typer.Argument(help=N_("Id of the vendor, or none."))],
) -> None:
    """Assign a model to a vendor."""
    call, chosen = of(context), None if vendor.casefold() == "none" else VendorId(vendor)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.vendors.assign(session, ModelId(model), chosen)
    call.answer(done, call.tr("{model}: {what}", model=done.id, what=chosen or "–"))


@documents.command("list", help=N_("List documents, newest first."))
def list_documents(
    context: typer.Context,
    subject: Annotated[str | None, typer.Option(help=N_("Only those about this id."))] = None,
) -> None:
    """List documents."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.documents.lines(subject)
    headings = (call.tr("Id"), call.tr("Title"), call.tr("Kind"), call.tr("About"), call.tr("State"))
    label = call.translator.label
    rows = (
        (
            line.document.id,
            call.translator.text(line.document.title),
            label(line.document.kind),
            line.document.subject or "–",
            label(line.state),
        )
        for line in found
    )
    call.answer(found, table(headings, rows))


@documents.command("add", help=N_("File a document; it is copied, kept unchanged and never opened."))
def add_document(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("The file."))],
    title: Annotated[str, typer.Option(help=N_("Title of the document."))],
    kind: Annotated[str, typer.Option(help=N_("methodology, contract, minutes, evidence ..."))] = "other",
    subject: Annotated[
        str | None, typer.Option(help=N_("Id of what it is about; default: the whole firm."))
    ] = None,
    written_in: Annotated[str, typer.Option(help=N_("Language it is written in, as de."))] = "",
    until: Annotated[str | None, typer.Option(help=N_("Last day on which it is valid."))] = None,
    replaces: Annotated[str | None, typer.Option(help=N_("Id of the document it replaces."))] = None,
) -> None:
    """File a document."""
    call = of(context)
    new = NewDocument(
        path=existing(file),
        title=call.text(title),
        kind=one_of(DocumentKind, kind, "--kind"),
        subject=subject,
        language=written_in,
        valid_until=day(until, "--until"),
        replaces=None if replaces is None else DocumentId(replaces),
    )
    with call.acting() as (workspace, session, _):
        made, _changes = workspace.documents.file(session, new)
    call.answer(made, call.tr("{document}: filed under {digest}.", document=made.id, digest=made.digest))


@documents.command("save", help=N_("Write an unchanged copy of a document into a folder."))
def save_document(
    context: typer.Context,
    document: Annotated[str, typer.Argument(help=N_("Id of the document, for example DOC-0001."))],
    folder: Annotated[Path, typer.Option(help=N_("Folder to write to."))] = Path(),
) -> None:
    """Save a copy."""
    call = of(context)
    with call.reading() as workspace:
        saved = workspace.documents.save_copy(DocumentId(document), folder)
    call.answer(str(saved), call.tr("Saved as {file}.", file=str(saved)))


@documents.command("withdraw", help=N_("Say that a document no longer counts."))
def withdraw_document(
    context: typer.Context,
    document: Annotated[str, typer.Argument(help=N_("Id of the document, for example DOC-0001."))],
    reason: Reason,
) -> None:
    """Withdraw a document."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.documents.withdraw(session, DocumentId(document), call.text(reason))
    call.answer(done, call.tr("{document} was withdrawn.", document=done.id))


def _say_case(call: Call, made: UseCase) -> None:
    call.answer(made, call.tr("{model}: {what}", model=made.id, what=made.status))


def _say_vendor(call: Call, made: Vendor) -> None:
    call.answer(made, call.tr("{model}: {what}", model=made.id, what=made.name))


def _as_entered(old: Vendor) -> NewVendor:
    return NewVendor(
        name=old.name,
        contact=old.contact,
        service=old.service,
        contract=old.contract,
        subcontractors=old.subcontractors,
        countries=old.countries,
        exit_plan=old.exit_plan,
        due_diligence=old.due_diligence,
        next_review=old.next_review,
        ended=old.ended,
        example=old.example,
    )

"""How is evidence asked for, answered and judged from the command line?"""

from pathlib import Path
from typing import Annotated

import typer

from cli.call import Call, of
from cli.files import write_new
from cli.inputs import day, existing
from cli.tables import table
from core.governance.requests import EvidenceRequest, RequestDeed
from core.ids import DocumentId, FindingId, ModelId, RequestId
from core.messages import N_
from core.workspace.governance.requests import NewAnswer, NewRequest

app = typer.Typer()
group = typer.Typer()
app.add_typer(group, name="request", help=N_("Ask for evidence, answer, and judge the answers."))

Id = Annotated[str, typer.Argument(help=N_("Id of the request, for example REQ-0001."))]
Reason = Annotated[str, typer.Option(help=N_("Why; it is kept in the audit trail."))]
Due = Annotated[str, typer.Option(help=N_("Until when, as 2027-01-31."))]


@group.command("list", help=N_("List evidence requests, newest first."))
def list_(context: typer.Context) -> None:
    """List requests."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.requests.all()
        names = {item.id: item.name.name() for item in workspace.people.all()}
    heads = (call.tr("Request"), call.tr("To"), call.tr("Due"), call.tr("State"), call.tr("About"))
    rows = (
        (
            item.id,
            names.get(item.to, item.to),
            call.translator.date(item.due),
            call.translator.label(item.state),
            f"{call.translator.text(item.title)} {item.finding or item.version or item.model or ''}".rstrip(),
        )
        for item in found
    )
    call.answer(found, table(heads, rows))


@group.command(help=N_("Show a request with every answer; exit 1 if one is not as it was submitted."))
def show(
    context: typer.Context,
    request: Id,
    save: Annotated[Path | None, typer.Option(help=N_("Folder for copies of the files handed in."))] = None,
) -> None:
    """Show one request."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.requests.get(RequestId(request))
        names = {item.id: item.name.name() for item in workspace.people.all()}
        frozen = workspace.requests.frozen(found.id)
        if save is not None:
            for file in (file for item in found.submissions for file in item.files):
                content = workspace.requests.file(found.id, file.digest).read_bytes()
                save.mkdir(parents=True, exist_ok=True)
                write_new(save / f"{file.digest[:8]}-{Path(file.name.name()).name}", content)
    words = call.translator
    said = [(found.requested_at, found.requested_by, words.text(found.text))]
    for item in found.submissions:
        handed = [words.text(item.text), *map(words.text, item.items)]
        said.append((item.at, item.by, "\n".join((*handed, *(file.name.name() for file in item.files)))))
    said += [
        (entry.at, entry.by, f"{words.label(entry.deed)}: {words.text(entry.reason)}".removesuffix(": "))
        for entry in found.life
        if entry.deed is not RequestDeed.ANSWERED
    ]
    rows = [(words.moment(at), names.get(who, who), what) for at, who, what in sorted(said)]
    heads = (call.tr("Time"), call.tr("Person"), call.tr("What was said"))
    call.answer(found, table(heads, rows), _standing(call, found, frozen=frozen))
    if frozen is False:
        raise typer.Exit(1)


def _standing(call: Call, found: EvidenceRequest, *, frozen: bool | None) -> str:
    state = call.translator.label(found.state)
    if frozen is None:
        return state
    return f"{state}; " + (
        call.tr("the answers are as submitted") if frozen else call.tr("an answer is NOT as submitted")
    )


@group.command(help=N_("Ask somebody for evidence."))
def send(
    context: typer.Context,
    to: Annotated[str, typer.Option(help=N_("Who is asked: name or id."))],
    title: Annotated[str, typer.Option(help=N_("What is asked for, in one line."))],
    text: Annotated[str, typer.Option(help=N_("What is to be shown."))],
    due: Due,
    item: Annotated[
        list[str] | None, typer.Option(help=N_("A point that must be answered; repeat for more."))
    ] = None,
    model: Annotated[str | None, typer.Option(help=N_("Id of the model it is about."))] = None,
    version: Annotated[str | None, typer.Option(help=N_("Version, as MODEL@LABEL or MODEL."))] = None,
    finding: Annotated[str | None, typer.Option(help=N_("Id of the finding it is about."))] = None,
    control: Annotated[str | None, typer.Option(help=N_("Id of the requirement it is about."))] = None,
) -> None:
    """Send a request."""
    call = of(context)
    until = day(due, "--due")
    assert until is not None  # noqa: S101 (the option is required)
    with call.acting() as (workspace, session, _):
        new = NewRequest(
            title=call.text(title),
            text=call.text(text),
            items=tuple(call.text(point) for point in item or ()),
            to=workspace.people.find(to).id,
            due=until,
            model=None if model is None else ModelId(model),
            version=None if version is None else workspace.inventory.resolve(version).id,
            finding=None if finding is None else FindingId(finding),
            control=control,
        )
        done, _changes = workspace.requests.send(session, new)
    _say(call, done)


@group.command(help=N_("Submit an answer; it is frozen by that."))
def answer(
    context: typer.Context,
    request: Id,
    text: Annotated[str, typer.Option(help=N_("What shows what was asked for."))],
    item: Annotated[
        list[str] | None, typer.Option(help=N_("Answer to a point, in the order of the points."))
    ] = None,
    file: Annotated[list[Path] | None, typer.Option(help=N_("A file to be handed in."))] = None,
    document: Annotated[list[str] | None, typer.Option(help=N_("Id of a filed document."))] = None,
) -> None:
    """Answer a request."""
    call = of(context)
    new = NewAnswer(
        text=call.text(text),
        items=tuple(call.text(point) for point in item or ()),
        files=tuple(existing(path) for path in file or ()),
        documents=tuple(DocumentId(identity) for identity in document or ()),
    )
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.requests.answer(session, RequestId(request), new)
    _say(call, done, call.tr("Digest of the answer: {digest}", digest=done.submissions[-1].digest))


@group.command(help=N_("Accept an answer."))
def accept(context: typer.Context, request: Id, reason: Reason) -> None:
    """Accept an answer."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.requests.accept(session, RequestId(request), call.text(reason))
    _say(call, done)


@group.command("return", help=N_("Send an answer back that is not enough."))
def return_(context: typer.Context, request: Id, reason: Reason) -> None:
    """Send an answer back."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.requests.send_back(session, RequestId(request), call.text(reason))
    _say(call, done)


@group.command(help=N_("Ask again although the answer was accepted or the request cancelled."))
def reopen(context: typer.Context, request: Id, reason: Reason, due: Due) -> None:
    """Reopen a request."""
    call = of(context)
    until = day(due, "--due")
    assert until is not None  # noqa: S101 (the option is required)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.requests.reopen(session, RequestId(request), call.text(reason), until)
    _say(call, done)


@group.command(help=N_("Give more time for an answer."))
def prolong(context: typer.Context, request: Id, reason: Reason, due: Due) -> None:
    """Give more time."""
    call = of(context)
    until = day(due, "--due")
    assert until is not None  # noqa: S101 (the option is required)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.requests.prolong(session, RequestId(request), call.text(reason), until)
    _say(call, done)


@group.command(help=N_("Record that who was asked was reminded."))
def remind(context: typer.Context, request: Id) -> None:
    """Record a reminder."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.requests.remind(session, RequestId(request))
    _say(call, done)


@group.command(help=N_("Cancel a request that is no longer needed."))
def cancel(context: typer.Context, request: Id, reason: Reason) -> None:
    """Cancel a request."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.requests.cancel(session, RequestId(request), call.text(reason))
    _say(call, done)


def _say(call: Call, request: EvidenceRequest, *more: str) -> None:
    call.answer(request, call.tr("{request}: {state}", request=request.id, state=request.state), *more)

"""How are duties and dependencies of a model recorded from the command line?"""

from dataclasses import dataclass
from typing import Annotated

import typer

from cli.call import of
from cli.inputs import day, one_of
from cli.tables import table
from core.governance.feeders import FeederAlert
from core.ids import ModelId
from core.messages import N_
from core.ties import Dependency, DependencyKind, Duty, Responsibility
from core.workspace.governance.dependencies import Neighborhood


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a model rests on, as JSON."""

    dependencies: tuple[Dependency, ...]
    around: Neighborhood
    alerts: tuple[FeederAlert, ...]


app = typer.Typer()
duties, dependencies = typer.Typer(), typer.Typer()
app.add_typer(duties, name="duty", help=N_("Who carries which duty on a model, and what hangs on them."))
app.add_typer(dependencies, name="depends", help=N_("What models rest on, and what they share."))

Reason = Annotated[str, typer.Option(help=N_("Why; it is kept in the audit trail."))]
Model = Annotated[str, typer.Argument(help=N_("Id of the model, for example MOD-0001."))]
DutyName = Annotated[str, typer.Argument(help=N_("owner, developer, validator, data_scientist, devops ..."))]
Kind = Annotated[str, typer.Argument(help=N_("feeder_model, data_source, library, system or assumption."))]
Thing = Annotated[str, typer.Argument(help=N_("Id of the feeder or data set, or a name."))]


@duties.command("list", help=N_("List the duties on a model."))
def list_duties(context: typer.Context, model: Model) -> None:
    """List duties."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.duties.of(ModelId(model))
        names = {who.id: who.name.name() for who in workspace.people.all()}
    headings = (call.tr("Duty"), call.tr("Person"), call.tr("Deputy"), call.tr("Leaves"))
    rows = (
        (
            call.translator.label(item.duty),
            names.get(item.person, item.person),
            "–" if item.deputy is None else names.get(item.deputy, item.deputy),
            call.translator.value(item.leaves),
        )
        for item in found
    )
    call.answer(found, table(headings, rows))


@duties.command("assign", help=N_("Give a person a duty on a model, with deputy and last day."))
def assign(
    context: typer.Context,
    model: Model,
    duty: DutyName,
    person: Annotated[str, typer.Argument(help=N_("Name or id of the person."))],
    reason: Reason,
    deputy: Annotated[str | None, typer.Option(help=N_("Who stands in: name or id."))] = None,
    leaves: Annotated[str | None, typer.Option(help=N_("Last day in the duty."))] = None,
) -> None:
    """Assign a duty."""
    call, kind, last = of(context), one_of(Duty, duty, "DUTY"), day(leaves, "--leaves")
    with call.acting() as (workspace, session, _):
        given = Responsibility(
            duty=kind,
            person=workspace.people.find(person).id,
            deputy=None if deputy is None else workspace.people.find(deputy).id,
            leaves=last,
        )
        done, _changes = workspace.duties.assign(session, ModelId(model), given, call.text(reason))
    call.answer(done, call.tr("{model}: {what}", model=done.id, what=kind))


@duties.command("end", help=N_("Take a duty away from a person."))
def end(
    context: typer.Context,
    model: Model,
    duty: DutyName,
    person: Annotated[str, typer.Argument(help=N_("Name or id of the person."))],
    reason: Reason,
) -> None:
    """End a duty."""
    call, kind = of(context), one_of(Duty, duty, "DUTY")
    with call.acting() as (workspace, session, _):
        who = workspace.people.find(person).id
        done, _changes = workspace.duties.take_away(
            session, ModelId(model), kind, who, reason=call.text(reason)
        )
    call.answer(done, call.tr("{model}: {what}", model=done.id, what=kind))


@duties.command("leave", help=N_("State somebody's last day for every duty on every model."))
def leave(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help=N_("Name or id of the person."))],
    reason: Reason,
    last: Annotated[
        str | None, typer.Option(help=N_("Last day, as 2027-01-31; left out: the person stays."))
    ] = None,
) -> None:
    """State a last day."""
    call, until = of(context), day(last, "--last")
    with call.acting() as (workspace, session, _):
        who = workspace.people.find(person).id
        done, _changes = workspace.duties.leave(session, who, until, call.text(reason))
    call.answer(done, call.tr("Changed: {models}", models=", ".join(item.id for item in done)))


@duties.command("skills", help=N_("How likely is it that skills are lost, for every model?"))
def skills(context: typer.Context) -> None:
    """List bus factors."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.duties.portfolio()
        names = {who.id: who.name.name() for who in workspace.people.all()}
    headings = (
        call.tr("Model"), call.tr("Bus factor"), call.tr("Least likelihood"), call.tr("Nobody for"),
        call.tr("Leaving"),
    )  # fmt: skip
    rows = (
        (
            item.model,
            str(item.bus_factor),
            str(item.least_likelihood),
            ", ".join(call.translator.label(duty) for duty in item.uncovered) or "–",
            ", ".join(names.get(who.person, who.person) for who in item.leaving) or "–",
        )
        for item in found
    )
    call.answer(found, table(headings, rows))


@dependencies.command("list", help=N_("List what a model rests on, and what is wrong with its feeders."))
def list_dependencies(context: typer.Context, model: Model) -> None:
    """List dependencies."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.dependencies.of(ModelId(model))
        around = workspace.dependencies.around(ModelId(model))
        alerts = workspace.dependencies.alerts(ModelId(model))
    headings = (call.tr("Kind"), call.tr("Name"), call.tr("Alerts"))
    rows = (
        (
            call.translator.label(item.kind),
            item.name,
            ", ".join(call.translator.label(alert.kind) for alert in alerts if alert.feeder == item.name)
            or "–",
        )
        for item in found
    )
    hit = ", ".join(around.downstream) or "–"
    result = Listed(dependencies=found, around=around, alerts=alerts)
    call.answer(result, table(headings, rows), call.tr("Hit when it fails: {models}", models=hit))


@dependencies.command("add", help=N_("Record what a model rests on."))
def add(
    context: typer.Context,
    model: Model,
    kind: Kind,
    name: Thing,
    note: Annotated[str | None, typer.Option(help=N_("Remark; a circle of models needs one."))] = None,
) -> None:
    """Add a dependency."""
    call, what = of(context), one_of(DependencyKind, kind, "KIND")
    new = Dependency(kind=what, name=name, note=None if note is None else call.text(note))
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.dependencies.record(session, ModelId(model), new)
    call.answer(done, call.tr("{model}: {what}", model=done.id, what=name))


@dependencies.command("remove", help=N_("Say that a model rests on something no longer."))
def remove(context: typer.Context, model: Model, kind: Kind, name: Thing, reason: Reason) -> None:
    """Remove a dependency."""
    call, what = of(context), one_of(DependencyKind, kind, "KIND")
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.dependencies.remove(
            session, ModelId(model), what, name, reason=call.text(reason)
        )
    call.answer(done, call.tr("{model}: {what}", model=done.id, what=name))


@dependencies.command("shared", help=N_("List what several models rest on, with the models that are hit."))
def shared(context: typer.Context) -> None:
    """List shared things."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.dependencies.shared()
    headings = (
        call.tr("Shared by models"), call.tr("Kind"), call.tr("Models hit"), call.tr("Share"),
        call.tr("Worst tier"),
    )  # fmt: skip
    rows = (
        (
            item.name,
            call.translator.label(item.kind),
            ", ".join(item.hit),
            call.tr("{percent} %", percent=round(100 * item.share)),
            "–" if item.worst is None else call.translator.label(item.worst),
        )
        for item in found
    )
    call.answer(found, table(headings, rows))

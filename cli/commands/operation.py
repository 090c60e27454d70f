"""How are deployments and contingency plans recorded from the command line?"""

from typing import Annotated

import typer

from cli.call import Call, of
from cli.inputs import day, exact, one_of
from cli.tables import table
from core.governance.contingency import PlanTestResult
from core.governance.deployments import Deployment
from core.ids import DeploymentId, DocumentId, ModelId
from core.messages import N_
from core.stages import Stage
from core.workspace.governance.contingency import NewPlan, NewTest, PlanLine
from core.workspace.governance.deployments import DeploymentLine, NewDeployment

app = typer.Typer()
deployments, plans = typer.Typer(), typer.Typer()
app.add_typer(deployments, name="deploy", help=N_("Record which version runs where, change and end that."))
app.add_typer(plans, name="contingency", help=N_("State contingency plans and record their tests."))

Reason = Annotated[str, typer.Option(help=N_("Why; it is kept in the audit trail."))]
Version = Annotated[str, typer.Argument(help=N_("Version, as MODEL@LABEL or MODEL."))]
Id = Annotated[str, typer.Argument(help=N_("Id of the deployment, for example DEP-0001."))]
Share = Annotated[str | None, typer.Option(help=N_("Percent of the decisions it takes, 0 to 100."))]
Until = Annotated[str | None, typer.Option(help=N_("Last day; default: without an end."))]
Rollback = Annotated[str | None, typer.Option(help=N_("Approved earlier version to return to."))]
Restrictions = Annotated[str | None, typer.Option(help=N_("Restrictions that hold there."))]
Model = Annotated[str, typer.Argument(help=N_("Id of the model, for example MOD-0001."))]
StageName = Annotated[str, typer.Option(help=N_("shadow, pilot, champion or challenger."))]


@deployments.command("list", help=N_("List deployments, newest first, with what may not run."))
def list_deployments(context: typer.Context) -> None:
    """List deployments."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.deployments.lines()
    headings = (
        call.tr("Id"), call.tr("Version"), call.tr("Stage"), call.tr("System"), call.tr("Share"),
        call.tr("Since"), call.tr("State"),
    )  # fmt: skip
    call.answer(found, table(headings, (_row(call, line) for line in found)))


@deployments.command("add", help=N_("Record that a version runs in a system."))
def deploy(
    context: typer.Context,
    version: Version,
    system: Annotated[str, typer.Option(help=N_("System and place in it where the score is used."))],
    since: Annotated[str, typer.Option(help=N_("First day, as 2027-01-31."))],
    stage: StageName = "champion",
    environment: Annotated[str, typer.Option(help=N_("For example production or test."))] = "production",
    share: Share = None,
    until: Until = None,
    rollback: Rollback = None,
    restrictions: Restrictions = None,
) -> None:
    """Record a deployment."""
    call, stands, first = of(context), one_of(Stage, stage, "--stage"), day(since, "--since")
    assert first is not None  # noqa: S101 (the option is required)
    last = day(until, "--until")
    typed = share or ("0" if stands is Stage.SHADOW else "100")
    with call.acting() as (workspace, session, _):
        new = NewDeployment(
            version=workspace.inventory.resolve(version).id,
            stage=stands,
            system=system,
            environment=environment,
            share=exact(typed, "--share"),
            since=first,
            until=last,
            rollback=None if rollback is None else workspace.inventory.resolve(rollback).id,
            restrictions=None if restrictions is None else call.text(restrictions),
        )
        made, _changes = workspace.deployments.record(session, new)
    _say(call, made)


@deployments.command("change", help=N_("Change stage, share, end, rollback target or restrictions."))
def change(
    context: typer.Context,
    deployment: Id,
    reason: Reason,
    stage: Annotated[str | None, typer.Option(help=N_("shadow, pilot, champion or challenger."))] = None,
    share: Share = None,
    until: Until = None,
    rollback: Rollback = None,
    restrictions: Restrictions = None,
) -> None:
    """Change a deployment."""
    call, last = of(context), day(until, "--until")
    stands = None if stage is None else one_of(Stage, stage, "--stage")
    with call.acting() as (workspace, session, _):
        old = workspace.deployments.get(DeploymentId(deployment))
        new = NewDeployment(
            version=old.version,
            stage=stands or old.stage,
            system=old.system,
            environment=old.environment,
            share=old.share if share is None else exact(share, "--share"),
            since=old.since,
            until=last or old.until,
            rollback=old.rollback if rollback is None else workspace.inventory.resolve(rollback).id,
            restrictions=old.restrictions if restrictions is None else call.text(restrictions),
        )
        made, _changes = workspace.deployments.change(session, old.id, new, call.text(reason))
    _say(call, made)


@deployments.command("end", help=N_("Record the last day of a deployment."))
def end(
    context: typer.Context,
    deployment: Id,
    reason: Reason,
    last: Annotated[str, typer.Option(help=N_("Last day, as 2027-01-31."))],
) -> None:
    """End a deployment."""
    call, final = of(context), day(last, "--last")
    assert final is not None  # noqa: S101 (the option is required)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.deployments.end(
            session, DeploymentId(deployment), final, call.text(reason)
        )
    _say(call, done)


@plans.command("list", help=N_("List every model with its contingency plan, what is overdue first."))
def list_plans(context: typer.Context) -> None:
    """List plans."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.contingency.lines()
    headings = (
        call.tr("Model"),
        call.tr("Fallback"),
        call.tr("Last test"),
        call.tr("Next test"),
        call.tr("State"),
    )
    call.answer(found, table(headings, (_plan_row(call, line) for line in found)))


@plans.command("set", help=N_("State what is done when a model is unavailable."))
def set_plan(
    context: typer.Context,
    model: Model,
    fallback: Annotated[str, typer.Option(help=N_("What is done instead, by whom."))],
    responsible: Annotated[str | None, typer.Option(help=N_("Name or id; default: acting person."))] = None,
    after_hours: Annotated[int | None, typer.Option(min=0, help=N_("Hours until it begins."))] = None,
    document: Annotated[str | None, typer.Option(help=N_("Id of the filed plan."))] = None,
    reason: Annotated[str | None, typer.Option(help=N_("Why the plan changes."))] = None,
) -> None:
    """State a plan."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        who = session.person.id if responsible is None else workspace.people.find(responsible).id
        new = NewPlan(
            model=ModelId(model),
            fallback=call.text(fallback),
            outage_hours=after_hours,
            plan=None if document is None else DocumentId(document),
            responsible=who,
        )
        why = None if reason is None else call.text(reason)
        made, _changes = workspace.contingency.record(session, new, why)
        due = workspace.contingency.due(made.model)
    call.answer(made, call.tr("{model}: next test due {day}", model=made.model, day=due))


@plans.command("test", help=N_("Record that a plan was tested, and how it went."))
def test(
    context: typer.Context,
    model: Model,
    result: Annotated[str, typer.Option(help=N_("passed, partly or failed."))],
    on: Annotated[str, typer.Option(help=N_("Day of the test, as 2027-01-31."))],
    note: Annotated[str, typer.Option(help=N_("What was tried and what happened."))],
) -> None:
    """Record a test."""
    call, went, when = of(context), one_of(PlanTestResult, result, "--result"), day(on, "--on")
    assert when is not None  # noqa: S101 (the option is required)
    with call.acting() as (workspace, session, _):
        new = NewTest(model=ModelId(model), day=when, result=went, note=call.text(note))
        made, _changes = workspace.contingency.record_test(session, new)
        due = workspace.contingency.due(made.model)
    call.answer(made, call.tr("{model}: next test due {day}", model=made.model, day=due))


def _say(call: Call, made: Deployment) -> None:
    call.answer(made, call.tr("{deployment}: {version} as {stage}", deployment=made.id, version=made.version,
                              stage=made.stage))  # fmt: skip


def _row(call: Call, line: DeploymentLine) -> tuple[str, ...]:
    item = line.deployment
    if line.problem is not None:
        state = call.translator.say(line.problem)
    else:
        state = call.tr("Running") if line.running else call.tr("not running")
    return (
        item.id,
        item.version,
        call.translator.label(item.stage),
        f"{item.system} · {item.environment}",
        f"{item.share} %",
        call.translator.date(item.since),
        state,
    )


def _plan_row(call: Call, line: PlanLine) -> tuple[str, ...]:
    plan = line.plan
    last = None if plan is None else plan.last_test
    return (
        line.model.id,
        call.tr("no plan") if plan is None else call.translator.text(plan.fallback),
        call.tr("never tested") if last is None else call.translator.label(last.result),
        call.translator.value(line.due),
        call.tr("overdue") if line.overdue else call.tr("in time"),
    )

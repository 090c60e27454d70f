"""How is a version watched from the command line?"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Annotated, NoReturn

import typer

from cli.call import Call, of
from cli.tables import table
from core.errors import ConflictError, IntegrityError, UserError
from core.governance.monitoring import Indicator, LabelState, Observation
from core.ids import DatasetId, MonitorId
from core.messages import N_, Message, message
from core.results import Verdict
from core.workspace import Workspace
from core.workspace.governance.monitoring import MonitorStatus, Watched
from core.workspace.governance.monitoring_guards import UNLABELED, NewMonitor

app = typer.Typer()
group = typer.Typer(invoke_without_command=True)
app.add_typer(group, name="monitor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What came of looking into folders, as JSON."""

    found: Mapping[MonitorId, Watched]
    unseen: Mapping[MonitorId, Message]
    """Monitoring whose folder could not be looked into, with the reason."""


Id = Annotated[str, typer.Argument(help=N_("Id of the monitoring, for example MON-0001."))]


@group.callback(
    help=N_("Watch versions in operation. Without a verb, every watched folder is looked into once.")
)
def every(context: typer.Context) -> None:
    """Look into the folders of all active monitoring."""
    if context.invoked_subcommand is None:
        raise typer.Exit(_watch_once(of(context), None))


@group.command("set-up", help=N_("Say what is to be watched, how often, and who gets the findings."))
def set_up(
    context: typer.Context,
    version: Annotated[str, typer.Argument(help=N_("Version, as MODEL@VERSION."))],
    name: Annotated[str, typer.Option(help=N_("Name of the monitoring."))],
    reference: Annotated[str, typer.Option(help=N_("Data set new rows are compared with."))],
    owner: Annotated[str, typer.Option(help=N_("Who gets the findings: name or id."))],
    folder: Annotated[
        Path | None, typer.Option(help=N_("Folder that is looked into for new tables."))
    ] = None,
    pattern: Annotated[str, typer.Option(help=N_("Names of the tables in the folder."))] = "*.csv",
    row_id: Annotated[str | None, typer.Option(help=N_("Column that names a row, for later labels."))] = None,
    time: Annotated[str | None, typer.Option(help=N_("Column with the day of each row."))] = None,
    label_lag: Annotated[
        int | None, typer.Option(help=N_("Days after which the true values are known."))
    ] = None,
    every_days: Annotated[int, typer.Option("--every", help=N_("Days between two observations."))] = 30,
    check: Annotated[
        list[str] | None, typer.Option(help=N_("Check on rows without labels; may be repeated."))
    ] = None,
    label_check: Annotated[
        list[str] | None, typer.Option(help=N_("Check once labels are known; may be repeated."))
    ] = None,
) -> None:
    """Set up a monitoring."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        new = NewMonitor(
            version=workspace.inventory.resolve(version).id,
            name=call.text(name),
            reference=DatasetId(reference),
            owner=workspace.people.find(owner).id,
            checks=tuple(check) if check else UNLABELED,
            label_checks=tuple(label_check) if label_check else None,
            folder=folder,
            pattern=pattern,
            row_id=row_id,
            time=time,
            label_lag_days=label_lag,
            every_days=every_days,
        )
        made, _changes = workspace.monitoring.set_up(session, new)
    call.answer(made, call.tr("{monitor} is set up for {version}.", monitor=made.id, version=made.version))


@group.command("list", help=N_("List what is watched, with what is due."))
def list_(context: typer.Context) -> None:
    """List all monitoring."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.monitoring.all()
    tr = call.tr
    heads = (tr("Monitoring"), tr("Version"), tr("Name"), tr("Last"), tr("Next"), tr("Verdict"))
    call.answer(found, table((*heads, tr("Labels overdue")), (_row(call, item) for item in found)))


@group.command(help=N_("Show what was seen, observation by observation."))
def show(context: typer.Context, monitor: Id) -> None:
    """Show one monitoring."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.monitoring.get(MonitorId(monitor))
        today = workspace.today
    states = {item.id: item.labels(found.monitor, today) for item in found.observations}
    lines = (_observed(call, item, states[item.id]) for item in found.observations)
    heads = (call.tr("Observation"), call.tr("Rows until"), call.tr("Rows"), call.tr("Verdict"))
    call.answer(found, table((*heads, call.tr("Alarms"), call.tr("Labels")), lines))


@group.command(help=N_("Look at new rows: a file, or what came into the watched folder."))
def run(
    context: typer.Context,
    monitor: Id,
    data: Annotated[Path | None, typer.Option(help=N_("Table with the new rows."))] = None,
    repeat: Annotated[
        int | None, typer.Option(help=N_("Look into the folder again every so many seconds, until stopped."))
    ] = None,
) -> None:
    """Observe new rows; exit code 1 when a limit was passed, 2 when a table was refused."""
    call = of(context)
    if data is None and repeat is not None:
        _watch_on(call, MonitorId(monitor), max(1, repeat))
    if data is None:
        raise typer.Exit(_watch_once(call, MonitorId(monitor)))
    with call.acting() as (workspace, session, _), call.progress() as progress:
        seen, _changes = workspace.monitoring.observe(session, MonitorId(monitor), data, progress)
    call.answer(seen, *_said(call, seen))
    raise typer.Exit(1 if seen.verdict is Verdict.FAILED else 0)


@group.command(help=N_("Join true values that came later, by row id, and fill in the performance."))
def labels(
    context: typer.Context,
    monitor: Id,
    data: Annotated[Path, typer.Argument(help=N_("Table with row ids and true values."))],
) -> None:
    """Join labels; exit code 1 when a limit was passed."""
    call = of(context)
    with call.acting() as (workspace, session, _), call.progress() as progress:
        done, _changes = workspace.monitoring.join_labels(session, MonitorId(monitor), data, progress)
    lines = [line for item in done for line in _said(call, item)]
    if n := done[0].labelings[-1].unmatched:
        lines.append(call.tr("{n} row ids of the file belong to no observation.", n=n))
    call.answer(done, *lines)
    raise typer.Exit(1 if any(item.verdict is Verdict.FAILED for item in done) else 0)


@group.command(help=N_("Show how each figure went over time, with a test for a trend."))
def trend(context: typer.Context, monitor: Id) -> None:
    """Show the trends."""
    from core.measures import measure_label
    from core.statistics.trends import mann_kendall

    call = of(context)
    with call.reading() as workspace:
        found = workspace.monitoring.trends(MonitorId(monitor))
    rows = []
    for item in found:
        values, tested = item.values, mann_kendall(item.values)
        about = f"{call.tr(measure_label(item.measure))} {item.subject or ''}".rstrip()
        last = call.translator.number(values[-1], 4) if values else "–"
        p = "–" if tested is None else call.translator.number(tested.p, 3)
        slope = "–" if tested is None else call.translator.number(tested.slope, 5)
        rows.append((about, str(len(values)), last, slope, p))
    heads = (call.tr("Figure"), "n", call.tr("Last value"), call.tr("Slope per step"), "p")
    call.answer(found, table(heads, rows))


@group.command(help=N_("End a monitoring; what was seen stays."))
def stop(
    context: typer.Context,
    monitor: Id,
    reason: Annotated[str, typer.Option(help=N_("Why; it is kept in the audit trail."))],
) -> None:
    """Stop a monitoring."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.monitoring.stop(session, MonitorId(monitor), call.text(reason))
    call.answer(done, call.tr("{monitor} was stopped.", monitor=done.id))


def _watch_on(call: Call, monitor: MonitorId, seconds: int) -> NoReturn:
    """Look into a folder again and again; what can pass, as a folder that is away, ends nothing."""
    with call.acting() as (workspace, _session, passphrase):
        workspace.monitoring.get(monitor)
    while True:
        try:
            _watch_once(call, monitor, passphrase)
        except (UserError, ConflictError) as error:
            print(call.translator.say(error.message), file=sys.stderr, flush=True)
        sleep(seconds)


def _watch_once(call: Call, monitor: MonitorId | None, passphrase: str | None = None) -> int:
    """Look into one folder or all; return 0, 1 (a limit was passed) or 2 (a table was refused)."""
    with call.acting(passphrase) as (workspace, session, _), call.progress() as progress:
        chosen = (monitor,) if monitor is not None else _with_folder(workspace)
        found, unseen = dict[MonitorId, Watched](), dict[MonitorId, Message]()
        for item in chosen:
            try:
                found[item] = workspace.monitoring.watch(session, item, progress)[0]
            except (UserError, ConflictError, IntegrityError) as error:
                if monitor is not None:
                    raise
                unseen[item] = error.message  # a folder that is away stops no other
        overdue = [item for item in workspace.monitoring.all() if item.overdue]
    lines = [line for item in found.values() for line in _watched(call, item)]
    lines += [f"{item}: {call.translator.say(why)}" for item, why in unseen.items()]
    late = [call.tr("{monitor} was due on {day}.", monitor=item.monitor.id, day=item.due) for item in overdue]
    call.answer(Looked(found=found, unseen=unseen), *(lines or [call.tr("Nothing new was found.")]), *late)
    return _code(found, unseen)


def _code(found: Mapping[MonitorId, Watched], unseen: Mapping[MonitorId, Message]) -> int:
    if unseen or any(item.refused for item in found.values()):
        return 2
    failed = any(seen.verdict is Verdict.FAILED for item in found.values() for seen in item.observations)
    return 1 if failed else 0


def _with_folder(workspace: Workspace) -> tuple[MonitorId, ...]:
    active = [item.monitor for item in workspace.monitoring.all() if item.monitor.active]
    found = tuple(item.id for item in active if item.folder is not None)
    if not found:
        raise UserError(
            message("No monitoring watches a folder. Set one up with: pruefstein monitor set-up … --folder.")
        )
    return found


def _watched(call: Call, found: Watched) -> list[str]:
    lines = [line for item in found.observations for line in _said(call, item)]
    lines += [f"{name}: {call.translator.say(why)}" for name, why in found.refused]
    if found.later:
        later = N_("Written a moment ago, perhaps not to the end; the next look takes: {names}.")
        lines.append(call.tr(later, names=", ".join(found.later)))
    return lines


def _said(call: Call, seen: Observation) -> tuple[str, ...]:
    head = call.tr(
        "{observation}: {rows} rows until {day}, {verdict}.",
        observation=seen.id,
        rows=seen.rows,
        day=seen.last_day,
        verdict=seen.verdict,
    )
    return (head, *(f"  {_alarm(call, item)}" for item in seen.alarms))


def _alarm(call: Call, item: Indicator) -> str:
    from core.measures import measure_label

    value = "–" if item.value is None else call.translator.number(item.value, 4)
    about = f"{call.tr(measure_label(item.measure))} {item.subject or ''}".rstrip()
    return call.tr("{about}: {value}, limit {limit}", about=about, value=value, limit=item.limit or "–")


def _row(call: Call, item: MonitorStatus) -> tuple[str, ...]:
    words, last = call.translator, item.last
    return (
        item.monitor.id,
        item.monitor.version,
        words.text(item.monitor.name),
        words.date(last.last_day) if last else "–",
        words.date(item.due) if item.monitor.active else call.tr("stopped"),
        words.label(last.verdict) if last else "–",
        str(item.labels_overdue),
    )


def _observed(call: Call, item: Observation, labels: LabelState) -> tuple[str, ...]:
    words = call.translator
    return (
        item.id,
        words.date(item.last_day),
        words.number(item.rows, 0),
        words.label(item.verdict),
        str(len(item.alarms)),
        f"{words.label(labels)} ({item.labeled}/{item.rows})",
    )

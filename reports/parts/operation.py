"""How is the model watched and used in operation, what if it fails, and what went wrong?"""

from fractions import Fraction

from core.governance.contingency import Contingency
from core.governance.deployments import Deployment
from core.governance.incidents import Incident, IncidentState
from core.governance.monitoring import Indicator, Monitor, Observation, next_due
from core.inventory import OPERATING
from core.policy import Relation
from core.results import Verdict
from reports.document import (
    Align,
    Block,
    Callout,
    Cell,
    ColumnHead,
    Gap,
    KeyFacts,
    Opinion,
    Section,
    Statement,
    Table,
    Tone,
)
from reports.parts.context import ModelContext, plain, strong
from reports.parts.summary import check_title

FIGURES = 12
"""So many figures of an observation are printed; all of them stand in the embedded evidence."""
_ORDER = (Verdict.FAILED, Verdict.NOT_DECIDABLE, Verdict.PASSED, Verdict.NOT_APPLICABLE)
_SIGNS = {None: "", Relation.AT_LEAST: "≥ ", Relation.AT_MOST: "≤ "}


def operation_section(context: ModelContext, number: str) -> Section | None:
    """Return monitoring, deployment and incidents; None where nothing is recorded and nothing operates."""
    around = context.evidence.around
    known = around.monitors or around.deployments or around.contingency or around.incidents
    if not known and context.evidence.version.state not in OPERATING:
        return None
    tr = context.translator.tr
    parts = (
        (tr("Monitoring"), monitoring_blocks(context)),
        (tr("Deployment and contingency"), deployment_blocks(context)),
        (tr("Incidents"), incident_blocks(context)),
    )
    sections = tuple(
        Section(number=f"{number}.{at}", title=title, blocks=blocks)
        for at, (title, blocks) in enumerate(parts, start=1)
    )
    return Section(number=number, title=tr("Operation"), sections=sections)


def monitoring_blocks(context: ModelContext) -> tuple[Block, ...]:
    """Return the plan of each monitoring with its newest observations and their figures."""
    tr, around = context.translator.tr, context.evidence.around
    if not around.monitors:
        return (Gap(text=tr("No monitoring is set up for this version; the owner must provide it.")),)
    return tuple(block for item in around.monitors for block in _monitor(context, item))


def _monitor(context: ModelContext, item: Monitor) -> tuple[Block, ...]:
    tr, found = context.translator.tr, context.evidence.around.of(item.id)
    facts = _plan(context, item)
    if not found:
        missing = tr("{monitor} has no observation; the owner must provide it.", monitor=item.id)
        return facts, Gap(text=missing)
    newest = found[-1]
    blocks: list[Block] = [facts, *_late(context, item, found), _observations(context, item, found)]
    if newest.indicators:
        blocks.append(_figures(context, newest))
    return tuple(blocks)


def _plan(context: ModelContext, item: Monitor) -> KeyFacts:
    words, tr = context.translator, context.translator.tr
    lag = tr("not expected") if item.label_lag_days is None else tr("after {n} days", n=item.label_lag_days)
    checks = ", ".join(check_title(check, context.language) for check in item.checks)
    labeled = ", ".join(check_title(check, context.language) for check in item.label_checks)
    rows = (
        (tr("Monitoring"), strong(f"{item.id} · {words.text(item.name)}")),
        (tr("State"), plain(tr("active") if item.active else tr("ended"))),
        (tr("Checks without true values"), plain(checks or "–")),
        (tr("Checks with true values"), plain(labeled or "–")),
        (tr("Compared with"), plain(item.reference)),
        (tr("Every"), plain(tr("{n} days", n=item.every_days))),
        (tr("True values"), plain(lag)),
        (tr("Responsible"), plain(context.who(item.owner))),
    )
    return KeyFacts(rows=rows, evidence=(item.id,))


def _late(context: ModelContext, item: Monitor, found: tuple[Observation, ...]) -> tuple[Block, ...]:
    day, words = next_due(item, found), context.translator
    if not item.active or day >= context.evidence.gathered_at.date():
        return ()
    text = words.tr("The next observation was due on {day}.", day=words.date(day))
    title = words.tr("Monitoring is overdue")
    return (Callout(title=title, text=text, tone=Tone.WARN, evidence=(item.id,)),)


def _observations(context: ModelContext, item: Monitor, found: tuple[Observation, ...]) -> Table:
    words, tr = context.translator, context.translator.tr
    heads = (
        ColumnHead(title=tr("Observation"), share=1.4),
        ColumnHead(title=tr("Rows from"), share=1.1),
        ColumnHead(title=tr("until"), share=1.1),
        ColumnHead(title=tr("Rows"), share=0.8, align=Align.RIGHT),
        ColumnHead(title=tr("True values"), share=1.4),
        ColumnHead(title=tr("Verdict"), share=1.4),
        ColumnHead(title=tr("Beyond a limit"), share=1.3, align=Align.RIGHT),
        ColumnHead(title=tr("Findings"), share=1.4),
    )
    today = context.evidence.gathered_at.date()
    rows = tuple(
        (
            strong(seen.id),
            plain(words.date(seen.first_day)),
            plain(words.date(seen.last_day)),
            plain(words.integer(seen.rows)),
            plain(words.label(seen.labels(item, today))),
            context.verdict(seen.verdict),
            plain(words.integer(len(seen.alarms))),
            plain(", ".join(seen.findings) or "–"),
        )
        for seen in reversed(found)
    )
    total = context.evidence.around.observed.get(item.id, len(found))
    caption = tr("The newest {n} of {total} observations", n=len(found), total=total)
    return Table(columns=heads, rows=rows, caption=caption, evidence=tuple(seen.id for seen in found))


def _figures(context: ModelContext, newest: Observation) -> Table:
    """Return figures of the newest observation that have a limit: what is beyond it, then what is open."""
    tr = context.translator.tr
    labeled = newest.labelings[-1].indicators if newest.labelings else ()
    found = sorted(
        (item for item in (*newest.indicators, *labeled) if item.limit is not None),
        key=lambda item: (_ORDER.index(item.verdict), item.key),
    )
    heads = (
        ColumnHead(title=tr("Measure"), share=2.4),
        ColumnHead(title=tr("About"), share=1.8),
        ColumnHead(title=tr("Value"), share=1.0, align=Align.RIGHT),
        ColumnHead(title=tr("Limit"), share=1.0, align=Align.RIGHT),
        ColumnHead(title=tr("Verdict"), share=1.4),
    )
    rows = tuple(_figure(context, item) for item in found[:FIGURES])
    caption = tr(
        "{n} of {total} figures of {observation} against their limits",
        n=len(rows),
        total=len(found),
        observation=newest.id,
    )
    return Table(columns=heads, rows=rows, caption=caption, evidence=(newest.id, newest.run))


def _figure(context: ModelContext, item: Indicator) -> tuple[Cell, ...]:
    limit = "–" if item.limit is None else context.value(item.measure, float(Fraction(item.limit)))
    return (
        plain(context.measure(item.measure)),
        plain(item.subject or "–"),
        plain(context.value(item.measure, item.value)),
        plain(f"{_SIGNS[item.relation]}{limit}"),
        context.verdict(item.verdict),
    )


def deployment_blocks(context: ModelContext) -> tuple[Block, ...]:
    """Return where the version runs, and what takes its place when it fails."""
    tr, around = context.translator.tr, context.evidence.around
    blocks: list[Block] = []
    if around.deployments:
        blocks.append(_deployments(context, around.deployments))
    else:
        blocks.append(Gap(text=tr("No deployment is recorded; the owner must provide it.")))
    if around.contingency is None:
        blocks.append(Gap(text=tr("No contingency plan is recorded; the owner must provide it.")))
    else:
        blocks += _contingency(context, around.contingency)
    return tuple(blocks)


def _deployments(context: ModelContext, found: tuple[Deployment, ...]) -> Table:
    words, tr = context.translator, context.translator.tr
    heads = (
        ColumnHead(title=tr("Deployment"), share=1.1),
        ColumnHead(title=tr("Stage"), share=1.2),
        ColumnHead(title=tr("System"), share=2.0),
        ColumnHead(title=tr("Share"), share=1.0, align=Align.RIGHT),
        ColumnHead(title=tr("Since"), share=1.1),
        ColumnHead(title=tr("Until"), share=1.1),
        ColumnHead(title=tr("Return to"), share=1.4),
    )
    rows = tuple(
        (
            strong(item.id),
            plain(words.label(item.stage)),
            plain(" · ".join(part for part in (item.system, item.environment) if part)),
            plain(words.percent(float(Fraction(item.share)) / 100, 0)),
            plain(words.date(item.since)),
            plain("–" if item.until is None else words.date(item.until)),
            plain(item.rollback or "–"),
        )
        for item in found
    )
    ids = tuple(item.id for item in found)
    return Table(columns=heads, rows=rows, caption=tr("Deployments of this version"), evidence=ids)


def _contingency(context: ModelContext, plan: Contingency) -> tuple[Block, ...]:
    words, tr = context.translator, context.translator.tr
    last = plan.last_test
    tested = (
        Cell(text=tr("never tested"), tone=Tone.WARN)
        if last is None
        else plain(f"{words.date(last.day)} · {words.label(last.result)}")
    )
    outage = "–" if plan.outage_hours is None else tr("{n} hours", n=plan.outage_hours)
    facts = KeyFacts(
        rows=(
            (tr("Responsible for the contingency plan"), plain(context.who(plan.responsible))),
            (tr("Longest outage"), plain(outage)),
            (tr("Plan"), plain(plan.plan or "–")),
            (tr("Last test"), tested),
        ),
        evidence=(plan.model,),
    )
    said = tr("Fallback: {plan}", plan=words.text(plan.fallback))
    return facts, Opinion(text=said, author=context.who(plan.responsible), evidence=(plan.model,))


def incident_blocks(context: ModelContext) -> tuple[Block, ...]:
    """Return what went wrong, or that nothing is recorded."""
    words, tr, found = context.translator, context.translator.tr, context.evidence.around.incidents
    if not found:
        trail = f"TRAIL-{context.evidence.trail.size}"
        return (Statement(text=tr("No incident with this version is recorded."), evidence=(trail,)),)
    heads = (
        ColumnHead(title=tr("Incident"), share=1.0),
        ColumnHead(title=tr("What"), share=2.6),
        ColumnHead(title=tr("Severity"), share=1.2),
        ColumnHead(title=tr("Detected"), share=1.1),
        ColumnHead(title=tr("State"), share=1.1),
        ColumnHead(title=tr("Cause and measure"), share=2.6),
    )
    rows = tuple(_incident(context, item) for item in found)
    ids = tuple(item.id for item in found)
    return (Table(columns=heads, rows=rows, caption=words.tr("Incidents"), evidence=ids),)


def _incident(context: ModelContext, item: Incident) -> tuple[Cell, ...]:
    words = context.translator
    tone = Tone.OK if item.state is IncidentState.CLOSED else Tone.WARN
    done = "\n".join(words.text(text) for text in (item.cause, item.measure) if text is not None)
    return (
        strong(item.id),
        plain(f"{words.label(item.kind)}: {words.text(item.title)}"),
        plain(words.label(item.severity)),
        plain(words.date(item.detected_at.date())),
        Cell(text=words.label(item.state), tone=tone),
        plain(done or "–"),
    )

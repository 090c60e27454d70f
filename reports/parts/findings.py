"""What is wrong, who mends it, and until when?"""

from collections.abc import Iterator

from core.findings import Finding, FindingState, PlanStep
from core.ids import PersonId
from reports.document import Block, Cell, ColumnHead, Opinion, Section, Statement, Table, Tone
from reports.parts.context import ModelContext, plain, strong
from reports.parts.summary import SEVERITY_COLORS
from reports.wording import finding_title

_TONES = {
    FindingState.PROPOSED: Tone.WARN,
    FindingState.OPEN: Tone.BAD,
    FindingState.CLOSED: Tone.OK,
    FindingState.DISMISSED: Tone.NEUTRAL,
    FindingState.ACCEPTED: Tone.INFO,
    FindingState.REPORTED: Tone.WARN,
}


def findings_section(context: ModelContext, number: str) -> Section:
    """Return every finding on the version."""
    return Section(number=number, title=context.translator.tr("Findings"), blocks=findings_blocks(context))


def findings_blocks(context: ModelContext) -> tuple[Block, ...]:
    """Return a table of the findings and what people wrote about them."""
    tr, found = context.translator.tr, context.evidence.findings
    if not found:
        text = tr("No finding is recorded on this version.")
        return (Statement(text=text, evidence=(context.evidence.version.id,)),)
    heads = (
        ColumnHead(title=tr("Id"), share=0.85),
        ColumnHead(title=tr("Finding"), share=3.3),
        ColumnHead(title=tr("Severity"), share=1.5),
        ColumnHead(title=tr("State"), share=1.45),
        ColumnHead(title=tr("Owner, due"), share=1.8),
    )
    rows = tuple(_row(context, item) for item in found)
    ids = tuple(item.id for item in found)
    table = Table(columns=heads, rows=rows, caption="", evidence=ids)
    return (table, *(opinion for item in found for opinion in _opinions(context, item)))


def _row(context: ModelContext, item: Finding) -> tuple[Cell, ...]:
    translator = context.translator
    due = "" if item.due is None else translator.tr("due {date}", date=item.due)
    if item.state is FindingState.ACCEPTED and item.accepted_until is not None:
        due = translator.tr("accepted until {date}", date=item.accepted_until)
    source = translator.label(item.cause) + (f" · {item.run}" if item.run else "")
    return (
        strong(item.id),
        plain(f"{finding_title(context, item)}\n{source}"),
        Cell(text=translator.label(item.severity), fill=SEVERITY_COLORS[item.severity]),
        Cell(text=translator.label(item.state), tone=_TONES[item.state]),
        plain("\n".join(part for part in (context.who(item.owner), due) if part)),
    )


def _opinions(context: ModelContext, item: Finding) -> tuple[Opinion, ...]:
    """Return what people wrote: the description, the way it is mended, the evidence, how it ended."""
    return tuple(
        Opinion(text=f"{item.id} · {text}", author=context.who(author), evidence=(item.id,))
        for text, author in _written(context, item)
        if text
    )


def _written(context: ModelContext, item: Finding) -> Iterator[tuple[str, PersonId | None]]:
    tr, said = context.translator.tr, context.translator.text
    yield said(item.description), item.raised_by
    plan = item.remediation
    if plan is not None:
        steps = "; ".join(_step(context, step) for step in plan.steps)
        yield (
            tr("Root cause: {cause} Plan: {steps}", cause=said(plan.root_cause), steps=steps),
            plan.planned_by,
        )
    for report in item.reports:
        proofs = ", ".join(f"{proof.id} (SHA-256 {proof.digest[:12]}…)" for proof in report.proofs)
        yield tr("Reported mended: {what}", what=said(report.text)) + f" {proofs}", report.by
    if item.compensation is not None:
        text = tr("Meanwhile the risk is lowered by: {measure}", measure=said(item.compensation))
        yield text, item.closed_by
    yield said(item.closing_reason), item.closed_by


def _step(context: ModelContext, step: PlanStep) -> str:
    day = context.translator.date(step.done_at.date() if step.done_at else step.due)
    state = context.translator.tr("done {day}", day=day) if step.done_at else day
    return f"{context.translator.text(step.text)} ({context.who(step.who)}, {state})"

"""What is wrong, who mends it, and until when?"""

from core.findings import Finding, FindingState
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
    texts = ((item.description, item.raised_by), (item.closing_reason, item.closed_by))
    return tuple(
        Opinion(
            text=f"{item.id} · {context.translator.text(text)}",
            author=context.who(author),
            evidence=(item.id,),
        )
        for text, author in texts
        if text is not None and text.body
    )

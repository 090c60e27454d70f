"""What was determined about the model with a signature, and is in force?"""

from core.governance.determinations import Determination, DeterminationKind
from core.governance.exceptions import said_of
from core.regulations.questionnaires import frameworks
from core.workspace.governance.determination_rules import rules
from reports.document import Block, Cell, ColumnHead, Opinion, Section, Table, Tone
from reports.parts.context import ModelContext, plain, strong


def determinations_section(context: ModelContext, number: str) -> Section | None:
    """Return what was in force when the evidence was gathered; None where nothing was."""
    tr, found = context.translator.tr, context.evidence.determinations
    if not found:
        return None
    heads = (
        ColumnHead(title=tr("Id"), share=0.9),
        ColumnHead(title=tr("Determination"), share=3.2),
        ColumnHead(title=tr("Outcome"), share=2),
        ColumnHead(title=tr("Signed by"), share=1.8),
        ColumnHead(title=tr("Last day"), share=1.1),
    )
    rows = tuple(_row(context, item) for item in found)
    table: Block = Table(columns=heads, rows=rows, evidence=tuple(item.id for item in found))
    reasons = tuple(_reason(context, item) for item in found)
    return Section(number=number, title=tr("Signed determinations"), blocks=(table, *reasons))


def _row(context: ModelContext, item: Determination) -> tuple[Cell, ...]:
    words = context.translator
    signed = words.tr("{who}, signature valid", who=context.who(item.decided_by))
    ends = "–" if item.expires is None else words.date(item.expires)
    return (
        strong(item.id),
        plain("\n".join(part for part in (words.label(item.kind), _topic(context, item)) if part)),
        Cell(text=_outcome(context, item)),
        Cell(text=signed, tone=Tone.OK),
        plain(ends),
    )


def _topic(context: ModelContext, item: Determination) -> str:
    framework = frameworks().get(item.topic) if item.kind is DeterminationKind.SCOPE else None
    if framework is not None:
        return framework.title(context.translator.language)
    said = said_of(item.topic) if item.kind is DeterminationKind.POLICY_EXCEPTION else None
    return item.topic if said is None else context.translator.say(said)


def _outcome(context: ModelContext, item: Determination) -> str:
    rule = rules().get(item.kind)
    if rule is None or item.outcome not in {str(one) for one in rule.outcomes}:
        return item.outcome
    return context.translator.label(rule.outcomes(item.outcome))


def _reason(context: ModelContext, item: Determination) -> Opinion:
    words = context.translator
    text = f"{item.id}: {words.text(item.reason)}"
    if item.limits is not None:
        text += "\n" + words.tr("Limits: {limits}", limits=words.text(item.limits))
    return Opinion(text=text, author=context.who(item.decided_by), evidence=(item.id,))

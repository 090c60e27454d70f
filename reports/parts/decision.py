"""Who decided what, bound to which exact state?"""

from core.decisions import Condition, Decision
from reports.document import Block, Callout, Cell, ColumnHead, Gap, KeyFacts, Opinion, Section, Table, Tone
from reports.parts.context import ModelContext, code, plain
from reports.parts.cover import decision_callout, decision_words


def decision_section(context: ModelContext, number: str) -> Section:
    """Return the latest decision with reason, conditions and binding."""
    title = context.translator.tr("Decision and conditions")
    return Section(number=number, title=title, blocks=decision_blocks(context))


def decision_blocks(context: ModelContext) -> tuple[Block, ...]:
    """Return the decision, or that it is missing."""
    tr, decision = context.translator.tr, context.decision
    if decision is None:
        return (Gap(text=tr("No decision is recorded; the approver must provide it.")),)
    author = context.who(decision.decided_by)
    blocks: list[Block] = [decision_callout(context)]
    blocks.append(
        Opinion(text=context.translator.text(decision.reason), author=author, evidence=(decision.id,))
    )
    if decision.accepted_undecided is not None:
        text = context.translator.text(decision.accepted_undecided)
        lead = tr("Results that are not decidable were accepted by name: {reason}", reason=text)
        blocks.append(Opinion(text=lead, author=author, evidence=(decision.id,)))
    if decision.conditions:
        blocks.append(_conditions(context, decision))
    blocks += [_binding(context, decision), *_lapsed(context, decision)]
    earlier = tuple(item for item in context.evidence.decisions if item.id != decision.id)
    return (*blocks, *([_earlier(context, earlier)] if earlier else []))


def _conditions(context: ModelContext, decision: Decision) -> Table:
    tr = context.translator.tr
    heads = (
        ColumnHead(title=tr("Condition"), share=4),
        ColumnHead(title=tr("Owner"), share=1.5),
        ColumnHead(title=tr("Due"), share=1.1),
        ColumnHead(title=tr("State"), share=1.9),
    )
    rows = tuple(_condition(context, item) for item in decision.conditions)
    return Table(columns=heads, rows=rows, caption=tr("Conditions"), evidence=(decision.id,))


def _condition(context: ModelContext, item: Condition) -> tuple[Cell, ...]:
    tr = context.translator.tr
    today = context.evidence.gathered_at.date()
    if item.met_at is not None:
        said = tr("met, confirmed by {who}", who=context.who(item.met_by)) if item.met_by else tr("met")
        state = Cell(text=said, tone=Tone.OK)
    elif item.due < today:
        state = Cell(text=tr("overdue"), tone=Tone.BAD)
    elif item.proof:
        proof = ", ".join(item.proof)
        state = Cell(text=tr("proof handed in, not confirmed: {proof}", proof=proof), tone=Tone.WARN)
    else:
        state = Cell(text=tr("open"), tone=Tone.WARN)
    return (
        plain(context.translator.text(item.text)),
        plain(context.who(item.owner)),
        plain(context.translator.date(item.due)),
        state,
    )


def _binding(context: ModelContext, decision: Decision) -> KeyFacts:
    tr, bound = context.translator.tr, decision.binding
    rows: list[tuple[str, Cell]] = [
        (tr("Decision"), plain(decision.id)),
        (tr("State digest"), code(decision.state_digest)),
        (tr("Bound runs"), plain(", ".join(bound.runs) or "–")),
        (tr("Bound assessment"), plain(bound.assessment or "–")),
        (tr("Bound policy"), code(bound.policy)),
        (tr("Findings open then"), plain(", ".join(bound.findings) or tr("none"))),
        (tr("Certificate of the approver"), code(decision.certificate_digest)),
    ]
    return KeyFacts(rows=tuple(rows), evidence=(decision.id,))


def _lapsed(context: ModelContext, decision: Decision) -> tuple[Block, ...]:
    tr, translator = context.translator.tr, context.translator
    if not context.evidence.lapsed:
        return ()
    what = ", ".join(translator.label(item) for item in context.evidence.lapsed)
    text = tr("Replaced since: {what}. A new decision is needed before the version may be used.", what=what)
    title = tr("This decision has lapsed")
    return (Callout(title=title, text=text, tone=Tone.WARN, evidence=(decision.id,)),)


def _earlier(context: ModelContext, earlier: tuple[Decision, ...]) -> Table:
    tr = context.translator.tr
    heads = (
        ColumnHead(title=tr("Id"), share=0.8),
        ColumnHead(title=tr("Decision"), share=2),
        ColumnHead(title=tr("By"), share=2),
        ColumnHead(title=tr("On"), share=1.2),
    )
    rows = tuple(
        (
            plain(item.id),
            plain(decision_words(context, item.kind)),
            plain(context.who(item.decided_by)),
            plain(context.translator.date(item.decided_at.date())),
        )
        for item in earlier
    )
    ids = tuple(item.id for item in earlier)
    return Table(columns=heads, rows=rows, caption=tr("Other decisions on this version"), evidence=ids)

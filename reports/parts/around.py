"""For what is the model used, on what does it rest, and which documents are filed?"""

from core.governance.dependencies import SharedThing
from core.governance.documents import DocumentState, document_state, replaced_by
from core.inventory import ModelKind
from reports.document import (
    Align,
    Block,
    Cell,
    ColumnHead,
    Gap,
    KeyFacts,
    Method,
    Opinion,
    Section,
    Table,
    Tone,
)
from reports.parts.context import ModelContext, code, plain, strong

_TONES = {
    DocumentState.CURRENT: Tone.OK,
    DocumentState.EXPIRED: Tone.WARN,
    DocumentState.REPLACED: Tone.NEUTRAL,
    DocumentState.WITHDRAWN: Tone.NEUTRAL,
}


def around_section(context: ModelContext, number: str) -> Section | None:
    """Return use case, vendor, dependencies, aggregate view and documents; None where there is nothing."""
    found = (*_use(context), *_vendor(context), *_dependencies(context), *_shared(context), *_papers(context))
    if not found:
        return None
    title = context.translator.tr("Use, vendor, dependencies and documents")
    return Section(number=number, title=title, blocks=found)


def _use(context: ModelContext) -> tuple[Block, ...]:
    words, tr, found = context.translator, context.translator.tr, context.evidence.around.use_case
    if found is None:
        return ()
    rows = (
        (tr("Use case"), strong(f"{found.id} · {words.text(found.name)}")),
        (tr("State"), plain(words.label(found.status))),
        (tr("Business area"), plain(words.text(found.business_area))),
        (tr("Owner"), plain(context.who(found.owner))),
        (tr("Who is affected"), plain(words.text(found.affected) or "–")),
    )
    author = context.who(found.owner)
    texts = tuple(
        Opinion(text=words.text(text), author=author, evidence=(found.id,))
        for text in (found.goal, found.decision)
        if text.body
    )
    return KeyFacts(rows=rows, evidence=(found.id,)), *texts


def _vendor(context: ModelContext) -> tuple[Block, ...]:
    words, tr, found = context.translator, context.translator.tr, context.evidence.around.vendor
    if found is None:
        if context.evidence.model.kind is ModelKind.VENDOR:
            return (Gap(text=tr("No vendor is recorded for this vendor model; the owner must provide it.")),)
        return ()
    review = "–" if found.next_review is None else words.date(found.next_review)
    looked = "–" if found.due_diligence is None else words.date(found.due_diligence)
    rows = (
        (tr("Vendor"), strong(f"{found.id} · {words.text(found.name)}")),
        (tr("Service"), plain(words.text(found.service) or "–")),
        (tr("Contract"), plain(found.contract or "–")),
        (tr("Subcontractors"), plain(", ".join(found.subcontractors) or "–")),
        (tr("Countries"), plain(", ".join(found.countries) or "–")),
        (tr("Last due diligence"), plain(looked)),
        (tr("Next review"), plain(review)),
        (tr("Exit plan"), plain(words.text(found.exit_plan) or "–")),
    )
    return (KeyFacts(rows=rows, evidence=(found.id,)),)


def _dependencies(context: ModelContext) -> tuple[Block, ...]:
    words, tr, evidence = context.translator, context.translator.tr, context.evidence
    heads = (
        ColumnHead(title=tr("Kind"), share=1.3),
        ColumnHead(title=tr("What"), share=2.6),
        ColumnHead(title=tr("Note"), share=3.2),
    )
    rests = tuple(
        (
            plain(words.label(item.kind)),
            strong(item.name),
            plain(words.text(item.note) or "–"),
        )
        for item in evidence.model.dependencies
    )
    fed = tuple((plain(tr("Feeds")), strong(model), plain("–")) for model in evidence.around.feeds)
    if not rests and not fed:
        return ()
    caption = tr("What the model rests on, and which models rest on it")
    return (Table(columns=heads, rows=(*rests, *fed), caption=caption, evidence=(evidence.model.id,)),)


def _shared(context: ModelContext) -> tuple[Block, ...]:
    tr, found = context.translator.tr, context.evidence.around.shared
    if not found:
        return ()
    heads = (
        ColumnHead(title=tr("Kind"), share=1.3),
        ColumnHead(title=tr("What"), share=2.4),
        ColumnHead(title=tr("Models hit"), share=0.9, align=Align.RIGHT),
        ColumnHead(title=tr("Of all models"), share=1.0, align=Align.RIGHT),
        ColumnHead(title=tr("Highest tier"), share=1.2),
        ColumnHead(title=tr("Which"), share=2.6),
    )
    rows = tuple(_shared_row(context, item) for item in found)
    caption = tr("Aggregate view: what this and other models rest on together")
    said = tr("If one of these fails or is wrong, it hits all models named at once.")
    table = Table(columns=heads, rows=rows, caption=caption, evidence=(context.evidence.model.id,))
    return table, Method(text=said)


def _shared_row(context: ModelContext, item: SharedThing) -> tuple[Cell, ...]:
    words, hit = context.translator, item.hit
    shown = ", ".join(hit[:8]) + (" …" if len(hit) > 8 else "")
    return (
        plain(words.label(item.kind)),
        strong(" ".join((item.name, *item.editions))),
        plain(words.integer(len(hit))),
        plain(words.percent(item.share, 0)),
        plain("–" if item.worst is None else words.label(item.worst)),
        plain(shown),
    )


def _papers(context: ModelContext) -> tuple[Block, ...]:
    words, tr, papers = context.translator, context.translator.tr, context.evidence.around.documents
    if not papers:
        return ()
    today, replaced = context.evidence.gathered_at.date(), replaced_by(papers)
    heads = (
        ColumnHead(title=tr("Document"), share=2.6),
        ColumnHead(title=tr("Kind"), share=1.5),
        ColumnHead(title=tr("Filed"), share=1.6),
        ColumnHead(title=tr("State"), share=1.2),
        ColumnHead(title="SHA-256", share=2.3),
    )
    rows = []
    for item in papers:
        state = document_state(item, replaced, today)
        filed = f"{words.date(item.filed_at.date())}\n{context.who(item.filed_by)}"
        rows.append(
            (
                strong(f"{item.id}\n{words.text(item.title)}"),
                plain(words.label(item.kind)),
                plain(filed),
                Cell(text=words.label(state), tone=_TONES[state]),
                code(item.digest),
            )
        )
    ids = tuple(item.id for item in papers)
    return (Table(columns=heads, rows=tuple(rows), caption=tr("Documents"), evidence=ids),)

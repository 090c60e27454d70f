"""Was the model made again, challenged and attested, and how well is the whole portfolio governed?"""

from core.governance.challenges import Challenge, ChallengeOutcome
from core.governance.kpis import Kpis, Share
from core.governance.reproduction import Reproduction, ReproductionState
from core.governance.surroundings import Attested
from core.regulations.recorded import kpis_id
from reports.document import Align, Block, Cell, ColumnHead, Gap, Method, Section, Table, Tone
from reports.parts.context import ModelContext, plain, strong

_MADE_AGAIN = {
    ReproductionState.REPRODUCED: Tone.OK,
    ReproductionState.NOT_REPRODUCED: Tone.BAD,
    ReproductionState.FAILED: Tone.BAD,
}


def process_section(context: ModelContext, number: str) -> Section:
    """Return reproduction, effective challenge, attestations and key figures."""
    tr = context.translator.tr
    parts = (
        (tr("Reproduction"), _reproductions(context)),
        (tr("Effective challenge"), _challenges(context)),
        (tr("Attestations of the model"), _attestations(context)),
        (tr("Key figures of the portfolio"), _kpis(context)),
    )
    shown = [(title, blocks) for title, blocks in parts if blocks]
    sections = tuple(
        Section(number=f"{number}.{at}", title=title, blocks=blocks)
        for at, (title, blocks) in enumerate(shown, start=1)
    )
    return Section(number=number, title=tr("Process"), sections=sections)


def _reproductions(context: ModelContext) -> tuple[Block, ...]:
    tr, found = context.translator.tr, context.evidence.around.reproductions
    if not found:
        return ()
    heads = (
        ColumnHead(title=tr("Id"), share=1.0),
        ColumnHead(title=tr("Finished"), share=1.4),
        ColumnHead(title=tr("By"), share=1.6),
        ColumnHead(title=tr("Outcome"), share=1.6),
        ColumnHead(title=tr("Rows"), share=0.9, align=Align.RIGHT),
        ColumnHead(title=tr("Largest difference"), share=1.2, align=Align.RIGHT),
        ColumnHead(title=tr("Confinement"), share=1.4),
    )
    rows = tuple(_reproduction(context, item) for item in found)
    said = tr("The registered training script was run again; its scores were compared with the model's.")
    table = Table(columns=heads, rows=rows, evidence=tuple(item.id for item in found))
    return table, Method(text=said)


def _reproduction(context: ModelContext, item: Reproduction) -> tuple[Cell, ...]:
    words, compared = context.translator, item.compared
    return (
        strong(item.id),
        plain(words.moment(item.finished_at)),
        plain(context.who(item.run_by)),
        Cell(text=words.label(item.state), tone=_MADE_AGAIN.get(item.state, Tone.NEUTRAL)),
        plain("–" if compared is None else words.integer(compared.rows)),
        plain("–" if compared is None else context.figure(compared.largest)),
        plain(context.confined(item.confinement)),
    )


def _challenges(context: ModelContext) -> tuple[Block, ...]:
    tr, found = context.translator.tr, context.evidence.around.challenges
    if not found:
        return (Gap(text=tr("No challenge of the model is recorded; the validator must provide it.")),)
    heads = (
        ColumnHead(title=tr("Challenge"), share=2.6),
        ColumnHead(title=tr("By, with which expertise and standing"), share=2.6),
        ColumnHead(title=tr("Answer"), share=2.6),
        ColumnHead(title=tr("Outcome"), share=1.5),
    )
    rows = tuple(_challenge(context, item) for item in found)
    return (Table(columns=heads, rows=rows, evidence=tuple(item.id for item in found)),)


def _challenge(context: ModelContext, item: Challenge) -> tuple[Cell, ...]:
    words = context.translator
    late = item.overdue(context.evidence.gathered_at.date())
    tone = Tone.BAD if late else Tone.WARN if item.outcome is ChallengeOutcome.OPEN else Tone.OK
    asked = f"{item.id} · {words.label(item.topic)}\n{words.text(item.question)}"
    standing = (context.who(item.raised_by), words.text(item.expertise), words.text(item.standing))
    answers = (
        f"{words.text(one.text)}\n{context.who(one.by)}, {words.date(one.at.date())}" for one in item.answers
    )
    ended = "\n".join(part for part in (words.label(item.outcome), words.text(item.conclusion)) if part)
    return (
        plain(asked),
        plain("\n".join(standing)),
        plain("\n".join(answers) or "–"),
        Cell(text=ended, tone=tone),
    )


def _attestations(context: ModelContext) -> tuple[Block, ...]:
    tr, found = context.translator.tr, context.evidence.around.attestations
    if not found:
        return ()
    heads = (
        ColumnHead(title=tr("Attestation"), share=1.1),
        ColumnHead(title=tr("Statement"), share=3.2),
        ColumnHead(title=tr("Answer"), share=2.2),
        ColumnHead(title=tr("Signed by"), share=2.0),
    )
    rows = tuple(_attested(context, item) for item in found)
    ids = tuple(item.attestation.id for item in found)
    return (Table(columns=heads, rows=rows, evidence=ids),)


def _attested(context: ModelContext, item: Attested) -> tuple[Cell, ...]:
    words, given = context.translator, item.attestation
    answer = "\n".join(part for part in (words.label(given.answer), words.text(given.text)) if part)
    signed = f"{context.who(given.given_by)}\n{words.date(given.given_at.date())}"
    return strong(given.id), plain(words.text(item.statement)), plain(answer), plain(signed)


def _kpis(context: ModelContext) -> tuple[Block, ...]:
    tr, found = context.translator.tr, context.evidence.around.kpis
    if found is None:
        return ()
    heads = (
        ColumnHead(title=tr("Key figure"), share=4),
        ColumnHead(title=tr("Value"), share=1.2, align=Align.RIGHT),
        ColumnHead(title=tr("Of"), share=1.2, align=Align.RIGHT),
    )
    rows = tuple(_share(context, title, share) for title, share in _shares(context, found))
    days = "–" if found.days_to_release is None else context.translator.number(found.days_to_release, 0)
    release = (
        plain(tr("Median days from registration to the first approval, over the last two years.")),
        plain(days),
        plain(context.translator.integer(found.releases)),
    )
    caption = tr("All models of the workspace on {day}", day=context.translator.date(found.day))
    return (Table(columns=heads, rows=(*rows, release), caption=caption, evidence=(kpis_id(found),)),)


def _shares(context: ModelContext, found: Kpis) -> tuple[tuple[str, Share], ...]:
    tr = context.translator.tr
    return (
        (tr("Models assessed"), found.assessed),
        (tr("Models checked"), found.checked),
        (tr("In operation with a valid approval"), found.approved),
        (tr("In operation and monitored"), found.monitored),
        (tr("Periodic reviews overdue"), found.overdue_reviews),
        (tr("Models with overrides or exceptions"), found.with_overrides),
    )


def _share(context: ModelContext, title: str, share: Share) -> tuple[Cell, ...]:
    words = context.translator
    value = "–" if share.value is None else words.percent(share.value)
    return (
        plain(title),
        plain(value),
        plain(words.tr("{part} of {whole}", part=share.part, whole=share.whole)),
    )

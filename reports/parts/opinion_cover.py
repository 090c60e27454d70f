"""What stands on the first pages and the last of an audit opinion?"""

from core.findings import Severity
from core.opinion import Observation
from core.results import Conclusion, Verdict
from reports.document import Block, Cell, ColumnHead, Cover, KeyFacts, Method, Opinion, Section, Table
from reports.parts.context import code, plain, strong
from reports.parts.opinion_context import OpinionContext, grade_callout
from reports.parts.summary import SEVERITY_COLORS, check_title, checks_table
from reports.wording import verdict_sentence

_MOST = 10
"""Verdicts of one kind that are spelled out in the summary."""


def opinion_cover(context: OpinionContext, kind: str, notice: str) -> Cover:
    """Return the first page: what, by whom, when, which files, and the grade."""
    translator, opinion = context.translator, context.opinion
    return Cover(
        kind=kind,
        title=translator.text(opinion.title),
        subtitle=translator.tr(
            "{id} · examined on {moment}", id=opinion.id, moment=context.examination.examined_at
        ),
        verdict=grade_callout(context),
        facts=_facts(context),
        digests=_digests(context),
        notice=notice,
        example=_example(context),
    )


def opinion_header(context: OpinionContext) -> str:
    """Return what is named at the head of every page."""
    return f"{context.translator.text(context.opinion.title)} · {context.opinion.id}"


def opinion_summary(context: OpinionContext, number: str) -> Section:
    """Return what must be known from one page only."""
    tr = context.translator.tr
    blocks: list[Block] = [grade_callout(context), _key_facts(context), checks_table(context)]
    found = [item for item in _conclusions(context) if item.verdict is Verdict.FAILED]
    undecided = [item for item in _conclusions(context) if item.verdict is Verdict.NOT_DECIDABLE]
    for lead, items in (
        (tr("What fails its threshold:"), found),
        (tr("What cannot be decided with these data:"), undecided),
    ):
        if items:
            blocks.append(Method(text=lead))
            blocks += [context.state(verdict_sentence(context, item)) for item in items[:_MOST]]
        if len(items) > _MOST:
            blocks.append(context.state(tr("{n} more stand in section 4.", n=len(items) - _MOST)))
    return Section(number=number, title=tr("Summary"), blocks=tuple(blocks))


def observations_section(context: OpinionContext, number: str) -> Section:
    """Return what the author found, graded, with their words."""
    tr, found = context.translator.tr, context.opinion.observations
    title = tr("Observations")
    if not found:
        text = tr("The author recorded no observation.")
        return Section(number=number, title=title, blocks=(context.state(text),))
    heads = (
        ColumnHead(title=tr("No."), share=0.5),
        ColumnHead(title=tr("Observation"), share=3.4),
        ColumnHead(title=tr("Severity"), share=1.4),
        ColumnHead(title=tr("Rests on"), share=2.6),
    )
    numbered = tuple(enumerate(found, start=1))
    rows = tuple(_observation(context, at, item) for at, item in numbered)
    table = Table(columns=heads, rows=rows, caption=tr("What the author found"), evidence=context.ids)
    words = tuple(
        Opinion(
            text=f"{at} · {context.translator.text(item.description)}",
            author=context.author,
            evidence=context.ids,
        )
        for at, item in numbered
        if item.description is not None and item.description.body
    )
    return Section(number=number, title=title, blocks=(table, *words))


def conclusion_section(context: OpinionContext, number: str) -> Section:
    """Return the opinion in its author's words."""
    tr, opinion = context.translator.tr, context.opinion
    blocks: list[Block] = [grade_callout(context, here=True)]
    if opinion.conclusion is not None:
        blocks.append(context.said(opinion.conclusion))
        blocks.append(
            Method(
                text=tr(
                    "Kind and words of the opinion are the author's own. The application proposes neither; "
                    "it records them with the figures they are about. The four kinds are named as in the "
                    "auditing standards ISA 700 and 705; this is no audit of financial statements."
                )
            )
        )
    return Section(number=number, title=tr("The auditor's opinion"), blocks=tuple(blocks))


def opinion_limits(context: OpinionContext) -> tuple[str, ...]:
    """Return what must not be concluded from an examination of received files."""
    tr, examined = context.translator.tr, context.examination
    texts = [
        tr(
            "Only the files with the printed digests were examined, as they were received. Where they come "
            "from, and whether they are complete, was not examined."
        ),
        tr(
            "Groups, outcomes and predictions are those of the received table; errors in them are errors of "
            "the figures."
        ),
    ]
    if not examined.plan.label:
        texts.append(
            tr(
                "The true outcomes were not received. Rates of decisions can be compared; whether the "
                "decisions were right cannot be told."
            )
        )
    if examined.model is None:
        texts.append(
            tr(
                "No model was received. Whether a model makes these predictions, and how it would decide on "
                "others, was not examined."
            )
        )
    return tuple(texts)


def _facts(context: OpinionContext) -> KeyFacts:
    tr, opinion, examined = context.translator.tr, context.opinion, context.examination
    received = [context.file(examined.table.file_name)]
    if examined.model is not None:
        received.append(context.file(examined.model.file_name))
    rows: list[tuple[str, Cell]] = [
        (tr("Received"), plain(" · ".join(received))),
        (tr("Task"), plain(context.translator.label(examined.plan.task))),
        (tr("Examined"), plain(context.translator.moment(examined.examined_at))),
        (tr("Written by"), plain(context.author)),
        (tr("Written"), plain(context.translator.moment(opinion.written_at))),
        (tr("Confinement of the model"), plain(context.confined(examined.confinement))),
    ]
    if context.issue is not None:
        issue = context.issue
        signer = context.example_name(issue.signer) if issue.example else issue.signer
        rows.insert(0, (tr("Report"), plain(issue.report)))
        rows.append((tr("Signed by"), plain(f"{signer} · {context.translator.label(issue.meaning)}")))
    return KeyFacts(rows=tuple(rows), evidence=context.ids)


def _digests(context: OpinionContext) -> KeyFacts:
    tr, examined = context.translator.tr, context.examination
    rows: list[tuple[str, Cell]] = [
        (tr("Evidence digest"), code(context.digest)),
        (tr("Table"), code(examined.table.digest)),
    ]
    if examined.model is not None:
        rows.append((tr("Model file ({format})", format=examined.model.format), code(examined.model.digest)))
    rows.append((tr("Results"), code(examined.result_digest)))
    rows.append((tr("Policy {version}", version=context.policy.version), code(context.policy.digest)))
    if context.trail is not None:
        point = context.trail.checkpoint
        rows.append((tr("Trail, {n} events", n=point.size), code(point.head)))
    return KeyFacts(rows=tuple(rows), evidence=context.ids)


def _example(context: OpinionContext) -> str:
    tr = context.translator.tr
    if context.opinion.example:
        return tr("Example: files, persons and opinion are made up to show the application.")
    if any(party.example for party in context.parties):
        return tr("Example: persons marked as example are not real.")
    return ""


def _conclusions(context: OpinionContext) -> tuple[Conclusion, ...]:
    return tuple(item for result in context.examination.results for item in result.conclusions)


def _key_facts(context: OpinionContext) -> KeyFacts:
    tr, examined = context.translator.tr, context.examination
    rows: tuple[tuple[str, Cell], ...] = (
        (tr("Rows examined"), plain(tr("{n} of {total}", n=examined.rows, total=examined.table.rows))),
        (tr("Groups"), plain(_groups(context))),
        (tr("Verdicts"), plain(_verdicts(context))),
        (tr("Observations"), plain(_severities(context))),
    )
    return KeyFacts(rows=rows, evidence=context.ids)


def _groups(context: OpinionContext) -> str:
    tr = context.translator.tr
    counts: dict[str, int] = {}
    for result in context.examination.results:
        for group in result.groups:
            counts[group.feature] = counts.get(group.feature, 0) + 1
    return ", ".join(f"{feature} ({count})" for feature, count in counts.items()) or tr("none")


def _verdicts(context: OpinionContext) -> str:
    found = [item.verdict for item in _conclusions(context)]
    parts = [f"{found.count(kind)} × {context.translator.label(kind)}" for kind in Verdict if kind in found]
    return ", ".join(parts) or context.translator.tr("none")


def _severities(context: OpinionContext) -> str:
    found = [item.severity for item in context.opinion.observations]
    parts = [
        f"{found.count(kind)} × {context.translator.label(kind)}"
        for kind in reversed(Severity)
        if kind in found
    ]
    return ", ".join(parts) or context.translator.tr("none")


def _observation(context: OpinionContext, at: int, item: Observation) -> tuple[Cell, ...]:
    basis = [check_title(item.check, context.language)] if item.check else []
    if item.measure:
        basis.append(context.measure(item.measure))
    if item.subject:
        basis.append(item.subject)
    return (
        plain(str(at)),
        strong(context.translator.text(item.title)),
        Cell(text=context.translator.label(item.severity), fill=SEVERITY_COLORS[item.severity]),
        plain(" · ".join(basis) or context.translator.tr("the author's own observation")),
    )

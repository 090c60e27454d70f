"""Which thresholds, which records and which events does the report rest on?"""

from collections.abc import Iterator

from core.audit import Action, ObjectKind
from core.ids import PersonId
from core.inventory import Artifact
from core.labels import label
from core.policy import Threshold
from core.texts import Language
from reports.document import (
    Align,
    Block,
    Callout,
    Cell,
    ColumnHead,
    KeyFacts,
    Method,
    Section,
    Statement,
    Table,
    Tone,
)
from reports.parts.context import Context, ModelContext, Trail, code, plain, strong
from reports.parts.summary import check_title


def policy_section(context: Context, number: str) -> Section:
    """Return the thresholds with their sources."""
    tr, policy = context.translator.tr, context.policy
    heads = (
        ColumnHead(title=tr("Measure"), share=2.0),
        ColumnHead(title=tr("Check"), share=1.5),
        ColumnHead(title=tr("Threshold"), share=1.2, align=Align.RIGHT),
        ColumnHead(title=tr("Where it comes from"), share=3.6),
    )
    rows = tuple(_threshold(context, item) for item in policy.thresholds)
    intro = tr(
        "Policy “{name}”, version {version}: groups smaller than {minimum} rows are not compared, "
        "intervals hold at {level}.",
        name=policy.name,
        version=policy.version,
        minimum=policy.minimum_group,
        level=context.level(None),
    )
    evidence = (_policy_id(context),)
    blocks: tuple[Block, ...] = (
        Statement(text=intro, evidence=evidence),
        Method(text=tr("Thresholds are the firm's choice; none of them is a legal limit by itself.")),
        Table(columns=heads, rows=rows, evidence=evidence, compact=True),
    )
    return Section(number=number, title=tr("Thresholds of the policy"), blocks=blocks)


def trail_section(context: Context, number: str) -> Section:
    """Return the state of the audit trail and its last events about the version."""
    tr, trail = context.translator.tr, context.trail
    if trail is None:
        text = tr("No workspace keeps this yet, so there is no trail of it.")
        return Section(number=number, title=tr("Audit trail"), blocks=(Method(text=text),))
    blocks: list[Block] = [_intact(context, trail), _checkpoint(context, trail)]
    if trail.extract:
        heads = (
            ColumnHead(title=tr("No."), share=0.5, align=Align.RIGHT),
            ColumnHead(title=tr("Time (UTC)"), share=1.6),
            ColumnHead(title=tr("Event"), share=2.1),
            ColumnHead(title=tr("Object"), share=1.7),
            ColumnHead(title=tr("Person"), share=1.7),
            ColumnHead(title="SHA-256", share=1.5),
        )
        rows = tuple(
            (
                plain(str(line.seq)),
                plain(line.ts[:19].replace("T", " ")),
                strong(_action(context, line.action)),
                plain(line.object.split()[-1] if line.object else "–"),
                plain(context.who(line.actor)),
                code(f"{line.hash[:12]}…"),
            )
            for line in trail.extract
        )
        caption = tr("Events about this opinion") if _opinion(context) else tr("Events about this version")
        blocks.append(Table(columns=heads, rows=rows, caption=caption, evidence=(_trail_id(context),)))
    return Section(number=number, title=tr("Audit trail"), blocks=tuple(blocks))


def register_section(context: ModelContext, number: str) -> Section:
    """Return every record the report rests on, with type, digest, author and time."""
    tr = context.translator.tr
    heads = (
        ColumnHead(title=tr("Id"), share=1.3),
        ColumnHead(title=tr("Type"), share=1.7),
        ColumnHead(title="SHA-256", share=3.0),
        ColumnHead(title=tr("Author"), share=1.6),
        ColumnHead(title=tr("Time"), share=1.5),
    )
    rows = tuple(_records(context))
    blocks = (Table(columns=heads, rows=rows, evidence=(_trail_id(context),)),)
    return Section(number=number, title=tr("Evidence register"), blocks=blocks)


def _threshold(context: Context, item: Threshold) -> tuple[Cell, ...]:
    source = item.source_de if context.language is Language.GERMAN else item.source_en
    return (
        strong(context.measure(item.measure)),
        plain(check_title(item.check, context.language)),
        plain(context.threshold(item)),
        plain(source),
    )


def _opinion(context: Context) -> bool:
    return any(run.examined for run in context.shown)


def _intact(context: Context, trail: Trail) -> Callout:
    tr, ids = context.translator.tr, (_trail_id(context),)
    if trail.intact:
        title = tr("The trail was intact when the evidence was gathered")
        text = tr("Chain, signatures and records of {n} events agree.", n=trail.checkpoint.size)
        return Callout(title=title, text=text, tone=Tone.OK, evidence=ids)
    title = tr("The trail was not intact when the evidence was gathered")
    text = tr("Records do not agree with the trail; figures of this report must not be relied on.")
    return Callout(title=title, text=text, tone=Tone.BAD, evidence=ids)


def _checkpoint(context: Context, trail: Trail) -> KeyFacts:
    tr, point = context.translator.tr, trail.checkpoint
    rows = (
        (tr("Workspace"), code(point.db)),
        (tr("Events"), plain(context.translator.integer(point.size))),
        (tr("Hash of the last event"), code(point.head)),
        (tr("Merkle root"), code(point.root)),
    )
    return KeyFacts(rows=rows, evidence=(_trail_id(context),))


def _records(context: ModelContext) -> list[tuple[Cell, ...]]:
    evidence, tr, say = context.evidence, context.translator.tr, context.translator.moment
    rows: list[tuple[str, str, str | None, PersonId | None, str]] = [
        (
            evidence.version.id,
            tr("Version"),
            None,
            evidence.version.developer,
            say(evidence.version.registered_at),
        )
    ]
    rows += [_artifact(context, item) for item in evidence.version.artifacts]
    rows += [
        (item.id, tr("Data set"), item.digest, None, say(item.registered_at)) for item in evidence.datasets
    ]
    if evidence.assessment is not None:
        found = evidence.assessment
        rows.append((found.id, tr("Risk assessment"), None, found.committed_by, say(found.committed_at)))
    rows += [
        (item.id, tr("Check run"), item.result_digest, item.run_by, say(item.finished_at))
        for item in evidence.runs
    ]
    rows += [
        (item.id, tr("Finding"), None, item.raised_by, say(item.raised_at)) for item in evidence.findings
    ]
    rows += [
        (item.id, tr("Decision"), item.state_digest, item.decided_by, say(item.decided_at))
        for item in evidence.decisions
    ]
    rows += list(_around(context))
    rows.append((_policy_id(context), tr("Policy"), evidence.policy.digest, None, "–"))
    if evidence.catalogue is not None:
        rows.append(("GDPR", tr("Catalogue of requirements"), evidence.catalogue, None, "–"))
    return [
        (strong(id_), plain(kind), code(digest), plain(context.who(person)), plain(when))
        for id_, kind, digest, person, when in rows
    ]


def _around(context: ModelContext) -> Iterator[tuple[str, str, str | None, PersonId | None, str]]:
    """Yield what is recorded around the version and cited in the report."""
    around, words = context.evidence.around, context.translator
    if around.use_case is not None:
        case = around.use_case
        yield case.id, words.label(ObjectKind.USE_CASE), None, case.owner, words.moment(case.recorded_at)
    if around.vendor is not None:
        vendor = around.vendor
        yield vendor.id, words.label(ObjectKind.VENDOR), None, None, words.moment(vendor.recorded_at)
    for paper in around.documents:
        kind = words.label(ObjectKind.DOCUMENT)
        yield paper.id, kind, paper.digest, paper.filed_by, words.moment(paper.filed_at)
    acts = (
        *((ObjectKind.DEPLOYMENT, (it.id, it.recorded_by, it.recorded_at)) for it in around.deployments),
        *((ObjectKind.INCIDENT, (it.id, it.reported_by, it.reported_at)) for it in around.incidents),
        *((ObjectKind.MONITOR, (it.id, it.set_up_by, it.set_up_at)) for it in around.monitors),
        *((ObjectKind.OBSERVATION, (it.id, it.observed_by, it.observed_at)) for it in around.observations),
        *((ObjectKind.REPRODUCTION, (it.id, it.run_by, it.finished_at)) for it in around.reproductions),
        *((ObjectKind.CHALLENGE, (it.id, it.raised_by, it.raised_at)) for it in around.challenges),
    )
    yield from ((id_, words.label(kind), None, who, words.moment(at)) for kind, (id_, who, at) in acts)
    for given in (item.attestation for item in around.attestations):
        kind = words.label(ObjectKind.ATTESTATION)
        yield given.id, kind, given.record, given.given_by, words.moment(given.given_at)


def _artifact(context: ModelContext, item: Artifact) -> tuple[str, str, str, None, str]:
    version = context.evidence.version
    moment = context.translator.moment(version.registered_at)
    return version.id, f"{context.translator.tr('Model file')} ({item.format})", item.digest, None, moment


def _action(context: Context, action: str) -> str:
    try:
        return context.translator.tr(label(Action(action)))
    except ValueError:
        return action


def _policy_id(context: Context) -> str:
    return f"POLICY-{context.policy.version}"


def _trail_id(context: Context) -> str:
    return f"TRAIL-{0 if context.trail is None else context.trail.checkpoint.size}"

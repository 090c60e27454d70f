"""What stands on the first page?"""

from core.decisions import DecisionKind
from core.evidence import Evidence
from reports.document import Callout, Cell, Cover, KeyFacts, Tone
from reports.parts.context import ModelContext, code, plain

_TONES = {
    DecisionKind.APPROVE: Tone.OK,
    DecisionKind.APPROVE_WITH_CONDITIONS: Tone.WARN,
    DecisionKind.REJECT: Tone.BAD,
}


def cover(context: ModelContext, kind: str, notice: str) -> Cover:
    """Return the first page of a report of a kind."""
    evidence, translator = context.evidence, context.translator
    return Cover(
        kind=kind,
        title=translator.text(evidence.model.name),
        subtitle=translator.tr(
            "Version {label} · {id} · {moment}",
            label=evidence.version.label,
            id=evidence.version.id,
            moment=evidence.gathered_at,
        ),
        verdict=decision_callout(context),
        facts=_facts(context),
        digests=_digests(context),
        notice=notice,
        example=_example(context),
    )


def header(context: ModelContext) -> str:
    """Return model and version for the head of every page."""
    name = context.translator.text(context.evidence.model.name)
    return f"{name} · {context.evidence.version.id}"


def decision_callout(context: ModelContext) -> Callout:
    """Return the decision, or that there is none."""
    translator, decision, evidence = context.translator, context.decision, context.evidence
    version = (evidence.version.id,)
    if decision is None:
        text = translator.tr("The version is in the state “{state}”.", state=evidence.version.state)
        return Callout(
            title=translator.tr("No decision recorded"), text=text, tone=Tone.NEUTRAL, evidence=version
        )
    title = decision_words(context, decision.kind)
    text = translator.tr(
        "Decided on {date} by {name}.",
        date=decision.decided_at.date(),
        name=context.who(decision.decided_by),
    )
    if decision.expires is not None:
        text += " " + translator.tr("Valid until {date}.", date=decision.expires)
    if evidence.lapsed:
        lapsed = ", ".join(translator.label(item) for item in evidence.lapsed)
        title = translator.tr("{decision} – lapsed", decision=title)
        text += " " + translator.tr("Lapsed, because it was replaced since: {what}.", what=lapsed)
    tone = Tone.WARN if evidence.lapsed else _TONES[decision.kind]
    return Callout(title=title, text=text, tone=tone, evidence=(decision.id,))


def decision_words(context: ModelContext, kind: DecisionKind) -> str:
    """Return what was decided, as a result."""
    tr = context.translator.tr
    match kind:
        case DecisionKind.APPROVE:
            return tr("Approved")
        case DecisionKind.APPROVE_WITH_CONDITIONS:
            return tr("Approved with conditions")
        case DecisionKind.REJECT:
            return tr("Rejected")


def _facts(context: ModelContext) -> KeyFacts:
    evidence, tr = context.evidence, context.translator.tr
    tier = "–" if evidence.tier is None else context.translator.label(evidence.tier)
    rows: list[tuple[str, Cell]] = [
        (tr("Model"), plain(f"{evidence.model.id} · {context.translator.text(evidence.model.name)}")),
        (
            tr("Version"),
            plain(f"{evidence.version.label} · {context.translator.label(evidence.version.state)}"),
        ),
        (tr("Tier"), plain(tier)),
        (tr("Owner"), plain(context.who(evidence.model.owner))),
        (tr("Developer"), plain(context.who(evidence.version.developer))),
        (tr("Evidence gathered"), plain(context.translator.moment(evidence.gathered_at))),
    ]
    if context.issue is not None:
        issue = context.issue
        signer = context.example_name(issue.signer) if issue.example else issue.signer
        rows.insert(0, (tr("Report"), plain(issue.report)))
        rows.append((tr("Signed by"), plain(f"{signer} · {context.translator.label(issue.meaning)}")))
    return KeyFacts(rows=tuple(rows), evidence=(evidence.version.id,))


def _digests(context: ModelContext) -> KeyFacts:
    evidence, tr = context.evidence, context.translator.tr
    rows: list[tuple[str, Cell]] = [(tr("Evidence digest"), code(evidence.digest))]
    rows += [
        (tr("Model file ({format})", format=artifact.format), code(artifact.digest))
        for artifact in evidence.version.artifacts
    ]
    rows += [(tr("Data set {id}", id=item.id), code(item.digest)) for item in evidence.datasets]
    rows.append((tr("Policy {version}", version=evidence.policy.version), code(evidence.policy.digest)))
    rows.append((tr("Trail, {n} events", n=evidence.trail.size), code(evidence.trail.head)))
    return KeyFacts(rows=tuple(rows[:9]), evidence=(evidence.version.id,))


def _example(context: ModelContext) -> str:
    evidence: Evidence = context.evidence
    tr = context.translator.tr
    if evidence.model.example:
        return tr("Example: model, persons and decisions are made up to show the application.")
    if any(party.example for party in evidence.parties):
        return tr("Example: persons marked as example are not real.")
    return ""

"""What sets the tier, which controls and targets are there, and what contradicts the ratings?"""

from collections.abc import Iterator

from core.governance.contradictions import Contradiction, Proof
from core.governance.scale_file import built_in
from core.governance.scales import Scale, kind_name
from core.measures import measure_label
from core.risk import Rating, RiskAssessment, TierFactor, TierSource
from core.ties import Duty
from reports.document import Block, ColumnHead, Statement, Table
from reports.parts.context import ModelContext, plain, strong


def scale_of(context: ModelContext) -> Scale:
    """Return the scale of the assessment."""
    return context.evidence.scale or built_in()


def further_blocks(context: ModelContext, ratings: tuple[Rating, ...]) -> tuple[Block, ...]:
    """Return what stands beside the cells of an assessment."""
    assessment = context.evidence.assessment
    if assessment is None:
        return ()
    return (
        *_tier(context, assessment),
        *_materiality(context, assessment),
        *_controls(context, assessment, ratings),
        *_appetite(context, assessment, ratings),
        *_contradictions(context, assessment),
        *_due(context, assessment),
    )


def _factor(context: ModelContext, factor: TierFactor) -> str:
    label = context.translator.label
    if factor.source is TierSource.KIND and factor.perspective is not None:
        kind = kind_name(factor.kind, scale_of(context), context.translator)
        return f"{kind} ({label(factor.perspective)}): {label(factor.band)}"
    return f"{label(factor.source)}: {label(factor.band)}"


def _tier(context: ModelContext, assessment: RiskAssessment) -> Iterator[Block]:
    tr, override = context.translator.tr, context.evidence.tier_override
    if assessment.tier_factors:
        factors = "; ".join(_factor(context, item) for item in assessment.tier_factors)
        yield Statement(text=tr("The tier is set by: {factors}.", factors=factors), evidence=(assessment.id,))
    if override is not None:
        text = tr("The tier is overridden to {tier} by {id}.", tier=override.tier, id=override.id)
        yield Statement(text=text, evidence=(override.id,))


def _materiality(context: ModelContext, assessment: RiskAssessment) -> Iterator[Block]:
    tr, label = context.translator.tr, context.translator.label
    inputs, complexity = assessment.materiality_inputs, assessment.complexity
    who = context.who(assessment.committed_by)
    if inputs is not None:
        exposure = inputs.exposure
        figures = (
            "" if exposure.amount is None else f"{exposure.amount} {exposure.currency}",
            "" if exposure.decisions is None else tr("{count} decisions a year", count=exposure.decisions),
            "" if exposure.persons is None else tr("{count} persons a year", count=exposure.persons),
        )
        text = tr(
            "Materiality {band}: exposure {exposure} ({figures}), purpose {purpose}. {reason}",
            band=label(inputs.band),
            exposure=label(inputs.exposure_band),
            figures=", ".join(item for item in figures if item),
            purpose=label(inputs.purpose),
            reason=context.translator.text(inputs.purpose_reason),
        )
        yield Statement(text=text, evidence=(assessment.id,), attested=who)
    if complexity is not None:
        factors = ", ".join(f"{label(item.factor)} {label(item.rating)}" for item in complexity.answers)
        text = tr(
            "Complexity {band}, {points} of 21 points: {factors}.",
            band=label(complexity.band),
            points=complexity.points,
            factors=factors,
        )
        yield Statement(text=text, evidence=(assessment.id,), attested=who)


def _controls(
    context: ModelContext, assessment: RiskAssessment, ratings: tuple[Rating, ...]
) -> Iterator[Block]:
    tr, label = context.translator.tr, context.translator.label
    rows = tuple(
        (
            strong(kind_name(rating.kind, scale_of(context), context.translator)),
            plain(context.translator.text(control.name)),
            plain("–" if control.owner is None else context.who(control.owner)),
            plain(label(control.effectiveness)),
            plain(label(control.reduces)),
        )
        for rating in ratings
        for control in rating.controls
    )
    if rows:
        heads = (
            ColumnHead(title=tr("Risk"), share=2.0),
            ColumnHead(title=tr("Control"), share=2.4),
            ColumnHead(title=tr("Owner"), share=1.4),
            ColumnHead(title=tr("Effectiveness"), share=1.4),
            ColumnHead(title=tr("Lowers"), share=1.4),
        )
        yield Table(columns=heads, rows=rows, caption=tr("Controls"), evidence=(assessment.id,))


def _appetite(
    context: ModelContext, assessment: RiskAssessment, ratings: tuple[Rating, ...]
) -> Iterator[Block]:
    tr, scale = context.translator.tr, scale_of(context)
    for rating in ratings:
        kind = kind_name(rating.kind, scale, context.translator)
        if rating.target is not None:
            text = tr(
                "Target of {kind}: {points} points by {day}. {measure}",
                kind=kind,
                points=rating.target.level.score,
                day=rating.target.by,
                measure=context.translator.text(rating.target.measure),
            )
            yield Statement(text=text, evidence=(assessment.id,))
        line = scale.appetite(rating.kind, rating.perspective)
        if line is None or rating.residual.score <= line.highest:
            continue
        text = tr(
            "{kind} lies at {points} points, above the appetite line at {line}.",
            kind=kind,
            points=rating.residual.score,
            line=line.highest,
        )
        if rating.acceptance is not None:
            text += " " + tr(
                "Accepted by {name} until {day}.",
                name=context.who(rating.acceptance.by),
                day=rating.acceptance.until,
            )
        yield Statement(text=text, evidence=(assessment.id, scale.id))


def _contradictions(context: ModelContext, assessment: RiskAssessment) -> Iterator[Block]:
    answers = {item.contradiction: item.reason for item in assessment.answers}
    for item in context.evidence.contradictions:
        text = _against(context, item)
        if item.key in answers:
            reason = context.translator.text(answers[item.key])
            text += " " + context.translator.tr("Answer of the assessor: {reason}", reason=reason)
        evidence = tuple(dict.fromkeys((assessment.id, *(proof.source for proof in item.proofs))))
        yield Statement(text=text, evidence=evidence)


def _against(context: ModelContext, found: Contradiction) -> str:
    kind = kind_name(found.kind, scale_of(context), context.translator)
    proofs = "; ".join(_proof(context, item) for item in found.proofs[:4])
    return context.translator.tr(
        "Contradicted: {kind}. {what}: {proofs}.",
        kind=kind,
        what=context.translator.label(found.code),
        proofs=proofs,
    )


def _proof(context: ModelContext, proof: Proof) -> str:
    words = context.translator
    parts = [] if proof.measure is None else [words.tr(measure_label(proof.measure))]
    if proof.subject is not None:
        duty = proof.check is None and proof.subject in set(Duty)
        parts.append(words.label(Duty(proof.subject)) if duty else proof.subject)
    if proof.value is not None:
        span = proof.interval
        within = "" if span is None else f" ({words.number(span.low)} … {words.number(span.high)})"
        parts.append(words.number(proof.value) + within)
    return " ".join((*parts, f"[{proof.source}]"))


def _due(context: ModelContext, assessment: RiskAssessment) -> Iterator[Block]:
    if not context.evidence.reassess:
        return
    label = context.translator.label
    reasons = "; ".join(
        f"{label(item.trigger)} ({', '.join(item.evidence)})" for item in context.evidence.reassess
    )
    text = context.translator.tr("To be assessed again because of: {reasons}.", reasons=reasons)
    found = (found for item in context.evidence.reassess for found in item.evidence)
    yield Statement(text=text, evidence=tuple(dict.fromkeys((assessment.id, *found))))

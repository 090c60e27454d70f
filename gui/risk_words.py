"""How is what follows from ratings, and what speaks against them, said in the window?"""

from collections.abc import Iterable

from core.governance.contradictions import Contradiction, Proof
from core.governance.reassessment import Due
from core.governance.scales import Scale, kind_name
from core.language import Translator
from core.measures import measure_label
from core.policy import Policy
from core.risk import Band, Rating, TierFactor, TierOverride, TierSource, band
from core.tiering import Tiering, complexity_of, materiality_of, tiering
from core.ties import Duty
from core.workspace.risk import NewMateriality
from gui.drafts import RiskDraft


def materiality_band(stated: Band | NewMateriality | None, policy: Policy) -> Band | None:
    """Return the materiality as the policy computes it, or as a person rated it."""
    if not isinstance(stated, NewMateriality):
        return stated
    return materiality_of(stated.exposure, stated.purpose, stated.reason, policy.materiality).band


def outcome(draft: RiskDraft, scale: Scale, policy: Policy) -> Tiering | None:
    """Return the tier that follows from a draft; None while something it needs is missing."""
    material = materiality_band(draft.stated, policy)
    if material is None or not draft.placed(scale):
        return None
    complexity = complexity_of(draft.complexity, policy.complexity) if draft.complexity else None
    return tiering(
        draft.finished(scale),
        material,
        complexity,
        rule=policy.complexity,
        borders=scale.definition.borders,
    )


def factor_words(factor: TierFactor, scale: Scale, translator: Translator) -> str:
    """Return one of the things that set a tier, in words."""
    word = translator.label(factor.band)
    if factor.source is TierSource.KIND and factor.perspective is not None:
        kind = kind_name(factor.kind, scale, translator)
        return f"{kind} ({translator.label(factor.perspective)}): {word}"
    return f"{translator.label(factor.source)}: {word}"


def tier_words(factors: Iterable[TierFactor], scale: Scale, translator: Translator) -> str:
    """Return what set a tier, in words."""
    return "; ".join(factor_words(item, scale, translator) for item in factors)


def proof_words(proof: Proof, translator: Translator) -> str:
    """Return one piece of evidence against a rating."""
    parts = [proof.source]
    if proof.measure is not None:
        parts.append(translator.tr(measure_label(proof.measure)))
    if proof.subject is not None:
        duty = proof.check is None and proof.subject in set(Duty)
        parts.append(translator.label(Duty(proof.subject)) if duty else proof.subject)
    if proof.value is not None:
        span = proof.interval
        low, high = ("", "") if span is None else (translator.number(span.low), translator.number(span.high))
        parts.append(translator.number(proof.value) + ("" if span is None else f" ({low} … {high})"))
    if proof.day is not None:
        parts.append(translator.date(proof.day))
    return " · ".join(parts)


def contradiction_words(found: Contradiction, scale: Scale, translator: Translator) -> str:
    """Return what contradicts a rating, with the first pieces of evidence."""
    kind = kind_name(found.kind, scale, translator)
    proofs = [proof_words(item, translator) for item in found.proofs[:3]]
    more = len(found.proofs) - len(proofs)
    if more > 0:
        proofs.append(translator.tr("and {count} more", count=more))
    return f"{kind}: {translator.label(found.code)}. {'; '.join(proofs)}"


def due_words(item: Due, translator: Translator) -> str:
    """Return why a version must be assessed again."""
    day = "" if item.day is None else f", {translator.date(item.day)}"
    return f"{translator.label(item.trigger)}{day} ({', '.join(item.evidence)})"


def rating_details(
    controls: int, rating: Rating | None, scale: Scale, translator: Translator
) -> tuple[str, ...]:
    """Return what a rating says beside its cells: controls, target, evidence, appetite."""
    parts = []
    if controls:
        parts.append(translator.tr("Controls: {count}", count=controls))
    if rating is None:
        return tuple(parts)
    if rating.target is not None:
        level = rating.target.level
        word = translator.label(band(level.score, scale.definition.borders))
        target = f"{level.score} {word}"
        parts.append(translator.tr("Target {cell} by {day}", cell=target, day=rating.target.by))
    if rating.evidence:
        parts.append(translator.tr("Evidence: {ids}", ids=", ".join(rating.evidence)))
    line = scale.appetite(rating.kind, rating.perspective)
    if line is not None:
        parts.append(translator.tr("Appetite line: {points}", points=line.highest))
    if rating.acceptance is not None:
        parts.append(translator.tr("accepted until {day}", day=rating.acceptance.until))
    return tuple(parts)


def override_words(override: TierOverride, words: Translator) -> str:
    """Say which determination sets which tier, and until when."""
    if override.expires is None:
        return words.tr("{id} sets the tier to {tier}.", id=override.id, tier=override.tier)
    return words.tr(
        "{id} sets the tier to {tier} until {day}.", id=override.id, tier=override.tier, day=override.expires
    )

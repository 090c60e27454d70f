"""How is what is known about risk said on a terminal?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.call import Call
from cli.tables import table
from core.governance.contradictions import Contradiction, Proof
from core.governance.scales import Scale, kind_name
from core.risk import Level, RiskAssessment, TierFactor, TierSource, band
from core.ties import Duty

if TYPE_CHECKING:
    from rich.table import Table


def cell(call: Call, level: Level | None, scale: Scale) -> str:
    """Return a level as "4x3 12 High"."""
    if level is None:
        return "–"
    word = call.translator.label(band(level.score, scale.definition.borders))
    return f"{level.likelihood}x{level.impact} {level.score} {word}"


def ratings(call: Call, assessment: RiskAssessment, scale: Scale) -> "Table":
    """Return the ratings of an assessment, one a line."""
    headings = (
        call.tr("Risk"),
        call.tr("Perspective"),
        call.tr("Inherent"),
        call.tr("Residual"),
        call.tr("Target risk"),
        call.tr("Rationale"),
    )
    rows = (
        (
            kind_name(item.kind, scale, call.translator),
            call.translator.label(item.perspective),
            cell(call, item.inherent, scale),
            cell(call, item.residual, scale),
            "–"
            if item.target is None
            else f"{cell(call, item.target.level, scale)}, {call.translator.date(item.target.by)}",
            call.translator.text(item.rationale),
        )
        for item in assessment.ratings
    )
    return table(headings, rows)


def tier_reason(call: Call, assessment: RiskAssessment, scale: Scale) -> str:
    """Return which factors set the tier, in words."""
    parts = (factor_words(call, item, scale) for item in assessment.tier_factors)
    return "; ".join(parts)


def factor_words(call: Call, factor: TierFactor, scale: Scale) -> str:
    """Return one factor in words."""
    label = call.translator.label
    if factor.source is TierSource.KIND and factor.perspective is not None:
        kind = kind_name(factor.kind, scale, call.translator)
        return f"{label(factor.source)} {kind} ({label(factor.perspective)}): {label(factor.band)}"
    return f"{label(factor.source)}: {label(factor.band)}"


def contradiction_lines(call: Call, found: Contradiction, scale: Scale) -> Iterator[str]:
    """Yield what contradicts a rating, with the evidence."""
    label = call.translator.label
    yield (
        f"{label(found.severity)} · {kind_name(found.kind, scale, call.translator)} "
        f"({label(found.perspective)}): {label(found.code)} [{found.key}]"
    )
    for proof in found.proofs:
        yield "    " + proof_words(call, proof)


def proof_words(call: Call, proof: Proof) -> str:
    """Return one piece of evidence in words."""
    from core.measures import measure_label

    parts = [proof.source]
    if proof.measure is not None:
        parts.append(call.tr(measure_label(proof.measure)))
    if proof.subject is not None:
        duty = proof.check is None and proof.subject in set(Duty)
        parts.append(call.translator.label(Duty(proof.subject)) if duty else proof.subject)
    if proof.value is not None:
        number = call.translator.number
        span = proof.interval
        within = "" if span is None else f" ({number(span.low)} … {number(span.high)})"
        parts.append(f"{number(proof.value)}{within}")
    if proof.day is not None:
        parts.append(call.translator.date(proof.day))
    return " · ".join(parts)

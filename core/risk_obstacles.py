"""What of the risk assessment stands against an approval?"""

from collections.abc import Iterator
from datetime import date

from core.facts import Facts
from core.governance.reassessment import Due
from core.governance.scales import above_appetite, kind_word
from core.messages import Message, message
from core.risk import Rating, RiskAssessment, Trigger


def risk_obstacles(facts: Facts, assessment: RiskAssessment, today: date) -> Iterator[Message]:
    """Yield why the assessment does not carry an approval, in the order in which it is best mended."""
    days = [assessment.reassess_by, *(item.day for item in facts.due if item.trigger is Trigger.DATE)]
    soonest = min(day for day in days if day is not None)
    if soonest < today:
        yield message(
            "The risk assessment was due again on {day}. Commit a new one on the page Risk.", day=soonest
        )
    for item in facts.due:
        if item.blocks and item.trigger is not Trigger.DATE:
            yield _triggered(item, assessment)
    if facts.scale is not None:
        for rating in above_appetite(facts.scale, assessment.ratings):
            if not borne(rating, today):
                yield _above(rating, facts)
    yield from _missing(facts, assessment)


def borne(rating: Rating, today: date) -> bool:
    """Tell whether a residual risk above the appetite line is accepted, or has a target to come."""
    accepted = rating.acceptance is not None and rating.acceptance.until >= today
    return accepted or (rating.target is not None and rating.target.by >= today)


def _triggered(item: Due, assessment: RiskAssessment) -> Message:
    return message(
        "Since the risk assessment {assessment} something changed: {trigger} ({evidence}). "
        "Assess the version again on the page Risk.",
        assessment=assessment.id,
        trigger=item.trigger,
        evidence=", ".join(item.evidence),
    )


def _above(rating: Rating, facts: Facts) -> Message:
    line = None if facts.scale is None else facts.scale.appetite(rating.kind, rating.perspective)
    return message(
        "The residual risk “{kind}” ({perspective}) lies at {points}, above the appetite line at {line}. "
        "It is neither accepted nor lowered by a target to come. Set a target, or have it accepted.",
        kind=kind_word(rating.kind, facts.scale),
        perspective=rating.perspective,
        points=rating.residual.score,
        line=0 if line is None else line.highest,
    )


def _missing(facts: Facts, assessment: RiskAssessment) -> Iterator[Message]:
    policy, tier = facts.policy, facts.tier
    if tier in policy.materiality.figures_for and assessment.materiality_inputs is None:
        yield message(
            "In tier {tier} the policy asks for the exposure in figures, and the assessment has none. "
            "Assess the version again with figures.",
            tier=tier,
        )
    if tier in policy.complexity.required_for and assessment.complexity is None:
        yield message(
            "In tier {tier} the policy asks for the complexity, and the assessment does not rate it. "
            "Assess the version again with it.",
            tier=tier,
        )

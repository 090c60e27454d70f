"""Is an assessment complete and consistent before it is committed?"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from core.errors import UserError
from core.governance.scales import Scale, kind_word
from core.messages import Message, message
from core.policy import Policy
from core.risk import (
    Band,
    ComplexityAnswer,
    ComplexityFactor,
    Exposure,
    Perspective,
    Rating,
    RiskKind,
    Target,
)
from core.store.mapping import mappers
from core.workspace.lookup import Reader, active_person, require_text


def check_ratings(ratings: Iterable[Rating], scale: Scale, today: date) -> None:
    """Raise `UserError` unless everything mandatory is rated once, with a rationale and a sound target."""
    counts: Counter[tuple[str, Perspective]] = Counter()
    for rating in ratings:
        if rating.kind not in scale.kinds_for(rating.perspective):
            raise UserError(
                message(
                    "The scale {scale} has no kind of risk “{kind}” from the perspective {perspective}. "
                    "Choose another.",
                    scale=scale.id,
                    kind=rating.kind,
                    perspective=rating.perspective,
                )
            )
        counts[rating.slot] += 1
        _check_rating(rating, kind_word(rating.kind, scale), today)
    for (kind, _), count in counts.items():
        if count > 1:
            raise UserError(
                message(
                    "“{kind}” is rated {count} times. Rate each kind once.",
                    kind=kind_word(kind, scale),
                    count=count,
                )
            )
    for kind, perspective in scale.mandatory:
        if not counts[kind, perspective]:
            raise UserError(
                message(
                    "“{kind}” ({perspective}) is not rated. Rate all mandatory kinds of risk.",
                    kind=kind_word(kind, scale),
                    perspective=perspective,
                )
            )


def _check_rating(rating: Rating, kind: Message | RiskKind, today: date) -> None:
    require_text(
        rating.rationale,
        message("The rating of “{kind}” has no rationale. Write why it was rated so.", kind=kind),
    )
    if rating.residual.score > rating.inherent.score:
        require_text(
            rating.raised_because,
            message(
                "The residual risk of “{kind}” lies above the inherent risk. Explain why controls raise it, "
                "or correct the rating.",
                kind=kind,
            ),
        )
    for control in rating.controls:
        require_text(control.name, message("A control of “{kind}” has no name.", kind=kind))
    if rating.acceptance is not None:
        raise UserError(
            message(
                "An assessment cannot bring its own acceptance. Commit it; then somebody with the right to "
                "decide accepts the risk."
            )
        )
    if rating.target is not None:
        _check_target(rating, rating.target, kind, today)


def _check_target(rating: Rating, target: Target, kind: Message | RiskKind, today: date) -> None:
    require_text(
        target.measure, message("The target of “{kind}” has no measure. Say what brings it there.", kind=kind)
    )
    if target.level.score >= rating.residual.score:
        raise UserError(
            message(
                "The target of “{kind}” does not lie below the residual risk. Choose a lower cell.", kind=kind
            )
        )
    if target.by <= today:
        raise UserError(
            message("The target of “{kind}” needs a day in the future. Choose a later day.", kind=kind)
        )


def check_references(reader: Reader, ratings: Iterable[Rating]) -> None:
    """Raise `UserError` for an owner of a control who cannot be one, or evidence that does not exist."""
    for rating in ratings:
        for control in rating.controls:
            if control.owner is not None:
                active_person(reader, control.owner)
        for item in rating.evidence:
            _check_evidence(reader, item)


def _check_evidence(reader: Reader, item: str) -> None:
    prefix = item.partition("-")[0]
    kinds = (mapper.value for mapper in mappers() if mapper.prefix == prefix)
    if not any(reader.get(kind, item) is not None for kind in kinds):
        raise UserError(message("There is no evidence {id}. Choose a record that exists.", id=item))


def check_exposure(exposure: Exposure, policy: Policy) -> None:
    """Raise `UserError` for an exposure without figures, below zero, or in another currency."""
    figures = [exposure.decisions, exposure.persons]
    amount = None if exposure.amount is None else _amount(exposure.amount)
    if amount is None and all(item is None for item in figures):
        raise UserError(
            message("The exposure has no figure. Enter an amount, a number of decisions or of persons.")
        )
    if (amount is not None and amount < 0) or any(item is not None and item < 0 for item in figures):
        raise UserError(message("The exposure cannot be below zero. Correct the figure."))
    if amount is not None and exposure.currency != policy.materiality.currency:
        raise UserError(
            message(
                "The policy counts exposure in {currency}. Convert the amount and state it in {currency}.",
                currency=policy.materiality.currency,
            )
        )


def _amount(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise UserError(
            message("“{value}” is no amount. Write a number like 2500000.", value=text)
        ) from error


def check_complexity(answers: tuple[ComplexityAnswer, ...]) -> None:
    """Raise `UserError` unless every factor is rated once; a severe one with a reason."""
    if sorted(item.factor for item in answers) != sorted(ComplexityFactor):
        raise UserError(
            message("The complexity is rated on seven factors, each once. Rate them all, or none of them.")
        )
    for item in answers:
        if item.rating is Band.SEVERE:
            require_text(
                item.reason,
                message("“{factor}” is rated severe without a reason. Give one.", factor=item.factor),
            )

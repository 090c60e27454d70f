"""May a version move to another state, and if not, why?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from core.decisions import STATE_AFTER, Decision, lapsed
from core.facts import Facts
from core.governance.exceptions import covering, granted
from core.governance.gate import Demand
from core.inventory import RecordBasis, State, next_states
from core.messages import Message, message
from core.obstacles import blocking
from core.people import Permission, Person

_WORKERS = (Permission.REGISTER, Permission.OPERATE, Permission.ASSESS)
_MAY: Mapping[State, tuple[Permission, ...]] = {
    State.DRAFT: _WORKERS,
    State.IN_VALIDATION: _WORKERS,
    State.UNDER_REVIEW: (Permission.OPERATE, Permission.RAISE_FINDING),
}
"""Who may bring a version into a state; elsewhere it takes the right to operate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A version that somebody wants to bring into another state."""

    facts: Facts
    to: State
    person: Person
    decisions: tuple[Decision, ...]
    """Oldest first."""


def refusal(move: Move, today: date) -> Message | None:
    """Return why the move is not allowed, or None."""
    return _by_person(move) or _by_state(move) or _by_decision(move, today)


def _by_person(move: Move) -> Message | None:
    needed = _MAY.get(move.to, (Permission.OPERATE,))
    if any(move.person.may(permission) for permission in needed):
        return None
    return message(
        "{name} may not do this: none of their roles allows it. Switch to a person who may.",
        name=move.person.name.name(),
    )


def _by_state(move: Move) -> Message | None:
    version, basis = move.facts.version, move.facts.model.basis
    if move.to in STATE_AFTER.values():
        return message(
            "The state “{state}” is reached by a signed decision only. Decide on the page Approvals.",
            state=move.to,
        )
    if move.to not in next_states(version.state, basis):
        return message(
            "{version} is in the state “{state}” and cannot go to “{to}” from there. Nothing was changed.",
            version=version.id,
            state=version.state,
            to=move.to,
        )
    return None


def _by_decision(move: Move, today: date) -> Message | None:
    """Return why the version may not be used: only a decision that still holds lets it."""
    if move.to is State.PRE_VALIDATION_USE:
        return _by_permission(move)
    if move.to is not State.IN_USE:
        return None
    if move.facts.model.basis is RecordBasis.TAKEN_OVER:
        return _by_owner(move)
    newest = move.decisions[-1] if move.decisions else None
    if newest is None or not newest.is_approval:
        return message(
            "{version} has no approval, so it cannot be used. Have it approved first.",
            version=move.facts.version.id,
        )
    return no_longer(newest, move.facts, today)


def _by_permission(move: Move) -> Message | None:
    if move.facts.early_use is not None:
        return None
    return message(
        "No signed permission of the use of {version} before validation holds. Have it determined first, "
        "with limits, informed users and a last day.",
        version=move.facts.version.id,
    )


def _by_owner(move: Move) -> Message | None:
    if move.person.id == move.facts.model.owner:
        return None
    return message("Only its owner can record the use of a model taken over from an older register.")


def ended_exceptions(decision: Decision, facts: Facts, today: date) -> tuple[str, ...]:
    """Return the exceptions an approval rests on that no longer hold."""
    holding = {item.id for item in granted(facts.exceptions, today)}
    return tuple(item for item in decision.exceptions if item not in holding)


def excepted(facts: Facts, demand: Demand, today: date) -> bool:
    """Tell whether a demand without parts is set aside by a signed exception today."""
    return covering(facts.exceptions, demand, "", today) is not None


def no_longer(decision: Decision, facts: Facts, today: date) -> Message | None:
    """Return why an approval does not let its version be used today, or None."""
    return next(against(decision, facts, today), None)


def against(decision: Decision, facts: Facts, today: date) -> Iterator[Message]:
    """Yield everything that speaks against using a version on its approval today."""
    if not decision.in_force(today):
        yield message(
            "The approval {decision} ended on {day}. Have the version decided on again.",
            decision=decision.id,
            day=decision.expires,
        )
    for what in lapsed(decision.binding, facts.binding(today)):
        yield message(
            "The approval {decision} has lapsed because this was replaced: {what}. "
            "Have the version decided on again.",
            decision=decision.id,
            what=what,
        )
    if decision.overdue_conditions(today) and not excepted(facts, Demand.CONDITIONS, today):
        yield message(
            "A condition of the approval {decision} is overdue. Meet it, or have the version decided on "
            "again.",
            decision=decision.id,
        )
    for exception in ended_exceptions(decision, facts, today):
        yield message(
            "The approval {decision} rests on the exception {exception}, which no longer holds. Meet what it "
            "set aside, or have the version decided on again.",
            decision=decision.id,
            exception=exception,
        )
    for finding in blocking(facts, today):
        yield message(
            "{finding} of severity {severity} is open and blocks the use. Close it or have the risk "
            "accepted.",
            finding=finding.id,
            severity=finding.severity,
        )

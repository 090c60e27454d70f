"""From which demands of the policy can an exception be granted, and does one cover a demand?

The topic of an exception names the exact demand: "risk.due", or with what it is about where a demand has
several parts: "evidence.checks.explanation" is the mandatory check "explanation" and no other one.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from core.check_names import CHECK_NAMES
from core.governance.determinations import Determination, DeterminationKind
from core.governance.gate import EXCEPTABLE, Demand
from core.messages import Message, message


class ExceptionOutcome(StrEnum):
    """What was decided on the exception that was asked for."""

    GRANTED = "granted"
    REFUSED = "refused"


class EarlyUseOutcome(StrEnum):
    """What was decided on the use before validation."""

    PERMITTED = "permitted"
    REFUSED = "refused"


DETAILED = frozenset({Demand.CHECKS, Demand.UNDECIDED, Demand.FINDINGS, Demand.UNSEEN})
"""Demands with several parts: an exception names the check or the finding."""


def topic_of(demand: Demand, detail: str = "") -> str:
    """Return the topic of an exception from a demand."""
    return f"{demand.value}.{detail}" if detail else demand.value


def demand_of(topic: str) -> tuple[Demand, str] | None:
    """Return the demand and what it is about; None for a topic nothing can be excepted by."""
    for demand in EXCEPTABLE:
        if topic == demand.value and demand not in DETAILED:
            return demand, ""
        prefix = f"{demand.value}."
        if demand in DETAILED and topic.startswith(prefix) and topic != prefix:
            return demand, topic.removeprefix(prefix)
    return None


_WHOLE = {
    Demand.REASSESSMENT: message("Day of the next risk assessment"),
    Demand.CONDITIONS: message("Overdue conditions of the approval"),
    Demand.REPORT: message("Signed report at the gate"),
    Demand.REPRODUCTION: message("Reproduction check at the gate"),
    Demand.FRESH: message("Age of the check runs at the gate"),
    Demand.IDENTITY: message("Verified identity of the approver at the gate"),
}
"""What demands without parts are called."""


def said_of(topic: str) -> Message | None:
    """Return in words what an exception sets aside; None for a topic nothing can be excepted by."""
    found = demand_of(topic)
    if found is None:
        return None
    demand, detail = found
    match demand:
        case Demand.CHECKS:
            return message("Mandatory check “{check}”", check=CHECK_NAMES.get(detail, detail))
        case Demand.UNDECIDED:
            return message("Not decidable results of “{check}”", check=CHECK_NAMES.get(detail, detail))
        case Demand.FINDINGS:
            return message("Blocking finding {finding}", finding=detail)
        case Demand.UNSEEN:
            return message("Proposed finding {finding}, not judged yet", finding=detail)
    return _WHOLE[demand]


def covering(
    exceptions: Iterable[Determination], demand: Demand, detail: str, today: date
) -> Determination | None:
    """Return the granted exception that covers exactly this demand today, or None."""
    wanted = topic_of(demand, detail)
    return next((item for item in granted(exceptions, today) if item.topic == wanted), None)


def granted(exceptions: Iterable[Determination], today: date) -> tuple[Determination, ...]:
    """Return those that grant an exception and hold today."""
    return tuple(
        item
        for item in exceptions
        if item.kind is DeterminationKind.POLICY_EXCEPTION
        and item.outcome == ExceptionOutcome.GRANTED
        and item.holds(today)
    )

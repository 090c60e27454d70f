"""Can these facts of an incident be, and may it be closed or opened again?"""

from datetime import datetime
from fractions import Fraction
from typing import Protocol

from core.errors import UserError
from core.governance.incidents import Incident, IncidentState
from core.ids import Exact
from core.messages import Message, message
from core.texts import Text
from core.workspace.lookup import require_text


class Stated(Protocol):
    """What is stated about an incident."""

    @property
    def title(self) -> Text:
        """Return what happened in one line."""

    @property
    def description(self) -> Text:
        """Return what happened."""

    @property
    def began_at(self) -> datetime | None:
        """Return when it began."""

    @property
    def ended_at(self) -> datetime | None:
        """Return when it ended."""

    @property
    def persons(self) -> int | None:
        """Return how many persons were affected."""

    @property
    def decisions(self) -> int | None:
        """Return how many decisions were affected."""

    @property
    def amount(self) -> Exact | None:
        """Return the amount."""

    @property
    def currency(self) -> str:
        """Return its currency."""


def check_facts(facts: Stated, detected_at: datetime, now: datetime) -> None:
    """Raise `UserError` for what cannot be."""
    require_text(facts.title, message("The incident has no title. Say in one sentence what happened."))
    require_text(facts.description, message("The description is missing. Write what happened."))
    for problem in (_times(facts, detected_at, now), _numbers(facts)):
        if problem is not None:
            raise UserError(problem)


def closing_refusal(incident: Incident) -> Message | None:
    """Return what is missing before an incident can be closed; None: nothing."""
    for text, what in (
        (incident.cause, message("{incident} has no cause yet. State it first.", incident=incident.id)),
        (incident.measure, message("{incident} has no measure yet. State it first.", incident=incident.id)),
    ):
        if text is None or not text.body.strip():
            return what
    waiting = [notice for notice in incident.notices if notice.sent is None]
    if waiting:
        return message(
            "“{authority}” was not told yet of {incident}. Record the day on which it was.",
            authority=waiting[0].authority.name(),
            incident=incident.id,
        )
    return None


def reopening_refusal(incident: Incident) -> Message | None:
    """Return why an incident cannot be opened again; None: it can."""
    if incident.state is IncidentState.CLOSED:
        return None
    return message("{incident} is not closed, so there is nothing to open.", incident=incident.id)


def _times(facts: Stated, detected_at: datetime, now: datetime) -> Message | None:
    if detected_at > now:
        return message("The incident would be detected in the future. Correct the time.")
    if facts.began_at is not None and facts.began_at > detected_at:
        return message("The incident would begin after it was detected. Correct the times.")
    begun = facts.began_at or detected_at
    if facts.ended_at is not None and not begun <= facts.ended_at <= now:
        return message("The incident would end before it began or in the future. Correct the times.")
    return None


def _numbers(facts: Stated) -> Message | None:
    if any(number is not None and number < 0 for number in (facts.persons, facts.decisions)):
        return message("Persons and decisions are counted from 0. Correct the numbers.")
    if facts.amount is None:
        return None
    try:
        amount = Fraction(facts.amount)
    except (ValueError, ZeroDivisionError):
        return message("“{value}” is no amount. Write a number, for example 12500.50.", value=facts.amount)
    if amount < 0 or len(facts.currency) != 3 or not facts.currency.isupper():
        return message(
            "An amount is not negative and has a currency of three capital letters, such as EUR. Correct it."
        )
    return None

"""What went wrong in operation, whom did it hit, why, and what was done?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.findings import Severity
from core.ids import Exact, IncidentId, ModelId, PersonId, VersionId
from core.texts import Text

SERIOUS = frozenset({Severity.HIGH, Severity.SEVERE})
"""Incidents that set what is released under review."""


class IncidentKind(StrEnum):
    """What sort of thing went wrong."""

    UNAVAILABLE = "unavailable"
    WRONG_OUTPUT = "wrong_output"
    UNFAIR_OUTPUT = "unfair_output"
    DATA_BREACH = "data_breach"
    MISUSE = "misuse"
    """Used for something it is not meant for."""
    OTHER = "other"


class IncidentState(StrEnum):
    """Where an incident stands."""

    OPEN = "open"
    CONTAINED = "contained"
    """The harm goes on no longer; cause or measure are still open."""
    CLOSED = "closed"


class NoticeBasis(StrEnum):
    """Why an authority is told."""

    GDPR_BREACH = "gdpr_breach"
    """GDPR Art. 33(1): to the supervisory authority within 72 hours of becoming aware."""
    AI_ACT_SERIOUS = "ai_act_serious"
    """AI Act Art. 73(2): to the market surveillance authority within 15 days of becoming aware."""
    OTHER = "other"


NOTICE_TIMES = {NoticeBasis.GDPR_BREACH: timedelta(hours=72), NoticeBasis.AI_ACT_SERIOUS: timedelta(days=15)}
"""At most so long after it was detected; shorter periods of special cases are entered by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """An authority that is to be told, and when it was."""

    authority: Text
    basis: NoticeBasis = NoticeBasis.OTHER
    due: date
    sent: date | None = None

    def overdue(self, today: date) -> bool:
        """Tell whether it should have been sent by now."""
        return self.sent is None and self.due < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One incident with a model."""

    id: IncidentId
    model: ModelId
    version: VersionId | None = None
    """None: the model whatever the version."""
    kind: IncidentKind = IncidentKind.OTHER
    title: Text
    description: Text
    severity: Severity
    state: IncidentState = IncidentState.OPEN
    detected_at: datetime
    began_at: datetime | None = None
    ended_at: datetime | None = None
    affected: Text | None = None
    """Who was affected and how."""
    persons: int | None = None
    """How many persons were affected; None: not known."""
    decisions: int | None = None
    """How many decisions were wrong or missing; None: not known."""
    amount: Exact | None = None
    currency: str = ""
    """ISO 4217, for example "EUR"."""
    cause: Text | None = None
    measure: Text | None = None
    """What was done so that it does not happen again."""
    notices: tuple[Notice, ...] = ()
    reported_by: PersonId
    reported_at: datetime
    closed_by: PersonId | None = None
    closed_at: datetime | None = None
    example: bool = False

    @property
    def serious(self) -> bool:
        """Tell whether it sets what is released under review."""
        return self.severity in SERIOUS

    def concerns(self, version: VersionId) -> bool:
        """Tell whether a version of its model is concerned."""
        return self.version is None or self.version == version

    def overdue_notices(self, today: date) -> tuple[Notice, ...]:
        """Return the authorities that should have been told by now."""
        return tuple(notice for notice in self.notices if notice.overdue(today))


def notice_due(basis: NoticeBasis, detected_at: datetime) -> date | None:
    """Return the last day of the general period; None where the law of the basis is not known here."""
    period = NOTICE_TIMES.get(basis)
    return None if period is None else (detected_at + period).date()

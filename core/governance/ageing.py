"""How old are findings, how long overdue, and is that getting better?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.findings import Finding, FindingDeed, FindingState, Severity
from core.ids import ModelId, PersonId, model_of

EDGES = (30, 90, 180, 365)
"""Ages in days at which a bucket ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """A finding that stands, with its age."""

    finding: Finding
    days: int
    """Since it was raised."""
    overdue: int
    """Days since it was due; 0 while it is not overdue."""
    postponed: int
    reopened: int

    @property
    def bucket(self) -> int:
        """Return the position of its age among the buckets: 0 up to 30 days, ... 4 above 365."""
        return sum(self.days > edge for edge in EDGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeLine:
    """The findings of one severity, owner or model."""

    severity: Severity | None = None
    owner: PersonId | None = None
    model: ModelId | None = None
    standing: int
    overdue: int
    oldest: int
    """Days."""
    median: float
    """Days."""
    buckets: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What happened to findings in one month, and what stood at its end."""

    last: date
    """Last day of the month, or today."""
    raised: int
    settled: int
    """Closed, dismissed after they stood, or accepted."""
    standing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ageing:
    """The ages of everything that stands."""

    today: date
    items: tuple[Aged, ...]
    severities: tuple[AgeLine, ...]
    owners: tuple[AgeLine, ...]
    models: tuple[AgeLine, ...]
    trend: tuple[Month, ...]


def ageing(findings: Iterable[Finding], today: date, *, months: int = 12) -> Ageing:
    """Return the ages of the standing findings, by severity, owner and model, and the last months."""
    every = tuple(findings)
    items = tuple(aged(item, today) for item in every if item.stands(today))
    by_severity = [
        _line([item for item in items if item.finding.severity is severity], severity=severity)
        for severity in reversed(Severity)
    ]
    owners: dict[PersonId, list[Aged]] = {}
    models: dict[ModelId, list[Aged]] = {}
    for item in items:
        owners.setdefault(item.finding.owner or PersonId(""), []).append(item)
        models.setdefault(model_of(item.finding.version), []).append(item)
    return Ageing(
        today=today,
        items=tuple(sorted(items, key=lambda item: (-item.overdue, -item.days, item.finding.id))),
        severities=tuple(by_severity),
        owners=tuple(_line(owners[who], owner=who) for who in sorted(owners)),
        models=tuple(_line(models[which], model=which) for which in sorted(models)),
        trend=tuple(_month(every, last) for last in _month_ends(today, months)),
    )


def aged(finding: Finding, today: date) -> Aged:
    """Return a finding with its age, counted from the day it was raised."""
    late = (today - finding.due).days if finding.overdue(today) and finding.due is not None else 0
    return Aged(
        finding=finding,
        days=max((today - finding.raised_at.date()).days, 0),
        overdue=late,
        postponed=finding.times(FindingDeed.POSTPONED),
        reopened=finding.times(FindingDeed.REOPENED),
    )


def stood(finding: Finding, day: date) -> bool:
    """Tell whether a finding stood at the end of a day, by its life-line."""
    if finding.raised_at.date() > day:
        return False
    state, until = _began(finding), None
    for entry in finding.life:
        if entry.at.date() > day:
            break
        state, until = _moved(state, until, entry.deed, entry.after)
    if not finding.life:
        return _stood_without_life(finding, day)
    if state is FindingState.ACCEPTED:
        return until is not None and until < day
    return state is FindingState.OPEN


def _began(finding: Finding) -> FindingState:
    """Return the first state: findings of checks are proposed, those of persons stand at once."""
    return FindingState.OPEN if finding.run is None else FindingState.PROPOSED


def _moved(
    state: FindingState, until: date | None, deed: FindingDeed, after: str | None
) -> tuple[FindingState, date | None]:
    """Return standing, accepted or settled, with the end of the acceptance."""
    match deed:
        case FindingDeed.CONFIRMED | FindingDeed.REOPENED:
            return FindingState.OPEN, None
        case FindingDeed.ACCEPTED | FindingDeed.RENEWED:
            return FindingState.ACCEPTED, date.fromisoformat(after) if after else None
        case FindingDeed.VERIFIED | FindingDeed.CLOSED | FindingDeed.MERGED | FindingDeed.DISMISSED:
            return FindingState.CLOSED, None
    return state, until


def _stood_without_life(finding: Finding, day: date) -> bool:
    """Judge a finding that was stored before there were life-lines by when it ended."""
    if finding.state in {FindingState.PROPOSED, FindingState.DISMISSED}:
        return False
    ended: datetime | None = finding.closed_at
    if ended is None or ended.date() > day:
        return True
    return finding.accepted_until is not None and finding.accepted_until < day


def _line(
    items: list[Aged],
    *,
    severity: Severity | None = None,
    owner: PersonId | None = None,
    model: ModelId | None = None,
) -> AgeLine:
    days = sorted(item.days for item in items)
    middle = len(days) // 2
    median = 0.0
    if days:
        median = float(days[middle]) if len(days) % 2 else (days[middle - 1] + days[middle]) / 2
    return AgeLine(
        severity=severity,
        owner=owner,
        model=model,
        standing=len(items),
        overdue=sum(item.overdue > 0 for item in items),
        oldest=days[-1] if days else 0,
        median=median,
        buckets=tuple(sum(item.bucket == at for item in items) for at in range(len(EDGES) + 1)),
    )


def _month(findings: tuple[Finding, ...], last: date) -> Month:
    first = last.replace(day=1)
    before = first - timedelta(days=1)
    return Month(
        last=last,
        raised=sum(first <= item.raised_at.date() <= last and _counted(item) for item in findings),
        settled=sum(
            (stood(item, before) or item.raised_at.date() >= first)
            and item.raised_at.date() <= last
            and _counted(item)
            and not stood(item, last)
            for item in findings
        ),
        standing=sum(stood(item, last) for item in findings),
    )


def _counted(finding: Finding) -> bool:
    """Tell whether a finding ever stood: a proposal that was dismissed never did."""
    if finding.run is None:
        return True
    confirmed = any(entry.deed is FindingDeed.CONFIRMED for entry in finding.life)
    return confirmed or (
        not finding.life and finding.state not in {FindingState.PROPOSED, FindingState.DISMISSED}
    )


def _month_ends(today: date, months: int) -> list[date]:
    found, last = [today], today
    for _ in range(months - 1):
        last = last.replace(day=1) - timedelta(days=1)
        found.append(last)
    return found[::-1]

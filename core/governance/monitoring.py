"""What is watched of a version in operation, and what was seen each time?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.ids import (
    DatasetId,
    Digest,
    Exact,
    FindingId,
    MonitorId,
    ObservationId,
    PersonId,
    RunId,
    VersionId,
)
from core.policy import Relation
from core.results import CheckResult, Conclusion, RunState, Verdict, worst
from core.texts import Text


class LabelState(StrEnum):
    """Whether the true values of an observation are known."""

    NOT_EXPECTED = "not_expected"
    """No lag was stated: nobody waits for them."""
    WAITING = "waiting"
    PARTIAL = "partial"
    """Some rows have theirs; the others are waited for."""
    COMPLETE = "complete"
    OVERDUE = "overdue"
    """The lag has passed and rows are still without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """What is to be watched: one version against the data it was approved on."""

    id: MonitorId
    version: VersionId
    name: Text
    checks: tuple[str, ...]
    """Ids of the checks that are run on new rows without labels."""
    label_checks: tuple[str, ...]
    """Ids of the checks that are run once the true values are known."""
    reference: DatasetId
    """Data new rows are compared with; their columns, roles and groups are expected again."""
    folder: str | None = None
    """Absolute path of the folder that is looked into for new tables; None: they are handed in."""
    pattern: str = "*.csv"
    """Names of the tables in the folder."""
    row_id: str | None = None
    """Column that names a row; required where labels come later."""
    time: str | None = None
    """Column with the day of each row; without it the day of the observation counts."""
    label_lag_days: int | None = None
    """Days after which the true values are known; None: never."""
    every_days: int
    """Days between two observations; a longer pause is overdue."""
    owner: PersonId
    """Who gets the findings that alarms become."""
    active: bool = True
    set_up_by: PersonId
    set_up_at: datetime
    example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One judged figure of one observation."""

    check: str
    measure: str
    subject: str | None = None
    value: float | None
    low: float | None = None
    high: float | None = None
    limit: Exact | None = None
    relation: Relation | None = None
    verdict: Verdict

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what makes two indicators the same figure at different times."""
        return self.check, self.measure, self.subject or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labeling:
    """True values that came later, joined to the rows by their id."""

    source: Digest
    """Of the file the labels came in."""
    dataset: DatasetId
    """The rows with their labels."""
    rows: int
    """Rows that have a label now."""
    unmatched: int = 0
    """Row ids of the file that belong to no observation of the monitoring."""
    run: RunId
    indicators: tuple[Indicator, ...]
    joined_by: PersonId
    joined_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One look at new rows."""

    id: ObservationId
    monitor: MonitorId
    version: VersionId
    source: Digest
    """Of the file the rows came in."""
    dataset: DatasetId
    rows: int
    first_day: date
    """Of the rows, by the time column; without one the day of the observation."""
    last_day: date
    run: RunId
    indicators: tuple[Indicator, ...]
    findings: tuple[FindingId, ...] = ()
    """Findings the alarms became."""
    labelings: tuple[Labeling, ...] = ()
    """Oldest first; each one covers at least the rows of the one before."""
    observed_by: PersonId
    observed_at: datetime

    @property
    def verdict(self) -> Verdict:
        """Return the worst verdict of everything that is known by now."""
        latest = self.labelings[-1].indicators if self.labelings else ()
        return worst(item.verdict for item in (*self.indicators, *latest))

    @property
    def alarms(self) -> tuple[Indicator, ...]:
        """Return the figures beyond their limit."""
        latest = self.labelings[-1].indicators if self.labelings else ()
        return tuple(item for item in (*self.indicators, *latest) if item.verdict is Verdict.FAILED)

    @property
    def labeled(self) -> int:
        """Return how many rows have a true value by now."""
        return self.labelings[-1].rows if self.labelings else 0

    def labels(self, monitor: Monitor, today: date) -> LabelState:
        """Return whether the true values are known, waited for or overdue."""
        known = self.labeled
        if known >= self.rows:
            return LabelState.COMPLETE
        if monitor.label_lag_days is None:
            return LabelState.PARTIAL if known else LabelState.NOT_EXPECTED
        if today > self.labels_due(monitor):
            return LabelState.OVERDUE
        return LabelState.PARTIAL if known else LabelState.WAITING

    def labels_due(self, monitor: Monitor) -> date:
        """Return the day by which the true values of all rows are known; its last day without a lag."""
        return self.last_day + timedelta(days=monitor.label_lag_days or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """One figure at one time."""

    observation: ObservationId
    day: date
    """Last day of the rows."""
    rows: int
    indicator: Indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One figure over all observations, by day."""

    check: str
    measure: str
    subject: str | None
    points: tuple[TrendPoint, ...]

    @property
    def values(self) -> tuple[float, ...]:
        """Return the known values in the order of their days."""
        return tuple(point.indicator.value for point in self.points if point.indicator.value is not None)


def indicators_of(results: Iterable[CheckResult]) -> tuple[Indicator, ...]:
    """Return every judged figure of a run; of several under one limit each has its own subject."""
    return tuple(
        _indicator(result.check, conclusion)
        for result in results
        if result.state is RunState.FINISHED
        for conclusion in result.conclusions
        if conclusion.verdict is not Verdict.NOT_APPLICABLE
    )


def _indicator(check: str, conclusion: Conclusion) -> Indicator:
    limit, interval = conclusion.threshold, conclusion.interval
    return Indicator(
        check=check,
        measure=conclusion.measure,
        subject=conclusion.subject,
        value=conclusion.value,
        low=None if interval is None else interval.low,
        high=None if interval is None else interval.high,
        limit=None if limit is None else limit.limit,
        relation=None if limit is None else limit.relation,
        verdict=conclusion.verdict,
    )


def trends(observations: Iterable[Observation]) -> tuple[Trend, ...]:
    """Return each figure over the observations (in any order), by check, measure and subject.

    Figures that need true values stand at the day of the rows, not at the day the labels came.
    """
    found: dict[tuple[str, str, str], list[TrendPoint]] = {}
    for item in sorted(observations, key=lambda each: (each.last_day, each.observed_at)):
        latest = item.labelings[-1].indicators if item.labelings else ()
        for indicator in (*item.indicators, *latest):
            point = TrendPoint(observation=item.id, day=item.last_day, rows=item.rows, indicator=indicator)
            found.setdefault(indicator.key, []).append(point)
    return tuple(
        Trend(check=check, measure=measure, subject=subject or None, points=tuple(points))
        for (check, measure, subject), points in sorted(found.items())
    )


def next_due(monitor: Monitor, observations: Iterable[Observation]) -> date:
    """Return the day by which the next observation is expected."""
    days = [item.observed_at.date() for item in observations]
    last = max(days, default=monitor.set_up_at.date())
    return last + timedelta(days=monitor.every_days)

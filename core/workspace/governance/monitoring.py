"""How is a version watched in operation, and what becomes of an alarm?"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from core.audit import Action
from core.errors import ConflictError, UserError
from core.findings import Finding, FindingCause, FindingDeed, FindingEntry, FindingState
from core.governance.monitoring import (
    Labeling,
    LabelState,
    Monitor,
    Observation,
    Trend,
    indicators_of,
    next_due,
    trends,
)
from core.ids import Digest, FindingId, MonitorId, ObservationId, VersionId
from core.inventory import Dataset
from core.messages import Message, message
from core.people import Permission
from core.progress import SILENT, Part, Progress
from core.proposals import due_date
from core.results import CheckRun, Verdict
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.checking import Checking
from core.workspace.desk import Desk
from core.workspace.governance import watched_tables
from core.workspace.governance.monitoring_guards import (
    NewMonitor,
    active_monitor,
    check_new,
    digest_of,
    require_unseen,
    the_monitor,
)
from core.workspace.lookup import (
    facts_of,
    require_one_of,
    require_text,
    the_dataset,
)
from core.workspace.requests import RunRequest
from core.workspace.review import review_when_blocking
from core.workspace.session import Session
from core.workspace.tables import record_table

_TOUCHED = Changes.OPERATION | Changes.CHECKS | Changes.FINDINGS | Changes.INVENTORY | Changes.DECISIONS
_ALARM = (FindingState.PROPOSED, FindingCause.FAILED)
_MAY_SET_UP = (Permission.OPERATE, Permission.RAISE_FINDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorStatus:
    """A monitoring as a list shows it."""

    monitor: Monitor
    observations: tuple[Observation, ...]
    """Oldest first."""
    due: date
    """Day by which the next observation is expected."""
    overdue: bool
    labels_overdue: int
    """Observations whose true values should be known by now."""

    @property
    def last(self) -> Observation | None:
        """Return the newest observation."""
        return self.observations[-1] if self.observations else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What came of looking into a folder."""

    observations: tuple[Observation, ...]
    refused: tuple[tuple[str, Message], ...]
    """Files that could not be taken, with the reason; they stay where they are."""
    later: tuple[str, ...] = ()
    """Names of files written a moment ago, perhaps not to their end: the next look takes them."""


class Monitoring:
    """Monitored versions."""

    def __init__(self, desk: Desk, checking: Checking) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk
        self._checking = checking

    def all(self) -> tuple[MonitorStatus, ...]:
        """Return every monitoring with what was seen, newest first."""
        seen: dict[MonitorId, list[Observation]] = {}
        for item in self._desk.store.all(Observation):
            seen.setdefault(item.monitor, []).append(item)
        monitors = self._desk.store.all(Monitor)[::-1]
        return tuple(self._status(item, tuple(seen.get(item.id, ()))) for item in monitors)

    def of(self, version: VersionId) -> tuple[MonitorStatus, ...]:
        """Return a version's monitoring, newest first."""
        return tuple(item for item in self.all() if item.monitor.version == version)

    def get(self, monitor: MonitorId) -> MonitorStatus:
        """Return one monitoring; raises `UserError` if there is none."""
        found = the_monitor(self._desk.store, monitor)
        return self._status(found, self._desk.store.select(Observation, state=monitor))

    def trends(self, monitor: MonitorId) -> tuple[Trend, ...]:
        """Return each figure of a monitoring by day."""
        return trends(self.get(monitor).observations)

    def set_up(self, session: Session, new: NewMonitor) -> tuple[Monitor, Changes]:
        """Say what is to be watched, how often, and who gets the findings."""
        require_one_of(session, *_MAY_SET_UP)
        require_text(new.name, message("The monitoring has no name. Give it one."))
        with self._desk.store.transaction(session) as step:
            checks = self._label_checks(step, new)
            check_new(step, new)
            monitor = Monitor(
                id=MonitorId(step.new_id(Monitor)),
                version=new.version,
                name=new.name,
                checks=new.checks,
                label_checks=checks,
                reference=new.reference,
                folder=None if new.folder is None else str(new.folder.absolute()),
                pattern=new.pattern,
                row_id=new.row_id,
                time=new.time,
                label_lag_days=new.label_lag_days,
                every_days=new.every_days,
                owner=new.owner,
                set_up_by=session.person.id,
                set_up_at=self._desk.clock(),
                example=new.example,
            )
            step.put(monitor, Action.MONITOR_SET_UP)
        return monitor, Changes.OPERATION

    def stop(self, session: Session, monitor: MonitorId, reason: Text) -> tuple[Monitor, Changes]:
        """End a monitoring; what was seen stays."""
        require_one_of(session, *_MAY_SET_UP)
        require_text(reason, message("The reason is missing. Write why the monitoring ends."))
        with self._desk.store.transaction(session, reason) as step:
            stopped = replace(active_monitor(step, monitor), active=False)
            step.put(stopped, Action.MONITOR_SET_UP)
        return stopped, Changes.OPERATION

    def observe(
        self, session: Session, monitor: MonitorId, path: Path, progress: Progress = SILENT
    ) -> tuple[Observation, Changes]:
        """Take new rows in, run the checks that need no labels, and make findings of alarms.

        Raises `UserError` for a table that was seen before or lacks columns, `NotAllowedError` once stopped.
        """
        self._may_run(session)
        found = active_monitor(self._desk.store, monitor)
        digest = self._fresh(found, path)
        reference = the_dataset(self._desk.store, found.reference)
        dataset = self._taken_in(session, found, reference, path)
        request = RunRequest(
            version=found.version, dataset=dataset.id, checks=found.checks, reference=found.reference
        )
        run, _ = self._checking.run(session, request, Part(progress, 0.1, 0.95))
        with self._desk.store.transaction(session) as step:
            current = active_monitor(step, monitor)
            require_unseen(step, current, digest, path)
            findings = self._raise(step, session, current, run)
            observation = self._observation(step, current, dataset, run)
            observation = replace(observation, findings=findings, observed_by=session.person.id)
            step.put(observation, Action.MONITOR_RUN)
        return observation, _TOUCHED

    def watch(
        self, session: Session, monitor: MonitorId, progress: Progress = SILENT
    ) -> tuple[Watched, Changes]:
        """Observe every new table of the watched folder; one that is refused stops no other.

        Raises `UserError` when the monitoring watches no folder, or the folder is gone.
        """
        self._may_run(session)
        found = active_monitor(self._desk.store, monitor)
        if found.folder is None:
            raise UserError(
                message("{monitor} watches no folder. Hand the new rows in as a file.", monitor=monitor)
            )
        waiting = watched_tables.waiting_files(found)
        files = waiting.files
        known = {item.source for item in self._desk.store.select(Observation, state=monitor)}
        seen, refused = [], []
        for at, path in enumerate(files):
            part = Part(progress, at / len(files), (at + 1) / len(files))
            part.check()
            try:
                digest = digest_of(path)
                if digest not in known:
                    known.add(digest)
                    seen.append(self.observe(session, monitor, path, part)[0])
            except (UserError, ConflictError) as error:
                refused.append((path.name, error.message))
        looked = Watched(observations=tuple(seen), refused=tuple(refused), later=waiting.later)
        return looked, _TOUCHED

    def join_labels(
        self, session: Session, monitor: MonitorId, path: Path, progress: Progress = SILENT
    ) -> tuple[tuple[Observation, ...], Changes]:
        """Join true values to the rows they belong to and fill in the performance of each observation.

        Deliveries add to each other. Raises `UserError` when the file brings nothing new, labels that
        contradict each other, or one that contradicts what was joined before; then nothing is recorded.
        """
        self._may_run(session)
        status = self.get(monitor)
        found = active_monitor(self._desk.store, monitor)
        labels = watched_tables.read_labels(found, the_dataset(self._desk.store, found.reference), path)
        joined = {item.id: watched_tables.joined(self._desk, item, labels) for item in status.observations}
        labels = replace(labels, unmatched=watched_tables.unmatched(labels, joined.values()))
        fresh = [item for item in status.observations if len(joined[item.id]) > item.labeled]
        if not fresh:
            raise UserError(
                message(
                    "“{name}” holds no label that was not known already. Nothing was recorded. Check the row "
                    "ids.",
                    name=path.name,
                )
            )
        done: list[Observation] = []
        for at, item in enumerate(fresh):
            part = Part(progress, at / len(fresh), (at + 1) / len(fresh))
            part.check()
            done.append(self._labeled(session, item, replace(labels, table=joined[item.id]), part))
        return tuple(done), _TOUCHED

    def _may_run(self, session: Session) -> None:
        """Refuse who may not before anything is read or computed."""
        session.require(Permission.RUN_CHECKS)
        self._desk.store.check_actor(session)

    def _labeled(
        self, session: Session, item: Observation, labels: watched_tables.Labels, progress: Progress
    ) -> Observation:
        """Return the observation with its labels."""
        monitor = active_monitor(self._desk.store, item.monitor)
        dataset = self._with_labels(session, monitor, item, labels)
        request = RunRequest(version=monitor.version, dataset=dataset.id, checks=monitor.label_checks)
        run, _ = self._checking.run(session, request, Part(progress, 0.2, 1.0))
        labeling = Labeling(
            source=labels.digest,
            dataset=dataset.id,
            rows=dataset.rows,
            unmatched=labels.unmatched,
            run=run.id,
            indicators=indicators_of(run.results),
            joined_by=session.person.id,
            joined_at=self._desk.clock(),
        )
        return self._filled_in(session, item, labeling, run)

    def _with_labels(
        self, session: Session, monitor: Monitor, item: Observation, labels: watched_tables.Labels
    ) -> Dataset:
        """Record the rows that have a label, with it, as a data set."""
        source = the_dataset(self._desk.store, item.dataset)
        rows = watched_tables.labeled(self._desk, session, source, labels)
        target = self._desk.folder / watched_tables.FOLDER
        target.mkdir(exist_ok=True)
        path = target / f"{item.id}-{labels.digest[:12]}.parquet"
        rows.to_parquet(path, index=False)
        reference = the_dataset(self._desk.store, monitor.reference)
        dataset = record_table(
            self._desk, session, watched_tables.labeled_dataset(monitor, reference, source, path)
        )
        if dataset.reference is None:
            path.unlink()
        return dataset

    def _filled_in(
        self, session: Session, item: Observation, labeling: Labeling, run: CheckRun
    ) -> Observation:
        with self._desk.store.transaction(session) as step:
            current = step.get(Observation, item.id)
            if current is None or current.labelings != item.labelings:
                raise ConflictError(
                    message(
                        "Somebody else joined labels to {item} meanwhile. Nothing was lost. "
                        "Look at the list again.",
                        item=item.id,
                    )
                )
            findings = self._raise(step, session, active_monitor(step, current.monitor), run)
            changed = replace(
                current,
                labelings=(*current.labelings, labeling),
                findings=tuple(dict.fromkeys((*current.findings, *findings))),
            )
            step.put(changed, Action.MONITOR_RUN)
        return changed

    def _taken_in(self, session: Session, monitor: Monitor, reference: Dataset, path: Path) -> Dataset:
        new = watched_tables.as_dataset(monitor, reference, path)
        return record_table(self._desk, session, new, unlabeled=True)

    def _observation(
        self, step: Transaction, monitor: Monitor, dataset: Dataset, run: CheckRun
    ) -> Observation:
        now = self._desk.clock()
        first, last = self._days(dataset, monitor)
        return Observation(
            id=ObservationId(step.new_id(Observation)),
            monitor=monitor.id,
            version=monitor.version,
            source=dataset.digest,
            dataset=dataset.id,
            rows=dataset.rows,
            first_day=first,
            last_day=last,
            run=run.id,
            indicators=indicators_of(run.results),
            observed_by=monitor.set_up_by,
            observed_at=now,
        )

    def _days(self, dataset: Dataset, monitor: Monitor) -> tuple[date, date]:
        today = self._desk.clock().date()
        found = watched_tables.days_of(self._desk, dataset, monitor.time)
        return (today, today) if found is None else found

    def _raise(
        self, step: Transaction, session: Session, monitor: Monitor, run: CheckRun
    ) -> tuple[FindingId, ...]:
        """Open what is proposed about a figure beyond its limit; who set it up decided that before.

        That is what the run proposed, and what an earlier run proposed about the same figure: it covers the
        alarm, so that none was proposed anew.
        """
        failed = {item.key for item in indicators_of(run.results) if item.verdict is Verdict.FAILED}
        now, raised = self._desk.clock(), []
        for finding in step.select(Finding, version=run.version):
            key = finding.check, finding.measure, finding.subject or ""
            if (finding.state, finding.cause) != _ALARM or key not in failed:
                continue
            entry = FindingEntry(deed=FindingDeed.CONFIRMED, by=session.person.id, at=now)
            day = due_date(self._desk.policy, finding.severity, now.date())
            opened = replace(finding, state=FindingState.OPEN, owner=monitor.owner, due=day)
            opened = replace(opened, life=(*finding.life, entry))
            step.put(opened, Action.FINDING_CONFIRMED)
            review_when_blocking(step, self._desk, opened)
            raised.append(opened.id)
        return tuple(raised)

    def _fresh(self, monitor: Monitor, path: Path) -> Digest:
        """Return the digest of a file; raises `UserError` when its rows were observed before."""
        digest = digest_of(path)
        require_unseen(self._desk.store, monitor, digest, path)
        return digest

    def _label_checks(self, step: Transaction, new: NewMonitor) -> tuple[str, ...]:
        if new.label_checks is not None:
            return new.label_checks
        mandatory = facts_of(step, new.version, self._desk.policy).mandatory
        return tuple(check for check in mandatory if check != "explanation")

    def _status(self, monitor: Monitor, seen: tuple[Observation, ...]) -> MonitorStatus:
        today, due = self._desk.clock().date(), next_due(monitor, seen)
        waiting = sum(item.labels(monitor, today) is LabelState.OVERDUE for item in seen)
        return MonitorStatus(
            monitor=monitor,
            observations=seen,
            due=due,
            overdue=monitor.active and due < today,
            labels_overdue=waiting if monitor.active else 0,
        )

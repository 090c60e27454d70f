"""How does a version get its design record, and when may it still be changed?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.governance.design import (
    Criterion,
    DesignRecord,
    Experiment,
    Labeling,
    MeasuredValue,
    SimplerApproach,
    kept_targets,
)
from core.governance.measured import figure
from core.governance.split import ProofState, Split
from core.ids import Exact, RunId, VersionId
from core.inventory import ENDED, ModelVersion, State
from core.messages import message
from core.people import Permission
from core.progress import SILENT, Progress
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance import design_rules as rules
from core.workspace.governance.splitting import prove
from core.workspace.lookup import Reader, require_one_of, require_text, the_dataset, the_run, the_version
from core.workspace.session import Session

_TOUCHED = Changes.INVENTORY


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignEdit:
    """What somebody records; None leaves a part as it is, an empty text takes it away."""

    goal: Text | None = None
    why_learning: Text | None = None
    benefit: Text | None = None
    cost: Text | None = None
    outside_use: Text | None = None
    criteria: tuple[Criterion, ...] | None = None
    simpler: tuple[SimplerApproach, ...] | None = None
    experiments: tuple[Experiment, ...] | None = None
    split: Split | None = None
    labeling: Labeling | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachedValue:
    """Which figure of which run says what a criterion reached."""

    criterion: int
    """Position, from 0."""
    run: RunId
    check: str
    measure: str
    subject: str | None = None


class Designs:
    """Design-time records, one for each version."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def of(self, version: VersionId) -> DesignRecord | None:
        """Return the design record of a version, or None."""
        return self._desk.store.get(DesignRecord, version)

    def all(self) -> tuple[DesignRecord, ...]:
        """Return every design record, oldest first."""
        return self._desk.store.all(DesignRecord)

    def proof_state(self, version: VersionId) -> ProofState | None:
        """Return what the proof of the split shows now; None without one."""
        record = self.of(version)
        if record is None or record.proof is None:
            return None
        found = the_version(self._desk.store, version)
        datasets = tuple(the_dataset(self._desk.store, item) for item in found.datasets)
        return record.proof.state(datasets, record.split)

    def record(
        self, session: Session, version: VersionId, edit: DesignEdit, reason: Text | None = None
    ) -> tuple[DesignRecord, Changes]:
        """Record parts of the design; once the version has left the draft, with a reason.

        A value that names a run is read from that run again, whatever was handed in.
        """
        session.require(Permission.REGISTER)
        with self._desk.store.transaction(session, reason) as step:
            found = _open(step, version, reason)
            before = self._standing(step, session, found)
            rules.check(step, edit)
            changed = self._edited(step, before, edit)
            return self._put(step, session, changed)

    def reached(
        self, session: Session, version: VersionId, value: ReachedValue, reason: Text | None = None
    ) -> tuple[DesignRecord, Changes]:
        """Take what a criterion reached from a stored run of this version: that makes it evidence."""
        require_one_of(session, Permission.REGISTER, Permission.RUN_CHECKS)
        with self._desk.store.transaction(session, reason) as step:
            found = _open(step, version, reason)
            before = self._standing(step, session, found)
            if not 0 <= value.criterion < len(before.criteria):
                raise UserError(
                    message(
                        "{version} has no criterion {number}. Look at its design record.",
                        version=version,
                        number=value.criterion + 1,
                    )
                )
            criteria = list(before.criteria)
            criteria[value.criterion] = measured(step, version, criteria[value.criterion], value)
            return self._put(step, session, replace(before, criteria=tuple(criteria)))

    def add_experiments(
        self,
        session: Session,
        version: VersionId,
        experiments: Iterable[Experiment],
        reason: Text | None = None,
    ) -> tuple[DesignRecord, Changes]:
        """Add experiments; one with the run id of a recorded one takes its place, keeping its remark."""
        session.require(Permission.REGISTER)
        with self._desk.store.transaction(session, reason) as step:
            found = _open(step, version, reason)
            before = self._standing(step, session, found)
            merged = {rules.name_of(item): item for item in before.experiments}
            for item in experiments:
                old = merged.get(rules.name_of(item))
                kept = (
                    item
                    if old is None
                    else replace(item, chosen=old.chosen, remark=old.remark or item.remark)
                )
                merged[rules.name_of(item)] = kept
            edit = DesignEdit(experiments=tuple(merged.values()))
            rules.check(step, edit)
            return self._put(step, session, replace(before, experiments=tuple(merged.values())))

    def choose(
        self, session: Session, version: VersionId, name: str, reason: Text | None = None
    ) -> tuple[DesignRecord, Changes]:
        """Say from which experiment, by run id or name, the version came; the others were not taken."""
        session.require(Permission.REGISTER)
        with self._desk.store.transaction(session, reason) as step:
            found = _open(step, version, reason)
            before = self._standing(step, session, found)
            if name not in {rules.name_of(item) for item in before.experiments}:
                raise UserError(
                    message(
                        "{version} has no experiment “{name}”. Look at its design record.",
                        version=version,
                        name=name[:80],
                    )
                )
            chosen = tuple(replace(item, chosen=rules.name_of(item) == name) for item in before.experiments)
            return self._put(step, session, replace(before, experiments=chosen))

    def prove_split(
        self, session: Session, version: VersionId, progress: Progress = SILENT, reason: Text | None = None
    ) -> tuple[DesignRecord, Changes]:
        """Compare the version's data sets of different kinds row by row and keep what was found."""
        require_one_of(session, Permission.REGISTER, Permission.RUN_CHECKS)
        self._desk.store.check_actor(session)
        store = self._desk.store
        found = _open(store, version, reason)
        datasets = tuple(the_dataset(store, item) for item in found.datasets)
        known = store.get(DesignRecord, version)
        split = None if known is None else known.split
        proof = prove(self._desk, datasets, split, session.person, progress)
        with store.transaction(session, reason) as step:
            found = _open(step, version, reason)
            before = self._standing(step, session, found)
            now = tuple(the_dataset(step, item) for item in found.datasets)
            if proof.state(now, before.split) is ProofState.OUTDATED:
                raise UserError(
                    message(
                        "The data or the split of {version} were changed while they were compared. Nothing "
                        "was recorded. Prove the split again.",
                        version=version,
                    )
                )
            return self._put(step, session, replace(before, proof=proof))

    def _standing(self, step: Transaction, session: Session, version: ModelVersion) -> DesignRecord:
        known = step.get(DesignRecord, version.id)
        if known is not None:
            return known
        return DesignRecord(
            version=version.id,
            model=version.model,
            recorded_by=session.person.id,
            recorded_at=self._desk.clock(),
        )

    def _edited(self, step: Transaction, before: DesignRecord, edit: DesignEdit) -> DesignRecord:
        changed = before
        if edit.criteria is not None:
            again = tuple(_again(step, before.version, item) for item in edit.criteria)
            changed = replace(changed, criteria=kept_targets(before.criteria, again))
        return replace(
            changed,
            goal=_text(edit.goal, before.goal),
            why_learning=_text(edit.why_learning, before.why_learning),
            benefit=_text(edit.benefit, before.benefit),
            cost=_text(edit.cost, before.cost),
            outside_use=_text(edit.outside_use, before.outside_use),
            simpler=before.simpler if edit.simpler is None else edit.simpler,
            experiments=before.experiments if edit.experiments is None else edit.experiments,
            split=before.split if edit.split is None else edit.split,
            labeling=before.labeling if edit.labeling is None else edit.labeling,
        )

    def _put(self, step: Transaction, session: Session, record: DesignRecord) -> tuple[DesignRecord, Changes]:
        stamped = replace(record, recorded_by=session.person.id, recorded_at=self._desk.clock())
        step.put(stamped, Action.DESIGN_RECORDED)
        return stamped, _TOUCHED


def measured(reader: Reader, version: VersionId, criterion: Criterion, value: ReachedValue) -> Criterion:
    """Return a criterion with its value as a run of the version gives it; `UserError` if it gives none."""
    run = the_run(reader, value.run)
    found = figure(run, value.check, value.measure, value.subject)
    if run.version != version or found is None:
        raise UserError(
            message(
                "{run} is no run of {version}, or has no figure “{measure}” of the check “{check}”. "
                "Choose a figure of one of its own runs.",
                run=value.run,
                version=version,
                measure=value.measure,
                check=value.check,
            )
        )
    source = MeasuredValue(
        run=run.id,
        check=value.check,
        measure=value.measure,
        subject=value.subject,
        dataset=run.dataset,
        dataset_digest=run.dataset_digest,
        result_digest=run.result_digest,
        low=found.low,
        high=found.high,
    )
    return replace(criterion, value=Exact(repr(found.value)), source=source)


def _again(reader: Reader, version: VersionId, criterion: Criterion) -> Criterion:
    source = criterion.source
    if source is None:
        return criterion
    value = ReachedValue(
        criterion=0, run=source.run, check=source.check, measure=source.measure, subject=source.subject
    )
    return measured(reader, version, criterion, value)


def _open(reader: Reader, version: VersionId, reason: Text | None) -> ModelVersion:
    """Return a version whose design may still be recorded; after the draft a reason is needed."""
    found = the_version(reader, version)
    if found.state in ENDED:
        raise NotAllowedError(
            message(
                "{version} is in the state “{state}”, so its design record is closed. Nothing was changed.",
                version=version,
                state=found.state,
            )
        )
    if found.state is not State.DRAFT:
        require_text(
            reason,
            message(
                "{version} is no draft any more, so a change of its design record needs a reason. Write why.",
                version=version,
            ),
        )
    return found


def _text(new: Text | None, old: Text | None) -> Text | None:
    if new is None:
        return old
    return new if new.body.strip() else None

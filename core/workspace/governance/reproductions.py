"""Does the training script of a version, run again under confinement, give the version's scores?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.audit import Action
from core.errors import CancelledError, NotAllowedError, PruefsteinError, UserError
from core.governance.reproduction import (
    ALL,
    TOLERANCE,
    Failure,
    Reproduction,
    ScoreComparison,
    ScriptInput,
    TrainingScript,
)
from core.ids import DatasetId, Digest, Exact, ReproductionId, VersionId
from core.inventory import Consent, Dataset, DatasetKind, ModelVersion
from core.jobs.process import Limits
from core.messages import message
from core.people import Permission, Person, PersonKind
from core.progress import SILENT, Part, Progress
from core.running.environment import environment
from core.store.transaction import Transaction
from core.texts import Language, Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance import reproducing as work
from core.workspace.governance.script_rules import check_script
from core.workspace.lookup import require_text, the_dataset, the_version
from core.workspace.session import Session
from core.workspace.tables import verified

if TYPE_CHECKING:
    import pandas as pd

_TOUCHED = Changes.INVENTORY | Changes.CHECKS
SECONDS, MOST_SECONDS = 1_800, 7_200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReproduction:
    """A training script to be run, with all it is run with."""

    version: VersionId
    script: Path | Digest
    """The file, or the digest of one that was run before."""
    consent: Text
    """Why the acting person lets this program code be run in the confined worker."""
    inputs: tuple[tuple[str, DatasetId], ...] = ()
    """Name in the script, and data set; empty: the version's training data as "training"."""
    predict_on: DatasetId | None = None
    """None: the version's first data set that is no training data."""
    seed: int = 7
    parameters: Mapping[str, str] = field(default_factory=dict)
    tolerance: Exact = TOLERANCE
    share: Exact = ALL
    seconds: int = SECONDS
    memory: int = 8 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """A stored comparison made again from what is stored, without running code."""

    equal: bool
    compared: ScoreComparison | None
    """None: the run failed, so there is nothing to compare."""


class Reproductions:
    """Runs of training scripts."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def of(self, version: VersionId) -> tuple[Reproduction, ...]:
        """Return the reproductions of a version, newest first."""
        return self._desk.store.select(Reproduction, version=version)[::-1]

    def all(self) -> tuple[Reproduction, ...]:
        """Return every reproduction, newest first."""
        return self._desk.store.all(Reproduction)[::-1]

    def get(self, reproduction: ReproductionId) -> Reproduction:
        """Return one reproduction; raises `UserError` if there is none."""
        found = self._desk.store.get(Reproduction, reproduction)
        if found is None:
            raise UserError(
                message("There is no reproduction {id}. Choose one from the list.", id=reproduction)
            )
        return found

    def run(
        self, session: Session, new: NewReproduction, progress: Progress = SILENT
    ) -> tuple[Reproduction, Changes]:
        """Run the script in the confined worker and compare its scores; what comes of it is kept either way.

        Raises `NotAllowedError` without a person's consent. Nothing is stored when the user cancels.
        """
        session.require(Permission.RUN_CHECKS)
        self._desk.store.check_actor(session)
        consent, started = _consent(session.person, new, self._desk), self._desk.clock()
        version = the_version(self._desk.store, new.version)
        script, table = self._prepared(version, new)
        expected = work.expected(self._desk, version, self._data(script), Part(progress, 0.0, 0.2))
        limits = Limits(seconds=new.seconds, memory=new.memory, answer=work.MOST_ANSWER)
        ran = self._ran(work.Scene(version, script, table), limits, Part(progress, 0.2, 0.95))
        judged = work.judged(self._desk, ran, expected, script)
        progress.check()
        with self._desk.store.transaction(session, new.consent) as step:
            _unchanged(step, version)
            record = Reproduction(
                id=ReproductionId(step.new_id(Reproduction)),
                model=version.model,
                version=version.id,
                artifact=next((item.digest for item in version.artifacts), None),
                script=script,
                consent=consent,
                state=judged.state,
                failure=judged.failure,
                compared=judged.compared,
                log=Text(ran.log, Language.ENGLISH) if ran.log else None,
                predictions=judged.predictions,
                expected=work.keep_expected(self._desk, expected),
                environment=environment(),
                confinement=ran.confinement,
                run_by=session.person.id,
                started_at=started,
                finished_at=self._desk.clock(),
            )
            step.put(record, Action.REPRODUCTION_RUN)
        return record, _TOUCHED

    def again(
        self, session: Session, reproduction: ReproductionId, consent: Text, progress: Progress = SILENT
    ) -> tuple[Reproduction, Changes]:
        """Run a stored script once more with the same data, seed and parameters; consent is given anew."""
        script = self.get(reproduction).script
        new = NewReproduction(
            version=self.get(reproduction).version,
            script=script.digest,
            consent=consent,
            inputs=tuple((item.name, item.dataset) for item in script.inputs),
            predict_on=script.predict_on.dataset,
            seed=script.seed,
            parameters=script.parameters,
            tolerance=script.tolerance,
            share=script.share,
        )
        return self.run(session, new, progress)

    def recompute(self, reproduction: ReproductionId) -> Recomputed:
        """Compare the stored predictions with the stored scores again; runs no code and writes nothing.

        Raises `IntegrityError` when a stored file is gone or changed.
        """
        found = self.get(reproduction)
        if found.predictions is None or found.expected is None or found.compared is None:
            return Recomputed(equal=found.compared is None, compared=None)
        data = verified(self._desk, found.predictions).read_bytes()
        expected = work.kept_expected(self._desk, found.expected, found.compared.expected_from)
        compared = work.compared(work.read_output(data), expected, found.script)
        return Recomputed(equal=compared == found.compared, compared=compared)

    def _prepared(self, version: ModelVersion, new: NewReproduction) -> "tuple[TrainingScript, pd.DataFrame]":
        """Return the script with everything resolved, and the table it is to score."""
        if not 1 <= new.seconds <= MOST_SECONDS:
            raise UserError(
                message("A script runs between 1 and {most} seconds. Choose a time.", most=MOST_SECONDS)
            )
        inputs = tuple(
            ScriptInput(name=name, dataset=item.id, digest=item.digest)
            for name, item in self._inputs(version, new)
        )
        target = self._target(version, new)
        file, digest = self._script(new)
        script = TrainingScript(
            digest=digest,
            file_name=Text(file, Language.ENGLISH),
            inputs=inputs,
            predict_on=ScriptInput(name="predict", dataset=target.id, digest=target.digest),
            seed=new.seed,
            parameters=dict(sorted(new.parameters.items())),
            tolerance=new.tolerance,
            share=new.share,
        )
        check_script(script)
        return script, work.table_to_score(self._desk, target)

    def _inputs(self, version: ModelVersion, new: NewReproduction) -> tuple[tuple[str, Dataset], ...]:
        store = self._desk.store
        if new.inputs:
            return tuple((name, the_dataset(store, item)) for name, item in new.inputs)
        found = tuple(the_dataset(store, item) for item in version.datasets)
        training = tuple(item for item in found if item.kind is DatasetKind.TRAINING)
        if not training:
            raise UserError(
                message(
                    "{version} has no training data, so there is nothing to train on. Register it with the "
                    "version, or name the data sets the script reads.",
                    version=version.id,
                )
            )
        names = ("training", *(f"training_{number}" for number in range(2, len(training) + 1)))
        return tuple(zip(names, training, strict=True))

    def _target(self, version: ModelVersion, new: NewReproduction) -> Dataset:
        store = self._desk.store
        if new.predict_on is not None:
            return the_dataset(store, new.predict_on)
        for item in version.datasets:
            found = the_dataset(store, item)
            if found.kind is not DatasetKind.TRAINING:
                return found
        raise UserError(
            message(
                "{version} has no data but its training data. Name the data set whose rows are scored.",
                version=version.id,
            )
        )

    def _script(self, new: NewReproduction) -> tuple[str, Digest]:
        if isinstance(new.script, Path):
            if new.script.is_file() and new.script.stat().st_size > work.MOST_SCRIPT:
                raise UserError(
                    message("“{name}” is too large for a script. Choose one file.", name=new.script.name)
                )
            return new.script.name, self._desk.files.add(new.script)
        for item in self._desk.store.all(Reproduction):
            if item.script.digest == new.script:
                return item.script.file_name.body or "script.py", new.script
        raise UserError(message("There is no script with this digest. Name the file."))

    def _data(self, script: TrainingScript) -> Dataset:
        return the_dataset(self._desk.store, script.predict_on.dataset)

    def _ran(self, scene: work.Scene, limits: Limits, progress: Progress) -> work.Ran:
        try:
            return work.run(self._desk, scene, limits, progress)
        except (CancelledError, NotAllowedError, UserError):
            raise
        except PruefsteinError as error:
            if work.is_loose(error):
                raise
            return work.Ran(failure=Failure.STOPPED, log=str(error.message))


def _consent(person: Person, new: NewReproduction, desk: Desk) -> Consent:
    require_text(new.consent, message("The reason is missing. Write why this script may be run."))
    if person.kind is not PersonKind.HUMAN:
        raise NotAllowedError(
            message(
                "A service identity cannot consent to running a script. Nothing was run. "
                "Switch to a person who may."
            )
        )
    return Consent(by=person.id, name="", reason=new.consent, given_at=desk.clock())


def _unchanged(step: Transaction, version: ModelVersion) -> None:
    """Refuse to record what was compared with something that is no longer the version."""
    now = the_version(step, version.id)
    if replace(now, state=version.state) != version:
        raise UserError(
            message(
                "{version} was changed while the script ran. Nothing was recorded. Run it again.",
                version=version.id,
            )
        )

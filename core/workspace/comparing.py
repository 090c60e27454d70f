"""With what is a run compared: the training data, another version, another file of the same version?"""

from dataclasses import dataclass, replace

from core.checks.base import Need, Sample
from core.errors import UserError
from core.ids import DatasetId
from core.inventory import Artifact, Dataset, DatasetKind, ModelVersion
from core.messages import message
from core.options import SampleFacts, SampleRole
from core.progress import Part, Progress
from core.results import CheckRun
from core.running.judging import Terms
from core.running.meaning import meaning_of
from core.running.predictions import Said, Stored
from core.running.samples import Compared, other_rows, scored_elsewhere, stated_rows, wanted
from core.running.scoring import Scoring
from core.texts import Language, Text
from core.workspace.desk import Desk
from core.workspace.golden import kept_files
from core.workspace.lookup import Reader, the_dataset, the_version
from core.workspace.requests import RunRequest
from core.workspace.scoring import Scene
from core.workspace.sensitive import read_for_bias_test, require_values
from core.workspace.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A run whose rows were read, and whoever may read others."""

    desk: Desk
    session: Session
    scene: Scene
    request: RunRequest
    checks: tuple[str, ...]

    def made(self, progress: Progress) -> tuple[Compared, ...]:
        """Return every sample the checks take; raises `UserError` where one that was asked for cannot be."""
        parts = (self._reference, self._other_version, self._other_artifact)
        found = (
            part(Part(progress, at / len(parts), (at + 1) / len(parts))) for at, part in enumerate(parts)
        )
        return tuple(item for item in found if item is not None)

    def _reference(self, progress: Progress) -> Compared | None:
        dataset = self._reference_data()
        if dataset is None or not (self.request.reference or wanted(self.checks, Need.REFERENCE)):
            return None
        progress(0.0, message("Reading the reference data"))
        sample = rows_of(self.desk, self.session, dataset)
        facts = SampleFacts(
            role=SampleRole.REFERENCE,
            name=dataset.name,
            digest=dataset.digest,
            rows=dataset.rows,
            dataset=dataset.id,
            kind=dataset.kind,
        )
        return Compared(facts=facts, sample=self._scored(dataset, sample, progress))

    def _reference_data(self) -> Dataset | None:
        if self.request.reference is not None:
            return the_dataset(self.desk.store, self.request.reference)
        return training_of(self.desk.store, self.scene.version, besides=self.request.dataset)

    def _scored(self, dataset: Dataset, sample: Sample, progress: Progress) -> Sample:
        artifact, meaning = self.scene.artifact, meaning_of(dataset)
        if artifact is None or sample.table is None:
            return stated_rows(meaning, sample, self.scene.terms)
        scoring = Scoring(
            path=kept_files(self.desk, artifact),
            artifact=artifact,
            meaning=meaning,
            table=sample.table,
            terms=self.scene.terms,
            explain=False,
        )
        return other_rows(scoring, sample, progress)

    def _other_version(self, progress: Progress) -> Compared | None:
        if self.request.other_version is None:
            return None
        other = the_version(self.desk.store, self.request.other_version)
        if other.task is not self.scene.version.task or not other.artifacts:
            raise UserError(
                message(
                    "{other} cannot be compared with {version}: it has no model file, or another task. "
                    "Nothing was calculated. Choose another version, or none.",
                    other=other.id,
                    version=self.scene.version.id,
                )
            )
        progress(0.0, message("Asking the other version"))
        terms = replace(self.scene.terms, cut_off=other.cut_off)
        return self._same_rows(SampleRole.OTHER_VERSION, (other, other.artifacts[0], terms), progress)

    def _other_artifact(self, progress: Progress) -> Compared | None:
        artifacts = self.scene.version.artifacts
        if len(artifacts) < 2 or not wanted(self.checks, Need.OTHER_ARTIFACT):
            return None
        progress(0.0, message("Asking the other file of the version"))
        version, terms = self.scene.version, self.scene.terms
        return self._same_rows(SampleRole.OTHER_ARTIFACT, (version, artifacts[1], terms), progress)

    def _same_rows(
        self, role: SampleRole, asked: tuple[ModelVersion, Artifact, Terms], progress: Progress
    ) -> Compared:
        version, artifact, terms = asked
        scoring = Scoring(
            path=kept_files(self.desk, artifact),
            artifact=artifact,
            meaning=self.scene.meaning,
            table=self.scene.table,
            terms=terms,
            explain=False,
        )
        sample = scored_elsewhere(scoring, artifact.digest, progress)
        facts = SampleFacts(
            role=role,
            name=Text(f"{version.id} ({artifact.file_name.body})", Language.ENGLISH),
            digest=artifact.digest,
            rows=len(self.scene.table),
            version=version.id,
        )
        return Compared(facts=facts, sample=sample)


def training_of(store: Reader, version: ModelVersion, *, besides: DatasetId) -> Dataset | None:
    """Return the data a version learned from, where it was registered with it and can still be read."""
    own = (the_dataset(store, item) for item in version.datasets if item != besides)
    fits = (item for item in own if item.kind is DatasetKind.TRAINING and item.deletion is None)
    return next(fits, None)


def rows_of(desk: Desk, session: Session | None, dataset: Dataset) -> Sample:
    """Return the rows of a data set, not scored yet; an access to protected columns is recorded."""
    table = read_for_bias_test(desk, session, dataset)
    return Sample(digest=dataset.digest, table=table, kind=dataset.kind)


def compared_again(
    desk: Desk, session: Session | None, run: CheckRun, stored: Stored
) -> tuple[Compared, ...]:
    """Return the samples of a stored run with the scores that were kept; no model is asked."""
    return tuple(_again(desk, session, run, (facts, stored.samples[facts.role])) for facts in run.samples)


def _again(desk: Desk, session: Session | None, run: CheckRun, kept: tuple[SampleFacts, Said]) -> Compared:
    facts, said = kept
    sample = Sample(digest=facts.digest, kind=facts.kind)
    if facts.dataset is not None:
        dataset = the_dataset(desk.store, facts.dataset)
        require_values(dataset, run.finished_at)
        sample = rows_of(desk, session, dataset)
    return Compared(facts=facts, sample=replace(sample, score=said.score, predicted=said.predicted))

"""Do runs keep what is needed to repeat them, and lose nothing when a part breaks?"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.canonical import result_digest
from core.checks.base import Attributions
from core.errors import CancelledError, IntegrityError, NotAllowedError, PruefsteinError, UserError
from core.findings import FindingCause, FindingState
from core.ids import DatasetId, Exact, RunId, VersionId
from core.inventory import (
    ArtifactFormat,
    Column,
    ColumnRole,
    CutOff,
    Dataset,
    DatasetKind,
    Grouping,
    ModelVersion,
    ScoreMeans,
    Task,
)
from core.messages import Message, message
from core.people import Role
from core.progress import SILENT, Progress
from core.results import RunState, Verdict
from core.risk import Band
from core.running.predictions import Predictions, Stored, pack, unpack
from core.workspace import Changes, NewDataset, NewVersion, RunRequest
from tests.core.casework import Firm, bad_rows, check, good_rows, mended, said

READY = VersionId("MOD-0001@1")


def loans(firm: Firm, examples: Path) -> Dataset:
    """Register the held-back loans of the shipped example."""
    path = examples / "held_back.csv"
    preview = firm.workspace.inventory.preview_table(path)
    columns = tuple(
        Column(name=item.name, dtype=item.dtype, roles=_roles(item.name)) for item in preview.columns
    )
    new = NewDataset(
        path=path,
        name=said("Loans"),
        kind=DatasetKind.TEST,
        dialect=preview.dialect,
        columns=columns,
        favorable="1",
        groupings=(Grouping(column="alter", edges=(Exact("25"),)),),
    )
    return firm.workspace.inventory.register_dataset(firm.as_(Role.DEVELOPER), new)[0]


def _roles(name: str) -> tuple[ColumnRole, ...]:
    if name == "kredit":
        return (ColumnRole.TARGET,)
    if name == "alter":
        return (ColumnRole.FEATURE, ColumnRole.SENSITIVE)
    return (ColumnRole.FEATURE,)


def scored(firm: Firm, dataset: DatasetId, *files: Path, value: str = "0.5") -> ModelVersion:
    """Register a version with model files."""
    new = NewVersion(
        model=firm.model(),
        label="1",
        task=Task.BINARY,
        developer=firm.person(Role.DEVELOPER).id,
        artifacts=files,
        cut_off=CutOff(value=Exact(value), score_means=ScoreMeans.FAVORABLE),
        datasets=(dataset,),
    )
    return firm.workspace.inventory.register_version(firm.as_(Role.DEVELOPER), new)[0]


def test_a_model_in_two_formats_is_checked_explained_and_repeated_without_the_model(
    firm: Firm, examples: Path
) -> None:
    models = examples / "models"
    dataset = loans(firm, examples)
    version = scored(
        firm, dataset.id, models / "kredit_logreg.onnx", models / "kredit_logreg.skops", value="5/6"
    )
    assert [item.format for item in version.artifacts] == [ArtifactFormat.SKOPS, ArtifactFormat.ONNX]
    assert version.golden is not None
    assert version.golden.rows == 50
    assert version.golden.tolerance == pytest.approx(1e-5)
    run, changes = firm.workspace.checking.run(
        firm.as_(Role.VALIDATOR), RunRequest(version=version.id, dataset=dataset.id)
    )
    assert run.state is RunState.FINISHED
    assert run.artifact == version.artifacts[0].digest
    assert run.result_digest == result_digest(run.results)
    assert {"explanation", "group_fairness", "performance"} == {item.check for item in run.results}
    assert Changes.CHECKS in changes
    assert {"python", "platform", "scikit-learn", "numpy"} <= set(run.environment)
    assert run.predictions is not None
    stored = unpack(firm.workspace.inventory.file(run.predictions).read_bytes())
    kept, tier = stored.predictions, stored.tier
    assert tier is Band.SEVERE
    assert kept.attributions is not None
    for artifact in version.artifacts:
        firm.workspace.inventory.file(artifact.digest).unlink()
    replay = firm.workspace.checking.replay(run.id)
    assert replay.equal
    assert replay.differing == ()


def test_files_that_say_different_things_are_not_one_version(firm: Firm, examples: Path) -> None:
    models = examples / "models"
    dataset = loans(firm, examples)
    with pytest.raises(UserError, match="do not agree"):
        scored(firm, dataset.id, models / "kredit_logreg.skops", models / "kredit_forest.onnx")
    with pytest.raises(UserError, match="given twice"):
        scored(firm, dataset.id, models / "kredit_logreg.skops", models / "kredit_logreg.skops")
    assert firm.workspace.inventory.versions(firm.model()) == ()
    assert firm.workspace.trail.verify().intact


def test_a_data_set_without_the_columns_of_the_model_is_refused_by_name(firm: Firm, examples: Path) -> None:
    with pytest.raises(UserError, match="laufkont"):
        scored(firm, firm.table().id, examples / "models" / "kredit_logreg.skops")


def test_a_model_that_no_longer_says_what_it_said_is_not_checked(firm: Firm, examples: Path) -> None:
    from core.audit import Action
    from core.jobs.tables import from_arrow, to_arrow
    from core.workspace.golden import SCORE

    dataset = loans(firm, examples)
    version = scored(firm, dataset.id, examples / "models" / "kredit_logreg.skops")
    assert version.golden is not None
    assert version.golden.tolerance == pytest.approx(1e-9)
    desk = firm.workspace.inventory._desk
    table = from_arrow(desk.files.path(version.golden.digest).read_bytes())
    moved = desk.files.add(to_arrow(table.assign(**{SCORE: table[SCORE] + 1e-6})))
    with desk.store.transaction(firm.as_(Role.DEVELOPER)) as step:
        golden = replace(version.golden, digest=moved)
        step.put(replace(version, golden=golden), Action.VERSION_CHANGED)
    with pytest.raises(IntegrityError, match="no longer gives"):
        check(firm, version)
    assert firm.workspace.checking.all() == ()


def test_a_run_of_predictions_alone_needs_no_confinement_and_is_repeatable(validated: Firm) -> None:
    (run,) = validated.workspace.checking.runs(READY)
    assert run.artifact is None
    assert run.confinement == "not needed"
    assert run.verdict is Verdict.PASSED
    assert validated.workspace.checking.replay(run.id).equal
    assert validated.workspace.checking.get(run.id) == run
    with pytest.raises(UserError):
        validated.workspace.checking.get(RunId("RUN-0099"))


def test_a_replay_notices_other_predictions_and_writes_nothing(validated: Firm) -> None:
    from core.audit import Action

    desk = validated.workspace.checking._desk
    (run,) = validated.workspace.checking.runs(READY)
    assert run.predictions is not None
    stored = unpack(desk.files.path(run.predictions).read_bytes())
    kept = stored.predictions
    assert kept.predicted is not None
    other = desk.files.add(pack(replace(stored, predictions=replace(kept, predicted=kept.predicted[::-1]))))
    with desk.store.transaction(validated.as_(Role.VALIDATOR)) as step:
        step.put(replace(run, predictions=other), Action.CHECKS_RUN)
    before = validated.workspace.trail.count()
    replay = validated.workspace.checking.replay(run.id)
    assert not replay.equal
    assert "performance" in replay.differing
    assert validated.workspace.trail.count() == before
    broken = desk.files.add(b"not arrow")
    with desk.store.transaction(validated.as_(Role.VALIDATOR)) as step:
        step.put(replace(run, predictions=broken), Action.CHECKS_RUN)
    with pytest.raises(IntegrityError, match="cannot be read"):
        validated.workspace.checking.replay(run.id)


class StopAt:
    """A progress whose user asks to stop after a fraction of the task."""

    def __init__(self, fraction: float) -> None:
        self.fraction, self.now = fraction, 0.0

    def __call__(self, fraction: float, doing: Message) -> None:
        self.now = max(self.now, fraction)
        self.check()

    def check(self) -> None:
        if self.now >= self.fraction:
            raise CancelledError(message("Cancelled"))


def test_results_of_an_older_check_are_not_said_to_differ(validated: Firm) -> None:
    from core.audit import Action

    desk = validated.workspace.checking._desk
    (run,) = validated.workspace.checking.runs(READY)
    aged = tuple(
        replace(item, check_version=0) if item.check == "performance" else item for item in run.results
    )
    with desk.store.transaction(validated.as_(Role.VALIDATOR)) as step:
        step.put(replace(run, results=aged), Action.CHECKS_RUN)
    replay = validated.workspace.checking.replay(run.id)
    assert (replay.older, replay.differing, replay.equal) == (("performance",), (), False)


@pytest.mark.parametrize("fraction", [0.0, 0.6])
def test_a_cancelled_run_leaves_nothing(validated: Firm, fraction: float) -> None:
    files = validated.workspace.folder / "files"
    before, stored = validated.workspace.trail.count(), sorted(files.rglob("*"))
    asked = RunRequest(version=READY, dataset=DatasetId("DS-0001"))
    with pytest.raises(CancelledError):
        validated.workspace.checking.run(validated.as_(Role.VALIDATOR), asked, StopAt(fraction))
    assert validated.workspace.trail.count() == before
    assert sorted(files.rglob("*")) == stored


def test_a_check_that_breaks_loses_nothing_of_the_others(
    validated: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.checks.base import CheckInput
    from core.jobs import tasks
    from core.results import CheckResult

    judge = tasks.judge

    def breaking(
        checks: tuple[str, ...], data: CheckInput, progress: Progress = SILENT
    ) -> tuple[CheckResult, ...]:
        if "group_fairness" in checks:
            raise PruefsteinError(message("The process ended"))
        return judge(checks, data, progress)

    monkeypatch.setattr(tasks, "judge", breaking)
    asked = RunRequest(version=READY, dataset=DatasetId("DS-0001"), checks=("performance", "group_fairness"))
    run, _ = validated.workspace.checking.run(validated.as_(Role.VALIDATOR), asked)
    assert [item.state for item in run.results] == [RunState.FINISHED, RunState.ERRORED]
    assert run.state is RunState.ERRORED
    assert "The process ended" in str(run.results[1].notes)
    monkeypatch.undo()
    assert validated.workspace.checking.replay(run.id).equal


def test_findings_are_proposed_once_and_again_only_when_the_first_was_closed(firm: Firm) -> None:
    version = firm.in_validation(datasets=(firm.table(bad_rows()).id,))
    firm.assess(version.id)
    check(firm, version)
    findings = firm.workspace.findings
    proposed = findings.of(version.id)
    failed = next(item for item in proposed if item.measure == "recall")
    assert (failed.cause, failed.state) == (FindingCause.FAILED, FindingState.PROPOSED)
    assert failed.due is not None
    check(firm, version)
    assert findings.of(version.id) == proposed
    findings.confirm(
        firm.as_(Role.VALIDATOR), failed.id, severity=failed.severity, owner=firm.person(Role.OWNER).id
    )
    check(firm, version)
    assert len(findings.of(version.id)) == len(proposed)
    mended(firm, failed.id)
    check(firm, version)
    assert len(findings.of(version.id)) == len(proposed) + 1


def test_only_who_may_run_checks_runs_known_ones_on_known_data(validated: Firm) -> None:
    run = validated.workspace.checking.run
    asked = RunRequest(version=READY, dataset=DatasetId("DS-0001"))
    before = validated.workspace.trail.count()
    with pytest.raises(NotAllowedError):
        run(validated.as_(Role.ADMINISTRATOR), asked)
    for wrong in (
        replace(asked, checks=("nonsense",)),
        replace(asked, checks=()),
        replace(asked, dataset=DatasetId("DS-0099")),
        replace(asked, version=VersionId("MOD-0099@1")),
    ):
        with pytest.raises(UserError):
            run(validated.as_(Role.VALIDATOR), wrong)
    assert validated.workspace.trail.count() == before


def test_rows_without_prediction_are_named_and_nothing_is_calculated(firm: Firm) -> None:
    rows = good_rows(100)
    rows[3] = rows[3].split(",")[0] + ",," + ",".join(rows[3].split(",")[2:])
    version = firm.in_validation(datasets=(firm.table(rows).id,))
    with pytest.raises(UserError, match="1 rows of “said” are empty"):
        check(firm, version)


def test_packed_predictions_come_back_byte_for_byte() -> None:
    generator = np.random.default_rng(1)
    predictions = Predictions(
        score=generator.random(7),
        predicted=np.array(["0", "1", "1", "0", "ü", "1", "0"], dtype=object),
        features=("age", "income"),
        attributions=Attributions(
            values=generator.normal(size=(3, 2)),
            base=0.25,
            outputs=generator.random(3),
            rows=np.array([0, 4, 6], dtype=np.int64),
            features=("age", "income"),
            background_rows=5,
            background_digest="ab",
            explainer="exact",
            scale="output",
            float32=False,
        ),
    )
    packed = pack(Stored(predictions=predictions, tier=Band.HIGH))
    stored = unpack(packed)
    again, tier = stored.predictions, stored.tier
    assert tier is Band.HIGH
    assert pack(stored) == packed
    assert again.attributions is not None
    assert predictions.attributions is not None
    assert (again.attributions.values == predictions.attributions.values).all()
    assert again.attributions.features == ("age", "income")

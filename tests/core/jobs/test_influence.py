"""Can a model change a verdict, or the next model's scores, or make use of a worker that is not confined?"""

import json
import pickle
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest

from core.artifacts import words
from core.canonical import result_digest
from core.checks.base import CheckInput
from core.errors import PruefsteinError, UntrustedArtifactError
from core.ids import Exact
from core.inventory import ArtifactFormat, CutOff, Grouping, ScoreMeans, Task
from core.jobs import asking, judging, zygotes
from core.jobs.frames import BYTES, JSON
from core.jobs.job import Job
from core.jobs.judging import judge
from core.jobs.keeper import Kind
from core.jobs.process import run
from core.jobs.requests import ModelRequest, ModelTask
from core.jobs.tasks import Scored, ScoreRequest, inspect_model, score_model
from core.risk import Band
from tests.core.artifacts.crafted import CRASHING
from tests.core.jobs.children import CODED, job
from tests.core.jobs.hostile import HONEST_MODEL, PATCHED_MODEL, PATCHED_STATISTICS, UNCONFINED_MODEL
from tests.core.jobs.models import NUMBERS, TEXTS, fitted, stored, table
from tests.core.jobs.test_judging import policy

KIND = Kind(name="model", entry="tests.core.jobs.hostile", walled=False)
CUT = CutOff(value=Exact("0.5"), score_means=ScoreMeans.FAVORABLE)
REQUEST = ScoreRequest(task=Task.BINARY, favorable="good", cut_off=CUT)


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork the honest and the hostile workers from one process, as the product does."""
    if sys.platform != "linux":
        pytest.skip("workers are forked on Linux only")
    for command in (PATCHED_MODEL, HONEST_MODEL):
        monkeypatch.setitem(zygotes.KINDS, command, KIND)


def scores(monkeypatch: pytest.MonkeyPatch, folder: Path, command: tuple[str, ...]) -> Scored:
    monkeypatch.setattr(asking, "MODEL", command)
    path, artifact = stored(fitted(), folder)
    return score_model(path, artifact, table(), REQUEST)


def judged(scored: Scored) -> bytes:
    data = CheckInput(
        table=table(),
        task=Task.BINARY,
        target="result",
        favorable="good",
        features=(*TEXTS, *NUMBERS),
        groupings=(Grouping(column="home"),),
        weight=None,
        score=scored.score,
        predicted=scored.predicted,
        cut_off=CUT,
        score_means=CUT.score_means,
        attributions=None,
        policy=policy(),
        tier=Band.HIGH,
        seed=7,
    )
    results = judge(("group_fairness",), data)
    return json.dumps([result_digest(result) for result in results]).encode()


@pytest.mark.usefixtures("forked")
def test_a_model_that_patches_everything_in_its_worker_changes_no_verdict(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """At the end the same forgery, put where the verdict is computed: it would have changed it."""
    honest = scores(monkeypatch, tmp_path, HONEST_MODEL)
    clean = judged(honest)
    hostile = scores(monkeypatch, tmp_path, PATCHED_MODEL)
    assert np.array_equal(hostile.score, honest.score)
    assert judged(hostile) == clean
    assert np.array_equal(scores(monkeypatch, tmp_path, HONEST_MODEL).score, honest.score)
    zygotes.close()
    monkeypatch.setattr(judging, "STATISTICS", PATCHED_STATISTICS)
    assert judged(honest) != clean


def test_a_worker_forked_after_a_patching_one_has_the_libraries_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind = Kind(name="tests", entry="tests.core.jobs.coded", walled=False)
    monkeypatch.setitem(zygotes.KINDS, CODED, kind)
    state = """
import numpy, scipy.stats, core.statistics.intervals as intervals
channel.result([numpy.mean.__module__, float(numpy.mean([1, 3])), float(scipy.stats.norm.ppf(0.975)),
    sorted(name for name, item in vars(intervals).items() if callable(item)), os.getppid()])
"""
    before = json.loads(run(job(state)).body)
    run(job("from tests.core.jobs.hostile import patch; patch(); channel.result({})"))
    assert json.loads(run(job(state)).body) == before
    zygotes.close()


def test_a_worker_that_could_not_confine_itself_opens_no_pickle(tmp_path: Path) -> None:
    """Whatever the application believes about this system."""
    asked = ModelRequest(task=ModelTask.INSPECT, format=ArtifactFormat.PICKLE)
    frames = ((JSON, msgspec.json.encode(asked)), (BYTES, pickle.dumps(fitted())))
    open_to_all = Job(arguments=UNCONFINED_MODEL, frames=frames, sentences=words.MODEL_SENTENCES)
    with pytest.raises(UntrustedArtifactError, match="run program code"):
        run(open_to_all)
    confined = Job(arguments=HONEST_MODEL, frames=frames, sentences=words.MODEL_SENTENCES)
    assert b"LogisticRegression" in run(confined).body


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.full] * ("feature" in name)) for name in CRASHING]
)
def test_a_file_that_crashes_its_library_is_a_sentence_and_the_next_job_works(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / f"crafted{Path(name).suffix}"
    path.write_bytes(CRASHING[name]())
    report = inspect_model(path)
    if report.artifact is None:
        assert report.refusal is not None
    else:
        favorable = report.outputs[-1]
        with pytest.raises(PruefsteinError, match=r"crashed \(SIG|was not used|Nothing was"):
            score_model(path, report.artifact, table(), ScoreRequest(task=Task.BINARY, favorable=favorable))
    honest, artifact = stored(fitted(), tmp_path)
    assert len(score_model(honest, artifact, table(), REQUEST).score) == len(table())

"""What goes into the process of a training script, what comes out, and is that what the version says?"""

import io
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import PruefsteinError, UserError
from core.governance.reproduction import (
    ExpectedFrom,
    Failure,
    ReproductionState,
    ScoreComparison,
    TrainingScript,
    state_of,
)
from core.ids import DatasetId, Digest
from core.inventory import Column, ColumnRole, Dataset, ModelVersion, TableDialect, TableFormat
from core.jobs.process import Limits
from core.jobs.scripts import LOOSE, MOST_OUTPUT, ROW, SCORE, Ended, Files, ScriptTask, run_script
from core.messages import message
from core.progress import Part, Progress
from core.running.meaning import meaning_of
from core.running.scoring import inputs_of
from core.workspace.desk import Desk
from core.workspace.golden import check_golden, kept_files
from core.workspace.lookup import the_dataset
from core.workspace.tables import load, table_path, verified

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

MOST_SCRIPT, MOST_ANSWER = 1 << 20, MOST_OUTPUT + (1 << 20)
_MOST_TABLE = 250 << 20
_HIDDEN = frozenset({ColumnRole.PREDICTION, ColumnRole.SCORE})
"""A script that could read the registered scores could give them back instead of training."""
_CSV = TableDialect(format=TableFormat.CSV, encoding="utf-8", delimiter=",", decimal=".")
_COLUMNS = (
    Column(name=ROW, dtype="integer", roles=(ColumnRole.ROW_ID,)),
    Column(name=SCORE, dtype="number", roles=(ColumnRole.SCORE,)),
)
_PARQUET_MARK = b"PAR1"


@dataclass(frozen=True, slots=True)
class Scene:
    """What is run, for which version, on which rows."""

    version: ModelVersion
    script: TrainingScript
    table: "pd.DataFrame"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What came back of the script's process."""

    failure: Failure | None = None
    log: str = ""
    data: bytes = b""
    confinement: str = "unknown"
    """Level of the process; unknown when it ended without an answer."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The registered version's scores, row by row."""

    source: ExpectedFrom
    score: "Floats"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the comparison gave."""

    state: ReproductionState
    failure: Failure | None = None
    compared: ScoreComparison | None = None
    predictions: Digest | None = None


class UnusableError(Exception):
    """The output of a script is no table of scores."""

    def __init__(self, failure: Failure) -> None:
        """Keep why."""
        super().__init__(failure)
        self.failure = failure


def is_loose(error: PruefsteinError) -> bool:
    """Tell whether a script was not run because nothing would have kept it in."""
    return error.message.text == LOOSE


def table_to_score(desk: Desk, dataset: Dataset) -> "pd.DataFrame":
    """Return the rows a script scores: what a case says of itself, without outcome and scores."""
    table = load(desk, dataset)
    hidden = {item.name for item in dataset.readable if set(item.roles) & (_HIDDEN | {ColumnRole.TARGET})}
    kept = table[[name for name in table.columns if name not in hidden]].copy()
    kept.insert(0, ROW, range(len(kept)))
    return kept


def expected(desk: Desk, version: ModelVersion, dataset: Dataset, progress: Progress) -> Expected:
    """Return what the registered version says of each row; its golden sample is scored first."""
    from core.jobs.tasks import ScoreRequest, score_model

    progress(0.0, message("Scoring with the registered version"))
    if not version.artifacts:
        return Expected(ExpectedFrom.STATED, _stated(desk, version, dataset))
    artifact, meaning = version.artifacts[0], meaning_of(dataset)
    request = ScoreRequest(task=version.task, favorable=dataset.favorable, cut_off=version.cut_off)
    check_golden(desk, version, artifact, request, Part(progress, 0.0, 0.3))
    inputs = load(desk, dataset)[list(inputs_of(artifact, meaning))]
    scored = score_model(kept_files(desk, artifact), artifact, inputs, request, Part(progress, 0.3, 1.0))
    return Expected(ExpectedFrom.MODEL, scored.score)


def _stated(desk: Desk, version: ModelVersion, dataset: Dataset) -> "Floats":
    import numpy as np

    names = dataset.named(ColumnRole.SCORE)
    if not names:
        raise UserError(
            message(
                "{version} has no model file and {dataset} no column of scores, so there is nothing to "
                "compare with. Choose a data set with the version's scores.",
                version=version.id,
                dataset=dataset.id,
            )
        )
    return np.asarray(load(desk, dataset)[names[0]], dtype="float64")


def run(desk: Desk, scene: Scene, limits: Limits, progress: Progress) -> Ran:
    """Run the script with copies of what it may read; raises `PruefsteinError` when it was stopped."""
    inputs = [(item.name, *_given(desk, item.dataset)) for item in scene.script.inputs]
    version = scene.version
    target = the_dataset(desk.store, scene.script.predict_on.dataset)
    facts = {
        "task": version.task.value,
        "favorable": target.favorable or "",
        "score_means": "" if version.cut_off is None else version.cut_off.score_means.value,
        "target": next(iter(target.named(ColumnRole.TARGET)), ""),
    }
    task = ScriptTask(
        script=scene.script.file_name.body,
        inputs={name: file for name, file, _ in inputs},
        predict="predict.parquet",
        seed=scene.script.seed,
        parameters=scene.script.parameters,
        facts=facts,
    )
    files = Files(
        script=verified(desk, scene.script.digest).read_bytes(),
        inputs=tuple(data for _, _, data in inputs),
        predict=_parquet(scene.table),
    )
    outcome = run_script(task, files, limits, progress)
    failure = None
    if outcome.ended is Ended.WITH_ERROR:
        failure = Failure.SCRIPT_ERROR
    elif not outcome.output:
        failure = Failure.NO_OUTPUT
    return Ran(failure=failure, log=outcome.log, data=outcome.data, confinement=outcome.confinement)


def _given(desk: Desk, identity: DatasetId) -> tuple[str, Path | bytes]:
    """Return name and bytes of a table: the registered file, or Parquet without what it must not see."""
    dataset = the_dataset(desk.store, identity)
    path = table_path(desk, dataset)
    guarded = (
        dataset.bias_test_only or dataset.named(ColumnRole.SCORE) or dataset.named(ColumnRole.PREDICTION)
    )
    if not guarded and dataset.deletion is None:
        _require_size(dataset, path.stat().st_size)
        return f"{dataset.id.lower()}{''.join(Path(dataset.file_name.body).suffixes[-2:])}", path
    table = load(desk, dataset)
    hidden = {item.name for item in dataset.readable if set(item.roles) & _HIDDEN}
    data = _parquet(table[[name for name in table.columns if name not in hidden]])
    _require_size(dataset, len(data))
    return f"{dataset.id.lower()}.parquet", data


def _require_size(dataset: Dataset, size: int) -> None:
    if size > _MOST_TABLE:
        raise UserError(
            message(
                "{dataset} is larger than a script may read ({most} megabytes). Nothing was run. "
                "Register a packed form of it.",
                dataset=dataset.id,
                most=_MOST_TABLE >> 20,
            )
        )


def _parquet(table: "pd.DataFrame") -> bytes:
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()


def judged(desk: Desk, ran: Ran, expected: Expected, script: TrainingScript) -> Judged:
    """Compare what the script wrote with the version's scores; the file is kept as it was written."""
    if ran.failure is not None:
        return Judged(state=ReproductionState.FAILED, failure=ran.failure)
    kept = desk.files.add(ran.data)
    try:
        comparison = compared(read_output(ran.data), expected, script)
    except UnusableError as error:
        return Judged(state=ReproductionState.FAILED, failure=error.failure, predictions=kept)
    return Judged(state=state_of(comparison, script), compared=comparison, predictions=kept)


def read_output(data: bytes) -> "pd.DataFrame":
    """Return row numbers and scores of a script's file; raises `UnusableError` if it is none."""
    from core.data.reading import read_table

    packed = data.startswith(_PARQUET_MARK)
    dialect = TableDialect(format=TableFormat.PARQUET) if packed else _CSV
    with tempfile.TemporaryDirectory(prefix="pruefstein-output-") as folder:
        path = Path(folder, f"predictions.{'parquet' if packed else 'csv'}")
        path.write_bytes(data)
        try:
            return read_table(path, dialect, _COLUMNS)
        except UserError:
            raise UnusableError(Failure.OUTPUT_UNREADABLE) from None


def compared(found: "pd.DataFrame", expected: Expected, script: TrainingScript) -> ScoreComparison:
    """Return the differences row by row; raises `UnusableError` if not every row has exactly one score."""
    import numpy as np

    if not np.isfinite(found[SCORE].to_numpy(dtype="float64")).all():
        raise UnusableError(Failure.OUTPUT_UNREADABLE)
    rows = found[ROW].to_numpy(dtype="float64")
    if len(rows) != len(expected.score) or not np.array_equal(np.sort(rows), np.arange(len(rows))):
        raise UnusableError(Failure.ROWS_DIFFER)
    score = found[SCORE].to_numpy(dtype="float64")[np.argsort(rows, kind="stable")]
    apart = np.abs(score - expected.score)
    within = apart <= float(Fraction(script.tolerance))
    return ScoreComparison(
        expected_from=expected.source,
        rows=len(rows),
        largest=float(apart.max(initial=0.0)),
        mean=float(apart.mean()) if len(apart) else 0.0,
        equal=int(within.sum()),
        identical=int((apart == 0).sum()),
    )


def keep_expected(desk: Desk, expected: Expected) -> Digest:
    """Keep the version's scores and return their digest."""
    import pandas as pd

    from core.jobs.tables import to_arrow

    return desk.files.add(to_arrow(pd.DataFrame({SCORE: expected.score})))


def kept_expected(desk: Desk, digest: Digest, source: ExpectedFrom) -> Expected:
    """Return the scores that were kept."""
    from core.jobs.tables import from_arrow

    table = from_arrow(verified(desk, digest).read_bytes())
    return Expected(source, table[SCORE].to_numpy(dtype="float64"))

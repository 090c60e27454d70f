"""What can be calculated in a process of its own?

Inspecting, scoring and explaining a model; judging its figures.
Every function blocks, reports progress, and leaves no process behind whatever happens.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.artifacts import advice
from core.artifacts.columns import matched
from core.artifacts.files import ArtifactFiles, Contents, Source, contents
from core.artifacts.opened import Inspected, class_text
from core.artifacts.recognition import ArtifactReport, recognize, refused, usable
from core.canonical import sha256
from core.checks.base import Attributions, Repeats
from core.confinement import may_unpickle, no_unpickling
from core.errors import CancelledError, PruefsteinError, UntrustedArtifactError, UserError
from core.inventory import Artifact, ArtifactFormat, CutOff, ScoreMeans, Task
from core.jobs.asking import ask
from core.jobs.converting import Conversion, convert, opening
from core.jobs.judging import judge
from core.jobs.levels import confinement_level
from core.jobs.process import Answer
from core.jobs.requests import Explained, ExplainScale, ModelRequest, ModelTask, Predicted
from core.jobs.scanning import scanned
from core.jobs.tables import to_arrow
from core.jobs.values import matrix, parsed, require
from core.messages import message
from core.progress import SILENT, Progress

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

__all__ = [
    "ArtifactFiles",
    "Conversion",
    "ExplainRequest",
    "ScoreRequest",
    "Scored",
    "confinement_level",
    "convert",
    "convert_model",
    "explain_model",
    "inspect_model",
    "judge",
    "score_model",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRequest:
    """What scoring needs to know besides the rows."""

    task: Task
    favorable: str | None = None
    """The favorable class, as text; needed for binary tasks."""
    cut_off: CutOff | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What a model says about each row."""

    score: "npt.NDArray[np.float64]"
    """Shape (rows,). Binary: probability of the class in the direction of `cut_off.score_means`, without a
    cut-off of the favorable class. Multiclass: of the favorable class, else of the predicted one. Regression:
    the output."""
    predicted: "npt.NDArray[np.object_] | None"
    """Shape (rows,): class text after the cut-off (binary; without one the likelier), or the likeliest."""
    classes: tuple[str, ...]
    confinement: str = "none"
    """How confined the worker was: "full", "partial", "none"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainRequest:
    """What is explained, and against which background."""

    rows: int = 10_000
    """How many rows are explained at most, drawn with the seed; fewer where the order is stable."""
    background_rows: int = 100
    """How many rows stand for "unknown"; drawn with the seed."""
    seed: int = 7
    favorable: str | None = None
    """Class whose probability is explained; without one, for a classifier, the class predicted most often."""
    local_row: int | None = None
    """Position of a row that must be among the explained ones."""


def inspect_model(path: Path, progress: Progress = SILENT, *, consent: bool = False) -> ArtifactReport:
    """Say what a file is; a model that may be opened is opened in the confined worker.

    `path` is a file, or a folder that holds a model. Without `consent` of a named person a pickle-class file
    is reported with `consent_needed` and not opened. Never raises for a bad file.
    """
    candidate = scanned(recognize(path), progress)
    if candidate.format is None or candidate.refusal(consent=consent) is not None:
        return candidate.report(consent=consent)
    try:
        given = Contents(opening(candidate, consent=consent).data, candidate.companion_data)
        request = ModelRequest(
            task=ModelTask.INSPECT,
            format=candidate.format.id,
            companions=tuple(candidate.companion_data),
        )
        answer = ask(request, given, progress=progress)
        return usable(candidate, parsed(answer.body, Inspected), answer.confinement)
    except CancelledError:
        raise
    except PruefsteinError as error:
        return refused(candidate, error.message)


def convert_model(
    path: Path,
    target: ArtifactFormat,
    *,
    sample: "pd.DataFrame | None" = None,
    consent: bool = False,
    progress: Progress = SILENT,
) -> bytes:
    """Return a scikit-learn model in skops or ONNX format, converted in the confined worker.

    The result was inspected like a received file; with a sample its scores were compared with the original's.
    Raises as `core.jobs.converting.convert` does.
    """
    return convert(path, target, sample=sample, consent=consent, progress=progress).data


def score_model(
    path: Source,
    artifact: Artifact,
    table: "pd.DataFrame",
    request: ScoreRequest,
    progress: Progress = SILENT,
) -> Scored:
    """Score every row of a table with a stored model.

    `path` is the file or folder as received, or the files kept of it. Raises `UserError` for missing columns,
    a favorable class the model does not know, or a task that does not fit; `UntrustedArtifactError` when the
    file is refused or nobody consented to opening it; `IntegrityError` when it is not the registered one.
    """
    inputs = model_inputs(artifact, table)
    asked = ModelRequest(task=ModelTask.SCORE, format=artifact.format)
    answer = _ask(path, artifact, asked, (inputs,), progress)
    classes = parsed(answer.body, Predicted).classes
    values = matrix(answer.tables, len(table))
    require(values.shape[1] == max(1, len(classes)) and len(classes) == len(set(classes)))
    if classes:
        require(((values >= -1e-6) & (values <= 1 + 1e-6)).all())
    score, predicted = _read(values, classes, request)
    return Scored(score=score, predicted=predicted, classes=classes, confinement=answer.confinement)


def explain_model(
    path: Source,
    artifact: Artifact,
    table: "pd.DataFrame",
    request: ExplainRequest,
    progress: Progress = SILENT,
) -> Attributions:
    """Attribute a model's output to its original columns, for rows and background drawn with the seed."""
    import numpy as np

    inputs = model_inputs(artifact, table)
    positions, background = _drawn(len(table), request)
    backdrop = inputs.iloc[background]
    asked = ModelRequest(
        task=ModelTask.EXPLAIN, format=artifact.format, explained_class=request.favorable, seed=request.seed
    )
    tables = (inputs.iloc[positions], backdrop)
    answer = _ask(path, artifact, asked, tables, progress)
    explained = parsed(answer.body, Explained)
    require(1 <= explained.rows <= len(positions))
    values = matrix(answer.tables, explained.rows)
    require(values.shape[1] == inputs.shape[1] + 1 and np.isfinite(explained.base))
    used = positions[: explained.rows]
    order = np.argsort(used, kind="stable")
    return Attributions(
        values=values[order, :-1],
        base=explained.base,
        outputs=values[order, -1],
        rows=used[order],
        features=tuple(str(name) for name in inputs.columns),
        background_rows=len(background),
        background_digest=sha256(to_arrow(backdrop)),
        explainer=explained.explainer,
        scale=_SCALES[explained.scale],
        float32=explained.float32,
        repeats=_repeats(explained, inputs.shape[1]),
        chosen=request.local_row,
    )


def _repeats(explained: Explained, features: int) -> Repeats:
    """Return what the worker says of its repeats, as far as it can be true."""
    numbers = (explained.again, *(value for line in explained.importances for value in line))
    require(all(math.isfinite(number) and number >= 0 for number in numbers))
    require(1 <= len(explained.importances) <= _BACKGROUNDS)
    require(all(len(line) == features for line in explained.importances))
    require(1 <= explained.repeated <= explained.rows <= explained.limit)
    return Repeats(
        limit=explained.limit,
        stable=explained.stable,
        rows=explained.repeated,
        again=explained.again,
        importances=explained.importances,
    )


_BACKGROUNDS = 10
"""Backgrounds that an order can have been compared with at most."""

_SCALES = {
    ExplainScale.PROBABILITY: "probability of the favorable class",
    ExplainScale.PROBABILITY_MOST: "probability of the class predicted most often",
    ExplainScale.LOG_ODDS: "log-odds",
    ExplainScale.OUTPUT: "output",
}


def model_inputs(artifact: Artifact, table: "pd.DataFrame") -> "pd.DataFrame":
    """Return the model's input columns in its order; all columns of the table if the file names none."""
    columns, missing = matched(artifact, table.columns)
    if missing:
        raise UserError(
            message(
                "The model needs columns that the data set does not have: {columns}. Nothing was scored. "
                "Choose another data set or correct the names of its columns.",
                columns=", ".join(missing[:12]),
            )
        )
    if len(table) == 0:
        raise UserError(
            message("The data set has no rows, so nothing was scored. Choose a data set with rows.")
        )
    chosen = table[list(columns)] if artifact.features else table
    return chosen.reset_index(drop=True)


def _ask(
    source: Source,
    artifact: Artifact,
    request: ModelRequest,
    tables: "Iterable[pd.DataFrame]",
    progress: Progress,
) -> Answer:
    """Ask about a model whose files must still be those that were inspected."""
    if artifact.format is ArtifactFormat.PICKLE:
        _require_consent(artifact)
    request = replace(
        request, format=artifact.format, companions=tuple(item.name for item in artifact.companions)
    )
    return ask(request, contents(source, artifact), tables, progress=progress)


def _require_consent(artifact: Artifact) -> None:
    if artifact.consent is None:
        raise UntrustedArtifactError(advice.not_unpickled())
    if not may_unpickle(confinement_level()):
        raise UntrustedArtifactError(no_unpickling())


def _read(
    values: "npt.NDArray[np.float64]", classes: tuple[str, ...], request: ScoreRequest
) -> "tuple[npt.NDArray[np.float64], npt.NDArray[np.object_] | None]":
    """Turn what the worker returned into scores and classes; done here so that no model decides a cut-off."""
    if request.task is Task.REGRESSION:
        _expect(not classes, request.task)
        return values[:, 0], None
    _expect(len(classes) == 2 if request.task is Task.BINARY else len(classes) >= 2, request.task)
    if request.task is Task.BINARY:
        return _binary(values, classes, request)
    return _multiclass(values, classes, request)


def _expect(condition: object, task: Task) -> None:
    if not condition:
        raise UserError(
            message(
                "The model's outputs do not fit the task “{task}”. Nothing was scored. "
                "Register the version with the task the model was trained for.",
                task=task,
            )
        )


def _binary(
    values: "npt.NDArray[np.float64]", classes: tuple[str, ...], request: ScoreRequest
) -> "tuple[npt.NDArray[np.float64], npt.NDArray[np.object_]]":
    import numpy as np

    favorable = favorable_position(classes, request.favorable)
    cut_off = request.cut_off
    if cut_off is None:
        score, scored, threshold = values[:, favorable], favorable, 0.5
    else:
        scored = favorable if cut_off.score_means is ScoreMeans.FAVORABLE else 1 - favorable
        score, threshold = values[:, scored], cut_off.number
    names = np.array([classes[1 - scored], classes[scored]], dtype=object)
    return score, names[(score >= threshold).astype(int)]


def _multiclass(
    values: "npt.NDArray[np.float64]", classes: tuple[str, ...], request: ScoreRequest
) -> "tuple[npt.NDArray[np.float64], npt.NDArray[np.object_]]":
    import numpy as np

    likeliest = values.argmax(axis=1)
    predicted = np.array(classes, dtype=object)[likeliest]
    if request.favorable is None:
        return values.max(axis=1), predicted
    return values[:, favorable_position(classes, request.favorable)], predicted


def favorable_position(classes: tuple[str, ...], favorable: str | None) -> int:
    """Return where the favorable class stands among the model's; compared as text, so "1.0" is "1"."""
    if favorable is None:
        raise UserError(
            message(
                "No favorable class is stated for the data set. Nothing was scored, because it is never "
                "guessed. "
                "State which value is favorable to the person."
            )
        )
    if class_text(favorable) not in classes:
        raise UserError(
            message(
                "The favorable class “{favorable}” is not among the model's classes ({classes}). Nothing "
                "was scored. "
                "Correct the favorable class of the data set, or use the coding the model was trained with.",
                favorable=favorable,
                classes=", ".join(classes[:12]),
            )
        )
    return classes.index(class_text(favorable))


def _drawn(total: int, request: ExplainRequest) -> "tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]":
    """Draw explained rows, in the order in which they are explained, and background, in the table's order."""
    import numpy as np

    rows = np.random.default_rng([request.seed, 0]).permutation(total)
    local = request.local_row
    if local is not None:
        if not 0 <= local < total:
            raise ValueError("local_row lies outside the table")
        rows = np.concatenate([[local], rows[rows != local]])
    background = np.random.default_rng([request.seed, 1]).permutation(total)[: request.background_rows]
    return rows[: request.rows].astype(np.int64), np.sort(background).astype(np.int64)

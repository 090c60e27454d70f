"""Where do the predictions of a run come from: the model in its worker, or the table itself?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.artifacts.opened import class_text
from core.errors import CancelledError, PruefsteinError, UserError
from core.inventory import Artifact, ColumnRole, Dataset, ModelVersion, ScoreMeans, Task
from core.messages import message
from core.progress import Progress
from core.workspace.desk import Desk
from core.workspace.golden import check_golden, inputs_of
from core.workspace.parts import Part
from core.workspace.predictions import Predictions

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from core.checks.base import Attributions


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is scored, with which seed, and whether attributions are wanted."""

    version: ModelVersion
    dataset: Dataset
    table: "pd.DataFrame"
    seed: int
    explain: bool

    @property
    def artifact(self) -> Artifact | None:
        """Return the file that scores: skops before ONNX, because it computes in double precision."""
        return self.version.artifacts[0] if self.version.artifacts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Predictions, and why there are no attributions although they were wanted."""

    predictions: Predictions
    explain_error: PruefsteinError | None = None


def predict(desk: Desk, scene: Scene, progress: Progress) -> Outcome:
    """Return the predictions; a failed explanation does not lose them."""
    if scene.artifact is None:
        return Outcome(predictions=stated(scene))
    return _by_model(desk, scene, scene.artifact, progress)


def _by_model(desk: Desk, scene: Scene, artifact: Artifact, progress: Progress) -> Outcome:
    from core.jobs.tasks import ScoreRequest, score_model

    version, dataset = scene.version, scene.dataset
    features = inputs_of(artifact, dataset)
    request = ScoreRequest(task=version.task, favorable=dataset.favorable, cut_off=version.cut_off)
    check_golden(desk, version, artifact, request, Part(progress, 0.0, 0.2))
    inputs, path = scene.table[list(features)], desk.files.path(artifact.digest)
    scored = score_model(path, artifact, inputs, request, Part(progress, 0.2, 0.5))
    attributions, error = None, None
    if scene.explain:
        try:
            attributions = _explained(desk, scene, artifact, features, Part(progress, 0.5, 1.0))
        except CancelledError:
            raise
        except PruefsteinError as found:
            error = found
    predictions = Predictions(
        score=scored.score,
        predicted=scored.predicted,
        features=features,
        attributions=attributions,
        confinement=scored.confinement,
    )
    return Outcome(predictions=predictions, explain_error=error)


def _explained(
    desk: Desk, scene: Scene, artifact: Artifact, features: tuple[str, ...], progress: Progress
) -> "Attributions":
    from core.jobs.tasks import ExplainRequest, explain_model

    return explain_model(
        desk.files.path(artifact.digest),
        artifact,
        scene.table[list(features)],
        ExplainRequest(seed=scene.seed, favorable=scene.dataset.favorable),
        progress,
    )


def stated(scene: Scene) -> Predictions:
    """Return the predictions and scores the table itself holds, for models that are not at hand.

    Raises `UserError` when there are none, some rows lack them, or classes would have to be guessed.
    """
    predicted, score = _column(scene, ColumnRole.PREDICTION), _column(scene, ColumnRole.SCORE)
    if predicted is None and score is None:
        raise UserError(
            message(
                "{version} has no model file and {dataset} no column with predictions or scores, so nothing "
                "can be checked. Choose another data set, or register a version with a model file.",
                version=scene.version.id,
                dataset=scene.dataset.id,
            )
        )
    numbers = None if score is None else _numbers(score)
    task = scene.version.task
    if task is Task.REGRESSION:
        numbers = _numbers(predicted) if predicted is not None else numbers
        return Predictions(score=numbers, predicted=None, features=_features(scene))
    classes = _classes(predicted) if predicted is not None else None
    if classes is None and numbers is not None:
        classes = _after_cut_off(scene, numbers)
    return Predictions(score=numbers, predicted=classes, features=_features(scene))


def _features(scene: Scene) -> tuple[str, ...]:
    return scene.dataset.named(ColumnRole.FEATURE)


def _column(scene: Scene, role: ColumnRole) -> "npt.NDArray[np.object_] | None":
    names = scene.dataset.named(role)
    if not names:
        return None
    column = scene.table[names[0]]
    missing = int(column.isna().sum())
    if missing:
        raise UserError(
            message(
                "{count} rows of “{column}” are empty, so the predictions are incomplete. Nothing was "
                "calculated. Complete the table, or leave these rows out and register it anew.",
                count=missing,
                column=names[0],
            )
        )
    return column.to_numpy(dtype=object)


def _numbers(values: "npt.NDArray[np.object_]") -> "npt.NDArray[np.float64]":
    import numpy as np

    try:
        numbers = values.astype(np.float64)
    except (ValueError, TypeError):
        numbers = np.array([np.nan])
    if not np.isfinite(numbers).all():
        raise UserError(
            message(
                "The column with predictions or scores must hold numbers. Correct its role, or how the file "
                "is read."
            )
        )
    return numbers


def _classes(values: "npt.NDArray[np.object_]") -> "npt.NDArray[np.object_]":
    import numpy as np

    return np.array([class_text(value) for value in values], dtype=object)


def _after_cut_off(scene: Scene, score: "npt.NDArray[np.float64]") -> "npt.NDArray[np.object_]":
    """Return the classes that follow from scores and the version's cut-off; nothing is guessed."""
    import numpy as np

    cut_off, favorable = scene.version.cut_off, scene.dataset.favorable
    if scene.version.task is not Task.BINARY or cut_off is None or favorable is None:
        raise UserError(
            message(
                "From scores alone no classes follow: a binary task with a cut-off and a favorable value is "
                "needed. State them, or add a column with predictions."
            )
        )
    good, other = class_text(favorable), _other_class(scene, class_text(favorable))
    reached, below = (good, other) if cut_off.score_means is ScoreMeans.FAVORABLE else (other, good)
    return np.where(score >= cut_off.number, reached, below).astype(object)


def _other_class(scene: Scene, favorable: str) -> str:
    targets = scene.dataset.named(ColumnRole.TARGET)
    values = scene.table[targets[0]].dropna().unique() if targets else ()
    others = {class_text(value) for value in values} - {favorable}
    if len(others) != 1:
        raise UserError(
            message(
                "The target must hold exactly two values so that classes follow from scores. "
                "Choose another target, or add a column with predictions."
            )
        )
    return others.pop()

"""Does a model file still say what it said when it was registered?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import IntegrityError, UserError
from core.inventory import Artifact, Dataset, GoldenSample, ModelVersion, Task
from core.messages import message
from core.progress import Progress
from core.running.meaning import meaning_of
from core.running.scoring import inputs_of
from core.workspace.desk import Desk
from core.workspace.tables import load, verified

if TYPE_CHECKING:
    import pandas as pd

    from core.artifacts.files import ArtifactFiles
    from core.jobs.tasks import Scored, ScoreRequest

ROWS = 50
EXACT = 1e-9
"""Tolerance where every file computes in double precision."""
SINGLE = 1e-5
"""Tolerance where a file takes part that computes in single precision, such as ONNX and XGBoost."""
SCORE, PREDICTED = "golden:score", "golden:predicted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What a golden sample is made from."""

    artifacts: tuple[Artifact, ...]
    """Already in the workspace's files, preferred one first."""
    dataset: Dataset
    request: "ScoreRequest"


def make_golden(desk: Desk, candidate: Candidate, progress: Progress) -> GoldenSample:
    """Score the first rows of the data set with every file and keep them; the files must agree."""
    from core.jobs.tables import from_arrow, to_arrow

    head = load(desk, candidate.dataset).head(ROWS)
    rows = from_arrow(to_arrow(head[list(inputs_of(candidate.artifacts[0], meaning_of(candidate.dataset)))]))
    first, *others = (_score(desk, item, rows, candidate.request, progress) for item in candidate.artifacts)
    tolerance = _tolerance(candidate.artifacts, first)
    for artifact, other in zip(candidate.artifacts[1:], others, strict=True):
        _require_agreement(artifact, _deviation(first, other), tolerance)
    kept = rows.assign(**{SCORE: first.score})
    if first.predicted is not None:
        kept = kept.assign(**{PREDICTED: first.predicted})
    return GoldenSample(digest=desk.files.add(to_arrow(kept)), rows=len(rows), tolerance=tolerance)


def check_golden(
    desk: Desk, version: ModelVersion, artifact: Artifact, request: "ScoreRequest", progress: Progress
) -> None:
    """Score the golden sample again; raises `IntegrityError` when the model says something else now."""
    from core.jobs.tables import from_arrow

    if version.golden is None:
        return
    kept = from_arrow(verified(desk, version.golden.digest).read_bytes())
    rows = kept.drop(columns=[SCORE, PREDICTED], errors="ignore")
    again = _score(desk, artifact, rows, request, progress)
    deviation = _largest(again.score, kept[SCORE].to_numpy(dtype="float64"))
    if request.task is Task.MULTICLASS and not (kept[PREDICTED].astype(str) == again.predicted).all():
        deviation = float("inf")
    if not deviation <= version.golden.tolerance:
        raise IntegrityError(
            message(
                "{version} no longer gives the scores it gave when it was registered (largest difference "
                "{deviation}, allowed {tolerance}), so no check was run. Compare the library versions, or "
                "register a new version.",
                version=version.id,
                deviation=f"{deviation:.3g}",
                tolerance=f"{version.golden.tolerance:.3g}",
            )
        )


def _score(
    desk: Desk, artifact: Artifact, rows: "pd.DataFrame", request: "ScoreRequest", progress: Progress
) -> "Scored":
    from core.jobs.tasks import score_model

    return score_model(kept_files(desk, artifact), artifact, rows, request, progress)


def kept_files(desk: Desk, artifact: Artifact) -> "ArtifactFiles":
    """Return where the workspace keeps a model's files; raises `IntegrityError` if one is gone."""
    from core.artifacts.files import ArtifactFiles

    companions = {item.name: desk.files.path(item.digest) for item in artifact.companions}
    return ArtifactFiles(main=desk.files.path(artifact.digest), companions=companions)


def _tolerance(artifacts: tuple[Artifact, ...], scored: "Scored") -> float:
    """Return the tolerance: relative to the largest score where that exceeds 1, as in regressions."""
    from core.artifacts.formats import get

    if not any(get(artifact.format).single for artifact in artifacts):
        return EXACT * max(1.0, float(abs(scored.score).max()))
    return SINGLE * max(1.0, float(abs(scored.score).max()))


def _deviation(first: "Scored", other: "Scored") -> float:
    if set(first.classes) != set(other.classes):
        return float("inf")
    return _largest(first.score, other.score)


def _largest(first: object, other: object) -> float:
    import numpy as np

    return float(np.max(np.abs(np.asarray(first, dtype=float) - np.asarray(other, dtype=float))))


def _require_agreement(artifact: Artifact, deviation: float, tolerance: float) -> None:
    if not deviation <= tolerance:
        raise UserError(
            message(
                "The model files do not agree: “{name}” differs by up to {deviation} from the first one on "
                "the golden sample (allowed {tolerance}). Nothing was registered. Export them from the same "
                "model.",
                name=artifact.file_name.name(),
                deviation=f"{deviation:.3g}",
                tolerance=f"{tolerance:.3g}",
            )
        )

"""How does a received model become a file in a safer format, and does it still say the same?"""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.artifacts import formats
from core.artifacts.convert import TARGETS
from core.artifacts.files import Contents
from core.artifacts.opened import Inspected
from core.artifacts.recognition import Candidate, recognize
from core.confinement import may_unpickle, no_unpickling
from core.errors import UntrustedArtifactError, UserError
from core.inventory import ArtifactFormat
from core.jobs.asking import ask
from core.jobs.levels import confinement_level
from core.jobs.requests import ModelRequest, ModelTask, Predicted
from core.jobs.scanning import scanned
from core.jobs.values import matrix, parsed, require
from core.messages import message
from core.progress import SILENT, Progress

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

DOUBLE, SINGLE = 1e-9, 1e-5
"""Largest difference of scores accepted: where both files compute in double precision, and where not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """A model in another format, and how far its scores lie from the original's."""

    data: bytes = field(repr=False)
    deviation: float | None = None
    """Largest absolute difference on the sample; None: there was no sample."""
    rows: int = 0


def convert(
    path: Path,
    target: ArtifactFormat,
    *,
    sample: "pd.DataFrame | None" = None,
    consent: bool = False,
    progress: Progress = SILENT,
) -> Conversion:
    """Save a model in another format, inspect the result, and compare the scores of both on sample rows.

    Raises `UserError` when the model cannot be converted, when the result scores differently, or when the
    file cannot be used; `UntrustedArtifactError` when it must not be opened.
    """
    candidate = opening(scanned(recognize(path), progress), consent=consent)
    if target not in TARGETS:
        known = ", ".join(item.value for item in TARGETS)
        raise UserError(message("Models are converted to {known} only. Choose one of these.", known=known))
    given = Contents(candidate.data, candidate.companion_data)
    rows = None if sample is None else _rows(candidate, given, sample, progress)
    request = replace(_request(ModelTask.CONVERT, candidate, target), with_sample=rows is not None)
    answer = ask(request, given, () if rows is None else (rows,), progress=progress)
    require(len(answer.tables) == 1)
    made = answer.tables[0]
    ask(ModelRequest(task=ModelTask.INSPECT, format=target), Contents(made), progress=progress)
    if rows is None:
        return Conversion(data=made)
    deviation = _agreement(candidate, target, Contents(made), rows, progress)
    return Conversion(data=made, deviation=deviation, rows=len(rows))


def opening(candidate: Candidate, *, consent: bool) -> Candidate:
    """Return the candidate if the worker may open it; raises `UntrustedArtifactError` otherwise."""
    why = candidate.refusal(consent=consent)
    if why is None and candidate.recognized.unconsented is not None and not may_unpickle(confinement_level()):
        why = no_unpickling()
    if why is not None:
        raise UntrustedArtifactError(why)
    return candidate


def _request(task: ModelTask, candidate: Candidate, target: ArtifactFormat | None = None) -> ModelRequest:
    if candidate.format is None:
        raise ValueError("only recognized files are opened")
    names = tuple(candidate.companion_data)
    return ModelRequest(task=task, format=candidate.format.id, companions=names, target=target)


def _rows(
    candidate: Candidate, given: Contents, sample: "pd.DataFrame", progress: Progress
) -> "pd.DataFrame":
    """Return the sample's columns that the model reads."""
    answer = ask(_request(ModelTask.INSPECT, candidate), given, progress=progress)
    features = parsed(answer.body, Inspected).features
    missing = [name for name in features if name not in sample.columns]
    if missing:
        raise UserError(
            message(
                "The model needs columns that the data set does not have: {columns}. Nothing was scored. "
                "Choose another data set or correct the names of its columns.",
                columns=", ".join(missing[:12]),
            )
        )
    return sample[list(features)].reset_index(drop=True) if features else sample.reset_index(drop=True)


def _agreement(
    candidate: Candidate, target: ArtifactFormat, made: Contents, rows: "pd.DataFrame", progress: Progress
) -> float:
    import numpy as np

    given = Contents(candidate.data, candidate.companion_data)
    before, classes = _scores(_request(ModelTask.SCORE, candidate), given, rows, progress)
    after, again = _scores(ModelRequest(task=ModelTask.SCORE, format=target), made, rows, progress)
    deviation = float(np.abs(before - after).max()) if classes == again else float("inf")
    single = formats.get(target).single
    largest = (SINGLE if single else DOUBLE) * max(1.0, float(np.abs(before).max()))
    if not deviation <= largest:
        raise UserError(
            message(
                "The converted model does not give the scores of the original (largest difference "
                "{deviation}, allowed {tolerance}), so it was discarded. Keep the original file.",
                deviation=f"{deviation:.3g}",
                tolerance=f"{largest:.3g}",
            )
        )
    return deviation


def _scores(
    request: ModelRequest, given: Contents, rows: "pd.DataFrame", progress: Progress
) -> "tuple[npt.NDArray[np.float64], tuple[str, ...]]":
    answer = ask(request, given, (rows,), progress=progress)
    return matrix(answer.tables, len(rows)), parsed(answer.body, Predicted).classes

"""What does the model worker do? It opens one model, confined, and returns numbers only."""

import re
from collections.abc import Callable

import msgspec
import numpy as np
import numpy.typing as npt
import pandas as pd

from core.artifacts import formats, words
from core.artifacts.base import Companions, ModelFormat
from core.artifacts.opened import Inspected, OpenedModel
from core.artifacts.scan import scan
from core.confinement import may_unpickle, no_unpickling
from core.errors import PruefsteinError, UntrustedArtifactError, UserError
from core.inventory import ArtifactFormat
from core.jobs.channel import Channel
from core.jobs.frames import ARROW, BYTES
from core.jobs.requests import ModelRequest, ModelTask, Predicted, Scanned
from core.jobs.tables import from_arrow, to_arrow
from core.messages import Message

_CHUNK = 20_000

_LACKING = re.compile(r"lib(?:g|i)?omp[\w.-]*")
"""The system library that boosted trees need, in what a loader says when it is not there."""

Predict = Callable[[pd.DataFrame], npt.NDArray[np.float64]]


def work(channel: Channel) -> None:
    """Open the model and do what is asked; this process is confined already."""
    request = msgspec.json.decode(channel.json(), type=ModelRequest)
    channel(0.02, Message(words.OPENING))
    data = channel.take(BYTES)
    if request.task is ModelTask.SCAN:
        channel.result(Scanned(scans=scan(data, "model")))
        return
    if request.format is ArtifactFormat.PICKLE and not may_unpickle(channel.level):
        raise UntrustedArtifactError(no_unpickling())
    companions = {name: channel.take(BYTES) for name in request.companions}
    _TASKS[request.task](_opened(formats.get(request.format), data, companions), request, channel)


def _opened(kind: ModelFormat, data: bytes, companions: Companions) -> OpenedModel:
    try:
        return kind.open_model(data, companions)
    except (PruefsteinError, MemoryError):
        raise
    except Exception as error:
        named = kind.title or kind.id.value
        lacking = _LACKING.search(str(error))
        if lacking is not None:
            values = {"format": named, "library": lacking[0]}
            raise UserError(Message(words.SYSTEM_LIBRARY, values)) from error
        detail = type(error).__name__
        raise UserError(Message(words.NOT_READABLE, {"format": named, "detail": detail})) from error


def guarded(model: OpenedModel) -> Predict:
    """Return the model's prediction with every error, and every output that is no number, as a sentence."""

    def run(table: pd.DataFrame) -> npt.NDArray[np.float64]:
        try:
            with np.errstate(all="ignore"):
                return _numbers(model.predict(table), max(1, len(model.classes)))
        except (PruefsteinError, MemoryError):
            raise
        except Exception as error:
            detail = type(error).__name__
            raise UserError(Message(words.PREDICTION_FAILED, {"detail": detail})) from error

    return run


def _numbers(values: npt.NDArray[np.float64], columns: int) -> npt.NDArray[np.float64]:
    if values.ndim != 2 or values.shape[1] != columns:
        raise UserError(Message(words.NO_OUTPUT))
    missing = int((~np.isfinite(values)).any(axis=1).sum())
    if missing:
        raise UserError(Message(words.NO_NUMBER, {"count": missing}))
    return values


def _inspect(model: OpenedModel, request: ModelRequest, channel: Channel) -> None:
    libraries = formats.get(request.format).libraries
    channel.result(
        Inspected(
            estimator=model.estimator[:300],
            features=model.features,
            inputs=model.inputs,
            classes=model.classes,
            classes_named=model.classes_named,
            notes=model.notes,
            libraries={name: formats.installed(name) or "" for name in libraries},
        )
    )


def _score(model: OpenedModel, _request: ModelRequest, channel: Channel) -> None:
    table, predict = _table(model, channel), guarded(model)
    parts = []
    for first in range(0, len(table), _CHUNK):
        channel(0.1 + 0.9 * first / len(table), Message(words.SCORING))
        parts.append(predict(table.iloc[first : first + _CHUNK]))
    values = np.vstack(parts) if parts else np.empty((0, max(len(model.classes), 1)))
    frame = pd.DataFrame(values, columns=[str(position) for position in range(values.shape[1])])
    channel.result(Predicted(classes=model.classes), (to_arrow(frame),))


def _convert(model: OpenedModel, request: ModelRequest, channel: Channel) -> None:
    from core.artifacts.convert import converted

    sample = _table(model, channel) if request.with_sample else None
    target = request.target or request.format
    channel.result({}, files=(converted(model, target, sample),))


def _explain(model: OpenedModel, request: ModelRequest, channel: Channel) -> None:
    from core.jobs.worker_explain import explain

    rows, background = _table(model, channel), _table(model, channel)
    explained, values = explain(model, request, rows=rows, background=background, progress=channel)
    channel.result(explained, (to_arrow(values),))


def _table(model: OpenedModel, channel: Channel) -> pd.DataFrame:
    table = from_arrow(channel.take(ARROW))
    expected = len(model.features) or model.inputs
    if expected and table.shape[1] != expected:
        raise UserError(Message(words.INPUT_COUNT, {"expected": expected, "given": table.shape[1]}))
    return table


_TASKS: dict[ModelTask, Callable[[OpenedModel, ModelRequest, Channel], None]] = {
    ModelTask.INSPECT: _inspect,
    ModelTask.SCORE: _score,
    ModelTask.EXPLAIN: _explain,
    ModelTask.CONVERT: _convert,
}

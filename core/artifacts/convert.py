"""How is an opened model saved in another format?

Only inside the model worker. The result is inspected afterwards like any file that was received.
"""

import json
from typing import TYPE_CHECKING

from core.artifacts import words
from core.artifacts.opened import OpenedModel
from core.errors import PruefsteinError, UserError
from core.inventory import ArtifactFormat
from core.messages import Message

if TYPE_CHECKING:
    import pandas as pd

TARGETS = (ArtifactFormat.SKOPS, ArtifactFormat.ONNX)
"""The formats a model can be converted to."""


def converted(model: OpenedModel, target: ArtifactFormat, sample: "pd.DataFrame | None") -> bytes:
    """Return the model in another format; raises `UserError` when that is not possible."""
    if model.native is None:
        raise UserError(Message(words.ONLY_ESTIMATORS, {"estimator": model.estimator}))
    try:
        return _skops(model.native) if target is ArtifactFormat.SKOPS else _onnx(model, sample)
    except (PruefsteinError, MemoryError):
        raise
    except ImportError as error:
        raise UserError(Message(words.EXPORT_MISSING)) from error
    except Exception as error:
        if sample is None and target is ArtifactFormat.ONNX:
            raise UserError(Message(words.ROWS_NEEDED, {"estimator": model.estimator})) from error
        said = {"estimator": model.estimator, "format": target.value.upper(), "detail": type(error).__name__}
        raise UserError(Message(words.NO_CONVERSION, said)) from error


def _skops(native: object) -> bytes:
    import warnings

    from skops.io import dumps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return bytes(dumps(native))


def _onnx(model: OpenedModel, sample: "pd.DataFrame | None") -> bytes:
    import warnings

    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import FloatTensorType, StringTensorType

    if _by_column(model):
        numeric = {name: sample is None or sample[name].dtype.kind in "biuf" for name in model.features}
        types = [
            (name, FloatTensorType([None, 1]) if numeric[name] else StringTensorType([None, 1]))
            for name in model.features
        ]
    else:
        types = [("X", FloatTensorType([None, model.inputs]))]
    options = {"zipmap": False} if model.classes else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = to_onnx(model.native, initial_types=types, options=options)
    if model.features and not _by_column(model):
        made.metadata_props.add(key="features", value=json.dumps(model.features))
    return bytes(made.SerializeToString())


def _by_column(model: OpenedModel) -> bool:
    """Tell whether the model takes its columns apart by name, so that each becomes an input of its own."""
    steps: list[tuple[str, object]] = getattr(model.native, "steps", [("model", model.native)])
    return bool(model.features) and type(steps[0][1]).__name__ == "ColumnTransformer"

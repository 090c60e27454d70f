"""How is a scikit-learn model in skops format opened without running code it brings along?

Only inside the model worker: compiled containers such as trees are not memory-safe against crafted files.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.artifacts import words
from core.artifacts.opened import OpenedModel, Parts, class_text
from core.errors import UntrustedArtifactError, UserError
from core.messages import Message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    from sklearn.base import BaseEstimator

_ALLOWED = Path(__file__).parent.parent.parent / "resources" / "artifacts" / "skops_allowed.json"


def allowed_types(version: str) -> frozenset[str]:
    """Return the types reviewed for a scikit-learn version, such as "1.9.1"; empty if it was not reviewed."""
    minor = ".".join(version.split(".")[:2])
    lists = json.loads(_ALLOWED.read_text(encoding="utf-8"))["scikit-learn"]
    return frozenset(lists.get(minor, ()))


def open_model(data: bytes) -> OpenedModel:
    """Open a skops file; raises `UntrustedArtifactError` naming types nobody reviewed."""
    import sklearn

    estimator = _load(data, allowed_types(sklearn.__version__), sklearn.__version__)
    described = describe(estimator)
    if not hasattr(estimator, "predict"):
        raise UserError(Message(words.NOT_FITTED, {"estimator": described}))
    classes = tuple(class_text(item) for item in getattr(estimator, "classes_", ()))
    features = tuple(str(name) for name in getattr(estimator, "feature_names_in_", ()))
    return OpenedModel(
        estimator=described,
        features=features,
        inputs=int(getattr(estimator, "n_features_in_", len(features))),
        classes=classes,
        predict=_predictor(estimator, classified=bool(classes), named=bool(features)),
        parts=_parts(estimator),
    )


def describe(estimator: object) -> str:
    """Return the estimator's class, for a pipeline with those of its steps."""
    steps = getattr(estimator, "steps", None)
    name = type(estimator).__name__
    if not steps:
        return name
    return f"{name}({', '.join(type(step).__name__ for _, step in steps)})"


def _load(data: bytes, allowed: frozenset[str], version: str) -> object:
    import warnings

    from skops.io import get_untrusted_types, loads

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        unknown = frozenset(get_untrusted_types(data=data))
        if unknown - allowed:
            named = ", ".join(sorted(unknown - allowed)[:8])
            raise UntrustedArtifactError(Message(words.UNTRUSTED_TYPES, {"version": version, "types": named}))
        loaded: object = loads(data, trusted=sorted(unknown))
    return loaded


def _predictor(
    estimator: object, *, classified: bool, named: bool
) -> "Callable[[pd.DataFrame], npt.NDArray[np.float64]]":
    def predict(table: "pd.DataFrame") -> "npt.NDArray[np.float64]":
        import numpy as np

        rows = table if named else table.to_numpy()
        if not classified:
            return np.asarray(estimator.predict(rows), dtype=np.float64).reshape(len(table), -1)  # type: ignore[attr-defined]
        if not hasattr(estimator, "predict_proba"):
            raise UserError(Message(words.NO_PROBABILITIES, {"estimator": describe(estimator)}))
        return np.asarray(estimator.predict_proba(rows), dtype=np.float64)

    return predict


def _parts(estimator: object) -> Parts | None:
    steps: list[tuple[str, BaseEstimator]] = getattr(estimator, "steps", [("model", estimator)])
    before, final = [step for _, step in steps[:-1]], steps[-1][1]
    named = hasattr(estimator, "feature_names_in_")

    def prepare_rows(table: "pd.DataFrame") -> "npt.NDArray[np.float64]":
        import numpy as np

        rows: object = table if named else table.to_numpy()
        for step in before:
            rows = rows if isinstance(step, str) else step.transform(rows)
        dense = rows.toarray() if hasattr(rows, "toarray") else rows
        return np.asarray(dense, dtype=np.float64)

    return Parts(prepare=prepare_rows, final=final)

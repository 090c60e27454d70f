"""How is a scikit-learn estimator asked for its scores, whatever file it came from?"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from core.artifacts import words
from core.artifacts.opened import OpenedModel, Parts, class_text
from core.artifacts.tree_check import require_sound
from core.errors import UserError
from core.messages import Message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    from sklearn.base import BaseEstimator


def opened(estimator: object) -> OpenedModel:
    """Return an estimator as an opened model; raises `UserError` if it cannot predict."""
    described = describe(estimator)
    if not callable(getattr(estimator, "predict", None)):
        raise UserError(Message(words.NOT_FITTED, {"estimator": described}))
    require_sound(estimator)
    return _boosted(estimator) or _estimator(estimator, described)


def _boosted(estimator: object) -> OpenedModel | None:
    """Return LightGBM's and XGBoost's own estimators as the model they hold, which knows its categories."""
    library = type(estimator).__module__
    if library == "lightgbm.sklearn":
        from core.artifacts.lightgbm import open_model as open_lightgbm

        inner = open_lightgbm(estimator.booster_.model_to_string().encode())  # type: ignore[attr-defined]
    elif library == "xgboost.sklearn":
        from core.artifacts.xgboost import open_model as open_xgboost

        inner = open_xgboost(bytes(estimator.get_booster().save_raw("ubj")))  # type: ignore[attr-defined]
    else:
        return None
    classes = tuple(class_text(item) for item in getattr(estimator, "classes_", ()))
    if len(classes) != len(inner.classes):
        return None
    name = f"{type(estimator).__name__}: {inner.estimator}"
    return replace(inner, estimator=name, classes=classes, classes_named=True, native=estimator)


def _estimator(estimator: object, described: str) -> OpenedModel:
    classes = tuple(class_text(item) for item in getattr(estimator, "classes_", ()))
    features = tuple(str(name) for name in getattr(estimator, "feature_names_in_", ()))
    return OpenedModel(
        estimator=described,
        features=features,
        inputs=int(getattr(estimator, "n_features_in_", len(features))),
        classes=classes,
        predict=_predictor(estimator, classified=bool(classes), named=bool(features)),
        parts=_parts(estimator),
        native=estimator,
    )


def describe(estimator: object) -> str:
    """Return the estimator's class, for a pipeline with those of its steps."""
    steps = getattr(estimator, "steps", None)
    name = type(estimator).__name__
    if not steps:
        return name
    return f"{name}({', '.join(type(step).__name__ for _, step in steps)})"


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

"""Is what a pickle held a model, and how is it asked for its scores?"""

from core.artifacts import pickle_words as words
from core.artifacts.estimators import opened
from core.artifacts.opened import OpenedModel
from core.errors import UserError
from core.messages import Message


def as_model(loaded: object) -> OpenedModel:
    """Return what was loaded as an opened model; raises `UserError` saying what it is if it is none."""
    from sklearn.base import BaseEstimator

    if isinstance(loaded, BaseEstimator):
        _fitted(loaded)
        return opened(loaded)
    kind = f"{type(loaded).__module__}.{type(loaded).__name__}"
    if kind == "lightgbm.basic.Booster":
        return _lightgbm(loaded)
    if kind == "xgboost.core.Booster":
        return _xgboost(loaded)
    raise UserError(_held(loaded))


def _fitted(estimator: object) -> None:
    from sklearn.exceptions import NotFittedError
    from sklearn.utils.validation import check_is_fitted

    if not hasattr(estimator, "predict"):
        return
    try:
        check_is_fitted(estimator)
    except NotFittedError:
        raise UserError(Message(words.UNFITTED, {"estimator": type(estimator).__name__})) from None
    except (TypeError, AttributeError):
        return


def _held(loaded: object) -> Message:
    """Say what a pickle holds that is no model."""
    import numpy as np

    if isinstance(loaded, dict):
        named = ", ".join(str(key)[:30] for key in list(loaded)[:8])
        return Message(words.HOLDS_ENTRIES, {"entries": named})
    for kind, said in _KINDS:
        if isinstance(loaded, kind):
            return Message(words.HOLDS, {"kind": Message(said)})
    if isinstance(loaded, np.ndarray | np.generic):
        return Message(words.HOLDS, {"kind": Message(words.ARRAY)})
    said = words.NOTHING if loaded is None else words.FUNCTION if callable(loaded) else words.OTHER
    values = {"name": type(loaded).__name__} if said == words.OTHER else {}
    return Message(words.HOLDS, {"kind": Message(said, values)})


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    ((str, bytes, bytearray), words.TEXT),
    ((int, float, complex), words.NUMBER),
    ((list, tuple, set, frozenset), words.COLLECTION),
)


def _lightgbm(booster: object) -> OpenedModel:
    """Ask LightGBM's own object through its text format, which is read with all its care for categories."""
    from core.artifacts import lightgbm

    return lightgbm.open_model(booster.model_to_string().encode("utf-8"), {})  # type: ignore[attr-defined]


def _xgboost(booster: object) -> OpenedModel:
    """Ask XGBoost's own object through its binary JSON format."""
    from core.artifacts import xgboost

    return xgboost.open_model(bytes(booster.save_raw("ubj")), {})  # type: ignore[attr-defined]

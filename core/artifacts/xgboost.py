"""How is an XGBoost model recognized, and opened so that it scores as it was trained?

JSON and UBJSON are opened, only inside the model worker: the library is compiled code, and crafted trees
crash it. The binary format that XGBoost no longer reads is recognized and explained.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.artifacts import advice, words
from core.artifacts.base import Companions, ModelFormat, Recognized
from core.artifacts.cells import Categories, as_numbers, with_opposite
from core.artifacts.opened import OpenedModel, Parts
from core.errors import UserError
from core.inventory import ArtifactFormat
from core.messages import Message, message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    from xgboost import Booster

_ENDS = 4096
_JSON_VERSION = re.compile(rb'"version"\s*:\s*\[\s*(\d{1,4})\s*,\s*(\d{1,4})\s*,\s*(\d{1,4})\s*\]')
_UBJ_VERSION = re.compile(rb"version\[#(?:L.{8}|[iUIl].{0,4}?)i(.)i(.)i(.)\}", re.DOTALL)
_OBJECTIVE = re.compile(rb"(?:binary|multi|reg|count|rank|survival):[a-z0-9_]{2,30}")
_BOOSTERS = (b"gbtree", b"gblinear", b"dart")
_NUMBERED = re.compile(r"f\d+")


def recognize(data: bytes, name: str) -> Recognized | None:
    """Recognize JSON, UBJSON, the old binary format, and a text dump."""
    head = data[:_ENDS]
    start = head.lstrip()
    is_json = start.startswith(b"{") and (b'"learner"' in head or b'"learner"' in data[-_ENDS:])
    is_ubj = head.startswith(b"{L") and b"learner" in head[:64]
    if is_json or is_ubj:
        return Recognized(
            said=message("an XGBoost model in JSON format")
            if is_json
            else message("an XGBoost model in UBJSON format"),
            libraries=_version(data),
            estimator="XGBoost",
        )
    if _is_old_binary(head):
        return _refused(message("an XGBoost model in the old binary format"), _old_binary(name))
    if start.startswith(b"[") and b'"nodeid"' in head:
        return _refused(message("a listing of XGBoost trees"), _listing(name))
    return None


def _refused(said: Message, why: Message) -> Recognized:
    return Recognized(said=said, refusal=why, advice=advice.predictions_only())


def _old_binary(name: str) -> Message:
    return message(
        "“{name}” is in XGBoost's old binary format, which XGBoost itself no longer reads since version 3.1. "
        "It was not opened. Ask whoever trained the model to load it with the XGBoost version it was saved "
        "with (at most 3.0) and to save it again under a name that ends in .json or .ubj.",
        name=name,
    )


def _listing(name: str) -> Message:
    return message(
        "“{name}” only lists a model's trees for reading (dump_model); scores cannot be computed from it. "
        "Nothing was opened. Ask for the file that save_model writes, ending in .json or .ubj.",
        name=name,
    )


def _is_old_binary(head: bytes) -> bool:
    """Tell the old format by its marker, or by objective and booster behind its header of fixed length."""
    if head.startswith((b"binf", b"bs64")):
        return True
    parameters = head[: 136 + 8 + 64 + 8 + 16]
    return (
        len(head) > 150
        and _OBJECTIVE.search(parameters, 130) is not None
        and any(booster in parameters for booster in _BOOSTERS)
    )


def _version(data: bytes) -> Mapping[str, str]:
    ends = (data[-_ENDS:], data[:_ENDS])
    for end in ends:
        if found := _JSON_VERSION.search(end):
            return {"xgboost": b".".join(found.groups()).decode("ascii")}
        if found := _UBJ_VERSION.search(end):
            return {"xgboost": ".".join(str(part[0]) for part in found.groups())}
    return {}


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the model says about itself once it is open."""

    objective: str
    classes: tuple[str, ...]
    booster: str
    names: tuple[str, ...]
    types: tuple[str, ...]
    best: int | None
    """Last round that counts, where training stopped early."""


def open_model(data: bytes, _companions: Companions | None = None) -> OpenedModel:
    """Open a JSON or UBJSON file; categories are coded as the file's own list says."""
    import xgboost

    booster = xgboost.Booster(params={"nthread": 1})
    booster.load_model(bytearray(data))
    facts = _facts(booster)
    if facts.objective == "binary:hinge":
        raise UserError(Message(words.NO_PROBABILITIES, {"estimator": "XGBoost binary:hinge"}))
    inputs = booster.num_features()
    named = len(facts.names) == inputs and not all(_NUMBERED.fullmatch(item) for item in facts.names)
    plain = not any(kind == "c" for kind in facts.types) and facts.booster != "gblinear"
    return OpenedModel(
        estimator=f"XGBoost({facts.objective}, {facts.booster})",
        features=facts.names if named else (),
        inputs=inputs,
        classes=facts.classes,
        predict=_predictor(booster, facts, _categories(booster, facts)),
        float32=True,
        classes_named=not facts.classes,
        parts=_parts(booster) if plain and facts.best is None else None,
        notes=(words.BEST_ROUND,) if facts.best is not None else (),
    )


def _facts(booster: "Booster") -> _Facts:
    learner = json.loads(booster.save_config())["learner"]
    objective = str(learner["objective"]["name"])
    several = int(learner["learner_model_param"]["num_class"])
    classes: tuple[str, ...] = ()
    if objective.startswith("multi:"):
        classes = tuple(str(item) for item in range(min(several, 1000)))
    elif objective.startswith("binary:"):
        classes = ("0", "1")
    best = booster.attributes().get("best_iteration") or ""
    return _Facts(
        objective,
        classes,
        str(learner["gradient_booster"]["name"]),
        tuple(booster.feature_names or ()),
        tuple(booster.feature_types or ()),
        int(best) if best.isdigit() else None,
    )


def _categories(booster: "Booster", facts: _Facts) -> dict[int, Categories]:
    """Return the categories the file lists; files written before version 3.1 list none."""
    if "c" not in facts.types:
        return {}
    stored = booster.get_categories(export_to_arrow=True)
    if stored is None or stored.empty():
        return {}
    lists = [values for _, values in stored.to_arrow()]
    return {
        position: Categories(values.to_pylist())
        for position, values in enumerate(lists)
        if values is not None
    }


def _predictor(
    booster: "Booster", facts: _Facts, categories: dict[int, Categories]
) -> "Callable[[pd.DataFrame], npt.NDArray[np.float64]]":
    import xgboost

    rounds = (0, 0) if facts.best is None else (0, facts.best + 1)
    margin = facts.objective in {"binary:logitraw", "multi:softmax"}

    def predict(table: "pd.DataFrame") -> "npt.NDArray[np.float64]":
        import numpy as np

        rows = xgboost.DMatrix(
            _matrix(table, facts, categories),
            feature_names=list(facts.names) or None,
            feature_types=list(facts.types) or None,
            enable_categorical=True,
            nthread=1,
        )
        raw = booster.predict(rows, output_margin=margin, iteration_range=rounds)
        values = np.asarray(raw, dtype=np.float64).reshape(len(table), -1)
        return _probabilities(values, facts.objective)

    return predict


def _matrix(
    table: "pd.DataFrame", facts: _Facts, categories: dict[int, Categories]
) -> "npt.NDArray[np.float64]":
    import numpy as np

    columns = []
    for position, name in enumerate(table.columns):
        column = table.iloc[:, position]
        if position in categories:
            codes, unknown = categories[position].codes(column)
            if unknown:
                detail = {"column": str(name), "values": ", ".join(unknown)}
                raise UserError(Message(words.UNKNOWN_CATEGORY, detail))
            columns.append(codes)
            continue
        if position < len(facts.types) and facts.types[position] == "c" and column.dtype.kind not in "biuf":
            raise UserError(Message(words.CODES_UNKNOWN, {"column": str(name)}))
        columns.append(as_numbers(column, str(name)))
    return np.column_stack(columns)


def _probabilities(values: "npt.NDArray[np.float64]", objective: str) -> "npt.NDArray[np.float64]":
    import numpy as np

    if objective == "multi:softmax":
        powers = np.exp(values - values.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float64)
    if objective == "binary:logitraw":
        return with_opposite(1.0 / (1.0 + np.exp(-values)))
    return with_opposite(values) if objective.startswith("binary:") else values


def _parts(booster: "Booster") -> Parts:
    def prepare(table: "pd.DataFrame") -> "npt.NDArray[np.float64]":
        import numpy as np

        return np.column_stack([as_numbers(table.iloc[:, item], "") for item in range(table.shape[1])])

    return Parts(prepare=prepare, final=booster)


FORMAT = ModelFormat(
    id=ArtifactFormat.XGBOOST,
    title="XGBoost",
    endings=(".json", ".ubj", ".xgb", ".model"),
    recognize=recognize,
    open_model=open_model,
    libraries=("xgboost",),
    extra="xgboost",
    single=True,
)

"""How is a CatBoost model in its binary format recognized, and opened so that it scores as it was trained?

It is opened only inside the model worker: the library is compiled code that reads a foreign file.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.artifacts import words
from core.artifacts.base import Companions, ModelFormat, Recognized
from core.artifacts.cells import as_numbers, as_text, with_opposite
from core.artifacts.opened import OpenedModel, Parts, class_text
from core.errors import UserError
from core.inventory import ArtifactFormat
from core.messages import Message, message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    from catboost import CatBoost

_ENDS = 4 << 20
_VERSION = re.compile(rb"(?:CatBoost release |tags/v)(\d{1,4}\.\d{1,4}(?:\.\d{1,4})?)")
_NUMBERED = re.compile(r"\d+")
_BINARY = frozenset({"Logloss", "CrossEntropy"})
_SEVERAL = frozenset({"MultiClass", "MultiClassOneVsAll"})
_EXPONENT = frozenset({"Poisson", "Tweedie"})
_MISSING = "nan"
"""What CatBoost writes for a missing text when it reads a table itself."""


def recognize(data: bytes, _name: str) -> Recognized | None:
    """Recognize the format by its first four bytes."""
    if not data.startswith(b"CBM1"):
        return None
    found = _VERSION.search(data[-_ENDS:]) or _VERSION.search(data[:_ENDS])
    return Recognized(
        said=message("a CatBoost model"),
        libraries={"catboost": found.group(1).decode("ascii")} if found else {},
        estimator="CatBoost",
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the model says about itself once it is open."""

    loss: str
    classes: tuple[str, ...]
    named: bool
    names: tuple[str, ...]
    texts: tuple[int, ...]
    """Positions of columns that hold categories or texts."""


def open_model(data: bytes, _companions: Companions | None = None) -> OpenedModel:
    """Open a cbm file."""
    from catboost import CatBoost

    model = CatBoost()
    model.load_model(blob=data)
    facts = _facts(model)
    named = not all(_NUMBERED.fullmatch(item) for item in facts.names)
    return OpenedModel(
        estimator=f"CatBoost({facts.loss or '?'}, {model.tree_count_} trees)",
        features=facts.names if named else (),
        inputs=len(facts.names),
        classes=facts.classes,
        predict=_predictor(model, facts),
        classes_named=facts.named or not facts.classes,
        parts=None if facts.texts else _parts(model),
    )


def _facts(model: "CatBoost") -> _Facts:
    stated = model.get_metadata()
    loss = str(_json(stated, "params").get("loss_function", {}).get("type", ""))  # type: ignore[attr-defined]
    if model.get_embedding_feature_indices():
        raise UserError(Message(words.INPUT_TYPE, {"column": "embedding", "type": "embedding"}))
    classes, named = _classes(stated, loss)
    texts = sorted({*model.get_cat_feature_indices(), *model.get_text_feature_indices()})
    return _Facts(loss, classes, named, tuple(str(name) for name in model.feature_names_), tuple(texts))


def _classes(stated: object, loss: str) -> tuple[tuple[str, ...], bool]:
    """Return the classes and whether the file names them."""
    if loss not in _BINARY | _SEVERAL:
        return (), True
    parameters = _json(stated, "class_params")
    names = parameters.get("class_names") or parameters.get("class_to_label") or []
    if isinstance(names, list) and len(names) >= 2:
        return tuple(class_text(name) for name in names[:1000]), True
    return ("0", "1") if loss in _BINARY else (), False


def _json(stated: object, key: str) -> dict[str, object]:
    try:
        text = stated[key] if key in stated.keys() else "{}"  # type: ignore[index,attr-defined]  # noqa: SIM118
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _predictor(model: "CatBoost", facts: _Facts) -> "Callable[[pd.DataFrame], npt.NDArray[np.float64]]":
    kind = "Probability" if facts.classes else "Exponent" if facts.loss in _EXPONENT else "RawFormulaVal"

    def predict(table: "pd.DataFrame") -> "npt.NDArray[np.float64]":
        import numpy as np
        from catboost import Pool

        rows = Pool(
            _table(table, facts),
            cat_features=model.get_cat_feature_indices(),
            text_features=model.get_text_feature_indices(),
            feature_names=list(facts.names),
            thread_count=1,
        )
        raw = model.predict(rows, prediction_type=kind, thread_count=1)
        values = np.asarray(raw, dtype=np.float64).reshape(len(table), -1)
        if len(facts.classes) == 2 and values.shape[1] == 1:
            return with_opposite(values)
        return values

    return predict


def _table(table: "pd.DataFrame", facts: _Facts) -> "pd.DataFrame":
    import pandas as pd

    columns = {}
    for position, name in enumerate(facts.names):
        column = table.iloc[:, position]
        columns[name] = (
            as_text(column, _MISSING) if position in facts.texts else as_numbers(column, str(column.name))
        )
    return pd.DataFrame(columns)


def _parts(model: "CatBoost") -> Parts:
    def prepare(table: "pd.DataFrame") -> "npt.NDArray[np.float64]":
        import numpy as np

        return np.column_stack([as_numbers(table.iloc[:, item], "") for item in range(table.shape[1])])

    return Parts(prepare=prepare, final=model)


FORMAT = ModelFormat(
    id=ArtifactFormat.CATBOOST,
    title="CatBoost",
    endings=(".cbm", ".cb"),
    recognize=recognize,
    open_model=open_model,
    libraries=("catboost",),
    extra="catboost",
)

"""How is a LightGBM model in text format recognized, and opened so that it scores as it was trained?

It is opened only inside the model worker: the library is compiled code, and crafted trees crash it.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.artifacts import advice, words
from core.artifacts.base import Companions, ModelFormat, Recognized
from core.artifacts.cells import Categories, as_matrix, with_opposite
from core.artifacts.opened import OpenedModel, Parts
from core.errors import UserError
from core.inventory import ArtifactFormat
from core.messages import Message, message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    from lightgbm import Booster

_KNOWN_VERSION = 4
_HEAD = 32 << 20
_BEGINNING = 64 << 10
"""Bytes within which version and purpose stand; names of columns come later."""
_SMALL = re.compile(r"[0-9]{1,6}")
_UNNAMED = re.compile(r"Column_\d+")
_PROBABILITY = frozenset({"binary", "cross_entropy", "xentropy"})
_SEVERAL = frozenset({"multiclass", "softmax", "multiclassova", "multiclass_ova", "ova", "ovr"})
_RANKING = frozenset({"lambdarank", "rank_xendcg", "xendcg", "xe_ndcg", "xe_ndcg_mart", "xendcg_mart"})


@dataclass(frozen=True, slots=True)
class _Header:
    """The lines before the first tree, and the two lists behind the last one."""

    lines: dict[str, str]
    categories: tuple[tuple[object, ...], ...]
    """`pandas_categorical`: the values of each category column in the order of their codes."""
    category_positions: tuple[int, ...]

    @property
    def objective(self) -> str:
        return self.lines.get("objective", "").partition(" ")[0]

    @property
    def features(self) -> tuple[str, ...]:
        names = tuple(self.lines.get("feature_names", "").split())
        return () if all(_UNNAMED.fullmatch(name) for name in names) else names

    @property
    def classes(self) -> tuple[str, ...]:
        if self.objective in _PROBABILITY:
            return ("0", "1")
        number = self.lines.get("num_class", "1")
        several = self.objective in _SEVERAL and _SMALL.fullmatch(number)
        return tuple(str(item) for item in range(min(int(number), 1000))) if several else ()


def recognize(data: bytes, name: str) -> Recognized | None:
    """Recognize the text format by its first line and the number of classes that follows."""
    if not data.startswith((b"tree\n", b"tree\r\n")) or b"num_class=" not in data[:4096]:
        return None
    said = message("a LightGBM model in text format")
    if b"\nend of trees" not in data:
        return Recognized(said=said, refusal=advice.damaged(name), advice=advice.predictions_only())
    header = _Header(_lines(data[:_BEGINNING]), (), ())
    return Recognized(
        said=said,
        libraries={"LightGBM format": header.lines.get("version", "?")[:20]},
        estimator="LightGBM",
        warnings=_warnings(header),
    )


def _warnings(header: _Header) -> tuple[Message, ...]:
    found = []
    version = header.lines.get("version", "").removeprefix("v")
    if _SMALL.fullmatch(version) and int(version) > _KNOWN_VERSION:
        found.append(
            message(
                "The file is in version {stated} of LightGBM's text format; the newest one known here is "
                "{known}. Its scores may differ. The golden sample shows whether they do.",
                stated=version,
                known=str(_KNOWN_VERSION),
            )
        )
    if header.objective in _RANKING:
        found.append(message("The model was trained for ranking: its output orders rows and has no unit."))
    elif not header.objective or header.objective == "custom":
        found.append(
            message(
                "The file does not say what the model was trained for, so its output is taken as it is, as a "
                "number without a unit. If it should be a probability, export it with a standard objective."
            )
        )
    return tuple(found)


def open_model(data: bytes, _companions: Companions | None = None) -> OpenedModel:
    """Open a text file; categories are coded as the file's own list says."""
    import lightgbm

    # line ends of Windows, put in by some way of copying, would move every tree from where the header says
    text = data.replace(b"\r\n", b"\n")
    header = _header(text)
    booster = lightgbm.Booster(model_str=text.decode("utf-8", errors="strict"))
    inputs, classes = booster.num_feature(), header.classes
    categories = _category_columns(header)
    return OpenedModel(
        estimator=f"LightGBM({header.objective or '?'}, {booster.num_trees()} trees)",
        features=header.features if len(header.features) == inputs else (),
        inputs=inputs,
        classes=classes,
        predict=_predictor(booster, header, categories),
        classes_named=not classes,
        parts=None if header.category_positions else _parts(booster),
    )


def _header(data: bytes) -> _Header:
    """Read what stands before the first tree and behind the last one; whatever is missing stays empty."""
    lines = _lines(data[:_HEAD])
    tail = data[data.rfind(b"\nend of trees") + 1 :] if b"\nend of trees" in data else b""
    return _Header(lines, _categories(tail), _positions(tail, lines))


def _lines(data: bytes) -> dict[str, str]:
    """Return what stands before the first tree."""
    text = data.partition(b"\nTree=")[0].decode("utf-8", errors="replace")
    return {key: value for key, found, value in (item.partition("=") for item in text.splitlines()) if found}


def _categories(tail: bytes) -> tuple[tuple[object, ...], ...]:
    found = re.search(rb"^pandas_categorical:(.*)$", tail, re.MULTILINE)
    try:
        lists = json.loads(found.group(1)) if found else None
    except (ValueError, RecursionError):
        return ()
    if not isinstance(lists, list):
        return ()
    return tuple(tuple(item) for item in lists if isinstance(item, list))


def _positions(tail: bytes, lines: dict[str, str]) -> tuple[int, ...]:
    """Return the columns declared as categories, else those whose split values are listed one by one."""
    found = re.search(rb"^\[categorical_feature: ?([0-9,]*)\]", tail, re.MULTILINE)
    declared = found.group(1).decode("ascii").split(",") if found else []
    if any(declared):
        return tuple(sorted(int(item) for item in declared if _SMALL.fullmatch(item)))
    listed = lines.get("feature_infos", "").split(" ")
    return tuple(position for position, info in enumerate(listed) if ":" in info and not info.startswith("["))


def _category_columns(header: _Header) -> dict[int, Categories]:
    if not header.categories:
        return {}
    if len(header.categories) != len(header.category_positions):
        raise UserError(
            Message(
                words.CATEGORIES_UNCLEAR,
                {"lists": len(header.categories), "columns": len(header.category_positions)},
            )
        )
    pairs = zip(header.category_positions, header.categories, strict=True)
    return {position: Categories(values) for position, values in pairs}


def _predictor(
    booster: "Booster", header: _Header, categories: dict[int, Categories]
) -> "Callable[[pd.DataFrame], npt.NDArray[np.float64]]":
    def predict(table: "pd.DataFrame") -> "npt.NDArray[np.float64]":
        import numpy as np

        raw = booster.predict(as_matrix(table, categories), num_threads=1)
        values = np.asarray(raw, dtype=np.float64).reshape(len(table), -1)
        return with_opposite(values) if header.objective in _PROBABILITY else values

    return predict


def _parts(booster: "Booster") -> Parts:
    return Parts(prepare=lambda table: as_matrix(table, {}), final=booster)


FORMAT = ModelFormat(
    id=ArtifactFormat.LIGHTGBM,
    title="LightGBM",
    endings=(".txt", ".lgb", ".model"),
    recognize=recognize,
    open_model=open_model,
    libraries=("lightgbm",),
)

"""Which harmless files crash a library, and which small models are they made from?"""

import io
import json
import zipfile
from collections.abc import Callable
from functools import cache

import lightgbm
import numpy as np
import numpy.typing as npt
import pandas as pd
import skops.io
from sklearn.tree import DecisionTreeClassifier

from tests.core.jobs.models import NUMBERS, TEXTS, table

FAR = 1 << 30
"""An index far behind the end of every array."""


@cache
def coded() -> tuple[pd.DataFrame, "npt.NDArray[np.int64]"]:
    """The mixed table with its texts as categories, and the target as 0 and 1."""
    rows = table()
    inputs = rows[TEXTS + NUMBERS].astype(dict.fromkeys(TEXTS, "category"))
    return inputs, np.asarray(rows["result"] == "good", dtype=np.int64)


@cache
def lightgbm_text(objective: str = "binary", *, categories: bool = True) -> str:
    """A small LightGBM model in text format."""
    inputs, target = coded()
    used = inputs if categories else inputs[NUMBERS]
    settings = {
        "objective": objective,
        "verbose": -1,
        "num_leaves": 4,
        "min_data_in_leaf": 5,
        "num_threads": 1,
    }
    if objective in {"multiclass", "multiclassova"}:
        target = np.arange(len(target)) % 3
        settings["num_class"] = 3
    booster = lightgbm.train(settings, lightgbm.Dataset(used, target.astype(float)), num_boost_round=4)
    return str(booster.model_to_string())


@cache
def xgboost_json(objective: str = "binary:logistic", *, categories: bool = True) -> bytes:
    """A small XGBoost model in JSON format."""
    return _xgboost(objective, "json", categories=categories)


@cache
def xgboost_ubj(objective: str = "binary:logistic", *, categories: bool = True) -> bytes:
    """A small XGBoost model in UBJSON format."""
    return _xgboost(objective, "ubj", categories=categories)


def _xgboost(objective: str, form: str, *, categories: bool) -> bytes:
    import xgboost

    inputs, target = coded()
    settings: dict[str, object] = {"objective": objective, "max_depth": 3, "nthread": 1}
    if objective.startswith("multi:"):
        target = np.arange(len(target)) % 3
        settings["num_class"] = 3
    used = inputs if categories else inputs[NUMBERS]
    rows = xgboost.DMatrix(used, target, enable_categorical=True)
    return bytes(xgboost.train(settings, rows, num_boost_round=4).save_raw(form))


def lightgbm_far_child() -> bytes:
    """A LightGBM tree whose first node points behind the last one."""
    return _exchanged(lightgbm_text(categories=False), "left_child=", str(FAR))


def lightgbm_far_feature() -> bytes:
    """A LightGBM tree that splits a column that does not exist."""
    return _exchanged(lightgbm_text(categories=False), "split_feature=", str(FAR))


def _exchanged(text: str, key: str, value: str) -> bytes:
    """Replace the first number behind a key, keeping the length of the tree as the header says it."""
    lines, found = text.split("\n"), False
    for position, line in enumerate(lines):
        if line.startswith(key) and not found:
            lines[position] = f"{key}{value} {' '.join(line.removeprefix(key).split()[1:])}".rstrip()
            found = True
    assert found, key
    return "\n".join(line for line in lines if not line.startswith("tree_sizes=")).encode()


def xgboost_far_child() -> bytes:
    """An XGBoost tree whose first node points behind the last one."""
    model = json.loads(xgboost_json(categories=False))
    tree = model["learner"]["gradient_booster"]["model"]["trees"][0]
    tree["left_children"][0] = tree["right_children"][0] = FAR
    return json.dumps(model).encode()


def xgboost_far_feature() -> bytes:
    """An XGBoost tree that splits a column that does not exist."""
    model = json.loads(xgboost_json(categories=False))
    model["learner"]["gradient_booster"]["model"]["trees"][0]["split_indices"][0] = FAR
    return json.dumps(model).encode()


def skops_far_child() -> bytes:
    """A decision tree in skops format whose first node points behind the last one."""
    model = DecisionTreeClassifier(max_depth=2).fit(table()[NUMBERS], table()["result"])
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(skops.io.dumps(model))) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(".npy"):
                array = np.load(io.BytesIO(content))
                if array.dtype.names and "left_child" in array.dtype.names:
                    array["left_child"][0] = array["right_child"][0] = 1 << 40
                    buffer = io.BytesIO()
                    np.save(buffer, array)
                    content = buffer.getvalue()
            new.writestr(name, content)
    return target.getvalue()


CRASHING: dict[str, Callable[[], bytes]] = {
    "lightgbm far child.txt": lightgbm_far_child,
    "lightgbm far feature.txt": lightgbm_far_feature,
    "xgboost far child.json": xgboost_far_child,
    "xgboost far feature.json": xgboost_far_feature,
    "skops far child.skops": skops_far_child,
}
"""Files by name; each crashes its library when it is opened or scores, unless the library refuses it."""

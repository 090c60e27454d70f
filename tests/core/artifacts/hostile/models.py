"""Which files of the model formats themselves are hostile?"""

import io
import json
import pickle
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache

import joblib
import numpy as np
import skops.io
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.tree import DecisionTreeClassifier

from tests.core.artifacts.hostile.calls import Aim

Made = Callable[[Aim], bytes]


def saved(model: object) -> bytes:
    """A skops file, whatever it holds."""
    buffer = io.BytesIO()
    skops.io.dump(model, buffer)
    return buffer.getvalue()


def transformer(function: object, **arguments: object) -> bytes:
    """A step that calls a function with the rows."""
    return saved(FunctionTransformer(function, kw_args=arguments or None))


def partial(aim: Aim) -> bytes:
    """A function with its argument inside: called with "w", it makes a file."""
    import functools

    return transformer(functools.partial(open, str(aim.mark)))


def method(aim: Aim) -> bytes:
    """A method of an object that opens files."""
    return transformer(aim.mark.write_text)


def operator(aim: Aim) -> bytes:
    """A caller of methods by name."""
    import operator as operators

    return transformer(operators.methodcaller("touch"))


def function(_aim: Aim) -> bytes:
    """A function that runs programs."""
    import os

    return transformer(os.system)


def changed_schema(change: Callable[[dict[str, object]], None]) -> bytes:
    """A skops file of an ordinary model with a changed schema."""
    old = zipfile.ZipFile(io.BytesIO(saved(Pipeline([("model", fitted())]))))
    schema = json.loads(old.read("schema.json"))
    change(schema)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, json.dumps(schema) if name == "schema.json" else old.read(name))
    return buffer.getvalue()


def class_changed(aim: Aim) -> bytes:
    """The class of the model exchanged for one that starts programs."""

    def change(schema: dict[str, object]) -> None:
        schema["__class__"], schema["__module__"] = "Popen", "subprocess"

    return changed_schema(change)


def loader_changed(aim: Aim) -> bytes:
    """A part that is to be read by calling something."""

    def change(schema: dict[str, object]) -> None:
        schema.update(
            {"__class__": "system", "__module__": "os", "__loader__": "FunctionNode", "content": aim.shell}
        )

    return changed_schema(change)


def deep_schema(_aim: Aim) -> bytes:
    """A schema nested deeper than a reader's stack."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("schema.json", '{"_skops_version": "0.16.0", "a":' * 3000 + "1" + "}" * 3000)
    return buffer.getvalue()


@cache
def rows() -> tuple[np.ndarray, np.ndarray]:
    """Numbers and classes to train on."""
    draw = np.random.default_rng(0)
    numbers = draw.random((40, 3))
    return numbers, (numbers[:, 0] > 0.5).astype(int)


def fitted(model: BaseEstimator | None = None) -> BaseEstimator:
    """A small trained model."""
    return (model or LogisticRegression()).fit(*rows())


def tree(child: int, feature: int = 0) -> BaseEstimator:
    """A decision tree whose nodes point to places outside of it."""
    model = fitted(DecisionTreeClassifier(max_depth=2, random_state=0))
    state = model.tree_.__getstate__()
    nodes = state["nodes"].copy()
    nodes["left_child"][0] = nodes["right_child"][0] = child
    nodes["feature"][0] = feature
    state["nodes"] = nodes
    model.tree_.__setstate__(state)
    return model


def lightgbm(pattern: str, replacement: str) -> bytes:
    """A LightGBM model with one line changed."""
    import lightgbm as library

    numbers, classes = rows()
    data = library.Dataset(numbers, classes)
    settings = {"objective": "binary", "verbose": -1, "min_data_in_leaf": 2, "num_threads": 1}
    text = library.train(settings, data, 2).model_to_string()
    changed = re.sub(pattern, replacement, text, count=1, flags=re.MULTILINE)
    assert changed != text
    return re.sub(r"^tree_sizes=.*\n", "", changed, flags=re.MULTILINE).encode()


_XGB_TREE = {
    "base_weights": [0.0, 0.1, -0.1], "categories": [], "categories_nodes": [], "categories_segments": [],
    "categories_sizes": [], "default_left": [0, 0, 0], "id": 0, "left_children": [1, -1, -1],
    "loss_changes": [1.0, 0.0, 0.0], "parents": [2147483647, 0, 0], "right_children": [2, -1, -1],
    "split_conditions": [0.5, 0.1, -0.1], "split_indices": [0, 0, 0], "split_type": [0, 0, 0],
    "sum_hessian": [10.0, 5.0, 5.0],
    "tree_param": {"num_deleted": "0", "num_feature": "3", "num_nodes": "3", "size_leaf_vector": "1"},
}  # fmt: skip


def xgboost(**changed: object) -> bytes:
    """An XGBoost model written by hand with parts of its tree changed."""
    booster = {
        "model": {
            "gbtree_model_param": {"num_parallel_tree": "1", "num_trees": "1"}, "iteration_indptr": [0, 1],
            "tree_info": [0], "trees": [_XGB_TREE | changed],
        },
        "name": "gbtree",
    }  # fmt: skip
    learner = {
        "attributes": {}, "feature_names": [], "feature_types": [], "gradient_booster": booster,
        "learner_model_param": {
            "base_score": "5E-1", "boost_from_average": "1", "num_class": "0", "num_feature": "3",
            "num_target": "1",
        },
        "objective": {"name": "binary:logistic", "reg_loss_param": {"scale_pos_weight": "1"}},
    }  # fmt: skip
    return json.dumps({"learner": learner, "version": [3, 0, 0]}).encode()


def field(number: int, value: "bytes | int") -> bytes:
    """One field of a protobuf message."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*parts, value))


def onnx(*, operator: bytes = b"Identity", domain: bytes = b"", weights: bytes = b"") -> bytes:
    """An ONNX model of one node, written by hand; optionally its weights lie in another file."""
    node = field(1, b"x") + field(2, b"y") + field(4, operator) + (field(7, domain) if domain else b"")
    graph = field(1, node) + field(2, b"g")
    if weights:
        where = field(1, b"location") + field(2, weights)
        graph += field(5, field(1, 1) + field(2, 1) + field(8, b"w") + field(13, where) + field(14, 1))
    shape = field(1, field(1, 1) + field(2, field(1, field(2, b"N")) + field(1, field(1, 1))))
    graph += field(11, field(1, b"x") + field(2, shape)) + field(12, field(1, b"y") + field(2, shape))
    sets = field(8, field(2, 17)) + (field(8, field(1, domain) + field(2, 1)) if domain else b"")
    return field(1, 8) + field(7, graph) + sets


def joblib_bytes(model: object) -> bytes:
    """A joblib file."""
    buffer = io.BytesIO()
    joblib.dump(model, buffer)
    return buffer.getvalue()


class OwnModel(LogisticRegression):  # type: ignore[misc]
    """A model class of its author, unknown here."""


MODELS: Mapping[str, tuple[str, Made, str]] = {
    "skops with os.system": ("model.skops", function, ""),
    "skops with functools.partial": ("model.skops", partial, "skops"),
    "skops with a method": ("model.skops", method, "skops"),
    "skops with methodcaller": ("model.skops", operator, ""),
    "skops with another class": ("model.skops", class_changed, ""),
    "skops with another loader": ("model.skops", loader_changed, ""),
    "skops nested deep": ("model.skops", deep_schema, ""),
    "skops with a tree that points outside": ("model.skops", lambda _: saved(tree(1 << 40)), ""),
    "skops with a tree that asks for a far column": ("model.skops", lambda _: saved(tree(1, 1 << 40)), ""),
    "pickle with a tree that points outside": ("model.pkl", lambda _: pickle.dumps(tree(1 << 40)), ""),
    "joblib with a tree that points outside": ("model.joblib", lambda _: joblib_bytes(tree(1 << 40)), ""),
    "joblib with a class of its author": (
        "model.joblib", lambda _: joblib_bytes(OwnModel().fit(*rows())), ""),
    "LightGBM with a child outside": (
        "model.txt", lambda _: lightgbm(r"^left_child=\S+", "left_child=1000000000"), ""),
    "LightGBM with a column outside": (
        "model.txt", lambda _: lightgbm(r"^split_feature=\S+", "split_feature=2000000000"), ""),
    "LightGBM with more leaves than it has": (
        "model.txt", lambda _: lightgbm(r"^num_leaves=.*", "num_leaves=2000000000"), ""),
    "XGBoost with a child outside": ("model.json", lambda _: xgboost(left_children=[1 << 30, -1, -1]), ""),
    "XGBoost with a column outside": ("model.json", lambda _: xgboost(split_indices=[1 << 30, 0, 0]), ""),
    "XGBoost with missing nodes": ("model.json", lambda _: xgboost(base_weights=[0.0]), ""),
    "XGBoost nested deep": ("model.json", lambda _: b'{"learner":' * 100_000, ""),
    "ONNX with an operator of its author": (
        "model.onnx", lambda _: onnx(operator=b"Run", domain=b"evil"), ""),
    "ONNX with weights elsewhere": ("model.onnx", lambda aim: onnx(weights=str(aim.mark).encode()), ""),
    "ONNX with weights above its folder": ("model.onnx", lambda _: onnx(weights=b"../../mark"), ""),
    "ONNX with weights in a device": ("model.onnx", lambda _: onnx(weights=b"/dev/zero"), ""),
    "ONNX with a Python operator": (
        "model.onnx", lambda _: onnx(operator=b"PyOp", domain=b"ai.onnx.contrib"), ""),
}  # fmt: skip
"""Name, file name, bytes, and the way in which it does harm when loaded without protection."""

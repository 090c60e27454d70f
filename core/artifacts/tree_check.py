"""Do the trees of a model stay within themselves?

scikit-learn's compiled code follows a tree's numbers unchecked: a child outside of it, or a column the table
does not have, reads memory that is none of its business, and a child that leads back never ends. Trees as
scikit-learn writes them have their children behind their parents, so that is asked for.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from core.artifacts.pickle_words import CRAFTED_TREE
from core.errors import UntrustedArtifactError
from core.messages import Message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_MOST = 2_000_000
"""Objects that are looked at; a model has thousands."""


def require_sound(model: object) -> None:
    """Raise `UntrustedArtifactError` unless every tree inside the model stays within itself."""
    for holder, tree in _trees(model):
        if not (_sound_tree(tree) if type(tree).__name__ == "Tree" else _sound_predictor(holder, tree)):
            raise UntrustedArtifactError(Message(CRAFTED_TREE))


def _trees(model: object) -> Iterator[tuple[object, object]]:
    """Yield every tree with the estimator that holds it."""
    waiting: list[tuple[object, object]] = [(model, model)]
    seen: set[int] = set()
    while waiting and len(seen) < _MOST:
        holder, item = waiting.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        kind = f"{type(item).__module__}.{type(item).__name__}"
        if kind in {
            "sklearn.tree._tree.Tree",
            "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
        }:
            yield holder, item
        else:
            holder = item if hasattr(item, "n_features_in_") else holder
            waiting += [(holder, part) for part in _parts(item)]


def _parts(item: object) -> Iterable[object]:
    import numpy as np

    if isinstance(item, dict):
        return item.values()
    if isinstance(item, list | tuple | set | frozenset):
        return item
    if isinstance(item, np.ndarray):
        return item.ravel().tolist() if item.dtype.hasobject else ()
    if type(item).__module__.startswith(("sklearn.", "lightgbm.", "xgboost.")) and not isinstance(item, type):
        return getattr(item, "__dict__", {}).values()
    return ()


def _sound_tree(tree: object) -> bool:
    left, right = tree.children_left, tree.children_right  # type: ignore[attr-defined]
    return _forward(left, right, left != -1, _within(tree.feature, tree.n_features))  # type: ignore[attr-defined]


def _sound_predictor(holder: object, predictor: object) -> bool:
    nodes = predictor.nodes  # type: ignore[attr-defined]
    left, right = (nodes[name].astype("int64") for name in ("left", "right"))
    inner = nodes["is_leaf"] == 0
    columns = _within(nodes["feature_idx"].astype("int64"), int(getattr(holder, "n_features_in_", 0)))
    sets = len(predictor.raw_left_cat_bitsets)  # type: ignore[attr-defined]
    known = (nodes["is_categorical"] == 0) | (nodes["bitset_idx"] < sets)
    return _forward(left, right, inner, columns & known)


def _within(columns: "npt.NDArray[np.int64]", count: int) -> "npt.NDArray[np.bool_]":
    return (columns >= 0) & (columns < count)


def _forward(
    left: "npt.NDArray[np.int64]",
    right: "npt.NDArray[np.int64]",
    inner: "npt.NDArray[np.bool_]",
    columns: "npt.NDArray[np.bool_]",
) -> bool:
    """Tell whether each inner node leads to two nodes behind it and asks for a column there is."""
    import numpy as np

    here, count = np.arange(len(left)), len(left)
    onward = (left > here) & (left < count) & (right > here) & (right < count) & columns
    return count > 0 and bool(onward[inner].all())

"""Are trees that lead out of themselves refused, and those of every usual model not?"""

import pickle

import numpy as np
import pytest
import sklearn.ensemble as ensemble
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, ExtraTreeRegressor

from core.artifacts.pickle import open_model
from core.artifacts.tree_check import require_sound
from core.errors import UntrustedArtifactError

DRAW = np.random.default_rng(0)
ROWS = np.column_stack([DRAW.random((80, 3)), DRAW.integers(0, 4, 80)])
CLASSES = (ROWS[:, 0] > 0.5).astype(int)
USUAL: list[BaseEstimator] = [
    DecisionTreeClassifier(),
    DecisionTreeClassifier(max_leaf_nodes=4),
    DecisionTreeClassifier(ccp_alpha=0.01),
    ExtraTreeRegressor(),
    ensemble.RandomForestClassifier(4, max_leaf_nodes=5),
    ensemble.GradientBoostingClassifier(n_estimators=3),
    ensemble.HistGradientBoostingClassifier(max_iter=3, categorical_features=[3], min_samples_leaf=5),
    ensemble.AdaBoostClassifier(n_estimators=3),
    ensemble.BaggingClassifier(n_estimators=3, max_features=2),
    ensemble.StackingClassifier([("a", DecisionTreeClassifier())], cv=2),
    CalibratedClassifierCV(ensemble.RandomForestClassifier(2), cv=2),
    make_pipeline(StandardScaler(), ensemble.HistGradientBoostingClassifier(max_iter=2, min_samples_leaf=5)),
]


@pytest.mark.parametrize("model", USUAL, ids=lambda model: type(model).__name__)
def test_trees_as_training_leaves_them_are_sound(model: BaseEstimator) -> None:
    require_sound(model.fit(ROWS, CLASSES))


def changed(model: BaseEstimator, field: str, node: int, value: int) -> BaseEstimator:
    """One number of a decision tree exchanged."""
    state = model.tree_.__getstate__()
    nodes = state["nodes"].copy()
    nodes[field][node] = value
    state["nodes"] = nodes
    model.tree_.__setstate__(state)
    return model


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("left_child", 1 << 40), ("right_child", 1 << 40), ("left_child", 0), ("right_child", -5),
        ("feature", 4), ("feature", -1), ("feature", 1 << 40),
    ],
)  # fmt: skip
def test_a_tree_that_leads_out_of_itself_or_back_is_refused(field: str, value: int) -> None:
    model = changed(DecisionTreeClassifier(max_depth=3).fit(ROWS, CLASSES), field, 0, value)
    inside = make_pipeline(StandardScaler(), model)
    for outer in (model, inside, {"models": [inside]}):
        with pytest.raises(UntrustedArtifactError, match="lead out of themselves"):
            require_sound(outer)
    with pytest.raises(UntrustedArtifactError):
        open_model(pickle.dumps(model))


@pytest.mark.parametrize(
    ("field", "value"), [("left", 1 << 20), ("right", 0), ("feature_idx", 7), ("bitset_idx", 99)]
)
def test_the_same_holds_for_histogram_boosting(field: str, value: int) -> None:
    model = ensemble.HistGradientBoostingClassifier(max_iter=2, categorical_features=[3], min_samples_leaf=5)
    nodes = model.fit(ROWS, CLASSES)._predictors[0][0].nodes
    inner = int(np.flatnonzero(nodes["is_leaf"] == 0)[0])
    nodes[field][inner] = value
    if field == "bitset_idx":
        nodes["is_categorical"][inner] = 1
    with pytest.raises(UntrustedArtifactError):
        require_sound(model)


def test_models_without_trees_and_models_that_hold_themselves_are_looked_through() -> None:
    model = StandardScaler().fit(ROWS)
    model.itself = model
    require_sound(model)

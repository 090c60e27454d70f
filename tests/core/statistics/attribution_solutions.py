"""How does the product calculate the attributions that published cases ask for?"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from core.statistics.shapley import game_values, interventional_worth, linear_values, shapley_values
from core.statistics.tree_shapley import Tree, forest

Case = Mapping[str, Any]
Floats = npt.NDArray[np.float64]


def glove(case: Case) -> object:
    """One right glove and two left ones: a pair is worth 1."""
    left = {at for at, player in enumerate(case["players"]) if player.startswith("L")}
    right = set(range(len(case["players"]))) - left

    def worth(coalition: frozenset[int]) -> float:
        return float(bool(coalition & right) and bool(coalition & left))

    return {"phi": game_values(len(case["players"]), worth)}


def linear(case: Case) -> object:
    """The closed form of a linear function."""
    weights, means = np.array(case["w"]), np.array(case["background_mean"])
    phi = linear_values(weights, np.array([case["x"]]), means)[0]
    return {"phi": phi.tolist(), "base": case["intercept"] + float(weights @ means)}


def table(rule: str) -> Floats:
    """The balanced table of 100 rows and four flags: two flags occur in every combination, or one in half."""
    rows = np.zeros((100, 4))
    rows[:50, 0] = 1
    if rule == "and":
        rows[:25, 1] = rows[50:75, 1] = 1
    return rows


def output(rule: str, rows: Floats) -> Floats:
    """What the tree says: one flag, or both."""
    return rows[:, 0] * rows[:, 1] if rule == "and" else rows[:, 0]


def grown(rule: str) -> Tree:
    """The tree that says it."""
    left, right = ([1, -1, 3, -1, -1], [2, -1, 4, -1, -1]) if rule == "and" else ([1, -1, -1], [2, -1, -1])
    column, value = ([0, 0, 1, 0, 0], [0, 0, 0, 0, 1]) if rule == "and" else ([0, 0, 0], [0, 0, 1])
    return Tree(
        left=np.array(left),
        right=np.array(right),
        default=np.array(left),
        column=np.array(column),
        threshold=np.full(len(left), 0.5),
        value=np.array(value, dtype=float),
    )


def tree(case: Case) -> object:
    """By all coalitions and by the form for trees, which must agree."""
    background, rows = table(case["rule"]), np.array(case["x"], dtype=float)
    worth = interventional_worth(lambda mixed: output(case["rule"], mixed), rows, background)
    found = shapley_values(worth)
    fast = forest([grown(case["rule"])], background, owners=range(4), features=4)
    assert np.abs(fast.values(rows) - found).max() <= 1e-12
    assert abs(fast.base - worth[0, 0]) <= 1e-12
    return {"ones": found[0].tolist(), "zeros": found[1].tolist(), "base": float(worth[0, 0])}


SOLVED = {"shapley_glove": glove, "shap_linear": linear, "shap_tree_and": tree, "shap_tree_single": tree}

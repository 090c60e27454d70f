"""Are attributions the Shapley values of the definition?"""

from itertools import permutations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.statistics.ranks import order_stable
from core.statistics.shapley import (
    MOST_PLAYERS,
    game_values,
    interventional_worth,
    linear_values,
    shapley_values,
)
from core.statistics.tree_shapley import Tree, deep_leaves, forest

Floats = npt.NDArray[np.float64]


def by_orders(players: int, worth: Floats) -> Floats:
    """Shapley values as the mean gain over all orders in which players join."""
    orders = list(permutations(range(players)))
    values = np.zeros(players)
    for order in orders:
        coalition = 0
        for player in order:
            values[player] += worth[coalition | (1 << player)] - worth[coalition]
            coalition |= 1 << player
    return values / len(orders)


@given(st.integers(1, 5), st.integers(0, 2**31))
@settings(max_examples=30, deadline=None)
def test_values_are_the_mean_gain_over_all_orders(players: int, seed: int) -> None:
    worth = np.random.default_rng(seed).normal(size=2**players)
    found = shapley_values(worth)
    assert found == pytest.approx(by_orders(players, worth), abs=1e-12)
    assert found.sum() == pytest.approx(worth[-1] - worth[0], abs=1e-12)


def test_a_game_may_be_given_as_a_function() -> None:
    assert game_values(3, lambda members: float(len(members) ** 2)) == pytest.approx([3.0, 3.0, 3.0])


@pytest.mark.parametrize("size", [3, 2 ** (MOST_PLAYERS + 1)])
def test_the_worth_of_every_coalition_is_needed(size: int) -> None:
    with pytest.raises(ValueError, match="every coalition"):
        shapley_values(np.zeros(size))


def test_a_linear_function_needs_no_coalitions() -> None:
    rng = np.random.default_rng(1)
    weights, rows, background = rng.normal(size=4), rng.normal(size=(3, 4)), rng.normal(size=(7, 4))
    worth = interventional_worth(lambda mixed: mixed @ weights, rows, background)
    assert linear_values(weights, rows, background.mean(axis=0)) == pytest.approx(shapley_values(worth))


def grown(rng: np.random.Generator, columns: int, depth: int) -> Tree:
    """A tree with random splits; each way down may use a column several times."""
    left: list[int] = []
    right: list[int] = []
    default: list[int] = []
    column: list[int] = []
    threshold: list[float] = []
    value: list[float] = []

    def node(level: int) -> int:
        at = len(left)
        for part, start in ((left, -1), (right, -1), (default, -1), (column, 0)):
            part.append(start)
        threshold.append(0.0)
        value.append(float(rng.normal()))
        if level < depth and rng.random() < 0.9:
            column[at], threshold[at] = int(rng.integers(columns)), float(rng.normal())
            left[at] = node(level + 1)
            right[at] = node(level + 1)
            default[at] = left[at] if rng.random() < 0.5 else right[at]
        return at

    node(0)
    return Tree(
        left=np.array(left),
        right=np.array(right),
        default=np.array(default),
        column=np.array(column),
        threshold=np.array(threshold),
        value=np.array(value),
    )


def say(tree: Tree, rows: Floats) -> Floats:
    """What a tree says, row by row."""
    found = np.empty(len(rows))
    for at, row in enumerate(rows):
        node = 0
        while tree.left[node] >= 0:
            cell = row[tree.column[node]]
            if np.isnan(cell):
                node = tree.default[node]
            else:
                node = tree.left[node] if cell <= tree.threshold[node] else tree.right[node]
        found[at] = tree.value[node]
    return found


def by_coalitions(trees: list[Tree], rows: Floats, background: Floats, owners: list[int]) -> Floats:
    """Shapley values of features of which each owns several columns, by all coalitions."""
    features, lists = max(owners) + 1, np.array(owners)
    worth = np.empty((len(rows), 2**features))
    for at, row in enumerate(rows):
        for place in range(2**features):
            known = (place >> lists) & 1 == 1
            mixed = np.where(known, row, background)
            worth[at, place] = np.sum([say(tree, mixed) for tree in trees], axis=0).mean()
    return shapley_values(worth)


@pytest.mark.parametrize("depth", [2, 5, 9])
@pytest.mark.parametrize("shared", [False, True], ids=["own columns", "shared columns"])
@pytest.mark.parametrize("expected", [4, 10_000], ids=["few rows", "many rows"])
def test_trees_get_the_values_of_the_definition(depth: int, shared: bool, expected: int) -> None:
    rng = np.random.default_rng([depth, shared])
    trees = [grown(rng, 9, depth) for _ in range(3)]
    rows, background = rng.normal(size=(4, 9)), rng.normal(size=(12, 9))
    rows[0, :4] = background[1, 3:7] = np.nan
    owners = [0, 1, 1, 2, 3, 4, 4, 5, 6] if shared else list(range(9))
    ready = forest(trees, background, owners=owners, features=max(owners) + 1, expected=expected)
    found = ready.values(rows)
    assert found == pytest.approx(by_coalitions(trees, rows, background, owners), abs=1e-12)
    total = np.sum([say(tree, rows) for tree in trees], axis=0)
    assert ready.base + found.sum(axis=1) == pytest.approx(total, abs=1e-12)


def test_leaves_of_very_many_features_are_exact_too() -> None:
    rng = np.random.default_rng(5)
    chain = 14
    nodes = 2 * chain + 1
    left, right = np.full(nodes, -1), np.full(nodes, -1)
    left[:chain], right[:chain] = np.arange(1, chain + 1), np.arange(chain + 1, nodes)
    column = np.zeros(nodes, dtype=int)
    column[:chain] = np.arange(chain)
    tree = Tree(
        left=left,
        right=right,
        default=left,
        column=column,
        threshold=np.full(nodes, 0.8),
        value=rng.normal(size=nodes),
    )
    rows, background = rng.normal(size=(3, chain)), rng.normal(size=(5, chain))
    assert deep_leaves(tree, range(chain)) == 3
    ready = forest([tree], background, owners=range(chain), features=chain)
    wanted = by_coalitions([tree], rows, background, list(range(chain)))
    assert ready.values(rows) == pytest.approx(wanted, abs=1e-12)


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning", "ignore::DeprecationWarning")
def test_trees_equal_shap() -> None:
    import shap
    from sklearn.ensemble import RandomForestRegressor

    rng = np.random.default_rng(2)
    rows = rng.normal(size=(200, 6)).astype(np.float32).astype(float)
    model = RandomForestRegressor(5, max_depth=5, random_state=0).fit(rows, rows[:, 0] * rows[:, 1])
    masker = shap.maskers.Independent(rows[:20], max_samples=20)
    explainer = shap.TreeExplainer(model, masker, feature_perturbation="interventional")
    read = explainer.model
    trees = [
        Tree(
            left=read.children_left[at],
            right=read.children_right[at],
            default=read.children_default[at],
            column=read.features[at],
            threshold=read.thresholds[at],
            value=read.values[at][:, 0],
        )
        for at in range(5)
    ]
    found = forest(trees, rows[:20], owners=range(6), features=6).values(rows)
    assert found == pytest.approx(explainer.shap_values(rows, check_additivity=False), abs=1e-6)


def test_an_order_is_stable_when_the_gaps_are_clear() -> None:
    rng = np.random.default_rng(3)
    clear = np.abs(rng.normal(size=(400, 3))) * [3.0, 2.0, 1.0]
    close = np.abs(rng.normal(size=(400, 3))) * [1.0, 1.0, 1.0]
    assert order_stable(clear, 3, seed=1)
    assert not order_stable(close, 3, seed=1)
    assert not order_stable(clear[:1], 3, seed=1)

"""What does each feature contribute to the output of trees, exactly and fast for many rows?

For one leaf, only which of its features a row satisfies, and which of them a background row satisfies,
decides what each feature contributes. So each row is a small binary number per leaf, and the contributions of
all backgrounds are added up once per such number: the cost is that of rows plus background, not their
product (Nadel and Wettenstein 2026). Prepared columns that belong to one original feature, such as those of a
one-hot encoding, form one player here, so the values are those of the original features.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import factorial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]
    Whole = npt.NDArray[np.integer]

_DENSE, _SPARSE = 7, 12
"""Features on the way to a leaf up to which contributions are laid out for all pairs of numbers, and for the
numbers of rows against those that occur in the background; beyond, only numbers that occur are paired."""
_CHUNK = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """One tree; a row goes left where its value is at most the threshold."""

    left: "Whole"
    """Shape (nodes,): -1 for leaves."""
    right: "Whole"
    default: "Whole"
    """Where a missing value goes: equal to `left` or `right`."""
    column: "Whole"
    threshold: "Floats"
    value: "Floats"
    """What a leaf adds to the output."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    players: tuple[int, ...]
    table: "Floats | None"
    """Shape (players, 2**players): contribution of each player by the row's number; None if too large."""
    there: "Codes"
    """Numbers that occur in the background, and what each of them weighs."""
    shares: "Floats"

    def add(self, codes: "Codes", sums: "Floats", part: slice) -> None:
        """Add the contributions of this leaf to sums of shape (features, rows)."""
        if self.table is not None:
            for place, player in enumerate(self.players):
                sums[player, part] += self.table[place].take(codes)
            return
        count = len(self.players)
        row, at = np.nonzero((codes[:, None] | self.there[None, :]) == 2**count - 1)
        if row.size:
            found = _paired((codes[row], self.there[at], self.shares[at]), row, count, len(codes))
            for place, player in enumerate(self.players):
                sums[player, part] += found[place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Trees with what their background makes of them, ready to explain rows."""

    trees: tuple[Tree, ...]
    owners: tuple[int, ...]
    features: int
    leaves: tuple[dict[int, _Leaf], ...]
    """Of each tree, by node."""
    base: float
    """Mean output over the background."""

    def values(self, rows: "Floats") -> "Floats":
        """Return the Shapley values of rows of shape (rows, columns), shape (rows, features)."""
        columns, sums = np.asfortranarray(rows), np.zeros((self.features, len(rows)))
        for tree, leaves in zip(self.trees, self.leaves, strict=True):
            for first in range(0, len(rows), _CHUNK):
                part = slice(first, first + _CHUNK)
                for node, _, codes in _walk(tree, columns[part], self.owners):
                    leaves[node].add(codes, sums, part)
        return np.ascontiguousarray(sums.T)


def forest(
    trees: Sequence[Tree],
    background: "Floats",
    *,
    owners: Sequence[int],
    features: int,
    expected: int = 10_000,
) -> Forest:
    """Prepare a sum of trees whose absent features are taken from a background.

    Parameters
    ----------
    trees
        Their outputs are added up.
    background
        Shape (rows, columns), prepared as the trees read it; NaN where missing.
    owners
        For each column the feature it belongs to.
    features, expected
        Number of features; rows that will be explained, about: for few, less is laid out beforehand.

    Returns
    -------
    Forest
        Its values are exact up to rounding.

    References
    ----------
    Lundberg et al. 2020, Nature Machine Intelligence 2:56-67 (interventional values of trees); Nadel and
    Wettenstein 2026, AAAI 40(29):24476-24485.
    """
    behind, base, found = np.asfortranarray(background), 0.0, []
    for tree in trees:
        leaves: dict[int, _Leaf] = {}
        for node, players, codes in _walk(tree, behind, owners):
            leaves[node], mean = _leaf(float(tree.value[node]), players, codes, expected)
            base += mean
        found.append(leaves)
    return Forest(trees=tuple(trees), owners=tuple(owners), features=features, leaves=tuple(found), base=base)


def deep_leaves(tree: Tree, owners: Sequence[int]) -> int:
    """Count the leaves that depend on so many features that their pairs are added up row by row."""
    count, open_nodes = 0, [(0, frozenset[int]())]
    while open_nodes:
        node, seen = open_nodes.pop()
        if tree.left[node] >= 0:
            further = seen | {owners[int(tree.column[node])]}
            open_nodes += [(int(tree.left[node]), further), (int(tree.right[node]), further)]
        else:
            count += len(seen) > _SPARSE
    return count


def _walk(
    tree: Tree, columns: "Floats", owners: Sequence[int]
) -> "Iterator[tuple[int, tuple[int, ...], Codes]]":
    """Yield each leaf with its features and each row's number: bit k is 1 where it satisfies feature k."""
    start = np.zeros(len(columns), dtype=np.int64)
    open_nodes: list[tuple[int, tuple[int, ...], Codes]] = [(0, (), start)]
    while open_nodes:
        node, players, codes = open_nodes.pop()
        if tree.left[node] < 0:
            yield node, players, codes
            continue
        goes = _goes_left(tree, node, columns)
        owner = owners[int(tree.column[node])]
        known = owner in players
        place = players.index(owner) if known else len(players)
        further = players if known else (*players, owner)
        for child, satisfied in ((tree.left[node], goes), (tree.right[node], ~goes)):
            if known:
                passed = codes & ~((~satisfied).astype(np.int64) << place)
            else:
                passed = codes | (satisfied.astype(np.int64) << place)
            open_nodes.append((int(child), further, passed))


def _goes_left(tree: Tree, node: int, columns: "Floats") -> "npt.NDArray[np.bool_]":
    values = columns[:, int(tree.column[node])]
    goes: npt.NDArray[np.bool_] = values <= tree.threshold[node]
    if tree.default[node] == tree.left[node]:
        goes |= np.isnan(values)
    return goes


def _leaf(value: float, players: tuple[int, ...], codes: "Codes", expected: int) -> tuple[_Leaf, float]:
    """Add up over the background what a leaf contributes to each number a row can have."""
    count = len(players)
    there, numbers = np.unique(codes, return_counts=True)
    shares = np.asarray(numbers * (value / max(len(codes), 1)), dtype=np.float64)
    mean = float(shares[there == 2**count - 1].sum())
    if count > _SPARSE or (count > _DENSE and 2**count > expected):
        return _Leaf(players, None, there, shares), mean
    if count > _DENSE:
        return _Leaf(players, _sparse(count, there, shares), there, shares), mean
    whole = np.zeros(2**count)
    whole[there] = shares
    return _Leaf(players, np.ascontiguousarray(_weights(count) @ whole), there, shares), mean


@cache
def _factors(count: int) -> "Floats":
    """Return (a - 1)! c! / (a + c)! by a and c: what each of a features that only the row satisfies gains."""
    table = np.zeros((count + 1, count + 1))
    for a in range(1, count + 1):
        for c in range(count + 1 - a):
            table[a, c] = factorial(a - 1) * factorial(c) / factorial(a + c)
    return table


@cache
def _weights(count: int) -> "Floats":
    """Return what each feature gains for each pair of numbers, shape (features, 2**n rows, 2**n background).

    A feature that only the row satisfies must take part for the leaf to be reached, one that only the
    background satisfies must not; where neither does, the leaf is never reached.
    """
    size = 2**count
    row, behind = np.arange(size)[:, None], np.arange(size)[None, :]
    gain, loss = _gains(row, behind, count)
    table = np.zeros((count, size, size))
    for place in range(count):
        only_row = (row & ~behind) >> place & 1 == 1
        only_behind = (behind & ~row) >> place & 1 == 1
        table[place] = np.where(only_row, gain, 0.0) - np.where(only_behind, loss, 0.0)
    table.setflags(write=False)
    return table


def _gains(row: "Codes", behind: "Codes", count: int) -> tuple["Floats", "Floats"]:
    reached = (row | behind) == 2**count - 1
    a, c = _bits(row & ~behind), _bits(behind & ~row)
    factors = _factors(count)
    return np.where(reached, factors[a, c], 0.0), np.where(reached, factors[c, a], 0.0)


def _sparse(count: int, there: "Codes", shares: "Floats") -> "Floats":
    """Do the same where there are too many pairs: only numbers that occur in the background count."""
    size = 2**count
    row, at = np.nonzero((np.arange(size)[:, None] | there[None, :]) == size - 1)
    return _paired((row, there[at], shares[at]), row, count, size)


def _paired(pairs: "tuple[Codes, Codes, Floats]", row: "Codes", count: int, size: int) -> "Floats":
    """Add up pairs of numbers by the row they belong to, shape (features, rows)."""
    own, behind, weight = pairs
    gain, loss = _gains(own, behind, count)
    table = np.empty((count, size))
    for place in range(count):
        only_row = (own & ~behind) >> place & 1
        only_behind = (behind & ~own) >> place & 1
        part = weight * (gain * only_row - loss * only_behind)
        table[place] = np.bincount(row, weights=part, minlength=size)
    return table


def _bits(numbers: "Codes") -> "Codes":
    """Count the bits that are set."""
    return np.bitwise_count(numbers).astype(np.int64)

"""What does each player contribute to a game, each feature to an output?"""

from collections.abc import Callable
from functools import cache
from math import factorial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MOST_PLAYERS = 16
"""Players up to which all coalitions are tried."""


def game_values(players: int, worth: "Callable[[frozenset[int]], float]") -> "Floats":
    """Return the Shapley values of a game given by the worth of each coalition.

    Parameters
    ----------
    players
        Their number, at most `MOST_PLAYERS`.
    worth
        Takes the players 0, 1, ... of a coalition.

    Returns
    -------
    numpy.ndarray
        Shape (players,); they add up to the worth of all less that of nobody.

    References
    ----------
    Shapley 1953, Contributions to the Theory of Games II, 307-317.
    """
    coalitions = [frozenset(np.flatnonzero(line).tolist()) for line in coalition_members(players)]
    return shapley_values(np.array([worth(members) for members in coalitions], dtype=float))


def shapley_values(worth: "Floats") -> "Floats":
    """Return Shapley values from the worth of all coalitions.

    Parameters
    ----------
    worth
        Shape (..., 2**n): bit j of a coalition's place says whether player j takes part.

    Returns
    -------
    numpy.ndarray
        Shape (..., n).

    Raises
    ------
    ValueError
        If the last axis is no power of two, or has more than `MOST_PLAYERS` players.
    """
    players = int(worth.shape[-1]).bit_length() - 1
    if worth.shape[-1] != 2**players or players > MOST_PLAYERS:
        raise ValueError("the worth of every coalition is needed")
    members = coalition_members(players)
    sizes, places = members.sum(axis=1), np.arange(2**players)
    weights = np.array([_weight(size, players) for size in range(players)])
    values = np.empty((*worth.shape[:-1], players))
    for player in range(players):
        without = places[~members[:, player]]
        gain = worth[..., without | (1 << player)] - worth[..., without]
        values[..., player] = (gain * weights[sizes[without]]).sum(axis=-1)
    return values


@cache
def coalition_members(players: int) -> "npt.NDArray[np.bool_]":
    """Return who takes part in each coalition, shape (2**players, players)."""
    places = np.arange(2**players)
    members: npt.NDArray[np.bool_] = (places[:, None] >> np.arange(players)[None, :]) & 1 == 1
    members.setflags(write=False)
    return members


def linear_values(weights: "Floats", rows: "Floats", means: "Floats") -> "Floats":
    """Return the Shapley values of a linear function whose absent features come from a background.

    Parameters
    ----------
    weights
        Shape (features,).
    rows
        Shape (rows, features).
    means
        Shape (features,): mean of the background.

    Returns
    -------
    numpy.ndarray
        Shape (rows, features).

    References
    ----------
    Lundberg and Lee 2017, NeurIPS 30:4765-4774, corollary 1.
    """
    values: Floats = (rows - means) * weights
    return values


def interventional_worth(
    output: "Callable[[Floats], Floats]", rows: "Floats", background: "Floats"
) -> "Floats":
    """Return what each coalition of features makes of the output, absent features from the background.

    Parameters
    ----------
    output
        Takes rows of shape (k, features), returns shape (k,).
    rows, background
        Shape (rows, features); equal mixed rows are asked about once.

    Returns
    -------
    numpy.ndarray
        Shape (rows, 2**features): mean output over the background.

    References
    ----------
    Janzing, Minorics and Bloebaum 2020, AISTATS, 2907-2916.
    """
    members = coalition_members(rows.shape[1])
    found = np.empty((len(rows), len(members)))
    for at, row in enumerate(rows):
        mixed = np.where(members[:, None, :], row, background).reshape(-1, rows.shape[1])
        distinct, place = np.unique(mixed, axis=0, return_inverse=True)
        found[at] = output(distinct)[place.reshape(-1)].reshape(len(members), -1).mean(axis=1)
    return found


def _weight(size: int, players: int) -> float:
    return factorial(size) * factorial(players - size - 1) / factorial(players)

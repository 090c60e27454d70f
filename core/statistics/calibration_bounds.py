"""Between which bounds does the calibration error of a model lie, beyond what chance adds to it?

Distances of observed shares from probabilities are never negative, so chance makes them larger: redrawing
rows would call a perfect model wrong. These bounds hold whatever the true distances are. With noise e_b of
the share of bin b, the true norm is at least the observed one minus the norm of the noise; and at most the
observed one plus the part of the noise that points one fixed way, which is normal.
"""

import math
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.calibration import Bin
from core.statistics.intervals import Bounds, z_value

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

DRAWS = 2000
"""Draws of the noise."""


def error_bounds(bins: tuple[Bin, ...], *, level: float = 0.95, seed: int) -> Bounds:
    """Return the bounds of the expected calibration error, the weighted mean of distances.

    Parameters
    ----------
    bins
        Of all rows.
    level, seed
        Confidence level; seed of the draws of the noise.

    Returns
    -------
    tuple of float
        At least 0; the interval covers the true error at least as often as its level.

    References
    ----------
    Triangle inequality for the weighted absolute norm; Bröcker 2012, Climate Dynamics 39:655-667 (the bias).
    """
    share, distance, spread = _parts(bins)
    found = float(share @ distance)
    chance = float(np.quantile(np.abs(_noise(bins, seed)) @ share, (1 + level) / 2))
    above = z_value(level) * math.sqrt(float(share**2 @ spread))
    return max(0.0, found - chance), min(1.0, found + above)


def chance_errors(bins: tuple[Bin, ...], *, seed: int, index: int = 0) -> "Floats":
    """Return calibration errors that chance alone makes at the rows of these bins, shape (draws,).

    Parameters
    ----------
    bins
        Of all rows.
    seed, index
        Seed of the draws; number of the group, so that several groups are drawn independently.
    """
    share, _, _ = _parts(bins)
    found: Floats = np.abs(_noise(bins, (seed, index))) @ share
    return found


def largest_bounds(bins: tuple[Bin, ...], *, level: float = 0.95, seed: int) -> Bounds:
    """Return the bounds of the largest distance of a bin; see `error_bounds`."""
    _, distance, spread = _parts(bins)
    found = float(distance.max())
    chance = float(np.quantile(np.abs(_noise(bins, seed)).max(axis=1), (1 + level) / 2))
    above = z_value(level) * math.sqrt(float(spread.max()))
    return max(0.0, found - chance), min(1.0, found + above)


def reliability_bounds(bins: tuple[Bin, ...], *, level: float = 0.95, seed: int) -> Bounds:
    """Return the bounds of the mean squared distance, from those of its root; see `error_bounds`."""
    share, distance, spread = _parts(bins)
    return _squared(share, distance, spread, (_noise(bins, seed), level))


def resolution_bounds(bins: tuple[Bin, ...], *, level: float = 0.95, seed: int) -> Bounds:
    """Return the bounds of the variance of the true shares between bins; see `error_bounds`."""
    share, _, spread = _parts(bins)
    rates = np.array([part.rate for part in bins])
    noise = _noise(bins, seed)
    centered = noise - (noise @ share)[:, None]
    return _squared(share, np.abs(rates - share @ rates), spread, (centered, level))


def _squared(share: "Floats", distance: "Floats", spread: "Floats", noise: "tuple[Floats, float]") -> Bounds:
    drawn, level = noise
    found = math.sqrt(float(share @ distance**2))
    chance = float(np.quantile(np.sqrt(drawn**2 @ share), (1 + level) / 2))
    above = z_value(level) * math.sqrt(float((share * spread).max()))
    return max(0.0, found - chance) ** 2, (found + above) ** 2


def _parts(bins: tuple[Bin, ...]) -> "tuple[Floats, Floats, Floats]":
    """Return the weight of every bin, its distance, and the variance of its observed share."""
    rows = np.array([part.rows for part in bins])
    distance = np.array([abs(part.rate - part.mean_score) for part in bins])
    rates, effective = _rates(bins)
    return rows / rows.sum(), distance, rates * (1 - rates) / effective


def _rates(bins: tuple[Bin, ...]) -> "tuple[Floats, Floats]":
    """Return shares with one hit and one miss added, so that bins without either keep a variance."""
    effective = np.array([part.effective for part in bins])
    hits = np.array([part.rate for part in bins]) * effective
    return (hits + 1) / (effective + 2), effective


def _noise(bins: tuple[Bin, ...], seed: int | tuple[int, int]) -> "Floats":
    """Draw by how much observed shares miss the true ones, shape (draws, bins)."""
    rates, effective = _rates(bins)
    rows = np.maximum(1, np.round(effective)).astype(np.int64)
    drawn = np.random.default_rng(seed).binomial(rows, rates, size=(DRAWS, len(bins)))
    noise: Floats = drawn / rows - rates
    return noise

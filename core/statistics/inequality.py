"""How unequally are benefits spread over people, and how much of it lies between groups?

Few distinct benefits stand for many people: every figure is made of values and of how many people have each.
"""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.confusion import divide

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


def theil(benefits: "Floats", weights: "Floats | None" = None) -> float | None:
    """Return the Theil index of benefits; 0 means that all fare equally well.

    Parameters
    ----------
    benefits
        Shape (rows,), none below 0; in classification `predicted - true + 1`.
    weights
        Shape (rows,): how many people have each benefit; None for one.

    Returns
    -------
    float or None
        None where the mean benefit is 0.

    References
    ----------
    Speicher et al. 2018, KDD, 2239-2248, equation 2 with alpha 1.
    """
    weight = np.ones(benefits.size) if weights is None else weights
    found = float(generalized_entropy(benefits, weight, 1))
    return found if math.isfinite(found) else None


def generalized_entropy(benefits: "Floats", counts: "Floats", alpha: float) -> "Floats":
    """Return the generalized entropy of benefits.

    Parameters
    ----------
    benefits
        Shape (values,), or (..., values) where they differ from table to table; none below 0.
    counts
        Shape (..., values): how many people have each.
    alpha
        0 (mean logarithmic deviation, most sensitive to small benefits), 1 (Theil), 2 (half the squared
        coefficient of variation) or any other number.

    Returns
    -------
    numpy.ndarray
        Shape (...); NaN where the mean is 0, or alpha is not above 0 and somebody has nothing.

    References
    ----------
    Shorrocks 1980, Econometrica 48:613-625; Speicher et al. 2018, KDD, 2239-2248, equation 2.
    """
    people = counts.sum(axis=-1)
    mean = divide((counts * benefits).sum(axis=-1), people)
    mean = np.where(mean > 0, mean, np.nan)
    shares = benefits / np.expand_dims(mean, -1)
    found: Floats = divide(np.where(counts > 0, counts * _term(shares, alpha), 0.0).sum(axis=-1), people)
    return np.where(np.isnan(mean), np.nan, found)


def between_groups(benefits: "Floats", counts: "Floats", alpha: float) -> "Floats":
    """Return the part of the generalized entropy that is left when all of a group have their group's mean.

    Parameters
    ----------
    benefits
        Shape (values,).
    counts
        Shape (..., groups, values).
    alpha
        As for `generalized_entropy`.

    Returns
    -------
    numpy.ndarray
        Shape (...).

    References
    ----------
    Shorrocks 1980, Econometrica 48:613-625; Speicher et al. 2018, KDD, 2239-2248, section 3.3.
    """
    people = counts.sum(axis=-1)
    means = divide((counts * benefits).sum(axis=-1), people)
    return generalized_entropy(np.where(np.isnan(means), 0.0, means), people, alpha)


def within_groups(benefits: "Floats", counts: "Floats", alpha: float) -> "Floats":
    """Return each group's contribution to the inequality within groups.

    Parameters
    ----------
    benefits
        Shape (values,).
    counts
        Shape (..., groups, values).
    alpha
        As for `generalized_entropy`.

    Returns
    -------
    numpy.ndarray
        Shape (..., groups): the group's entropy weighted by its share of people and by its mean over the
        mean of all to the power alpha. With `between_groups` they add up to the whole.
    """
    people = counts.sum(axis=-1)
    means = divide((counts * benefits).sum(axis=-1), people)
    whole = divide((counts.sum(axis=-2) * benefits).sum(axis=-1), people.sum(axis=-1))
    share = people / np.expand_dims(people.sum(axis=-1), -1)
    weight = share * (np.where(np.isnan(means), 0.0, means) / np.expand_dims(whole, -1)) ** alpha
    inner = generalized_entropy(benefits, counts, alpha)
    # A group in which nobody has anything weighs nothing for alpha above 0, whatever its own entropy.
    empty = (people == 0) | ((means == 0) & (alpha > 0))
    found: Floats = np.where(empty, 0.0, weight * inner)
    return found


def variation(benefits: "Floats", counts: "Floats") -> "Floats":
    """Return the coefficient of variation, standard deviation over mean, shape (...).

    References
    ----------
    Shorrocks 1980, Econometrica 48:613-625: the root of twice the generalized entropy with alpha 2.
    """
    root: Floats = np.sqrt(2 * np.maximum(generalized_entropy(benefits, counts, 2), 0.0))
    return root


def atkinson(benefits: "Floats", counts: "Floats", aversion: float = 1.0) -> "Floats":
    """Return Atkinson's index: the share of all benefits that an equal spread of the same worth would save.

    Parameters
    ----------
    benefits, counts
        As for `generalized_entropy`.
    aversion
        Above 0; the larger, the more the smallest benefits count.

    Returns
    -------
    numpy.ndarray
        Shape (...), from 0 to 1: 1 where somebody has nothing and the aversion is 1 or more; NaN where the
        mean is 0.

    References
    ----------
    Atkinson 1970, Journal of Economic Theory 2:244-263.
    """
    people = counts.sum(axis=-1)
    mean = divide((counts * benefits).sum(axis=-1), people)
    shares = benefits / np.expand_dims(np.where(mean > 0, mean, np.nan), -1)
    known = np.where(shares > 0, shares, 1.0)
    poor = ((shares == 0) & (counts > 0)).any(axis=-1) & (aversion >= 1)
    if aversion == 1:
        worth = np.exp(divide((counts * np.log(known)).sum(axis=-1), people))
    else:
        powers = np.where(shares > 0, known ** (1 - aversion), 0.0)
        middle = divide((counts * powers).sum(axis=-1), people)
        worth = np.where(middle > 0, middle, np.nan) ** (1 / (1 - aversion))
    found: Floats = np.where(poor, 1.0, 1 - worth)
    return np.where(mean > 0, found, np.nan)


def gini(benefits: "Floats", counts: "Floats | None" = None) -> float | None:
    """Return the Gini coefficient of benefits: half the mean absolute difference over the mean.

    References
    ----------
    Gini 1912, Variabilità e mutabilità; Dorfman 1979, Review of Economics and Statistics 61:146-149.
    """
    number = np.ones(benefits.size) if counts is None else counts
    order = np.argsort(benefits, kind="stable")
    share = number[order] / number.sum()
    mean = float((share * benefits[order]).sum())
    if not mean > 0:
        return None
    middle = np.cumsum(share) - share / 2
    return float(2 * (share * benefits[order] * middle).sum() / mean - 1)


def entropy_again(benefits: Iterable[float], counts: Iterable[float], alpha: float) -> float | None:
    """Return the generalized entropy a second way: person by person instead of by shares of the mean.

    Parameters
    ----------
    benefits, counts
        Values and how many people have each.
    alpha
        Any number.

    Returns
    -------
    float or None
        None where it is not computable.
    """
    people = [(value, count) for value, count in zip(benefits, counts, strict=True) if count > 0]
    number = math.fsum(count for _, count in people)
    total = math.fsum(value * count for value, count in people)
    if number <= 0 or total <= 0 or (alpha <= 0 and any(value == 0 for value, _ in people)):
        return None
    mean = total / number
    if alpha == 0:
        return math.log(mean) - math.fsum(count * math.log(value) for value, count in people) / number
    if alpha == 1:
        parts = (count * value * math.log(value) for value, count in people if value > 0)
        return math.fsum(parts) / total - math.log(mean)
    if alpha != 2:
        powers = (count * (value / mean) ** alpha for value, count in people)
        return (math.fsum(powers) / number - 1) / (alpha * (alpha - 1))
    spread = math.fsum(count * (value - mean) ** 2 for value, count in people) / number
    return spread / (2 * mean**2)


def _term(shares: "Floats", alpha: float) -> "Floats":
    """Return what one person adds, by benefit over the mean benefit."""
    known = np.where(shares > 0, shares, 1.0)
    if alpha == 0:
        logs: Floats = np.where(shares > 0, -np.log(known), np.nan)
        return logs
    if alpha == 1:
        parts: Floats = np.where(shares > 0, known * np.log(known), 0.0)
        return parts
    powers: Floats = (known**alpha - 1) / (alpha * (alpha - 1))
    nothing = -1 / (alpha * (alpha - 1)) if alpha > 0 else np.nan
    return np.where(shares > 0, powers, nothing)

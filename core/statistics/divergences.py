"""Which other distances of two counts of the same bins are in use?

The checks report the index of `core.statistics.drift`, Kolmogorov-Smirnov, Jensen-Shannon and Wasserstein;
these are here for whoever has to compare with other tools.
"""

import math
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.drift import relative_entropy, shares_of

if TYPE_CHECKING:
    from core.statistics.drift import Counts


def kullback_leibler(reference_counts: "Counts", counts: "Counts", base: float = math.e) -> float | None:
    """Return the divergence of counts from their reference.

    Parameters
    ----------
    reference_counts, counts, base
        As for `core.statistics.drift.jensen_shannon`.

    Returns
    -------
    float or None
        Infinite where a bin that is empty in the reference holds rows; None where one of the two has no rows.

    References
    ----------
    Kullback and Leibler 1951, Annals of Mathematical Statistics 22:79-86.
    """
    both = shares_of(reference_counts, counts)
    if both is None:
        return None
    first, second = both
    if bool(((first <= 0) & (second > 0)).any()):
        return math.inf
    return max(0.0, relative_entropy(second, first)) * math.log(2) / math.log(base)


def hellinger(reference_counts: "Counts", counts: "Counts") -> float | None:
    """Return the Hellinger distance of two counts of the same bins.

    Parameters
    ----------
    reference_counts, counts
        As for `core.statistics.drift.psi`.

    Returns
    -------
    float or None
        Between 0 and 1 (no bin in common); None where one of the two has no rows.

    References
    ----------
    Hellinger 1909, Journal für die reine und angewandte Mathematik 136:210-271.
    """
    both = shares_of(reference_counts, counts)
    if both is None:
        return None
    first, second = (np.sqrt(share) for share in both)
    return min(1.0, math.sqrt(float(((first - second) ** 2).sum()) / 2))


def total_variation(reference_counts: "Counts", counts: "Counts") -> float | None:
    """Return the share of rows that would have to lie in other bins, half the sum of differences.

    Parameters
    ----------
    reference_counts, counts
        As for `core.statistics.drift.psi`.

    Returns
    -------
    float or None
        Between 0 and 1; None where one of the two has no rows.

    References
    ----------
    Gibbs and Su 2002, International Statistical Review 70:419-435.
    """
    both = shares_of(reference_counts, counts)
    return None if both is None else min(1.0, float(np.abs(both[0] - both[1]).sum()) / 2)

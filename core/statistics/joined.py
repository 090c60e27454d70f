"""Between which bounds does a figure lie that joins several shares?

Bounds are put together from those of the parts (method of variance estimates recovery, MOVER).
"""

import math

from core.statistics.confusion import Share
from core.statistics.intervals import newcombe, wilson

Two = tuple[Share, Share]
OpenBounds = tuple[float, float | None]


def mean_bounds(reference: Two, group: Two, level: float) -> OpenBounds | None:
    """Return the interval of the mean of two rates of one group minus that of another.

    Parameters
    ----------
    reference, group
        True and false positive rate of each, with rows in both denominators.
    level
        Confidence level.

    Returns
    -------
    tuple
        Bounds within -1 and 1; with one rate instead of two it is Newcombe's interval.

    References
    ----------
    Zou and Donner 2008, Statistics in Medicine 27:1693-1702.
    """
    value = below = above = 0.0
    for share, sign in (*((item, 1) for item in reference), *((item, -1) for item in group)):
        low, high = wilson(share.hits, share.effective, level)
        rate = share.value or 0.0
        value += sign * rate / 2
        down, up = (rate - low, high - rate) if sign > 0 else (high - rate, rate - low)
        below, above = below + (down / 2) ** 2, above + (up / 2) ** 2
    return max(-1.0, value - math.sqrt(below)), min(1.0, value + math.sqrt(above))


def absolute_bounds(reference: Two, group: Two, level: float) -> OpenBounds | None:
    """Return the interval of the mean of two absolute differences; on the safe side.

    Parameters
    ----------
    reference, group
        True and false positive rate of each.
    level
        Confidence level; each difference has half of what it leaves (Bonferroni).

    Returns
    -------
    tuple
        Bounds from 0 to 1.

    References
    ----------
    Newcombe 1998, Statistics in Medicine 17:873-890, method 10.
    """
    each = 1 - (1 - level) / 2
    least = most = 0.0
    for one, other in zip(reference, group, strict=True):
        low, high = newcombe(one.hits, one.effective, other.hits, other.effective, each)
        least += max(0.0, low, -high) / 2
        most += max(abs(low), abs(high)) / 2
    return least, min(1.0, most)


def odds_difference_bounds(reference: Two, group: Two, level: float) -> OpenBounds | None:
    """Return the interval of the odds of one share minus those of another; the upper end may be open.

    References
    ----------
    Zou and Donner 2008, Statistics in Medicine 27:1693-1702; the odds' own bounds are Wilson's.
    """
    first, second = (_odds(item[0], level) for item in (reference, group))
    value = first[0] - second[0]
    if math.isinf(second[2]):
        return None
    below = math.hypot(first[0] - first[1], second[2] - second[0])
    above = math.hypot(first[2] - first[0], second[0] - second[1])
    return value - below, None if math.isinf(above) else value + above


def odds_ratio_bounds(reference: Two, group: Two, level: float) -> OpenBounds | None:
    """Return the interval of the odds of the group over those of the reference, both above 0.

    References
    ----------
    Zou and Donner 2008, Statistics in Medicine 27:1693-1702, on logarithms.
    """
    (one, one_low, one_high), (two, two_low, two_high) = (
        _odds(item[0], level) for item in (group, reference)
    )
    value = math.log(one / two)
    below = math.hypot(_log(one, one_low), _log(two_high, two))
    above = math.hypot(_log(one_high, one), _log(two, two_low))
    low = 0.0 if math.isinf(below) else math.exp(value - below)
    return low, None if math.isinf(above) or value + above > 700 else math.exp(value + above)


def _log(high: float, low: float) -> float:
    return math.inf if low <= 0 or math.isinf(high) else math.log(high / low)


def _odds(share: Share, level: float) -> tuple[float, float, float]:
    low, high = wilson(share.hits, share.effective, level)
    rate = share.value or 0.0
    return rate / (1 - rate), low / (1 - low), high / (1 - high) if high < 1 else math.inf

"""Between which bounds do a share, a difference of shares and a ratio of shares lie?

Counts may be fractions of rows: weighted tables enter with their effective numbers.
"""

import math
from collections.abc import Callable
from statistics import NormalDist

Bounds = tuple[float, float]

SMALL_CELL = 5
"""Below this count in any of the four cells the logarithm of a ratio is too skewed for Katz."""


def z_value(level: float) -> float:
    """Return the two-sided normal quantile of a confidence level, 1.96 for 0.95."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson(x: float, n: float, level: float = 0.95) -> Bounds:
    """Return the score interval of a share.

    Parameters
    ----------
    x, n
        Hits and rows, `0 <= x <= n` and `n > 0`.
    level
        Confidence level.

    Returns
    -------
    tuple of float
        Lower and upper bound within 0 and 1.

    References
    ----------
    Wilson 1927, JASA 22:209-212; Newcombe 1998, Statistics in Medicine 17:857-872, method 3.
    """
    _require_share(x, n)
    z, p = z_value(level), x / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low = 0.0 if x == 0 else max(0.0, middle - half)
    high = 1.0 if x == n else min(1.0, middle + half)
    return low, high


def wilson_corrected(x: float, n: float, level: float = 0.95) -> Bounds:
    """Return the score interval of a share with continuity correction; see `wilson`.

    References
    ----------
    Newcombe 1998, Statistics in Medicine 17:857-872, method 4.
    """
    _require_share(x, n)
    z, p = z_value(level), x / n
    below = z * math.sqrt(max(0.0, z * z - 2 - 1 / n + 4 * p * (n * (1 - p) + 1)))
    above = z * math.sqrt(max(0.0, z * z + 2 - 1 / n + 4 * p * (n * (1 - p) - 1)))
    low = (2 * x + z * z - 1 - below) / (2 * (n + z * z))
    high = (2 * x + z * z + 1 + above) / (2 * (n + z * z))
    return (0.0 if x == 0 else max(0.0, low)), (1.0 if x == n else min(1.0, high))


def clopper_pearson(x: float, n: float, level: float = 0.95) -> Bounds:
    """Return the exact interval of a share, which never covers less than its level.

    Parameters
    ----------
    x, n
        Hits and rows, `0 <= x <= n` and `n > 0`.
    level
        Confidence level.

    Returns
    -------
    tuple of float
        Lower and upper bound within 0 and 1.

    References
    ----------
    Clopper and Pearson 1934, Biometrika 26:404-413.
    """
    from scipy.special import betaincinv

    _require_share(x, n)
    tail = (1 - level) / 2
    low = 0.0 if x == 0 else float(betaincinv(x, n - x + 1, tail))
    high = 1.0 if x == n else float(betaincinv(x + 1, n - x, 1 - tail))
    return low, high


def newcombe(x1: float, n1: float, x2: float, n2: float, level: float = 0.95) -> Bounds:
    """Return the hybrid score interval of the difference `x1/n1 - x2/n2`.

    Parameters
    ----------
    x1, n1, x2, n2
        Hits and rows of the two independent groups.
    level
        Confidence level.

    Returns
    -------
    tuple of float
        Lower and upper bound within -1 and 1.

    References
    ----------
    Newcombe 1998, Statistics in Medicine 17:873-890, method 10.
    """
    low1, high1 = wilson(x1, n1, level)
    low2, high2 = wilson(x2, n2, level)
    p1, p2 = x1 / n1, x2 / n2
    below = math.hypot(p1 - low1, high2 - p2)
    above = math.hypot(high1 - p1, p2 - low2)
    return max(-1.0, p1 - p2 - below), min(1.0, p1 - p2 + above)


def wald(x1: float, n1: float, x2: float, n2: float, level: float = 0.95) -> Bounds:
    """Return the simple interval of a difference, to compare with others' figures; too short for small n.

    References
    ----------
    Fagerland, Lydersen and Laake 2015, Statistical Methods in Medical Research 24:224-254.
    """
    _require_share(x1, n1)
    _require_share(x2, n2)
    p1, p2 = x1 / n1, x2 / n2
    half = z_value(level) * math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    return p1 - p2 - half, p1 - p2 + half


def agresti_caffo(x1: float, n1: float, x2: float, n2: float, level: float = 0.95) -> Bounds:
    """Return the simple interval after adding one hit and one miss to each group, for comparison.

    References
    ----------
    Agresti and Caffo 2000, The American Statistician 54:280-288.
    """
    return wald(x1 + 1, n1 + 2, x2 + 1, n2 + 2, level)


def katz(x1: float, n1: float, x2: float, n2: float, level: float = 0.95) -> Bounds:
    """Return the log interval of the ratio `(x1/n1) / (x2/n2)`.

    Parameters
    ----------
    x1, n1, x2, n2
        Hits and rows of the two independent groups; both hits above 0.
    level
        Confidence level.

    Returns
    -------
    tuple of float
        Lower and upper bound of the ratio.

    References
    ----------
    Katz, Baptista, Azen and Pike 1978, Biometrics 34:469-474.
    """
    _require_share(x1, n1)
    _require_share(x2, n2)
    if x1 == 0 or x2 == 0:
        raise ValueError("the log interval needs at least one hit in each group")
    ratio = (x1 / n1) / (x2 / n2)
    error = math.sqrt(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2)
    step = math.exp(z_value(level) * error)
    return ratio / step, ratio * step


def koopman(x1: float, n1: float, x2: float, n2: float, level: float = 0.95) -> tuple[float, float | None]:
    """Return the score interval of the ratio `(x1/n1) / (x2/n2)`; it stands where cells are small or 0.

    Parameters
    ----------
    x1, n1, x2, n2
        Hits and rows of the two independent groups; not both hits may be 0.
    level
        Confidence level.

    Returns
    -------
    tuple
        Lower bound, and upper bound or None where the ratio has no upper bound (`x2 == 0`).

    References
    ----------
    Koopman 1984, Biometrics 40:513-517; Miettinen and Nurminen 1985, Statistics in Medicine 4:213-226.
    """
    _require_share(x1, n1)
    _require_share(x2, n2)
    if x1 == 0 and x2 == 0:
        raise ValueError("the ratio of two shares of 0 is not defined")
    z = z_value(level)

    def score(log_ratio: float) -> float:
        return _ratio_score(math.exp(log_ratio), (x1, n1), (x2, n2))

    guess = math.log((max(x1, 0.5) / n1) / (max(x2, 0.5) / n2))
    low = 0.0 if x1 == 0 else math.exp(_crossing(lambda at: score(at) - z, guess, -1.0))
    high = None if x2 == 0 else math.exp(_crossing(lambda at: score(at) + z, guess, 1.0))
    return low, high


def odds_ratio(
    x1: float, n1: float, x2: float, n2: float, level: float = 0.95
) -> tuple[float, float, float] | None:
    """Return the odds of the first group over those of the second, and its log interval.

    Returns
    -------
    tuple or None
        Ratio, lower and upper bound; None where one of the four cells is empty.

    References
    ----------
    Woolf 1955, Annals of Human Genetics 19:251-253.
    """
    _require_share(x1, n1)
    _require_share(x2, n2)
    cells = (x1, n1 - x1, x2, n2 - x2)
    if min(cells) <= 0:
        return None
    ratio = cells[0] * cells[3] / (cells[1] * cells[2])
    step = math.exp(z_value(level) * math.sqrt(sum(1 / cell for cell in cells)))
    return ratio, ratio / step, ratio * step


def wald_share(x: float, n: float, level: float = 0.95) -> Bounds:
    """Return the simple interval of a share, to compare with others' figures; too short near 0 and 1."""
    _require_share(x, n)
    p = x / n
    half = z_value(level) * math.sqrt(p * (1 - p) / n)
    return max(0.0, p - half), min(1.0, p + half)


def agresti_coull(x: float, n: float, level: float = 0.95) -> Bounds:
    """Return the simple interval of a share about the middle of Wilson's, for comparison.

    References
    ----------
    Agresti and Coull 1998, The American Statistician 52:119-126.
    """
    z = z_value(level)
    return wald_share(x + z * z / 2, n + z * z, level)


def ratio_interval(
    x1: float, n1: float, x2: float, n2: float, level: float = 0.95
) -> tuple[float, float | None, str]:
    """Return the interval of a ratio and its method: Katz, or Koopman where a cell is below 5.

    Parameters
    ----------
    x1, n1, x2, n2
        Hits and rows of the two independent groups; not both hits may be 0.
    level
        Confidence level.

    Returns
    -------
    tuple
        Lower bound, upper bound or None, and "katz" or "koopman".

    References
    ----------
    Fagerland, Lydersen and Laake 2015, Statistical Methods in Medical Research 24:224-254.
    """
    if min(x1, n1 - x1, x2, n2 - x2) < SMALL_CELL:
        return (*koopman(x1, n1, x2, n2, level), "koopman")
    return (*katz(x1, n1, x2, n2, level), "katz")


def _require_share(x: float, n: float) -> None:
    if not (n > 0 and 0 <= x <= n):
        raise ValueError("a share needs 0 <= x <= n and n > 0")


def _ratio_score(ratio: float, first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return the standardized deviation of the data from a supposed ratio."""
    (x1, n1), (x2, n2) = first, second
    # The likelihood's maximum under p1 = ratio * p2 is the smaller root of a quadratic.
    a = (n1 + n2) * ratio
    b = n1 * ratio + x1 + n2 + x2 * ratio
    c = x1 + x2
    p2 = 2 * c / (b + math.sqrt(max(0.0, b * b - 4 * a * c)))
    p1 = min(1.0, ratio * p2)
    variance = p1 * (1 - p1) / n1 + ratio * ratio * p2 * (1 - p2) / n2
    gap = x1 / n1 - ratio * x2 / n2
    if variance <= 0:
        return math.copysign(math.inf, gap) if abs(gap) > 1e-15 else 0.0
    return gap / math.sqrt(variance)


def _crossing(function: Callable[[float], float], start: float, direction: float) -> float:
    """Return where a falling function crosses 0, searched from `start` outwards."""
    near, far = start - direction, start + direction
    while function(far) * direction > 0 and abs(far) < 600:
        near, far = far, far + 2 * (far - near)
    while function(near) * direction < 0 and abs(near) < 600:
        near -= direction
    for _ in range(200):
        middle = (near + far) / 2
        if function(middle) * direction > 0:
            near = middle
        else:
            far = middle
    return (near + far) / 2

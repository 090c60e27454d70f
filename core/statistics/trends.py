"""Does a series of values rise or fall, or is that chance?"""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 5
"""With fewer values even a strict order of them is likely by chance (two-sided p at 4: 0.083)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MannKendall:
    """The test of Mann for a monotone trend."""

    tau: float
    """Kendall's tau-b between value and time, -1 to 1."""
    p: float
    """Two-sided."""
    slope: float
    """Median of all pairwise slopes per step (Theil and Sen)."""
    n: int


def mann_kendall(values: Sequence[float]) -> MannKendall | None:
    """Test values in the order of their time for a monotone trend.

    Parameters
    ----------
    values
        Known values, oldest first, shape (n,).

    Returns
    -------
    MannKendall | None
        None for fewer than five values, or where all are equal.

    References
    ----------
    Mann 1945, Econometrica 13:245-259; Sen 1968, JASA 63:1379-1389. Without ties the p value is exact.
    """
    from scipy.stats import kendalltau, theilslopes

    if len(values) < FEWEST or len(set(values)) == 1:
        return None
    steps = list(range(len(values)))
    found = kendalltau(steps, list(values))
    return MannKendall(
        tau=float(found.statistic),
        p=float(found.pvalue),
        slope=float(theilslopes(list(values), steps).slope),
        n=len(values),
    )

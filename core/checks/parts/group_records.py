"""What is recorded of each group, and of each group beside the reference?"""

from fractions import Fraction

import numpy as np

from core.checks.parts.tallies import Tally
from core.ids import Exact
from core.reasons import Reason, ReasonCode
from core.results import Group, Interval, Measurement
from core.statistics.areas import Area
from core.statistics.bootstrap import table_intervals
from core.statistics.confusion import LABEL_FREE, RATES, SUMMARIES, Share, treatment_equality
from core.statistics.intervals import wilson

_EMPTY = {
    "tpr": ReasonCode.NO_POSITIVES,
    "fnr": ReasonCode.NO_POSITIVES,
    "fpr": ReasonCode.NO_NEGATIVES,
    "tnr": ReasonCode.NO_NEGATIVES,
}


def rate_measurement(rate: str, share: Share, *, rows: int, level: Exact, subject: str | None) -> Measurement:
    """Record one share with its Wilson interval, or the reason why it is not computable."""
    interval = None
    if share.denominator > 0:
        low, high = wilson(share.hits, share.effective, float(Fraction(level)))
        interval = Interval(low=low, high=high, level=level, method="wilson")
    empty = Reason(code=_EMPTY.get(rate, ReasonCode.EMPTY_DENOMINATOR))
    return Measurement(
        measure=rate,
        subject=subject,
        value=share.value,
        numerator=share.numerator,
        denominator=share.denominator,
        n=rows,
        interval=interval,
        reason=empty if interval is None else None,
    )


def group_measurements(tally: Tally, at: int, *, level: Exact, seed: int) -> tuple[Measurement, ...]:
    """Record every figure of one group.

    Parameters
    ----------
    tally
        Counts of the feature's groups.
    at
        Position of the group.
    level, seed
        Confidence level; seed of redraws for figures that are not shares.

    Returns
    -------
    tuple of Measurement
        Only the selection rate where the true class is not known.
    """
    label, rows = tally.labels[at], int(tally.rows[at])
    names = RATES if tally.labeled else LABEL_FREE
    shares = [
        rate_measurement(name, tally.share(name, at), rows=rows, level=level, subject=label)
        for name in RATES
        if name in names
    ]
    if not tally.labeled:
        return tuple(shares)
    cells = tally.effective()[at]
    figures = {**SUMMARIES, "treatment_equality": treatment_equality}
    bounds = table_intervals(cells, figures, seed=seed, level=float(Fraction(level)))
    for name, figure in figures.items():
        interval = bootstrap_interval(bounds[name], level)
        shares.append(_figure(name, label, float(figure(cells)), rows, interval))
    return tuple(shares)


def bootstrap_interval(bounds: tuple[float, float] | None, level: Exact) -> Interval | None:
    """Record percentile bounds; None where there are none."""
    if bounds is None:
        return None
    return Interval(low=bounds[0], high=bounds[1], level=level, method="bootstrap")


def group_auc(area: Area | None, label: str, rows: int, terms: tuple[Exact, ReasonCode]) -> Measurement:
    """Record how well the score tells the classes apart within one group; `terms`: level, and what lacks."""
    level, lacking = terms
    found = None if area is None else area.bounds(float(Fraction(level)))
    interval = None
    if found is not None:
        (low, high), method = found
        interval = Interval(low=low, high=high, level=level, method=method)
    return Measurement(
        measure="auc",
        subject=label,
        value=None if area is None else area.value,
        n=rows,
        interval=interval,
        reason=Reason(code=lacking) if area is None else None,
    )


def group_record(tally: Tally, at: int, minimum: int, measurements: tuple[Measurement, ...]) -> Group:
    """Record one group; too small ones stay visible with the reason."""
    rows = int(tally.rows[at])
    small = Reason(code=ReasonCode.GROUP_TOO_SMALL, values={"n": rows, "minimum": minimum})
    return Group(
        feature=tally.feature,
        label=tally.labels[at],
        n=rows,
        excluded=small if rows < minimum else None,
        measurements=measurements,
    )


def _figure(name: str, label: str, value: float, rows: int, interval: Interval | None) -> Measurement:
    known = bool(np.isfinite(value))
    return Measurement(
        measure=name,
        subject=label,
        value=value if known else None,
        n=rows,
        interval=interval if known else None,
        reason=None if known else Reason(code=ReasonCode.EMPTY_DENOMINATOR),
    )

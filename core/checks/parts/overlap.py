"""Which rows of a table occur in its reference too, and how many of them would by chance?"""

from collections.abc import Iterator

import numpy as np

from core.checks.base import CheckInput, Sample
from core.checks.parts.columns import days, feature_names
from core.checks.parts.data_records import interval, number, share_of
from core.reasons import Reason, ReasonCode
from core.results import Measurement
from core.statistics.hashing import found_in, row_hashes, singles
from core.statistics.intervals import newcombe

DIGITS = 3
"""Significant digits to which numbers agree in rows that are nearly equal."""


def overlap(data: CheckInput, sample: Sample) -> Iterator[Measurement]:
    """Yield the share of rows that occur in the reference, by chance, beyond it, and nearly.

    Parameters
    ----------
    data, sample
        Table and reference with rows of their own.

    Yields
    ------
    Measurement
        A row drawn anew from the reference's population has been seen there with the probability that Good
        and Turing give: one less the share of rows that occur once.

    References
    ----------
    Good 1953, Biometrika 40:237-264.
    """
    other, level = sample.table, data.policy.confidence
    columns = compared_columns(data, sample)
    if other is None or not columns:
        return
    here, there = row_hashes(data.table, columns), row_hashes(other, columns)
    hits, rows, size = int(found_in(here, there).sum()), len(here), len(there)
    again = size - singles(there)
    yield share_of("train_overlap_share", hits, rows, level=level)
    yield share_of("overlap_by_chance", again, size, level=level)
    bounds = newcombe(hits, rows, again, size, number(level))
    yield Measurement(
        measure="train_overlap_excess",
        value=hits / rows - again / size,
        n=rows,
        interval=interval(bounds, level, "newcombe"),
    )
    near, nearly = (row_hashes(part, columns, digits=DIGITS) for part in (data.table, other))
    yield share_of("near_overlap_share", int(found_in(near, nearly).sum()), rows, level=level)


def compared_columns(data: CheckInput, sample: Sample) -> tuple[str, ...]:
    """Return the features and targets that both tables have."""
    other = sample.table
    names = (*feature_names(data), *filter(None, (data.target,)), *data.targets)
    return tuple(name for name in names if other is not None and name in other and name in data.table)


def shared_ids(data: CheckInput, sample: Sample) -> Iterator[Measurement]:
    """Yield the share of row ids that occur in the reference, for each column of ids."""
    other = sample.table
    for name in data.row_ids:
        if other is not None and name in other.columns and name in data.table.columns:
            here, there = row_hashes(data.table, [name]), row_hashes(other, [name])
            hits = int(found_in(here, there).sum())
            level = data.policy.confidence
            yield share_of("shared_id_share", hits, len(here), level=level, subject=name)


def later(data: CheckInput, sample: Sample) -> Iterator[Measurement]:
    """Yield the shares of reference rows later than the last, and than the first row of this table."""
    name, other = data.options.time, sample.table
    if name is None or other is None or name not in other.columns or name not in data.table.columns:
        return
    here, there = days(data.table[name]), days(other[name])
    here, there = (part[np.isfinite(part)] for part in (here, there))
    if not len(here) or not len(there):
        reason = Reason(code=ReasonCode.ALL_MISSING, values={"column": name})
        yield Measurement(measure="later_reference_share", value=None, n=0, reason=reason)
        return
    level = data.policy.confidence
    yield share_of("later_reference_share", int((there > here.max()).sum()), len(there), level=level)
    yield share_of("overlapping_time_share", int((there > here.min()).sum()), len(there), level=level)

"""Which tables stand behind the charts of drift?"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput, Sample
from core.checks.parts.class_figures import data_table
from core.checks.parts.compared_columns import as_texts
from core.checks.parts.drifted import Bin, Drifted, Role, of_categories, of_numbers
from core.checks.parts.periods import Periods, periods_of
from core.inventory import Task
from core.results import DataTable
from core.statistics import drift
from core.statistics.significance import holm

if TYPE_CHECKING:
    import numpy.typing as npt

SHOWN = 20
"""Columns whose bins are kept for charts: those that moved most."""
LEAST = 30
"""Rows a stretch of time must have."""


def feature_table(found: Sequence[Drifted], level: float) -> DataTable:
    """Return one line for each column, those that moved most first; Holm over all tests of the table."""
    order = _ordered(found)
    tests = [item.test() for item in order]
    gaps = [item.missing_test() for item in order]
    corrected = holm([*(p for _, _, p in tests), *gaps])
    bounds = [drift.psi_bounds(item.reference, item.counts, level) for item in order]
    return data_table(
        "features",
        column=[item.name for item in order],
        role=[item.role.value for item in order],
        n_reference=[float(item.rows[0]) for item in order],
        n=[float(item.rows[1]) for item in order],
        psi=[drift.psi(item.reference, item.counts) for item in order],
        psi_low=[None if ends is None else ends[0] for ends in bounds],
        psi_high=[None if ends is None else ends[1] for ends in bounds],
        psi_by_chance=[_by_chance(item, level) for item in order],
        ks=[item.distance for item in order],
        ks_bound=[item.bound for item in order],
        jensen_shannon=[drift.jensen_shannon(item.reference, item.counts) for item in order],
        wasserstein=[item.moved for item in order],
        test=[name for name, _, _ in tests],
        p=[p for _, _, p in tests],
        p_holm=list(corrected[: len(order)]),
        missing_reference=[_share(item.lost[0], item.rows[0]) for item in order],
        missing=[_share(item.lost[1], item.rows[1]) for item in order],
        missing_p=gaps,
        missing_p_holm=list(corrected[len(order) :]),
    )


def bin_table(found: Sequence[Drifted], protected: tuple[str, ...]) -> DataTable:
    """Return the shares of the bins of the columns that moved most, without those for bias tests only."""
    shown = [item for item in _ordered(found) if item.name not in protected][:SHOWN]
    lines = [line for item in shown for line in _lines(item)]
    names = ("column", "kind", "label", "low", "high", "reference", "share")
    columns = list(zip(*lines, strict=True)) if lines else [()] * len(names)
    return data_table("bins", **dict(zip(names, columns, strict=True)))


def _lines(item: Drifted) -> Iterator[tuple[float | str | None, ...]]:
    ends = (None, *item.edges, None)
    rows = [max(total, 1) for total in item.rows]
    for at, kind in enumerate(item.bins):
        if not item.reference[at] and not item.counts[at]:
            continue
        low, high = (ends[at], ends[at + 1]) if kind is Bin.RANGE else (None, None)
        shares = (float(item.reference[at]) / rows[0], float(item.counts[at]) / rows[1])
        yield item.name, kind.value, item.labels[at], low, high, *shares


def window_table(data: CheckInput, sample: Sample, level: float) -> tuple[DataTable, ...]:
    """Return how score and true values of each stretch of time lie beside the reference."""
    periods = periods_of(data)
    if not isinstance(periods, Periods):
        return ()
    columns: dict[str, list[float | str | None]] = {
        name: [] for name in ("window", "n", "of", "psi", "psi_low", "psi_high", "psi_by_chance")
    }
    for at, label in enumerate(periods.labels):
        rows = np.flatnonzero(periods.codes == at)
        for item in _in_window(data, sample, rows) if len(rows) >= LEAST else ():
            ends = drift.psi_bounds(item.reference, item.counts, level) or (None, None)
            value = drift.psi(item.reference, item.counts)
            line = (label, float(len(rows)), item.role.value, value, *ends, _by_chance(item, level))
            for name, cell in zip(columns, line, strict=True):
                columns[name].append(cell)
    return (data_table("windows", **columns),) if columns["window"] else ()


def _in_window(data: CheckInput, sample: Sample, rows: "npt.NDArray[np.int64]") -> Iterator[Drifted]:
    if data.score is not None and sample.score is not None:
        yield of_numbers("score", Role.SCORE, (sample.score, data.score[rows]), seed=data.seed)
    if data.predicted is not None and sample.predicted is not None:
        both = (as_texts(sample.predicted), as_texts(data.predicted[rows]))
        yield of_categories("prediction", Role.PREDICTION, both)
    other, name = sample.table, data.target
    if other is None or name is None or name not in other or name not in data.table:
        return
    if data.task is not Task.REGRESSION:
        yield of_categories(name, Role.LABEL, (other[name], data.table[name].iloc[rows]))


def _ordered(found: Sequence[Drifted]) -> list[Drifted]:
    roles = list(Role)
    return sorted(
        found,
        key=lambda item: (
            -(drift.psi(item.reference, item.counts) or 0.0),
            roles.index(item.role),
            item.name,
        ),
    )


def _by_chance(item: Drifted, level: float) -> float | None:
    return drift.psi_by_chance(*item.rows, item.used, level) if min(item.rows) else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None

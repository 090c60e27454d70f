"""Which targets are there to be foretold by one column, and how well does a column do it?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.checks.base import CheckInput
from core.checks.parts.columns import Kind, is_numeric, kind_of, missing, numbers
from core.checks.parts.data_records import interval, number
from core.checks.parts.rows import favorable_class
from core.ids import Exact
from core.inventory import Task
from core.reasons import Reason, ReasonCode
from core.results import Measurement
from core.statistics import foretelling
from core.statistics.encoding import MISSING, encode_classes
from core.statistics.foretelling import Grouped

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Codes = npt.NDArray[np.int64]

LEAST = 10
"""Rows a class and its others need each before a column is said to foretell it."""
MOST_CLASSES = 20
"""Largest classes that are looked at one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One class against all others."""

    label: str
    truth: "Flags"
    """Shape (kept rows,)."""
    positives: int

    @property
    def negatives(self) -> int:
        """Return the rows of the other classes."""
        return len(self.truth) - self.positives


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What is to be foretold."""

    keep: "Codes"
    """Positions of the rows with a target."""
    sides: tuple[Side, ...]
    """Empty for a regression."""
    codes: "Codes | None"
    """Classes of the kept rows; None for a regression and for several labels."""
    values: "Floats | None"
    """Shape (kept rows,): targets of a regression."""
    fold: "Codes"
    level: Exact

    @property
    def measure(self) -> str:
        """Return how measures of this kind of target end."""
        return "auc" if self.values is None else "r2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How well one column tells the target."""

    figure: Measurement
    label: str | None = None
    """The class it tells best."""
    by_order: bool = False
    """Whether the order of its values tells more than its values do one by one."""


def targets_of(data: CheckInput) -> Targets | Reason:
    """Return what is to be foretold, or why there is nothing."""
    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    names = data.targets if data.task is Task.MULTILABEL else tuple(filter(None, (data.target,)))
    names = tuple(name for name in names if name in data.table.columns)
    if not names:
        return Reason(code=ReasonCode.NO_LABELS)
    if data.task is Task.REGRESSION:
        return _numbers(data, names[0])
    return _labels(data, names) if data.task is Task.MULTILABEL else _classes(data, names[0])


def _numbers(data: CheckInput, name: str) -> Targets | Reason:
    values = numbers(data.table[name])
    keep = np.flatnonzero(np.isfinite(values))
    if not keep.size:
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": name})
    if np.ptp(values[keep]) == 0:
        return Reason(code=ReasonCode.ONE_CLASS_ONLY, values={"column": name})
    return _targets(data, keep, values=values[keep])


def _classes(data: CheckInput, name: str) -> Targets | Reason:
    found = encode_classes(data.table[name], name)
    keep = np.flatnonzero(found.codes != MISSING)
    if not keep.size:
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": name})
    codes = found.codes[keep]
    counts = np.bincount(codes, minlength=len(found.labels))
    order = [int(at) for at in np.argsort(-counts, kind="stable") if counts[at]][:MOST_CLASSES]
    if len(order) < 2:
        return Reason(code=ReasonCode.ONE_CLASS_ONLY, values={"column": name})
    if len(order) == 2:
        favorable = favorable_class(data)
        order = [at for at in order if found.labels[at] == favorable] or order[:1]
    sides = tuple(Side(label=found.labels[at], truth=codes == at, positives=int(counts[at])) for at in order)
    return _targets(data, keep, sides=sides, codes=codes)


def _labels(data: CheckInput, names: tuple[str, ...]) -> Targets | Reason:
    values = np.column_stack([numbers(data.table[name]) for name in names])
    keep = np.flatnonzero(np.isfinite(values).all(axis=1))
    if not keep.size:
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": names[0]})
    flags = values[keep] == 1
    sides = tuple(
        Side(label=name, truth=flags[:, at], positives=int(flags[:, at].sum()))
        for at, name in enumerate(names)
    )
    return _targets(data, keep, sides=sides)


def _targets(
    data: CheckInput,
    keep: "Codes",
    *,
    sides: tuple[Side, ...] = (),
    codes: "Codes | None" = None,
    values: "Floats | None" = None,
) -> Targets:
    fold = foretelling.folds(len(keep), data.seed)
    level = data.policy.confidence
    return Targets(keep=keep, sides=sides, codes=codes, values=values, fold=fold, level=level)


def grouped(values: pd.Series, keep: "Codes", *, ordered: bool = False) -> Grouped:
    """Return a column as groups of the kept rows; texts are ordered by the alphabet where asked."""
    if is_numeric(values) or kind_of(values) is Kind.DATE:
        return foretelling.by_quantiles(numbers(values)[keep])
    codes, uniques = pd.factorize(values.astype(str) if ordered else values, sort=ordered)
    codes = np.where(missing(values), len(uniques), codes)[keep].astype(np.int64)
    return Grouped(codes=codes, size=len(uniques) + 1, ordered=ordered)


def told(measure: str, subject: str | None, column: Grouped, targets: Targets) -> Told:
    """Measure how well a column tells the target, and which class best.

    Parameters
    ----------
    measure
        First part of the measure's id: "feature", "order" or "id".
    subject
        Name of the column.
    column
        The column as groups.
    targets
        What is to be foretold.

    Returns
    -------
    Told
        Without value where each class, or its others, has fewer than `LEAST` rows.
    """
    name = f"{measure}_{targets.measure}"
    if targets.values is not None:
        return _told_number(name, subject, column, targets)
    found = [item for side in targets.sides for item in _told_class(name, subject, column, (side, targets))]
    known = [item for item in found if item.figure.value is not None]
    return max(known, key=lambda item: item.figure.value or 0.0) if known else found[0]


def _told_class(
    measure: str, subject: str | None, column: Grouped, to: tuple[Side, Targets]
) -> Iterator[Told]:
    side, targets = to
    rows = len(side.truth)
    if min(side.positives, side.negatives) < LEAST:
        values: dict[str, str | int | float] = {
            "label": side.label,
            "n": min(side.positives, side.negatives),
            "minimum": LEAST,
        }
        reason = Reason(code=ReasonCode.TOO_FEW_OF_CLASS, values=values)
        yield Told(figure=Measurement(measure=measure, subject=subject, value=None, n=rows, reason=reason))
        return
    coarse = foretelling.coarser(column) if column.ordered else column
    areas = [foretelling.told_area(coarse, side.truth, targets.fold)]
    if column.ordered:
        areas.append(foretelling.order_area(column, side.truth))
    for at, value in enumerate(areas):
        if value is not None:
            bounds = foretelling.area_bounds(value, side.positives, side.negatives, number(targets.level))
            held = interval(bounds, targets.level, "newcombe_area")
            figure = Measurement(measure=measure, subject=subject, value=value, n=rows, interval=held)
            yield Told(figure=figure, label=side.label, by_order=at == 1)


def _told_number(measure: str, subject: str | None, column: Grouped, targets: Targets) -> Told:
    assert targets.values is not None  # noqa: S101 (the caller looked)
    rows = len(targets.values)
    coarse = foretelling.coarser(column) if column.ordered else column
    value = foretelling.told_correlation(coarse, targets.values, targets.fold)
    if value is None or rows < 2 * LEAST:
        reason = Reason(code=ReasonCode.TOO_FEW_ROWS)
        return Told(figure=Measurement(measure=measure, subject=subject, value=None, n=rows, reason=reason))
    low, high = (max(end, 0.0) for end in foretelling.correlation_bounds(value, rows, number(targets.level)))
    held = interval((low**2, high**2), targets.level, "fisher_z")
    return Told(figure=Measurement(measure=measure, subject=subject, value=value**2, n=rows, interval=held))


def copies(values: pd.Series, targets: Targets) -> bool:
    """Tell whether a column is the target in other words: other names, or a rising or falling function."""
    if targets.values is not None:
        told_numbers = numbers(values)[targets.keep] if is_numeric(values) else np.zeros(0)
        whole = bool(told_numbers.size) and bool(np.isfinite(told_numbers).all())
        return whole and foretelling.is_monotone_copy(told_numbers, targets.values)
    if targets.codes is None:
        return any(_same(values, targets.keep, side.truth.astype(np.int64)) for side in targets.sides)
    return _same(values, targets.keep, targets.codes)


def _same(values: pd.Series, keep: "Codes", classes: "Codes") -> bool:
    first = pd.factorize(values.iloc[keep[:1000]])[0]
    if len(np.unique(first)) > int(classes.max()) + 1:
        return False
    codes = pd.factorize(values)[0].astype(np.int64)[keep]
    return bool((codes >= 0).all()) and len(codes) >= 2 * LEAST and foretelling.is_copy(codes, classes)

"""How well does a model name the right class?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.parts.group_records import bootstrap_interval, rate_measurement
from core.checks.parts.rows import Rows
from core.ids import Exact
from core.reasons import Reason, ReasonCode
from core.results import DataColumn, DataTable, Measurement
from core.statistics import classes as many
from core.statistics.bootstrap import table_interval
from core.statistics.confusion import Share, divide, f1, mcc, share
from core.statistics.counts import count_cube

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

RARE = 0.05
"""Below this share of a class accuracy says little."""
MOST_CLASSES = 200
"""More classes make a table of confusions nobody can read."""

_CLASS_RATES = {"recall": "tpr", "precision": "ppv", "base_rate": "base_rate"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTable:
    """Counts of true and predicted classes."""

    labels: tuple[str, ...]
    rows: int
    cells: "Floats"
    """Shape (classes, classes): true class, predicted class; rows or sums of weights."""
    squares: "Floats | None"
    """Sums of squared weights; None for counted rows."""
    level: Exact
    seed: int

    def effective(self) -> "Floats":
        """Return the cells in effective rows."""
        if self.squares is None:
            return self.cells
        scaled: Floats = self.cells * (self.cells.sum() / self.squares.sum())
        return scaled

    def whole(self, mask: "npt.NDArray[np.bool_]") -> Share:
        """Return the share of all rows that lies in the masked cells."""
        hits, total = float(self.cells[mask].sum()), float(self.cells.sum())
        worth = total if self.squares is None else total**2 / float(self.squares.sum())
        return Share(hits, total, worth)


def class_table(rows: Rows, *, level: Exact, seed: int) -> ClassTable | None:
    """Count true against predicted classes; None with more classes than a table can show."""
    truth, predicted = rows.truth, rows.predicted
    assert truth is not None  # noqa: S101 (the caller has refused tables without labels)
    seen = {truth.labels[code] for code in np.unique(truth.codes)}
    seen |= {predicted.labels[code] for code in np.unique(predicted.codes)}
    order = [*truth.labels, *(label for label in predicted.labels if label not in truth.labels)]
    labels = tuple(label for label in order if label in seen)
    if len(labels) > MOST_CLASSES:
        return None
    codes = [_recode(column.labels, labels)[column.codes] for column in (truth, predicted)]
    sizes = (len(labels), len(labels))
    weights, counts = rows.used.weights, rows.used.counts
    return ClassTable(
        labels=labels,
        rows=rows.used.rows,
        cells=count_cube(codes, sizes, weights=counts if weights is None else weights),
        squares=None if weights is None else count_cube(codes, sizes, weights=weights**2),
        level=level,
        seed=seed,
    )


def class_measurements(table: ClassTable) -> tuple[Measurement, ...]:
    """Record recall, precision, prevalence and F1 of every class."""
    found = []
    for at, label in enumerate(table.labels):
        cells = many.one_against_rest(table.cells, at)
        squares = None if table.squares is None else many.one_against_rest(table.squares, at)
        for measure, rate in _CLASS_RATES.items():
            figure = rate_measurement(
                rate, share(rate, cells, squares), rows=table.rows, level=table.level, subject=label
            )
            empty = Reason(code=ReasonCode.EMPTY_DENOMINATOR) if figure.value is None else None
            found.append(replace(figure, measure=measure, reason=empty))
        found.append(_redrawn("f1", table, _of_class(f1, at), label))
    return tuple(found)


def overall_measurements(table: ClassTable) -> tuple[Measurement, ...]:
    """Record accuracy beside the trivial classifier's, balanced accuracy, kappa, MCC, means over classes."""
    hits = np.eye(len(table.labels), dtype=bool)
    largest = np.zeros_like(hits)
    largest[int(table.cells.sum(axis=1).argmax())] = True
    found = [
        _whole("accuracy", table, hits),
        _whole("accuracy_trivial", table, largest),
        _redrawn("balanced_accuracy", table, many.mean_recall),
        _redrawn("kappa", table, many.cohen_kappa),
    ]
    if len(table.labels) == 2:
        return (*found, _redrawn("mcc", table, mcc))
    return (*found, *(_redrawn(name, table, figure) for name, figure in _SEVERAL.items()))


def lift(table: ClassTable, label: str) -> Measurement:
    """Record how much more often the class occurs among those named so than in all rows."""

    def figure(cells: "Floats") -> "Floats":
        one = many.one_against_rest(cells, table.labels.index(label))
        precision = divide(one[..., 1, 1], one[..., :, 1].sum(axis=-1))
        return divide(precision * one.sum(axis=(-2, -1)), one[..., 1, :].sum(axis=-1))

    return _redrawn("lift", table, figure, label)


def rare_recalls(table: ClassTable) -> tuple[Measurement, ...]:
    """Record the recall of every class with a share below 5 percent once more, as what must not be ignored.

    Parameters
    ----------
    table
        The counts.

    Returns
    -------
    tuple of Measurement
        Without value, with the reason, for a class that is named but does not occur.
    """
    shares = table.cells.sum(axis=1) / table.cells.sum()
    rare = {label for label, part in zip(table.labels, shares, strict=True) if part < RARE}
    found = class_measurements(table) if rare else ()
    return tuple(rare_recall(item) for item in found if item.measure == "recall" and item.subject in rare)


def rare_recall(recall: Measurement) -> Measurement:
    """Turn the recall of a rare class or label into the figure that guards it."""
    absent = Reason(code=ReasonCode.RARE_ABSENT, values={"label": recall.subject or ""})
    reason = absent if recall.value is None else None
    return replace(recall, measure="rare_class_recall", reason=reason)


def rare_classes(table: ClassTable) -> tuple[Reason, ...]:
    """Note every class whose share is below 5 percent."""
    shares = table.cells.sum(axis=1) / table.cells.sum()
    return tuple(
        Reason(code=ReasonCode.RARE_CLASS, values={"label": label, "share": float(part)})
        for label, part in zip(table.labels, shares, strict=True)
        if part < RARE
    )


def confusion_data(table: ClassTable) -> DataTable:
    """Return every pair of true and predicted class with its rows, or sum of weights."""
    pairs = [(at, said) for at in range(len(table.labels)) for said in range(len(table.labels))]
    return data_table(
        "confusion",
        actual=[table.labels[at] for at, _ in pairs],
        predicted=[table.labels[said] for _, said in pairs],
        n=[float(table.cells[pair]) for pair in pairs],
    )


def data_table(id_: str, **columns: "Sequence[float | str | None]") -> DataTable:
    """Make the data of a chart from its columns."""
    return DataTable(
        id=id_, columns=tuple(DataColumn(name=name, values=tuple(values)) for name, values in columns.items())
    )


_SEVERAL: "Mapping[str, Callable[[Floats], Floats]]" = {
    "mcc": many.matthews,
    "macro_f1": lambda cells: many.macro(many.class_f1(cells)),
    "macro_precision": lambda cells: many.macro(many.class_precision(cells)),
    "weighted_f1": lambda cells: many.by_prevalence(many.class_f1(cells), cells),
    "weighted_precision": lambda cells: many.by_prevalence(many.class_precision(cells), cells),
}
"""What is taken over more than two classes; the mean recall is the balanced accuracy."""
CLASS_MEANS = frozenset(_SEVERAL)


def _whole(measure: str, table: ClassTable, mask: "npt.NDArray[np.bool_]") -> Measurement:
    figure = rate_measurement("accuracy", table.whole(mask), rows=table.rows, level=table.level, subject=None)
    return replace(figure, measure=measure)


def _of_class(figure: "Callable[[Floats], Floats]", at: int) -> "Callable[[Floats], Floats]":
    return lambda cells: figure(many.one_against_rest(cells, at))


def _redrawn(
    measure: str, table: ClassTable, figure: "Callable[[Floats], Floats]", subject: str | None = None
) -> Measurement:
    cells = table.effective()
    value = float(figure(cells))
    known = bool(np.isfinite(value))
    bounds = table_interval(cells, figure, seed=table.seed, level=float(Fraction(table.level)))
    return Measurement(
        measure=measure,
        subject=subject,
        value=value if known else None,
        n=table.rows,
        interval=bootstrap_interval(bounds, table.level) if known else None,
        reason=None if known else Reason(code=ReasonCode.EMPTY_DENOMINATOR),
    )


def _recode(old: tuple[str, ...], new: tuple[str, ...]) -> "npt.NDArray[np.int64]":
    place = {label: at for at, label in enumerate(new)}
    return np.array([place.get(label, 0) for label in old], dtype=np.int64)

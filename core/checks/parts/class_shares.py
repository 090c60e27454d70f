"""Which class is each group given, when there are more than two?"""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.feature_sets import group_columns
from core.checks.parts.findings import Found
from core.checks.parts.group_records import rate_measurement
from core.checks.parts.questions import Question
from core.errors import IntegrityError
from core.inventory import Task
from core.messages import message
from core.results import DataColumn, DataTable, Measurement
from core.statistics.confusion import Share
from core.statistics.counts import count_cube, counts_agree
from core.statistics.encoding import Encoded

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MOST_LINES = 2000
"""Lines of the table; with more, groups and classes are too many to be read."""
_FIGURES = ("n", "predicted", "rate", "low", "high", "true")


def class_shares(data: CheckInput, question: Question) -> Found:
    """Lay out the share of every class in the predictions of every group, and in its true classes.

    Parameters
    ----------
    data
        The check's input.
    question
        The judged rows.

    Returns
    -------
    Found
        One table, for multiclass tasks only: feature, group, class, n, predicted rows, rate with its Wilson
        interval, share of the true class.
    """
    if data.task is not Task.MULTICLASS:
        return Found()
    rows = question.rows
    lines: list[tuple[str, str, str, tuple[float | None, ...]]] = []
    for feature in group_columns(data, rows.used.keep):
        said = _counts(data, question, feature, rows.predicted)
        true = None if rows.truth is None else _counts(data, question, feature, rows.truth)
        for at, group in enumerate(feature.labels):
            for label in _classes(rows.predicted, rows.truth):
                share = _share(data, said, rows.predicted, (at, label))
                other = None if true is None else _share(data, true, rows.truth, (at, label))
                lines.append((feature.name, group, label, _figures(share, other)))
    if not lines or len(lines) > MOST_LINES:
        return Found()
    return Found(tables=(_table(lines),))


def _table(lines: "list[tuple[str, str, str, tuple[float | None, ...]]]") -> DataTable:
    names = [
        DataColumn(name=name, values=tuple(str(line[at]) for line in lines))
        for at, name in enumerate(("feature", "group", "class"))
    ]
    numbers = [
        DataColumn(name=name, values=tuple(line[3][at] for line in lines)) for at, name in enumerate(_FIGURES)
    ]
    return DataTable(id="class_rates", columns=(*names, *numbers))


def _figures(share: Measurement, true: Measurement | None) -> tuple[float | None, ...]:
    interval = share.interval
    low, high = (None, None) if interval is None else (interval.low, interval.high)
    other = None if true is None else true.value
    return float(share.n), share.numerator, share.value, low, high, other


def _classes(predicted: Encoded, truth: Encoded | None) -> tuple[str, ...]:
    further = () if truth is None else truth.labels
    return tuple(dict.fromkeys((*predicted.labels, *further)))


def _counts(
    data: CheckInput, question: Question, feature: Encoded, column: Encoded
) -> "tuple[Floats, Floats, Floats]":
    """Return rows, sums of weights and sums of squared weights by group and class, counted in two ways."""
    used = question.rows.used
    codes, sizes = [feature.codes, column.codes], (len(feature.labels), len(column.labels))
    rows = count_cube(codes, sizes, weights=used.counts)
    if not counts_agree(codes, sizes, cube=rows, seed=data.seed, counts=used.counts):
        raise IntegrityError(
            message("Two ways of counting the same rows disagree. No result was stored; please report this.")
        )
    if used.weights is None:
        return rows, rows, rows
    squares = count_cube(codes, sizes, weights=used.weights**2)
    return rows, count_cube(codes, sizes, weights=used.weights), squares


def _share(
    data: CheckInput,
    counts: "tuple[Floats, Floats, Floats]",
    column: Encoded | None,
    place: tuple[int, str],
) -> Measurement:
    """Record how many rows of a group are of a class; 0 where the class does not occur in the column."""
    rows, sums, squares = counts
    at, label = place
    known = column is not None and label in column.labels
    hits = float(sums[at, column.labels.index(label)]) if column is not None and known else 0.0
    total, spread = float(sums[at].sum()), float(squares[at].sum())
    share = Share(hits, total, total**2 / spread if spread > 0 else 0.0)
    figure = rate_measurement(
        "selection_rate",
        share,
        rows=round(float(rows[at].sum())),
        level=data.policy.confidence,
        subject=label,
    )
    return replace(figure, measure="class_rate")

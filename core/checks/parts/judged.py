"""Which rows of a sample can be measured, and how good are the predictions on any part of them?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.estimates import (
    Estimate,
    absent,
    of_error,
    of_mean_share,
    of_share,
    of_sums,
)
from core.checks.parts.label_figures import joint_columns, joint_figures
from core.checks.parts.number_rows import number_rows
from core.checks.parts.questions import Question, label_questions
from core.checks.parts.rows import (
    Rows,
    class_problem,
    favorable_class,
    favorable_score,
    is_probability,
    paired_rows,
)
from core.checks.parts.weighing import Selection
from core.inventory import Task
from core.reasons import Reason, ReasonCode
from core.statistics import calibration, classes, deviance, discrimination, regression
from core.statistics.confusion import Share, divide, share
from core.statistics.counts import count_cube
from core.statistics.encoding import MISSING, Encoded, encode_classes

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]


class Judged(Protocol):
    """Rows that can be measured."""

    @property
    def used(self) -> Selection:
        """Return which lines of the table they are."""

    @property
    def labeled(self) -> bool:
        """Tell whether their true values are known."""

    def estimates(self, some: "Flags | None" = None) -> tuple[Estimate, ...]:
        """Measure all of them, or those that a mask over them marks."""


def judged(data: CheckInput) -> Judged | Reason:
    """Choose the rows of a sample that have predictions and, where there is a target, a true value.

    Parameters
    ----------
    data
        The check's input; without labels, predictions are described but not judged.

    Returns
    -------
    Judged or Reason
        A reason where nothing can be measured.
    """
    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    match data.task:
        case Task.REGRESSION:
            return _numbers(data)
        case Task.MULTILABEL:
            return _labels(data)
        case Task.BINARY | Task.MULTICLASS:
            return _classes(data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summed:
    """Rows whose figures are sums: numbers, or several labels."""

    used: Selection
    parts: tuple["tuple[Mapping[str, Callable[[Floats], Floats]], Floats]", ...]
    """Figures and, for each of them alike, what they sum: shape (rows, k)."""
    labeled: bool

    def estimates(self, some: "Flags | None" = None) -> tuple[Estimate, ...]:
        """Measure all rows, or those that a mask over them marks."""
        counts = np.ones(len(self.used.keep)) if self.used.counts is None else self.used.counts
        mask = np.ones(len(counts), dtype=bool) if some is None else some
        return tuple(
            of_sums(name, figure, columns[mask], counts[mask])
            for figures, columns in self.parts
            for name, figure in figures.items()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Classed:
    """Rows with classes, and scores where there are any."""

    used: Selection
    labels: tuple[str, ...]
    truth: "Places | None"
    """Shape (rows,): position of the true class in `labels`."""
    said: "Places"
    favorable: str | None
    binary: bool
    score: "Floats | None"
    """Higher = favorable; NaN where there is none."""

    @property
    def labeled(self) -> bool:
        """Tell whether true classes are known."""
        return self.truth is not None

    def estimates(self, some: "Flags | None" = None) -> tuple[Estimate, ...]:
        """Measure all rows, or those that a mask over them marks."""
        mask = np.ones(len(self.said), dtype=bool) if some is None else some
        decided = (*self._described(mask), *self._scored_mean(mask))
        if self.truth is None:
            return decided
        return (*decided, *self._decided(self.truth, mask), *self._ordered(self.truth, mask))

    @property
    def watched(self) -> tuple[str, ...]:
        """Return the classes that must be found: the unfavorable one of two, else every class."""
        if self.binary and self.favorable is not None:
            return tuple(label for label in self.labels if label != self.favorable)
        return self.labels

    def rows(self, mask: "Flags") -> int:
        """Return how many rows a mask marks."""
        counts = self.used.counts
        return int(mask.sum()) if counts is None else round(float(counts[mask].sum()))

    def _described(self, mask: "Flags") -> tuple[Estimate, ...]:
        """Return the share of the favorable decision and of each watched class."""
        found = []
        if self.favorable in self.labels:
            named = self.said == self.labels.index(self.favorable)
            found.append(of_share("selection_rate", self._share(named, mask), self.rows(mask)))
        if self.truth is not None:
            found += [
                of_share("base_rate", self._share(self.truth == at, mask), self.rows(mask), label)
                for at, label in enumerate(self.labels)
                if label in self.watched
            ]
        return tuple(found)

    def _scored_mean(self, mask: "Flags") -> tuple[Estimate, ...]:
        if self.score is None:
            return ()
        known = mask & np.isfinite(self.score)
        if not known.any():
            return (absent("mean_score", 0, ReasonCode.NO_SCORES),)
        weight, count = self._worth(known)
        columns = np.column_stack([weight, weight * self.score[known]])
        return (of_sums("mean_score", lambda sums: divide(sums[..., 1], sums[..., 0]), columns, count),)

    def _decided(self, truth: "Places", mask: "Flags") -> tuple[Estimate, ...]:
        cells, squares = self._cells(truth, mask)
        rows = self.rows(mask)
        one = [classes.one_against_rest(cells, at) for at in range(len(self.labels))]
        two = [
            None if squares is None else classes.one_against_rest(squares, at)
            for at in range(len(self.labels))
        ]
        recalls = tuple(share("tpr", cell, square) for cell, square in zip(one, two, strict=True))
        places = [self.labels.index(label) for label in self.watched]
        found = [
            of_share("accuracy", self._share(truth == self.said, mask), rows),
            of_mean_share("balanced_accuracy", recalls, rows),
            *(of_share("recall", recalls[at], rows, self.labels[at]) for at in places),
        ]
        if self.binary:
            found += [
                of_share("precision", share("ppv", one[at], two[at]), rows, self.labels[at]) for at in places
            ]
        return tuple(found)

    def _ordered(self, truth: "Places", mask: "Flags") -> tuple[Estimate, ...]:
        if self.score is None or self.favorable not in self.labels:
            return ()
        known = mask & np.isfinite(self.score)
        rows = self.rows(known)
        happened = truth[known] == self.labels.index(self.favorable)
        score, (weight, count) = self.score[known], self._worth(known)
        weights = None if self.used.weights is None else weight
        area = discrimination.delong_area(happened, score, weights=weights, counts=count)
        found = [
            absent("auc", rows, ReasonCode.ONE_CLASS_HERE)
            if area is None
            else of_error("auc", area[0], area[1], rows, method="delong")
        ]
        if not is_probability(self.score) or not rows:
            return tuple(found)
        flags = happened.astype(float)
        for name, parts in (
            ("brier", calibration.brier_parts(flags, score)),
            ("log_loss", calibration.log_loss_parts(flags, score)),
        ):
            columns = np.column_stack([weight, weight * parts])
            found.append(of_sums(name, lambda sums: divide(sums[..., 1], sums[..., 0]), columns, count))
        return tuple(found)

    def _worth(self, mask: "Flags") -> "tuple[Floats, Floats]":
        """Return weight of a row and number of rows of the marked entries."""
        ones = np.ones(int(mask.sum()))
        weights, counts = self.used.weights, self.used.counts
        return (
            ones if weights is None else weights[mask],
            ones if counts is None else counts[mask],
        )

    def _share(self, hit: "Flags", mask: "Flags") -> Share:
        weight, count = self._worth(mask)
        total, spread = float(weight @ count), float(weight**2 @ count)
        hits = float((weight * count)[hit[mask]].sum())
        if self.used.weights is None:
            return Share(hits, total, total)
        return Share(hits, total, total**2 / spread if spread > 0 else 0.0)

    def _cells(self, truth: "Places", mask: "Flags") -> "tuple[Floats, Floats | None]":
        codes, sizes = [truth[mask], self.said[mask]], (len(self.labels), len(self.labels))
        weight, count = self._worth(mask)
        cells = count_cube(codes, sizes, weights=weight * count)
        if self.used.weights is None:
            return cells, None
        return cells, count_cube(codes, sizes, weights=weight**2)


def _classes(data: CheckInput) -> Judged | Reason:
    if data.predicted is None:
        return Reason(code=ReasonCode.NO_SCORES)
    predicted = encode_classes(data.predicted, "prediction")
    truth = None
    if data.target is not None and data.target in data.table.columns:
        truth = encode_classes(data.table[data.target], data.target)
        truth = truth if (truth.codes != MISSING).any() else None
    rows = paired_rows(data, truth, predicted)
    if isinstance(rows, Reason):
        return rows
    if rows.truth is not None and len(np.unique(rows.truth.codes)) < 2:
        return Reason(code=ReasonCode.ONE_CLASS_ONLY, values={"column": rows.truth.name})
    favorable = favorable_class(data)
    problem = None if favorable is None else class_problem(rows, favorable, data.target)
    return problem or _classed(data, rows, favorable)


def _classed(data: CheckInput, rows: Rows, favorable: str | None) -> Classed:
    true = () if rows.truth is None else rows.truth.labels
    labels = tuple(dict.fromkeys((*true, *rows.predicted.labels)))
    if data.task is Task.BINARY and favorable is not None:
        labels = tuple(dict.fromkeys((*labels, favorable)))
    score = favorable_score(data) if data.task is Task.BINARY else data.score
    return Classed(
        used=rows.used,
        labels=labels,
        truth=None if rows.truth is None else _recoded(rows.truth, labels),
        said=_recoded(rows.predicted, labels),
        favorable=favorable,
        binary=data.task is Task.BINARY,
        score=None if score is None else np.asarray(score, dtype=float)[rows.used.keep],
    )


def _recoded(column: Encoded, labels: tuple[str, ...]) -> "Places":
    place = np.array([labels.index(label) for label in column.labels], dtype=np.int64)
    return place[column.codes]


def _numbers(data: CheckInput) -> Judged | Reason:
    known = data.target is not None and data.target in data.table.columns
    rows = number_rows(data if known else replace(data, target=None))
    if isinstance(rows, Reason):
        return rows
    weights, counts = rows.used.weights, rows.used.counts
    weight = np.ones(len(rows.output)) if weights is None else weights
    means = {"mean_prediction": lambda sums: divide(sums[..., 1], sums[..., 0])}
    parts = [(means, np.column_stack([weight, weight * rows.output]))]
    if rows.truth is not None:
        outcome = {"mean_outcome": lambda sums: divide(sums[..., 1], sums[..., 0])}
        parts.append((outcome, np.column_stack([weight, weight * rows.truth])))
        figures = {name: regression.FIGURES[name] for name in ("mae", "rmse", "r2", "mean_error")}
        figures["mse"] = regression.mse
        parts.append((figures, regression.summands(rows.truth, rows.output, weights, counts)))
        parts += _deviances(rows.truth, rows.output, weights)
    return Summed(used=rows.used, parts=tuple(parts), labeled=rows.truth is not None)


def _deviances(
    truth: "Floats", output: "Floats", weights: "Floats | None"
) -> "list[tuple[dict[str, Callable[[Floats], Floats]], Floats]]":
    if not deviance.poisson_fits(truth, output):
        return []
    figures: dict[str, Callable[[Floats], Floats]] = {"poisson_d2": deviance.poisson_d2}
    return [(figures, deviance.poisson_summands(truth, output, weights))]


def _labels(data: CheckInput) -> Judged | Reason:
    asked = label_questions(data)
    if isinstance(asked, Reason):
        return asked
    questions = [item for item in asked if isinstance(item, Question)]
    if not data.targets or not questions:
        return Reason(code=ReasonCode.NO_LABELS)
    used, columns = joint_columns(data, questions)
    return Summed(used=used, parts=((joint_figures(), columns),), labeled=True)

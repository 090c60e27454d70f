"""How well does a score order the people of each group, and do its probabilities come true for them?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.group_records import rate_measurement
from core.checks.parts.mean_records import mean_interval
from core.checks.parts.rows import favorable_class, favorable_score, is_probability
from core.checks.parts.weighing import Selection, select
from core.inventory import ScoreMeans, Task
from core.reasons import Reason, ReasonCode
from core.results import Interval, Measurement
from core.statistics import calibration, calibration_bounds, discrimination
from core.statistics.areas import Area, areas_by_group
from core.statistics.confusion import Share
from core.statistics.encoding import MISSING, encode_classes
from core.statistics.intervals import Bounds, wilson
from core.statistics.means import Mean, mean_of, student

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]

WIDTHS = 20
"""Equally wide bins of the distribution of scores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRows:
    """Scores of the judged rows in rising order, higher = favorable."""

    used: Selection
    order: "Codes"
    """Positions among the kept rows."""
    score: "Floats"
    truth: "Flags | None"
    weights: "Floats | None"
    counts: "Floats | None"

    @property
    def share(self) -> "Floats":
        """Return what each entry counts."""
        return _share(len(self.score), self.weights, self.counts)


def score_rows(data: CheckInput) -> ScoreRows | Reason:
    """Choose the rows with a usable score and, where there is a target, a true class.

    Parameters
    ----------
    data
        The check's input; the direction of the score must be stated.

    Returns
    -------
    ScoreRows or Reason
        In an order that does not depend on that of the table; a reason where nothing can be judged.
    """
    favorable, score = favorable_class(data), _score(data)
    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    if favorable is None:
        return Reason(code=ReasonCode.NO_FAVORABLE_CLASS)
    if score is None:
        return Reason(code=ReasonCode.NO_SCORES)
    columns, codes = {"score": np.isfinite(score)}, None
    labels: tuple[str, ...] = ()
    if data.target is not None:
        if data.target not in data.table.columns:
            return Reason(code=ReasonCode.NO_LABELS)
        encoded = encode_classes(data.table[data.target], data.target)
        codes, labels = encoded.codes, encoded.labels
        columns[data.target] = columns.get(data.target, True) & (codes != MISSING)
    used = select(data, columns)
    if isinstance(used, Reason):
        return used
    truth = (
        None
        if codes is None
        else codes[used.keep] == (labels.index(favorable) if favorable in labels else -2)
    )
    problem = None if truth is None else _problem(data, truth, favorable in labels)
    return problem or _ordered(used, score[used.keep], truth)


def _score(data: CheckInput) -> "Floats | None":
    if (
        data.task is Task.MULTICLASS
        and data.score is not None
        and data.score_means is not ScoreMeans.UNFAVORABLE
    ):
        return np.asarray(data.score, dtype=float)
    return favorable_score(data)


def _problem(data: CheckInput, truth: "Flags", known: bool) -> Reason | None:  # noqa: FBT001 (one call)
    if not known:
        values: dict[str, str | int | float] = {
            "favorable": data.favorable or "",
            "column": data.target or "",
        }
        return Reason(code=ReasonCode.FAVORABLE_UNKNOWN, values=values)
    if truth.all() or not truth.any():
        return Reason(code=ReasonCode.ONE_CLASS_ONLY, values={"column": data.target or ""})
    return None


def _ordered(used: Selection, score: "Floats", truth: "Flags | None") -> ScoreRows:
    keys = [item for item in (used.counts, used.weights, truth) if item is not None]
    order = np.lexsort((*keys, score))
    return ScoreRows(
        used=used,
        order=order,
        score=score[order],
        truth=None if truth is None else truth[order],
        weights=None if used.weights is None else used.weights[order],
        counts=None if used.counts is None else used.counts[order],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreGroup:
    """One group with its figures."""

    label: str
    rows: int
    measurements: tuple[Measurement, ...]
    errors: Mapping[str, float | None] = field(default_factory=dict)
    """Standard error of each measure that is compared."""
    reliability: tuple[tuple[float, ...], ...] = ()
    """Mean score, frequency, rows and bounds of each bin."""
    bins: tuple[calibration.Bin, ...] = ()
    """Stretches of probabilities, of which the calibration error is made."""
    classes: tuple[float, float] | None = None
    """Effective rows of the favorable and of the other class."""
    distribution: "Floats | None" = None
    """Shape (bins,): rows or weights in each stretch of scores."""


def score_group(
    rows: ScoreRows, member: "Codes", label: str, data: CheckInput, area: Area | None
) -> ScoreGroup:
    """Take every figure of one group.

    Parameters
    ----------
    rows
        The judged rows.
    member
        Positions of the group's rows among them, rising.
    label
        Its label.
    data
        Level and seed.
    area
        Its area under the ROC curve; None without both classes.

    Returns
    -------
    ScoreGroup
        Only means where the true class is not known; probabilities only where scores are some.
    """
    part = _Part(rows, member, label, data)
    figures, errors = [part.mean("mean_score", rows.score[member])], {}
    errors["mean_score"] = part.error(rows.score[member])
    found = ScoreGroup(label=label, rows=part.rows, measurements=(), distribution=part.distribution())
    if rows.truth is None:
        return _with(found, figures, errors, ())
    figures.append(part.prevalence())
    for item, error in (*part.order(area), *part.probabilities()):
        figures.append(item)
        errors[item.measure] = error
    found = replace(found, bins=part.bins(), classes=part.classes())
    return _with(found, figures, errors, part.reliability())


def bounds_of(group: ScoreGroup, measure: str, seed: int) -> "Callable[[float], Bounds] | None":
    """Return the interval, at any level, of a figure that chance makes larger; None for other figures.

    Parameters
    ----------
    group
        Its figures.
    measure
        "ece" or "ks" have such an interval.
    seed
        Seed of the draws.
    """
    if measure == "ece" and group.bins:
        return cache(lambda level: calibration_bounds.error_bounds(group.bins, level=level, seed=seed))
    value = next((item.value for item in group.measurements if item.measure == measure), None)
    if measure != "ks" or value is None or group.classes is None:
        return None
    distance, (positives, negatives) = value, group.classes
    return lambda level: discrimination.ks_class_bounds(distance, positives, negatives, level)


def group_members(codes: "Codes", groups: int) -> "list[Codes]":
    """Return the positions of each group's rows, rising."""
    order = np.argsort(codes.astype(np.int32), kind="stable")
    return np.split(order, np.cumsum(np.bincount(codes, minlength=groups))[:-1])


def group_areas(rows: ScoreRows, codes: "Codes", groups: int) -> tuple[Area | None, ...]:
    """Return the area under the ROC curve of every group; None for all without true classes."""
    if rows.truth is None:
        return (None,) * groups
    shares = (rows.weights, rows.counts)
    return areas_by_group(rows.truth, rows.score, codes, groups=groups, shares=shares)


def _with(
    found: ScoreGroup,
    figures: list[Measurement],
    errors: Mapping[str, float | None],
    bins: tuple[tuple[float, ...], ...],
) -> ScoreGroup:
    return replace(found, measurements=tuple(figures), errors=errors, reliability=bins)


def _share(rows: int, weights: "Floats | None", counts: "Floats | None") -> "Floats":
    number = np.ones(rows) if counts is None else counts
    share: Floats = number if weights is None else number * weights
    return share


class _Part:
    """The rows of one group."""

    def __init__(self, rows: ScoreRows, member: "Codes", label: str, data: CheckInput) -> None:
        self.label, self.level, self.seed = label, data.policy.confidence, data.seed
        self.score = rows.score[member]
        self.truth = None if rows.truth is None else rows.truth[member]
        self.weights = None if rows.weights is None else rows.weights[member]
        self.counts = None if rows.counts is None else rows.counts[member]
        self.share = _share(len(member), self.weights, self.counts)
        self.rows = len(member) if self.counts is None else round(float(self.counts.sum()))
        self.whole = is_probability(rows.score)
        self.ends = (0.0, 1.0) if self.whole else (float(rows.score[0]), float(rows.score[-1]))

    @property
    def number(self) -> float:
        return float(Fraction(self.level))

    def taken(self, values: "Floats") -> Mean:
        return mean_of(values, counts=self.counts, weights=self.weights)

    def error(self, values: "Floats") -> float | None:
        squared = self.taken(values).squared_error
        return None if squared is None else sqrt(squared)

    def mean(self, measure: str, values: "Floats") -> Measurement:
        mean = self.taken(values)
        bounds = student(mean, self.number)
        return Measurement(
            measure=measure,
            subject=self.label,
            value=mean.value,
            numerator=mean.total,
            denominator=mean.weight,
            n=self.rows,
            interval=mean_interval(bounds, self.level, "student"),
            reason=None if bounds is not None else Reason(code=ReasonCode.TOO_FEW_ROWS),
        )

    def prevalence(self) -> Measurement:
        total = float(self.share.sum())
        hits = float(self.share[self._true].sum())
        number = np.ones(len(self.share)) if self.counts is None else self.counts
        squares = float((self.share**2 / number).sum())
        worth = total if self.weights is None else total**2 / squares
        share = Share(hits, total, worth)
        return rate_measurement("base_rate", share, rows=self.rows, level=self.level, subject=self.label)

    def order(self, area: Area | None) -> "list[tuple[Measurement, float | None]]":
        names = ("auc", "gini", "ks")
        if area is None:
            code = ReasonCode.NO_NEGATIVES if self._true.all() else ReasonCode.NO_POSITIVES
            return [(self._absent(name, code), None) for name in names]
        found = area.bounds(self.number)
        interval, doubled = None, None
        if found is not None:
            (low, high), method = found
            interval = Interval(low=low, high=high, level=self.level, method=method)
            doubled = Interval(low=2 * low - 1, high=2 * high - 1, level=self.level, method=method)
        short = None if found is not None else Reason(code=ReasonCode.TOO_FEW_ROWS)
        error = area.error
        gini = None if error is None else 2 * error
        return [
            (self._figure("auc", area.value, interval, short), error),
            (self._figure("gini", 2 * area.value - 1, doubled, short), gini),
            self._distance(),
        ]

    def probabilities(self) -> "list[tuple[Measurement, float | None]]":
        names = ("brier", "ece", "score_deviation")
        if not self.whole:
            return [(self._absent(name, ReasonCode.NOT_A_PROBABILITY), None) for name in names]
        truth = self._true.astype(float)
        squares, away = calibration.brier_parts(truth, self.score), self.score - truth
        return [
            (self.mean("brier", squares), self.error(squares)),
            self._calibration(),
            (self.mean("score_deviation", away), self.error(away)),
        ]

    def reliability(self) -> tuple[tuple[float, ...], ...]:
        found = []
        for part in self.bins():
            rate = part.hits / part.rows
            low, high = wilson(min(rate * part.effective, part.effective), part.effective, self.number)
            found.append((part.mean_score, rate, part.rows, low, high))
        return tuple(found)

    def distribution(self) -> "Floats":
        low, high = self.ends
        width = (high - low) or 1.0
        place = np.clip(((self.score - low) / width * WIDTHS).astype(np.int64), 0, WIDTHS - 1)
        return np.bincount(place, self.share, WIDTHS).astype(float)

    @property
    def _true(self) -> "Flags":
        assert self.truth is not None  # noqa: S101 (asked only where true classes are known)
        return self.truth

    def bins(self) -> tuple[calibration.Bin, ...]:
        if not self.whole:
            return ()
        truth = self._true.astype(float)
        return calibration.calibration_bins(truth, self.score, weights=self.weights, counts=self.counts)

    def classes(self) -> tuple[float, float] | None:
        """Return the effective rows of both classes; None if one is empty."""
        number = np.ones(len(self.share)) if self.counts is None else self.counts
        sides = [(self.share[side], number[side]) for side in (self._true, ~self._true)]
        worth = [float(own.sum() ** 2 / (own**2 / n).sum()) if own.sum() > 0 else 0.0 for own, n in sides]
        return (worth[0], worth[1]) if min(worth) > 0 else None

    def _distance(self) -> "tuple[Measurement, float | None]":
        sizes = self.classes()
        assert sizes is not None  # noqa: S101 (asked only with both classes)
        value = discrimination.ks_distance(self._true, self.score, self.share)
        bounds = discrimination.ks_class_bounds(value, *sizes, self.number)
        return self._figure("ks", value, mean_interval(bounds, self.level, "beyond_chance"), None), sqrt(
            1 / sizes[0] + 1 / sizes[1]
        ) / 2

    def _calibration(self) -> "tuple[Measurement, float | None]":
        bins = self.bins()
        value = calibration.expected_calibration_error(bins)
        bounds = calibration_bounds.error_bounds(bins, level=self.number, seed=self.seed)
        interval = mean_interval(bounds, self.level, "beyond_chance")
        error = calibration_bounds.chance_errors(bins, seed=self.seed).std()
        return self._figure("ece", value, interval, None), float(error)

    def _figure(
        self, measure: str, value: float, interval: Interval | None, reason: Reason | None
    ) -> Measurement:
        return Measurement(
            measure=measure, subject=self.label, value=value, n=self.rows, interval=interval, reason=reason
        )

    def _absent(self, measure: str, code: ReasonCode) -> Measurement:
        return Measurement(
            measure=measure, subject=self.label, value=None, n=self.rows, reason=Reason(code=code)
        )

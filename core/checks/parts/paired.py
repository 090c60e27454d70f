"""How much worse is one of two models on the same rows, and could that be chance?"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.parts.estimates import Estimate, no_bounds, of_sums
from core.checks.parts.judged import Classed, Summed
from core.checks.parts.losses import LOSSES, How, Pair
from core.checks.parts.rows import is_probability
from core.results import Significance
from core.statistics import calibration
from core.statistics.confusion import divide
from core.statistics.intervals import Bounds, z_value
from core.statistics.paired import delong_pair, mcnemar

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Figure = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class Discordance:
    """Of how many rows only one of two models is right, in effective rows."""

    rows: float
    only_here: float
    only_other: float

    @property
    def loss(self) -> float:
        """Return the other's share of right decisions minus this one's."""
        return (self.only_other - self.only_here) / self.rows

    def bounds(self, level: float) -> Bounds:
        """Return the adjusted interval of the loss, which has a width even without disagreement.

        References
        ----------
        Bonett and Price 2012, Journal of Educational and Behavioral Statistics 37:479-488.
        """
        first, second = (self.only_other + 1) / (self.rows + 2), (self.only_here + 1) / (self.rows + 2)
        middle = first - second
        step = z_value(level) * math.sqrt((first + second - middle**2) / (self.rows + 2))
        return max(-1.0, middle - step), min(1.0, middle + step)


def class_pairs(here: Classed, other: Classed) -> tuple[Pair, ...]:
    """Compare classes and scores that two models give the same rows.

    Parameters
    ----------
    here, other
        The same rows in the same order.

    Returns
    -------
    tuple of Pair
        Accuracy with McNemar's exact test, recall of the classes that must be found, balanced accuracy; for
        scores the area under the curve with DeLong's test, Brier score and log loss.
    """
    figures = {(item.measure, item.subject): item for item in here.estimates()}
    others = {(item.measure, item.subject): item for item in other.estimates()}
    found: list[Pair] = []
    for estimate, test in (*_decided(here, other), *_scored(here, other)):
        name = next(name for name, (loss, _) in LOSSES.items() if loss == estimate.measure)
        key = (name, estimate.subject)
        if key in figures and key in others:
            found.append(Pair(here=figures[key], other=others[key], loss=estimate, test=test))
    return tuple(found)


def number_pairs(here: Summed, other: Summed) -> tuple[Pair, ...]:
    """Compare numbers that two models predict for the same rows.

    Parameters
    ----------
    here, other
        The same rows in the same order.

    Returns
    -------
    tuple of Pair
        Each figure with the interval of its paired difference and the test that it is none.

    References
    ----------
    Diebold and Mariano 1995, Journal of Business and Economic Statistics 13:253-263 (independent rows).
    """
    counts = np.ones(len(here.used.keep)) if here.used.counts is None else here.used.counts
    found = []
    for (figures, columns), (_, others) in zip(here.parts, other.parts, strict=False):
        both = np.column_stack([columns, others])
        for name, figure in figures.items():
            if name not in LOSSES:
                continue
            loss, how = LOSSES[name]
            change = of_sums(loss, _change(figure, how, columns.shape[1]), both, counts)
            found.append(
                Pair(
                    here=of_sums(name, figure, columns, counts),
                    other=of_sums(name, figure, others, counts),
                    loss=change,
                    test=_normal_test(change, 1.0 if how is How.RATIO else 0.0),
                )
            )
    return tuple(found)


def _change(figure: "Figure", how: How, width: int) -> "Figure":
    """Return by how much a figure is worse, from the sums of both sides beside each other."""

    def change(sums: "Floats") -> "Floats":
        first, second = figure(sums[..., :width]), figure(sums[..., width:])
        match how:
            case How.RATIO:
                return divide(first, second)
            case How.LOSS:
                return second - first
            case How.RISE:
                return first - second

    return change


def _normal_test(change: Estimate, equal: float) -> Significance | None:
    """Test a paired difference by its standard error; None where it has none."""
    error = change.error()
    if change.value is None or error is None:
        return None
    z = (change.value - equal) / error
    return Significance(test="normal", statistic=z, p=math.erfc(abs(z) / math.sqrt(2)))


Tested = tuple[Estimate, Significance | None]


def _decided(here: Classed, other: Classed) -> list[Tested]:
    if here.truth is None:
        return []
    everything = np.ones(len(here.said), dtype=bool)
    right, right_other = _right(here), _right(other)
    found = [_agreement("accuracy_loss", None, _discordance(here, right, right_other, everything))]
    parts = []
    for label in here.labels:
        of_class = here.truth == here.labels.index(label)
        if not of_class.any():
            continue
        part = _discordance(here, right, right_other, of_class)
        parts.append(part)
        if label in here.watched:
            found.append(_agreement("recall_loss", label, part))
    found.insert(1, (_balanced(parts, here.rows(everything)), None))
    if here.used.weights is None:
        test = _mcnemar(here, right, right_other)
        found[0] = (found[0][0], test)
    return found


def _right(side: Classed) -> "Flags":
    truth = np.zeros(0) if side.truth is None else side.truth
    right: Flags = truth == side.said
    return right


def _discordance(here: Classed, right: "Flags", right_other: "Flags", some: "Flags") -> Discordance:
    weights = np.ones(len(some)) if here.used.weights is None else here.used.weights
    counts = np.ones(len(some)) if here.used.counts is None else here.used.counts
    share = (weights * counts)[some]
    scale = float(share.sum() / (weights**2 * counts)[some].sum())
    only, other = right & ~right_other, ~right & right_other
    return Discordance(
        rows=float(share.sum()) * scale,
        only_here=float(share[only[some]].sum()) * scale,
        only_other=float(share[other[some]].sum()) * scale,
    )


def _agreement(measure: str, subject: str | None, part: Discordance) -> Tested:
    estimate = Estimate(
        measure=measure,
        subject=subject,
        value=part.loss,
        rows=round(part.rows),
        bounds=part.bounds,
        method="bonett_price",
    )
    return estimate, None


def _balanced(parts: Sequence[Discordance], rows: int) -> Estimate:
    """Return the loss of the mean recall; classes are independent."""
    value = sum(part.loss for part in parts) / len(parts)

    def bounds(level: float) -> Bounds:
        ends = [(part.loss, part.bounds(level)) for part in parts]
        below = math.sqrt(sum((loss - low) ** 2 for loss, (low, _) in ends)) / len(parts)
        above = math.sqrt(sum((high - loss) ** 2 for loss, (_, high) in ends)) / len(parts)
        return value - below, value + above

    return Estimate(
        measure="balanced_accuracy_loss", value=value, rows=rows, bounds=bounds, method="bonett_price"
    )


def _mcnemar(here: Classed, right: "Flags", right_other: "Flags") -> Significance:
    counts = np.ones(len(right)) if here.used.counts is None else here.used.counts
    only = round(float(counts[right & ~right_other].sum()))
    other = round(float(counts[~right & right_other].sum()))
    return Significance(test="mcnemar_exact", statistic=float(other - only), p=mcnemar(only, other))


def _scored(here: Classed, other: Classed) -> list[Tested]:
    if here.truth is None or here.score is None or other.score is None or here.favorable is None:
        return []
    happened = here.truth == here.labels.index(here.favorable)
    weights, counts = here.used.weights, here.used.counts
    pair = delong_pair(happened, other.score, here.score, weights=weights, counts=counts)
    if pair is None:
        return []
    tested = pair.test()
    area = Estimate(
        measure="auc_loss",
        value=pair.difference,
        rows=here.rows(np.ones(len(happened), dtype=bool)),
        bounds=no_bounds if pair.error is None else pair.bounds,
        method="delong",
    )
    test = None if tested is None else Significance(test="delong", statistic=tested[0], p=tested[1])
    return [(area, test), *_probabilities(here, other, happened)]


def _probabilities(here: Classed, other: Classed, happened: "Flags") -> list[Tested]:
    first, second = here.score, other.score
    if first is None or second is None or not is_probability(first) or not is_probability(second):
        return []
    truth = happened.astype(float)
    weights = np.ones(len(truth)) if here.used.weights is None else here.used.weights
    counts = np.ones(len(truth)) if here.used.counts is None else here.used.counts
    found = []
    for name, parts in (("brier", calibration.brier_parts), ("log_loss", calibration.log_loss_parts)):
        change = parts(truth, first) - parts(truth, second)
        columns = np.column_stack([weights, weights * change])
        estimate = of_sums(LOSSES[name][0], _mean, columns, counts)
        found.append((estimate, _normal_test(estimate, 0.0)))
    return found


def _mean(sums: "Floats") -> "Floats":
    return divide(sums[..., 1], sums[..., 0])


__all__ = ["Discordance", "class_pairs", "number_pairs"]

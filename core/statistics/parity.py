"""How far do groups lie apart, in the figures that other libraries name?

From counts alone, for comparison with published figures: the checks add intervals, exact fractions and the
minimum size of groups. Cells have the shape (groups, 2, 2), first the true class, then the predicted one,
1 = favorable. What has an empty denominator is left out; None where fewer than two groups remain.
"""

from typing import TYPE_CHECKING

import numpy as np

from core.statistics.confusion import rate_values
from core.statistics.encoding import MISSING, encode_classes

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


def group_cells(
    truth: "npt.ArrayLike",
    predicted: "npt.ArrayLike",
    groups: "npt.ArrayLike",
    *,
    weights: "npt.ArrayLike | None" = None,
) -> "tuple[tuple[str, ...], Floats]":
    """Count true against predicted classes in every group.

    Parameters
    ----------
    truth, predicted
        Shape (rows,): 1 or True for the favorable class.
    groups
        Shape (rows,): any labels.
    weights
        Shape (rows,), or None.

    Returns
    -------
    tuple
        Labels of the groups, and cells of shape (groups, 2, 2); rows without a group form the group "".
    """
    encoded = encode_classes(np.asarray(groups).astype(object))
    labels, codes = encoded.labels, encoded.codes.astype(np.int64)
    if (codes == MISSING).any():
        labels, codes = (*labels, ""), np.where(codes == MISSING, len(labels), codes)
    true, said = np.asarray(truth).astype(np.int64), np.asarray(predicted).astype(np.int64)
    share = None if weights is None else np.asarray(weights, dtype=float)
    key = (codes * 2 + true) * 2 + said
    counts = np.bincount(key, share, minlength=4 * len(labels)).astype(float)
    return labels, counts.reshape(-1, 2, 2)


def rate_difference(rate: str, cells: "Floats") -> float | None:
    """Return the highest minus the lowest rate; `rate` is a key of `core.statistics.confusion.RATES`."""
    known = _known(rate, cells)
    return float(known.max() - known.min()) if len(known) > 1 else None


def rate_ratio(rate: str, cells: "Floats") -> float | None:
    """Return the lowest over the highest rate; None if the highest is 0."""
    known = _known(rate, cells)
    return float(known.min() / known.max()) if len(known) > 1 and known.max() > 0 else None


def disparities(rate: str, cells: "Floats", reference: int) -> "Floats":
    """Return each group's rate over that of a reference group, shape (groups,); NaN where not computable."""
    rates = rate_values(rate, cells)
    base = rates[reference]
    found: Floats = rates / base if base > 0 else np.full(len(rates), np.nan)
    return found


def demographic_parity_difference(cells: "Floats") -> float | None:
    """Return the largest difference of selection rates.

    References
    ----------
    Dwork et al. 2012, ITCS, 214-226.
    """
    return rate_difference("selection_rate", cells)


def demographic_parity_ratio(cells: "Floats") -> float | None:
    """Return the lowest over the highest selection rate, the impact ratio of 29 CFR 1607.4(D)."""
    return rate_ratio("selection_rate", cells)


def disparate_impact(cells: "Floats", group: int, reference: int) -> float | None:
    """Return the selection rate of a group over that of a reference group; None for 0/0 and x/0."""
    return _or_none(disparities("selection_rate", cells, reference)[group])


def statistical_parity_difference(cells: "Floats", group: int, reference: int) -> float | None:
    """Return the selection rate of a group minus that of a reference group."""
    rates = rate_values("selection_rate", cells)
    return _or_none(rates[group] - rates[reference])


def equal_opportunity_difference(cells: "Floats") -> float | None:
    """Return the largest difference of true positive rates.

    References
    ----------
    Hardt, Price and Srebro 2016, NIPS, 3315-3323.
    """
    return rate_difference("tpr", cells)


def equal_opportunity_ratio(cells: "Floats") -> float | None:
    """Return the lowest over the highest true positive rate; None if the highest is 0."""
    return rate_ratio("tpr", cells)


def equalized_odds_difference(cells: "Floats") -> float | None:
    """Return the larger of the differences of true and of false positive rates; None if one has no value.

    References
    ----------
    Hardt, Price and Srebro 2016, NIPS, 3315-3323.
    """
    return _joined([rate_difference(rate, cells) for rate in ("tpr", "fpr")], largest=True)


def equalized_odds_ratio(cells: "Floats") -> float | None:
    """Return the smaller of the ratios of true and of false positive rates.

    A rate that is 0 in every group is equal everywhere, has no ratio and does not count; None if neither has
    one, or if fewer than two groups have one of the rates.
    """
    if any(len(_known(rate, cells)) < 2 for rate in ("tpr", "fpr")):
        return None
    ratios = [ratio for rate in ("tpr", "fpr") if (ratio := rate_ratio(rate, cells)) is not None]
    return min(ratios) if ratios else None


def average_odds_difference(cells: "Floats", group: int, reference: int) -> float | None:
    """Return the mean of both rates of a group minus that of a reference group.

    References
    ----------
    Bellamy et al. 2019, IBM Journal of Research and Development 63(4/5):4:1-4:15.
    """
    gaps = _odds_gaps(cells, group, reference)
    return _or_none(gaps.mean())


def average_absolute_odds_difference(cells: "Floats", group: int, reference: int) -> float | None:
    """Return the mean absolute difference of both rates of a group and a reference group."""
    return _or_none(np.abs(_odds_gaps(cells, group, reference)).mean())


def predictive_parity_difference(cells: "Floats") -> float | None:
    """Return the largest difference of positive predictive values."""
    return rate_difference("ppv", cells)


def treatment_equality_difference(cells: "Floats", group: int, reference: int) -> float | None:
    """Return the false negatives per false positive of a group minus those of a reference group.

    References
    ----------
    Berk et al. 2021, Sociological Methods and Research 50:3-44.
    """
    missed, alarms = cells[:, 1, 0], cells[:, 0, 1]
    if alarms[group] == 0 or alarms[reference] == 0:
        return None
    return float(missed[group] / alarms[group] - missed[reference] / alarms[reference])


def _odds_gaps(cells: "Floats", group: int, reference: int) -> "Floats":
    rates = np.array([rate_values(rate, cells) for rate in ("tpr", "fpr")])
    gaps: Floats = rates[:, group] - rates[:, reference]
    return gaps


def _joined(gaps: list[float | None], *, largest: bool) -> float | None:
    known = [gap for gap in gaps if gap is not None]
    if len(known) < len(gaps):
        return None
    return max(known) if largest else min(known)


def _known(rate: str, cells: "Floats") -> "Floats":
    rates = rate_values(rate, np.asarray(cells, dtype=float))
    known: Floats = rates[np.isfinite(rates)]
    return known


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None

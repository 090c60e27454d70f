"""What does another library say about the same counts?

The only module that calls fairlearn. Its `MetricFrame` runs on the cells of the count with `sample_weight`:
same figures as on the rows, at the cost of a few cells.
"""

import warnings
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

TOLERANCE = 1e-9
"""A larger disagreement of the two implementations is a defect."""


def rates_by_group(cells: "Floats") -> "dict[str, Floats]":
    """Return every rate of every group as fairlearn and scikit-learn calculate it.

    Parameters
    ----------
    cells
        Shape (groups, 2, 2): true class, predicted class, 1 = favorable; every group has rows.

    Returns
    -------
    dict
        Rate id to values of shape (groups,); where a denominator is 0 the value is the library's convention.
    """
    from fairlearn.metrics import MetricFrame

    groups, truth, predicted = (axis.ravel() for axis in np.indices(cells.shape))
    weight = cells.ravel()
    filled = weight > 0
    metrics = _metrics()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # both libraries warn of empty denominators, which are known here
        frame = MetricFrame(
            metrics=metrics,
            y_true=truth[filled],
            y_pred=predicted[filled],
            sensitive_features=groups[filled],
            sample_params={name: {"sample_weight": weight[filled]} for name in metrics},
        )
    ordered = frame.by_group.sort_index()
    return {name: ordered[name].to_numpy(dtype=float) for name in metrics}


def largest_disagreement(ours: "dict[str, Floats]", cells: "Floats") -> float:
    """Return the largest difference between our figures and the libraries', where ours are computable.

    Parameters
    ----------
    ours
        Rate id to values of shape (groups,), NaN for 0/0.
    cells
        Shape (groups, 2, 2), as for `rates_by_group`.

    Returns
    -------
    float
        To be compared with `TOLERANCE`.
    """
    theirs = rates_by_group(cells)
    gaps = [np.abs(values - theirs[name])[np.isfinite(values)] for name, values in ours.items()]
    return float(max((gap.max() for gap in gaps if gap.size), default=0.0))


def gaps(cells: "Floats") -> dict[str, float]:
    """Return the gaps between all groups as fairlearn calculates them.

    Parameters
    ----------
    cells
        Shape (groups, 2, 2): the compared groups, in which every denominator is above 0.

    Returns
    -------
    dict
        Measure id to value; the ratio is NaN where no group has a favorable decision.
    """
    from fairlearn import metrics as fair

    groups, truth, predicted = (axis.ravel() for axis in np.indices(cells.shape))
    filled = cells.ravel() > 0
    table = {"sensitive_features": groups[filled], "sample_weight": cells.ravel()[filled]}
    data = (truth[filled], predicted[filled])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {
            "demographic_parity_difference": fair.demographic_parity_difference(*data, **table),
            "impact_ratio": fair.demographic_parity_ratio(*data, **table),
            "equal_opportunity_difference": fair.equal_opportunity_difference(*data, **table),
            "equalized_odds_difference": fair.equalized_odds_difference(*data, **table),
        }


def _metrics() -> "dict[str, Callable[..., float]]":
    from fairlearn import metrics as fair
    from sklearn import metrics as plain

    return {
        "selection_rate": fair.selection_rate,
        "base_rate": _base_rate,
        "tpr": fair.true_positive_rate,
        "fpr": fair.false_positive_rate,
        "tnr": fair.true_negative_rate,
        "fnr": fair.false_negative_rate,
        "ppv": partial(plain.precision_score, zero_division=0),
        "fdr": partial(_complement, partial(plain.precision_score, zero_division=0)),
        "npv": partial(plain.precision_score, pos_label=0, zero_division=0),
        "for": partial(_complement, partial(plain.precision_score, pos_label=0, zero_division=0)),
        "accuracy": plain.accuracy_score,
        "balanced_accuracy": plain.balanced_accuracy_score,
        "f1": partial(plain.f1_score, zero_division=0),
        "mcc": plain.matthews_corrcoef,
    }


def _base_rate(y_true: "Floats", y_pred: "Floats", sample_weight: "Floats") -> float:  # noqa: ARG001 (interface)
    return float(np.average(y_true, weights=sample_weight))


def _complement(
    metric: "Callable[..., float]", y_true: "Floats", y_pred: "Floats", sample_weight: "Floats"
) -> float:
    return 1 - metric(y_true, y_pred, sample_weight=sample_weight)

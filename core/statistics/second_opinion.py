"""What does another library say about the same counts?

The only module that calls fairlearn. Its `MetricFrame` runs on the cells of the count with `sample_weight`:
same figures as on the rows, at the cost of a few cells.
"""

import warnings
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt
    from fairlearn.metrics import MetricFrame

    Floats = npt.NDArray[np.float64]

TOLERANCE = 1e-9
"""A larger disagreement of the two implementations is a defect."""


def rates_by_group(cells: "Floats", *, labeled: bool = True) -> "dict[str, Floats]":
    """Return every rate of every group as fairlearn and scikit-learn calculate it.

    Parameters
    ----------
    cells
        Shape (groups, 2, 2): true class, predicted class, 1 = favorable; every group has rows.
    labeled
        Whether the true class is known; without it only the selection rate is returned.

    Returns
    -------
    dict
        Rate id to values of shape (groups,); where a denominator is 0 the value is the library's convention.
    """
    from fairlearn import metrics as fair

    metrics: dict[str, Callable[..., object]] = {"selection_rate": fair.selection_rate}
    if labeled:
        metrics = {"all": _all_rates}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # both libraries warn of empty denominators, which are known here
        ordered = _frame(cells, metrics).by_group.sort_index()
    if not labeled:
        return {"selection_rate": ordered["selection_rate"].to_numpy(dtype=float)}
    table = np.array(ordered["all"].tolist(), dtype=float)
    return dict(zip(_ALL, table.T, strict=True))


def largest_disagreement(ours: "dict[str, Floats]", theirs: "dict[str, Floats]") -> float:
    """Return the largest difference between our figures and the libraries', where ours are computable.

    Parameters
    ----------
    ours
        Rate id to values of shape (groups,), NaN for 0/0.
    theirs
        As `rates_by_group` returns them.

    Returns
    -------
    float
        To be compared with `TOLERANCE`.
    """
    gaps = [np.abs(values - theirs[name])[np.isfinite(values)] for name, values in ours.items()]
    return float(max((gap.max() for gap in gaps if gap.size), default=0.0))


def gaps(rates: "Mapping[str, Floats]") -> dict[str, float]:
    """Return the gaps between all groups that follow from the libraries' rates.

    Parameters
    ----------
    rates
        Rate id to values of shape (groups,), of the compared groups, in which every denominator is above 0.

    Returns
    -------
    dict
        Measure id to value; no ratio where no group has a favorable decision.
    """
    apart = {name: float(values.max() - values.min()) for name, values in rates.items()}
    found = {"demographic_parity_difference": apart["selection_rate"]}
    if rates["selection_rate"].max() > 0:
        found["impact_ratio"] = float(rates["selection_rate"].min() / rates["selection_rate"].max())
    if "tpr" in apart:
        found["equal_opportunity_difference"] = apart["tpr"]
        found["fpr_difference"] = apart["fpr"]
        found["equalized_odds_difference"] = max(apart["tpr"], apart["fpr"])
        found["accuracy_difference"] = apart["accuracy"]
        found["fnr_difference"], found["tnr_difference"] = apart["fnr"], apart["tnr"]
        found["base_rate_difference"] = apart["base_rate"]
    return found


def errors_by_group(
    groups: "npt.NDArray[np.int64]", truth: "Floats", output: "Floats", weights: "Floats | None"
) -> "dict[str, Floats]":
    """Return figures of predicted numbers by group as fairlearn and scikit-learn calculate them.

    Parameters
    ----------
    groups
        Shape (rows,): codes of the groups, each of which has rows.
    truth, output, weights
        Shape (rows,).

    Returns
    -------
    dict
        Measure id to values of shape (groups,), in the order of the codes.
    """
    from fairlearn.metrics import mean_prediction
    from sklearn import metrics as plain

    weight = np.ones(len(truth)) if weights is None else weights
    order = np.argsort(groups, kind="stable")
    found: dict[str, list[float]] = {"mean_prediction": [], "mean_outcome": [], "mae": [], "rmse": []}
    for rows in np.split(order, np.flatnonzero(np.diff(groups[order])) + 1):
        true, said, share = truth[rows], output[rows], weight[rows]
        found["mean_prediction"].append(float(mean_prediction(true, said, sample_weight=share)))
        found["mean_outcome"].append(float(np.average(true, weights=share)))
        found["mae"].append(float(plain.mean_absolute_error(true, said, sample_weight=share)))
        found["rmse"].append(float(plain.root_mean_squared_error(true, said, sample_weight=share)))
    figures = {name: np.array(values) for name, values in found.items()}
    return figures | {"mean_error": figures["mean_prediction"] - figures["mean_outcome"]}


_ALL = (
    "selection_rate",
    "base_rate",
    "tpr",
    "fpr",
    "tnr",
    "fnr",
    "ppv",
    "fdr",
    "npv",
    "for",
    "accuracy",
    "balanced_accuracy",
    "f1",
    "mcc",
)


def _frame(cells: "Floats", metrics: "Mapping[str, Callable[..., object]]") -> "MetricFrame":
    """Hand the filled cells to fairlearn, each with its count as weight."""
    from fairlearn.metrics import MetricFrame

    groups, truth, predicted = (axis.ravel() for axis in np.indices(cells.shape))
    weight = cells.ravel()
    filled = np.flatnonzero(weight > 0)
    if len(filled) == 1:  # fairlearn reads a single row as a number instead of a column
        filled, weight = np.repeat(filled, 2), weight / 2
    return MetricFrame(
        metrics=dict(metrics),
        y_true=truth[filled],
        y_pred=predicted[filled],
        sensitive_features=groups[filled],
        sample_params={name: {"sample_weight": weight[filled]} for name in metrics},
    )


def _all_rates(y_true: "Floats", y_pred: "Floats", sample_weight: "Floats") -> tuple[float, ...]:
    """Return the figures of `_ALL` in one go: both libraries spend their time on validating a few cells."""
    from fairlearn import metrics as fair
    from sklearn import metrics as plain

    data = (y_true, y_pred)
    precision, recall, score, _ = plain.precision_recall_fscore_support(
        *data, labels=[0, 1], sample_weight=sample_weight, zero_division=0
    )
    return (
        fair.selection_rate(*data, sample_weight=sample_weight),
        _base_rate(*data, sample_weight=sample_weight),
        fair.true_positive_rate(*data, sample_weight=sample_weight),
        fair.false_positive_rate(*data, sample_weight=sample_weight),
        recall[0],
        1 - recall[1],
        precision[1],
        1 - precision[1],
        precision[0],
        1 - precision[0],
        plain.accuracy_score(*data, sample_weight=sample_weight),
        float(recall.mean()),
        score[1],
        plain.matthews_corrcoef(*data, sample_weight=sample_weight),
    )


def _base_rate(y_true: "Floats", y_pred: "Floats", sample_weight: "Floats") -> float:  # noqa: ARG001 (interface)
    return float(np.average(y_true, weights=sample_weight))

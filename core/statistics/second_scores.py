"""What do other libraries say about the scores of one group?

Up to `MOST` rows everything is calculated again, beyond a seeded sample of that size is, both ways.
"""

from typing import TYPE_CHECKING

import numpy as np

from core.statistics.areas import areas_by_group

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

MOST = 20_000
"""Rows that are handed to the other libraries."""


def score_disagreement(
    truth: "Flags", score: "Floats", share: "Floats", ours: "dict[str, float]", *, seed: int
) -> float:
    """Return the largest difference between our figures of one group and those of scikit-learn.

    Parameters
    ----------
    truth, score, share
        Shape (rows,): class, score, and what an entry counts.
    ours
        Measure id and value: "auc", "brier", "mean_score", "ks", "ece".
    seed
        Seed of the sample.

    Returns
    -------
    float
        To be compared with the tolerance of all fairness figures.
    """
    found = [0.0]
    if "mean_score" in ours:
        found.append(abs(float(np.average(score, weights=share)) - ours["mean_score"]))
    if "brier" in ours:
        found.append(abs(float(np.average((score - truth) ** 2, weights=share)) - ours["brier"]))
    if "auc" in ours:
        found.append(_area(truth, score, share, ours["auc"], seed))
    if "ks" in ours:
        found.append(abs(_distance(truth, score, share) - ours["ks"]))
    if "ece" in ours:
        found.append(abs(_calibration_error(truth, score, share) - ours["ece"]))
    return max(found)


def error_disagreement(output: "Floats", truth: "Floats", share: "Floats", ours: "dict[str, float]") -> float:
    """Return the largest difference between our errors of predicted numbers and those of scikit-learn."""
    from sklearn.metrics import mean_absolute_error, root_mean_squared_error

    theirs = {"mae": mean_absolute_error, "rmse": root_mean_squared_error}
    scale = max(1.0, float(np.abs(truth).max()), float(np.abs(output).max()))
    found = [
        abs(float(figure(truth, output, sample_weight=share)) - ours[name]) / scale
        for name, figure in theirs.items()
        if name in ours
    ]
    return max(found, default=0.0)


def _distance(truth: "Flags", score: "Floats", share: "Floats") -> float:
    """Return the largest distance of the two distributions from scikit-learn's ROC curve."""
    from sklearn.metrics import roc_curve

    false, true, _ = roc_curve(truth, score, sample_weight=share, drop_intermediate=False)
    return float(np.abs(true - false).max())


def _calibration_error(truth: "Flags", score: "Floats", share: "Floats") -> float:
    """Return the expected calibration error of ten bins of equal width, sorted and added up by pandas."""
    import pandas as pd

    place = np.digitize(score, np.linspace(0, 1, 11)[1:-1], right=True)
    frame = pd.DataFrame({"place": place, "share": share, "gap": share * (truth - score)})
    sums = frame.groupby("place").sum()
    return float(sums["gap"].abs().sum() / share.sum())


def rank_disagreement(output: "Floats", truth: "Floats", value: float) -> float:
    """Return the difference between our rank correlation of unweighted rows and scipy's."""
    from scipy.stats import spearmanr

    if len(output) > MOST:
        return 0.0
    return abs(float(spearmanr(output, truth).statistic) - value)


def _area(truth: "Flags", score: "Floats", share: "Floats", value: float, seed: int) -> float:
    from sklearn.metrics import roc_auc_score

    if len(score) > MOST:
        some = np.sort(np.random.default_rng(seed).choice(len(score), MOST, replace=False))
        truth, score, share = truth[some], score[some], share[some]
        if truth.all() or not truth.any():
            return 0.0
        zero = np.zeros(len(score), dtype=np.int64)
        (mine,) = areas_by_group(truth, score, zero, groups=1, shares=(share, None))
        value = 0.0 if mine is None else mine.value
    return abs(float(roc_auc_score(truth, score, sample_weight=share)) - value)

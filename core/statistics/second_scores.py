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
        Measure id and value: "auc", "brier", "mean_score".
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
    return max(found)


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

"""What do others answer where rows are few or classes are never named, and what is said here?"""

import warnings
from dataclasses import replace

import numpy as np

from core.checks.registry import get
from core.inventory import Task
from core.policy import Relation
from core.progress import SILENT
from core.statistics.calibration import calibration_bins
from core.statistics.calibration_bounds import error_bounds
from tests.core.checks.inputs import binary, limit, policy

FAULTLESS = (np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.8, 0.9]))


def few_right_theirs() -> str:
    # The formula's variance of placements that are all 1.
    truth, score = FAULTLESS
    won = [(score[truth == 0] < value).mean() for value in score[truth == 1]]
    half = 1.96 * float(np.std(won))
    return f"{np.mean(won) - half:.4g} to {np.mean(won) + half:.4g}: passed"


def few_right_ours() -> str:
    limits = (limit("performance", "auc", Relation.AT_LEAST, "0.65"),)
    data = replace(binary(FAULTLESS[0], FAULTLESS[0], score=FAULTLESS[1]), policy=policy(limits))
    (found,) = get("performance").run(data, SILENT).conclusions
    assert found.interval is not None
    return f"{found.interval.low:.4g} to {found.interval.high:.4g}: {found.verdict.value.replace('_', ' ')}"


NEVER = (np.array(["a"] * 6 + ["b"] * 3 + ["c"]), np.array(["a"] * 6 + ["b"] * 2 + ["a", "b"]))


def never_named_theirs() -> str:
    from sklearn.metrics import precision_score

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return f"{precision_score(*NEVER, labels=['c'], average=None)[0]:.4g}"


def never_named_ours() -> str:
    data = replace(binary(*NEVER, favorable="a"), task=Task.MULTICLASS, cut_off=None)
    result = get("performance").run(data, SILENT)
    found = next(i for i in result.measurements if (i.measure, i.subject) == ("precision", "c"))
    return "not computable" if found.value is None else f"{found.value:.4g}"


def calibrated() -> "tuple[np.typing.NDArray[np.float64], np.typing.NDArray[np.float64]]":
    """Four rows at each of ten probabilities whose outcomes were drawn with just these."""
    score = np.repeat((np.arange(10) + 0.5) / 10, 4)
    return (np.random.default_rng(2).random(40) < score).astype(float), score


def small_calibration_theirs() -> str:
    truth, score = calibrated()
    rng, found = np.random.default_rng(1), []
    for _ in range(500):
        at = rng.integers(0, len(truth), len(truth))
        bins = (score[at] * 10).astype(int)
        gaps = [abs((truth[at] - score[at])[bins == one].sum()) for one in range(10)]
        found.append(sum(gaps) / len(truth))
    return f"at least {np.quantile(found, 0.025):.2g}"


def small_calibration_ours() -> str:
    return f"at least {error_bounds(calibration_bins(*calibrated()), seed=1)[0]:.2g}"

"""Which rows have a probability and a known outcome, and which event is it the probability of?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.rows import PREDICTION, favorable_class, is_probability
from core.checks.parts.scores import Scores
from core.checks.parts.weighing import Selection, select
from core.inventory import ScoreMeans, Task
from core.reasons import Reason, ReasonCode
from core.statistics.bootstrap import distinct_rows
from core.statistics.encoding import MISSING, Encoded, encode_classes

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """Rows with a probability and what happened."""

    used: Selection
    scores: Scores
    """Truth: whether the event happened; score: its probability as the model gives it."""
    event: str
    """The class whose probability the score is."""


def calibrated(data: CheckInput) -> Calibrated | Reason:
    """Choose the rows of a classification whose probability can be held against the outcome.

    Parameters
    ----------
    data
        The check's input; decisions are not needed. The event is the class that high scores mean: the
        favorable one, or the other where a score stands for the unfavorable outcome.

    Returns
    -------
    Calibrated or Reason
        A reason where nothing can be compared.
    """
    lacking = _lacking(data)
    favorable, means, target = favorable_class(data), _direction(data), data.target
    if lacking is not None or favorable is None or means is None or target is None:
        return Reason(code=lacking or ReasonCode.NO_SCORES)
    truth, score = encode_classes(data.table[target], target), np.asarray(data.score, dtype=float)
    used = select(data, {truth.name: truth.codes != MISSING, PREDICTION: np.isfinite(score)})
    if isinstance(used, Reason):
        return used
    codes = truth.codes[used.keep]
    if len(np.unique(codes)) < 2:
        return Reason(code=ReasonCode.ONE_CLASS_ONLY, values={"column": truth.name})
    if favorable not in {truth.labels[code] for code in np.unique(codes)}:
        values: dict[str, str | int | float] = {"favorable": favorable, "column": truth.name}
        return Reason(code=ReasonCode.FAVORABLE_UNKNOWN, values=values)
    if not is_probability(score[used.keep]):
        return Reason(code=ReasonCode.NOT_A_PROBABILITY)
    happened = codes == truth.labels.index(favorable)
    if means is ScoreMeans.UNFAVORABLE:
        happened = ~happened
    return Calibrated(
        used=used,
        scores=_distinct(data, used, happened, score[used.keep]),
        event=_event(truth, favorable, means),
    )


def _lacking(data: CheckInput) -> ReasonCode | None:
    """Say what is missing before any row is looked at."""
    if not len(data.table):
        return ReasonCode.NO_ROWS
    if data.target is None or data.target not in data.table.columns:
        return ReasonCode.NO_LABELS
    if data.score is None or _direction(data) is None:
        return ReasonCode.NO_SCORES
    return ReasonCode.NO_FAVORABLE_CLASS if data.favorable is None else None


def _direction(data: CheckInput) -> ScoreMeans | None:
    """Return what a high score means; with several classes it is the favorable one's."""
    if data.task is Task.MULTICLASS:
        return ScoreMeans.FAVORABLE
    return data.score_means or (data.cut_off.score_means if data.cut_off else None)


def _event(truth: Encoded, favorable: str, means: ScoreMeans) -> str:
    if means is ScoreMeans.FAVORABLE:
        return favorable
    others = [label for label in truth.labels if label != favorable]
    return others[0] if len(others) == 1 else f"≠ {favorable}"


def _distinct(
    data: CheckInput, used: Selection, happened: "npt.NDArray[np.bool_]", score: "Floats"
) -> Scores:
    columns = [score, happened.astype(float)]
    if used.weights is not None:
        columns.append(used.weights)
    at, counts = distinct_rows(columns, used.counts)
    return Scores(
        truth=happened[at],
        score=score[at],
        weights=None if used.weights is None else used.weights[at],
        counts=counts,
        level=data.policy.confidence,
        seed=data.seed,
    )

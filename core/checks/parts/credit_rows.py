"""Which rows does a check of a credit model judge, what became of them, and what was expected?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput, Sample
from core.checks.parts.rows import favorable_class, favorable_score, is_probability
from core.checks.parts.weighing import Selection, select, weighing
from core.inventory import ScoreMeans
from core.reasons import Reason, ReasonCode
from core.statistics.encoding import MISSING, encode_classes

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]

SCORE = "score"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The rows a check uses."""

    used: Selection
    bad: "Flags"
    """Shape (kept rows,): True where the unfavorable class occurred; nowhere if labels were not asked for."""
    score: "Floats"
    """Shape (kept rows,): higher = favorable; NaN if scores were not asked for."""
    risk: "Floats | None"
    """Shape (kept rows,): probability of the unfavorable class; None where scores are no probabilities."""

    @property
    def counts(self) -> "Floats":
        """Return how many rows each kept line stands for."""
        return np.ones(len(self.used.keep)) if self.used.counts is None else self.used.counts

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return self.used.rows

    def only(self, mask: "Flags") -> "Judged":
        """Return the rows of a mask over the kept ones."""
        used = replace(
            self.used,
            keep=self.used.keep[mask],
            counts=None if self.used.counts is None else self.used.counts[mask],
            weights=None if self.used.weights is None else self.used.weights[mask],
        )
        return Judged(
            used=used,
            bad=self.bad[mask],
            score=self.score[mask],
            risk=None if self.risk is None else self.risk[mask],
        )


def judged_rows(
    data: CheckInput,
    *,
    labels: bool = True,
    scores: bool = True,
    further: "Mapping[str, Flags] | None" = None,
) -> Judged | Reason:
    """Choose the rows that hold what is needed; weights are not used, counts are.

    Parameters
    ----------
    data
        The check's input.
    labels, scores
        Whether the true class and a finite score are needed.
    further
        Other columns that are needed, and where they hold a value.

    Returns
    -------
    Judged or Reason
        Why there is nothing to judge: no rows, no scores, no labels, no favorable class.
    """
    score = favorable_score(data) if scores else None
    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    if scores and (score is None or len(score) != len(data.table)):
        return Reason(code=ReasonCode.NO_SCORES)
    needed: dict[str, Flags] = dict(further or {})
    bad = None
    if labels:
        found = outcomes(data)
        if isinstance(found, Reason):
            return found
        bad, needed[data.target or ""] = found
    if score is not None:
        needed[SCORE] = np.isfinite(score)
    used = select(data, needed)
    return used if isinstance(used, Reason) else _judged(data, unweighted(data, used), bad, score)


def outcomes(data: CheckInput) -> "tuple[Flags, Flags] | Reason":
    """Tell for each row of the table whether the unfavorable class occurred, and whether that is known."""
    if data.target is None or data.target not in data.table.columns:
        return Reason(code=ReasonCode.NO_LABELS)
    favorable = favorable_class(data)
    if favorable is None:
        return Reason(code=ReasonCode.NO_FAVORABLE_CLASS)
    truth = encode_classes(data.table[data.target], data.target)
    known = truth.codes != MISSING
    if not known.any():
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": data.target})
    if favorable not in truth.labels:
        values: dict[str, str | int | float] = {"favorable": favorable, "column": data.target}
        return Reason(code=ReasonCode.FAVORABLE_UNKNOWN, values=values)
    return known & (truth.codes != truth.labels.index(favorable)), known


def sample_input(data: CheckInput, sample: Sample) -> CheckInput:
    """Return the input with the rows and scores of a sample in the place of its own."""
    table = data.table if sample.table is None else sample.table
    return replace(data, table=table, score=sample.score, predicted=sample.predicted)


def level_of(data: CheckInput) -> float:
    """Return the confidence level of the policy as a number."""
    return float(Fraction(data.policy.confidence))


def both_classes(judged: Judged, target: str | None) -> Reason | None:
    """Say that all outcomes are the same."""
    if judged.bad.all() or not judged.bad.any():
        return Reason(code=ReasonCode.ONE_CLASS_ONLY, values={"column": target or ""})
    return None


def _judged(data: CheckInput, used: Selection, bad: "Flags | None", score: "Floats | None") -> Judged:
    keep = used.keep
    risk = None
    if score is not None and data.score is not None:
        given = np.asarray(data.score, dtype=float)
        if is_probability(given):
            means = data.score_means or (data.cut_off.score_means if data.cut_off else None)
            risk = (given if means is ScoreMeans.UNFAVORABLE else 1 - given)[keep]
    return Judged(
        used=used,
        bad=np.zeros(len(keep), dtype=bool) if bad is None else bad[keep],
        score=np.full(len(keep), np.nan) if score is None else score[keep],
        risk=risk,
    )


def unweighted(data: CheckInput, used: Selection) -> Selection:
    """Say that weights are not used, in the place of the note that they are."""
    found = weighing(data)
    if found is None or found.whole:
        return used
    others = tuple(note for note in used.notes if note.code is not ReasonCode.WEIGHTED)
    ignored = Reason(code=ReasonCode.WEIGHTS_IGNORED, values={"column": found.column})
    return replace(used, weights=None, notes=(*others, ignored))

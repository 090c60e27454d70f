"""Into which grades do rows fall, from best to worst?"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.credit_rows import SCORE, Judged, judged_rows
from core.reasons import Reason, ReasonCode
from core.statistics.encoding import MISSING, Encoded, class_text, encode_classes

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]

BINS = 10
"""Bins of equal size where there is no column with grades."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """The grades of the judged rows."""

    name: str
    """The column, or "score" for bins of it."""
    labels: tuple[str, ...]
    """From best to worst."""
    codes: "Codes"
    """Shape (kept rows,)."""
    stated: tuple[float | None, ...]
    """The probability of the unfavorable class each grade stands for, where it was stated."""
    edges: "Floats | None"
    """For bins: the inner edges of the score, higher = favorable, rising."""
    notes: tuple[Reason, ...] = ()

    def sums(self, values: "Floats") -> "Floats":
        """Add up a column by grade, shape (grades,)."""
        return np.bincount(self.codes, values, minlength=len(self.labels)).astype(float)


def graded_rows(
    data: CheckInput, *, labels: bool = True, scores: bool = True
) -> tuple[Judged, Graded] | Reason:
    """Choose the rows with a grade, and order the grades.

    Parameters
    ----------
    data
        The check's input; without a column with grades the score is cut into bins of equal size.
    labels, scores
        Whether the true class and a finite score are needed; bins always need scores.

    Returns
    -------
    tuple or Reason
        The judged rows and their grades, all of which hold rows.
    """
    column = grade_column(data)
    if isinstance(column, Reason):
        return column
    further = None if column is None else {column.name: column.codes != MISSING}
    judged = judged_rows(data, labels=labels, scores=scores or column is None, further=further)
    if isinstance(judged, Reason):
        return judged
    if column is None:
        return judged, _binned(judged)
    return _scaled(data, judged, column)


def grade_column(data: CheckInput) -> Encoded | Reason | None:
    """Read the column with grades; None where none is named."""
    name = data.options.grade
    if name is None:
        return None
    if name not in data.table.columns:
        return Reason(code=ReasonCode.COLUMN_ABSENT, values={"column": name})
    return encode_classes(data.table[name], name)


def quantile_edges(score: "Floats", counts: "Floats", bins: int = BINS) -> "Floats":
    """Return the inner edges of bins of equal size; fewer where many scores are equal."""
    at = np.arange(1, bins) / bins
    edges = np.unique(np.quantile(score, at, weights=counts, method="inverted_cdf"))
    inner: Floats = edges[edges < score.max()]
    return inner


def bin_codes(score: "Floats", edges: "Floats") -> "Codes":
    """Return the bin of each score, 0 for the best (highest); an edge belongs to the bin below it."""
    codes: Codes = len(edges) - np.searchsorted(edges, score, side="left")
    return codes.astype(np.int64)


def _binned(judged: Judged) -> Graded:
    score = judged.score
    edges = quantile_edges(score, judged.counts)
    labels = tuple(str(at + 1) for at in range(len(edges) + 1))
    return Graded(
        name=SCORE,
        labels=labels,
        codes=bin_codes(score, edges),
        stated=(None,) * len(labels),
        edges=edges,
        notes=(Reason(code=ReasonCode.GRADES_BINNED, values={"n": len(labels)}),),
    )


def _scaled(data: CheckInput, judged: Judged, column: Encoded) -> tuple[Judged, Graded] | Reason:
    """Put the grades of a column in order: as stated, else by the mean score of their rows."""
    codes = column.codes[judged.used.keep]
    stated = {class_text(grade.label): grade.pd for grade in data.options.grades}
    listed = np.array([not stated or label in stated for label in column.labels], dtype=bool)
    on_scale = listed[codes]
    notes: tuple[Reason, ...] = ()
    if not on_scale.all():
        n = round(float(judged.counts[~on_scale].sum()))
        notes = (Reason(code=ReasonCode.GRADE_UNLISTED, values={"n": n}),)
    if not on_scale.any():
        return Reason(code=ReasonCode.NO_ROWS)
    kept, codes = judged.only(on_scale), codes[on_scale]
    present = [column.labels[int(at)] for at in np.unique(codes)]
    order = [label for label in stated if label in present] or _by_score(kept, codes, column.labels)
    place = {label: at for at, label in enumerate(order)}
    recode = np.array([place.get(label, MISSING) for label in column.labels], dtype=np.int64)
    pds = tuple(_number(stated.get(label)) for label in order)
    graded = Graded(
        name=column.name, labels=tuple(order), codes=recode[codes], stated=pds, edges=None, notes=notes
    )
    return kept, graded


def _by_score(judged: Judged, codes: "Codes", labels: tuple[str, ...]) -> list[str]:
    """Order labels by the mean score of their rows, best first; as written where there is no score."""
    present = [int(at) for at in np.unique(codes)]
    if np.isnan(judged.score).all():
        return [labels[at] for at in present]
    sums = np.bincount(codes, judged.counts * judged.score, minlength=len(labels))
    rows = np.bincount(codes, judged.counts, minlength=len(labels))
    return [labels[at] for at in sorted(present, key=lambda at: (-sums[at] / rows[at], at))]


def _number(value: str | None) -> float | None:
    return None if value is None else float(Fraction(value))

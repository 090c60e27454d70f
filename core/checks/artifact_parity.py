"""Do two files of the same version say the same of the same rows?"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_figures import data_table
from core.checks.parts.findings import Found
from core.checks.parts.losses import finished, ruled
from core.checks.parts.verdicts import refused
from core.checks.parts.weighing import Selection
from core.ids import Exact
from core.inventory import Task
from core.messages import message
from core.options import SampleRole
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, DataTable, Interval, Measurement, Verdict
from core.statistics.encoding import class_text
from core.statistics.intervals import clopper_pearson

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]

QUANTILES = (0.5, 0.9, 0.99, 0.999, 1.0)
MOST_POINTS = 2000
"""Points of the chart; every row that differs most is among them."""
MOST_ROWS = 50
"""Rows that are named one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """What both files say, over all rows of the table."""

    score: "Floats | None"
    other: "Floats | None"
    difference: "Floats | None"
    """Distance of the scores as share of max(1, |score|); infinite where only one file gives one."""
    said: "npt.NDArray[np.str_] | None"
    """Decisions; the empty text where there is none."""
    said_other: "npt.NDArray[np.str_] | None"

    @property
    def flipped(self) -> "Flags | None":
        """Return which rows are decided in another way."""
        if self.said is None or self.said_other is None:
            return None
        flags: Flags = self.said != self.said_other
        return flags


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Compare the predictions of two files row by row, and judge by the policy's tolerance.

    Parameters
    ----------
    data
        Predictions of the first file, and a sample with those of the other one; labels are not needed.
    progress
        Told at the start.

    Returns
    -------
    CheckResult
        Not applicable with the reason where one of them says nothing. Nothing is estimated: the verdict
        holds for exactly these rows.

    References
    ----------
    Goldberg 1991, ACM Computing Surveys 23:5-48 (floating point); Clopper and Pearson 1934, Biometrika
    26:404-413 (what follows for other rows).
    """
    if data.task not in CHECK.tasks:
        return refused(CHECK, data, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    progress(0.0, message("Comparing the two"))
    sides = _sides(data)
    if isinstance(sides, Reason):
        return refused(CHECK, data, sides)
    figures = (*_decisions(sides, data.policy.confidence), *_scores(sides))
    conclusions = tuple(_worded(item, sides, figures) for item in ruled(CHECK, data, _certain(figures)))
    rows = len(data.table)
    used = Selection(keep=np.arange(rows), weights=None, counts=None, total=rows, notes=())
    found = Found(
        conclusions=conclusions,
        measurements=figures,
        tables=_tables(sides, data.seed),
        notes=_notes(data, sides),
    )
    other = data.samples[SampleRole.OTHER_ARTIFACT]
    return finished(CHECK, data, used, found, {"other_digest": other.digest, "points": MOST_POINTS})


def _notes(data: CheckInput, sides: Sides) -> tuple[Reason, ...]:
    notes = []
    if data.weight is not None:
        notes.append(Reason(code=ReasonCode.WEIGHTS_IGNORED, values={"column": data.weight}))
    if sides.difference is not None and not sides.difference.any():
        notes.append(Reason(code=ReasonCode.SAME_SCORES))
    return tuple(notes)


def _certain(figures: tuple[Measurement, ...]) -> tuple[Measurement, ...]:
    """Give figures that hold for exactly these rows an interval without width, so that they can be judged."""
    return tuple(
        replace(
            item,
            interval=Interval(low=item.value, high=item.value, level=Exact("1"), method="every_row"),
        )
        for item in figures
        if item.measure in CHECK.measures
    )


def _sides(data: CheckInput) -> Sides | Reason:
    sample, rows = data.samples.get(SampleRole.OTHER_ARTIFACT), len(data.table)
    if sample is None:
        return Reason(code=ReasonCode.NO_OTHER_ARTIFACT)
    if not rows:
        return Reason(code=ReasonCode.NO_ROWS)
    for said in (sample.score, sample.predicted, data.score, data.predicted):
        if said is not None and len(said) != rows:
            return Reason(code=ReasonCode.SAMPLE_NOT_ALIGNED, values={"other": len(said), "rows": rows})
    scored = data.score is not None and sample.score is not None
    decided = data.task is not Task.REGRESSION and data.predicted is not None and sample.predicted is not None
    if not scored and not decided:
        return Reason(code=ReasonCode.NO_SCORES)
    score = np.asarray(data.score, dtype=float) if scored else None
    other = np.asarray(sample.score, dtype=float) if scored else None
    known = [item is not None and bool(np.isfinite(item).any()) for item in (score, other)]
    if not decided and not all(known):
        return Reason(code=ReasonCode.NO_SCORES)
    return Sides(
        score=score,
        other=other,
        difference=None if score is None or other is None else _apart(score, other),
        said=_texts(data.predicted) if decided else None,
        said_other=_texts(sample.predicted) if decided else None,
    )


def _apart(score: "Floats", other: "Floats") -> "Floats":
    same = (score == other) | (np.isnan(score) & np.isnan(other))
    with np.errstate(invalid="ignore"):
        found = np.abs(score - other) / np.maximum(1.0, np.abs(score))
    return np.where(same, 0.0, np.where(np.isfinite(found), found, np.inf))


def _texts(said: "npt.NDArray[np.object_] | None") -> "npt.NDArray[np.str_]":
    """Write decisions as text; the empty text where there is none."""
    import pandas as pd

    codes, kinds = pd.factorize(np.asarray(said, dtype=object), use_na_sentinel=True)
    texts = np.array([*(class_text(kind) for kind in kinds), ""], dtype=str)
    return texts[codes]


def _decisions(sides: Sides, level: Exact) -> tuple[Measurement, ...]:
    flipped = sides.flipped
    if flipped is None:
        return ()
    flips, rows = int(flipped.sum()), len(flipped)
    low, high = clopper_pearson(flips, rows, float(Fraction(level)))
    return (
        _exact("same_decision", 1 - flips / rows, rows, hits=rows - flips),
        _exact("decision_flips", float(flips), rows),
        Measurement(
            measure="decision_flip_rate",
            value=flips / rows,
            numerator=float(flips),
            denominator=float(rows),
            n=rows,
            interval=Interval(low=low, high=high, level=level, method="clopper_pearson"),
        ),
    )


def _exact(measure: str, value: float, rows: int, *, hits: int | None = None) -> Measurement:
    """Record a figure that holds for exactly these rows."""
    return Measurement(
        measure=measure,
        value=value,
        numerator=None if hits is None else float(hits),
        denominator=None if hits is None else float(rows),
        n=rows,
    )


def _scores(sides: Sides) -> tuple[Measurement, ...]:
    if sides.difference is None or sides.score is None or sides.other is None:
        return ()
    known = np.isfinite(sides.difference)
    rows = len(known)
    if not known.all():
        lacking = Reason(code=ReasonCode.OTHER_WITHOUT, values={"n": int((~known).sum())})
        largest = Measurement(measure="max_score_difference", value=None, n=rows, reason=lacking)
    else:
        largest = _exact("max_score_difference", float(sides.difference.max()), rows)
    return (largest, _correlation(sides.score, sides.other, rows))


def _correlation(score: "Floats", other: "Floats", rows: int) -> Measurement:
    from scipy.stats import rankdata

    both = np.isfinite(score) & np.isfinite(other)
    first, second = (rankdata(item[both]) for item in (score, other))
    if both.sum() < 2 or not np.ptp(first) or not np.ptp(second):
        reason = Reason(code=ReasonCode.ALL_SAME_SCORE)
        return Measurement(measure="rank_correlation", value=None, n=rows, reason=reason)
    value = 1.0 if (first == second).all() else float(np.corrcoef(first, second)[0, 1])
    return _exact("rank_correlation", value, int(both.sum()))


def _worded(item: Conclusion, sides: Sides, figures: tuple[Measurement, ...]) -> Conclusion:
    """Say in words of files, not of intervals, why the verdict is what it is."""
    if item.verdict not in {Verdict.PASSED, Verdict.FAILED} or item.threshold is None:
        return _undecided(item, figures)
    rows = next(figure.n for figure in figures if figure.measure == item.measure)
    if item.verdict is Verdict.PASSED:
        holds = Reason(code=ReasonCode.PARITY_HOLDS, values={"n": rows})
        return replace(item, reason=holds, interval=None)
    beyond = rows
    if item.measure == "max_score_difference" and sides.difference is not None:
        beyond = int((sides.difference > float(item.threshold.number)).sum())
    elif sides.flipped is not None and item.measure in {"same_decision", "decision_flips"}:
        beyond = int(sides.flipped.sum())
    broken = Reason(code=ReasonCode.PARITY_BROKEN, values={"rows": beyond, "n": rows})
    return replace(item, reason=broken, interval=None)


def _undecided(item: Conclusion, figures: tuple[Measurement, ...]) -> Conclusion:
    """Scores that only one file gives are a difference, not a figure without verdict."""
    lacking = item.value is None and item.reason.code is ReasonCode.OTHER_WITHOUT
    return replace(item, verdict=Verdict.FAILED, beyond=True) if lacking and figures else item


def _tables(sides: Sides, seed: int) -> tuple[DataTable, ...]:
    tables = []
    if sides.difference is not None and sides.score is not None and sides.other is not None:
        finite = sides.difference[np.isfinite(sides.difference)]
        values = np.quantile(finite, QUANTILES, method="higher").tolist() if finite.size else []
        tables.append(data_table("differences", quantile=list(QUANTILES[: len(values)]), value=values))
        at = _shown(sides, seed)
        tables.append(data_table("points", here=_column(sides.score, at), other=_column(sides.other, at)))
    tables.append(_differing(sides))
    return tuple(tables)


def _shown(sides: Sides, seed: int) -> "Places":
    """Choose the rows of the chart: those that differ most, and a sample of the others."""
    assert sides.difference is not None  # noqa: S101 (the caller has looked)
    rows = len(sides.difference)
    if rows <= MOST_POINTS:
        return np.arange(rows)
    apart = np.argsort(-sides.difference, kind="stable")[: MOST_POINTS // 10]
    rest = np.random.default_rng(seed).permutation(rows)[: MOST_POINTS - len(apart)]
    return np.unique(np.concatenate([apart, rest]))


def _differing(sides: Sides) -> DataTable:
    """Name the rows that are decided in another way, else those whose scores differ most."""
    flipped, difference = sides.flipped, sides.difference
    size = len(sides.said) if sides.said is not None else len(sides.score if sides.score is not None else ())
    worth = np.zeros(size) if difference is None else difference
    first = np.zeros(size, dtype=bool) if flipped is None else flipped
    order = np.lexsort((np.arange(size), -worth, ~first))
    at = np.array([row for row in order[:MOST_ROWS] if first[row] or worth[row] > 0], dtype=np.int64)
    empty: list[float | str | None] = [None] * len(at)
    return data_table(
        "rows",
        row=[float(row + 1) for row in at],
        here=empty if sides.score is None else _column(sides.score, at),
        other=empty if sides.other is None else _column(sides.other, at),
        said=empty if sides.said is None else [str(sides.said[row]) for row in at],
        said_other=empty if sides.said_other is None else [str(sides.said_other[row]) for row in at],
    )


def _column(values: "Floats", at: "Places") -> list[float | str | None]:
    return [float(value) if np.isfinite(value) else None for value in values[at]]


CHECK = Check(
    id="artifact_parity",
    version=1,
    tasks=(Task.BINARY, Task.MULTICLASS, Task.REGRESSION),
    family=Family.PERFORMANCE,
    run=run,
    needs=frozenset({Need.OTHER_ARTIFACT}),
    uses=frozenset({Need.SCORES}),
    measures=frozenset({"same_decision", "decision_flips", "max_score_difference", "rank_correlation"}),
)
"""The check, found by listing this folder."""

"""Whose scores and grades are compared with whose?"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.class_figures import data_table
from core.checks.parts.credit_rows import SCORE, level_of, sample_input, unweighted
from core.checks.parts.grading import bin_codes, grade_column
from core.checks.parts.periods import Periods, periods_of
from core.checks.parts.rows import favorable_score
from core.checks.parts.weighing import Selection, select, weighing
from core.inventory import Task
from core.options import SampleRole
from core.reasons import Reason, ReasonCode
from core.results import DataTable
from core.statistics import drift
from core.statistics.encoding import MISSING, Encoded, class_text

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Rows with a score, and their grades where there are any."""

    used: Selection
    score: "Floats"
    """Shape (kept rows,): higher = favorable; for regression the output."""
    grades: Encoded | None
    """Grades of the kept rows, `MISSING` where a row has none."""

    @property
    def counts(self) -> "Floats":
        """Return how many rows each kept line stands for."""
        return np.ones(len(self.score)) if self.used.counts is None else self.used.counts

    @property
    def rows(self) -> float:
        """Return the number of rows."""
        return float(self.counts.sum())

    def only(self, mask: "Flags") -> "Population":
        """Return the rows of a mask over the kept ones."""
        used = Selection(
            keep=self.used.keep[mask],
            weights=None,
            counts=None if self.used.counts is None else self.used.counts[mask],
            total=self.used.total,
            notes=self.used.notes,
        )
        grades = self.grades
        if grades is not None:
            grades = Encoded(name=grades.name, labels=grades.labels, codes=grades.codes[mask])
        return Population(used=used, score=self.score[mask], grades=grades)

    def by_grade(self, order: tuple[str, ...]) -> "Floats":
        """Count rows by the grades of an order."""
        if self.grades is None:
            return np.zeros(len(order))
        place = {label: at for at, label in enumerate(order)}
        recode = np.array([place.get(label, MISSING) for label in self.grades.labels] + [MISSING])
        codes = recode[self.grades.codes]
        known = codes != MISSING
        return np.bincount(codes[known], self.counts[known], minlength=len(order)).astype(float)


def scored(data: CheckInput) -> Population | Reason:
    """Collect the rows with a finite score; weights are not used, counts are."""
    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    score = _score(data)
    if score is None or len(score) != len(data.table):
        return Reason(code=ReasonCode.NO_SCORES)
    grades = grade_column(data)
    if isinstance(grades, Reason):
        return grades
    used = select(data, {SCORE: np.isfinite(score)})
    if isinstance(used, Reason):
        return Reason(code=ReasonCode.NO_SCORES) if used.code is ReasonCode.ALL_MISSING else used
    if grades is not None:
        grades = Encoded(name=grades.name, labels=grades.labels, codes=grades.codes[used.keep])
    return Population(used=unweighted(data, used), score=score[used.keep], grades=grades)


def row_scores(data: CheckInput) -> "tuple[Floats, Floats] | None":
    """Return for every line of the table its score and how many rows it stands for; None without scores."""
    score = _score(data)
    if score is None or len(score) != len(data.table):
        return None
    found = weighing(data)
    counts = np.ones(len(score)) if found is None or not found.whole else np.nan_to_num(found.values)
    return score, counts


def baseline(data: CheckInput, now: Population) -> tuple[Population, Population, tuple[Reason, ...]] | Reason:
    """Return the reference (the sample, or the first window of time) and the rows compared with it.

    Parameters
    ----------
    data
        The check's input.
    now
        Its rows with a score.

    Returns
    -------
    tuple or Reason
        Reference, compared rows, notes; why there is no reference.
    """
    sample = data.samples.get(SampleRole.REFERENCE)
    if sample is not None and sample.table is not None:
        other = _without_missing_grades(sample_input(data, sample))
        before = scored(other)
        if isinstance(before, Population):
            return before, now, ()
    found = periods_of(data)
    if isinstance(found, Reason):
        return Reason(code=ReasonCode.NO_REFERENCE)
    codes = found.codes[now.used.keep]
    present = np.unique(codes[codes >= 0])
    if len(present) < 2:
        return Reason(code=ReasonCode.NO_REFERENCE)
    first = Reason(code=ReasonCode.FIRST_WINDOW, values={"window": found.labels[int(present[0])]})
    return now.only(codes == present[0]), now.only(codes > present[0]), (first,)


def grade_order(data: CheckInput, before: Population, later: Population) -> tuple[str, ...] | None:
    """Return the grades of both populations from best to worst; None without grades in both."""
    if before.grades is None or later.grades is None:
        return None
    present = dict.fromkeys((*_present(before), *_present(later)))
    stated = [class_text(grade.label) for grade in data.options.grades]
    if stated:
        return tuple(
            [label for label in stated if label in present] + [x for x in present if x not in stated]
        )
    means = {label: _mean_score(label, (before, later)) for label in present}
    return tuple(sorted(present, key=lambda label: (-means[label], label)))


def windows(
    data: CheckInput, before: Population, now: Population, edges: "Floats"
) -> tuple[tuple[DataTable, ...], tuple[Reason, ...]]:
    """Lay out the stability index of every window of time against the reference.

    Parameters
    ----------
    data
        The check's input; nothing is laid out without a column of days.
    before, now
        The reference, and all rows with a score.
    edges
        Inner edges of the score bins.

    Returns
    -------
    tuple
        The table, and a note on windows with fewer rows than a group needs, which are left out.
    """
    found = periods_of(data)
    if isinstance(found, Reason):
        return (), ()
    first = np.bincount(bin_codes(before.score, edges), before.counts, minlength=len(edges) + 1)
    lines, dropped = _window_lines(data, found, now, (first.astype(float), edges))
    values: dict[str, str | int | float] = {"n": dropped, "minimum": data.policy.minimum_group}
    notes = (Reason(code=ReasonCode.WINDOWS_DROPPED, values=values),) if dropped else ()
    if not lines:
        return (), notes
    names = ("window", "n", "psi", "low", "high", "by_chance")
    columns = {name: [line[at] for line in lines] for at, name in enumerate(names)}
    return (data_table("windows", **columns),), notes


def _window_lines(
    data: CheckInput, found: Periods, now: Population, reference: "tuple[Floats, Floats]"
) -> tuple[list[tuple[str | float | None, ...]], int]:
    first, edges = reference
    codes, lines, dropped = found.codes[now.used.keep], [], 0
    for at, label in enumerate(found.labels):
        part = now.only(codes == at)
        if part.rows < data.policy.minimum_group:
            dropped += part.rows > 0
            continue
        second = np.bincount(bin_codes(part.score, edges), part.counts, minlength=len(first)).astype(float)
        bounds = drift.psi_bounds(first, second, level_of(data)) or (None, None)
        chance = drift.psi_by_chance(float(first.sum()), part.rows, len(first))
        lines.append((label, part.rows, drift.psi(first, second), *bounds, chance))
    return lines, dropped


def _score(data: CheckInput) -> "Floats | None":
    if data.task is Task.REGRESSION:
        return None if data.score is None else np.asarray(data.score, dtype=float)
    score = favorable_score(data)
    if score is None or data.score is None:
        return None
    # One sample of probabilities and one of points would be turned in different ways: only the sign counts.
    given = np.asarray(data.score, dtype=float)
    return given if np.array_equal(score, given, equal_nan=True) else -given


def _without_missing_grades(data: CheckInput) -> CheckInput:
    """Take a sample without a column of grades as one without grades."""
    if data.options.grade is None or data.options.grade in data.table.columns:
        return data
    return replace(data, options=replace(data.options, grade=None))


def _present(sample: Population) -> tuple[str, ...]:
    grades = sample.grades
    if grades is None:
        return ()
    return tuple(grades.labels[int(at)] for at in np.unique(grades.codes[grades.codes != MISSING]))


def _mean_score(label: str, samples: tuple[Population, ...]) -> float:
    total = rows = 0.0
    for sample in samples:
        grades = sample.grades
        if grades is None or label not in grades.labels:
            continue
        mask = grades.codes == grades.labels.index(label)
        total += float(sample.counts[mask] @ sample.score[mask])
        rows += float(sample.counts[mask].sum())
    return total / rows if rows else 0.0

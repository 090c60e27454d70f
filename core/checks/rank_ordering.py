"""Does a higher risk stand in a worse grade, and how well does the score order?"""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_figures import data_table
from core.checks.parts.credit_rows import Judged, both_classes, judged_rows, level_of, sample_input
from core.checks.parts.findings import Found
from core.checks.parts.grading import Graded, graded_rows
from core.checks.parts.rulings import (
    Ruling,
    between,
    concluded,
    measured,
    missing,
    ruled,
    with_parameters,
)
from core.checks.parts.verdicts import is_beyond, refused
from core.inventory import Task
from core.messages import message
from core.options import SampleRole
from core.policy import Threshold
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, DataTable, Measurement, Verdict
from core.statistics import discrimination, drift, grades
from core.statistics.discrimination import roc_points
from core.statistics.intervals import z_value
from core.statistics.significance import holm

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

ALPHA = 0.05
"""Level of the tests of neighboring grades, after Holm's correction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Rows and defaults of the grades, from best to worst, and the tests of each pair of neighbors."""

    rows: "Floats"
    defaults: "Floats"
    p: tuple[float | None, ...]
    """Shape (grades - 1,): one-sided p that the worse grade really defaults less than the better one."""
    p_holm: tuple[float | None, ...]

    @property
    def rates(self) -> "Floats":
        """Return the default rates."""
        return self.defaults / self.rows

    @property
    def inverted(self) -> tuple[bool, ...]:
        """Tell for each pair, by whole numbers, whether the worse grade defaults less."""
        left = self.defaults[1:] * self.rows[:-1]
        return tuple((left < self.defaults[:-1] * self.rows[1:]).tolist())

    @property
    def proven(self) -> tuple[bool, ...]:
        """Tell for each pair whether it stands in the wrong order beyond chance."""
        return tuple(p is not None and p < ALPHA for p in self.p_holm)


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Measure how score and grades order outcomes.

    Parameters
    ----------
    data
        Table with outcomes and a score whose direction is stated; grades from a column or bins of the score.
    progress
        Told at the start.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there is nothing to order.

    References
    ----------
    Basel Committee on Banking Supervision 2005, Working Paper 14, chapter II; European Central Bank 2019,
    Instructions for reporting the validation results of internal models, section 2.5.4.
    """
    if data.task not in CHECK.tasks:
        return refused(CHECK, data, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    progress(0.0, message("Measuring the order of grades"))
    found = graded_rows(data)
    if isinstance(found, Reason):
        return refused(CHECK, data, found)
    judged, graded = found
    problem = both_classes(judged, data.target)
    if problem is None and len(graded.labels) < 2:
        problem = Reason(code=ReasonCode.ONE_GRADE_ONLY)
    if problem is not None:
        return refused(CHECK, data, problem)
    order = order_of(judged, graded)
    rulings = {"proven_inversions": _order_ruling(order)}
    parts = _found(data, judged, graded, order)
    result = concluded(CHECK, data, parts, used=judged.used, rulings=rulings)
    return with_parameters(result, grades=graded.name, pair_level=ALPHA)


def _found(data: CheckInput, judged: Judged, graded: Graded, order: Order) -> Found:
    return Found(
        measurements=(
            *_score_figures(data, judged),
            *_grade_figures(data, judged, graded, order),
            *_against_reference(data, judged),
        ),
        tables=(_grade_table(data, graded, order), _cap(judged)),
        notes=(*judged.used.notes, *graded.notes),
    )


def order_of(judged: Judged, graded: Graded) -> Order:
    """Count rows and defaults by grade and test each pair of neighbors for the wrong order."""
    rows, defaults = graded.sums(judged.counts), graded.sums(judged.counts * judged.bad)
    p = tuple(
        grades.lower_share_p(defaults[at + 1], rows[at + 1], defaults[at], rows[at])
        for at in range(len(rows) - 1)
    )
    return Order(rows=rows, defaults=defaults, p=p, p_holm=holm(p))


def _score_figures(data: CheckInput, judged: Judged) -> tuple[Measurement, ...]:
    good, n = ~judged.bad, judged.rows
    distance = discrimination.ks_distance(good, judged.score, judged.counts)
    defaults = float(judged.counts @ judged.bad)
    bounds = discrimination.ks_class_bounds(distance, n - defaults, defaults, level_of(data))
    return (
        *_area(data, judged, judged.score, ("gini", "auc")),
        measured("ks", distance, n, interval=between(data, bounds, "beyond_chance")),
    )


def _area(
    data: CheckInput, judged: Judged, score: "Floats", names: tuple[str, ...]
) -> tuple[Measurement, ...]:
    """Measure the area under the ROC curve and twice its distance from one half."""
    found = discrimination.delong(~judged.bad, score, counts=judged.counts, level=level_of(data))
    if found is None:
        return tuple(missing(name, judged.rows, Reason(code=ReasonCode.EMPTY_DENOMINATOR)) for name in names)
    area, bounds = found
    doubled = None if bounds is None else (2 * bounds[0] - 1, 2 * bounds[1] - 1)
    figures = {"auc": (area, bounds)}
    return tuple(
        measured(name, value, judged.rows, interval=between(data, ends, "delong"))
        for name in names
        for value, ends in (figures.get(name, (2 * area - 1, doubled)),)
    )


def _grade_figures(data: CheckInput, judged: Judged, graded: Graded, order: Order) -> tuple[Measurement, ...]:
    n, level = judged.rows, level_of(data)
    good = order.rows - order.defaults
    value, ends = drift.psi(good, order.defaults), drift.psi_bounds(good, order.defaults, level)
    information = (
        missing("information_value", n, Reason(code=ReasonCode.EMPTY_DENOMINATOR))
        if value is None
        else measured("information_value", value, n, interval=between(data, ends, "noncentral_chi_square"))
    )
    return (
        *_area(data, judged, -graded.codes.astype(float), ("gini_grades",)),
        information,
        measured("inversions", sum(order.inverted), n),
        measured("proven_inversions", sum(order.proven), n),
    )


def _against_reference(data: CheckInput, judged: Judged) -> tuple[Measurement, ...]:
    """Compare the area with that of the reference sample, where it has scores and outcomes of its own."""
    sample = data.samples.get(SampleRole.REFERENCE)
    if sample is None or sample.table is None or sample.score is None:
        return ()
    before = judged_rows(sample_input(data, sample))
    if isinstance(before, Reason):
        return ()
    areas = [
        discrimination.delong_area(~rows.bad, rows.score, counts=rows.counts) for rows in (before, judged)
    ]
    known = [area for area in areas if area is not None and area[1] is not None]
    if len(known) < 2:
        return ()
    (first, error_before), (second, error_now) = ((area, error or 0.0) for area, error in known)
    z = z_value(level_of(data))
    change, half = second - first, z * math.hypot(error_before, error_now)
    own = (max(0.0, first - z * error_before), min(1.0, first + z * error_before))
    bounds = (max(-1.0, change - half), min(1.0, change + half))
    figures = (
        measured("auc_reference", first, before.rows, interval=between(data, own, "delong")),
        measured("auc_change", change, judged.rows, interval=between(data, bounds, "delong")),
    )
    if not error_now:
        return figures
    return *figures, measured("auc_loss_p", NormalDist().cdf(change / error_now), judged.rows)


def _grade_table(data: CheckInput, graded: Graded, order: Order) -> DataTable:
    bounds = [
        grades.jeffreys_bounds(float(d), float(n), level_of(data))
        for d, n in zip(order.defaults, order.rows, strict=True)
    ]
    good = order.rows - order.defaults
    shares = [np.maximum(part / part.sum(), drift.FLOOR) for part in (good, order.defaults)]
    weight = np.log(shares[0] / shares[1])
    return data_table(
        "grades",
        grade=graded.labels,
        n=order.rows.tolist(),
        defaults=order.defaults.tolist(),
        rate=order.rates.tolist(),
        low=[low for low, _ in bounds],
        high=[high for _, high in bounds],
        weight_of_evidence=weight.tolist(),
        information_value=((shares[0] - shares[1]) * weight).tolist(),
        inverted=["", *("yes" if flag else "no" for flag in order.inverted)],
        pair_p=[None, *order.p],
        pair_p_holm=[None, *order.p_holm],
    )


def _cap(judged: Judged) -> DataTable:
    """Lay out which share of the defaults is found in the riskiest share of the rows."""
    good, found = roc_points(judged.bad, -judged.score, weights=judged.counts)
    share = float(judged.counts @ judged.bad) / float(judged.counts.sum())
    rows = share * found + (1 - share) * good
    return data_table("cap", rows=rows.tolist(), defaults=found.tolist(), default_share=[share] * len(rows))


def _order_ruling(order: Order) -> Ruling:
    def rule(threshold: Threshold, figure: Measurement) -> Conclusion:
        proven, seen = sum(order.proven), sum(order.inverted)
        if is_beyond(float(proven), threshold):
            broken = Reason(code=ReasonCode.ORDER_BROKEN, values={"n": proven})
            return ruled(threshold, figure, Verdict.FAILED, broken)
        if is_beyond(float(seen), threshold):
            unsure = Reason(code=ReasonCode.ORDER_UNSURE, values={"n": seen - proven})
            return ruled(threshold, figure, Verdict.NOT_DECIDABLE, unsure)
        return ruled(threshold, figure, Verdict.PASSED, Reason(code=ReasonCode.ORDER_HOLDS))

    return rule


CHECK = Check(
    id="rank_ordering",
    version=2,
    tasks=(Task.BINARY,),
    family=Family.CREDIT,
    run=run,
    needs=frozenset({Need.LABELS, Need.SCORES}),
    uses=frozenset({Need.GRADE, Need.REFERENCE}),
    measures=frozenset(
        {
            "gini",
            "auc",
            "ks",
            "gini_grades",
            "information_value",
            "inversions",
            "proven_inversions",
            "auc_reference",
            "auc_change",
            "auc_loss_p",
        }
    ),
)
"""The check, found by listing this folder."""

"""Does what is predicted come true as often, or as much, as predicted?"""

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.calibrated import Calibrated, calibrated
from core.checks.parts.calibration_figures import (
    NUMBER_MEASURES,
    PROBABILITY_MEASURES,
    number_figures,
    probability_figures,
)
from core.checks.parts.findings import Found
from core.checks.parts.losses import finished, ruled
from core.checks.parts.number_rows import NumberRows, number_rows
from core.checks.parts.verdicts import refused
from core.checks.parts.weighing import Parameters, Selection
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult

BINS = 10


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Compare predictions with what happened, bin by bin and on the whole, and judge by the policy.

    Parameters
    ----------
    data
        Table with the target, and scores: probabilities of a class, or predicted numbers.
    progress
        Told at the start.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there are no labels, no scores, or scores that are no
        probabilities.

    References
    ----------
    Van Calster et al. 2019, BMC Medicine 17:230; Murphy 1973, Journal of Applied Meteorology 12:595-600.
    """
    if data.task not in CHECK.tasks:
        return refused(CHECK, data, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    progress(0.0, message("Comparing scores with outcomes"))
    rows: Calibrated | NumberRows | Reason
    rows = number_rows(data) if data.task is Task.REGRESSION else calibrated(data)
    if isinstance(rows, Reason):
        return refused(CHECK, data, rows)
    if isinstance(rows, Calibrated):
        return _result(data, rows.used, probability_figures(rows, BINS), {"event": rows.event})
    if rows.truth is None:
        return refused(CHECK, data, Reason(code=ReasonCode.NO_LABELS))
    return _result(data, rows.used, number_figures(data, rows, BINS), {})


def _result(data: CheckInput, used: Selection, found: Found, more: Parameters) -> CheckResult:
    whole = Found(
        conclusions=ruled(CHECK, data, found.measurements),
        measurements=found.measurements,
        tables=found.tables,
        notes=(*used.notes, *found.notes),
    )
    return finished(CHECK, data, used, whole, {"bins": BINS} | more)


CHECK = Check(
    id="calibration",
    version=1,
    tasks=(Task.BINARY, Task.MULTICLASS, Task.REGRESSION),
    family=Family.PERFORMANCE,
    run=run,
    needs=frozenset({Need.LABELS, Need.SCORES}),
    measures=PROBABILITY_MEASURES | NUMBER_MEASURES,
)
"""The check, found by listing this folder."""

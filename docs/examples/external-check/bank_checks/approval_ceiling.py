"""Do more cases get the favorable decision than the credit policy foresees?"""

from core.checks.base import Check, CheckInput, Family
from core.checks.parts.verdicts import conclude, refused
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Definition, Interval, Measurement, RunState, worst
from core.statistics.intervals import wilson


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Judge the share of favorable decisions by every threshold the policy states for this check."""
    progress(0.0, message("Counting decisions"))
    if data.predicted is None or data.favorable is None:
        return refused(CHECK, data, Reason(code=ReasonCode.NO_SCORES))
    rows, hits = len(data.predicted), int((data.predicted == data.favorable).sum())
    if not rows:
        return refused(CHECK, data, Reason(code=ReasonCode.NO_ROWS))
    low, high = wilson(hits, rows, float(data.policy.confidence))
    figure = Measurement(
        measure="selection_rate",
        value=hits / rows,
        numerator=hits,
        denominator=rows,
        n=rows,
        interval=Interval(low=low, high=high, level=data.policy.confidence, method="wilson"),
    )
    conclusions = tuple(conclude(limit, figure, rows=rows) for limit in data.thresholds(CHECK.id))
    return CheckResult(
        check=CHECK.id,
        check_version=CHECK.version,
        state=RunState.FINISHED,
        verdict=worst(item.verdict for item in conclusions),
        definition=Definition(rows=rows, rows_total=rows, favorable=data.favorable, cut_off=data.cut_off),
        conclusions=conclusions,
        measurements=(figure,),
    )


CHECK = Check(
    id="external.approval_ceiling",
    version=1,
    tasks=(Task.BINARY,),
    family=Family.EXTERNAL,
    run=run,
    measures=frozenset({"selection_rate"}),
)

"""Can persons be recognized in the table, and does the model give away who was in its training data?"""

from dataclasses import replace

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.data_records import result_of, weights_ignored
from core.checks.parts.findings import Found, once, together
from core.checks.parts.membership import FALSE_ALARMS, LEAST, membership
from core.checks.parts.membership import NAMES as MEMBERSHIP
from core.checks.parts.outcome import unjudged, verdicts
from core.checks.parts.rare_rows import OUTCOMES, SMALL, Combinations, combinations, rare_rows
from core.checks.parts.shares import nothing
from core.checks.parts.verdicts import refused
from core.checks.parts.weighing import Parameters
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, Measurement

_COMBINED = ("unique_share", "small_class_share", "k_anonymity", *OUTCOMES)


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Count rare combinations and attack the model's losses.

    Parameters
    ----------
    data
        Table, columns by which a person could be recognized, and a sample of training rows.
    progress
        Told between the parts.

    Returns
    -------
    CheckResult
        Only counts and shares: no combination is named.

    References
    ----------
    Sweeney 2002, IJUFKS 10:557-570 (k-anonymity); Machanavajjhala et al. 2007, ACM TKDD 1:3 (l-diversity);
    Yeom et al. 2018, IEEE CSF, 268-282 (membership).
    """
    if data.task not in CHECK.tasks:
        return refused(CHECK, data, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    if not len(data.table):
        return refused(CHECK, data, Reason(code=ReasonCode.NO_ROWS))
    progress(0.0, message("Counting combinations"))
    found = combinations(data)
    rare = _none() if found is None else rare_rows(data, found)
    progress(0.6, message("Comparing losses"))
    whole = together((rare, membership(data)))
    if found is None and all(item.value is None for item in whole.measurements):
        return refused(CHECK, data, Reason(code=ReasonCode.NO_FEATURES))
    absent = {item.measure: item.reason for item in whole.measurements if item.reason is not None}
    judged = verdicts(CHECK, data, whole.measurements, absent)
    whole = replace(
        whole,
        conclusions=tuple(_of_named(item, found) for item in judged.conclusions),
        notes=once([*_notes(data, found), *judged.notes]),
    )
    return result_of(CHECK, data, whole, parameters=_parameters(found))


def _none() -> Found:
    reason = Reason(code=ReasonCode.NO_FEATURES)
    return Found(measurements=tuple(nothing(name, reason) for name in _COMBINED))


def _of_named(item: Conclusion, found: Combinations | None) -> Conclusion:
    """Judge combinations only where somebody named the columns: all features make every row unique."""
    if item.measure not in _COMBINED or found is None or found.named or item.value is None:
        return item
    figure = Measurement(measure=item.measure, value=item.value, n=0, interval=item.interval)
    return replace(unjudged(figure, Reason(code=ReasonCode.QUASI_NOT_NAMED)), threshold=item.threshold)


def _notes(data: CheckInput, found: Combinations | None) -> list[Reason]:
    notes = []
    if found is not None and not found.named:
        notes.append(Reason(code=ReasonCode.QUASI_NOT_NAMED))
    if found is not None and found.absent:
        values: dict[str, str | int | float] = {"columns": ", ".join(found.absent)}
        notes.append(Reason(code=ReasonCode.COLUMNS_ABSENT, values=values))
    return [*notes, *weights_ignored(data)]


def _parameters(found: Combinations | None) -> Parameters:
    columns = () if found is None else found.columns
    return {
        "columns": ", ".join(columns),
        "columns_named": found is not None and found.named,
        "small": SMALL,
        "false_alarms": FALSE_ALARMS,
        "least_others": LEAST,
    }


CHECK = Check(
    id="privacy",
    version=3,
    tasks=(Task.BINARY, Task.MULTICLASS, Task.MULTILABEL, Task.REGRESSION),
    family=Family.PRIVACY,
    run=run,
    uses=frozenset({Need.REFERENCE, Need.LABELS, Need.SCORES}),
    measures=frozenset({*_COMBINED, *MEMBERSHIP}),
)
"""The check, found by listing this folder."""

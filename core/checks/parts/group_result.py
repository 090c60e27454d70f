"""How is what was found between groups put together to a result?"""

from core.checks.base import Check, CheckInput
from core.checks.parts.findings import Found, merged, once
from core.checks.parts.pairs import with_holm
from core.checks.parts.weighing import Parameters, Selection, weight_parameters
from core.inventory import Task
from core.results import CheckResult, Definition, RunState, worst


def group_result(
    check: Check, data: CheckInput, found: Found, *, used: Selection, parameters: Parameters
) -> CheckResult:
    """Return the result of a check that compares groups; its verdict is the worst of its conclusions.

    `used` are the rows it rests on, `parameters` what else changes the numbers; the weight column is added.
    A favorable class is named where the task has classes.
    """
    favorable = None if data.task is Task.REGRESSION else data.favorable
    return CheckResult(
        check=check.id,
        check_version=check.version,
        state=RunState.FINISHED,
        verdict=worst(item.verdict for item in found.conclusions),
        definition=Definition(
            rows=used.rows,
            rows_total=used.total,
            filter=data.filter,
            favorable=favorable,
            positive=favorable,
            cut_off=data.cut_off,
            groupings=data.groupings,
            parameters=parameters | weight_parameters(data, used),
        ),
        conclusions=found.conclusions,
        measurements=found.measurements,
        groups=found.groups,
        comparisons=with_holm(found.comparisons),
        tables=merged(found.tables),
        notes=once(found.notes),
    )

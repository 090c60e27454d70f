"""How are figures judged where each measure may have a reason of its own for having none?"""

from collections.abc import Mapping, Sequence

from core.checks.base import Check, CheckInput
from core.checks.parts.data_records import judged
from core.checks.parts.findings import Found, together
from core.reasons import Reason, ReasonCode
from core.results import Conclusion, Measurement, Verdict


def verdicts(
    check: Check, data: CheckInput, figures: Sequence[Measurement], absent: Mapping[str, Reason]
) -> Found:
    """Judge each limited measure.

    Parameters
    ----------
    check
        Whose `measures` say what it takes for one task or another.
    data
        The check's input.
    figures
        What was measured.
    absent
        Measure and why there is no figure of it.

    Returns
    -------
    Found
        Conclusions and notes; see `core.checks.parts.data_records.judged`.
    """
    unsupported = Reason(code=ReasonCode.TASK_NOT_SUPPORTED)
    parts = []
    for limit in data.thresholds(check.id):
        lacking = absent.get(limit.measure, unsupported)
        found = judged((limit,), figures, known=check.measures, lacking=lacking)
        parts.append(Found(conclusions=found.conclusions, notes=found.notes))
    return together(parts)


def unjudged(figure: Measurement, reason: Reason) -> Conclusion:
    """Show a figure without verdict, and why."""
    return Conclusion(
        measure=figure.measure,
        subject=figure.subject,
        value=figure.value,
        interval=figure.interval,
        verdict=Verdict.NOT_APPLICABLE,
        reason=reason,
    )

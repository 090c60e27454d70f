"""On which side of the policy's limit does a value of a table lie?"""

from core.policy import Relation, Threshold
from reports.plots.frame import Limit
from reports.plots.parts import Mark
from reports.results.making import Line
from reports.results.page import View


def limit_of(view: View, measure: str) -> Threshold | None:
    """Return the limit that a measure was judged by; None without one."""
    found = (item.threshold for item in view.result.conclusions if item.measure == measure)
    return next((limit for limit in found if limit is not None), None)


def limits(view: View, measure: str) -> tuple[Limit, ...]:
    """Return the line of a measure's limit, where there is one."""
    limit = limit_of(view, measure)
    if limit is None:
        return ()
    value = float(limit.number)
    return (Limit(value=value, label=view.tr("threshold {value}", value=view.value(measure, value))),)


def mark_of(view: View, measure: str, line: Line, ends: tuple[str, str]) -> Mark:
    """Return how the interval in two columns of a line lies to the limit of a measure."""
    limit, low, high = limit_of(view, measure), line.number(ends[0]), line.number(ends[1])
    if limit is None or low is None or high is None:
        return Mark.PLAIN
    value = float(limit.number)
    if limit.relation is Relation.AT_LEAST:
        low, high, value = -high, -low, -value
    if high <= value:
        return Mark.WITHIN
    return Mark.OUTSIDE if low > value else Mark.UNCERTAIN

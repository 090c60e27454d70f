"""What of a result that a check of another maker gave can be believed, stored, and said?

Its figures are its own. But it must not change what is known (which rows were looked at, what is favorable),
and whatever it holds must be such that every window and every report can say it.
"""

import math
import string
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from core.checks.base import CheckInput
from core.errors import PruefsteinError
from core.messages import message
from core.reason_words import REASONS
from core.reasons import Reason
from core.results import SCHEMA, CheckResult, Comparison, Conclusion, Interval, Measurement, RunState

_LONGEST = 400
_MOST = 500_000
"""Cells of all tables together."""
_HIGHEST = 10**15


def believed(result: CheckResult, data: CheckInput) -> CheckResult:
    """Return the result with what is known of the input set anew.

    Raises `PruefsteinError` when it is not finished, or holds what cannot be said or printed.
    """
    checks = (_is_finished, _reasons_said, _short, _counted, _limits_known, _tables_even)
    if not all(check(result, data) for check in checks):
        raise PruefsteinError(
            message("The external check gave a result of the wrong form, so it was discarded.")
        )
    known = replace(
        result.definition,
        filter=data.filter,
        favorable=data.favorable,
        cut_off=data.cut_off,
        groupings=data.groupings,
    )
    return replace(result, definition=known)


def _is_finished(result: CheckResult, _data: CheckInput) -> bool:
    version = 0 <= result.check_version < _HIGHEST
    return result.schema == SCHEMA and result.state is RunState.FINISHED and version


def _reasons_said(result: CheckResult, _data: CheckInput) -> bool:
    return all(
        _placeholders(reason) <= set(reason.values)
        and all(_is_plain(key) and _is_plain(value) for key, value in reason.values.items())
        for reason in _reasons(result)
    )


def _placeholders(reason: Reason) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(REASONS[reason.code]) if name is not None}


def _short(result: CheckResult, _data: CheckInput) -> bool:
    return all(map(_is_plain, _names(result))) and all(
        _is_plain(key) and _is_plain(value) for key, value in result.definition.parameters.items()
    )


def _is_plain(value: str | float) -> bool:
    """Tell whether a text is short and steers nothing, or a number is one that can be written."""
    if isinstance(value, str):
        return len(value) <= _LONGEST and value.isprintable()
    return math.isfinite(value) and abs(value) < _HIGHEST


def _counted(result: CheckResult, _data: CheckInput) -> bool:
    rows = (result.definition.rows, result.definition.rows_total)
    counts = (*rows, *(item.n for item in _measurements(result)), *(group.n for group in result.groups))
    needed = (item.needed_n for item in result.conclusions if item.needed_n is not None)
    levels = all(_is_level(item) for item in _intervals(result))
    return levels and all(0 <= count < _HIGHEST for count in (*counts, *needed))


def _is_level(interval: Interval) -> bool:
    try:
        return 0 < Decimal(interval.level) < 1 and len(interval.method) <= _LONGEST
    except InvalidOperation:
        return False


def _limits_known(result: CheckResult, data: CheckInput) -> bool:
    """Tell whether every limit is one of the policy: a verdict by another one would pass for the policy's."""
    limits = (item.threshold for item in result.conclusions if item.threshold is not None)
    return all(limit in data.policy.thresholds for limit in limits)


def _tables_even(result: CheckResult, _data: CheckInput) -> bool:
    cells = 0
    for table in result.tables:
        cells += sum(len(column.values) for column in table.columns)
        names = {column.name for column in table.columns}
        lengths = {len(column.values) for column in table.columns}
        if len(lengths) > 1 or len(names) < len(table.columns) or cells > _MOST:
            return False
    return all(
        _is_plain(value)
        for table in result.tables
        for column in table.columns
        for value in column.values
        if value is not None
    )


def _reasons(result: CheckResult) -> Iterator[Reason]:
    yield from result.notes
    yield from (item.reason for item in result.conclusions)
    yield from (item.reason for item in _measurements(result) if item.reason is not None)
    yield from (group.excluded for group in result.groups if group.excluded is not None)
    yield from (item.reason for item in result.comparisons if item.reason is not None)


def _measurements(result: CheckResult) -> Iterator[Measurement]:
    yield from result.measurements
    for group in result.groups:
        yield from group.measurements
    for item in result.comparisons:
        yield from (item.difference, item.ratio)


def _intervals(result: CheckResult) -> Iterator[Interval]:
    found: tuple[Measurement | Conclusion, ...] = (*_measurements(result), *result.conclusions)
    yield from (item.interval for item in found if item.interval is not None)


def _names(result: CheckResult) -> Iterator[str]:
    for item in _measurements(result):
        yield from (item.measure, item.subject or "")
    for conclusion in result.conclusions:
        yield from (conclusion.measure, conclusion.subject or "", conclusion.detail or "")
    for group in result.groups:
        yield from (group.feature, group.label)
    for comparison in result.comparisons:
        yield from _compared(comparison)
    for table in result.tables:
        yield from (table.id, *(column.name for column in table.columns))


def _compared(item: Comparison) -> Iterator[str]:
    yield from (item.measure, item.feature, item.group, item.reference, item.reference_rule)
    yield from (test.test for test in item.tests)

"""Are the purposes of a table's sensitive columns stated so that they can be kept to?"""

from collections.abc import Iterator
from datetime import date

from core.errors import UserError
from core.inventory import Column, ColumnRole, SensitivePurpose
from core.messages import Message, message
from core.workspace.lookup import require_text
from core.workspace.requests import NewDataset

LONGEST_YEARS = 3
"""A later day of deletion is taken for a typing error."""
_ELSEWHERE = frozenset(ColumnRole) - {ColumnRole.SENSITIVE, ColumnRole.IGNORED}


def check_purposes(new: NewDataset, today: date) -> None:
    """Raise `UserError` when a purpose contradicts a role, or day and reason of a bias test are missing.

    Source: AI Act Art. 4a(1)(a), (e), (f) in the consolidation of 27 July 2026.
    """
    for column in new.columns:
        for problem in contradictions(column):
            raise UserError(problem)
    if not any(column.purpose is SensitivePurpose.BIAS_TEST_ONLY for column in new.columns):
        return
    _check_day(new.delete_by, today)
    require_text(
        new.necessity,
        message(
            "It is not stated why bias cannot be found without the columns kept for bias tests only. "
            "Nothing was registered. Write the reason as it stands in the record of processing."
        ),
    )


def contradictions(column: Column) -> Iterator[Message]:
    """Return where the purpose of a column does not go with its roles."""
    if column.purpose is None:
        return
    if ColumnRole.SENSITIVE not in column.roles:
        yield message(
            "“{column}” has a purpose for sensitive columns but is not marked sensitive. Nothing was "
            "registered. Mark it, or remove the purpose.",
            column=column.name,
        )
    if column.purpose is SensitivePurpose.BIAS_TEST_ONLY and _ELSEWHERE & set(column.roles):
        yield message(
            "“{column}” is kept for bias tests only and cannot be used for anything else, such as the "
            "model's input. Nothing was registered. Take the other roles away, or state another purpose.",
            column=column.name,
        )
    if column.purpose is SensitivePurpose.MODEL_INPUT and ColumnRole.FEATURE not in column.roles:
        yield message(
            "“{column}” is said to be an input of the model but does not have the role “Feature”. "
            "Nothing was registered. Give it the role, or state another purpose.",
            column=column.name,
        )


def _check_day(day: date | None, today: date) -> None:
    if day is None:
        raise UserError(
            message(
                "Columns kept for bias tests only need a day by which they are deleted. Nothing was "
                "registered. State the day."
            )
        )
    if not today < day <= today.replace(year=today.year + LONGEST_YEARS, day=min(today.day, 28)):
        raise UserError(
            message(
                "{day} cannot be the day by which columns kept for bias tests only are deleted. Nothing was "
                "registered. State a day in the future, at most {years} years ahead.",
                day=day,
                years=LONGEST_YEARS,
            )
        )

"""Do the columns of a table, their roles and groups make sense together?"""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

from core.errors import UserError
from core.ids import Exact
from core.inventory import Column, ColumnRole, Grouping
from core.messages import message

NUMERIC = frozenset({"number", "integer"})
_ONCE = (ColumnRole.TARGET, ColumnRole.PREDICTION, ColumnRole.SCORE, ColumnRole.WEIGHT)
"""Roles that at most one column may carry."""


def check_columns(columns: tuple[Column, ...], groupings: tuple[Grouping, ...]) -> None:
    """Raise `UserError` for empty or repeated names, repeated roles, and groups that cannot be made."""
    _check_names(columns)
    for role in _ONCE:
        holders = [column.name for column in columns if role in column.roles]
        if len(holders) > 1:
            raise UserError(
                message(
                    "The role “{role}” is given to several columns: {columns}. Give it to one.",
                    role=role,
                    columns=", ".join(holders),
                )
            )
    _check_numbers(columns)
    by_name = {column.name: column for column in columns}
    for name, count in Counter(grouping.column for grouping in groupings).items():
        if count > 1:
            raise UserError(message("“{column}” is grouped twice. Group it once.", column=name))
    for grouping in groupings:
        _check_grouping(grouping, by_name.get(grouping.column))


def complete_groupings(columns: Iterable[Column], groupings: tuple[Grouping, ...]) -> tuple[Grouping, ...]:
    """Return the groupings and, for each sensitive column without one, its values as groups."""
    grouped = {grouping.column for grouping in groupings}
    plain = (
        Grouping(column=column.name)
        for column in columns
        if ColumnRole.SENSITIVE in column.roles and column.name not in grouped
    )
    return (*groupings, *plain)


def _check_names(columns: Iterable[Column]) -> None:
    names = Counter(column.name for column in columns)
    if not names:
        raise UserError(message("The table has no columns. Choose another file or correct how it is read."))
    if any(not name.strip() for name in names):
        raise UserError(message("A column has no name. Give every column of the file a name."))
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise UserError(
            message(
                "Several columns have the same name: {columns}. Rename them in the file.",
                columns=", ".join(twice),
            )
        )


def _check_numbers(columns: Iterable[Column]) -> None:
    for column in columns:
        for role in (ColumnRole.SCORE, ColumnRole.WEIGHT):
            if role in column.roles and column.dtype not in NUMERIC:
                raise UserError(
                    message(
                        "“{column}” has the role “{role}” but does not hold numbers. Correct its role, or "
                        "how the file is read (decimal sign).",
                        column=column.name,
                        role=role,
                    )
                )


def _check_grouping(grouping: Grouping, column: Column | None) -> None:
    if column is None:
        raise UserError(
            message(
                "“{column}” is to be grouped, but the table has no such column. Correct the name.",
                column=grouping.column,
            )
        )
    if not grouping.edges:
        return
    if column.dtype not in NUMERIC:
        raise UserError(
            message(
                "“{column}” does not hold numbers, so it cannot be cut at edges. Use its values as groups.",
                column=column.name,
            )
        )
    edges = [_number(edge, column.name) for edge in grouping.edges]
    if any(low >= high for low, high in pairwise(edges)):
        raise UserError(
            message("The edges of “{column}” do not rise. Write them in rising order.", column=column.name)
        )


def _number(edge: Exact, column: str) -> Fraction:
    try:
        return Fraction(edge)
    except (ValueError, ZeroDivisionError):
        raise UserError(
            message(
                "“{edge}” is not a number to cut “{column}” at. Write a number.", edge=edge, column=column
            )
        ) from None

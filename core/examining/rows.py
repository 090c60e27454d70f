"""Which rows of the file are examined, and do their values fit what is said about them?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.artifacts.opened import class_text
from core.errors import UserError
from core.examination import Plan, WeightMeans
from core.examining.expression import Expression
from core.inventory import Column, ColumnRole, TableDialect, Task
from core.messages import Message, message
from core.progress import Progress
from core.running.weights import are_counts, are_whole

if TYPE_CHECKING:
    import pandas as pd

_LISTED = 12


COUNT = "rows"
"""Column of condensed tables that says how many rows of the file each line stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Which columns and rows of a file are wanted."""

    path: Path
    dialect: TableDialect
    columns: tuple[Column, ...]
    where: Expression | None
    countable: bool
    """Whether counts of equal rows say everything that is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows that are examined."""

    table: "pd.DataFrame"
    left: int
    """Rows the condition holds for."""
    total: int
    """Rows of the file."""
    count: str | None = None
    """Column with the number of rows each line stands for; None: one each."""
    about: tuple[Message, ...] = ()
    """What is said about a table that was not held in memory."""


def read_rows(reading: Reading, progress: Progress) -> Rows:
    """Read the wanted columns and keep the rows that are meant; raises `UserError` if none is left.

    A table that is large for this computer is read in parts; only counts of equal rows, or the wanted columns
    of the rows that are meant, are ever held in memory.
    """
    from core.data.large import about_size

    said = about_size(reading.path)
    if said is None:
        rows = _whole(reading)
    elif reading.countable:
        rows = _condensed(reading, said)
    else:
        rows = _in_parts(reading, progress)
    _require_rows(reading, rows)
    return rows


def _whole(reading: Reading) -> Rows:
    from core.data.reading import read_table

    table = read_table(reading.path, reading.dialect, reading.columns)
    left = _meant(reading, table)
    return Rows(table=left, left=len(left), total=len(table))


def _in_parts(reading: Reading, progress: Progress) -> Rows:
    import pandas as pd

    from core.data.large import read_columns

    names = [column.name for column in reading.columns]
    kept, total = [], 0
    for part in read_columns(reading.path, reading.dialect, reading.columns, names):
        progress.check()
        total += len(part)
        kept.append(_meant(reading, part))
    table = pd.concat(kept, ignore_index=True)
    return Rows(table=table, left=len(table), total=total)


def _condensed(reading: Reading, said: Message) -> Rows:
    from core.data import large

    by = [item.name for item in reading.columns if item.roles != (ColumnRole.SEGMENT,)]
    table = large.count_cells(reading.path, reading.dialect, reading.columns, by, reading.where)
    count = COUNT if COUNT not in table.columns else large.COUNT
    table = table.rename(columns={large.COUNT: count})
    left = int(table[count].sum())
    total = left
    if reading.where is not None:
        source = large.LargeTable(path=reading.path, dialect=reading.dialect, columns=reading.columns)
        total = source.rows()
    return Rows(table=table, left=left, total=total, count=count, about=(said,))


def _meant(reading: Reading, table: "pd.DataFrame") -> "pd.DataFrame":
    if reading.where is None:
        return table
    return table[reading.where.mask(table)].reset_index(drop=True)


def _require_rows(reading: Reading, rows: Rows) -> None:
    if not rows.total:
        raise UserError(
            message(
                "“{name}” has no rows. Nothing was calculated. Choose a table with rows.",
                name=reading.path.name,
            )
        )
    if not rows.left:
        raise UserError(
            message(
                "The condition “{where}” holds for none of the {total} rows. Nothing was calculated. "
                "Correct it.",
                where=str(reading.where),
                total=rows.total,
            )
        )


def weight_means(plan: Plan, table: "pd.DataFrame") -> WeightMeans | None:
    """Return what the weight column says: as stated, else recognized; None without such a column.

    Raises `UserError` where counts are stated but the column holds fractions.
    """
    if plan.weight is None:
        return None
    weight = table[plan.weight]
    if plan.weight_means is WeightMeans.COUNTS and not are_whole(weight):
        raise UserError(
            message(
                "“{column}” is said to hold counts, but it holds fractions. Nothing was calculated. State "
                "that it holds weights.",
                column=plan.weight,
            )
        )
    if plan.weight_means is not None:
        return plan.weight_means
    counts = are_counts(weight, table.drop(columns=plan.weight), scored=plan.score is not None)
    return WeightMeans.COUNTS if counts else WeightMeans.WEIGHTS


def check_values(plan: Plan, table: "pd.DataFrame") -> None:
    """Raise `UserError` for the first value that contradicts the plan."""
    for problem in (
        *_of_classes(plan, table),
        *_of_flags(plan, table),
        *_of_weight(plan, table),
        *_of_references(plan, table),
    ):
        raise UserError(problem)


def values_of(table: "pd.DataFrame", names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the classes that occur in some columns, as classes are written, in order."""
    found = {class_text(value) for name in names for value in table[name].dropna().unique()}
    return tuple(sorted(found - {""}))


def _of_classes(plan: Plan, table: "pd.DataFrame") -> Iterator[Message]:
    if plan.task not in {Task.BINARY, Task.MULTICLASS}:
        return
    labels, said = values_of(table, plan.label), values_of(table, plan.prediction)
    both = tuple(sorted({*labels, *said}))
    if plan.task is Task.BINARY and len(both) > 2:
        yield _too_many(plan, labels, said)
    if labels and said and not set(labels) & set(said):
        yield message(
            "“{label}” holds {labels} and “{prediction}” holds {said}: they have no value in common, so "
            "every prediction would count as wrong. Nothing was calculated. Write both in the same way.",
            label=plan.label[0],
            labels=_some(labels),
            prediction=plan.prediction[0],
            said=_some(said),
        )
    if plan.favorable is not None and both and class_text(plan.favorable) not in both:
        yield message(
            "The favorable value “{favorable}” does not occur in “{column}” (which holds {values}). "
            "Nothing was calculated. Correct the favorable value.",
            favorable=plan.favorable,
            column=(*plan.label, *plan.prediction)[0],
            values=_some(both),
        )


def _too_many(plan: Plan, labels: tuple[str, ...], said: tuple[str, ...]) -> Message:
    name, values = (plan.label[0], labels) if len(labels) > 2 else ((*plan.prediction, *plan.label)[0], said)
    if len(values) <= 2:
        return message(
            "Outcomes and predictions hold more than two values together ({values}), but the task is "
            "binary. Nothing was calculated. Write both in the same way.",
            values=_some(tuple(sorted({*labels, *said}))),
        )
    return message(
        "“{column}” holds {count} values ({values}), but the task is binary. Nothing was calculated. "
        "Choose the task with several classes, or restrict the rows by a condition.",
        column=name,
        count=len(values),
        values=_some(values),
    )


def _of_flags(plan: Plan, table: "pd.DataFrame") -> Iterator[Message]:
    if plan.task is not Task.MULTILABEL:
        return
    for name in (*plan.label, *plan.prediction):
        texts = {value.lower() for value in values_of(table, (name,))}
        if not texts <= {"0", "1", "true", "false"}:
            yield message(
                "“{column}” holds {values}. For several labels at once each column holds 0 and 1. Nothing "
                "was calculated. Correct the column.",
                column=name,
                values=_some(values_of(table, (name,))),
            )


def _of_weight(plan: Plan, table: "pd.DataFrame") -> Iterator[Message]:
    if plan.weight is None:
        return
    column = table[plan.weight]
    if bool((column < 0).any()):
        yield message(
            "“{column}” holds negative numbers, which cannot be weights or counts. Nothing was calculated. "
            "Correct the column.",
            column=plan.weight,
        )
    if not bool((column > 0).any()):
        yield message(
            "“{column}” is nowhere above 0, so no row would count. Nothing was calculated. Correct the "
            "column.",
            column=plan.weight,
        )


def _of_references(plan: Plan, table: "pd.DataFrame") -> Iterator[Message]:
    groups = groups_of(plan, table)
    for feature, reference in plan.references.items():
        plain = class_text(reference.strip().replace("≤", "<=").replace("≥", ">="))
        if feature in groups and plain not in {class_text(label) for label in groups[feature]}:
            yield message(
                "The reference group “{group}” does not occur in “{column}”. Its groups are: {groups}.",
                group=reference,
                column=feature,
                groups=_some(groups[feature]),
            )


def groups_of(plan: Plan, table: "pd.DataFrame") -> Mapping[str, tuple[str, ...]]:
    """Return the groups of each sensitive column as results name them; the empty text is "not stated"."""
    from core.statistics.encoding import encode_groups

    return {item.column: encode_groups(table[item.column], item).labels for item in plan.groupings}


def _some(values: tuple[str, ...]) -> Message:
    """Return values in the quotation marks of the language they are said in."""
    shown = [
        message("“{quote}”", quote=value) if value else message("not stated") for value in values[:_LISTED]
    ]
    if not shown:
        return message("–")
    whole = shown[-1] if len(values) <= _LISTED else message("{first} …", first=shown[-1])
    for item in reversed(shown[:-1]):
        whole = message("{first}, {rest}", first=item, rest=whole)
    return whole

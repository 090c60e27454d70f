"""How does a table on disk become a data set, from what was typed?"""

from dataclasses import dataclass, replace
from pathlib import Path

from cli.call import Call
from cli.reading import preview_as
from core.data.typed import NOTHING, TypedDialect
from core.errors import UserError
from core.inventory import Column, ColumnRole, DatasetKind, Grouping
from core.messages import message
from core.workspace import NewDataset


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetOptions:
    """What was typed about a table."""

    path: Path
    kind: DatasetKind
    target: str | None
    favorable: str | None
    groupings: tuple[Grouping, ...] = ()
    ignored: tuple[str, ...] = ()
    prediction: str | None = None
    score: str | None = None
    typed: TypedDialect = NOTHING
    """How the file is to be read, where it was recognized wrongly."""


def new_dataset(call: Call, options: DatasetOptions) -> tuple[NewDataset, tuple[str, ...]]:
    """Return the data set to be registered and what was assumed about its file, in words."""
    preview = preview_as(options.path, options.typed)
    columns = with_roles(preview.columns, options)
    new = NewDataset(
        path=options.path,
        name=call.text(options.path.name),
        kind=options.kind,
        dialect=preview.dialect,
        columns=columns,
        favorable=options.favorable,
        groupings=options.groupings,
    )
    return new, tuple(call.translator.say(item) for item in preview.assumptions)


def with_roles(columns: tuple[Column, ...], options: DatasetOptions) -> tuple[Column, ...]:
    """Return the columns with the roles that were typed; every other column is a feature."""
    sensitive = {item.column for item in options.groupings}
    named = (options.target, options.prediction, options.score, *sorted(sensitive), *options.ignored)
    require_columns(options.path, columns, tuple(name for name in named if name is not None))
    return tuple(replace(column, roles=_roles(column.name, options, sensitive)) for column in columns)


def require_columns(path: Path, columns: tuple[Column, ...], names: tuple[str, ...]) -> None:
    """Raise `UserError` naming the columns that a table does not have."""
    there = {column.name for column in columns}
    missing = [name for name in names if name not in there]
    if missing:
        raise UserError(
            message(
                "{file} has no column {columns}. Its columns are: {there}.",
                file=path.name,
                columns=", ".join(missing),
                there=", ".join(column.name for column in columns),
            )
        )


def _roles(name: str, options: DatasetOptions, sensitive: set[str]) -> tuple[ColumnRole, ...]:
    single: dict[str | None, ColumnRole] = {
        options.target: ColumnRole.TARGET,
        options.prediction: ColumnRole.PREDICTION,
        options.score: ColumnRole.SCORE,
        **dict.fromkeys(options.ignored, ColumnRole.IGNORED),
    }
    if name in single:
        first = single[name]
        return (first, ColumnRole.SENSITIVE) if name in sensitive else (first,)
    if name in sensitive:
        return (ColumnRole.FEATURE, ColumnRole.SENSITIVE)
    return (ColumnRole.FEATURE,)

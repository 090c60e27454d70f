"""How does a table on disk become a data set, from what was typed?"""

from dataclasses import dataclass, replace
from pathlib import Path

from cli.call import Call
from core.errors import UserError
from core.inventory import Column, ColumnRole, DatasetKind, Grouping, TableDialect
from core.messages import message
from core.workspace import NewDataset, Workspace


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
    delimiter: str | None = None
    decimal: str | None = None
    encoding: str | None = None


def new_dataset(
    call: Call, workspace: Workspace, options: DatasetOptions
) -> tuple[NewDataset, tuple[str, ...]]:
    """Return the data set to be registered and what was assumed about its file, in words."""
    preview = workspace.inventory.preview_table(options.path)
    dialect = corrected(preview.dialect, options)
    if dialect != preview.dialect:
        preview = workspace.inventory.preview_table(options.path, dialect)
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


def corrected(dialect: TableDialect, options: DatasetOptions) -> TableDialect:
    """Return the recognized dialect with what the person knows better."""
    delimiter = "\t" if options.delimiter in {"tab", "\\t"} else options.delimiter
    return replace(
        dialect,
        delimiter=delimiter or dialect.delimiter,
        decimal=options.decimal or dialect.decimal,
        encoding=options.encoding or dialect.encoding,
    )


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

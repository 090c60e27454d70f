"""How does a table of new rows become a data set that can be compared with the reference?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from time import time
from typing import TYPE_CHECKING

from core.data.preview import TablePreview
from core.errors import UserError
from core.governance.monitoring import Monitor, Observation
from core.ids import DatasetId, Digest
from core.inventory import Column, ColumnRole, Dataset, DatasetKind, TableDialect, TableFormat
from core.messages import message
from core.texts import Language, Text
from core.workspace.desk import Desk
from core.workspace.lookup import the_dataset
from core.workspace.requests import NewDataset
from core.workspace.sensitive import read_for_bias_test
from core.workspace.session import Session
from core.workspace.tables import load_columns

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "monitoring"
"""Where rows with their labels lie when they are too large to be copied under their digest."""
SETTLED_SECONDS = 3.0
"""A file written to less than this long ago may still be growing."""
_ONCE = frozenset({ColumnRole.TARGET, ColumnRole.WEIGHT})
"""Roles without which new rows can be looked at all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file that was found, with its digest."""

    path: Path
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The tables of a watched folder."""

    files: tuple[Path, ...]
    """Oldest first."""
    later: tuple[str, ...]
    """Names of files that were written a moment ago, perhaps not to their end."""


def waiting_files(monitor: Monitor) -> Waiting:
    """Return the tables of the watched folder; files still being written are left for later.

    Links are not followed. Raises `UserError` when the folder is gone.
    """
    if monitor.folder is None:
        return Waiting(files=(), later=())
    folder = Path(monitor.folder)
    if not folder.is_dir():
        raise UserError(
            message(
                "The folder “{folder}” that {monitor} watches is not there. Nothing was looked at. "
                "Make it available again, or set the monitoring up anew.",
                folder=str(folder),
                monitor=monitor.id,
            )
        )
    found = [
        path
        for path in folder.iterdir()
        if fnmatch(path.name, monitor.pattern)
        and not path.name.startswith(".")
        and path.is_file()
        and not path.is_symlink()
    ]
    written = sorted((path.stat().st_mtime, path.name, path) for path in found)
    settled = time() - SETTLED_SECONDS
    return Waiting(
        files=tuple(path for when, _, path in written if when <= settled),
        later=tuple(name for when, name, _ in written if when > settled),
    )


def as_dataset(monitor: Monitor, reference: Dataset, path: Path) -> NewDataset:
    """Return how a file is read: with the columns, roles, groups and favorable value of the reference.

    Raises `UserError` naming the columns that are missing.
    """
    from core.data.reading import preview

    seen = preview(path, None)
    columns = _columns(monitor, reference, seen)
    _require(monitor, reference, columns, path)
    held = {column.name for column in columns}
    return NewDataset(
        path=path,
        name=Text(path.name, Language.ENGLISH),
        kind=DatasetKind.MONITORING,
        dialect=_dialect(reference, seen),
        columns=columns,
        favorable=reference.favorable,
        groupings=tuple(item for item in reference.groupings if item.column in held),
        delete_by=reference.delete_by if _protected(columns, reference) else None,
        necessity=reference.necessity if _protected(columns, reference) else None,
        example=monitor.example,
    )


def _dialect(reference: Dataset, seen: TablePreview) -> TableDialect:
    """Return how the file is written; what means missing and how days are written is known from before."""
    known = reference.dialect
    same = known.format is seen.dialect.format
    return replace(
        seen.dialect,
        missing=known.missing if same else seen.dialect.missing,
        date_format=known.date_format if same else seen.dialect.date_format,
    )


def _protected(columns: tuple[Column, ...], reference: Dataset) -> bool:
    return bool({column.name for column in columns} & set(reference.bias_test_only))


def _columns(monitor: Monitor, reference: Dataset, seen: TablePreview) -> tuple[Column, ...]:
    known = {column.name: column for column in reference.columns}
    return tuple(_column(monitor, known.get(column.name), column) for column in seen.columns)


def _column(monitor: Monitor, known: Column | None, seen: Column) -> Column:
    if known is not None:
        return known
    if seen.name == monitor.row_id:
        return replace(seen, roles=(ColumnRole.ROW_ID,), purpose=None)
    if seen.name == monitor.time:
        return replace(seen, roles=(ColumnRole.TIME,), purpose=None)
    return replace(seen, roles=(ColumnRole.IGNORED,), purpose=None)


def _require(monitor: Monitor, reference: Dataset, columns: tuple[Column, ...], path: Path) -> None:
    there = {column.name for column in columns}
    needed = {column.name for column in reference.columns if ColumnRole.FEATURE in column.roles}
    needed |= {
        column.name
        for column in reference.columns
        if not _ONCE & set(column.roles) and {ColumnRole.SCORE, ColumnRole.PREDICTION} & set(column.roles)
    }
    needed |= {name for name in (monitor.row_id, monitor.time) if name is not None}
    missing = sorted(needed - there)
    if missing:
        raise UserError(
            message(
                "“{name}” lacks {columns}, which {monitor} expects. Nothing was recorded. Hand in a table "
                "with these columns, or set the monitoring up for the new form of the data.",
                name=path.name,
                columns=", ".join(missing),
                monitor=monitor.id,
            )
        )


def days_of(desk: Desk, dataset: Dataset, name: str | None) -> tuple[date, date] | None:
    """Return the first and last day of the rows; None without a time column or known days."""
    import pandas as pd

    column = next((item for item in dataset.columns if item.name == name), None)
    if column is None:
        return None
    known = pd.to_datetime(load_columns(desk, dataset, (column,))[column.name], errors="coerce").dropna()
    return None if known.empty else (known.min().date(), known.max().date())


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """True values by row id, as they came in."""

    name: str
    """Of the file."""
    digest: Digest
    ids: str
    target: Column
    table: "pd.DataFrame"
    """Row ids, each once, with their true values."""
    unmatched: int = 0
    """Row ids of the file that belong to no observation."""


def read_labels(monitor: Monitor, reference: Dataset, path: Path) -> Labels:
    """Read a table of row ids with true values; raises `UserError` when it does not hold both once a row."""
    from core.data.digest import file_digest
    from core.data.reading import preview, read_table

    target = next((item for item in reference.columns if ColumnRole.TARGET in item.roles), None)
    if monitor.row_id is None or target is None:
        raise UserError(
            message(
                "{monitor} knows no row ids or no target, so labels cannot be joined. Nothing was recorded. "
                "Set the monitoring up with a row id and a reference that has a target.",
                monitor=monitor.id,
            )
        )
    seen = preview(path, None)
    found = {column.name: column for column in seen.columns}
    missing = [name for name in (monitor.row_id, target.name) if name not in found]
    if missing:
        raise UserError(
            message(
                "“{name}” lacks {columns}, so no label can be joined. Nothing was recorded. "
                "Hand in a table with the row id and the true value.",
                name=path.name,
                columns=", ".join(missing),
            )
        )
    ids = replace(found[monitor.row_id], dtype="text", roles=(ColumnRole.ROW_ID,), purpose=None)
    table = read_table(path, _dialect(reference, seen), (ids, target)).dropna()
    return Labels(
        name=path.name,
        digest=file_digest(path),
        ids=monitor.row_id,
        target=target,
        table=_once(table, monitor.row_id, path),
    )


def _once(table: "pd.DataFrame", ids: str, path: Path) -> "pd.DataFrame":
    """Drop exact repetitions; refuse an id with two different labels."""
    kept = table.assign(**{ids: table[ids].astype(str).str.strip()}).drop_duplicates()
    twice = kept[ids][kept[ids].duplicated()].unique()
    if len(twice):
        raise UserError(
            message(
                "“{name}” gives {count} row ids two different true values, for example {id}. Nothing was "
                "recorded. Correct the file.",
                name=path.name,
                count=len(twice),
                id=str(twice[0]),
            )
        )
    return kept


def joined(desk: Desk, observation: Observation, labels: Labels) -> "pd.DataFrame":
    """Return row ids with true values of an observation: those known before and those of the file.

    Raises `UserError` for ids that name several rows, and for a value other than the one known before.
    """
    import pandas as pd

    source = the_dataset(desk.store, observation.dataset)
    ids, target = labels.ids, labels.target.name
    rows = _ids(desk, source, ids)
    if rows.duplicated().any():
        raise UserError(
            message(
                "In {dataset} one row id names several rows, so labels cannot be joined. Nothing was "
                "recorded. Hand in rows with an id each.",
                dataset=source.id,
            )
        )
    mine = labels.table.loc[labels.table[ids].isin(set(rows)), [ids, target]]
    if not observation.labelings:
        return mine
    known = _known(desk, observation.labelings[-1].dataset, labels)
    both = known.merge(mine, on=ids, suffixes=("", "_now"))
    other = both.loc[both[target] != both[f"{target}_now"], ids]
    if len(other):
        raise UserError(
            message(
                "“{name}” gives {count} rows of {observation} another true value than was joined before, for "
                "example {id}. Nothing was recorded. Correct the file.",
                name=labels.name,
                count=len(other),
                observation=observation.id,
                id=str(other.iloc[0]),
            )
        )
    return pd.concat([known, mine.loc[~mine[ids].isin(set(known[ids]))]], ignore_index=True)


def _known(desk: Desk, identity: DatasetId, labels: Labels) -> "pd.DataFrame":
    """Return the row ids and true values that were joined before."""
    dataset = the_dataset(desk.store, identity)
    known = load_columns(desk, dataset, (labels.target,))
    return known.assign(**{labels.ids: _ids(desk, dataset, labels.ids)})[[labels.ids, labels.target.name]]


def unmatched(labels: Labels, found: Iterable["pd.DataFrame"]) -> int:
    """Return how many row ids of the file belong to no observation."""
    matched = {str(item) for table in found for item in table[labels.ids]}
    return int((~labels.table[labels.ids].isin(matched)).sum())


def labeled(desk: Desk, session: Session, dataset: Dataset, labels: Labels) -> "pd.DataFrame":
    """Return the rows of a data set that have a label, with it."""
    rows = read_for_bias_test(desk, session, dataset)
    rows = rows.drop(columns=[labels.target.name], errors="ignore")
    rows = rows.assign(**{labels.ids: _ids(desk, dataset, labels.ids)})
    return rows.merge(labels.table[[labels.ids, labels.target.name]], on=labels.ids, how="inner")


def _ids(desk: Desk, dataset: Dataset, name: str) -> "pd.Series[str]":
    """Read the row ids as they are written: 007 is not 7."""
    column = next(item for item in dataset.columns if item.name == name)
    found = load_columns(desk, dataset, (replace(column, dtype="text"),))[name]
    return found.astype(str).str.strip()


def labeled_dataset(monitor: Monitor, reference: Dataset, dataset: Dataset, path: Path) -> NewDataset:
    """Return how the file of rows with their labels is recorded."""
    target = next(item for item in reference.columns if ColumnRole.TARGET in item.roles)
    kept = tuple(column for column in dataset.columns if column.name != target.name)
    texts = tuple(replace(item, dtype="text") if item.name == monitor.row_id else item for item in kept)
    return NewDataset(
        path=path,
        name=Text(f"{dataset.file_name.name()} + {target.name}", Language.ENGLISH),
        kind=DatasetKind.MONITORING,
        dialect=TableDialect(format=TableFormat.PARQUET),
        columns=(*texts, target),
        favorable=reference.favorable,
        groupings=dataset.groupings,
        delete_by=dataset.delete_by,
        necessity=dataset.necessity,
        example=monitor.example,
    )

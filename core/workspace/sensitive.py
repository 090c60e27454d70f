"""Who reads columns that are kept for bias tests only, and when are they deleted?

AI Act Art. 4a(1) in the consolidation of 27 July 2026: access is controlled and documented (c), the values
are not passed on (d), and are deleted once bias is corrected or their time ends (e).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.audit import SENSITIVE_ACTIONS, Action, AuditEvent, ObjectKind
from core.canonical import digest
from core.deletion import DeletedColumn, Deletion, ValueCount
from core.errors import NotAllowedError, UserError
from core.ids import DatasetId, Digest
from core.inventory import Dataset, Grouping
from core.messages import message
from core.people import Permission
from core.store.events import EventFilter
from core.store.files import write_durably
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.lookup import require_text, the_dataset
from core.workspace.session import Session
from core.workspace.tables import load, load_columns

if TYPE_CHECKING:
    import pandas as pd

_ALL = 1_000_000
"""More events than one data set ever has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A data set whose columns for bias tests wait for their deletion."""

    dataset: Dataset
    columns: tuple[str, ...]
    day: date
    overdue: bool


class Sensitive:
    """Columns kept for bias tests only."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def accesses(self, dataset: DatasetId) -> tuple[AuditEvent, ...]:
        """Return who read the columns, was refused an export, or deleted them; newest first."""
        found = self._desk.store.events(
            EventFilter(
                object_kind=ObjectKind.DATASET, object_id=dataset, actor=None, before=None, limit=_ALL
            )
        )
        return tuple(event for event, _ in found if event.action in SENSITIVE_ACTIONS)

    def due(self, today: date) -> tuple[Due, ...]:
        """Return the data sets with columns that are still to be deleted, the earliest day first."""
        found = [
            Due(dataset=item, columns=living(item), day=item.delete_by, overdue=item.delete_by < today)
            for item in self._desk.store.all(Dataset)
            if living(item) and item.delete_by is not None
        ]
        return tuple(sorted(found, key=lambda item: (item.day, item.dataset.id)))

    def export(
        self, session: Session, dataset: DatasetId, target: Path, columns: tuple[str, ...] | None = None
    ) -> int:
        """Write the rows as CSV, never with columns kept for bias tests only; return how many.

        Raises `NotAllowedError`, and records it, when such a column is asked for by name; `UserError` when
        the file exists.
        """
        session.require(Permission.EXPORT)
        self._desk.store.check_actor(session)
        found = the_dataset(self._desk.store, dataset)
        asked = set(columns or ()) & set(found.bias_test_only)
        if asked:
            with self._desk.store.transaction(session) as step:
                step.put(found, Action.SENSITIVE_EXPORT_REFUSED)
            raise NotAllowedError(
                message(
                    "{columns} of {dataset} are kept for bias tests only and are not passed on (AI Act "
                    "Art. 4a). Nothing was written; the attempt was recorded. Leave these columns out.",
                    columns=", ".join(sorted(asked)),
                    dataset=dataset,
                )
            )
        return _write(load(self._desk, found), target, columns)

    def delete(self, session: Session, dataset: DatasetId, reason: Text) -> tuple[Dataset, Changes]:
        """Delete the columns for good from the stored table; digest and counts stay.

        The table without them takes the place of the file, also for other data sets made from the same
        file. Results, approvals and reports keep their subject; they cannot be recomputed by these columns.
        """
        session.require(Permission.DELETE_SENSITIVE)
        require_text(reason, message("The reason is missing. Write why the columns are deleted now."))
        found = the_dataset(self._desk.store, dataset)
        if not living(found):
            raise UserError(
                message(
                    "{dataset} has no columns that are kept for bias tests only, or they were deleted "
                    "before. Nothing was changed.",
                    dataset=dataset,
                )
            )
        record_access(self._desk, session, found)
        gone = set(living(found))
        same = (found, *self._others(found))
        deletions = [self._deletion(session, item, gone, reason) for item in same]
        with self._desk.store.transaction(session, reason) as step:
            for item, deletion in zip(same, deletions, strict=True):
                step.put(replace(item, deletion=deletion), Action.SENSITIVE_DELETED)
        finish_deletions(self._desk)
        return the_dataset(self._desk.store, dataset), Changes.INVENTORY

    def _others(self, found: Dataset) -> tuple[Dataset, ...]:
        """Return the other data sets that were made from the same stored file."""
        if found.reference is not None:
            return ()
        same = self._desk.store.select(Dataset, sha256=found.digest)
        return tuple(
            item for item in same if item.id != found.id and item.deletion is None and item.reference is None
        )

    def _deletion(self, session: Session, found: Dataset, gone: set[str], reason: Text) -> Deletion:
        values = load_columns(self._desk, found, tuple(item for item in found.columns if item.name in gone))
        least = self._desk.policy.minimum_group
        return Deletion(
            columns=tuple(_remembered(str(name), values[name], found, least) for name in values.columns),
            by=session.person.id,
            at=self._desk.clock(),
            reason=reason,
            kept=None if found.reference is not None else self._rewritten(found, gone),
        )

    def _rewritten(self, found: Dataset, gone: set[str]) -> Digest:
        rest = tuple(item for item in found.readable if item.name not in gone)
        return self._desk.files.add(_parquet(load_columns(self._desk, found, rest)))


def living(dataset: Dataset) -> tuple[str, ...]:
    """Return the columns kept for bias tests only whose values still exist."""
    readable = {column.name for column in dataset.readable}
    return tuple(name for name in dataset.bias_test_only if name in readable)


def read_for_bias_test(desk: Desk, session: Session | None, dataset: Dataset) -> "pd.DataFrame":
    """Return all rows with all columns that still exist; an access to protected columns is recorded first.

    Raises `NotAllowedError` when they had to be deleted before today, or when nobody is signed in.
    """
    protected = living(dataset)
    if protected:
        _require_in_time(dataset, desk.clock().date())
        if session is None:
            raise NotAllowedError(
                message(
                    "{dataset} holds columns kept for bias tests only; every access to them is recorded. "
                    "Nothing was calculated. Name who asks for it, with --as or by signing in.",
                    dataset=dataset.id,
                )
            )
        record_access(desk, session, dataset)
    return load_columns(desk, dataset, dataset.readable)


def require_values(dataset: Dataset, run_at: datetime) -> None:
    """Raise `UserError` when a run read columns that were deleted since, so that it cannot be repeated."""
    deletion = dataset.deletion
    if deletion is None or deletion.at < run_at:
        return
    raise UserError(
        message(
            "The columns {columns} of {dataset} were deleted on {day}, so the run cannot be repeated. Its "
            "results, the file's digest and the counts of the groups stay.",
            columns=", ".join(item.name for item in deletion.columns),
            dataset=dataset.id,
            day=deletion.at.date(),
        )
    )


def record_access(desk: Desk, session: Session, dataset: Dataset) -> None:
    """Write down who reads the protected columns, before they are read."""
    with desk.store.transaction(session) as step:
        step.put(dataset, Action.SENSITIVE_READ)


def finish_deletions(desk: Desk) -> None:
    """Remove the files whose columns were deleted; start-up completes what an interruption left."""
    datasets = desk.store.all(Dataset)
    needed = {item.digest for item in datasets if item.deletion is None}
    for item in datasets:
        if item.deletion is not None and item.reference is None and item.digest not in needed:
            desk.files.remove(item.digest)


def _require_in_time(dataset: Dataset, today: date) -> None:
    if dataset.delete_by is not None and dataset.delete_by < today:
        raise NotAllowedError(
            message(
                "The columns of {dataset} kept for bias tests only ({columns}) had to be deleted by {day}. "
                "Nothing was calculated. Delete them now; results and counts stay.",
                dataset=dataset.id,
                columns=", ".join(living(dataset)),
                day=dataset.delete_by,
            )
        )


def _remembered(name: str, values: "pd.Series", dataset: Dataset, least: int) -> DeletedColumn:
    texts = ["" if missing else str(item) for item, missing in zip(values, values.isna(), strict=True)]
    grouping = next((item for item in dataset.groupings if item.column == name), Grouping(column=name))
    return DeletedColumn(name=name, digest=digest(texts), counts=_counts(values, grouping, least))


def _counts(values: "pd.Series", grouping: Grouping, least: int) -> tuple[ValueCount, ...]:
    """Count by group; groups too small to be compared are counted together and not named."""
    import numpy as np

    from core.statistics.encoding import encode_groups

    encoded = encode_groups(values, grouping)
    sizes = np.bincount(encoded.codes, minlength=len(encoded.labels))
    named = [
        ValueCount(value=label, n=int(n))
        for label, n in zip(encoded.labels, sizes, strict=True)
        if n >= least
    ]
    rest = int(len(values) - sum(item.n for item in named))
    return (*named, *((ValueCount(value="…", n=rest),) if rest else ()))


def _parquet(table: "pd.DataFrame") -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    plain = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(plain, sink)
    return bytes(sink.getvalue())


def _for_spreadsheets(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return the table with texts that no spreadsheet takes for a formula."""
    from core.data.spreadsheet import as_cell

    found = table.rename(columns=as_cell)
    for name in found.columns:
        if found[name].dtype.kind not in "biufM":
            cells = found[name].astype(object)
            found[name] = [as_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    return found


def _write(table: "pd.DataFrame", target: Path, columns: tuple[str, ...] | None) -> int:
    unknown = [name for name in columns or () if name not in table.columns]
    if unknown:
        raise UserError(
            message(
                "The data set does not have the columns {columns}. Nothing was written. Correct the names.",
                columns=", ".join(unknown),
            )
        )
    if target.exists():
        raise UserError(
            message("“{name}” exists already. Nothing was written. Choose another name.", name=target.name)
        )
    chosen = table if columns is None else table[list(columns)]
    write_durably(target, _for_spreadsheets(chosen).to_csv(index=False).encode("utf-8"))
    return len(chosen)

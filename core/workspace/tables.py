"""How does a registered table get in, and is it still the same when it is read?"""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from core.artifacts.opened import class_text
from core.audit import Action
from core.columns import check_columns, complete_groupings
from core.errors import IntegrityError, UserError
from core.ids import DatasetId, Digest
from core.inventory import Column, ColumnRole, Dataset, TableDialect, TableFormat
from core.messages import message
from core.texts import Text
from core.workspace.desk import Desk
from core.workspace.lookup import require_text
from core.workspace.purposes import check_purposes
from core.workspace.requests import NewDataset
from core.workspace.session import Session

if TYPE_CHECKING:
    import pandas as pd

_MEGABYTE = 1 << 20
REWRITTEN = TableDialect(format=TableFormat.PARQUET)
"""How the file is read that a deletion of columns leaves behind."""


def load(desk: Desk, dataset: Dataset) -> "pd.DataFrame":
    """Return all rows of a data set, without the columns that are kept for bias tests only.

    Raises `IntegrityError` when the file is gone or is not the registered one.
    """
    hidden = set(dataset.bias_test_only)
    return load_columns(desk, dataset, tuple(item for item in dataset.readable if item.name not in hidden))


def load_columns(desk: Desk, dataset: Dataset, columns: tuple[Column, ...]) -> "pd.DataFrame":
    """Return all rows of some columns, after the file was found unchanged.

    What may read columns that are kept for bias tests only stands in `core.workspace.sensitive`.
    """
    from core.data.reading import read_table

    path, deleted = table_path(desk, dataset), dataset.deletion
    rewritten = deleted is not None and deleted.kept is not None
    return read_table(path, REWRITTEN if rewritten else dataset.dialect, columns)


def table_path(desk: Desk, dataset: Dataset) -> Path:
    """Return where the unchanged file of a data set lies: as registered, or what a deletion left of it."""
    from core.data.digest import file_digest

    if dataset.deletion is not None and dataset.deletion.kept is not None:
        return verified(desk, dataset.deletion.kept)
    if dataset.reference is None:
        return verified(desk, dataset.digest)
    path = Path(dataset.reference)
    if not path.is_file():
        raise IntegrityError(
            message(
                "The table of {dataset} was registered by reference and is no longer at “{path}”. "
                "Nothing was calculated. Put the file back, or register the data set anew.",
                dataset=dataset.id,
                path=dataset.reference,
            )
        )
    if file_digest(path) != dataset.digest:
        raise IntegrityError(
            message(
                "The table “{path}” was changed since {dataset} was registered: its digest differs. "
                "Nothing was calculated. Restore the file, or register it as a new data set.",
                dataset=dataset.id,
                path=dataset.reference,
            )
        )
    return path


def verified(desk: Desk, digest: Digest) -> Path:
    """Return the path of a stored file; raises `IntegrityError` if it is gone or changed."""
    if not desk.files.verify(digest):
        raise IntegrityError(
            message(
                "A file of the workspace was changed: it does not fit its digest {digest}. What rests on it "
                "cannot be trusted. Restore the workspace folder from a backup.",
                digest=digest[:12],
            )
        )
    return desk.files.path(digest)


def copied_out(source: Path, target: Path) -> Path:
    """Write a stored file out as it is; raises `UserError` where a file is already, or none can be."""
    try:
        with target.open("xb") as stream:
            stream.write(source.read_bytes())
    except OSError as error:
        raise UserError(
            message(
                "“{name}” could not be written: {detail}. Choose another folder, or remove the file that "
                "is there.",
                name=target.name,
                detail=error.strerror or str(error),
            )
        ) from error
    return target


def record_table(desk: Desk, session: Session, new: NewDataset, *, unlabeled: bool = False) -> Dataset:
    """Read the table once, copy or reference it by digest, and record it; permissions are the caller's.

    `unlabeled` tables may state a favorable value although no column holds it yet.
    """
    from core.data.digest import file_digest

    require_text(new.name, message("The data set has no name. Give it one."))
    rows = read_new(new, desk.clock().date(), unlabeled=unlabeled)
    digest = file_digest(new.path)
    reference = keep(desk, new.path, digest)
    with desk.store.transaction(session) as step:
        dataset = Dataset(
            id=DatasetId(step.new_id(Dataset)),
            name=new.name,
            kind=new.kind,
            digest=digest,
            size=new.path.stat().st_size,
            file_name=Text(new.path.name, new.name.language),
            reference=reference,
            dialect=new.dialect,
            rows=rows,
            columns=new.columns,
            favorable=new.favorable,
            groupings=complete_groupings(new.columns, new.groupings),
            source=new.source,
            delete_by=new.delete_by,
            necessity=new.necessity,
            registered_at=desk.clock(),
            example=new.example,
        )
        step.put(dataset, Action.DATASET_REGISTERED)
    return dataset


def read_new(new: NewDataset, today: date, *, unlabeled: bool = False) -> int:
    """Check a table that is to be registered against the meaning given to it; return its number of rows."""
    from core.data.reading import read_table

    check_columns(new.columns, new.groupings)
    check_purposes(new, today)
    table = read_table(new.path, new.dialect, new.columns)
    if len(table) == 0:
        raise UserError(
            message(
                "“{name}” has no rows. Nothing was registered. Choose a table with rows.", name=new.path.name
            )
        )
    if not unlabeled:
        _check_favorable(new, table)
    return len(table)


def _check_favorable(new: NewDataset, table: "pd.DataFrame") -> None:
    if new.favorable is None:
        return
    holders = [
        column.name
        for role in (ColumnRole.TARGET, ColumnRole.PREDICTION)
        for column in new.columns
        if role in column.roles
    ]
    if not holders:
        raise UserError(
            message(
                "A favorable value is stated, but no column is the target. Give a column the role “Target”."
            )
        )
    known = {class_text(value) for value in table[holders[0]].dropna().unique()}
    if class_text(new.favorable) not in known:
        raise UserError(
            message(
                "The favorable value “{favorable}” does not occur in “{column}” (which holds {values}). "
                "Correct the favorable value.",
                favorable=new.favorable,
                column=holders[0],
                values=", ".join(sorted(known)[:12]) or "–",
            )
        )


def keep(desk: Desk, path: Path, digest: Digest) -> str | None:
    """Copy the table in, or return the path to refer to when it exceeds the policy's limit."""
    if path.stat().st_size > desk.policy.copy_limit_mb * _MEGABYTE:
        return str(path.resolve())
    if desk.files.add(path) != digest:
        raise UserError(
            message(
                "“{name}” changed while it was read. Nothing was registered. Try again when nobody "
                "writes to it.",
                name=path.name,
            )
        )
    return None

"""Do registered data sets of different kinds share rows, row ids or units, and is the order in time kept?

Tables are read in parts; a row is kept as a number of 64 bits only, so that memory stays small.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from core.errors import UserError
from core.governance.split import PairOverlap, PartFacts, Split, SplitMethod, SplitProof
from core.inventory import Column, ColumnRole, Dataset, DatasetKind
from core.messages import message
from core.people import Person
from core.progress import Part, Progress
from core.workspace.desk import Desk
from core.workspace.tables import REWRITTEN, table_path

if TYPE_CHECKING:
    import pandas as pd

    from core.statistics.hashing import Hashes

_LEFT_OUT = frozenset(
    {ColumnRole.ROW_ID, ColumnRole.PREDICTION, ColumnRole.SCORE, ColumnRole.WEIGHT, ColumnRole.IGNORED}
)
_ORDERED = frozenset({"date", "number", "integer"})


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is read of one data set for one comparison."""

    rows: tuple[str, ...]
    ids: str | None
    groups: str | None


@dataclass(slots=True)
class _Read:
    """What was read: one number for each row, row id and unit."""

    rows: "Hashes"
    ids: "Hashes | None"
    groups: "Hashes | None"


def prove(
    desk: Desk, datasets: Sequence[Dataset], split: Split | None, person: Person, progress: Progress
) -> SplitProof:
    """Compare every two data sets whose kinds differ; raises `UserError` if there are none."""
    ordered = sorted(datasets, key=lambda item: (list(DatasetKind).index(item.kind), item.id))
    pairs = [pair for pair in combinations(ordered, 2) if pair[0].kind is not pair[1].kind]
    if not pairs:
        raise UserError(
            message(
                "The version has no two data sets of different kinds, so there is nothing to compare. "
                "Register the training data and the test data with it."
            )
        )
    time = split.column if split is not None and split.method is SplitMethod.TIME else None
    ends = {item.id: _ends(desk, item, time) for item in ordered}
    parts = tuple(_facts(item, ends[item.id]) for item in ordered)
    found = []
    for number, (first, second) in enumerate(pairs):
        part = Part(progress, number / len(pairs), (number + 1) / len(pairs))
        part(0.0, message("Comparing {first} with {second}", first=first.id, second=second.id))
        order = _in_order(first, ends[first.id], ends[second.id])
        found.append(_compare(desk, first, second, split=split, order=order))
        progress.check()
    return SplitProof(
        parts=parts,
        pairs=tuple(found),
        method=None if split is None else split.method,
        column=None if split is None else split.column,
        made_by=person.id,
        made_at=desk.clock(),
    )


def shared_columns(first: Dataset, second: Dataset) -> tuple[str, ...]:
    """Return the columns by which rows are compared: in both, and part of what a row says of its case."""
    there = {column.name for column in _comparable(second)}
    return tuple(column.name for column in _comparable(first) if column.name in there)


def _comparable(dataset: Dataset) -> tuple[Column, ...]:
    hidden = set(dataset.bias_test_only)
    return tuple(
        item for item in dataset.readable if item.name not in hidden and not _LEFT_OUT & set(item.roles)
    )


def _compare(
    desk: Desk, first: Dataset, second: Dataset, *, split: Split | None, order: bool | None
) -> PairOverlap:
    from core.statistics.hashing import found_in

    wanted = _Wanted(
        rows=shared_columns(first, second), ids=_shared_id(first, second), groups=_unit(first, second, split)
    )
    one, two = _read(desk, first, wanted), _read(desk, second, wanted)
    compared = bool(wanted.rows)
    return PairOverlap(
        first=first.id,
        second=second.id,
        columns=wanted.rows,
        equal_in_first=int(found_in(one.rows, two.rows).sum()) if compared else 0,
        equal_in_second=int(found_in(two.rows, one.rows).sum()) if compared else 0,
        ids_shared=_shared(one.ids, two.ids),
        groups_shared=_shared(one.groups, two.groups),
        in_order=order,
    )


def _shared(one: "Hashes | None", two: "Hashes | None") -> int | None:
    import numpy as np

    if one is None or two is None:
        return None
    return len(np.intersect1d(one, two))


def _shared_id(first: Dataset, second: Dataset) -> str | None:
    ids = set(second.named(ColumnRole.ROW_ID))
    return next((name for name in first.named(ColumnRole.ROW_ID) if name in ids), None)


def _unit(first: Dataset, second: Dataset, split: Split | None) -> str | None:
    """Return the column of a split by group, which both must have."""
    if split is None or split.method is not SplitMethod.GROUP or split.column is None:
        return None
    for dataset in (first, second):
        _require_column(dataset, split.column)
    return split.column


def _require_column(dataset: Dataset, name: str) -> Column:
    hidden = set(dataset.bias_test_only)
    for column in dataset.readable:
        if column.name == name and name not in hidden:
            return column
    raise UserError(
        message(
            "{dataset} has no readable column “{column}”, by which the data are said to be split. "
            "Correct the split, or register the data with this column.",
            dataset=dataset.id,
            column=name,
        )
    )


def _parts(desk: Desk, dataset: Dataset, names: Sequence[str]) -> "Iterator[pd.DataFrame]":
    from core.data.large import read_columns

    rewritten = dataset.deletion is not None and dataset.deletion.kept is not None
    dialect = REWRITTEN if rewritten else dataset.dialect
    yield from read_columns(table_path(desk, dataset), dialect, dataset.readable, list(names))


def _read(desk: Desk, dataset: Dataset, wanted: _Wanted) -> _Read:
    import numpy as np

    from core.statistics.hashing import row_hashes

    single = tuple(name for name in (wanted.ids, wanted.groups) if name is not None)
    names = tuple(dict.fromkeys((*wanted.rows, *single)))
    rows: list[Hashes] = []
    others: dict[str, list[Hashes]] = {name: [] for name in single}
    for part in _parts(desk, dataset, names) if names else ():
        rows.append(row_hashes(part, wanted.rows))
        for name, hashes in others.items():
            hashes.append(row_hashes(part[part[name].notna()], [name]))

    def joined(items: "list[Hashes]") -> "Hashes":
        return np.concatenate(items) if items else np.zeros(0, dtype=np.uint64)

    return _Read(
        rows=joined(rows),
        ids=joined(others[wanted.ids]) if wanted.ids is not None else None,
        groups=joined(others[wanted.groups]) if wanted.groups is not None else None,
    )


_Ends = tuple[object, object] | None


def _ends(desk: Desk, dataset: Dataset, column: str | None) -> _Ends:
    """Return the earliest and the latest moment of a data set; None where no order in time is asked."""
    if column is None:
        return None
    if _require_column(dataset, column).dtype not in _ORDERED:
        raise UserError(
            message(
                "“{column}” of {dataset} is no date and no number, so it has no order in time. "
                "Register the data with its type corrected.",
                column=column,
                dataset=dataset.id,
            )
        )
    values = [part[column].dropna() for part in _parts(desk, dataset, (column,))]
    filled = [item for item in values if len(item)]
    return (min(item.min() for item in filled), max(item.max() for item in filled)) if filled else None


def _in_order(first: Dataset, one: _Ends, two: _Ends) -> bool | None:
    if first.kind is not DatasetKind.TRAINING or one is None or two is None:
        return None
    return bool(one[1] < two[0])  # type: ignore[operator] # both are dates or both numbers


def _facts(dataset: Dataset, ends: _Ends) -> PartFacts:
    first, last = (None, None) if ends is None else (str(ends[0]), str(ends[1]))
    return PartFacts(
        dataset=dataset.id,
        kind=dataset.kind,
        digest=dataset.digest,
        rows=dataset.rows,
        first=first,
        last=last,
    )

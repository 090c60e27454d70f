"""How is a table counted that is larger than memory?

The reader is the one for small tables, part by part, so that values, types and missing words are the same.
DuckDB only groups and counts what it is handed: it is started without access to files, network or extensions
and spills to a temporary folder when its memory limit is reached. No name or value of the table becomes part
of an SQL statement.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from core.data import columnar
from core.data.conversion import to_series
from core.data.kinds import table_format
from core.data.memory import available_memory
from core.data.profile import TESTED, Counted, profile_of
from core.data.profile_types import ColumnProfile
from core.data.reading import converted
from core.data.recognition import Decision
from core.errors import UserError
from core.inventory import Column, TableDialect, TableFormat
from core.messages import Message, message

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pandas as pd
    import pyarrow as pa

T = TypeVar("T")

COUNT = "__n"
"""Column of `count_cells` with the number of rows."""
_CELLS = 2_000_000
"""Combinations of values beyond which nothing is condensed."""
_TEXT, _COLUMNAR, _PACKED = 4, 3, 8
"""How much larger a table is in memory than its text, its Parquet data, and its packed text."""


class Condition(Protocol):
    """Which rows count; tells the columns it looks at."""

    @property
    def columns(self) -> Sequence[str]:
        """Return the names of the columns the condition reads."""

    def mask(self, table: "pd.DataFrame") -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Return True for the rows that count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much DuckDB may take."""

    memory: int = 0
    """Bytes; 0: a quarter of what is free, 64 MiB to 2 GiB."""
    threads: int = 2

    @property
    def bytes(self) -> int:
        """Return the limit of memory in bytes."""
        return self.memory or min(2 << 30, max(64 << 20, available_memory() // 4))


def is_large(path: Path, available: int | None = None) -> bool:
    """Return whether a table would take more than half of the memory that is free."""
    return size_in_memory(path) > (available_memory() if available is None else available) // 2


def size_in_memory(path: Path) -> int:
    """Return about how many bytes a table takes when all of it is read."""
    kind = table_format(path)
    if kind in {TableFormat.PARQUET, TableFormat.FEATHER}:
        return columnar.unpacked_size(path, kind) * _COLUMNAR
    with path.open("rb") as file:
        packed = file.read(2) in {b"\x1f\x8b", b"PK"}
    return path.stat().st_size * _TEXT * (_PACKED if packed else 1)


def about_size(path: Path, available: int | None = None) -> Message | None:
    """Say that a table is too large to be held in memory, None if it is not."""
    if not is_large(path, available):
        return None
    return message(
        "The table would take about {size} megabytes of memory, which is more than half of what is free. It "
        "is read in parts, and only counts are kept.",
        size=size_in_memory(path) >> 20,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeTable:
    """A table that is read in parts, and what may be used for it."""

    path: Path
    dialect: TableDialect
    columns: tuple[Column, ...]
    limits: Limits = Limits()

    def count(self, by: Sequence[str], where: Condition | None = None) -> "pd.DataFrame":
        """Return the different combinations of values in some columns with their number of rows."""
        if not by:
            raise ValueError("count by at least one column")
        with _engine(self.limits) as engine:
            found = engine.count(self._parts(by, where), len(by))
        if found.num_rows > _CELLS:
            raise UserError(
                message(
                    "The columns {names} have more than {most} combinations of values, so the table cannot "
                    "be condensed. Nothing was counted. Leave a column out, or cut it into groups.",
                    names=", ".join(by),
                    most=_CELLS,
                )
            )
        return _frame(found, _chosen(self.columns, by))

    def read(self, wanted: Sequence[str]) -> "Iterator[pd.DataFrame]":
        """Yield only the wanted columns, in parts."""
        chosen = _chosen(self.columns, wanted)
        for part in converted(self.path, self.dialect, chosen):
            yield _frame(part, chosen)

    def rows(self) -> int:
        """Return how many rows there are, reading all of them where the file does not say."""
        if self.dialect.format in {TableFormat.PARQUET, TableFormat.FEATHER}:
            return columnar.row_count(self.path, self.dialect.format)
        return sum(part.num_rows for part in converted(self.path, self.dialect, self.columns[:1]))

    def profile(self) -> tuple[ColumnProfile, ...]:
        """Return the profile of every column made from all rows, one column after the other."""
        found = []
        for column in self.columns:
            with _engine(self.limits) as engine:
                counted, ends = engine.values(self._parts((column.name,), None))
            decision = Decision(name=column.name, dtype=column.dtype)
            found.append(profile_of(counted, decision, ends if column.dtype in _ORDERED else (None, None)))
        return tuple(found)

    def _parts(self, by: Sequence[str], where: Condition | None) -> "Iterator[pa.Table]":
        """Yield some columns of the rows that count, in parts; the columns are called c0, c1, ..."""
        import pyarrow as pa

        extra = [name for name in (where.columns if where is not None else ()) if name not in by]
        every = _chosen(self.columns, [*by, *extra])
        for part in converted(self.path, self.dialect, every):
            kept = part
            if where is not None and part.num_rows:
                asked = [column for column in every if column.name in where.columns]
                kept = part.filter(pa.array(where.mask(_frame(part, asked))))
            yield kept.select(list(by)).rename_columns([f"c{place}" for place in range(len(by))])


def count_cells(
    path: Path,
    dialect: TableDialect,
    columns: Sequence[Column],
    by: Sequence[str],
    where: Condition | None = None,
) -> "pd.DataFrame":
    """Return the different combinations of values in some columns, each with its number of rows.

    Values and types are those of `read_table`; missing values are combinations of their own; the count stands
    in the column `__n`; rows are in the order of their values, so that equal tables give equal results. A
    weight is named in `by` too: what a combination weighs is then weight times count. Memory does not grow
    with the number of rows. Raises `UserError` as `read_table` does, and beyond two million combinations.
    """
    return LargeTable(path=path, dialect=dialect, columns=tuple(columns)).count(by, where)


def read_columns(
    path: Path, dialect: TableDialect, columns: Sequence[Column], wanted: Sequence[str]
) -> "Iterator[pd.DataFrame]":
    """Yield only the wanted columns, in parts of limited size, with the types of `read_table`."""
    return LargeTable(path=path, dialect=dialect, columns=tuple(columns)).read(wanted)


def _chosen(columns: Sequence[Column], names: Sequence[str]) -> list[Column]:
    by_name = {column.name: column for column in columns}
    absent = [name for name in names if name not in by_name]
    if absent:
        raise UserError(
            message("These columns are not described: {names}. Nothing was read.", names=", ".join(absent))
        )
    return [by_name[name] for name in names]


def _frame(table: "pa.Table", columns: Sequence[Column]) -> "pd.DataFrame":
    """Return a table of converted columns as `read_table` does; the count stays as it is."""
    import pandas as pd

    series = {
        column.name: to_series(_named(table, place, column), column) for place, column in enumerate(columns)
    }
    if COUNT in table.column_names:
        series[COUNT] = table.column(COUNT).to_pandas()
    return pd.DataFrame(series, index=pd.RangeIndex(table.num_rows))


def _named(table: "pa.Table", place: int, column: Column) -> "pa.ChunkedArray":
    short = f"c{place}"
    return table.column(column.name if column.name in table.column_names else short)


_ORDERED = frozenset({"integer", "number", "date"})


class _Engine:
    """A DuckDB of its own that sees only the parts it is handed."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection") -> None:
        self._connection = connection

    def count(self, parts: "Iterator[pa.Table]", width: int) -> "pa.Table":
        """Return the combinations of the columns with their counts."""
        names = ", ".join(f"c{place}" for place in range(width))
        order = ", ".join(f"c{place} NULLS LAST" for place in range(width))
        what = f"{names}, count(*) AS {COUNT}"
        # Nothing of the table is part of the statement: the columns are called c0, c1, ...
        sql = f"SELECT {what} FROM parts GROUP BY {names} ORDER BY {order} LIMIT ?"  # noqa: S608
        return self._run(parts, lambda: self._connection.sql(sql, params=[_CELLS + 1]).to_arrow_table())

    def values(self, parts: "Iterator[pa.Table]") -> tuple[Counted, tuple[object, object]]:
        """Return the values of one column with their counts, and the lowest and highest."""

        def run() -> tuple[Counted, tuple[object, object]]:
            execute = self._connection.execute
            execute("CREATE TEMP TABLE seen AS SELECT c0, count(*) AS n FROM parts GROUP BY c0")
            ends = execute("SELECT min(c0), max(c0), count(c0), coalesce(sum(n), 0) FROM seen").fetchall()[0]
            gone = execute("SELECT coalesce(sum(n), 0) FROM seen WHERE c0 IS NULL").fetchall()[0][0]
            most = "SELECT c0, n FROM seen WHERE c0 IS NOT NULL ORDER BY n DESC, c0 LIMIT ?"
            head = execute(most, [TESTED]).fetchall()
            counted = Counted(
                values=tuple((value, int(n)) for value, n in head),
                distinct=int(ends[2]),
                missing=int(gone),
                n=int(ends[3]),
            )
            return counted, (ends[0], ends[1])

        return self._run(parts, run)

    def _run(self, parts: "Iterator[pa.Table]", query: "Callable[[], T]") -> "T":
        """Hand the parts over and ask; what went wrong while reading them is raised as it was."""
        import duckdb
        import pyarrow as pa

        first = next(parts)
        failed: list[UserError] = []

        def batches() -> "Iterator[pa.RecordBatch]":
            yield from first.to_batches()
            try:
                for part in parts:
                    yield from part.to_batches()
            except UserError as error:
                failed.append(error)

        self._connection.register("parts", pa.RecordBatchReader.from_batches(first.schema, batches()))
        try:
            found = query()
        except duckdb.Error as error:
            raise _exhausted() from error
        if failed:
            raise failed[0]
        return found


def _exhausted() -> UserError:
    return UserError(
        message(
            "The table could not be counted: neither memory nor the temporary folder have enough room. "
            "Nothing was counted. Close other programs, make room on the disk, or ask for fewer columns."
        )
    )


@contextmanager
def _engine(limits: Limits) -> Iterator[_Engine]:
    """Start a DuckDB without files, network and extensions; its spilled data vanish with it."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix="pruefstein-") as folder:
        connection = duckdb.connect(
            ":memory:",
            config={
                "temp_directory": folder,
                "memory_limit": f"{limits.bytes >> 20}MB",
                "threads": limits.threads,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "allow_community_extensions": False,
                "preserve_insertion_order": False,
            },
        )
        try:
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            yield _Engine(connection)
        finally:
            connection.close()

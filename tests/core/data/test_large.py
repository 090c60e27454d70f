"""Are large tables counted with exactly the values that small ones are read with, in bounded memory?"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from core.data import large
from core.data.large import COUNT, LargeTable, Limits, about_size, count_cells, is_large, read_columns
from core.data.reading import preview, read_table
from core.errors import UserError
from core.inventory import Column, TableDialect
from tests.core.data.office.expected import FILES, FOLDER

OFFICE = [office.file for office in FILES if office.rows > 1]


@dataclass(frozen=True)
class AtLeast:
    column: str
    least: float

    @property
    def columns(self) -> Sequence[str]:
        return (self.column,)

    def mask(self, table: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        return (table[self.column] >= self.least).to_numpy()


def expected(table: pd.DataFrame, by: Sequence[str]) -> list[tuple[object, ...]]:
    counts = table.groupby(list(by), dropna=False, sort=False).size().reset_index(name=COUNT)
    return rows(counts)


def rows(table: pd.DataFrame) -> list[tuple[object, ...]]:
    cells = [
        tuple("" if pd.isna(cell) else str(cell) for cell in row) for row in table.itertuples(index=False)
    ]
    return sorted(cells)


@pytest.mark.parametrize("file", OFFICE)
def test_both_readers_agree_on_every_office_file(file: str) -> None:
    path = FOLDER / file
    seen = preview(path)
    table = read_table(path, seen.dialect, seen.columns)
    names = [column.name for column in seen.columns]
    for by in (names, names[1:3], names[-1:]):
        found = count_cells(path, seen.dialect, seen.columns, by)
        assert rows(found) == expected(table, by)
        for name in by:
            assert found[name].dtype.kind == table[name].dtype.kind
    parts = list(read_columns(path, seen.dialect, seen.columns, names[:2]))
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), table[names[:2]], check_dtype=False)
    assert LargeTable(path=path, dialect=seen.dialect, columns=seen.columns).rows() == len(table)


@pytest.mark.parametrize("file", OFFICE)
def test_the_profile_of_all_rows_is_the_one_of_the_preview(file: str) -> None:
    seen = preview(FOLDER / file)
    whole = LargeTable(path=FOLDER / file, dialect=seen.dialect, columns=seen.columns).profile()
    for one, other in zip(whole, seen.profiles, strict=True):
        assert (one.n, one.missing, one.distinct) == (other.n, other.missing, other.distinct)
        assert (one.lowest, one.highest, one.suspicions) == (other.lowest, other.highest, other.suspicions)


def data(n: int = 5_000) -> pa.Table:
    draw = np.random.default_rng(5)
    return pa.table(
        {
            'Größe "x"': pa.array([[None, "a", "b"][at] for at in draw.integers(0, 3, n)]),
            "größe 'x'; DROP": draw.integers(0, 3, n),
            "score": np.where(draw.random(n) < 0.1, np.nan, draw.random(n).round(1)),
            "flag": pa.array([[None, True, False][at] for at in draw.integers(0, 3, n)], pa.bool_()),
        }
    )


@pytest.mark.parametrize("kind", ["parquet", "feather", "csv"])
def test_names_are_never_read_as_sql_and_missing_values_are_one_cell(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"t.{kind}"
    if kind == "parquet":
        pq.write_table(data(), path, row_group_size=700)
    elif kind == "feather":
        feather.write_feather(data(), path, chunksize=700)
    else:
        data().to_pandas().to_csv(path, index=False)
    seen = preview(path)
    table = read_table(path, seen.dialect, seen.columns)
    by = [column.name for column in seen.columns]
    assert rows(count_cells(path, seen.dialect, seen.columns, by)) == expected(table, by)


def test_a_condition_chooses_rows_and_may_read_other_columns(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(data(), path)
    seen = preview(path)
    table = read_table(path, seen.dialect, seen.columns)
    found = count_cells(path, seen.dialect, seen.columns, ["flag"], AtLeast("score", 0.5))
    assert rows(found) == expected(table[table["score"] >= 0.5], ["flag"])


def test_errors_of_reading_come_through_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;b\n" + "1;x\n" * 10 + "2;y;z\n", encoding="utf-8")
    dialect = preview(FOLDER / OFFICE[0]).dialect
    columns = (Column(name="a", dtype="integer", roles=()),)
    plain = TableDialect(format=dialect.format, delimiter=";", encoding="utf-8", decimal=",")
    with pytest.raises(UserError, match="line 12 has 3 fields"):
        count_cells(path, plain, columns, ["a"])
    with pytest.raises(UserError, match="not described: c"):
        count_cells(path, plain, columns, ["c"])


def test_too_many_combinations_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "_CELLS", 10)
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"n": list(range(50))}), path)
    seen = preview(path)
    with pytest.raises(UserError, match="more than 10 combinations"):
        count_cells(path, seen.dialect, seen.columns, ["n"])


def test_the_engine_reaches_neither_files_nor_extensions(tmp_path: Path) -> None:
    import duckdb

    (tmp_path / "x.csv").write_text("a\n1\n", encoding="utf-8")
    with large._engine(Limits(memory=64 << 20)) as engine:
        for sql in (
            f"SELECT * FROM read_csv('{tmp_path}/x.csv')",
            f"COPY (SELECT 1) TO '{tmp_path}/y.csv'",
            "INSTALL httpfs",
            "LOAD httpfs",
            f"ATTACH '{tmp_path}/z.db'",
            "SET enable_external_access = true",
        ):
            with pytest.raises(duckdb.Error):
                engine._connection.execute(sql)
    assert sorted(item.name for item in tmp_path.iterdir()) == ["x.csv"]


def test_it_counts_beyond_its_memory_limit_by_spilling(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    draw = np.random.default_rng(3)
    keys = [f"Kundennummer {number:030d}" for number in draw.permutation(400_000)]
    pq.write_table(pa.table({"key": keys}), path)
    seen = preview(path)
    table = LargeTable(path=path, dialect=seen.dialect, columns=seen.columns, limits=Limits(memory=64 << 20))
    found = table.count(["key"])
    assert len(found) == 400_000
    assert int(found[COUNT].sum()) == 400_000


def test_what_is_large_depends_on_the_memory_that_is_free(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;b\n" + "1;x\n" * 1000, encoding="utf-8")
    assert not is_large(path)
    assert about_size(path) is None
    assert is_large(path, available=10_000)
    assert "read in parts" in str(about_size(path, available=10_000))

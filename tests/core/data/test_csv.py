"""Is a CSV file read as its writer meant it, and is every assumption said?"""

import csv
import io
import string
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.data.reading import file_digest, preview, read_table
from core.errors import UserError
from core.inventory import Column, ColumnRole, TableDialect, TableFormat

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252")
WRITINGS = ((".", None), (",", None), (",", "."), (".", ","), (".", "'"), (",", " "))


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def said(path: Path) -> str:
    return " ".join(str(item) for item in preview(path).assumptions)


def number(value: float, decimal: str, thousands: str | None) -> str:
    text = f"{value:,.2f}" if thousands else f"{value:.2f}"
    return text.replace(",", "T").replace(".", decimal).replace("T", thousands or "")


WORDS = st.text(string.ascii_letters + "äöüßÄÖÜé ;,|\"\t'%<>=", min_size=1, max_size=12)
ROWS = st.lists(
    st.tuples(WORDS, st.floats(-9e6, 9e6).map(lambda value: round(value, 2)), st.integers(-(10**9), 10**9)),
    min_size=3,
    max_size=25,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=ROWS,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    writing=st.sampled_from(WRITINGS),
    encoding=st.sampled_from(ENCODINGS),
    ending=st.sampled_from(["\n", "\r\n"]),
)
@example(rows=[("ä", 1.5, 1)] * 3, delimiter=",", writing=(",", "."), encoding="cp1252", ending="\r\n")
def test_whatever_dialect_it_is_written_in_the_values_come_back(
    tmp_path: Path,
    rows: list[tuple[str, float, int]],
    delimiter: str,
    writing: tuple[str, str | None],
    encoding: str,
    ending: str,
) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=ending)
    writer.writerow(["Größe", "wert", "anzahl"])
    writer.writerows([(text, number(value, *writing), whole) for text, value, whole in rows])
    path = written(tmp_path / "table.csv", buffer.getvalue(), encoding)
    dialect = TableDialect(
        format=TableFormat.CSV,
        encoding=encoding,
        delimiter=delimiter,
        decimal=writing[0],
        thousands=writing[1],
    )
    columns = (
        Column(name="Größe", dtype="text", roles=()),
        Column(name="wert", dtype="number", roles=()),
        Column(name="anzahl", dtype="integer", roles=()),
    )
    table = read_table(path, dialect, columns)
    assert list(table["Größe"]) == [text for text, _, _ in rows]
    assert list(table["wert"]) == [value for _, value, _ in rows]
    assert list(table["anzahl"]) == [whole for _, _, whole in rows]
    assert preview(path, dialect).row_count == len(rows)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amounts=st.lists(st.floats(1000, 9e6).map(lambda value: round(value, 2)), min_size=3, max_size=20),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    writing=st.sampled_from(WRITINGS),
    encoding=st.sampled_from(ENCODINGS),
)
def test_the_dialect_is_recognized(
    tmp_path: Path,
    amounts: list[float],
    delimiter: str,
    writing: tuple[str, str | None],
    encoding: str,
) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow(["Straße", "betrag"])
    writer.writerows([("Köln", number(value, *writing)) for value in amounts])
    path = written(tmp_path / "table.csv", buffer.getvalue(), encoding)
    seen = preview(path)
    assert (seen.dialect.encoding, seen.dialect.delimiter) == (encoding, delimiter)
    assert (seen.dialect.decimal, seen.dialect.thousands) == writing
    assert [column.dtype for column in seen.columns] == ["text", "number"]
    assert list(read_table(path, seen.dialect, seen.columns)["betrag"]) == amounts


def test_a_preview_shows_the_head_as_written_and_counts_all_rows(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "a;b\n" + "".join(f"{i},50;x\n" for i in range(45)))
    seen = preview(path)
    assert len(seen.rows) == 20
    assert seen.rows[1] == ("1,50", "x")
    assert seen.row_count == 45


def test_roles_are_suggested_by_obvious_names_only_and_nothing_is_sensitive(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "id,sex,age,race,target,credit\n1,f,30,x,1,good\n2,m,40,y,0,bad\n")
    roles = {column.name: column.roles for column in preview(path).columns}
    assert roles["id"] == (ColumnRole.ROW_ID,)
    assert roles["target"] == (ColumnRole.TARGET,)
    for name in ("sex", "age", "race", "credit"):
        assert roles[name] == (ColumnRole.FEATURE,)


def test_continuous_columns_get_a_suggested_cut_at_their_median(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "age,kind\n" + "".join(f"{18 + i},{i % 2}\n" for i in range(41)))
    (grouping,) = preview(path).groupings
    assert (grouping.column, grouping.edges) == ("age", ("38",))


def test_postal_codes_keep_their_zeros(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "plz,n\n01067,1\n80331,2\n")
    seen = preview(path)
    assert [column.dtype for column in seen.columns] == ["text", "integer"]
    assert list(read_table(path, seen.dialect, seen.columns)["plz"]) == ["01067", "80331"]


@pytest.mark.parametrize(
    ("cells", "dtype"),
    [
        (["1", "2", ""], "integer"),
        (["1.5", "2"], "number"),
        (["1e5", "2"], "number"),
        (["true", "False"], "boolean"),
        (["2026-11-21", "2025-01-02"], "date"),
        (["21.11.2026", "01.02.2025"], "date"),
        (["31.02.2026", "01.02.2025"], "text"),
        (["yes", "no"], "text"),
        (["", ""], "text"),
        (["12345678901234567890", "1"], "text"),
        (["nan", "1"], "integer"),
    ],
)
def test_types_are_recognized(tmp_path: Path, cells: list[str], dtype: str) -> None:
    path = written(tmp_path / "t.csv", "a,b\n" + "".join(f"{cell},x\n" for cell in cells))
    assert preview(path).columns[0].dtype == dtype


def test_missing_cells_are_missing_whatever_the_type(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "i,f,t,b,d,k\n1,1.5,x,true,2026-01-01,r\n,,,,,r\n")
    seen = preview(path)
    table = read_table(path, seen.dialect, seen.columns)
    assert [column.dtype for column in seen.columns] == [
        "integer",
        "number",
        "text",
        "boolean",
        "date",
        "text",
    ]
    assert list(table.iloc[1].isna()) == [True] * 5 + [False]
    assert str(table["i"].dtype) == "float64"
    assert str(table["t"].dtype) == "str"


def test_words_for_missing_are_taken_only_where_they_keep_numbers_apart(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "income;job\n1,5;?\nNA;clerk\n")
    seen = preview(path)
    assert seen.dialect.missing == ("", "NA")
    table = read_table(path, seen.dialect, seen.columns)
    assert pd.isna(table["income"][1])
    assert table["job"][0] == "?"
    assert "NA" in said(path)


def test_an_ambiguous_number_is_pointed_out(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "a;b\n1.234;x\n5.678;y\n")
    assert "two things" in said(path)


def test_a_corrected_dialect_is_used(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "a;b\n1.234;x\n5.678;y\n")
    corrected = replace(preview(path).dialect, decimal=",", thousands=".")
    seen = preview(path, corrected)
    assert seen.columns[0].dtype == "integer"
    assert list(read_table(path, corrected, seen.columns)["a"]) == [1234, 5678]


def test_quotes_line_breaks_and_blanks_survive(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", 'a,b\n"x, ""y""\nz", 1\n')
    seen = preview(path)
    assert read_table(path, seen.dialect, seen.columns)["a"][0] == 'x, "y"\nz'


def test_a_nameless_first_column_gets_a_name(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", ",a\n0,x\n1,y\n")
    seen = preview(path)
    assert [column.name for column in seen.columns] == ["#1", "a"]
    assert "no name" in said(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a,b\n1,2\n3\n", "line 3 has 1 fields"),
        (b"a,b,c\n1,2,3\n4,5,6,7\n1,2,3\n", "line 3 has 4 fields"),
        (b"PK\x03\x04" + bytes(60), "damaged"),
        (b"PAR1" + bytes(60), "damaged"),
        (b"\x1f\x8b" + bytes(60), "damaged"),
        (b"BZh9" + bytes(60), "compressed"),
        (b"%PDF-1.7", "not a table"),
        (b"\x80\x04\x95", "not a table"),
        (b"abc\x00def", "not a table"),
        (b"\xd0\xcf\x11\xe0" + bytes(60), "old Excel"),
    ],
)
def test_unusable_files_say_why(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(UserError, match=words):
        preview(path)


def test_missing_files_and_folders_say_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"):
        preview(tmp_path / "gone.csv")
    with pytest.raises(UserError, match="is a folder"):
        preview(tmp_path)
    with pytest.raises(UserError, match="does not exist"):
        file_digest(tmp_path / "gone.csv")


def test_a_wrong_encoding_names_the_line(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "a;b\nx;y\nMüller;z\n", "cp1252")
    dialect = replace(preview(path).dialect, encoding="utf-8")
    with pytest.raises(UserError, match="line 3"):
        preview(path, dialect)


def test_a_cell_that_does_not_fit_its_type_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "a,b\n1,x\ntwo,y\n")
    dialect = preview(path).dialect
    with pytest.raises(UserError, match=r"row 2 \(line 3\): “two”"):
        read_table(path, dialect, (Column(name="a", dtype="integer", roles=()),))
    with pytest.raises(UserError, match="does not have the columns c"):
        read_table(path, dialect, (Column(name="c", dtype="integer", roles=()),))


def test_a_file_of_another_format_than_registered_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "a,b\n1,x\n")
    with pytest.raises(UserError, match="Choose the file anew"):
        read_table(path, TableDialect(format=TableFormat.PARQUET), ())


def test_the_shared_delimiter_samples_are_recognized(reference_data: Path) -> None:
    folder = reference_data / "models" / "aiverify"
    expected = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
    for name, delimiter in expected.items():
        seen = preview(folder / f"sv_{name}.txt")
        assert seen.dialect.delimiter == delimiter
        assert [column.name for column in seen.columns] == ["Name", "Age", "Gender"]

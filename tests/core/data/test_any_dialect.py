"""Is any small table read back equal, whatever dialect it is written in?"""

import csv
import gzip
import io
import string
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.data.large import LargeTable
from core.data.reading import preview, read_table
from core.data.typed import TypedDialect
from core.inventory import Column, TableDialect, TableFormat

LETTERS = string.ascii_letters + "äöüßÄÖÜéñ"
WORDS = st.text(LETTERS + " ;,|:'\"\t%<>=-", min_size=1, max_size=12).filter(lambda word: bool(word.strip()))
PLAIN = st.text(LETTERS, min_size=2, max_size=8)
ROWS = st.lists(
    st.tuples(WORDS, st.integers(-(10**9), 10**9), st.floats(-9e6, 9e6).map(lambda value: round(value, 2))),
    min_size=1,
    max_size=12,
)
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "iso-8859-15", "cp850", "utf-16", "mac-roman")
COLUMNS = (
    Column(name="Größe", dtype="text", roles=()),
    Column(name="anzahl", dtype="integer", roles=()),
    Column(name="wert", dtype="number", roles=()),
)


def number(value: float, decimal: str, thousands: str | None) -> str:
    text = f"{value:,.2f}" if thousands else f"{value:.2f}"
    return text.replace(",", "T").replace(".", decimal).replace("T", thousands or "")


def packed(path: Path, data: bytes, how: str) -> None:
    if how == "gzip":
        data = gzip.compress(data)
    if how == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("table.csv", data)
        return
    path.write_bytes(data)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=ROWS,
    signs=st.sampled_from(
        [(";", '"'), ("\t", '"'), ("|", "'"), (",", '"'), (",", "'"), (":", '"'), (" ", '"')]
    ),
    writing=st.sampled_from([(".", None), (",", None), (",", "."), (".", ","), (".", "'"), (",", "\u202f")]),
    encoding=st.sampled_from(ENCODINGS),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    around=st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans()),
    packing=st.sampled_from(["no", "gzip", "zip"]),
)
def test_a_table_comes_back_equal_through_both_readers(
    tmp_path: Path,
    rows: list[tuple[str, int, float]],
    signs: tuple[str, str],
    writing: tuple[str, str | None],
    encoding: str,
    ending: str,
    around: tuple[int, int, bool],
    packing: str,
) -> None:
    assume(writing[1] != "\u202f" or encoding.startswith("utf"))
    above, below, header = around
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=signs[0], quotechar=signs[1], lineterminator=ending)
    buffer.write(("Titel der Liste" + ending) * above)
    if header:
        writer.writerow(["Größe", "anzahl", "wert"])
    writer.writerows([(text, whole, number(value, *writing)) for text, whole, value in rows])
    buffer.write(("Ende der Liste" + ending) * below)
    path = tmp_path / "table.csv"
    packed(path, buffer.getvalue().encode(encoding), packing)
    dialect = TableDialect(
        format=TableFormat.CSV,
        encoding=encoding,
        delimiter=signs[0],
        quote=signs[1],
        decimal=writing[0],
        thousands=writing[1],
        skipped=above,
        footer=below,
        header=header,
    )
    columns = COLUMNS if header else tuple(replace(one, name=f"#{at + 1}") for at, one in enumerate(COLUMNS))
    table = read_table(path, dialect, columns)
    assert [list(table[column.name]) for column in columns] == [
        list(cells) for cells in zip(*rows, strict=True)
    ]
    assert LargeTable(path=path, dialect=dialect, columns=columns).rows() == len(rows)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amounts=st.lists(st.floats(1000, 9e6).map(lambda value: round(value, 2)), min_size=4, max_size=10),
    names=st.lists(PLAIN, min_size=4, max_size=10),
    delimiter=st.sampled_from([";", "\t", "|", ","]),
    writing=st.sampled_from([(".", None), (",", None), (",", "."), (".", ","), (".", "'"), (",", " ")]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16"]),
    titles=st.integers(0, 3),
    total=st.booleans(),
)
def test_what_is_not_stated_is_recognized(
    tmp_path: Path,
    amounts: list[float],
    names: list[str],
    delimiter: str,
    writing: tuple[str, str | None],
    encoding: str,
    titles: int,
    total: bool,
) -> None:
    rows = [(name, "Köln", number(value, *writing)) for name, value in zip(names, amounts, strict=False)]
    buffer = io.StringIO(newline="")
    buffer.write("Bericht über Kredite\r\n" * titles)
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow(["Vorgang", "Straße", "Betrag"])
    writer.writerows(rows)
    if total:
        writer.writerow(["Summe", "", number(sum(amounts), *writing)])
    path = tmp_path / "table.csv"
    path.write_bytes(buffer.getvalue().encode(encoding))
    seen = preview(path)
    assert (seen.dialect.encoding, seen.dialect.delimiter) == (encoding, delimiter)
    assert (seen.dialect.decimal, seen.dialect.thousands) == writing
    assert (seen.dialect.skipped, seen.dialect.footer) == (titles, int(total))
    assert seen.row_count == len(rows)
    table = read_table(path, seen.dialect, seen.columns)
    assert list(table["Betrag"]) == amounts[: len(rows)]


@pytest.mark.parametrize("packing", ["gzip", "zip"])
def test_packed_tables_are_read_and_it_is_said(tmp_path: Path, packing: str) -> None:
    path = tmp_path / "table.csv"
    packed(path, b"a;b\n1;x\n2;y\n", packing)
    seen = preview(path)
    assert seen.row_count == 2
    assert "unpacked for reading" in " ".join(map(str, seen.assumptions))


def test_a_statement_overrides_recognition_and_the_rest_is_recognized_with_it(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b;c\n1,5;x\n2,5;y\n", encoding="utf-8")
    assert [column.name for column in preview(path).columns] == ["a,b", "c"]
    stated = preview(path, typed=TypedDialect(delimiter=","))
    assert [column.name for column in stated.columns] == ["a", "b;c"]
    assert stated.dialect.decimal == "."

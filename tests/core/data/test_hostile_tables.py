"""Is a table that was made to do harm answered with a sentence, never with a crash or a full memory?"""

import gzip
import io
import os
import random
import struct
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from core.data import unpacking, xlsx
from core.data.large import size_in_memory
from core.data.reading import preview, read_table
from core.errors import UserError
from core.inventory import TableFormat


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [["a", "b"], [1, "x"], [2, "y"]]:
        sheet.append(row)
    book.save(path)
    return path


def replaced(path: Path, inside: str, data: bytes) -> Path:
    """Return the workbook with one of its parts exchanged."""
    copy = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            target.writestr(item, data if item.filename == inside else source.read(item))
    return copy


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&d;</t></si></sst>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"
t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>"""


@pytest.mark.parametrize(
    ("inside", "data"),
    [
        ("xl/worksheets/sheet1.xml", ENTITIES),
        ("xl/styles.xml", ENTITIES),
        ("xl/worksheets/sheet1.xml", OUTSIDE),
        ("xl/workbook.xml", OUTSIDE),
    ],
)
def test_xml_entities_are_not_expanded(tmp_path: Path, inside: str, data: bytes) -> None:
    path = replaced(workbook(tmp_path / "a.xlsx"), inside, data)
    with pytest.raises(UserError, match="damaged"):
        preview(path)


def test_a_sheet_that_claims_a_billion_cells_is_read_by_what_it_holds(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").replace(b'ref="A1:B3"', b'ref="A1:XFD1048576"')
    assert b"XFD1048576" in sheet
    seen = preview(replaced(path, "xl/worksheets/sheet1.xml", sheet))
    assert (seen.row_count, len(seen.columns)) == (2, 2)


def test_a_zip_bomb_named_as_a_table_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_LEAST", 8 << 20)
    path = tmp_path / "bomb.csv"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("t.csv", "w") as inside:
        inside.write(b"number;word\n")
        for _ in range(16):
            inside.write(b"1;the same again and again\n" * (1 << 15))
    with pytest.raises(UserError, match="unpacks to far more"):
        preview(path)


def test_a_gzip_bomb_of_one_line_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(80):
            file.write(b"a" * (1 << 20))
    with pytest.raises(UserError, match="more than 131,000 characters"):
        preview(path)


def test_a_million_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_bytes(
        b",".join(b"c%d" % number for number in range(1_000_000)) + b"\n" + b"1," * 999_999 + b"1\n"
    )
    with pytest.raises(UserError, match="columns are read"):
        preview(path)


def answer(path: Path) -> str:
    """Return "table" or the sentence, and read everything."""
    try:
        seen = preview(path)
        read_table(path, seen.dialect, seen.columns)
    except UserError as error:
        return str(error)
    return "table"


def test_a_giant_cell_is_a_sentence_or_a_table(tmp_path: Path) -> None:
    path = tmp_path / "cell.csv"
    path.write_text("a;b\n1;" + "x" * 3_000_000 + "\n2;y\n", encoding="utf-8")
    said = answer(path)
    assert said == "table" or "Nothing was read" in said


@pytest.mark.parametrize("opening", ['{"a": ', "[", '[{"a": '])
def test_deeply_nested_json_is_a_sentence(tmp_path: Path, opening: str) -> None:
    path = tmp_path / "deep.json"
    path.write_text(opening * 200_000 if opening != '{"a": ' else opening * 100_000, encoding="utf-8")
    with pytest.raises(UserError, match="Nothing was read"):
        preview(path)


def table() -> pa.Table:
    rows = 2_000
    return pa.table(
        {
            "word": pa.array([f"wort{number % 7}" for number in range(rows)]).dictionary_encode(),
            "text": [f"zeile {number}" for number in range(rows)],
            "number": [number / 3 for number in range(rows)],
            "list": [[number, number] for number in range(rows)],
        }
    )


@pytest.mark.parametrize("kind", ["parquet", "feather", "feather_plain"])
def test_altered_bytes_are_a_sentence_or_a_table(tmp_path: Path, kind: str) -> None:
    buffer = io.BytesIO()
    if kind == "parquet":
        pq.write_table(table(), buffer)
    else:
        feather.write_feather(table(), buffer, compression="lz4" if kind == "feather" else "uncompressed")
    original, draw, answers = buffer.getvalue(), random.Random(kind), set()
    for number in range(60):
        data = bytearray(original)
        for _ in range(1 + number % 8):
            data[draw.randrange(8, len(data))] = draw.randrange(256)
        path = tmp_path / "altered.bin"
        path.write_bytes(data)
        answers.add(answer(path))
    assert all(said == "table" or "Nothing was read" in said for said in answers)
    assert any(said != "table" for said in answers)


def test_column_names_that_are_no_text_are_a_sentence(tmp_path: Path) -> None:
    for kind in ("parquet", "feather"):
        buffer = io.BytesIO()
        if kind == "parquet":
            pq.write_table(pa.table({"spalte": [1, 2]}), buffer)
        else:
            feather.write_feather(pa.table({"spalte": [1, 2]}), buffer)
        path = tmp_path / f"t.{kind}"
        path.write_bytes(buffer.getvalue().replace(b"spalte", b"spalt\xff"))
        assert "Nothing was read" in answer(path)


def test_a_parquet_footer_that_points_outside_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pd.DataFrame({"a": [1, 2]}).to_parquet(path)
    data = path.read_bytes()
    for length in (0, 7, len(data), 2**31 - 1, 2**32 - 1):
        path.write_bytes(data[:-8] + struct.pack("<I", length) + b"PAR1")
        with pytest.raises(UserError, match="damaged"):
            preview(path)


def test_formulas_in_text_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;b\n=1+1;x\n\"=cmd|'/c calc'!A1\";y\n", encoding="utf-8")
    seen = preview(path)
    assert list(read_table(path, seen.dialect, seen.columns)["a"]) == ["=1+1", "=cmd|'/c calc'!A1"]
    assert seen.dialect.format is TableFormat.CSV


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel file"),
        ("x.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("x.feather", b"FEA1" + bytes(60), "version 1"),
        ("x.arrow", b"\xff\xff\xff\xff" + bytes(60), "Arrow stream"),
        ("x.feather", b"ARROW1\x00\x00" + bytes(60), "damaged"),
        ("x.csv", b"a;b\n1;2\n\x00;3\n", "zero byte in line 3|not a table"),
        ("x.json", b'{"learner": {"a": 1}}', "no table"),
        ("x.json", b"[1, 2, 3]", "Nothing was read"),
        ("x.jsonl", b'{"a": 1}\n[2]\n', "line 2 is not a JSON object"),
        ("x.jsonl", b'{"a": 1}\n{"a": 1, "a": 2}\n', "line 2 holds the key “a” twice"),
        ("x.csv", "a;b\nä;1\n".encode() * 30 + b"\xe4;1\n", "nearly UTF-8, but line 61"),
    ],
)
def test_other_files_say_what_they_are(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UserError, match=words):
        preview(path)


@pytest.mark.parametrize(("part", "words"), [("xl/workbook.bin", "XLSB"), ("content.xml", "ODS")])
def test_relatives_of_xlsx_are_named(tmp_path: Path, part: str, words: str) -> None:
    path = tmp_path / "book.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "x")
        archive.writestr(part, "x")
    with pytest.raises(UserError, match=words):
        preview(path)


_SHEET = b"""<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>%s</sheetData></worksheet>"""


def test_a_text_kept_once_and_shown_often_does_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "_SIGNS", 1 << 20)
    text = b'<c r="A%d" t="inlineStr"><is><t>' + b"x" * 30_000 + b"</t></is></c>"
    rows = b"".join(b'<row r="%d">' % item + text % item + b"</row>" for item in range(2, 60))
    with pytest.raises(UserError, match="too large"):
        preview(replaced(workbook(tmp_path / "a.xlsx"), "xl/worksheets/sheet1.xml", _SHEET % rows))


def test_a_row_far_below_all_others_is_not_counted_up_to(tmp_path: Path) -> None:
    far = b'<row r="900000000"><c r="A900000000"><v>1</v></c></row>'
    with pytest.raises(UserError, match="too large"):
        preview(replaced(workbook(tmp_path / "a.xlsx"), "xl/worksheets/sheet1.xml", _SHEET % far))


def test_a_small_file_of_very_many_rows_counts_as_large(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    count = 6_000_000
    pq.write_table(pa.table({"a": pa.repeat(1, count), "b": pa.repeat(2, count)}), path)
    assert path.stat().st_size < 1 << 20
    shown = preview(path)
    assert shown.row_count == count
    assert shown.profiled_rows is not None
    assert shown.profiled_rows < count
    assert size_in_memory(path) >= count * 16


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_a_pipe_is_not_waited_for_and_a_device_not_read(tmp_path: Path) -> None:
    pipe = tmp_path / "table.csv"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero")):
        with pytest.raises(UserError, match="a device, a pipe or a socket"):
            preview(path)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="this system shows no memory as a file")
def test_a_file_that_fails_while_it_is_read_is_a_sentence(tmp_path: Path) -> None:
    link = tmp_path / "table.csv"
    link.symlink_to("/proc/self/mem")
    with pytest.raises(UserError, match="could not be read"):
        preview(link)

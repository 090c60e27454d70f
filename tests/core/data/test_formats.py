"""Are JSON lines, Feather files, typed columns and sheets read as they are, and is every oddity said?"""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from core.data.reading import preview, read_table
from core.data.typed import TypedDialect
from core.errors import UserError
from core.inventory import Column, TableDialect, TableFormat


def said(path: Path) -> str:
    return " ".join(map(str, preview(path).assumptions))


def lines(path: Path, *items: object) -> Path:
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items), encoding="utf-8")
    return path


def test_json_lines_keep_types_late_keys_nested_values_and_large_numbers(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "t.jsonl",
        {"n": 1, "x": 0.1, "code": "1", "ok": True, "gone": None, "tags": ["ä", 2]},
        {"n": 12345678901234567890, "x": 1e3, "code": "007", "ok": False, "gone": None, "later": "Köln"},
    )
    seen = preview(path)
    assert seen.dialect.format is TableFormat.JSON_LINES
    assert {column.name: column.dtype for column in seen.columns} == {
        "n": "text",
        "x": "number",
        "code": "text",
        "ok": "boolean",
        "gone": "text",
        "tags": "text",
        "later": "text",
    }
    table = read_table(path, seen.dialect, seen.columns)
    assert list(table["n"]) == ["1", "12345678901234567890"]
    assert list(table["x"]) == [0.1, 1000.0]
    assert list(table["code"]) == ["1", "007"]
    assert table["tags"][0] == '["ä", 2]'
    assert table["gone"].isna().all()
    assert list(table["later"].isna()) == [True, False]
    assert "“tags”" in said(path)
    assert "“later”" in said(path)


def test_text_of_json_becomes_a_number_only_when_a_person_says_so(tmp_path: Path) -> None:
    path = lines(tmp_path / "t.jsonl", {"y": "1"}, {"y": "2"})
    seen = preview(path)
    assert seen.columns[0].dtype == "text"
    stated = (Column(name="y", dtype="integer", roles=()),)
    assert list(read_table(path, seen.dialect, stated)["y"]) == [1, 2]


def test_a_json_list_is_read_like_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('[\n {"a": 1, "b": "x"},\n {"a": 2}\n]', encoding="utf-8")
    seen = preview(path)
    assert seen.row_count == 2
    assert list(read_table(path, seen.dialect, seen.columns)["a"]) == [1, 2]


def test_a_missing_column_of_json_lines_is_named(tmp_path: Path) -> None:
    path = lines(tmp_path / "t.jsonl", {"a": 1})
    with pytest.raises(UserError, match="does not have the columns b"):
        read_table(path, preview(path).dialect, (Column(name="b", dtype="text", roles=()),))


def frame() -> pa.Table:
    return pa.table(
        {
            "money": pa.array([Decimal("1.10"), None, Decimal("2.20")], pa.decimal128(9, 2)),
            "kind": pa.array(["ä", "b", "ä"]).dictionary_encode(),
            "when": pa.array(
                [datetime.fromisoformat("2026-01-02T03:00")] * 3, pa.timestamp("ns", tz="Europe/Berlin")
            ),
            "day": pa.array([date(2026, 1, 2), None, date(2026, 1, 3)]),
            "list": pa.array([[1, 2], None, [3]]),
            "pair": pa.array([{"a": 1}, {"a": 2}, None]),
            "bytes": pa.array([b"\x01\xff", None, b"a"]),
            "key": pa.array([9007199254740993, None, 1], pa.int64()),
            "small": pa.array([1, 2, 3], pa.uint8()),
        }
    )


@pytest.mark.parametrize("kind", ["parquet", "feather"])
def test_typed_files_keep_their_types_and_say_what_is_read_otherwise(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"t.{kind}"
    if kind == "parquet":
        pq.write_table(frame(), path)
    else:
        feather.write_feather(frame(), path)
    seen = preview(path)
    assert seen.dialect.format.value == kind
    types = {column.name: column.dtype for column in seen.columns}
    assert types == {
        "money": "number",
        "kind": "text",
        "when": "date",
        "day": "date",
        "list": "text",
        "pair": "text",
        "bytes": "text",
        "key": "text",
        "small": "integer",
    }
    table = read_table(path, seen.dialect, seen.columns)
    assert table["key"][0] == "9007199254740993"
    assert table["list"][0] == "[1, 2]"
    assert table["pair"][1] == '{"a": 2}'
    assert table["bytes"][0] == "01ff"
    assert table["money"][0] == 1.1
    for word in ("“list”, “pair”", "“bytes”", "“when”", "“money”"):
        assert word in said(path)


def test_repeated_names_of_a_typed_file_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table([pa.array([1]), pa.array(["x"])], names=["a", "a"]), path)
    seen = preview(path)
    assert [column.name for column in seen.columns] == ["a", "a (2)"]
    assert list(read_table(path, seen.dialect, seen.columns[1:])["a (2)"]) == ["x"]


def report_book(path: Path) -> Path:
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "Deckblatt"
    cover["A1"] = "Kreditbericht"
    sheet = book.create_sheet("Daten")
    rows: list[list[object]] = [
        ["Filialen Süd"],
        [],
        ["Person", None, "Vertrag", None],
        ["Alter", "Geschlecht", "Betrag", "Tag"],
        [30, "weiblich", 1000.5, datetime.fromisoformat("2026-01-02")],
        [41, "männlich", "#N/A", datetime.fromisoformat("2026-01-03")],
        [],
        [52, "divers", "=C5*2", datetime.fromisoformat("2026-01-04")],
        ["Summe", None, 3000],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A3:B3")
    sheet.merge_cells("C3:D3")
    sheet.row_dimensions[6].hidden = True
    book.create_sheet("Geheim").sheet_state = "hidden"
    book.save(path)
    return path


def test_a_report_sheet_is_read_below_its_titles_and_everything_is_said(tmp_path: Path) -> None:
    path = report_book(tmp_path / "b.xlsx")
    seen = preview(path)
    assert (seen.dialect.sheet, seen.dialect.skipped, seen.dialect.footer) == ("Daten", 3, 1)
    assert {column.name: column.dtype for column in seen.columns} == {
        "Alter": "integer",
        "Geschlecht": "text",
        "Betrag": "number",
        "Tag": "date",
    }
    assert seen.row_count == 3
    table = read_table(path, seen.dialect, seen.columns)
    assert list(table["Alter"]) == [30, 41, 52]
    assert list(table["Betrag"].isna()) == [False, True, True]
    everything = said(path)
    for word in (
        "Sheet: “Daten”",
        "Deckblatt (1 × 1)",
        "Hidden sheets: “Geheim”",
        "above the header",
        "“Summe”",
        "merged cells",
        "hidden rows (1)",
        "Formulas without a saved result: 1",
        "Empty rows of the sheet: 1",
        "“#N/A”",
    ):
        assert word in everything


def test_another_sheet_is_recognized_anew_when_it_is_stated(tmp_path: Path) -> None:
    seen = preview(report_book(tmp_path / "b.xlsx"), typed=TypedDialect(sheet="Deckblatt"))
    assert (seen.dialect.sheet, seen.dialect.skipped) == ("Deckblatt", 0)
    assert [column.name for column in seen.columns] == ["Kreditbericht"]


def test_a_dialect_without_a_decimal_sign_is_recognized_around_what_it_states(tmp_path: Path) -> None:
    path = report_book(tmp_path / "b.xlsx")
    seen = preview(path, TableDialect(format=TableFormat.XLSX, sheet="Daten"))
    assert seen.dialect == preview(path).dialect
    path = tmp_path / "t.csv"
    path.write_text("a,x;b\n1.234,5;2\n2.345,5;3\n", encoding="utf-8")
    seen = preview(path, TableDialect(format=TableFormat.CSV, delimiter=";"))
    assert (seen.dialect.decimal, seen.dialect.thousands) == (",", ".")
    assert [column.dtype for column in seen.columns] == ["number", "integer"]


def test_excel_day_numbers_are_asked_about_and_read_when_stated(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Antragsdatum;n\n45658;1\n45689;2\n", encoding="utf-8")
    assert "Excel's day numbers" in said(path)
    assert preview(path).columns[0].dtype == "integer"
    seen = preview(path, typed=TypedDialect(date_format="excel"))
    table = read_table(path, seen.dialect, seen.columns)
    assert list(table["Antragsdatum"]) == [pd.Timestamp("2025-01-01"), pd.Timestamp("2025-02-01")]


@pytest.mark.parametrize(
    ("cells", "form", "first"),
    [
        (["31.12.25", "01.02.26"], "%d.%m.%y", "2025-12-31"),
        (["12/31/2025", "02/01/2026"], "%m/%d/%Y", "2025-12-31"),
        (["31/12/2025", "1/2/2026"], "%d/%m/%Y", "2025-12-31"),
        (["31.12.2025 23:59", "01.02.2026 00:00:01"], "%d.%m.%Y", "2025-12-31 23:59"),
        (["2025-12-31", "2026-02-01T10:00"], None, "2025-12-31"),
    ],
)
def test_days_are_recognized(tmp_path: Path, cells: list[str], form: str | None, first: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Datum;n\n" + "".join(f"{cell};1\n" for cell in cells), encoding="utf-8")
    seen = preview(path)
    assert (seen.columns[0].dtype, seen.dialect.date_format) == ("date", form)
    assert read_table(path, seen.dialect, seen.columns)["Datum"][0] == pd.Timestamp(first)


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (("ja", "Nein"), [True, False]),
        (("J", "N"), [True, False]),
        (("1", "0"), [True, False]),
        (("WAHR", "FALSCH"), [True, False]),
        (("yes", "no"), [True, False]),
    ],
)
def test_words_for_yes_and_no_become_truth_values_when_a_person_says_so(
    tmp_path: Path, words: tuple[str, str], values: list[bool]
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("ok;n\n" + "".join(f"{word};1\n" for word in words), encoding="utf-8")
    column = (Column(name="ok", dtype="boolean", roles=()),)
    assert list(read_table(path, preview(path).dialect, column)["ok"]) == values


@pytest.mark.parametrize(
    ("header", "rows", "known"),
    [
        ("a;b;c", ["1;2;3", "4;5;6"], True),
        ("f;30;gut", ["m;31;gut", "f;40;schlecht", "m;22;gut"], False),
        ("Filiale;2023;2024", ["Nord;1;2", "Süd;3;4"], True),
        (";0;1", ["0;1,5;2,5", "1;3,5;4,5"], True),
        ("m;ja", ["f;nein", "m;ja", "f;ja", "m;nein", "f;ja"], False),
    ],
)
def test_a_missing_header_is_noticed(tmp_path: Path, header: str, rows: list[str], known: bool) -> None:
    path = tmp_path / "t.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    seen = preview(path)
    assert seen.dialect.header is known
    assert seen.row_count == len(rows) + (not known)


def test_a_header_of_r_names_one_column_less(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text('"alter" "kredit"\n"1" 30 "gut"\n"2" 41 "schlecht"\n', encoding="utf-8")
    seen = preview(path)
    assert [column.name for column in seen.columns] == ["#1", "alter", "kredit"]
    assert "as R writes it" in said(path)


def test_rows_are_neither_lost_nor_invented(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    body = "".join(f'{number};"Zeile {number}\nzwei";\n' for number in range(5000))
    path.write_text("n;text;leer\n" + body + "\n\n", encoding="utf-8")
    seen = preview(path)
    assert seen.row_count == 5000
    assert list(read_table(path, seen.dialect, seen.columns)["n"]) == list(range(5000))


def test_a_row_of_another_width_is_an_error_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    body = "".join(f"{number};x\n" for number in range(500))
    path.write_text("Titel\n\nn;t\n" + body + "1;2;3\n" + body, encoding="utf-8")
    with pytest.raises(UserError, match="line 504 has 3 fields but the header has 2"):
        preview(path)


def test_a_misfit_names_its_line_and_hides_a_personal_value(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('Titel\nn;t\n1;"a\nb"\nmax.muster@example.org;y\n', encoding="utf-8")
    seen = preview(path, typed=TypedDialect(skipped=1))
    with pytest.raises(UserError, match=r"row 2 \(line 5\): “…”"):
        read_table(path, seen.dialect, (Column(name="n", dtype="integer", roles=()),))

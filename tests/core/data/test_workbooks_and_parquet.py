"""Are Excel workbooks and Parquet files read with their own sheets and types?"""

from datetime import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from core.data.reading import preview, read_table
from core.errors import UserError
from core.inventory import Column, TableDialect, TableFormat


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "whole": [1, 2, 3],
            "share": [0.1, 1 / 3, np.nan],
            "word": pd.Series(["Müller", "007", None], dtype="str"),
            "flag": [True, False, True],
            "day": pd.to_datetime(["2026-01-01", "2026-02-03", "2025-12-31"]),
        }
    )


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet", ".csv"])
def test_a_table_comes_back_equal_from_every_format(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"table{suffix}"
    original = frame()
    if suffix == ".xlsx":
        original.to_excel(path, index=False)
    elif suffix == ".parquet":
        original.to_parquet(path)
    else:
        original.to_csv(path, index=False)
    seen = preview(path)
    assert [column.dtype for column in seen.columns] == ["integer", "number", "text", "boolean", "date"]
    assert seen.row_count == 3
    pd.testing.assert_frame_equal(read_table(path, seen.dialect, seen.columns), original, check_dtype=False)


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    empty = book.active
    assert empty is not None
    empty.title = "Deckblatt"
    sheet = book.create_sheet("Daten")
    sheet.append(["name", "wert", None])
    sheet.append(["a", 1.5, None])
    sheet.append([None, None, None])
    sheet.append(["b", datetime.fromisoformat("2026-05-04T12:30:00"), None])
    book.save(path)
    return path


def test_the_first_sheet_with_content_is_taken_and_said(tmp_path: Path) -> None:
    seen = preview(workbook(tmp_path / "b.xlsx"))
    assert seen.sheets == ("Deckblatt", "Daten")
    assert seen.dialect.sheet == "Daten"
    assert seen.rows == (("a", "1.5"), ("b", "2026-05-04T12:30:00"))


def test_a_chosen_sheet_must_exist_and_hold_a_table(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx")
    with pytest.raises(UserError, match="has no sheet"):
        preview(path, TableDialect(format=TableFormat.XLSX, sheet="Anhang"))
    with pytest.raises(UserError, match="is empty"):
        preview(path, TableDialect(format=TableFormat.XLSX, sheet="Deckblatt"))


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_truncated_files_say_so(tmp_path: Path, suffix: str, share: float) -> None:
    path = tmp_path / f"table{suffix}"
    if suffix == ".xlsx":
        frame().to_excel(path, index=False)
    else:
        frame().to_parquet(path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(UserError, match="damaged"):
        preview(path)


def test_a_renamed_file_is_read_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    frame().to_parquet(path)
    assert preview(path).dialect.format is TableFormat.PARQUET


def test_a_zip_that_is_no_workbook_is_read_only_if_it_holds_one_table(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "table.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a;b\n1;2\n")
    assert preview(path).dialect.format is TableFormat.CSV
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("b.csv", "a;b\n1;2\n")
    with pytest.raises(UserError, match="holds 2 files"):
        preview(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "table.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(200 << 20))
    with pytest.raises(UserError, match="too large"):
        preview(path)


def test_categories_and_decimals_become_text_and_numbers(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pd.DataFrame(
        {"kind": pd.Categorical(["a", "b", "a"]), "n": np.array([1, 2, 3], dtype="int8")}
    ).to_parquet(path)
    seen = preview(path)
    table = read_table(path, seen.dialect, seen.columns)
    assert list(table["kind"]) == ["a", "b", "a"]
    assert str(table["n"].dtype) == "int64"


def test_a_type_a_column_cannot_have_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pd.DataFrame({"a": [[1], [2]]}).to_parquet(path)
    with pytest.raises(UserError, match="does not hold"):
        read_table(
            path, TableDialect(format=TableFormat.PARQUET), (Column(name="a", dtype="number", roles=()),)
        )


def test_the_shared_tables_are_read(reference_data: Path) -> None:
    seen = preview(reference_data / "adult_census_income.parquet")
    assert seen.row_count == 32561
    assert len(seen.columns) == 15

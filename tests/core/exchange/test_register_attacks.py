"""Is a register that is damaged, misleading or hostile read safely, with every oddity said?"""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import UserError
from core.exchange import register_sheet
from core.exchange.register_sheet import KnownWords, RegisterSheet, read_register
from core.governance.register import fields
from core.governance.register.importing import known_heads, plain
from core.workspace.governance.imports import field_words


@pytest.fixture(scope="module")
def known() -> KnownWords:
    """By what heads are recognized."""
    heads = known_heads(field_words())
    keys = frozenset(str(field.key) for field in fields())
    return KnownWords(known=lambda text: plain(text) in heads, keys=keys)


def book(path: Path, rows: list[list[object]], *, merged: str = "") -> Path:
    """Write a workbook."""
    from openpyxl import Workbook

    made = Workbook()
    for row in rows:
        made.active.append(row)
    if merged:
        made.active.merge_cells(merged)
    made.save(path)
    return path


def said(found: RegisterSheet) -> str:
    """Return the notes in English."""
    return " ".join(
        note.text.format(**{key: str(value) for key, value in note.values.items()}) for note in found.notes
    )


def test_two_rows_of_heads_are_one_head(tmp_path: Path, known: KnownWords) -> None:
    rows: list[list[object]] = [
        ["ID", "Name", "Responsible", None, "Purpose"],
        [None, None, "Model owner", "Developer", None],
        ["1", "Score", "Jana", "Ole", "Credit"],
    ]
    found = read_register(book(tmp_path / "two.xlsx", rows, merged="C1:D1"), known)

    assert found.heads == ("ID", "Name", "Model owner", "Developer", "Purpose")
    assert [row.number for row in found.rows] == [3]
    assert [item.number for item in found.aside] == [2]
    assert "merged cells" in said(found)


def test_an_entry_below_the_head_is_never_taken_for_a_second_head(tmp_path: Path, known: KnownWords) -> None:
    rows: list[list[object]] = [["ID", "Name", "Purpose"], ["1", "Score", "Credit"], ["2", "Owner", "Name"]]
    found = read_register(book(tmp_path / "one.xlsx", rows), known)

    assert [row.number for row in found.rows] == [2, 3]


def test_columns_of_one_name_merged_cells_and_formulas_are_said(tmp_path: Path, known: KnownWords) -> None:
    rows: list[list[object]] = [
        ["ID", "Name", "Name", "Business area"],
        ["1", "Score", "old", "Retail"],
        ["2", "=1+1", "older", None],
    ]
    found = read_register(book(tmp_path / "odd.xlsx", rows, merged="D2:D3"), known)

    assert found.heads == ("ID", "Name", "Name (3)", "Business area")
    words = said(found)
    assert "Several columns are called “Name”" in words
    assert "Merged cells below the header: 1" in words
    assert "Cells with formulas: 1" in words
    assert found.rows[1].cells == ("2", "", "older", ""), "nothing is calculated, nothing is filled down"


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("cp1252", "not UTF-8"),
        ("utf-16", "byte order mark"),
        ("utf-8-sig", "byte order mark"),
        ("cp850", "DOS"),
    ],
)
def test_letters_of_other_encodings_are_read_and_the_assumption_is_said(
    tmp_path: Path, known: KnownWords, encoding: str, note: str
) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes("ID;Name;Zweck\n1;Größenschätzer für Müll;Übersicht\n".encode(encoding))

    found = read_register(path, known)

    assert found.rows[0].cells[1] == "Größenschätzer für Müll"
    assert note in said(found)


def test_letters_damaged_before_are_said(tmp_path: Path, known: KnownWords) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes("ID;Name;Zweck\n1;MÃ¼ll;Ãœbersicht\n".encode())
    assert "damaged before" in said(read_register(path, known))


def bomb(path: Path) -> None:
    """Write a workbook whose sheet unpacks to more than a thousand times its size."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/a.xml", "w") as part:
        for _ in range(110):
            part.write(b" " * (1 << 20))


def entities(path: Path) -> None:
    """Write a workbook that declares entities, as an attack that grows or reads files would."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
        )


def no_zip(path: Path) -> None:
    """Write text under the name of a workbook."""
    path.write_text("ID;Name;Purpose\n1;Score;Credit\n", encoding="utf-8")


def empty(path: Path) -> None:
    """Write a workbook without a table."""
    book(path, [["only"], ["one column"]])


@pytest.mark.parametrize("made", [bomb, entities, no_zip, empty])
def test_hostile_and_damaged_workbooks_are_refused_with_a_sentence(
    tmp_path: Path, known: KnownWords, made: Callable[[Path], None]
) -> None:
    path = tmp_path / "register.xlsx"
    made(path)

    with pytest.raises(UserError) as refused:
        read_register(path, known)

    assert "Nothing was read" in refused.value.message.text


def test_files_and_tables_beyond_the_limits_are_refused(
    tmp_path: Path, known: KnownWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "register.csv"
    path.write_text("ID;Name;Purpose\n" + "1;Score;Credit\n" * 50, encoding="utf-8")
    monkeypatch.setattr(register_sheet, "MOST_ROWS", 50)
    with pytest.raises(UserError, match="too large"):
        read_register(path, known)
    monkeypatch.setattr(register_sheet, "MOST_ROWS", 500)
    monkeypatch.setattr(register_sheet, "MOST_BYTES", 100)
    with pytest.raises(UserError, match="too large"):
        read_register(path, known)
    monkeypatch.setattr(register_sheet, "MOST_BYTES", 1 << 20)
    path.write_text('ID;Name;Purpose\n1;"' + "x" * 200_000 + '";Credit\n', encoding="utf-8")
    with pytest.raises(UserError, match="no table"):
        read_register(path, known)


def test_signs_nobody_sees_are_taken_out(tmp_path: Path, known: KnownWords) -> None:
    path = tmp_path / "register.csv"
    path.write_text("ID;Name;Purpose\n1;Sc\u200bore\u00a0\u202fA\u00ad;\ufeffCredit\x07\n", encoding="utf-8")
    assert read_register(path, known).rows[0].cells == ("1", "Score A", "Credit")

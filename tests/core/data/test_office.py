"""Are messy tables as German offices hand them out read right, said in both languages, and correctable?"""

import pandas as pd
import pytest

from core.data.privacy import hints
from core.data.reading import preview, read_table
from core.language import Translator
from core.texts import Language
from tests.core.data.office.expected import FILES, FOLDER, Office

GERMAN, ENGLISH = Translator(Language.GERMAN), Translator(Language.ENGLISH)
IDS = [office.file for office in FILES]


def plain(value: object) -> object:
    """Return a cell as it is easily compared: None for missing, days as ISO text."""
    if value is None or (isinstance(value, float) and value != value):
        return None
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else value


def first(cells: "pd.Series", count: int) -> tuple[object, ...]:
    return tuple(plain(cell) for cell in cells.head(count))


@pytest.mark.parametrize("office", FILES, ids=IDS)
def test_it_is_read_as_its_writer_meant_it(office: Office) -> None:
    seen = preview(FOLDER / office.file)
    assert seen.dialect == office.dialect
    assert {column.name: column.dtype for column in seen.columns} == dict(office.columns)
    assert [column.name for column in seen.columns] == list(office.columns)
    table = read_table(FOLDER / office.file, seen.dialect, seen.columns)
    assert seen.row_count == len(table) == office.rows
    for name, cells in office.cells.items():
        assert first(table[name], len(cells)) == cells


@pytest.mark.parametrize("office", FILES, ids=IDS)
def test_what_was_assumed_is_said_in_both_languages(office: Office) -> None:
    seen = preview(FOLDER / office.file)
    english = " ".join(ENGLISH.say(item) for item in seen.assumptions)
    german = " ".join(GERMAN.say(item) for item in seen.assumptions)
    for part in office.says:
        assert part in english
    for part in office.sagt:
        assert part in german


@pytest.mark.parametrize("office", FILES, ids=IDS)
def test_a_person_corrects_it(office: Office) -> None:
    seen = preview(FOLDER / office.file, typed=office.correction)
    name, dtype, cells = office.corrected
    column = next(column for column in seen.columns if column.name == name)
    assert column.dtype == dtype
    table = read_table(FOLDER / office.file, seen.dialect, seen.columns)
    assert first(table[name], len(cells)) == cells
    again = preview(FOLDER / office.file, seen.dialect)
    assert (again.dialect, again.columns, again.rows) == (seen.dialect, seen.columns, seen.rows)
    assert again.assumptions


@pytest.mark.parametrize("office", FILES, ids=IDS)
def test_personal_columns_are_pointed_out_without_showing_a_value(office: Office) -> None:
    seen = preview(FOLDER / office.file)
    said = [ENGLISH.say(item) for item in hints(seen.profiles)]
    for part in office.hints:
        assert any(part in item for item in said)
    if not office.hints:
        assert said == []
    everything = " ".join([*said, *(ENGLISH.say(item) for item in seen.assumptions)])
    assert "Müller" not in everything
    assert "Hauptstraße 5" not in everything

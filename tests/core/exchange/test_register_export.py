"""Does an exported register come back as it was, and does only what was edited show as a difference?"""

import csv
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from core.errors import UserError
from core.exchange.inventory_document import InventoryDocument
from core.exchange.register_writing import UNCHANGED
from core.governance.register.edits import Edit, FieldEntry
from core.governance.register.importing import RowAction
from core.governance.register.imports import ImportPlan, ImportTerms
from core.governance.register.types import FieldKey
from core.ids import ModelId
from core.inventory import ModelKind, State
from core.language import Translator
from core.people import Role
from core.texts import Language
from core.workspace import NewModel
from tests.core.casework import Firm, said

Rows = list[list[object]]
NASTY = (
    '=HYPERLINK("http://example.org","x")',
    "@SUM(A1)",
    "'quoted",
    "-2+3 cmd|' /C calc'!A0",
    'two\nlines, "quotes"; and ü €',
)


@pytest.fixture
def models(firm: Firm) -> tuple[ModelId, ...]:
    """Models whose texts spreadsheets would calculate, part or change."""
    found = tuple(firm.model(name=f"Model {number}") for number in range(len(NASTY)))
    for model, text in zip(found, NASTY, strict=True):
        entries = (
            FieldEntry(key=FieldKey("limitations"), raw=text),
            FieldEntry(key=FieldKey("monitoring_frequency"), raw="monthly"),
            FieldEntry(key=FieldKey("exposure_value"), raw="1000000.5"),
        )
        edit = Edit(entries=entries, language=Language.ENGLISH)
        firm.workspace.register.change(firm.as_(Role.OWNER), model, edit, said("Filled in"))
    return found


def planned(firm: Firm, path: Path, language: Language = Language.ENGLISH) -> ImportPlan:
    """Return what importing a file would do."""
    looked = firm.workspace.imports.look(path)
    assert looked.sheet.ours
    terms = ImportTerms(
        owner=firm.person(Role.OWNER).id,
        kind=ModelKind.STATISTICAL,
        language=language,
        columns=looked.columns,
    )
    return firm.workspace.imports.plan(looked, terms)


def read(path: Path) -> Rows:
    """Return the cells of the first sheet, or of a CSV file."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [list(row) for row in csv.reader(file, delimiter=";")]
    from openpyxl import load_workbook

    return [
        ["" if cell is None else cell for cell in row] for row in load_workbook(path).worksheets[0].values
    ]


def write(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """Save cells as somebody's spreadsheet program would."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
        return
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)


@pytest.mark.parametrize(
    ("name", "language"),
    [("register.xlsx", Language.GERMAN), ("register.csv", Language.ENGLISH)],
    ids=["XLSX in German", "CSV in English"],
)
def test_export_edit_import_gives_exactly_the_edited_differences(
    firm: Firm, models: tuple[ModelId, ...], name: str, language: Language
) -> None:
    path = firm.folder / name
    assert firm.workspace.exports.register(path, Translator(language)) == len(models)
    assert planned(firm, path, language).count(RowAction.SAME) == len(models)
    rows = read(path)
    keys = rows[1]
    limits, area, exposure = (keys.index(key) for key in ("limitations", "business_area", "exposure_value"))
    rows[2][limits] = ""
    rows[3][area] = "Sales"
    rows[4] = []
    rows.append(["", "", "Another model", *("" for _ in keys[3:])])
    kept = [[cell for at, cell in enumerate(row) if at != exposure] for row in rows]
    write(path, kept)

    plan = planned(firm, path, language)

    changes = [
        (item.model, item.field.key, item.before, item.after) for row in plan.rows for item in row.differences
    ]
    assert changes == [
        (models[0], "limitations", NASTY[0], ""),
        (models[1], "business_area", "Retail", "Sales"),
    ]
    assert [row.name for row in plan.rows if row.action is RowAction.NEW] == ["Another model"]
    assert plan.count(RowAction.SAME) == len(models) - 3
    assert plan.problems == 0
    looked = firm.workspace.imports.look(path)
    firm.workspace.imports.run(firm.as_(Role.OWNER), looked, plan, said("Round trip"))
    after = firm.workspace.exports.register(path, Translator(language))
    assert after == len(models) + 1
    assert planned(firm, path, language).count(RowAction.SAME) == after


def test_nothing_of_an_export_is_a_formula(firm: Firm, models: tuple[ModelId, ...]) -> None:
    path = firm.folder / "register.xlsx"
    firm.workspace.exports.register(path, Translator(Language.ENGLISH))
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(item) for item in archive.namelist() if item.startswith("xl/worksheets/")]
    assert len(sheets) == 3
    assert all(b"<f>" not in sheet and b"<f " not in sheet for sheet in sheets)
    text = firm.folder / "register.csv"
    firm.workspace.exports.register(text, Translator(Language.ENGLISH))
    cells = [str(cell) for row in read(text) for cell in row]
    assert "'" + NASTY[0] in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "\t"))]
    assert not [cell for cell in cells if cell.startswith("-") and not cell[1:].replace(".", "").isdigit()]


def test_a_text_longer_than_a_cell_is_not_cut_by_a_round_trip(firm: Firm) -> None:
    long = "word " * 8000
    new = NewModel(
        name=said("Long"),
        purpose=said(long),
        intended_use=said("x"),
        kind=ModelKind.STATISTICAL,
        owner=firm.person(Role.OWNER).id,
        business_area=said("Retail"),
    )
    firm.workspace.inventory.register_model(firm.as_(Role.OWNER), new)
    path = firm.folder / "register.xlsx"
    firm.workspace.exports.register(path, Translator(Language.ENGLISH))

    assert UNCHANGED in [cell for row in read(path) for cell in row]
    assert planned(firm, path).count(RowAction.SAME) == 1


def test_an_export_goes_to_no_place_inside_the_workspace_and_to_no_other_format(firm: Firm) -> None:
    firm.model()
    words, exports = Translator(Language.ENGLISH), firm.workspace.exports
    database = firm.workspace.folder / "workspace.db"
    before = database.read_bytes()[:100]
    with pytest.raises(UserError, match="inside the workspace"):
        exports.inventory(database, words)
    (firm.folder / "way").symlink_to(firm.workspace.folder)
    with pytest.raises(UserError, match="inside the workspace"):
        exports.register(firm.folder / "way" / "register.csv", words)
    with pytest.raises(UserError, match="no spreadsheet"):
        exports.register(firm.folder / "register.pdf", words)
    with pytest.raises(UserError, match="could not be written"):
        exports.register(firm.folder / "missing" / "register.csv", words)
    assert database.read_bytes()[:100] == before
    assert not list(firm.folder.glob("*.part"))


def test_json_holds_one_model_or_all_as_the_schema_says(validated: Firm, tmp_path: Path) -> None:
    other = validated.model(name="Second")
    validated.move("MOD-0001@1", State.DRAFT)  # type: ignore[arg-type]
    path, words, exports = tmp_path / "out.json", Translator(Language.GERMAN), validated.workspace.exports

    assert exports.inventory(path, words) == 2

    whole = msgspec.json.decode(path.read_bytes(), type=InventoryDocument, strict=True)
    first = whole.models[0]
    assert (whole.whole, [item.model.id for item in whole.models]) == (True, ["MOD-0001", other])
    assert first.versions[0].runs[0].results
    assert first.versions[0].assessments
    assert whole.datasets[0].digest
    assert whole.checkpoint == validated.workspace.trail.checkpoint()
    assert {item.key: item.value for item in first.fields}["kind"] == "Statistisches Modell"
    assert set(whole.people.values()) == {"The owner", "The developer", "The validator", "The risk_manager"}
    assert exports.inventory(path, words, [other]) == 1
    one = json.loads(path.read_bytes())
    assert (one["whole"], one["datasets"], list(one["people"].values())) == (False, [], ["The owner"])
    with pytest.raises(UserError):
        exports.inventory(path, words, [ModelId("MOD-0099")])
    assert json.loads(path.read_bytes()) == one, "an export that fails leaves the last one as it was"

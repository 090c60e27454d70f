"""Is a messy register taken over with every oddity shown, nothing doubled, and all or nothing?"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from core.audit import Action
from core.errors import CancelledError, ConflictError, NotAllowedError, UserError
from core.governance.register import FieldKey, near_names
from core.governance.register.importing import (
    Matched,
    Named,
    NameIndex,
    RowAction,
    Twin,
    likeness,
    propose,
)
from core.governance.register.imports import ImportTerms, RowChoice
from core.inventory import ModelKind, RecordBasis
from core.messages import Message, message
from core.people import Role
from core.texts import Language
from core.workspace import NewPerson
from core.workspace.governance.imports import Looked, field_words, with_columns
from tests.core.casework import PASSPHRASE, Firm, said
from tests.core.exchange import messy

MODELS = 60


def looked(firm: Firm, models: int = MODELS) -> tuple[Looked, messy.Mess]:
    """Look at the messy register of a workspace that knows three of its owners."""
    for name in messy.KNOWN:
        new = NewPerson(name=said(name), roles=(Role.OWNER,), passphrase=PASSPHRASE)
        firm.workspace.people.add(firm.as_(Role.ADMINISTRATOR), new)
    path = firm.folder / "Modellinventar.xlsx"
    mess = messy.written(path, models)
    return firm.workspace.imports.look(path), mess


def terms(firm: Firm, found: Looked, **given: object) -> ImportTerms:
    """Return what a person says to the import."""
    stated = ImportTerms(
        owner=firm.person(Role.OWNER).id,
        kind=ModelKind.STATISTICAL,
        language=Language.GERMAN,
        columns=found.columns,
    )
    return replace(stated, **given)  # type: ignore[arg-type]


def test_head_columns_and_rows_are_found_and_what_is_no_entry_is_set_aside(firm: Firm) -> None:
    found, mess = looked(firm)

    assert (found.sheet.sheet, found.sheet.head) == ("Inventar 2026", 4)
    assert len(found.sheet.rows) == mess.rows
    assert {item.why.value for item in found.sheet.aside} == {"title", "heading", "total"}
    fields = {match.head: match.field for match in found.columns}
    assert fields["Modellbezeichnung"] == "name"
    assert fields["Lfd. Nr."] == "foreign_id"
    assert fields["Modellverantwortlicher"] == "owner"
    assert fields["Bemerkung"] is None


def test_a_repeated_head_is_no_entry(firm: Firm) -> None:
    found, mess = looked(firm, 160)

    assert len(found.sheet.rows) == mess.rows
    assert [item.why.value for item in found.sheet.aside].count("head_again") == 1


def test_every_oddity_is_shown_before_anything_is_made(firm: Firm) -> None:
    found, mess = looked(firm)
    before = firm.workspace.trail.count()

    plan = firm.workspace.imports.plan(found, terms(firm, found))

    assert plan.count(RowAction.NEW) == mess.models
    assert plan.count(RowAction.SKIP) == mess.repeats
    assert plan.count(RowAction.DECIDE) == mess.alike
    owners = [row for row in plan.rows if any(item.field == "owner" for item in row.problems)]
    assert len([row for row in owners if row.action is RowAction.NEW]) == mess.unknown_owners
    days = [item for row in plan.rows for item in row.problems if item.written == "demnächst"]
    assert len(days) >= mess.bad_days > 0
    assert "Bemerkung" in plan.lost
    assert firm.workspace.trail.count() == before


def test_an_import_is_made_whole_and_a_second_one_changes_nothing(firm: Firm) -> None:
    found, mess = looked(firm)
    imports, session = firm.workspace.imports, firm.as_(Role.OWNER)
    open_plan = imports.plan(found, terms(firm, found))
    with pytest.raises(UserError, match="2 rows may be models"):
        imports.run(session, found, open_plan, said("Takeover"))
    choices = {
        row.number: RowChoice(action=RowAction.SKIP)
        for row in open_plan.rows
        if row.action is RowAction.DECIDE
    }
    stated = terms(firm, found, choices=choices)

    done, _ = imports.run(session, found, imports.plan(found, stated), said("Takeover"))

    models = firm.workspace.inventory.models()
    assert len(models) == mess.models
    assert {model.basis for model in models} == {RecordBasis.TAKEN_OVER}
    first = next(model for model in models if model.foreign_id == "M-0002")
    assert first.owner == firm.workspace.people.find("Mehmet Öztürk").id
    assert first.kind is ModelKind.SPREADSHEET
    assert firm.workspace.inventory.file(done.source).is_file()
    again = imports.plan(found, stated)
    assert again.count(RowAction.SAME) == mess.models
    with pytest.raises(UserError, match="changes nothing"):
        imports.run(session, found, again, said("Again"))
    assert firm.workspace.trail.verify().intact


def test_a_changed_cell_is_shown_as_a_difference_and_only_it_is_changed(firm: Firm) -> None:
    found, _ = looked(firm, 12)
    imports, session = firm.workspace.imports, firm.as_(Role.OWNER)
    stated = terms(firm, found, undecided_is_new=True)
    imports.run(session, found, imports.plan(found, stated), said("Takeover"))
    rows = list(found.sheet.rows)
    area = found.sheet.heads.index("Fachbereich")
    cells = (*rows[2].cells[:area], "Vertrieb", *rows[2].cells[area + 1 :])
    rows[2] = replace(rows[2], cells=cells)
    edited = replace(found, sheet=replace(found.sheet, rows=tuple(rows)))

    plan = imports.plan(edited, stated)

    (change,) = [row for row in plan.rows if row.action is RowAction.CHANGE]
    assert [(item.field.key, item.after) for item in change.differences] == [("business_area", "Vertrieb")]


def test_an_inventory_that_changed_since_the_preview_stops_the_import(firm: Firm) -> None:
    found, _ = looked(firm, 12)
    imports = firm.workspace.imports
    plan = imports.plan(found, terms(firm, found, undecided_is_new=True))
    name = next(row.name for row in plan.rows if row.action is RowAction.NEW)
    firm.model(name=name)

    with pytest.raises(ConflictError, match="inventory was changed"):
        imports.run(firm.as_(Role.OWNER), found, plan, said("Takeover"))
    assert len(firm.workspace.inventory.models()) == 1


def test_a_file_that_changed_since_the_preview_stops_the_import(firm: Firm) -> None:
    found, _ = looked(firm, 12)
    imports = firm.workspace.imports
    plan = imports.plan(found, terms(firm, found, undecided_is_new=True))
    messy.written(found.path, 13)

    with pytest.raises(ConflictError, match="file was changed"):
        imports.run(firm.as_(Role.OWNER), found, plan, said("Takeover"))


def test_who_may_not_register_may_not_import(firm: Firm) -> None:
    found, _ = looked(firm, 5)
    plan = firm.workspace.imports.plan(found, terms(firm, found, undecided_is_new=True))

    with pytest.raises(NotAllowedError):
        firm.workspace.imports.run(firm.as_(Role.AUDITOR), found, plan, said("Takeover"))


def test_two_columns_are_not_taken_for_one_field(firm: Firm) -> None:
    found, _ = looked(firm, 5)
    columns = with_columns(found.columns, {"Bemerkung": FieldKey("name")})

    with pytest.raises(UserError, match="both taken for"):
        firm.workspace.imports.plan(found, terms(firm, found, columns=columns))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Kreditscoring Privat", "kredit-scoring privat", True),
        ("PD-Modell für KMU", "KMU PD Modell", True),
        ("Müller Score", "Mueller Score", True),
        ("Score 2", "Score 3", False),
        ("Betrug Karte", "Liquidität", False),
    ],
    ids=["hyphen", "order and noise", "umlaut", "another number", "another thing"],
)
def test_names_are_compared_as_people_would(first: str, second: str, same: bool) -> None:
    assert (likeness(first, second) >= 0.87) is same


def test_a_csv_with_semicolons_and_german_letters_is_read(firm: Firm, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes("Nr;Bezeichnung;Bereich\n1;Müllabfuhr;Süd\n;;\n2;Größe;Nord\n".encode("cp1252"))

    found = firm.workspace.imports.look(path)

    assert [row.cells[1] for row in found.sheet.rows] == ["Müllabfuhr", "Größe"]
    assert [match.field for match in found.columns] == ["foreign_id", "name", "business_area"]


def test_each_field_is_proposed_once_and_a_likeness_is_called_a_guess() -> None:
    found = propose(("Name", "Modellname", "Modelverantwortlicher"), field_words())

    assert [match.field for match in found] == ["name", None, "owner"]
    assert found[2].how is Matched.GUESS


def test_an_import_edited_in_the_database_is_found(firm: Firm) -> None:
    found, _ = looked(firm, 5)
    imports = firm.workspace.imports
    plan = imports.plan(found, terms(firm, found, undecided_is_new=True))
    imports.run(firm.as_(Role.OWNER), found, plan, said("Takeover"))
    with closing(sqlite3.connect(firm.workspace.folder / "workspace.db")) as connection:
        connection.execute(
            "UPDATE register_import SET document ="
            " CAST(replace(CAST(document AS TEXT), '\"new\"', '\"same\"') AS BLOB)"
        )
        connection.commit()

    assert not firm.workspace.trail.verify().intact


def brought(firm: Firm, role: Role, *lines: str) -> None:
    """Import a CSV file as the person with a role; rows that may be doubles are new."""
    path = firm.folder / "register.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = firm.workspace.imports.look(path)
    stated = terms(firm, found, language=Language.ENGLISH, undecided_is_new=True)
    plan = firm.workspace.imports.plan(found, stated)
    firm.workspace.imports.run(firm.as_(role), found, plan, said("Takeover"))


def test_an_import_is_no_way_around_the_guards_of_duties_and_ownership(firm: Firm) -> None:
    head = "name;purpose;business_area;owner;validator"
    with pytest.raises(NotAllowedError, match="may not do this"):
        brought(firm, Role.DEVELOPER, head, "One;x;Retail;The owner;The validator")
    with pytest.raises(NotAllowedError, match="would be both"):
        brought(firm, Role.OWNER, head, "One;x;Retail;The owner;The owner")
    both = NewPerson(name=said("Both"), roles=(Role.OWNER, Role.RISK_MANAGER), passphrase=PASSPHRASE)
    person, _ = firm.workspace.people.add(firm.as_(Role.ADMINISTRATOR), both)
    firm.sessions[Role.RISK_MANAGER] = firm.workspace.people.sign_in(person.id, PASSPHRASE)
    brought(firm, Role.RISK_MANAGER, head, "Mine;x;Retail;Both;")
    with pytest.raises(NotAllowedError, match="somebody else must hand it over"):
        brought(firm, Role.RISK_MANAGER, head, "Mine;x;Retail;The owner;")
    (model,) = firm.workspace.inventory.models()
    assert model.owner == person.id


def test_what_follows_from_other_records_is_not_hidden_behind_a_cell(validated: Firm) -> None:
    path = validated.folder / "register.csv"
    path.write_text("model_id;name;developer\nMOD-0001;Credit score;The owner\n", encoding="utf-8")
    found = validated.workspace.imports.look(path)
    plan = validated.workspace.imports.plan(found, terms(validated, found, language=Language.ENGLISH))
    (row,) = plan.rows
    assert row.action is RowAction.SAME
    assert [item.field for item in row.problems] == ["developer"]


@dataclass
class Watcher:
    """Notes what is reported, and asks to stop once a share is reached."""

    stop_at: float = 2.0
    said: list[tuple[float, str]] = field(default_factory=list)

    def __call__(self, fraction: float, doing: Message) -> None:
        """Note it."""
        self.said.append((fraction, str(doing)))
        if fraction >= self.stop_at:
            raise CancelledError(message("Stopped. Nothing was changed."))

    def check(self) -> None:
        """Never stop between reports."""


def test_a_long_register_says_how_far_it_is_and_stopping_leaves_nothing_half(firm: Firm) -> None:
    path = firm.folder / "long.csv"
    lines = (f"R-{at};Model {at};Area {at % 7}" for at in range(620))
    path.write_text("\n".join(("ID;Name;Business area", *lines)) + "\n", encoding="utf-8")
    imports, owner = firm.workspace.imports, firm.as_(Role.OWNER)
    found = imports.look(path)
    stated = terms(firm, found, language=Language.ENGLISH)
    plan, before = imports.plan(found, stated, planning := Watcher()), firm.workspace.trail.checkpoint()
    assert planning.said[0] == (0.0, "Row 0 of 620")
    assert planning.said[-1][0] > 0.9
    with pytest.raises(CancelledError):
        imports.run(owner, found, plan, said("Takeover"), Watcher(stop_at=0.6))
    assert firm.workspace.trail.checkpoint().root == before.root
    assert firm.workspace.inventory.models() == ()
    imports.run(owner, found, plan, said("Takeover"), running := Watcher())
    assert [share for share, _ in running.said] == sorted(share for share, _ in running.said)
    assert "Row 500 of 620" in {doing for _, doing in running.said}
    assert firm.workspace.trail.count() == before.size + 620 + 1
    names = [model.name.body for model in firm.workspace.inventory.models()]
    assert names == [f"Model {at}" for at in range(620)]
    assert firm.workspace.trail.verify().intact
    with firm.workspace._desk.store.snapshot() as snapshot:
        assert list(snapshot.differing_lists()) == []
    assert imports.plan(found, stated).count(RowAction.SAME) == 620
    assert imports.mappings()[0].columns == found.columns
    (firm.folder / "copies").mkdir()
    identity = imports.all()[0].id
    assert imports.save_copy(identity, firm.folder / "copies").read_bytes() == path.read_bytes()
    with pytest.raises(UserError, match="could not be written"):
        imports.save_copy(identity, firm.folder / "copies")


def test_two_rows_about_one_model_both_count(firm: Firm) -> None:
    first = firm.model(name="Credit score")
    path = firm.folder / "register.csv"
    path.write_text("ID;Name;Purpose;Intended use\n1;One;Lend;\n2;Two;;Cards\n", encoding="utf-8")
    imports = firm.workspace.imports
    found = imports.look(path)
    change = RowChoice(action=RowAction.CHANGE, model=first)
    plan = imports.plan(found, terms(firm, found, language=Language.ENGLISH, choices={2: change, 3: change}))
    imports.run(firm.as_(Role.OWNER), found, plan, said("Takeover"))

    (model,) = firm.workspace.inventory.models()
    assert (model.name.body, model.purpose.body, model.intended_use.body) == ("Two", "Lend", "Cards")
    actions = [event.action for event, _ in firm.workspace.trail.events()[1:3]]
    assert actions == [Action.MODEL_CHANGED] * 2


def test_counting_letters_first_leaves_out_no_name_that_is_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("Scorecard", "Kündigerprognose", "Preismodell", "Rating", "Ratings", "Verlustquote", "Bonität")
    names = [
        " ".join((words[at % 7], words[at // 7 % 7], words[at % 3], "x" * (at % 4))) for at in range(120)
    ]

    def alike() -> list[tuple[Twin, ...]]:
        index = NameIndex(Named(row=at, name=name) for at, name in enumerate(names))
        return [index.twins(name, at) for at, name in enumerate(names)]

    quick = alike()
    monkeypatch.setattr(near_names, "_FEW", 1_000)
    assert quick == alike()
    assert 0 < sum(map(len, quick)) < 120 * 5

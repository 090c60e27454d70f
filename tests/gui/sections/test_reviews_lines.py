"""Does the window begin a review with what speaks against a version, and show who stands in which line?"""

from dataclasses import replace

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.audit import Action
from core.governance.three_lines import DefenseLine
from core.inventory import State
from core.people import Role
from core.texts import Language
from gui.start import Face
from gui.theme import ThemeChoice, load_theme
from gui.widgets.painting import Tone
from tests.core.conftest import cheap_keys, validated, validated_once  # noqa: F401
from tests.core.governance.test_conditions import READY, conditional
from tests.gui.sections.room import Room, room, write

__all__ = ["room"]


def test_a_review_is_begun_by_who_may_with_what_speaks_against_the_version(room: Room, qtbot: QtBot) -> None:
    firm = room.firm
    section = room.section("periodic")
    assert section.records == ()
    conditional(firm)
    firm.move(READY, State.IN_USE)
    firm.assess(READY)
    section.refresh()
    room.read()
    assert section.selection() == {"version": READY}
    shown = [item.text() for item in section.findChildren(QLabel)]
    assert any("has lapsed because this was replaced" in text for text in shown)
    assert any(text.startswith("• Risk assessment: RA-") for text in shown)

    room.be(Role.DEVELOPER)
    assert "none of their roles" in room.tip(section, "begin_review")
    room.be(Role.RISK_MANAGER)
    form = room.press(section, "begin_review")
    write(form, "reason", "The assessment was replaced.")
    room.go(form, qtbot)

    assert firm.workspace.inventory.version(READY).state is State.UNDER_REVIEW
    room.read()
    assert "under way" in room.tip(section, "begin_review")
    assert section.summary(section.records).endswith("1 under review")


def test_what_is_overdue_is_set_under_review_at_once(room: Room, qtbot: QtBot) -> None:
    firm = room.firm
    conditional(firm)
    firm.move(READY, State.IN_USE)
    firm.later(days=40)
    room.be(Role.RISK_MANAGER)
    section = room.section("periodic")

    section._buttons["set_overdue"].click()
    room.wait(qtbot)

    assert firm.workspace.inventory.version(READY).state is State.UNDER_REVIEW


def test_the_matrix_names_people_by_line_and_marks_empty_lines_and_conflicts(room: Room) -> None:
    firm = room.firm
    conditional(firm)
    section = room.section("three_lines")
    (record,) = section.records
    first, second, third = (column.cell(record) for column in section.columns()[1:])
    assert first.text in {"The owner", "The developer"}
    assert (third.text, third.tone) == ("nobody", Tone.WARN)
    assert second.text in {"The risk_manager", "The validator"}
    assert section.summary(section.records) == "1 models, 1 with an empty line, 0 with somebody in two"

    model = firm.workspace.inventory.model(record.model)  # type: ignore[attr-defined]
    with firm.workspace._desk.store.transaction(firm.as_(Role.OWNER)) as step:
        step.put(replace(model, owner=firm.person(Role.RISK_MANAGER).id), Action.MODEL_CHANGED)
    section.refresh()
    room.read()

    (record,) = section.records
    (conflict,) = record.conflicts  # type: ignore[attr-defined]
    assert conflict.lines == (DefenseLine.FIRST, DefenseLine.SECOND)
    marked = section.columns()[1].cell(record)
    assert (marked.text, marked.below, marked.tone) == ("The risk_manager", "In two lines", Tone.BAD)
    said = "\n".join(str(value) for _, value in section.facts(record))
    assert "Second line: decided (1×, last D-0001, " in said


def test_what_is_asked_for_while_it_is_read_is_chosen_as_soon_as_it_is_there(room: Room) -> None:
    room.firm.model(name="Second model")
    section = room.section("three_lines")
    assert section.selection() == {"model": "MOD-0001"}

    section.refresh()
    section.arrive({"model": "MOD-0002"})
    section.refresh()
    room.read()

    assert section.selection() == {"model": "MOD-0002"}
    assert len(section.records) == 2


def test_every_section_of_the_page_speaks_german_and_has_its_guide(room: Room) -> None:
    room.section("conditions")
    window = room.opened.rebuild(Face(theme=load_theme(ThemeChoice.DARK), language=Language.GERMAN))
    titles = {}
    for name in ("conditions", "periodic", "campaigns", "challenges", "three_lines"):
        window.navigate("reviews", section=name)
        titles[name] = window.current.crumb()
        assert window.current.guide() == f"reviews-{name}"
    room.read()

    assert list(titles.values()) == [
        "Auflagen", "Regelüberprüfungen", "Bestätigungsrunden", "Einwände", "Drei Linien"]  # fmt: skip

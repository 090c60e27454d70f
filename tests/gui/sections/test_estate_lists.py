"""Do the lists of shared risk, skills and persons show what the core counts, and lead on?"""

from datetime import timedelta

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QApplication, QCheckBox, QDateEdit, QDialog, QPlainTextEdit, QPushButton

from core.ties import Dependency, DependencyKind
from gui.pages.record import RecordPage
from gui.pages.sectioned import SectionedPage
from gui.sections.base import Section
from gui.sections.estate.people import PeopleSection
from gui.sections.estate.shared import SharedSection
from gui.sections.estate.skills import SkillsSection
from gui.start import Opened
from tests.gui.conftest import Desk, add_model, settle


def listed(opened: Opened, name: str) -> Section:
    """Open a section of the page about the environment."""
    opened.window.navigate("estate", section=name)
    settle(opened)
    page = opened.window.current
    assert isinstance(page, SectionedPage)
    return page.section(name)


def test_what_two_models_rest_on_is_listed_with_who_is_hit(opened: Opened, desk: Desk) -> None:
    workspace, session = opened.workspace, opened.window.context.session.current
    first, second = workspace.inventory.models()[0].id, add_model(desk, "Second")
    for model in (first, second):
        dependency = Dependency(kind=DependencyKind.SYSTEM, name="Core banking")
        workspace.dependencies.record(session, model, dependency)
    section = listed(opened, "shared")
    assert isinstance(section, SharedSection)
    assert section.records == workspace.dependencies.shared()
    found = next(item for item in section.records if item.name == "Core banking")
    assert set(found.models) == {first, second}
    assert first in str(dict(section.facts(found))["Directly"])


def test_a_last_day_is_stated_once_for_all_duties_of_a_person(opened: Opened) -> None:
    workspace, people = opened.workspace, listed(opened, "people")
    assert isinstance(people, PeopleSection)
    load = people.records[0]
    assert people.choose(load.person)
    people._buttons["last_day"].click()
    form = QApplication.activeModalWidget()
    assert isinstance(form, QDialog)
    known, day = form.findChild(QCheckBox, "leaves_known"), form.findChild(QDateEdit, "leaves")
    reason, go = form.findChild(QPlainTextEdit, "reason"), form.findChild(QPushButton, "go")
    assert known is not None
    assert day is not None
    assert reason is not None
    assert go is not None
    known.setChecked(True)
    leaves = workspace.today + timedelta(days=30)
    day.setDate(QDate(leaves.year, leaves.month, leaves.day))
    assert not go.isEnabled()
    reason.setPlainText("New job")
    go.click()
    settle(opened)
    assert {item.person: item.leaves for item in workspace.duties.loads()}[load.person] == leaves


def test_models_on_one_person_are_counted_and_lead_to_their_duties(opened: Opened) -> None:
    workspace = opened.workspace
    people = listed(opened, "people")
    assert isinstance(people, PeopleSection)
    assert people.records == workspace.duties.loads()
    assert people.records[0].alone
    section = listed(opened, "skills")
    assert isinstance(section, SkillsSection)
    assert section.records == workspace.duties.portfolio()
    first = section.records[0]
    assert dict(section.facts(first))["Bus factor"] == str(first.bus_factor)
    section.opened(first)
    page = opened.window.current
    assert isinstance(page, RecordPage)
    assert (page.model, page.opened) == (first.model, "duties")

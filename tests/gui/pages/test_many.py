"""Do the pages work the same where there is too much to list, read beside the window and found by typing?"""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.ids import VersionId
from core.inventory import ModelKind, State, Task
from core.workspace import NewModel, NewVersion
from gui.dialogs.incident import IncidentForm
from gui.pages import approvals
from gui.pages.approvals import ApprovalsPage
from gui.pages.record import RecordPage
from gui.pages.risk import RiskPage
from gui.pages.sectioned import SectionedPage
from gui.sections.operation.deployments import DeploymentForm, DeploymentsSection
from gui.widgets import pickers
from gui.widgets.search import Search
from tests.gui.conftest import settle
from tests.gui.pages.conftest import PASSPHRASE, Stage, Staging, press, words

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def stage(staging: Staging, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A window that takes every workspace for a large one, with two more versions."""
    monkeypatch.setattr(pickers, "LISTED", 0)
    monkeypatch.setattr(approvals, "SORTED", 0)
    made = staging()
    inventory = made.workspace.inventory
    jana = made.workspace.people.sign_in(made.who("Jana"), PASSPHRASE)
    new = NewModel(
        name=words("Fraud alarm"),
        purpose=words("Stop payments"),
        intended_use=words("Card payments"),
        kind=ModelKind.STATISTICAL,
        owner=jana.person.id,
        business_area=words("Cards"),
    )
    model = inventory.register_model(jana, new)[0].id
    for label in ("1", "2"):
        given = NewVersion(model=model, label=label, task=Task.BINARY, developer=jana.person.id)
        inventory.register_version(jana, given)
    inventory.set_state(jana, VersionId(f"{model}@2"), State.IN_VALIDATION, words("Ready"))
    return made


def risk(stage: Stage) -> RiskPage:
    page = stage.page("risk")
    assert isinstance(page, RiskPage)
    return page


def test_a_version_is_found_by_typing_and_then_shown(stage: Stage) -> None:
    page = risk(stage)
    assert (page.picker.count(), page.picker.version) == (1, stage.version)
    page.picker.setFocus()

    QTest.keyClicks(page.picker, "f")  # opens the search with the letter in it
    search = page.picker.findChild(Search)
    assert search is not None
    assert [name for name, _ in search.found.entries] == ["Fraud alarm · 1", "Fraud alarm · 2"]
    search.field.setText("fraud @2")
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    settle(stage.opened)

    assert page.picker.currentText() == "Fraud alarm · 2"
    assert page._saved is None
    assert page.picker.findChild(Search) is None


def test_what_nobody_called_a_model_takes_nothing(stage: Stage) -> None:
    page = risk(stage)
    search = page.picker.search()

    search.look_for("Nonsense")
    QTest.keyClick(search.field, Qt.Key.Key_Return)

    assert search.isVisible()
    assert page.picker.version == stage.version
    assert not page.picker.choose(VersionId("MOD-0009@1"))
    search.close()


def test_versions_to_be_decided_on_come_first_and_the_others_behind(stage: Stage) -> None:
    page = stage.page("approvals")
    assert isinstance(page, ApprovalsPage)
    shown = [record.id for record in page.view.table.records]
    assert shown == [stage.version, "MOD-0002@2"]

    press(page, "chip_every")
    assert [row[0].partition(",")[0] for row in page.view.rows_shown()[1:]] == [
        "Loan scoring · 1", "Fraud alarm · 2", "Fraud alarm · 1",
    ]  # fmt: skip

    page.select(VersionId("MOD-0002@1"))
    assert page.selection() == {"version": "MOD-0002@1"}
    assert not page.approve.isEnabled()
    press(page, "chip_awaits")
    current = page.view.current()
    assert current is not None
    assert page.selection() == {"version": current.id}


def test_the_record_of_a_model_is_found_by_its_id(stage: Stage) -> None:
    page = stage.page("record")
    assert isinstance(page, RecordPage)
    assert (page.models.count(), page.model) == (1, "MOD-0001")

    search = page.models.search()
    assert [identity for _, identity in search.found.entries] == ["MOD-0001", "MOD-0002"]
    search.field.setText("0002")
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    settle(stage.opened)

    assert (page.models.currentText(), page.model) == ("MOD-0002 · Fraud alarm", "MOD-0002")
    assert page.version == "MOD-0002@2"
    assert page.versions.count() == 2


def test_an_incident_is_about_a_model_or_version_found_by_typing(stage: Stage) -> None:
    form = IncidentForm(stage.context, stage.opened.window, None)
    assert (form.version.count(), form.version.currentData()) == (1, "MOD-0001")
    offered = [form.version.offer(stage.workspace, typed, None)[0] for typed in ("fraud", "fraud @2")]
    assert [name for name, _ in offered[0]] == ["MOD-0002 · Fraud alarm", "MOD-0002@2", "MOD-0002@1"]
    assert [name for name, _ in offered[1]] == ["MOD-0002@2"]

    form.version._take("MOD-0002@2")

    assert (form.report().model, form.report().version) == ("MOD-0002", "MOD-0002@2")
    form.version._take("MOD-0001")
    assert form.report().version is None


def test_a_deployment_returns_to_earlier_versions_of_its_model_alone(stage: Stage) -> None:
    stage.context.navigate("operation", section="deployments")
    settle(stage.opened)
    page = stage.opened.window.page("operation")
    assert isinstance(page, SectionedPage)
    section = page.section("deployments")
    assert isinstance(section, DeploymentsSection)
    form = DeploymentForm(section, None)

    form.version._take("MOD-0002@2")
    assert [form.rollback.itemData(row) for row in range(form.rollback.count())] == [None, "MOD-0002@1"]
    form.rollback.setCurrentIndex(1)
    assert (form.entered().version, form.entered().rollback) == ("MOD-0002@2", "MOD-0002@1")

    form.version._take("MOD-0002@1")
    assert form.entered().rollback is None
    assert form.rollback.count() == 1

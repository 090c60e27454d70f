"""Can everything around the models be recorded in the window, and only by those who may?"""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.findings import Severity
from core.governance.incidents import IncidentKind
from core.ids import PersonId
from core.inventory import ModelKind, State, Task
from core.keys import strength
from core.texts import Language
from core.ties import Dependency, DependencyKind
from core.workspace import NewModel, NewPerson, NewVersion, Workspace
from core.workspace.governance.incidents import Facts, NewIncident
from gui.dialogs.help import guide_text
from gui.pages.sectioned import SectionedPage
from gui.sections.base import sections_of
from gui.sections.forms import entries_of
from gui.sections.listing import Listing
from tests.core.conftest import CHEAP
from tests.gui.conftest import settle
from tests.gui.pages.conftest import (
    PASSPHRASE,
    PEOPLE,
    Stage,
    Staging,
    in_dialog,
    press,
    staging,  # noqa: F401
    words,
)

MINE = {
    "estate": ("use_cases", "vendors", "documents", "shared", "skills", "imports", "people"),
    "record": ("duties", "dependencies", "documents"),
    "operation": ("deployments", "contingency", "incidents"),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with four persons, cheap keys and one version without a file, in validation."""
    folder = tmp_path_factory.mktemp("estate") / "workspace"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strength, "STANDARD", CHEAP)
        first = NewPerson(name=words("Jana"), roles=PEOPLE["Jana"], passphrase=PASSPHRASE)
        workspace, jana = Workspace.create(folder, first)
        for name, roles in PEOPLE.items():
            if name != "Jana":
                workspace.people.add(jana, NewPerson(name=words(name), roles=roles, passphrase=PASSPHRASE))
        model = workspace.inventory.register_model(jana, scoring(jana.person.id, "Loan scoring"))[0].id
        new = NewVersion(model=model, label="1", task=Task.BINARY, developer=jana.person.id)
        version = workspace.inventory.register_version(jana, new)[0].id
        workspace.inventory.set_state(jana, version, State.IN_VALIDATION, words("Ready"))
        workspace.close()
    return folder


def scoring(owner: PersonId, name: str) -> NewModel:
    """Return a model to be registered."""
    return NewModel(
        name=words(name),
        purpose=words("Decide on loans"),
        intended_use=words("Private customers"),
        kind=ModelKind.EXPERT,
        owner=owner,
        business_area=words("Lending"),
    )


def opened(stage: Stage, page: str, section: str) -> Listing[object]:
    """Open a section of a page about the only model."""
    model = stage.workspace.inventory.models()[0].id
    stage.context.navigate(page, section=section, **({"model": model} if page == "record" else {}))
    settle(stage.opened)
    found = stage.opened.window.page(page)
    assert isinstance(found, SectionedPage)
    shown = found.section(section)
    assert isinstance(shown, Listing)
    return shown


def fill(dialog: QDialog, **given: str) -> None:
    """Type into fields, or choose by text."""
    for name, text in given.items():
        field = dialog.findChild(QWidget, name)
        if isinstance(field, QComboBox):
            place = field.findText(text, Qt.MatchFlag.MatchContains)
            assert place >= 0, (name, text)
            field.setCurrentIndex(place)
        elif isinstance(field, QPlainTextEdit):
            field.setPlainText(text)
        else:
            assert isinstance(field, QLineEdit), name
            field.setText(text)


def do(on: Stage, qtbot: QtBot, section: QWidget, button: str, **given: str) -> None:
    """Press a button, fill in the form that opens, go through with it and wait."""

    def act(dialog: QDialog) -> None:
        go = dialog.findChild(QPushButton, "go")
        assert go is not None
        fill(dialog, **given)
        press(dialog, "go")

    seen = in_dialog(act)
    press(section, button)
    assert seen, f"{button} opened no dialog"
    on.wait(qtbot)


def test_records_are_made_in_the_window_by_forms_that_need_complete_fields(
    staging: Staging,  # noqa: F811
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    stage = staging("Jana")
    workspace = stage.workspace
    model = workspace.inventory.models()[0].id
    cases = opened(stage, "estate", "use_cases")
    assert cases.stack.currentIndex() == 1
    do(stage, qtbot, cases, "new_use_case", name="Loans", goal="Few defaults", decision="Loan", area="Retail")
    assert cases.stack.currentIndex() == 0
    do(stage, qtbot, cases, "assign_use_case", model=model)
    assert workspace.use_cases.lines()[0].models[0].id == model

    vendors = opened(stage, "estate", "vendors")
    do(stage, qtbot, vendors, "new_vendor", name="Acme", countries="DE, AT", subcontractors="Cloud AG")
    assert workspace.vendors.all()[0].countries == ("DE", "AT")

    paper = tmp_path / "method.pdf"
    paper.write_bytes(b"%PDF-1.7")
    documents = opened(stage, "record", "documents")
    do(stage, qtbot, documents, "file_document", path=str(paper), title="Method", subject=f"{model}@1")
    filed = workspace.documents.all()[0]
    assert (filed.subject, filed.language) == (f"{model}@1", "en")

    duties = opened(stage, "record", "duties")
    do(stage, qtbot, duties, "assign_duty", duty="DevOps", person="Tobias", deputy="Selin", reason="Team")
    assert workspace.duties.of(model)[-1].deputy == stage.who("Selin")


def test_operation_is_recorded_in_the_window(staging: Staging, qtbot: QtBot) -> None:  # noqa: F811
    stage = staging("Jana")
    workspace = stage.workspace
    model = workspace.inventory.models()[0].id
    rests = opened(stage, "record", "dependencies")
    do(stage, qtbot, rests, "add_dependency", kind="System", name="Core banking")
    assert workspace.dependencies.of(model) == (Dependency(kind=DependencyKind.SYSTEM, name="Core banking"),)

    plans = opened(stage, "operation", "contingency")
    do(stage, qtbot, plans, "record_plan", fallback="Decide by hand", hours="4")
    do(stage, qtbot, plans, "record_test", result="Passed with flaws", note="Slow")
    plan = workspace.contingency.of(model)
    assert plan is not None
    assert plan.last_test is not None

    runs = opened(stage, "operation", "deployments")
    do(stage, qtbot, runs, "deploy", stage="Shadow", system="Loans", share="0")
    assert workspace.deployments.all()[0].percent == 0

    incidents = opened(stage, "operation", "incidents")
    do(stage, qtbot, incidents, "report_incident", title="Wrong", description="In cents", severity="High")
    assert workspace.incidents.all()[0].reported_by == stage.who("Jana")
    close = incidents.findChild(QPushButton, "close_incident")
    assert close is not None
    assert not close.isEnabled()
    assert "somebody else" in close.toolTip()


def test_buttons_that_may_not_be_pressed_say_why_and_a_refusal_of_the_core_is_shown(
    staging: Staging,  # noqa: F811
    qtbot: QtBot,
) -> None:
    stage = staging("Selin")
    for page, section, button in (
        ("estate", "use_cases", "new_use_case"),
        ("record", "duties", "assign_duty"),
        ("record", "dependencies", "add_dependency"),
        ("operation", "deployments", "deploy"),
        ("operation", "contingency", "record_plan"),
    ):
        found = opened(stage, page, section).findChild(QPushButton, button)
        assert found is not None
        assert not found.isEnabled()
        assert found.toolTip() == "Your roles do not allow this."
    stage.be("Miriam")
    runs = opened(stage, "operation", "deployments")
    said: list[str] = []

    def read(box: QDialog) -> None:
        said.extend(label.text() for label in box.findChildren(QLabel))
        box.done(0)

    def go(dialog: QDialog) -> None:
        fill(dialog, system="Loans")
        press(dialog, "go")
        in_dialog(read)

    seen = in_dialog(go)
    press(runs, "deploy")
    stage.wait(qtbot)
    qtbot.waitUntil(lambda: bool(said))
    assert seen[:1] == ["deployment_form"]
    assert any("no real decision may rest on it" in text for text in said)
    assert stage.workspace.deployments.all() == ()


def test_a_feeder_that_may_not_be_used_is_named_where_its_output_goes(
    staging: Staging,  # noqa: F811
) -> None:

    stage = staging("Jana")
    session, workspace = stage.context.session.current, stage.workspace
    feeder = workspace.inventory.models()[0].id
    model = workspace.inventory.register_model(session, scoring(stage.who("Jana"), "Pricing"))[0].id
    dependency = Dependency(kind=DependencyKind.FEEDER_MODEL, name=feeder)
    workspace.dependencies.record(session, model, dependency)
    stage.context.navigate("record", section="dependencies", model=model)
    page = stage.opened.window.page("record")
    assert isinstance(page, SectionedPage)
    texts = [item.text() for item in page.section("dependencies").findChildren(QLabel)]
    assert "Something upstream needs attention" in texts
    assert f"{feeder}: May not be used ({feeder}@1)" in texts
    stage.context.navigate("estate", section="shared")
    settle(stage.opened)


def test_the_chosen_entry_stays_chosen_when_others_come_in(
    staging: Staging,  # noqa: F811
    qtbot: QtBot,
) -> None:
    stage = staging("Jana")
    session, workspace = stage.context.session.current, stage.workspace
    model = workspace.inventory.models()[0].id

    def report(title: str) -> None:
        facts = Facts(
            title=words(title), description=words("x"), kind=IncidentKind.OTHER, severity=Severity.LOW
        )
        new = NewIncident(model=model, detected_at=datetime.now(UTC), facts=facts)
        stage.context.bus.publish(workspace.incidents.report(session, new)[1])
        settle(stage.opened)

    report("First")
    incidents = opened(stage, "operation", "incidents")
    assert incidents.selection() == {"incident": "INC-0001"}
    report("Second")
    assert incidents.selection() == {"incident": "INC-0001"}
    incidents.search.setText("second")
    assert incidents.view.filter.rowCount() == 1
    incidents.arrive({"incident": "INC-0002"})
    assert incidents.selection() == {"incident": "INC-0002"}
    assert workspace.inventory.version(stage.version).state is State.IN_VALIDATION


@pytest.mark.parametrize("language", list(Language))
def test_every_section_has_a_guide_with_its_command(language: Language) -> None:
    for page, sections in MINE.items():
        assert set(sections) <= {section.ID for section in sections_of(page)}
        for section in sections:
            text = guide_text(f"{page}-{section}", language)
            assert len(text) >= 800, section
            assert "`pruefstein " in text, section


def test_lists_are_typed_with_commas_or_semicolons() -> None:
    assert entries_of(" DE, AT;DE ,, ") == ("DE", "AT")

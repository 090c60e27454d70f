"""Are registers and registries taken over in the window, with nothing lost when something goes wrong?"""

from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from time import sleep

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from core.audit import ObjectKind
from core.governance.register.importing import RowAction
from core.inventory import RecordBasis
from core.people import Role
from core.store.search import Found
from core.workspace import NewPerson
from gui.deeds import place_of
from gui.dialogs import import_register as dialog_module
from gui.dialogs.help import HelpDialog, guide_text
from gui.dialogs.import_made import ImportMadeDialog
from gui.dialogs.import_mlflow import ImportMlflowDialog
from gui.dialogs.import_register import ImportRegisterDialog
from gui.exchange_deeds import GUARDED, ExchangeDeeds
from gui.jobs import Job
from gui.sections.estate.imports import ImportsSection
from gui.start import Opened
from gui.widgets.exchange_button import ExchangeButton
from tests.core.exchange.mlflow_stores import RUN, folder_store
from tests.core.exchange.test_mlflow_files import logged
from tests.gui.conftest import PASSPHRASE, Desk, add_model, finish_jobs, text

REGISTER = (
    "Our models;;;;\nNr;Model;Boss;Business area;Purpose\n"
    "1;Credit scorings;Jana Brandt;Lending;Decide\n2;Churn;Nobody;Sales;Guess who leaves\nTotal;2;;;\n"
)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register with a title, a total, an unknown head and person, and a name that is there already."""
    path = tmp_path / "register.csv"
    path.write_text(REGISTER, encoding="utf-8")
    return path


def begun(opened: Opened, qtbot: QtBot, path: Path) -> ImportRegisterDialog:
    """Open the dialog with a file."""
    dialog = ImportRegisterDialog(opened.window.context, opened.window, path=path)
    qtbot.addWidget(dialog)
    dialog.show()
    finish_jobs(qtbot, opened)
    return dialog


def forward(opened: Opened, qtbot: QtBot, dialog: ImportRegisterDialog) -> None:
    """Go to the next step."""
    assert dialog.next.isEnabled(), dialog.next.toolTip()
    dialog.next.click()
    finish_jobs(qtbot, opened)


def choose_field(dialog: ImportRegisterDialog, head: str, key: str) -> None:
    """Take a column for a field."""
    dialog.columns.view.choose(lambda item: item.id == head)
    dialog.columns.field.setCurrentIndex(dialog.columns.field.findData(key))
    dialog.columns.field.activated.emit(dialog.columns.field.currentIndex())


def previewed(opened: Opened, qtbot: QtBot, register: Path) -> ImportRegisterDialog:
    """Go through file, columns and rows; the boss is the owner, the first row changes a model."""
    dialog = begun(opened, qtbot, register)
    forward(opened, qtbot, dialog)
    choose_field(dialog, "Boss", "owner")
    forward(opened, qtbot, dialog)
    dialog.rows.decision.setCurrentIndex(3)
    dialog.rows.apply.click()
    finish_jobs(qtbot, opened)
    forward(opened, qtbot, dialog)
    return dialog


def test_file_columns_and_rows_are_shown_before_anything_happens(
    opened: Opened, qtbot: QtBot, register: Path
) -> None:
    dialog = begun(opened, qtbot, register)
    assert [item.number for item in dialog.file.view.table.records] == [1, 5]
    assert "UTF-8" in dialog.file.said.text()
    forward(opened, qtbot, dialog)
    examples = {item.id: item.examples for item in dialog.columns.view.table.records}
    assert examples["Boss"] == ("Jana Brandt", "Nobody")
    choose_field(dialog, "Boss", "owner")
    forward(opened, qtbot, dialog)
    assert not dialog.next.isEnabled()
    assert "1 rows may be models" in dialog.next.toolTip()
    (doubtful,) = dialog.rows.view.table.records
    assert doubtful.plan.twins[0].name == "Credit scoring"
    assert dialog.rows.decision.count() == 4, "as proposed, new, left out, or the model it may be"
    assert len(opened.workspace.inventory.models()) == 2
    dialog.done(0)


def test_a_register_is_taken_over_and_choices_outlive_an_error(
    opened: Opened, qtbot: QtBot, register: Path
) -> None:
    workspace, dialog = opened.workspace, previewed(opened, qtbot, register)
    lines = dialog.preview.lines
    assert [line.after for line in lines if line.sort == "lost"] == ["Nobody"]
    changed = {line.field.key for line in lines if line.sort == "changed"}
    assert changed == {"foreign_id", "name", "purpose"}
    assert "reason" in dialog.next.toolTip()
    dialog.preview.reason.setPlainText("Takeover of the old register")
    add_model(opened_desk(opened), "Churn")
    forward(opened, qtbot, dialog)
    assert dialog.isVisible()
    assert dialog._box.count() == 1, "says that the inventory was changed"
    assert len(workspace.inventory.models()) == 3
    dialog._go(1)
    forward(opened, qtbot, dialog)
    plan = dialog.state.plan
    assert plan is not None
    assert [row.action for row in plan.rows] == [RowAction.CHANGE, RowAction.DECIDE], "the choice was kept"
    dialog.rows.view.choose(lambda item: item.plan.name == "Churn")
    dialog.rows.decision.setCurrentIndex(1)
    dialog.rows.apply.click()
    finish_jobs(qtbot, opened)
    forward(opened, qtbot, dialog)
    assert dialog.preview.reason.toPlainText() == "Takeover of the old register"
    forward(opened, qtbot, dialog)
    assert not dialog.isVisible()
    (made,) = workspace.imports.all()
    assert made.reason == text("Takeover of the old register")
    new = workspace.inventory.models()[-1]
    assert (new.name.body, new.basis) == ("Churn", RecordBasis.TAKEN_OVER)


def opened_desk(opened: Opened) -> Desk:
    """Return the open workspace as the helpers of these tests take it."""
    return Desk(opened.workspace, opened.window.context.session.current)


def test_a_file_that_cannot_be_read_is_said_and_leaving_asks_about_choices(
    opened: Opened, qtbot: QtBot, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    dialog = begun(opened, qtbot, broken)
    assert dialog._box.count() == 1
    assert not dialog.next.isEnabled()
    dialog.file.take(register)
    finish_jobs(qtbot, opened)
    assert dialog._box.count() == 0
    forward(opened, qtbot, dialog)
    choose_field(dialog, "Model", "purpose")
    assert {item.id: item.match.field for item in dialog.columns.view.table.records}["Purpose"] is None
    asked: list[str] = []

    def answer(_parent: object, _words: object, question: str, *, yes: str) -> bool:
        asked.append(question + yes)
        return len(asked) > 1

    monkeypatch.setattr(dialog_module, "confirm", answer)
    dialog.reject()
    assert dialog.isVisible()
    dialog.reject()
    assert not dialog.isVisible()
    assert len(asked) == 2


def test_a_registry_is_taken_over_and_a_second_time_changes_nothing(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    store = folder_store(tmp_path / "mlruns", "fraud_alarm", "churn")
    for expected in ("first", "second"):
        dialog = ImportMlflowDialog(opened.window.context, opened.window)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.take(store)
        finish_jobs(qtbot, opened)
        if expected == "second":
            break
        assert "doubt" in dialog.go.toolTip()
        dialog.view.choose(lambda item: item.name == "fraud_alarm")
        dialog.decision.setCurrentIndex(3)
        dialog.decision.activated.emit(3)
        finish_jobs(qtbot, opened)
        dialog.reason.setPlainText("Takeover")
        dialog.go.click()
        finish_jobs(qtbot, opened)
        assert not dialog.isVisible()
    models = opened.workspace.inventory.models()
    assert [item.name.body for item in models] == ["Credit scoring", "Fraud alarm", "churn"]
    assert len(opened.workspace.inventory.versions(models[1].id)) == 3
    dialog.reason.setPlainText("Again")
    assert "taken over already" in dialog.go.toolTip()
    dialog.take(tmp_path)
    dialog.take(tmp_path / "missing")
    finish_jobs(qtbot, opened)
    assert dialog._box.count() == 1


def until_stopped(*given: object) -> None:
    """Run until somebody cancels, which is asked of the job, as in `run`."""
    job = given[-1]
    assert isinstance(job, Job)
    while True:
        job.check()
        sleep(0.01)


def stop(
    dialog: ImportMlflowDialog | ImportRegisterDialog, button: QPushButton, finish: Callable[[], None]
) -> None:
    """Begin an import and cancel it: the dialog stays and says that nothing was taken over."""
    button.click()
    dialog.reject()
    finish()
    assert dialog.isVisible(), "the first cancel stops what is running"
    assert dialog._box.count() == 1, "says that nothing was taken over"


def test_model_files_are_listed_with_their_verdict_before_they_come_in(
    opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = folder_store(tmp_path / "mlruns", "pd_retail", source=f"runs:/{RUN}/model")
    rmtree(store / "models" / "pd_retail" / "version-2")
    dialog = ImportMlflowDialog(opened.window.context, opened.window)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.take(store)
    finish_jobs(qtbot, opened)
    assert {line.file.taken for line in dialog.files.view.table.records} == {False}
    logged(tmp_path / "more" / "1" / RUN / "artifacts" / "model")
    dialog.intake.take_folder(tmp_path / "more")
    finish_jobs(qtbot, opened)
    (first,) = dialog.files.view.table.records
    assert "cut-off" in str(first.file.why)
    dialog.intake.limit.setText("0,5")
    dialog.intake.means.setCurrentIndex(1)
    dialog.intake.limit.editingFinished.emit()
    finish_jobs(qtbot, opened)
    (first,) = dialog.files.view.table.records
    assert first.file.taken
    dialog.reason.setPlainText("Takeover")
    with monkeypatch.context() as patch:
        patch.setattr(opened.workspace.mlflow, "run", until_stopped)
        stop(dialog, dialog.go, lambda: finish_jobs(qtbot, opened))
    dialog.go.click()
    finish_jobs(qtbot, opened)
    version = opened.workspace.inventory.versions(opened.workspace.inventory.models()[-1].id)[0]
    assert version.artifacts[0].file_name.body == "model.lgb"
    made = ImportMadeDialog(opened.window.context, opened.workspace.imports.all()[0], opened.window)
    qtbot.addWidget(made)
    assert [made.tabs.tabText(at) for at in range(made.tabs.count())] == ["Rows (1)", "Model files (1)"]


def test_earlier_imports_are_listed_and_another_file_is_imported_with_their_columns(
    opened: Opened, qtbot: QtBot, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened.window
    dialog = previewed(opened, qtbot, register)
    dialog.preview.reason.setPlainText("Takeover")
    with monkeypatch.context() as patch:
        patch.setattr(opened.workspace.imports, "run", until_stopped)
        stop(dialog, dialog.next, lambda: finish_jobs(qtbot, opened))
    dialog.next.click()
    finish_jobs(qtbot, opened)
    window.navigate("estate", section="imports")
    finish_jobs(qtbot, opened)
    section = window.findChild(ImportsSection)
    assert section is not None
    (made,) = section.records
    said = dict(section.facts(made))
    assert said["Columns"] == "5 of 5 taken over"
    assert said["Rows"] == "1 New\n1 Changes"
    hit = Found(kind=ObjectKind.IMPORT, id=made.id, model=None, version=None, title="register.csv")
    page, selection = place_of(hit)
    window.navigate(page, **selection)
    assert section.selection() == {"import": made.id}
    button = section.findChild(QPushButton, "import_alike")
    assert button is not None
    button.click()
    again = window.findChildren(ImportRegisterDialog)[-1]
    assert again is not dialog
    again.file.take(register)
    finish_jobs(qtbot, opened)
    assert {match.head: match.field for match in again.state.columns}["Boss"] == "owner"
    assert not again.state.entered
    again.reject()
    assert not again.isVisible()


def test_exports_are_written_and_the_button_offers_what_the_menu_does(
    opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened.window
    button = window.current.findChild(ExchangeButton)
    assert button is not None
    button.fill()
    names = [action.objectName() for action in button.offered.actions() if not action.isSeparator()]
    assert names == [
        "action_import_register",
        "action_import_mlflow",
        "action_export_register",
        "action_export_json",
    ]
    titles = {command.title for command in window.actions_.commands()}
    offered = {action.text() for action in button.offered.actions() if not action.isSeparator()}
    assert offered <= titles, "the palette has them too"
    path = tmp_path / "register.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_named: (str(path), ""))
    window.actions_["export_register"].trigger()
    finish_jobs(qtbot, opened)
    assert opened.workspace.imports.look(path).sheet.ours
    deeds = ExchangeDeeds(window)
    deeds.write_json(tmp_path / "all.json", None)
    finish_jobs(qtbot, opened)
    assert b"Fraud alarm" in (tmp_path / "all.json").read_bytes()


def test_who_may_not_register_cannot_import_and_the_guides_explain(opened: Opened, qtbot: QtBot) -> None:
    workspace, window = opened.workspace, opened.window
    new = NewPerson(name=text("Auditor"), roles=(Role.AUDITOR,), passphrase=PASSPHRASE)
    person, _ = workspace.people.add(window.context.session.current, new)
    window.context.session.switch(workspace.people.sign_in(person.id, PASSPHRASE))
    assert not any(window.actions_[name].isEnabled() for name in GUARDED)
    assert window.actions_["export_register"].isEnabled()
    dialog = ImportRegisterDialog(window.context, window)
    qtbot.addWidget(dialog)
    dialog.show_help()
    shown = dialog.findChild(HelpDialog)
    assert shown is not None
    for guide in ("import-register", "import-mlflow"):
        for language in ("de", "en"):
            assert f"pruefstein import {guide.removeprefix('import-')}" in guide_text(guide, language)

"""Does a model get into the inventory from a real file, and is nothing guessed?"""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from core.ids import VersionId
from core.inventory import ArtifactFormat, ColumnRole, DatasetKind, ScoreMeans, SensitivePurpose, State, Task
from gui.audit.window import AuditWindow
from gui.dialogs import register
from gui.dialogs.register import Intake, RegisterDialog
from gui.start import Opened
from gui.widgets.consent_form import ConsentForm
from tests.gui.audit import settle
from tests.gui.conftest import finish_jobs

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def fill_model(dialog: RegisterDialog) -> None:
    dialog.model.purpose.setPlainText("Decide on loans")
    dialog.model.use.setPlainText("Private customers, decided by a person")
    dialog.model.area.setText("Lending")


def choose(combo: QComboBox, value: object) -> None:
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())


def add_table(dialog: RegisterDialog, table: Path, qtbot: QtBot, opened: Opened) -> None:
    dialog.add_data.setChecked(True)
    dialog.data.take(table)
    finish_jobs(qtbot, opened)
    choose(dialog.data.kind, DatasetKind.TEST)
    target = dialog.data.columns.findChild(QComboBox, "role_good")
    sensitive = dialog.data.columns.findChild(QCheckBox, "sensitive_age")
    edges = dialog.data.columns.findChild(QLineEdit, "edges_age")
    assert target is not None
    assert sensitive is not None
    assert edges is not None
    choose(target, ColumnRole.TARGET)
    sensitive.setChecked(True)
    edges.setText("25")
    purpose = dialog.data.columns.findChild(QComboBox, "purpose_age")
    assert purpose is not None
    assert purpose.currentData() is None
    assert dialog.data.obstacle() == "Say what the sensitive column age is used for."
    choose(purpose, SensitivePurpose.MODEL_INPUT)
    dialog.data.favorable.setEditText("1")


@pytest.fixture
def dialog(opened: Opened, qtbot: QtBot, model_file: Path) -> RegisterDialog:
    """Drop the model file on the intake."""
    result = RegisterDialog(opened.window.context, Intake.MODEL, path=model_file)
    qtbot.addWidget(result)
    result.show()
    finish_jobs(qtbot, opened)
    return result


def test_a_dropped_model_is_recognized_and_registered_with_its_data(
    dialog: RegisterDialog, opened: Opened, qtbot: QtBot, table_file: Path
) -> None:
    assert dialog.model.name.text() == "Loan scoring"
    fill_model(dialog)
    choose(dialog.version.task, Task.BINARY)
    dialog.version.cut_off.setText("5/6")
    choose(dialog.version.means, ScoreMeans.FAVORABLE)
    add_table(dialog, table_file, qtbot, opened)
    assert dialog.obstacle() is None

    with qtbot.waitSignal(dialog.registered, timeout=60_000) as signal:
        dialog.go.click()

    inventory = opened.workspace.inventory
    version = inventory.version(signal.args[1])
    data = inventory.dataset(version.datasets[0])
    assert (version.state, version.cut_off and version.cut_off.value) == (State.DRAFT, "5/6")
    assert version.artifacts[0].features == ("age", "income")
    assert data.named(ColumnRole.SENSITIVE) == ("age",)
    assert (data.favorable, data.groupings[0].edges) == ("1", ("25",))
    assert opened.window.sidebar.buttons["models"].accessibleName() == "Models, 3"


def test_cut_off_and_meaning_of_the_score_are_asked(dialog: RegisterDialog) -> None:
    fill_model(dialog)
    choose(dialog.version.task, Task.BINARY)
    assert dialog.obstacle() == "Enter the cut-off."
    dialog.version.cut_off.setText("0,5")
    assert dialog.obstacle() == "Say whether a higher score is favorable."
    assert not dialog.go.isEnabled()
    assert dialog.go.toolTip() == dialog.reason.text()

    choose(dialog.version.means, ScoreMeans.UNFAVORABLE)

    assert dialog.obstacle() is None
    assert dialog.version.exact_cut_off() == "0.5"


def test_a_pickle_is_refused_with_advice_and_a_script(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    import pickle

    path = tmp_path / "model.pkl"
    path.write_bytes(pickle.dumps({"a": 1}))
    dialog = RegisterDialog(opened.window.context, Intake.MODEL, path=path)
    qtbot.addWidget(dialog)
    finish_jobs(qtbot, opened)

    report = dialog.files.files[path]

    assert report is not None
    assert report.refusal is not None
    assert dialog.files.obstacle() is not None


def test_what_was_entered_stays_after_a_failure_and_nothing_is_registered_twice(
    dialog: RegisterDialog, opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[object] = []
    monkeypatch.setattr(register, "show_error", lambda *given: shown.append(given[-1]))
    fill_model(dialog)
    choose(dialog.version.task, Task.BINARY)
    dialog.version.label.setText("not a label!")
    dialog.version.cut_off.setText("0.5")
    choose(dialog.version.means, ScoreMeans.FAVORABLE)
    dialog.go.click()
    finish_jobs(qtbot, opened)
    assert len(shown) == 1
    assert dialog.version.cut_off.text() == "0.5"

    dialog.version.label.setText("1")
    with qtbot.waitSignal(dialog.registered, timeout=60_000):
        dialog.go.click()

    names = [row.model.name.name() for row in opened.workspace.inventory.summaries()]
    assert names.count("Loan scoring") == 1


def test_a_version_without_a_file_is_added_to_a_model(opened: Opened, qtbot: QtBot) -> None:
    dialog = RegisterDialog(opened.window.context, Intake.VERSION, model="MOD-0002")
    qtbot.addWidget(dialog)
    assert dialog.version.label.text() == "2"
    choose(dialog.version.task, Task.REGRESSION)

    with qtbot.waitSignal(dialog.registered, timeout=60_000) as signal:
        dialog.go.click()

    assert signal.args == ["MOD-0002", "MOD-0002@2"]


def test_a_wrong_delimiter_is_corrected_by_hand(opened: Opened, qtbot: QtBot, table_file: Path) -> None:
    dialog = RegisterDialog(opened.window.context, Intake.DATASET, path=table_file)
    qtbot.addWidget(dialog)
    finish_jobs(qtbot, opened)
    assert dialog.data.preview is not None
    assert [column.name for column in dialog.data.preview.columns] == ["age", "income", "good"]

    delimiter = dialog.findChild(QComboBox, "dialect_delimiter")
    assert delimiter is not None
    choose(delimiter, ",")
    finish_jobs(qtbot, opened)

    assert len(dialog.data.preview.columns) == 1


def test_whoever_may_not_register_is_told_so(opened: Opened, qtbot: QtBot) -> None:
    from core.people import Role
    from core.workspace import NewPerson
    from tests.gui.conftest import PASSPHRASE, text

    people = opened.workspace.people
    new = NewPerson(name=text("Selin Aydın"), roles=(Role.AUDITOR,), passphrase=PASSPHRASE)
    auditor, _ = people.add(opened.services.session.current, new)
    opened.services.session.switch(people.sign_in(auditor.id, PASSPHRASE))

    action = opened.window.actions_["register"]

    assert not action.isEnabled()
    assert "Switch to a person who may" in action.toolTip()


def test_a_dropped_file_is_registered_or_examined_only(
    opened: Opened, qtbot: QtBot, table_file: Path
) -> None:
    opened.window.deeds.take_file(table_file)
    dialog = opened.window.findChild(RegisterDialog)
    assert dialog is not None
    assert dialog.intake is Intake.DATASET
    finish_jobs(qtbot, opened)
    dialog.only.click()

    window = opened.window.findChild(AuditWindow)
    assert window is not None
    settle(window, qtbot)
    assert window.state.table is not None
    assert window.state.table.path == table_file
    assert window.context.person == opened.services.session.person
    window.done(0)
    assert opened.workspace.inventory.datasets() == ()


def test_a_pickle_is_registered_with_consent_and_kept_as_skops_too(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    import joblib
    import pandas as pd
    from sklearn.linear_model import LogisticRegression

    table = pd.DataFrame({"age": [20, 30, 40, 50] * 5, "income": [1.0, 2.0, 3.0, 4.0] * 5})
    path = tmp_path / "supplier.joblib"
    joblib.dump(LogisticRegression().fit(table, [0, 1, 0, 1] * 5), path)
    dialog = RegisterDialog(opened.window.context, Intake.VERSION, path=path, model="MOD-0001")
    qtbot.addWidget(dialog)
    finish_jobs(qtbot, opened)
    assert "consent" in (dialog.files.obstacle() or "")
    form = dialog.findChild(ConsentForm)
    assert form is not None
    form.reason.setPlainText("The supplier has no other format")
    form.knowing.setChecked(True)
    form.go.click()
    finish_jobs(qtbot, opened)
    assert dialog.files.obstacle() is None
    choose(dialog.files.target, ArtifactFormat.SKOPS)
    choose(dialog.version.task, Task.BINARY)
    dialog.version.cut_off.setText("0.5")
    choose(dialog.version.means, ScoreMeans.FAVORABLE)
    with qtbot.waitSignal(dialog.registered, timeout=60_000) as signal:
        dialog.go.click()

    version = opened.workspace.inventory.version(VersionId(signal.args[1]))
    formats = {artifact.format: artifact for artifact in version.artifacts}
    assert set(formats) == {ArtifactFormat.PICKLE, ArtifactFormat.SKOPS}
    consent = formats[ArtifactFormat.PICKLE].consent
    assert consent is not None
    assert consent.reason.body == "The supplier has no other format"

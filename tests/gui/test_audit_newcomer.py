"""Does somebody who opens the application for the first time get along, without a workspace and a manual?"""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.confinement import Confinement
from core.inventory import SensitivePurpose
from core.jobs.levels import confinement_facts
from core.language import Translator
from core.people import Role
from core.texts import Language
from core.workspace import Workspace
from gui.audit.filed import VerifiedDialog
from gui.audit.window import AuditWindow
from gui.dialogs.create import CreateDialog
from gui.settings import Settings
from gui.start import Opened
from gui.theme import Theme
from gui.widgets.consent_form import ConsentForm
from gui.widgets.file_card import DropZone
from gui.widgets.tables import RecordView
from reports.verification import Outcome, verify
from tests.gui.audit import Audit, drop, make_audit, settle
from tests.gui.conftest import PASSPHRASE
from tests.gui.pages.conftest import in_dialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def audit(theme: Theme, settings: Settings, qtbot: QtBot) -> Audit:
    """Open the window without a workspace, with settings nobody used before."""
    return make_audit(theme, settings, qtbot)


def make_key(folder: Path, dialog: QDialog) -> None:
    """Fill in the dialog that makes an own key."""
    assert isinstance(dialog, CreateDialog)
    dialog.folder_field.setText(str(folder))
    dialog.form.name.setText("Selin Aydın")
    dialog.form.first.setText(PASSPHRASE)
    dialog.form.second.setText(PASSPHRASE)
    dialog.go.click()


def to_the_signature(audit: Audit, table: Path) -> None:
    """Go as far as the signature."""
    audit.window.take(table)
    settle(audit.window, audit.qtbot)
    audit.click("audit_go")
    audit.pick("audit_favorable", "1")
    audit.click("sensitive_sex")
    audit.pick("purpose_sex", SensitivePurpose.GROUP_COMPARISON)
    audit.click("audit_go")
    settle(audit.window, audit.qtbot)
    audit.click("audit_go")
    audit.click("audit_go")
    settle(audit.window, audit.qtbot)


def test_an_own_key_is_made_at_the_signature_and_the_signed_pdf_is_verified_by_dropping_it(
    audit: Audit, predictions_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    to_the_signature(audit, predictions_file)
    hidden = audit.window.findChild(QLineEdit, "author_passphrase")
    assert hidden is not None
    assert not hidden.isVisible(), "a passphrase of nobody is asked for"

    seen = in_dialog(lambda dialog: make_key(tmp_path / "key", dialog))
    audit.click("own_key")
    assert seen == ["create"]
    settle(audit.window, qtbot)
    audit.type("passphrase", PASSPHRASE)
    audit.click("have_read")
    audit.click("audit_go")
    settle(audit.window, qtbot)

    work = audit.window.context.work
    assert work is not None
    assert Role.AUDITOR in work.session.person.roles
    report = work.workspace.reporting.all()[0]
    path = work.workspace.reporting.path(report)
    assert verify(path, work.workspace).outcome is Outcome.VALID
    drop(audit.window.intake.zone, path)
    settle(audit.window, qtbot)
    shown = audit.window.findChild(VerifiedDialog)
    assert shown is not None
    assert path.name in shown.windowTitle()
    audit.window.close()
    again = Workspace.open(tmp_path / "key")
    assert [item.title.body for item in again.opinions.all()] == [predictions_file.name]
    again.close()


def test_a_table_and_a_model_dropped_together_are_both_taken(
    audit: Audit, table_file: Path, model_file: Path, qtbot: QtBot
) -> None:
    drop(audit.window.intake.zone, table_file, model_file)
    settle(audit.window, qtbot)

    assert audit.window.state.table is not None
    assert audit.window.state.scored


def test_a_reason_being_written_survives_another_file(
    opened: Opened, pickled_by_hand: Path, predictions_file: Path, qtbot: QtBot
) -> None:
    opened.window.deeds.examine()
    window = opened.window.findChild(AuditWindow)
    assert window is not None
    window.take(pickled_by_hand)
    settle(window, qtbot)
    form = window.findChild(ConsentForm)
    assert form is not None
    form.reason.setPlainText("Handed in by purchasing")
    window.take(predictions_file)
    settle(window, qtbot)

    forms = [item for item in window.findChildren(ConsentForm) if item.isVisible()]
    assert [item.reason.toPlainText() for item in forms] == ["Handed in by purchasing"]
    window.close()


@pytest.fixture
def pickled_by_hand(tmp_path: Path) -> Path:
    """Save a harmless model in the pickle format."""
    import joblib
    from sklearn.linear_model import LogisticRegression

    path = tmp_path / "supplier.joblib"
    joblib.dump(LogisticRegression().fit([[1.0], [2.0], [3.0], [4.0]], [0, 1, 0, 1]), path)
    return path


def test_a_letter_instead_of_a_table_stops_at_the_first_step(
    audit: Audit, tmp_path: Path, qtbot: QtBot
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear colleague,\nhere is the model.\nKind regards\n")
    audit.window.take(letter)
    settle(audit.window, qtbot)

    assert not audit.window.go.isEnabled()
    assert "single column" in audit.window.reason.text()


def test_numbers_of_a_german_window_are_written_in_german(
    theme: Theme, settings: Settings, predictions_file: Path, qtbot: QtBot
) -> None:
    audit = make_audit(theme, settings, qtbot, Language.GERMAN)
    audit.window.take(predictions_file)
    settle(audit.window, qtbot)

    view = audit.window.findChild(RecordView, "profiles")
    assert view is not None
    cells = view.model()
    rows = [[cells.index(row, column).data() for column in range(5)] for row in range(cells.rowCount())]
    income = next(row for row in rows if "income" in str(row[0]))
    age = next(row for row in rows if str(row[0]).startswith("age"))
    assert "," in str(income[3])
    assert "." not in str(age[3]), "whole numbers may be codes and years and are left as they are"


def test_a_wide_table_gets_fields_for_ticked_columns_only(
    audit: Audit, predictions_file: Path, qtbot: QtBot
) -> None:
    audit.window.take(predictions_file)
    settle(audit.window, qtbot)
    assert audit.window.findChildren(QComboBox, "audit_task") == [], "nobody has seen the plan yet"
    audit.click("audit_go")
    assert audit.window.findChildren(QComboBox, "purpose_sex") == []
    audit.click("sensitive_sex")
    assert len(audit.window.findChildren(QComboBox, "purpose_sex")) == 1


@pytest.mark.parametrize("language", list(Language))
def test_the_intake_says_how_confined_a_model_would_be_opened(
    language: Language, theme: Theme, settings: Settings, qtbot: QtBot
) -> None:
    audit = make_audit(theme, settings, qtbot, language)
    settle(audit.window, qtbot)

    said = audit.window.findChild(QLabel, "confinement")
    assert said is not None
    level = {Confinement.FULL: "full", Confinement.PARTIAL: "partial", Confinement.NONE: "none"}
    assert Translator(language).tr(level[confinement_facts().level]) in said.text()
    assert said.toolTip() or not confinement_facts().layers
    assert said.accessibleDescription() == " ".join(said.toolTip().splitlines())


def test_ctrl_o_asks_for_a_file_on_every_step(
    audit: Audit, predictions_file: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    audit.window.take(predictions_file)
    settle(audit.window, qtbot)
    audit.click("audit_go")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(predictions_file), ""))
    taken: list[object] = []
    zone = audit.window.findChild(DropZone)
    assert zone is not None
    zone.dropped.connect(taken.append)
    QTest.keyClick(audit.window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    settle(audit.window, qtbot)

    assert taken == [predictions_file]
    assert audit.window.current == 0


def test_the_sidebar_opens_the_audit_from_every_page(opened: Opened) -> None:
    button = opened.window.sidebar.findChild(QPushButton, "sidebar_examine")
    assert isinstance(button, QWidget)
    assert "Ctrl+Shift+E" in button.toolTip()
    button.click()
    window = opened.window.findChild(AuditWindow)
    assert window is not None
    window.close()

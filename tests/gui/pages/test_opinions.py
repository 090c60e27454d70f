"""Is an opinion signed by whoever is signed in, kept, issued again, and promoted to the inventory?"""

from pathlib import Path

from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.evidence import ReportKind
from core.inventory import ColumnRole, DatasetKind, SensitivePurpose
from core.opinion import OpinionGrade
from core.texts import Language
from gui.audit.promote import PromoteDialog
from gui.audit.window import AuditWindow
from gui.dialogs.sign_report import SignReportDialog
from gui.pages.reports import ReportsPage
from gui.widgets.opinion_detail import OpinionDetail
from reports.verification import Outcome, verify
from tests.gui.audit import Audit, settle
from tests.gui.pages.conftest import PASSPHRASE, Stage, Staging, press


def examined(stage: Stage, table: Path, qtbot: QtBot, *, purpose: SensitivePurpose) -> Audit:
    """Open the window above the workspace and go as far as the signature."""
    stage.opened.window.actions_["examine"].trigger()
    window = stage.opened.window.findChild(AuditWindow)
    assert window is not None
    audit = Audit(window, qtbot)
    window.take(table)
    settle(window, qtbot)
    audit.click("audit_go")
    audit.pick("audit_favorable", "1")
    audit.click("sensitive_sex")
    audit.pick("purpose_sex", purpose)
    audit.click("audit_go")
    settle(window, qtbot)
    audit.click("audit_go")
    audit.type("opinion_title", "Scoring of supplier X")
    audit.click("grade_adverse")
    audit.type("opinion_text", "Women are declined far more often for equal repayment.")
    audit.click("audit_go")
    settle(window, qtbot)
    return audit


def sign(audit: Audit, *, phrase: str = PASSPHRASE) -> None:
    audit.type("passphrase", phrase)
    if not audit.window.sign.read.isChecked():
        audit.click("have_read")
    audit.click("audit_go")
    settle(audit.window, audit.qtbot)


def test_only_the_right_passphrase_signs_in_both_languages_from_one_evidence(
    staging: Staging, predictions_file: Path, qtbot: QtBot
) -> None:
    stage = staging("Selin")
    audit = examined(stage, predictions_file, qtbot, purpose=SensitivePurpose.GROUP_COMPARISON)
    audit.window.sign.languages.setCurrentIndex(2)
    sign(audit, phrase="not the passphrase")
    assert stage.workspace.opinions.all() == ()
    assert stage.workspace.reporting.all() == ()
    problem = audit.window.sign.findChild(QLabel, "sign_problem")
    assert problem is not None
    assert problem.text()
    sign(audit)

    assert len(stage.workspace.opinions.all()) == 1
    reports = stage.workspace.reporting.all()
    assert {report.language for report in reports} == set(Language)
    assert len({report.evidence for report in reports}) == 1
    assert {report.kind for report in reports} == {ReportKind.AUDIT_OPINION}
    assert {report.signed_by for report in reports} == {stage.who("Selin")}
    for report in reports:
        path = stage.workspace.reporting.path(report)
        assert verify(path, stage.workspace).outcome is Outcome.VALID
    opinion = stage.workspace.opinions.get(stage.workspace.opinions.all()[0].id)
    assert opinion.grade is OpinionGrade.ADVERSE
    assert opinion.title.body == "Scoring of supplier X"
    promote = audit.window.findChild(QPushButton, "promote")
    assert promote is not None
    assert not promote.isEnabled()
    assert "Switch to a person who may" in promote.toolTip()
    assert not audit.window.stepper.buttons[0].isEnabled()
    audit.window.close()


def test_an_opinion_is_kept_without_a_signature_issued_later_and_promoted(
    staging: Staging, predictions_file: Path, qtbot: QtBot
) -> None:
    stage = staging("Jana")
    audit = examined(stage, predictions_file, qtbot, purpose=SensitivePurpose.MODEL_INPUT)
    audit.click("keep_opinion")
    settle(audit.window, qtbot)
    audit.window.close()
    assert stage.workspace.reporting.all() == ()

    page = stage.page("reports")
    assert isinstance(page, ReportsPage)
    press(page, "chip_opinions")
    current = page.lists.opinions.current()
    assert current is not None
    assert page.selection() == {"opinion": current.id}
    detail = page.findChild(OpinionDetail)
    assert detail is not None
    room = detail.parentWidget()
    assert room is not None
    assert detail.width() <= room.width(), "a part of the opinion is out of sight at the right"
    press(page, "issue_again")
    stage.wait(qtbot)
    dialog = page.findChild(SignReportDialog)
    assert dialog is not None
    dialog.passphrase.set_text(PASSPHRASE)
    dialog.read.setChecked(True)
    press(dialog, "sign_and_file")
    stage.wait(qtbot)

    report = stage.workspace.reporting.all()[0]
    assert report.opinion == current.id
    press(page, "show_report")
    assert page.pages.pages > 1
    press(page, "chip_opinions")
    a_column_said_to_be_an_input_is_promoted_as_a_feature(stage, page, predictions_file, qtbot)


def a_column_said_to_be_an_input_is_promoted_as_a_feature(
    stage: Stage, page: ReportsPage, predictions_file: Path, qtbot: QtBot
) -> None:
    press(page, "promote")
    dialog = page.findChild(PromoteDialog)
    assert dialog is not None
    assert dialog.obstacle() == "Choose the table that was examined."
    dialog.table.field.setText(str(predictions_file))
    dialog.known.setCurrentIndex(1)
    dialog.known.activated.emit(1)
    assert dialog.label.text() == "2"
    dialog.kind.setCurrentIndex(dialog.kind.findData(DatasetKind.PRODUCTION))
    dialog.kind.activated.emit(dialog.kind.currentIndex())
    with qtbot.waitSignal(dialog.promoted, timeout=120_000):
        dialog.go.click()
    stage.wait(qtbot)

    promoted = stage.workspace.opinions.all()[0].promoted
    assert promoted is not None
    dataset = stage.workspace.inventory.dataset(stage.workspace.inventory.version(promoted).datasets[0])
    assert "sex" in dataset.named(ColumnRole.FEATURE)


def test_whoever_may_register_promotes_and_says_when_protected_columns_go(
    staging: Staging, predictions_file: Path, qtbot: QtBot
) -> None:
    stage = staging("Jana")
    audit = examined(stage, predictions_file, qtbot, purpose=SensitivePurpose.BIAS_TEST_ONLY)
    sign(audit)
    audit.click("promote")
    dialog = audit.window.findChild(PromoteDialog)
    assert dialog is not None
    form = dialog.model
    assert form.name.text() == "Scoring of supplier X"
    form.purpose.setPlainText("Decide on loans")
    form.use.setPlainText("Private customers")
    form.area.setText("Lending")
    dialog.kind.setCurrentIndex(dialog.kind.findData(DatasetKind.TEST))
    dialog.kind.activated.emit(dialog.kind.currentIndex())
    assert dialog.protection is not None
    assert dialog.obstacle() == "Say why bias cannot be found without these columns."
    dialog.protection.necessity.setPlainText("The firm knows the sex of its customers from nowhere else.")
    with qtbot.waitSignal(dialog.promoted, timeout=120_000):
        dialog.go.click()
    settle(audit.window, qtbot)
    audit.window.close()

    head = stage.workspace.opinions.all()[0]
    assert head.promoted is not None
    version = stage.workspace.inventory.version(head.promoted)
    dataset = stage.workspace.inventory.dataset(version.datasets[0])
    assert dataset.bias_test_only == ("sex",)
    assert dataset.delete_by is not None


def test_without_opinions_the_page_says_how_to_get_one(staging: Staging) -> None:
    page = staging("Selin").page("reports")
    press(page, "chip_opinions")

    empty = page.findChild(QWidget, "no_opinion")
    assert empty is not None
    assert empty.isVisible()

"""Can a report be made, read, signed, filed and verified from the window?"""

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from core.evidence import ReportKind
from core.texts import Language
from gui.dialogs.sign_report import SignReportDialog
from gui.pages.reports import ReportsPage
from gui.widgets.basic import Callout
from tests.gui.pages.conftest import PASSPHRASE, Stage, Staging, press


def page_of(stage: Stage) -> ReportsPage:
    page = stage.page("reports")
    assert isinstance(page, ReportsPage)
    return page


def preview(stage: Stage, page: ReportsPage, qtbot: QtBot) -> SignReportDialog:
    """Ask for a report and return the dialog that shows its pages."""
    press(page, "create_report")
    stage.wait(qtbot)
    found = page.findChild(SignReportDialog)
    assert found is not None
    return found


def issue(stage: Stage, page: ReportsPage, qtbot: QtBot) -> Path:
    dialog = preview(stage, page, qtbot)
    dialog.passphrase.set_text(PASSPHRASE)
    dialog.read.setChecked(True)
    press(dialog, "sign_and_file")
    stage.wait(qtbot)
    return stage.workspace.reporting.path(stage.workspace.reporting.all()[0])


def banner(page: ReportsPage) -> str:
    found = page.findChild(Callout, "verification_banner")
    assert found is not None
    return found.accessibleName()


def test_a_report_is_previewed_signed_filed_and_verified(staging: Staging, qtbot: QtBot) -> None:
    stage = staging("Tobias")
    page = page_of(stage)

    path = issue(stage, page, qtbot)

    filed = stage.workspace.reporting.all()[0]
    assert filed.signed_by == stage.who("Tobias")
    assert path.is_file()
    assert page.pages.pages > 3
    assert page.selection() == {"report": filed.id}

    press(page, "verify_filed")
    stage.wait(qtbot)
    assert "Unchanged" in banner(page)

    changed = path.with_name("changed.pdf")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    changed.write_bytes(data)
    stage.context.navigate("reports", verify=str(changed))
    stage.wait(qtbot)
    assert "Changed" in banner(page)


def test_both_languages_are_signed_from_the_same_evidence(staging: Staging, qtbot: QtBot) -> None:
    stage = staging("Tobias")
    dialog = preview(stage, page_of(stage), qtbot)
    dialog.both.setChecked(True)
    dialog.passphrase.set_text(PASSPHRASE)
    dialog.read.setChecked(True)

    press(dialog, "sign_and_file")
    stage.wait(qtbot)

    filed = stage.workspace.reporting.all()
    assert {report.language for report in filed} == set(Language)
    assert len({report.evidence for report in filed}) == 1


def test_signing_waits_for_passphrase_and_reading(staging: Staging, qtbot: QtBot) -> None:
    stage = staging("Tobias")
    page = page_of(stage)
    dialog = preview(stage, page, qtbot)

    assert dialog.pages.pages > 3
    assert not dialog.go.isEnabled()
    assert "passphrase" in dialog.go.toolTip()
    assert "read" in dialog.go.toolTip()

    dialog.passphrase.set_text("wrong")
    dialog.read.setChecked(True)
    press(dialog, "sign_and_file")
    stage.wait(qtbot)

    assert stage.workspace.reporting.all() == ()
    assert dialog.isVisible()
    assert dialog._problem.text()
    dialog.reject()


def test_the_report_speaks_the_chosen_language(staging: Staging, qtbot: QtBot) -> None:
    stage = staging("Tobias")
    page = page_of(stage)
    page.language.setCurrentIndex(page.language.findData(Language.GERMAN))
    page.kind.setCurrentIndex(page.kind.findData(ReportKind.GDPR_AUDIT))

    issue(stage, page, qtbot)

    filed = stage.workspace.reporting.all()[0]
    assert (filed.language, filed.kind) == (Language.GERMAN, ReportKind.GDPR_AUDIT)


def test_who_may_not_sign_is_told_why(staging: Staging) -> None:
    stage = staging("Tobias")
    page = page_of(stage)
    assert page.create_report.isEnabled()

    stage.opened.services.watch.settle(None)

    assert not page.create_report.isEnabled()
    assert "audit trail" in page.create_report.toolTip()


def test_a_file_that_is_no_pdf_is_named_as_such(staging: Staging, qtbot: QtBot, tmp_path: Path) -> None:
    stage = staging("Selin")
    page = page_of(stage)
    other = tmp_path / "notes.pdf"
    other.write_text("not a report", encoding="utf-8")

    page.verify_file(other)
    stage.wait(qtbot)

    assert "not a PDF" in banner(page)
    press(page, "back_to_pages")


def test_the_box_about_reading_has_a_name(staging: Staging, qtbot: QtBot) -> None:
    stage = staging("Tobias")
    dialog = preview(stage, page_of(stage), qtbot)

    box = dialog.findChild(QCheckBox, "have_read")

    assert box is not None
    assert box.text()
    assert all(button.accessibleName() for button in dialog.findChildren(QPushButton))
    dialog.reject()

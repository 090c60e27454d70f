"""Does an auditor get from a dropped table to a signed opinion, with how many clicks, in both languages?"""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.inventory import SensitivePurpose
from core.language import Translator
from core.people import Role
from core.texts import Language
from core.workspace import NewPerson, Workspace
from gui.audit.window import AuditWindow
from gui.dialogs.start import StartDialog
from gui.settings import Settings
from gui.theme import Theme
from reports.verification import Outcome, verify
from tests.gui.audit import Audit, drop, settle
from tests.gui.conftest import PASSPHRASE, text
from tests.gui.pages.test_look import clipped

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def auditor(tmp_path: Path, settings: Settings) -> Path:
    """Make a workspace with one auditor that was opened lately, and is closed now."""
    person = NewPerson(name=text("Selin Aydın"), roles=(Role.AUDITOR,), passphrase=PASSPHRASE)
    workspace, _ = Workspace.create(tmp_path / "opinions", person)
    workspace.close()
    settings.opened(tmp_path / "opinions")
    return tmp_path / "opinions"


@pytest.mark.parametrize(
    "language", [Language.GERMAN, pytest.param(Language.ENGLISH, marks=pytest.mark.full)]
)
def test_from_a_dropped_table_to_a_signed_pdf_in_nine_clicks(
    language: Language, theme: Theme, settings: Settings, auditor: Path, predictions_file: Path, qtbot: QtBot
) -> None:
    start = StartDialog(theme, Translator(language), settings)
    qtbot.addWidget(start)
    start.show()
    drop(start, predictions_file)
    window = start.findChild(AuditWindow)
    assert window is not None
    audit = Audit(window, qtbot)
    settle(window, qtbot)

    audit.click("audit_go")
    audit.pick("audit_favorable", "1")
    audit.click("sensitive_sex")
    audit.pick("purpose_sex", SensitivePurpose.GROUP_COMPARISON)
    audit.click("audit_go")
    settle(window, qtbot)
    audit.click("audit_go")
    audit.click("audit_go")
    settle(window, qtbot)
    audit.type("author_passphrase", PASSPHRASE)
    audit.click("have_read")
    audit.click("audit_go")
    settle(window, qtbot)

    assert audit.clicks == 9
    assert clipped(window) == []
    work = window.context.work
    assert work is not None
    reports = work.workspace.reporting.all()
    assert [report.language for report in reports] == [language]
    path = work.workspace.reporting.path(reports[0])
    assert verify(path, work.workspace).outcome is Outcome.VALID
    assert window.findChild(QPushButton, "verify_signed") is not None
    assert window.context.drafts.all() == ()
    window.close()
    start.close()
    Workspace.open(auditor).close()

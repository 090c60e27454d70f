"""How does one get into a workspace, and who keeps others out?"""

from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.errors import UserError
from core.language import Translator
from core.people import Role
from core.texts import Language
from core.workspace import NewPerson, Workspace
from gui.audit.filed import VerifiedDialog
from gui.audit.window import AuditWindow
from gui.crash import describe
from gui.dialogs import unlock
from gui.dialogs.create import CreateDialog
from gui.dialogs.start import StartDialog
from gui.dialogs.unlock import SignInDialog
from gui.examples import example_passphrase
from gui.instance import Instance, raise_other
from gui.settings import Settings
from gui.start import Face, Opened, sign_in
from gui.theme import Theme
from gui.widgets.basic import Callout
from tests.gui.audit import drop, settle
from tests.gui.conftest import PASSPHRASE, Desk, text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
ENGLISH = Translator(Language.ENGLISH)


def test_a_workspace_is_created_with_its_first_person(theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = CreateDialog(theme, ENGLISH)
    qtbot.addWidget(dialog)
    assert dialog.go.toolTip() == "Enter a name."
    dialog.folder_field.setText(str(tmp_path / "new"))
    dialog.form.name.setText("Miriam Köhler")
    dialog.form.first.setText(PASSPHRASE)
    dialog.form.second.setText(PASSPHRASE + "!")
    assert dialog.go.toolTip() == "The two passphrases differ."
    dialog.form.second.setText(PASSPHRASE)

    dialog.go.click()

    assert dialog.created is not None
    workspace, session = dialog.created
    roles = session.person.roles
    workspace.close()
    assert set(roles) == {Role.RISK_MANAGER, Role.ADMINISTRATOR}


def test_a_wrong_passphrase_is_said_and_the_right_one_signs_in(
    theme: Theme, qtbot: QtBot, desk: Desk
) -> None:
    dialog = SignInDialog(theme, ENGLISH, desk.workspace)
    qtbot.addWidget(dialog)
    dialog.show()

    dialog.passphrase.setText("wrong")
    dialog.go.click()
    assert dialog.isVisible()

    dialog.passphrase.setText(PASSPHRASE)
    dialog.go.click()
    assert dialog.session is not None
    assert dialog.session.person == desk.session.person


def test_only_demonstration_persons_show_their_passphrase(theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    person = NewPerson(
        name=text("Selin Aydın"), roles=(Role.AUDITOR,), passphrase="Beispiel-Selin-2026", example=True
    )
    workspace, session = Workspace.create(tmp_path / "example", person)
    dialog = SignInDialog(theme, ENGLISH, workspace)
    qtbot.addWidget(dialog)
    workspace.close()

    hint = dialog.findChild(Callout)

    assert hint is not None
    assert "Beispiel-Selin-2026" in hint.accessibleName()
    assert example_passphrase(session.person) == "Beispiel-Selin-2026"


def test_a_demonstration_person_who_is_named_needs_no_dialog(theme: Theme, tmp_path: Path) -> None:
    person = NewPerson(
        name=text("Selin Aydın"), roles=(Role.AUDITOR,), passphrase="Beispiel-Selin-2026", example=True
    )
    workspace, _ = Workspace.create(tmp_path / "example", person)

    session = sign_in(workspace, Face(theme=theme, language=Language.ENGLISH), "Selin Aydın")

    assert session is not None
    assert session.person.name.body == "Selin Aydın"
    with pytest.raises(UserError, match="no person"):
        sign_in(workspace, Face(theme=theme, language=Language.ENGLISH), "Nobody")
    workspace.close()


def test_a_real_person_who_is_named_is_still_asked(
    theme: Theme, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(SignInDialog, "exec", lambda dialog: asked.append(dialog.who.currentData()))

    who = desk.session.person
    assert sign_in(desk.workspace, Face(theme=theme, language=Language.ENGLISH), who.id) is None
    assert asked == [who.id]


def test_a_real_person_with_the_same_name_shows_nothing(theme: Theme, qtbot: QtBot, desk: Desk) -> None:
    dialog = SignInDialog(theme, ENGLISH, desk.workspace)
    qtbot.addWidget(dialog)

    assert dialog.findChild(Callout) is None


def test_the_start_page_offers_recent_workspaces(
    theme: Theme, qtbot: QtBot, desk: Desk, settings: Settings
) -> None:
    settings.opened(desk.workspace.folder)
    dialog = StartDialog(theme, ENGLISH, settings)
    qtbot.addWidget(dialog)

    dialog.recent.itemActivated.emit(dialog.recent.item(0))

    assert dialog.folder == desk.workspace.folder.resolve()


def test_a_second_start_raises_the_first_window(qtbot: QtBot, tmp_path: Path) -> None:
    assert not raise_other(tmp_path)
    first = Instance(tmp_path)

    with qtbot.waitSignal(first.wanted):
        assert raise_other(tmp_path)

    first.close()
    assert not raise_other(tmp_path)


def test_an_idle_session_covers_the_window_until_the_passphrase_is_given(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def answer(dialog: SignInDialog) -> int:
        asked.append(opened.window.current.isVisible())
        dialog.passphrase.setText(PASSPHRASE)
        dialog.go.click()
        return dialog.result()

    monkeypatch.setattr(unlock.SignInDialog, "exec", answer)
    session = opened.services.session.current
    monkeypatch.setattr(session, "_last", session._last - timedelta(minutes=16))

    opened.window.idle.check()

    assert asked == [False]
    assert opened.window.current.isVisible()
    assert not opened.services.session.current.locked


def test_whoever_does_not_unlock_leaves(
    opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unlock.SignInDialog, "exec", lambda _dialog: 0)

    with qtbot.waitSignal(opened.window.leave):
        opened.window.deeds.lock()

    assert opened.services.session.current.locked


def test_a_crash_is_described_without_data() -> None:
    def fail(secret: str) -> None:
        raise RuntimeError(secret)

    with pytest.raises(RuntimeError) as caught:
        fail("Max Mustermann")

    words = describe(caught.type, caught.value.__traceback__)

    assert "Mustermann" not in words
    assert "test_start.py" in words


def test_files_dropped_on_the_start_page_are_examined_verified_or_opened(
    theme: Theme, settings: Settings, desk: Desk, predictions_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    start = StartDialog(theme, ENGLISH, settings)
    qtbot.addWidget(start)
    start.show()
    pdf = tmp_path / "letter.pdf"
    pdf.write_bytes(b"no report")
    drop(start, pdf)
    qtbot.waitUntil(lambda: start.findChild(VerifiedDialog) is not None, timeout=30_000)
    drop(start, predictions_file)
    window = start.findChild(AuditWindow)
    assert window is not None
    settle(window, qtbot)
    assert window.state.table is not None
    window.done(0)

    drop(start, desk.workspace.folder)
    assert start.folder == desk.workspace.folder


def test_the_start_page_opens_the_audit_with_its_button(
    theme: Theme, settings: Settings, qtbot: QtBot
) -> None:
    start = StartDialog(theme, ENGLISH, settings)
    qtbot.addWidget(start)
    start.show()
    start.audit_button.click()

    window = start.findChild(AuditWindow)
    assert window is not None
    assert window.isVisible()
    assert window.context.person is None
    window.done(0)

"""Are persons changed and policies adopted from the window, and does it say who may not?"""

from pathlib import Path

from pytestqt.qtbot import QtBot

from core.people import Role
from core.policy_file import default_policy
from core.workspace import NewPerson
from gui.certificate_export import write_certificate
from gui.dialogs.person import ChangePersonDialog
from gui.dialogs.policy import PolicyDialog
from gui.pages.settings import SettingsPage
from gui.start import Opened
from tests.gui.conftest import PASSPHRASE, text


def test_persons_and_policy_follow_the_roles_of_who_is_signed_in(opened: Opened, qtbot: QtBot) -> None:
    context, workspace = opened.window.context, opened.workspace
    session = context.session.current
    other, _ = workspace.people.add(
        session, NewPerson(name=text("Selin"), roles=(Role.AUDITOR,), passphrase=PASSPHRASE)
    )
    opened.window.navigate("settings")
    page = opened.window.current
    assert isinstance(page, SettingsPage)
    page.people.choose(lambda who: who.id == other.id)
    assert page.change_person.isEnabled()
    assert page.adopt.isEnabled()

    dialog = ChangePersonDialog(context, other, page)
    qtbot.addWidget(dialog)
    dialog.finish("Change", name="go")
    assert not dialog.go.isEnabled()
    dialog.roles.boxes[Role.VALIDATOR].setChecked(True)
    dialog.reason.write("second line")
    assert dialog.go.isEnabled()
    assert set(dialog.wanted()) == {Role.AUDITOR, Role.VALIDATOR}
    for box in dialog.roles.boxes.values():
        box.setChecked(False)
    assert "role" in dialog.go.toolTip()


def test_a_certificate_is_saved_for_those_who_are_to_trust_it(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    context = opened.window.context
    other = context.session.person
    path = tmp_path / "selin.pem"
    write_certificate(context, other, path)
    qtbot.waitUntil(path.exists)
    assert path.read_text() == other.certificate


def test_a_policy_is_adopted_only_with_its_differences_seen_and_a_reason(
    opened: Opened, qtbot: QtBot
) -> None:
    context, workspace = opened.window.context, opened.workspace
    milder = default_policy().replace(b"certificate_days = 30", b"certificate_days = 7")
    policy, changes = workspace.compare_policy(milder)
    asked = PolicyDialog(context, policy, changes)
    qtbot.addWidget(asked)
    asked.finish("Adopt", name="go")
    assert [item.key for item in changes] == ["gate.certificate_days"]
    assert asked.table.model().rowCount() == 1
    assert not asked.go.isEnabled()
    asked.reason.write("shorter")
    assert asked.go.isEnabled()

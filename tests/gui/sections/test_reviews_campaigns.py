"""Is a campaign opened, attested and closed in the window, signed and with nothing lost by an error?"""

from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from core.audit import Action
from core.governance.campaigns import AttestationAnswer, AttestationState
from core.ids import CampaignId, ModelId
from core.people import Role
from core.workspace.governance.campaigns import NewCampaign
from gui.sections.reviews.campaigns import CampaignsSection
from gui.sections.ticked import TickList
from tests.core.casework import PASSPHRASE, said
from tests.core.conftest import cheap_keys, validated, validated_once  # noqa: F401
from tests.gui.sections.room import Room, choose, room, said_in, write

__all__ = ["room"]

MODEL = ModelId("MOD-0001")


def section_of(room: Room) -> CampaignsSection:
    found = room.section("campaigns")
    assert isinstance(found, CampaignsSection)
    return found


def opened(room: Room, qtbot: QtBot) -> CampaignsSection:
    section = section_of(room)
    form = room.press(section, "open_campaign")
    go = form.findChild(QPushButton, "go")
    assert go is not None
    assert "title" in go.toolTip()
    write(form, "title", "Year 2026")
    models = form.findChild(TickList, "models")
    assert models is not None
    models.tick(MODEL)
    room.go(form, qtbot)
    return section


def test_a_campaign_is_opened_attested_with_exceptions_and_closed(room: Room, qtbot: QtBot) -> None:
    room.firm.model(name="Second model")
    section = opened(room, qtbot)
    campaigns = room.firm.workspace.campaigns
    assert [line.addressee.model for line in section.records] == [MODEL]
    assert section.summary(section.records) == "0 of 1 attested, 0 overdue"
    assert "neither asked" in room.tip(section, "attest")

    room.be(Role.OWNER)
    assert "roles" in room.tip(section, "close_campaign")
    form = room.press(section, "attest")
    choose(form, "answer", AttestationAnswer.WITH_EXCEPTIONS)
    write(form, "text", "Also used for renewals.")
    write(form, "passphrase", PASSPHRASE)
    room.go(form, qtbot)
    (line,) = campaigns.lines(campaigns.all()[0].id)
    assert line.attestation is not None
    assert campaigns.signature_valid(line.attestation)
    assert line.attestation.text is not None
    assert line.attestation.text.body == "Also used for renewals."
    assert section.columns()[2].cell(section.records[0]).text == "Affirmed with exceptions"

    room.be(Role.RISK_MANAGER)
    form = room.press(section, "close_campaign")
    write(form, "reason", "One exception.")
    room.go(form, qtbot)
    assert not campaigns.all()[0].is_open
    assert "is closed" in room.tip(section, "close_campaign")
    assert "One exception." in section._statement.text()


def test_a_wrong_passphrase_signs_nothing_and_keeps_what_was_written(room: Room, qtbot: QtBot) -> None:
    section, campaigns = opened(room, qtbot), room.firm.workspace.campaigns
    room.be(Role.OWNER)
    form = room.press(section, "attest")
    go, text = form.findChild(QPushButton, "go"), form.findChild(QPlainTextEdit, "text")
    assert go is not None
    assert text is not None
    assert "The record of the model in the inventory is true" in said_in(form)
    choose(form, "answer", AttestationAnswer.REFUSED)
    write(form, "passphrase", "not the passphrase")
    assert "Say what is not" in go.toolTip()
    write(form, "text", "Another owner.")

    room.go(form, qtbot)

    assert form.isVisible()
    assert text.toPlainText() == "Another owner."
    assert "Enter your passphrase" in go.toolTip()
    assert campaigns.lines(campaigns.all()[0].id)[0].attestation is None


def test_what_was_signed_is_the_record_that_was_shown(room: Room, qtbot: QtBot) -> None:
    section = opened(room, qtbot)
    room.be(Role.OWNER)
    form = room.press(section, "attest")
    write(form, "passphrase", PASSPHRASE)
    workspace = room.firm.workspace
    with workspace._desk.store.transaction(room.firm.as_(Role.OWNER)) as step:
        changed = replace(workspace.inventory.model(MODEL), business_area=said("Elsewhere"))
        step.put(changed, Action.MODEL_CHANGED)

    room.go(form, qtbot)

    assert form.isVisible()
    assert "was changed since you read it" in said_in(form)
    assert workspace.campaigns.lines(workspace.campaigns.all()[0].id)[0].state is AttestationState.OPEN


def test_several_models_are_attested_with_one_passphrase(room: Room, qtbot: QtBot) -> None:
    room.firm.model(name="Second model")
    section, campaigns = section_of(room), room.firm.workspace.campaigns
    form = room.press(section, "open_campaign")
    write(form, "title", "Year 2026")
    room.go(form, qtbot)
    assert "Nothing is missing that you could attest" in room.tip(section, "attest_many")
    room.be(Role.OWNER)
    form = room.press(section, "attest_many")
    models, go = form.findChild(TickList, "models"), form.findChild(QPushButton, "go")
    all_of = form.findChild(QPushButton, "tick_all")
    assert models is not None
    assert go is not None
    assert all_of is not None
    write(form, "passphrase", PASSPHRASE)
    assert "Tick the models" in go.toolTip()
    models.setCurrentRow(1)
    assert "Versions:" in said_in(form)
    all_of.click()
    assert "each of the 2 models" in said_in(form)

    room.go(form, qtbot)

    given = [line.attestation for line in campaigns.lines(campaigns.all()[0].id)]
    assert [item.model for item in given if item is not None] == [MODEL, "MOD-0002"]
    assert all(item is not None and campaigns.signature_valid(item) for item in given)
    assert room.tip(section, "attest_many")


def test_while_another_campaign_is_read_nobody_attests_in_it(room: Room, qtbot: QtBot) -> None:
    section = opened(room, qtbot)
    room.firm.model(name="Second model")
    campaigns, owner = room.firm.workspace.campaigns, room.firm.as_(Role.RISK_MANAGER)
    new = NewCampaign(
        title=said("Other"),
        statement=said("True"),
        due=room.firm.clock().date(),
        models=(ModelId("MOD-0002"),),
    )
    campaigns.open(owner, new)

    room.be(Role.OWNER)
    section.refresh()
    section.show_campaign(CampaignId("CAM-0002"))
    section.show_deeds()

    assert room.tip(section, "attest") == "Reading …"
    room.read()
    assert [line.addressee.model for line in section.records] == ["MOD-0002"]
    assert room.tip(section, "attest") == ""


def test_an_older_campaign_can_be_shown_again(room: Room, qtbot: QtBot) -> None:
    section = opened(room, qtbot)
    opened(room, qtbot)
    box = section.findChild(QComboBox, "campaign")
    assert box is not None
    assert section.selection()["campaign"] == "CAM-0002"

    section.arrive({"campaign": "CAM-0001", "model": MODEL})
    room.read()

    assert section.selection() == {"campaign": "CAM-0001", "model": MODEL}

"""Is a condition proved, sent back and confirmed in the window, and does no error take what was written?"""

from datetime import timedelta

from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from core.decisions import DecisionKind
from core.governance.conditions import ConditionState
from core.people import Role
from core.workspace import DecisionRequest
from gui.sections.ticked import Evidence, place_of_id
from gui.widgets.basic import Badge, Callout
from tests.core.casework import Firm, said
from tests.core.conftest import cheap_keys, validated, validated_once  # noqa: F401
from tests.core.governance.test_conditions import READY, conditional
from tests.gui.sections.room import Room, room, said_in, write

__all__ = ["room"]


def state(firm: Firm) -> ConditionState:
    return firm.workspace.decisions.conditions()[0].state


def proved(room: Room, qtbot: QtBot, shown: str, note: str) -> None:
    """Let its owner hand in the proof of the condition."""
    room.be(Role.OWNER)
    form = room.press(room.section("conditions"), "prove_condition")
    write(form, "evidence_ids", shown)
    write(form, "proof_note", note)
    room.go(form, qtbot)
    assert not form.isVisible(), said_in(form)


def test_a_condition_is_proved_sent_back_proved_again_and_confirmed(room: Room, qtbot: QtBot) -> None:
    conditional(room.firm)
    section = room.section("conditions")
    assert section.summary(section.records) == "1 to be met, 0 of them with proof, 0 overdue"
    proved(room, qtbot, "RUN-0001", "See the run.")
    assert state(room.firm) is ConditionState.PROVED
    assert "roles" in room.tip(section, "meet_condition")

    room.be(Role.VALIDATOR)
    assert "somebody else's to meet" in room.tip(section, "prove_condition")
    form = room.press(section, "return_proof")
    write(form, "reason", "The run shows nothing of it.")
    room.go(form, qtbot)
    assert state(room.firm) is ConditionState.OPEN
    assert "Nothing shows yet" in room.tip(section, "meet_condition")

    proved(room, qtbot, READY, "See the version.")
    room.be(Role.VALIDATOR)
    form = room.press(section, "meet_condition")
    assert "See the version." in said_in(form)
    room.go(form, qtbot)

    assert state(room.firm) is ConditionState.MET
    section.arrive({"condition": "D-0001/1"})
    assert section.selection() == {"condition": "D-0001/1"}
    assert "nothing more is to be done" in room.tip(section, "return_proof")


def test_a_proof_that_is_refused_takes_nothing_of_what_was_written(room: Room, qtbot: QtBot) -> None:
    conditional(room.firm)
    room.be(Role.OWNER)
    form = room.press(room.section("conditions"), "prove_condition")
    go, evidence = form.findChild(QPushButton, "go"), form.findChild(Evidence)
    assert go is not None
    assert evidence is not None
    assert "Tick or name" in go.toolTip()
    assert "RUN-0001" in [evidence.list.item(row).text()[:8] for row in range(evidence.list.count())]
    write(form, "evidence_ids", "DOC-0077")
    write(form, "proof_note", "The cut-off is documented.")

    room.go(form, qtbot)

    assert form.isVisible()
    assert "nothing with the id DOC-0077" in said_in(form)
    note = form.findChild(QPlainTextEdit, "proof_note")
    assert note is not None
    assert note.toPlainText() == "The cut-off is documented."
    write(form, "evidence_ids", "")
    evidence.list.tick("RUN-0001")
    room.go(form, qtbot)
    assert not form.isVisible()
    assert state(room.firm) is ConditionState.PROVED


def test_a_proof_that_was_replaced_meanwhile_is_not_confirmed(room: Room, qtbot: QtBot) -> None:
    decision = conditional(room.firm)
    prove = room.firm.workspace.decisions.prove_condition
    prove(room.firm.as_(Role.OWNER), decision.id, 0, (READY,), said("first"))
    section = room.section("conditions")
    form = room.press(section, "meet_condition")
    room.firm.clock.advance(timedelta(minutes=1))
    prove(room.firm.as_(Role.OWNER), decision.id, 0, (READY,), said("second"))

    room.go(form, qtbot)

    assert form.isVisible()
    assert "was changed since you read it" in said_in(form)
    assert state(room.firm) is ConditionState.PROVED


def test_a_decision_shows_its_conditions_and_everything_that_changed_since(room: Room) -> None:
    firm, window = room.firm, room.opened.window
    decision = conditional(firm)
    firm.workspace.decisions.prove_condition(firm.as_(Role.OWNER), decision.id, 0, (READY,), said("see"))
    before = firm.workspace.risk.latest(READY)
    firm.assess(READY)
    after = firm.workspace.risk.latest(READY)
    assert before is not None
    assert after is not None

    window.navigate("approvals", version=READY)
    page = window.page("approvals")

    assert "Proof handed in" in [item.text for item in page.findChildren(Badge)]
    lapse = next(
        item.accessibleName()
        for item in page.findChildren(Callout)
        if "no longer holds" in item.accessibleName()
    )
    assert f"Risk assessment: {before.id} → {after.id}" in lapse
    link = next(item for item in page.findChildren(QPushButton) if item.objectName() == "show_D-0001/1")
    link.click()
    assert window.place()[0] == "reviews"
    assert window.current.selection() == {"section": "conditions", "condition": "D-0001/1"}


def test_an_approval_that_holds_lists_what_came_on_top_without_alarm(room: Room) -> None:
    firm, window = room.firm, room.opened.window
    request = DecisionRequest(version=READY, kind=DecisionKind.APPROVE, reason=said("fine"))
    firm.workspace.decisions.decide(firm.as_(Role.RISK_MANAGER), request, firm.key(Role.RISK_MANAGER))
    from core.findings import Severity
    from core.workspace import NewFinding

    finding = NewFinding(
        version=READY,
        title=said("A small one"),
        description=None,
        severity=Severity.LOW,
        owner=firm.person(Role.OWNER).id,
        due=firm.clock().date() + timedelta(days=9),
    )
    firm.workspace.findings.raise_new(firm.as_(Role.VALIDATOR), finding)

    window.navigate("approvals", version=READY)

    said_all = [item.accessibleName() for item in window.page("approvals").findChildren(Callout)]
    assert any("stays as it is" in text and "Finding F-0001: Was added" in text for text in said_all)
    assert not any("no longer holds" in text for text in said_all)


def test_an_id_leads_to_the_page_of_its_record() -> None:
    assert place_of_id("MOD-0001@2") == ("record", {"version": "MOD-0001@2"})
    assert place_of_id("F-0003") == ("findings", {"finding": "F-0003"})
    assert place_of_id("DOC-0003") == ("estate", {"document": "DOC-0003", "section": "documents"})
    assert place_of_id("OPN-0001") == ("trail", {"object": "OPN-0001"})

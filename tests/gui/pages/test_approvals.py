"""Can a version be decided on and moved from the window, with everything that stands against it said?"""

from datetime import timedelta

from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from core.decisions import DecisionKind
from core.findings import Finding, FindingState, Severity
from core.governance.determinations import Determination, DeterminationKind
from core.governance.exceptions import ExceptionOutcome
from core.ids import model_of
from core.inventory import State
from core.messages import message
from core.workspace import NewFinding
from core.workspace.governance.rule import NewDetermination
from gui.dialogs.decide import DecideDialog
from gui.dialogs.determine import ExceptionDialog
from gui.pages.approvals import ApprovalsPage
from gui.theme import Theme
from gui.widgets.approval_detail import page_for
from gui.widgets.basic import Badge, Callout
from gui.widgets.painting import Tone
from tests.gui.pages.conftest import PASSPHRASE, Stage, Staging, in_dialog, press, words


def page_of(stage: Stage) -> ApprovalsPage:
    page = stage.page("approvals")
    assert isinstance(page, ApprovalsPage)
    return page


def settle(stage: Stage) -> None:
    """Dismiss what the run proposed, so that nothing stands against an approval."""
    tobias = stage.workspace.people.sign_in(stage.who("Tobias"), PASSPHRASE)
    for finding in stage.workspace.findings.all():
        if finding.state is FindingState.PROPOSED:
            _, changes = stage.workspace.findings.dismiss(tobias, finding.id, words("Looked at; accepted."))
            stage.context.bus.publish(changes)


def fill(dialog: DecideDialog, phrase: str = PASSPHRASE) -> None:
    dialog.reason.setPlainText("The evidence suffices for this use.")
    dialog.passphrase.set_text(phrase)
    dialog.acceptance.setPlainText("Reviewed by hand.")


def decided(page: ApprovalsPage, kind: DecisionKind) -> DecideDialog:
    dialog = page.decide(kind)
    assert dialog is not None
    return dialog


def test_an_approval_is_signed_from_the_window(staging: Staging, qtbot: QtBot) -> None:
    stage = staging()
    settle(stage)
    page = page_of(stage)
    assert page.approve.isEnabled(), page.approve.toolTip()
    dialog = decided(page, DecisionKind.APPROVE)
    fill(dialog)

    press(dialog, "sign_decision")
    stage.wait(qtbot)

    decision = stage.workspace.decisions.of(stage.version)[0]
    assert decision.kind is DecisionKind.APPROVE
    assert decision.decided_by == stage.who("Miriam")
    assert stage.workspace.decisions.signature_valid(decision)
    assert stage.workspace.inventory.version(stage.version).state is State.APPROVED
    assert not dialog.isVisible()


def test_a_wrong_passphrase_signs_nothing_and_keeps_what_was_written(staging: Staging, qtbot: QtBot) -> None:
    stage = staging()
    settle(stage)
    dialog = decided(page_of(stage), DecisionKind.APPROVE)
    fill(dialog, "wrong")

    press(dialog, "sign_decision")
    stage.wait(qtbot)

    assert stage.workspace.decisions.of(stage.version) == ()
    assert dialog.isVisible()
    assert dialog._problem.text()
    assert "suffices" in dialog.reason.toPlainText()
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_conditions_are_asked_for_and_recorded(staging: Staging, qtbot: QtBot) -> None:
    stage = staging()
    settle(stage)
    page = page_of(stage)
    dialog = decided(page, DecisionKind.APPROVE_WITH_CONDITIONS)
    fill(dialog)
    assert not dialog.go.isEnabled()
    assert "condition" in dialog.go.toolTip()

    field = dialog.findChild(QLineEdit, "condition_1")
    assert field is not None
    field.setText("Collect more data on young applicants")
    press(dialog, "sign_decision")
    stage.wait(qtbot)

    decision = stage.workspace.decisions.of(stage.version)[0]
    assert [item.text.body for item in decision.conditions] == ["Collect more data on young applicants"]
    assert "Condition open" in [item.text for item in page.findChildren(Badge)]
    press(page, f"show_{decision.id}/1")
    assert stage.opened.window.place()[0] == "reviews"


def test_a_rejection_needs_no_evidence(staging: Staging, qtbot: QtBot) -> None:
    stage = staging()
    dialog = decided(page_of(stage), DecisionKind.REJECT)
    fill(dialog)

    press(dialog, "sign_decision")
    stage.wait(qtbot)

    assert stage.workspace.inventory.version(stage.version).state is State.REJECTED


def test_the_developer_cannot_approve_and_is_told_why(staging: Staging) -> None:
    stage = staging("Jana")
    settle(stage)
    page = page_of(stage)

    assert not page.approve.isEnabled()
    assert "nobody decides on their own work" in page.approve.toolTip()
    shown = [item.accessibleName() for item in page.findChildren(Callout)]
    assert any("nobody decides on their own work" in text for text in shown)


def test_while_the_trail_is_checked_nobody_decides(staging: Staging) -> None:
    stage = staging()
    settle(stage)
    page = page_of(stage)

    stage.opened.services.watch.settle(None)

    for button in (page.approve, page.conditional, page.reject):
        assert not button.isEnabled()
        assert "audit trail" in button.toolTip()


def test_moves_are_offered_with_the_reason_where_they_are_not_allowed(staging: Staging, qtbot: QtBot) -> None:
    stage = staging("Selin")
    page = page_of(stage)
    button = page.findChild(QPushButton, "move_draft")
    assert button is not None
    assert not button.isEnabled()
    assert "roles" in button.toolTip()

    stage.be("Jana")
    in_dialog(give_reason)
    press(page, "move_draft")
    stage.wait(qtbot)

    assert stage.workspace.inventory.version(stage.version).state is State.DRAFT


def give_reason(dialog: QDialog) -> None:
    field = dialog.findChild(QPlainTextEdit, "reason")
    assert field is not None
    field.setPlainText("Something is missing.")
    press(dialog, "go")


def test_what_was_replaced_since_the_decision_is_said(staging: Staging, qtbot: QtBot) -> None:
    stage = staging()
    settle(stage)
    page = page_of(stage)
    dialog = decided(page, DecisionKind.APPROVE)
    fill(dialog)
    press(dialog, "sign_decision")
    stage.wait(qtbot)

    latest = stage.workspace.risk.latest(stage.version)
    assert latest is not None
    miriam = stage.opened.services.session.current
    _, changes = stage.workspace.risk.assess(miriam, stage.version, latest.ratings, latest.materiality)
    stage.context.bus.publish(changes)
    page.refresh()

    said = " ".join(item.accessibleName() for item in page.findChildren(Callout))
    assert "Replaced since: Risk assessment" in said


def test_the_kind_chosen_in_the_dialog_counts(staging: Staging) -> None:
    stage = staging()
    dialog = decided(page_of(stage), DecisionKind.APPROVE)
    box = dialog.findChild(QComboBox, "decision_kind")
    assert box is not None

    box.setCurrentIndex(box.findData(DecisionKind.REJECT))
    box.activated.emit(box.currentIndex())

    assert dialog.request().kind is DecisionKind.REJECT
    assert dialog.request().expires is None
    dialog.reject()


def severe(stage: Stage) -> Finding:
    """Let the auditor raise a finding that blocks."""
    workspace = stage.workspace
    new = NewFinding(
        version=stage.version, title=words("Too old"), severity=Severity.SEVERE, owner=stage.who("Jana")
    )
    selin = workspace.people.sign_in(stage.who("Selin"), PASSPHRASE)
    finding, changes = workspace.findings.raise_new(selin, new)
    stage.context.bus.publish(changes)
    return finding


def excepted(stage: Stage, topic: str) -> Determination:
    """Let the risk manager grant an exception for a month."""
    workspace, miriam = stage.workspace, stage.opened.services.session.current
    new = NewDetermination(
        kind=DeterminationKind.POLICY_EXCEPTION,
        model=model_of(stage.version),
        version=stage.version,
        topic=topic,
        outcome=ExceptionOutcome.GRANTED,
        reason=words("Newer data arrive in January."),
        limits=words("One branch."),
        expires=workspace.today + timedelta(days=30),
    )
    key = workspace.people.signing_key(miriam, PASSPHRASE)
    made, changes = workspace.determinations.determine(miriam, new, key)
    stage.context.bus.publish(changes)
    return made


def test_an_exception_is_told_before_signing_and_stays_with_the_decision(
    staging: Staging, qtbot: QtBot
) -> None:
    stage = staging()
    settle(stage)
    finding, page = severe(stage), page_of(stage)
    assert finding.id in page.approve.toolTip()
    form = ExceptionDialog(stage.context, version=stage.version, sign=lambda *_: None)
    qtbot.addWidget(form)
    offered = {
        form.demand.itemText(place): form.demand.itemData(place) for place in range(form.demand.count())
    }
    made = excepted(stage, offered[f"Blocking finding {finding.id} · Too old"])
    page.refresh()
    stage.wait(qtbot)
    assert page.approve.isEnabled(), page.approve.toolTip()
    dialog = decided(page, DecisionKind.APPROVE)
    told = dialog.exceptions.accessibleName()
    assert "rests on exceptions" in told
    assert f"{made.id}: Blocking finding {finding.id}, until" in told
    fill(dialog)
    press(dialog, "sign_decision")
    stage.wait(qtbot)

    (decision,) = stage.workspace.decisions.of(stage.version)
    assert decision.exceptions == (made.id,)
    said = " ".join(item.text() for item in page.findChildren(QLabel))
    assert f"Rests on the exception {made.id}: Blocking finding {finding.id}" in said
    assert "Holds" in [item.text for item in page.findChildren(Badge)]
    miriam = stage.opened.services.session.current
    _, changes = stage.workspace.determinations.withdraw(miriam, made.id, words("They did not arrive."))
    stage.context.bus.publish(changes)
    page.refresh()
    stage.wait(qtbot)
    assert "Withdrawn" in [item.text for item in page.findChildren(Badge)]


def test_an_obstacle_leads_to_the_page_that_mends_it() -> None:
    assert page_for(message("There is none. Commit one on the page Risk.")) == "risk"
    assert page_for(message("“{check}” was not run.", check="performance")) == "checks"
    assert page_for(message("{finding} is open.", finding="F-0001")) == "findings"
    assert page_for(message("Switch to another person.")) is None


def test_a_long_list_of_prerequisites_leaves_room_and_is_shown_in_full_when_asked(
    qtbot: QtBot, theme: Theme
) -> None:
    lines = [f"line {number}" for number in range(27)]
    box = Callout(theme, Tone.WARN, "Not yet", lines, more="Show all 27")
    qtbot.addWidget(box)
    box.show()

    def seen() -> int:
        return sum(item.isVisible() for item in box.findChildren(QLabel) if item.text().startswith("line"))

    assert seen() == 4
    button = box.findChild(QPushButton, "callout_more")
    assert button is not None
    button.click()
    assert seen() == 27
    assert not button.isVisible()
    short = Callout(theme, Tone.WARN, "Not yet", lines[:5], more="Show all 5")
    qtbot.addWidget(short)
    assert short.findChild(QPushButton, "callout_more") is None

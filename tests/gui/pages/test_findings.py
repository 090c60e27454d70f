"""Can findings be raised, confirmed, dismissed, closed and accepted by those who may, and only by them?"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from core.findings import Finding, FindingState, Severity
from core.governance.documents import DocumentKind
from core.ids import FindingId
from core.workspace import NewFinding
from core.workspace.governance.documents import NewDocument
from gui.due_export import write_due
from gui.pages.findings import FindingsPage, overdue
from gui.widgets.painting import Tone
from gui.widgets.pickers import today
from tests.gui.conftest import settle
from tests.gui.pages.conftest import PASSPHRASE, Stage, Staging, in_dialog, press, words


def page_of(stage: Stage) -> FindingsPage:
    page = stage.page("findings")
    assert isinstance(page, FindingsPage)
    return page


def raise_one(stage: Stage, *, owner: str = "Jana", due_in: int = 30) -> Finding:
    """Raise a finding by Miriam, owned by somebody."""
    new = NewFinding(
        version=stage.version,
        title=words("The cut-off is not documented"),
        description=None,
        severity=Severity.MEDIUM,
        owner=stage.who(owner),
        due=today() + timedelta(days=due_in),
    )
    session = stage.opened.services.session.current
    finding, changes = stage.workspace.findings.raise_new(session, new)
    stage.context.bus.publish(changes)
    return finding


def give_reason(dialog: QDialog) -> None:
    field = dialog.findChild(QPlainTextEdit, "reason")
    assert field is not None
    field.setPlainText("It was documented and reviewed.")
    press(dialog, "go")


def shown(stage: Stage, finding: Finding) -> FindingsPage:
    page = page_of(stage)
    page.arrive({"finding": finding.id})
    return page


def state_of(stage: Stage, finding: FindingId) -> FindingState:
    return stage.workspace.findings.get(finding).state


def test_a_finding_is_raised_from_the_window(staging: Staging, qtbot: QtBot) -> None:
    stage = staging("Selin")
    page = page_of(stage)

    def fill(dialog: QDialog) -> None:
        title = dialog.findChild(QLineEdit, "title")
        assert title is not None
        title.setText("The purpose is vague")
        press(dialog, "raise")

    in_dialog(fill)
    press(page, "raise_new")
    stage.wait(qtbot)

    newest = stage.workspace.findings.all()[0]
    assert newest.title is not None
    assert newest.title.body == "The purpose is vague"
    assert newest.raised_by == stage.who("Selin")
    assert page.detail.finding == newest


def reported(stage: Stage, finding: Finding, folder: Path) -> Finding:
    """Let Jana report a finding mended."""
    jana = stage.workspace.people.sign_in(stage.who("Jana"), PASSPHRASE)
    path = folder / "proof.txt"
    path.write_text("It is documented", encoding="utf-8")
    new = NewDocument(path=path, title=words("Proof"), kind=DocumentKind.EVIDENCE, subject=finding.id)
    document, _ = stage.workspace.documents.file(jana, new)
    done, changes = stage.workspace.findings.report_mended(
        jana, finding.id, words("Documented"), documents=(document.id,)
    )
    stage.context.bus.publish(changes)
    return done


def test_what_was_reported_mended_is_verified_and_closed_with_a_reason(
    staging: Staging, qtbot: QtBot, tmp_path: Path
) -> None:
    stage = staging()
    finding = reported(stage, raise_one(stage), tmp_path)
    page = shown(stage, finding)

    in_dialog(give_reason)
    press(page.detail, "verify_finding")
    stage.wait(qtbot)

    assert state_of(stage, finding.id) is FindingState.CLOSED
    closed = stage.workspace.findings.get(finding.id)
    assert closed.closing_reason is not None
    assert "documented" in closed.closing_reason.body
    proof = closed.reports[-1].proofs[0].id
    press(page.detail, f"evidence_{proof}")
    assert stage.opened.window.current is not page


def test_the_owner_plans_and_reports_in_the_window(staging: Staging, qtbot: QtBot) -> None:
    stage = staging()
    finding = raise_one(stage)
    stage.be("Jana")
    page = shown(stage, finding)

    def plan(dialog: QDialog) -> None:
        cause, step = dialog.findChild(QPlainTextEdit, "cause"), dialog.findChild(QLineEdit, "step_1")
        assert cause is not None
        assert step is not None
        cause.setPlainText("Nobody wrote it down")
        step.setText("Write it down")
        press(dialog, "go")

    in_dialog(plan)
    press(page.detail, "plan_finding")
    stage.wait(qtbot)

    kept = stage.workspace.findings.get(finding.id).remediation
    assert kept is not None
    assert [item.text.body for item in kept.steps] == ["Write it down"]
    assert "not done" in page.detail.buttons["report_finding"].toolTip()


def test_ages_and_filters_follow_what_stands(staging: Staging, tmp_path: Path) -> None:
    stage = staging()
    waiting = reported(stage, raise_one(stage), tmp_path)
    page = page_of(stage)
    press(page, "chip_waiting")
    assert _rows(page) == {waiting.id}
    press(page, "show_ageing")
    settle(stage.opened)
    assert page.ages.found is not None
    assert [item.finding.id for item in page.ages.found.items] == [waiting.id]
    assert page.ages.chart.drawing is not None


def test_due_dates_are_written_for_one_person(staging: Staging, qtbot: QtBot, tmp_path: Path) -> None:
    stage = staging()
    finding = raise_one(stage)
    write_due(stage.context, tmp_path / "due.ics", stage.who("Jana"))
    stage.wait(qtbot)
    text = (tmp_path / "due.ics").read_text(encoding="utf-8")
    assert f"finding-{finding.id}@" in text


def test_a_risk_is_accepted_until_a_day(staging: Staging, qtbot: QtBot) -> None:
    stage = staging()
    finding = raise_one(stage)
    page = shown(stage, finding)

    in_dialog(give_reason)
    press(page.detail, "accept_finding")
    stage.wait(qtbot)

    accepted = stage.workspace.findings.get(finding.id)
    assert accepted.state is FindingState.ACCEPTED
    assert accepted.accepted_until is not None
    assert accepted.accepted_until > today()


def test_the_owner_cannot_close_and_is_told_why(staging: Staging) -> None:
    stage = staging()
    finding = raise_one(stage, owner="Miriam")
    page = shown(stage, finding)

    for name in ("postpone_finding", "accept_finding"):
        assert not page.detail.buttons[name].isEnabled()
        assert "You own" in page.detail.buttons[name].toolTip()


def test_what_a_role_may_not_do_is_disabled_with_the_reason(staging: Staging) -> None:
    stage = staging()
    finding = raise_one(stage)
    page = shown(stage, finding)

    stage.be("Selin")

    assert page.raise_new.isEnabled()
    for name in ("close_finding", "accept_finding"):
        assert not page.detail.buttons[name].isEnabled()
        assert "roles" in page.detail.buttons[name].toolTip()

    stage.be("Jana")
    assert not page.raise_new.isEnabled()
    assert "roles" in page.raise_new.toolTip()


def test_confirming_needs_a_proposed_finding(staging: Staging) -> None:
    stage = staging()
    page = shown(stage, raise_one(stage))

    assert not page.detail.confirm.isEnabled()
    assert "Open" in page.detail.confirm.toolTip()


def test_filters_show_what_they_name(staging: Staging, qtbot: QtBot) -> None:
    stage = staging()
    mine, other = raise_one(stage, owner="Miriam"), raise_one(stage)
    page = page_of(stage)

    press(page, "chip_mine")
    assert _rows(page) == {mine.id}

    press(page, "chip_every")
    assert {mine.id, other.id} <= _rows(page)

    page.search.setText(f"{other.id}")
    assert _rows(page) == {other.id}


def _rows(page: FindingsPage) -> set[FindingId]:
    view = page.view
    rows = range(view.filter.rowCount())
    return {view.table.records[view.filter.mapToSource(view.filter.index(row, 0)).row()].id for row in rows}


def test_an_overdue_finding_says_so(staging: Staging) -> None:
    stage = staging()
    finding = raise_one(stage, due_in=1)
    page = page_of(stage)
    late = replace(finding, due=today() - timedelta(days=3))

    cell = page._due(late)

    assert overdue(late)
    assert not overdue(finding)
    assert cell.tone is Tone.BAD
    assert "overdue" in cell.tip

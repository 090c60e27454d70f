"""Can findings be raised, confirmed, dismissed, closed and accepted by those who may, and only by them?"""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from core.findings import Finding, FindingState, Severity
from core.ids import FindingId
from core.workspace import NewFinding
from gui.pages.findings import FindingsPage, overdue
from gui.widgets.painting import Tone
from gui.widgets.pickers import today
from tests.gui.pages.conftest import Stage, Staging, in_dialog, press, words


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


def test_an_open_finding_is_closed_with_a_reason(staging: Staging, qtbot: QtBot) -> None:
    stage = staging()
    finding = raise_one(stage)
    page = shown(stage, finding)

    in_dialog(give_reason)
    press(page.detail, "close_finding")
    stage.wait(qtbot)

    assert state_of(stage, finding.id) is FindingState.CLOSED
    closed = stage.workspace.findings.get(finding.id)
    assert closed.closing_reason is not None
    assert "documented" in closed.closing_reason.body


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

    assert not page.detail.close_finding.isEnabled()
    assert "You own" in page.detail.close_finding.toolTip()
    assert not page.detail.accept.isEnabled()


def test_what_a_role_may_not_do_is_disabled_with_the_reason(staging: Staging) -> None:
    stage = staging()
    finding = raise_one(stage)
    page = shown(stage, finding)

    stage.be("Selin")

    assert page.raise_new.isEnabled()
    assert not page.detail.close_finding.isEnabled()
    assert "roles" in page.detail.close_finding.toolTip()
    assert "decide" in page.detail.accept.toolTip()

    stage.be("Jana")
    assert not page.raise_new.isEnabled()
    assert "roles" in page.raise_new.toolTip()


def test_confirming_needs_a_proposed_finding(staging: Staging) -> None:
    stage = staging()
    page = shown(stage, raise_one(stage))

    assert not page.detail.confirm.isEnabled()
    assert "proposed" in page.detail.confirm.toolTip()


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

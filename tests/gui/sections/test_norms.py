"""Can a person classify a model in the window, one question at a time, and sign what follows?"""

import pytest
from pytestqt.qtbot import QtBot

from core.governance.ai_act import AiActOutcome
from core.governance.determinations import DeterminationKind
from core.governance.frameworks import ScopeOutcome
from core.ids import ModelId
from core.workspace.governance.determinations import NewDetermination
from gui.dialogs.determine import EarlyUseDialog, ExceptionDialog, ScopeDialog
from gui.dialogs.questionnaire import QuestionnaireDialog, draft_of
from gui.sections.norms.scope import ScopeSection
from gui.start import Opened
from tests.core.normwork import CREDIT
from tests.gui.conftest import PASSPHRASE, Desk, add_model, settle, text

ASKED: list[NewDetermination] = []


@pytest.fixture
def model(opened: Opened) -> ModelId:
    """A model without versions, so that nobody developed it yet."""
    return add_model(Desk(opened.workspace, opened.window.context.session.current), "Loans")


def keep(new: NewDetermination, _passphrase: str, _dialog: object) -> None:
    ASKED.append(new)


def answered(dialog: QuestionnaireDialog, given: dict[str, str]) -> None:
    """Answer every question as a person would, pressing Next after each."""
    for name, words in given.items():
        assert dialog.view is not None
        assert dialog.view.question.id == name
        assert not dialog.next.isEnabled()
        dialog.view.choose(*words.split())
        dialog.next.click()


def wizard(opened: Opened, model: ModelId, qtbot: QtBot) -> QuestionnaireDialog:
    dialog = QuestionnaireDialog(
        opened.window.context, DeterminationKind.AI_ACT, model, opened.window, sign=keep
    )
    qtbot.addWidget(dialog)
    return dialog


def test_the_wizard_leads_to_the_class_and_asks_for_reason_and_passphrase(
    opened: Opened, model: ModelId, qtbot: QtBot
) -> None:
    ASKED.clear()
    dialog = wizard(opened, model, qtbot)
    answered(dialog, CREDIT)
    assert dialog.view is None
    assert not dialog.next.isEnabled()
    assert "passphrase" in dialog.next.toolTip()
    dialog.reason.setPlainText("A score for private loans")
    dialog.passphrase.set_text(PASSPHRASE)
    assert dialog.next.isEnabled() == (opened.window.context.watch.obstacle is None)
    new = dialog.request()
    assert new.outcome == AiActOutcome.HIGH_RISK_ANNEX_III
    assert {item.question for item in new.answers} == set(CREDIT)


def test_going_back_keeps_answers_and_changing_one_drops_what_is_no_longer_asked(
    opened: Opened, model: ModelId, qtbot: QtBot
) -> None:
    dialog = wizard(opened, model, qtbot)
    answered(dialog, dict(list(CREDIT.items())[:7]))
    for _ in range(2):
        dialog.back.click()
    assert dialog.view is not None
    assert dialog.view.question.id == "annex_iii"
    assert dialog.view.answers == ("5b",)
    dialog.view.choose("corporate")
    assert dialog.view.answers == ("corporate",)
    dialog.next.click()
    assert "profiling" not in dialog.draft.given
    assert dialog.view.question.id == "transparency"


def test_closing_keeps_the_draft_and_opening_again_goes_on_there(
    opened: Opened, model: ModelId, qtbot: QtBot
) -> None:
    dialog = wizard(opened, model, qtbot)
    answered(dialog, dict(list(CREDIT.items())[:4]))
    dialog.reject()
    again = wizard(opened, model, qtbot)
    assert again.view is not None
    assert again.view.question.id == "annex_i"
    kept = draft_of(opened.workspace, DeterminationKind.AI_ACT, model)
    assert kept.given["prohibited"] == ("none",)


def test_the_scope_dialog_proposes_what_the_framework_says(
    opened: Opened, model: ModelId, qtbot: QtBot
) -> None:
    context = opened.window.context
    dialog = ScopeDialog(context, model, opened.window, framework="us-sr-11-7", sign=keep)
    qtbot.addWidget(dialog)
    assert dialog.outcome.currentData() == ScopeOutcome.NOT_IN_SCOPE
    assert "superseded" in dialog.facts.text()
    assert not dialog.go.isEnabled()
    dialog.reason.widget.setPlainText("Replaced by SR 26-2")  # type: ignore[union-attr]
    assert dialog.request().topic == "us-sr-11-7"


def test_the_matrix_shows_each_determination_and_what_is_open(opened: Opened, model: ModelId) -> None:
    workspace, context = opened.workspace, opened.window.context
    key = workspace.people.signing_key(context.session.current, PASSPHRASE)
    new = NewDetermination(
        kind=DeterminationKind.SCOPE,
        model=model,
        topic="gdpr",
        outcome=ScopeOutcome.IN_SCOPE,
        reason=text("Applications of natural persons"),
    )
    workspace.determinations.determine(context.session.current, new, key)
    opened.window.navigate("norms", section="scope", model=model)
    settle(opened)
    section = opened.window.current.section("scope")  # type: ignore[attr-defined]
    assert isinstance(section, ScopeSection)
    row = next(one for one in section.records if one.id == model)
    assert row.open == 13
    signs = [column.cell(row).text for column in section.columns()]
    assert signs[1:3] == ["●", "?"]
    assert "Applications of natural persons" in section.columns()[1].cell(row).tip


def test_limits_and_informed_users_are_demanded(opened: Opened, qtbot: QtBot) -> None:
    context = opened.window.context
    early = EarlyUseDialog(context, opened.window, sign=keep)
    exception = ExceptionDialog(context, opened.window, sign=keep)
    for dialog in (early, exception):
        qtbot.addWidget(dialog)
        assert not dialog.go.isEnabled()
        assert "limits" in dialog.go.toolTip()
    assert "informed" in early.go.toolTip()

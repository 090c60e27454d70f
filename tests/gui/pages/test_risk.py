"""Can a version be rated with matrix and keys, taken back, and committed with reasons?"""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from core.governance.scale_file import built_in
from core.policy_file import default_policy, read_policy
from core.risk import Band, Level, Perspective, RiskKind
from gui.drafts import RiskDraft, book_of
from gui.pages.risk import RiskPage
from gui.risk_words import outcome
from tests.gui.pages.conftest import Stage, Staging, press, words

KIND = (RiskKind.UNAVAILABLE, Perspective.FIRM)
SEVERE = Level(likelihood=5, impact=5)


def page_of(stage: Stage) -> RiskPage:
    page = stage.page("risk")
    assert isinstance(page, RiskPage)
    return page


def test_the_assessment_in_force_is_shown(staging: Staging) -> None:
    page = page_of(staging())

    assert page.matrix.view.table.shown.inherent == Level(likelihood=2, impact=3)
    assert page.matrix.view.table.shown.residual == Level(likelihood=1, impact=3)
    assert (None if page.tiering is None else page.tiering.tier) is Band.MEDIUM
    assert "by hand" in page.card.rationale.toPlainText()


def test_enter_moves_the_residual_marker_and_ctrl_z_takes_it_back(staging: Staging, qtbot: QtBot) -> None:
    page = page_of(staging())
    view = page.matrix.view
    view.move_to(Level(likelihood=1, impact=4))

    QTest.keyClick(view, Qt.Key.Key_Return)
    assert page.draft.rating(KIND).residual == Level(likelihood=1, impact=4)

    QTest.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.draft.rating(KIND).residual == Level(likelihood=1, impact=3)
    assert not page.card.undo.isEnabled()


def test_the_tier_follows_the_inherent_risk_at_once(staging: Staging) -> None:
    page = page_of(staging())
    press(page, "mode_inherent")

    page.matrix.view.chosen.emit(SEVERE)

    assert (None if page.tiering is None else page.tiering.tier) is Band.SEVERE
    assert "Severe" in page.card.follows.text()


def test_a_rating_is_committed_from_the_window(staging: Staging, qtbot: QtBot) -> None:
    stage = staging()
    page = page_of(stage)
    page.matrix.view.chosen.emit(Level(likelihood=2, impact=2))

    press(page, "commit_assessment")
    stage.wait(qtbot)

    latest = stage.workspace.risk.latest(stage.version)
    assert latest is not None
    assert latest.committed_by == stage.who("Miriam")
    assert len(stage.workspace.risk.history(stage.version)) == 2
    assert book_of(stage.workspace).current(stage.version) is None


def test_without_a_rationale_nothing_is_committed_and_the_button_says_so(staging: Staging) -> None:
    page = page_of(staging())

    page.card.rationale.setPlainText("")

    assert not page.card.commit.isEnabled()
    assert "no rationale" in page.card.commit.toolTip()


def test_an_auditor_cannot_assess_and_is_told_why(staging: Staging) -> None:
    stage = staging("Selin")
    page = page_of(stage)

    assert not page.card.commit.isEnabled()
    assert "roles" in page.card.commit.toolTip()


def test_a_draft_outlives_another_page_and_can_be_discarded(staging: Staging) -> None:
    stage = staging()
    page = page_of(stage)
    page.matrix.view.chosen.emit(SEVERE)

    stage.page("findings")
    assert page_of(stage).draft.rating(KIND).residual == SEVERE

    press(page, "discard")
    assert page.draft.rating(KIND).residual == Level(likelihood=1, impact=3)


def test_the_data_subject_is_rated_apart(staging: Staging) -> None:
    page = page_of(staging())
    box = page.findChild(QComboBox, "perspective")
    assert box is not None

    box.setCurrentIndex(box.findData(Perspective.DATA_SUBJECT))
    page.matrix.view.chosen.emit(SEVERE)

    assert page.draft.rating((RiskKind.UNAVAILABLE, Perspective.DATA_SUBJECT)).residual == SEVERE
    assert page.draft.rating(KIND).residual == Level(likelihood=1, impact=3)
    assert any("Data subject" in page.context.translator.say(item) for item in page.draft.missing())


def test_all_models_counts_and_lists_what_lies_in_a_cell(staging: Staging) -> None:
    stage = staging()
    page = page_of(stage)
    press(page, "mode_all")
    page.matrix.view.move_to(Level(likelihood=1, impact=3))

    assert page.matrix.view.table.shown.counts == {(1, 3): 1}
    assert [item[1] for item in page.models.list.table.records] == [stage.version]


def test_typing_is_taken_back_as_one_step(staging: Staging, qtbot: QtBot) -> None:
    page = page_of(staging())
    field = page.findChild(QPlainTextEdit, "rationale")
    assert field is not None
    before = field.toPlainText()

    field.setFocus()
    QTest.keyClicks(field, "abc")
    press(page, "undo")

    assert field.toPlainText() == before


@pytest.mark.parametrize("inherent", [True, False])
def test_the_first_marker_sets_both(inherent: bool) -> None:
    draft = RiskDraft().place(KIND, SEVERE, inherent=inherent)

    assert draft.rating(KIND).inherent == draft.rating(KIND).residual == SEVERE


def test_a_draft_without_materiality_has_no_tier() -> None:
    draft = RiskDraft()
    for kind in RiskKind:
        slot = (kind, Perspective.FIRM)
        draft = draft.place(slot, SEVERE, inherent=True).explain(slot, words("because"))

    policy = read_policy(default_policy())
    assert outcome(draft, built_in(), policy) is None
    assert len(draft.missing()) == 1

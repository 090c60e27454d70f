"""Do the risk page's dialogs and tabs say, keep and show what risk governance needs?"""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from core.governance.scales import Appetite, OwnKind, Words
from core.risk import Band, ComplexityFactor, Level, Perspective
from core.texts import Language
from gui.dialogs.risk import ComplexityDialog, FiguresDialog, RatingDialog
from gui.dialogs.risk_rules import OverrideDialog, ScaleDialog
from gui.drafts import DraftFiles, RatingDraft, RiskDraft
from gui.pages.risk import RiskPage
from gui.widgets.risk_tabs import _Read
from tests.gui.pages.conftest import PASSPHRASE, Stage, Staging, in_dialog, press, words

SLOT = ("unavailable", Perspective.FIRM)
LINE = Appetite(perspective=Perspective.FIRM, highest=2, reason_de="Vorstand", reason_en="Board")


def page_of(stage: Stage) -> RiskPage:
    page = stage.page("risk")
    assert isinstance(page, RiskPage)
    return page


def with_line(stage: Stage) -> None:
    scales = stage.workspace.scales
    kind = OwnKind(id="reputation", words=Words(de="Ruf", en="Reputation"))
    now = scales.in_force()
    new = replace(now.definition, appetite=(LINE,), kinds=(kind,))
    session = stage.opened.window.context.session.current
    scales.adopt(session, new, words("a line"), replaces=now.id)


def test_own_kinds_and_the_appetite_line_are_shown_and_said(staging: Staging) -> None:
    stage = staging()
    with_line(stage)
    page = page_of(stage)
    assert list(page.card.rows)[-1] == "reputation"
    table = page.matrix.view.table
    assert table.shown.appetite == 2
    assert "Above the appetite line" in table.sentence(Level(likelihood=3, impact=1))
    assert "Above" not in table.sentence(Level(likelihood=1, impact=2))
    accept = page.findChild(QPushButton, "accept_risk")
    assert accept is not None


def test_details_of_a_rating_are_entered_kept_and_drawn(staging: Staging) -> None:
    page = page_of(staging())

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, RatingDialog)
        dialog.controls[0].name.setText("Second look")
        dialog.has_target.setChecked(True)
        assert not dialog.go.isEnabled()
        dialog.measure.setText("Train again")
        dialog.evidence.setText("RUN-0001, F-0001")
        dialog.go.click()

    seen = in_dialog(fill)
    press(page, "rating_details_open")
    assert seen == ["rating_details"]
    rating = page.draft.rating(SLOT)
    assert [item.name.body for item in rating.controls] == ["Second look"]
    assert rating.evidence == ("RUN-0001", "F-0001")
    assert rating.target is not None
    assert page.matrix.view.table.shown.target == Level(likelihood=1, impact=1)
    assert "Controls: 1" in page.card.details_text.text()


def test_figures_and_complexity_set_materiality_and_tier(staging: Staging) -> None:
    page = page_of(staging())

    def figures(dialog: QDialog) -> None:
        assert isinstance(dialog, FiguresDialog)
        dialog.reason.setPlainText("Decides on loans")
        dialog.purpose.setCurrentIndex(dialog.purpose.findData(Band.HIGH))
        dialog.persons.setText("many")
        assert not dialog.go.isEnabled()
        dialog.persons.setText("300000")
        assert "Severe" in dialog.follows.text()
        dialog.go.click()

    in_dialog(figures)
    press(page, "figures_open")
    assert page.tiering is not None
    assert page.tiering.tier is Band.SEVERE
    assert "Materiality" in page.card.follows.text()

    def complexity(dialog: QDialog) -> None:
        assert isinstance(dialog, ComplexityDialog)
        for box in dialog.boxes.values():
            box.setCurrentIndex(box.findData(Band.HIGH))
        dialog.reason.setPlainText("Deep network")
        dialog.go.click()

    in_dialog(complexity)
    press(page, "complexity_open")
    assert {item.factor for item in page.draft.complexity} == set(ComplexityFactor)
    assert "14 of 21" in page.card.complexity_text.text()


def test_the_portfolio_counts_and_names_models_and_opens_one(staging: Staging, qtbot: QtBot) -> None:
    stage = staging()
    page = page_of(stage)
    page.tabs.open("portfolio")
    stage.wait(qtbot)
    view = page.tabs.portfolio
    assert view.matrix.view.table.shown.counts == {(1, 3): 1}
    assert view.list.rows_shown()[1:] == (("Loan scoring", "3 Low"),)
    box = view.findChild(QLineEdit, "portfolio_filter")
    assert box is not None
    box.setText("no such model")
    assert view.matrix.view.table.shown.counts == {}
    view.opened.emit(stage.version)
    assert page.tabs.shown == "assess"


def test_history_compares_the_last_two_and_due_says_that_nothing_is(staging: Staging, qtbot: QtBot) -> None:
    stage = staging()
    page = page_of(stage)
    page.matrix.view.chosen.emit(Level(likelihood=2, impact=2))
    press(page, "commit_assessment")
    stage.wait(qtbot)
    page.tabs.open("history")
    assert "→" in page.tabs.history.list.rows_shown()[1][3]
    page.tabs.open("due")
    stage.wait(qtbot)
    assert "No version" in page.tabs.due.title.text()


def test_only_who_may_adopts_scales_and_a_wrong_text_is_refused_at_once(staging: Staging) -> None:
    page = page_of(staging("Selin"))
    page.tabs.open("scales")
    change = page.tabs.scales.change
    assert not change.isEnabled()
    assert "risk manager" in change.toolTip()
    dialog = ScaleDialog(page.context, page.context.workspace.scales.in_force())
    dialog.reason.setPlainText("new")
    assert dialog.go.isEnabled()
    dialog.text.setPlainText(dialog.text.toPlainText().replace("[3, 9, 16]", "[9, 3, 16]"))
    assert not dialog.go.isEnabled()
    assert "borders" in dialog.go.toolTip()
    dialog.deleteLater()


def test_an_override_is_signed_in_the_window_and_loses_nothing_when_refused(
    staging: Staging, qtbot: QtBot
) -> None:
    stage = staging()
    page = page_of(stage)
    latest = stage.workspace.risk.latest(stage.version)
    assert latest is not None
    higher = next(item for item in Band if item.rank > latest.tier.rank)
    press(page, "override_tier")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, OverrideDialog)
    assert dialog.tier.findData(latest.tier) == -1
    assert not dialog.go.isEnabled()
    dialog.tier.setCurrentIndex(dialog.tier.findData(higher))
    dialog.until.known.setChecked(False)
    dialog.reason.write("a pilot")
    dialog.passphrase.set_text("not the passphrase")
    dialog.go.click()
    stage.wait(qtbot)
    assert dialog.isVisible()
    assert dialog.problem.text()
    assert dialog.reason.plain == "a pilot"
    dialog.passphrase.set_text(PASSPHRASE)
    dialog.go.click()
    stage.wait(qtbot)

    made = stage.workspace.risk.override(stage.version)
    assert made is not None
    assert (made.tier, dialog.isVisible()) == (higher, False)
    (signed,) = stage.workspace.determinations.of(stage.version)
    assert (signed.expires, signed.reason.body, signed.evidence) == (None, "a pilot", (latest.id,))
    button = page.findChild(QPushButton, "override_tier")
    assert button is not None
    assert button.text().startswith(made.id)
    assert page.card.follows.text().startswith(f"{made.id} sets the tier to")


def test_a_lower_tier_is_not_signed_without_a_last_day_within_the_policy(staging: Staging) -> None:
    stage = staging()
    latest = stage.workspace.risk.latest(stage.version)
    assert latest is not None
    severe = replace(latest, tier=Band.SEVERE)
    dialog = OverrideDialog(page_of(stage).context, severe, sign=lambda *_: None)
    dialog.reason.write("a pilot")
    dialog.passphrase.set_text("secret")
    assert dialog.go.isEnabled()
    first = dialog.until.day
    assert first is not None
    dialog.until.known.setChecked(False)
    assert "A lower tier needs a last day" in dialog.go.toolTip()
    dialog.until.set_day(first + timedelta(days=1))
    assert not dialog.go.isEnabled()
    dialog.deleteLater()


def test_a_draft_outlives_the_window(staging: Staging) -> None:
    stage = staging()
    page = page_of(stage)
    page.matrix.view.chosen.emit(Level(likelihood=5, impact=5))
    kept = DraftFiles(stage.workspace.folder / "drafts").read(stage.version)
    assert kept is not None
    assert kept.rating(SLOT).residual == Level(likelihood=5, impact=5)
    press(page, "discard")
    assert DraftFiles(stage.workspace.folder / "drafts").read(stage.version) is None


def test_an_unreadable_draft_counts_as_none(staging: Staging) -> None:
    stage = staging()
    files = DraftFiles(stage.workspace.folder / "drafts")
    files.write(stage.version, RiskDraft(ratings={SLOT: RatingDraft()}))
    next((stage.workspace.folder / "drafts").iterdir()).write_text("{", encoding="utf-8")
    assert files.read(stage.version) is None


def test_the_german_page_fits(staging: Staging) -> None:
    page = page_of(staging(language=Language.GERMAN))
    QApplication.processEvents()
    buttons = [item for item in page.findChildren(QPushButton) if item.isVisible() and item.text()]
    tight = [item.text() for item in buttons if item.width() < item.minimumSizeHint().width()]
    assert tight == []


def test_an_answer_is_ignored_when_something_newer_was_asked_for_meanwhile(
    staging: Staging, qtbot: QtBot
) -> None:
    stage = staging()
    page = page_of(stage)
    page.tabs.open("portfolio")
    asked = page.tabs._asked
    page.tabs.refresh()
    stage.wait(qtbot)
    rows = page.tabs.portfolio._rows
    assert rows
    page.tabs._filled(_Read(rows=(), standings=(), scale=stage.workspace.scales.in_force()), asked)
    assert page.tabs.portfolio._rows is rows

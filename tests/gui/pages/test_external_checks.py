"""May an administrator, and nobody else, allow and withdraw the checks of other makers in the window?"""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from core.people import Permission
from core.texts import Language
from gui.pages.settings import SettingsPage
from gui.widgets.external_checks import ExternalChecks, ReasonDialog
from tests.core.external_packages import install_example
from tests.gui.pages.conftest import Stage, Staging, press

CHECK = "external.approval_ceiling"
WORDS = {
    Language.ENGLISH: ("not allowed", "allowed", "withdrawn", "Only an administrator", "reason is missing"),
    Language.GERMAN: (
        "nicht zugelassen",
        "zugelassen",
        "zurückgezogen",
        "Nur die Administration",
        "Begründung fehlt",
    ),
}


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install the example of the documentation where Python finds it."""
    monkeypatch.syspath_prepend(str(install_example(tmp_path)))


def card_of(stage: Stage) -> ExternalChecks:
    """Show the settings, and choose the installed check."""
    page = stage.page("settings")
    assert isinstance(page, SettingsPage)
    card = page.external
    assert card.view.isVisibleTo(page)
    card.view.choose(lambda item: item.id == CHECK)
    QApplication.processEvents()
    return card


def state(card: ExternalChecks) -> str:
    """Return what the list says of the check."""
    (check,) = card.view.table.records
    return card.view.table.columns[-1].cell(check).text


def answer(card: ExternalChecks, reason: str, missing: str) -> None:
    """Give the reason in the dialog that is open; without one nothing can be pressed."""
    dialog = card.findChildren(ReasonDialog)[-1]
    go, field = dialog.findChild(QPushButton, "external_go"), dialog.findChild(QPlainTextEdit, "external_why")
    assert go is not None
    assert field is not None
    assert not go.isEnabled()
    assert missing in go.toolTip()
    field.setPlainText(reason)
    assert go.isEnabled()
    go.click()


@pytest.mark.parametrize("language", list(Language))
def test_an_administrator_allows_with_a_reason_and_withdraws(
    staging: Staging, qtbot: QtBot, language: Language
) -> None:
    stage = staging(language=language)
    stage.be("Jana")
    off, on, withdrawn, _, missing = WORDS[language]
    card = card_of(stage)
    assert state(card) == off
    assert not card.withdraw.isEnabled()

    press(card, "allow_external")
    answer(card, "Reviewed on 20 November, kept in the model file", missing)
    stage.wait(qtbot)
    qtbot.waitUntil(lambda: state(card) == on, timeout=10_000)
    (admission,) = stage.workspace.externals.admissions()
    assert admission.allowed
    assert [item.id for item in stage.workspace.externals.allowed()] == [CHECK]

    card.view.choose(lambda item: item.id == CHECK)
    press(card, "withdraw_external")
    answer(card, "No longer maintained", missing)
    stage.wait(qtbot)
    qtbot.waitUntil(lambda: state(card) == withdrawn, timeout=10_000)
    assert stage.workspace.externals.allowed() == ()


@pytest.mark.parametrize("language", list(Language))
def test_others_see_the_list_and_why_they_cannot_decide(staging: Staging, language: Language) -> None:
    stage = staging(language=language)
    assert not stage.context.session.may(Permission.ALLOW_EXTERNAL)
    card = card_of(stage)
    assert not card.allow.isEnabled()
    assert not card.withdraw.isEnabled()
    assert WORDS[language][3] in card.allow.toolTip()


def test_without_a_check_of_another_maker_the_card_says_so(
    staging: Staging, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = staging()
    monkeypatch.setattr(type(stage.workspace.externals), "installed", lambda _self: ())
    page = stage.page("settings")
    assert isinstance(page, SettingsPage)
    page.external.refresh()
    assert page.external.empty.isVisibleTo(page)
    assert not page.external.view.isVisibleTo(page)

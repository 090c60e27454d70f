"""Does a person get a certificate of an authority by the window, shown before it is installed?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from core.governance.due import DueKind
from core.governance.overview import Matter
from core.language import Translator
from core.people import Role
from core.texts import Language
from core.workspace import NewPerson
from gui.context import GuiContext
from gui.dialogs.own_certificate import InstallForm, RequestForm, request_certificate
from gui.pages.settings import SettingsPage
from gui.places import place_of
from gui.start import Opened
from gui.widgets.basic import Callout
from gui.widgets.painting import Tone
from gui.widgets.signing import person_card
from tests.core.authority import Authority, Wanted
from tests.gui.conftest import PASSPHRASE, text


@pytest.fixture(scope="module")
def bank() -> Authority:
    """An authority of today, below its root."""
    root = Authority(name="Beispielbank Root CA", now=datetime.now(UTC))
    return Authority(name="Beispielbank Issuing CA 1", now=datetime.now(UTC), above=root)


def requested(opened: Opened) -> str:
    session, workspace = opened.window.context.session.current, opened.workspace
    return workspace.own_certificates.request(session, workspace.people.signing_key(session, PASSPHRASE))


def said(form: InstallForm) -> list[str]:
    return [box.accessibleName() for box in form.findChildren(Callout) if not box.isHidden()]


def test_everybody_sees_to_their_own_certificate(opened: Opened) -> None:
    context, workspace = opened.window.context, opened.workspace
    new = NewPerson(name=text("Selin"), roles=(Role.AUDITOR,), passphrase=PASSPHRASE)
    other, _ = workspace.people.add(context.session.current, new)
    opened.window.navigate("settings", person=other.id)
    page = opened.window.current
    assert isinstance(page, SettingsPage)
    assert page.people.current() == other
    for button in (page.request_certificate, page.install_certificate):
        assert not button.isEnabled()
        assert "their own certificate" in button.toolTip()
    opened.window.navigate("settings", person=context.session.person.id)
    assert page.request_certificate.isEnabled()
    assert page.install_certificate.isEnabled()


def test_a_request_is_written_where_the_person_says(
    opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, path = opened.window.context, tmp_path / "own.csr"
    context.watch.settle(opened.workspace.trail.verify())
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    request_certificate(context, opened.window)
    form = opened.window.findChild(RequestForm)
    assert form is not None
    assert not form.go.isEnabled()
    form.country.write("Deutschland")
    form.passphrase.set_text(PASSPHRASE)
    form.go.click()
    qtbot.waitUntil(lambda: "cannot stand in a certificate" in form.problem.text())
    form.country.write("de")
    form.passphrase.set_text(PASSPHRASE)
    form.go.click()
    qtbot.waitUntil(path.exists)
    assert path.read_text().startswith("-----BEGIN CERTIFICATE REQUEST-----")


@pytest.mark.parametrize("language", list(Language), ids=lambda item: item.value)
def test_a_certificate_is_shown_before_it_is_installed(
    opened: Opened, qtbot: QtBot, tmp_path: Path, bank: Authority, language: Language
) -> None:
    german = language is Language.GERMAN
    context = replace(opened.window.context, translator=Translator(language))
    context.watch.settle(opened.workspace.trail.verify())
    person = context.session.person
    good, bad = tmp_path / "good.pem", tmp_path / "bad.pem"
    bad.write_bytes(bank.pem)
    wanted = Wanted(name="Brandt, Jana", ends=timedelta(days=20))
    good.write_bytes(bank.answer(requested(opened), wanted))

    form = InstallForm(context, opened.window)
    qtbot.addWidget(form)
    form.ask_for(lambda _person: None)
    form.take([bad])
    refusal = "gehört zu Ihrem Signaturschlüssel" if german else "belongs to your signing key"
    qtbot.waitUntil(lambda: refusal in " ".join(said(form)))
    form.passphrase.set_text(PASSPHRASE)
    assert not form.go.isEnabled()
    form.files._list.setCurrentRow(0)
    form.files.less.click()
    form.take([good])
    qtbot.waitUntil(form.go.isEnabled)
    shown = [item.text() for item in form.facts]
    assert shown[0] == "CN=Brandt\\, Jana"
    assert bank.name in shown[1]
    assert shown[2] == ("nicht mitgeschickt" if german else "not sent along")
    assert any("lautet auf „Brandt, Jana“" in item or "names “Brandt, Jana”" in item for item in said(form))
    assert len(said(form)) == 2, "the name differs, and it ends soon"

    form.passphrase.set_text("wrong")
    form.go.click()
    qtbot.waitUntil(lambda: "Passphrase" in form.problem.text() or "passphrase" in form.problem.text())
    assert context.session.person == person
    form.passphrase.set_text(PASSPHRASE)
    form.go.click()
    qtbot.waitUntil(lambda: context.session.person.certificate_chain != ())
    qtbot.waitUntil(form.isHidden)
    see_installed(opened, qtbot, context, bank)


def see_installed(opened: Opened, qtbot: QtBot, context: GuiContext, bank: Authority) -> None:
    """Look at the list of persons, the card of who signs, and what is due."""
    german = context.translator.language is Language.GERMAN
    installed = context.session.person
    page = SettingsPage(context)
    qtbot.addWidget(page)
    cell = page._certificate_cell(installed)
    assert (cell.text, cell.tone) == (bank.name, Tone.WARN)
    assert ("endet bald" if german else "ends soon") in cell.below
    card = person_card(context)
    qtbot.addWidget(card)
    words = " ".join(str(item.property("text")) for item in card.findChildren(QLabel))
    assert bank.name in words
    (due,) = [item for item in opened.workspace.due.items(installed.id) if item.kind is DueKind.CERTIFICATE]
    assert place_of(Matter(kind=due.kind, id=due.id, what=due.what)) == ("settings", {"person": installed.id})

"""Is evidence asked for and answered in the window by those who may?"""

from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from core.governance.requests import EvidenceRequest, RequestState
from core.workspace.governance.requests import NewRequest
from gui.pages.sectioned import SectionedPage
from gui.sections.reviews.requests import AnswerForm, RequestsSection
from gui.widgets.pickers import today
from tests.gui.conftest import settle
from tests.gui.pages.conftest import Stage, Staging, in_dialog, prepared, press, staging, words

__all__ = ["prepared", "staging"]


def section_of(stage: Stage) -> RequestsSection:
    stage.context.navigate("reviews", section="requests")
    settle(stage.opened)
    page = stage.opened.window.page("reviews")
    assert isinstance(page, SectionedPage)
    section = page.section("requests")
    assert isinstance(section, RequestsSection)
    return section


def sent(stage: Stage) -> EvidenceRequest:
    new = NewRequest(
        title=words("Sampling"),
        text=words("Show how the rows were drawn"),
        items=(words("The query"),),
        to=stage.who("Jana"),
        due=today() + timedelta(days=5),
        version=stage.version,
    )
    request, changes = stage.workspace.requests.send(stage.opened.services.session.current, new)
    stage.context.bus.publish(changes)
    return request


def write(dialog: QDialog, kind: type[QLineEdit] | type[QPlainTextEdit], name: str, text: str) -> None:
    field = dialog.findChild(kind, name)
    assert field is not None, name
    if isinstance(field, QLineEdit):
        field.setText(text)
    else:
        field.setPlainText(text)


def test_a_request_is_sent_from_the_window(staging: Staging, qtbot: QtBot) -> None:
    stage = staging("Selin")
    section = section_of(stage)

    def fill(dialog: QDialog) -> None:
        write(dialog, QLineEdit, "title", "The contract")
        write(dialog, QPlainTextEdit, "text", "Show who may use the data")
        write(dialog, QPlainTextEdit, "items", "Purpose\n\nEnd\n")
        press(dialog, "go")

    in_dialog(fill)
    press(section, "send_request")
    stage.wait(qtbot)

    (request,) = stage.workspace.requests.all()
    assert [item.body for item in request.items] == ["Purpose", "End"]
    assert section.view.current() == request


def test_only_the_person_asked_answers_and_cannot_judge(
    staging: Staging, qtbot: QtBot, tmp_path: Path
) -> None:
    stage = staging("Selin")
    request, section = sent(stage), section_of(stage)
    assert "somebody else" in section._buttons["answer_request"].toolTip()
    stage.be("Jana")

    def fill(dialog: QDialog) -> None:
        write(dialog, QPlainTextEdit, "text", "As filed")
        write(dialog, QLineEdit, "point_1", "select 1")
        assert isinstance(dialog, AnswerForm)
        dialog.files.take(files)
        dialog.files.take(files[:1])
        press(dialog, "go")

    files = [tmp_path / name for name in ("query.sql", "rows.csv")]
    for path in files:
        path.write_text(path.name, encoding="utf-8")
    in_dialog(fill)
    press(section, "answer_request")
    stage.wait(qtbot)

    answered = stage.workspace.requests.get(request.id)
    assert answered.state is RequestState.ANSWERED
    assert [file.name.body for file in answered.submissions[-1].files] == ["query.sql", "rows.csv"]
    assert not section._buttons["accept_request"].isEnabled()
    stage.be("Selin")
    assert section._buttons["accept_request"].isEnabled()

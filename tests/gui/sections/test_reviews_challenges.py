"""Is a challenge raised, answered and concluded in the window by those who may?"""

from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from core.audit import Action
from core.governance.challenges import ChallengeOutcome, ChallengeTopic
from core.people import Role
from gui.sections.listing import Listing
from tests.core.casework import said as words
from tests.core.conftest import cheap_keys, validated, validated_once  # noqa: F401
from tests.core.governance.test_conditions import READY
from tests.gui.sections.room import Room, choose, room, said_in, write

__all__ = ["room"]


def raised(room: Room, qtbot: QtBot) -> Listing[object]:
    """Let the validator raise a challenge of the version."""
    room.be(Role.VALIDATOR)
    section = room.section("challenges")
    form = room.press(section, "raise_challenge")
    choose(form, "subject", READY)
    choose(form, "topic", ChallengeTopic.DATA)
    for name in ("question", "expertise", "standing"):
        write(form, name, f"my {name}")
    room.go(form, qtbot)
    return section


def test_a_challenge_is_raised_answered_and_concluded_with_what_shows_it(room: Room, qtbot: QtBot) -> None:
    log = room.firm.workspace.challenges
    section = raised(room, qtbot)
    (challenge,) = log.all()
    assert (challenge.version, challenge.topic, challenge.question.body) == (
        READY, ChallengeTopic.DATA, "my question")  # fmt: skip
    assert section.selection() == {"challenge": challenge.id}
    assert "neither owns nor developed" in room.tip(section, "answer_challenge")
    room.be(Role.OWNER)
    assert "roles" in room.tip(section, "raise_challenge")
    room.be(Role.DEVELOPER)
    assert "cannot conclude" in room.tip(section, "conclude_challenge")
    form = room.press(section, "answer_challenge")
    write(form, "answer", "The data are old.")
    room.go(form, qtbot)
    form = room.press(section, "answer_challenge")
    assert "The data are old." in said_in(form)
    write(form, "answer", "The use is limited.")
    room.go(form, qtbot)
    shown = dict(section.facts(log.get(challenge.id)))
    assert (shown["Answer 1"], shown["Answer 2"]) == ("The data are old.", "The use is limited.")

    room.be(Role.VALIDATOR)
    form = room.press(section, "conclude_challenge")
    choose(form, "outcome", ChallengeOutcome.CHANGED)
    write(form, "conclusion", "Limited.")
    write(form, "evidence_ids", READY)
    room.go(form, qtbot)

    concluded = log.get(challenge.id)
    assert (concluded.outcome, concluded.evidence) == (ChallengeOutcome.CHANGED, (READY,))
    assert "is concluded" in room.tip(section, "answer_challenge")
    assert section.summary(section.records) == "1 raised, 0 open, 0 overdue, 1 with a change"


def test_a_conclusion_says_what_it_lacks_and_keeps_what_was_written(room: Room, qtbot: QtBot) -> None:
    section, log = raised(room, qtbot), room.firm.workspace.challenges
    log.answer(room.firm.as_(Role.DEVELOPER), log.all()[0].id, words("because"))
    section.refresh()
    room.read()
    form = room.press(section, "conclude_challenge")
    go, written = form.findChild(QPushButton, "go"), form.findChild(QPlainTextEdit, "conclusion")
    assert go is not None
    assert written is not None
    assert "Choose what came of it." in go.toolTip()
    choose(form, "outcome", ChallengeOutcome.CHANGED)
    write(form, "conclusion", "Limited.")
    assert "needs something that shows it" in go.toolTip()
    write(form, "evidence_ids", "F-0099")

    room.go(form, qtbot)

    assert "nothing with the id F-0099" in said_in(form)
    assert written.toPlainText() == "Limited."


def test_whoever_developed_it_is_refused_and_keeps_what_was_written(room: Room, qtbot: QtBot) -> None:
    """A risk manager who is made its developer may raise findings, but no challenge of the own work."""
    firm = room.firm
    mine = firm.workspace.inventory.version(READY)
    with firm.workspace._desk.store.transaction(firm.as_(Role.OWNER)) as step:
        step.put(replace(mine, developer=firm.person(Role.RISK_MANAGER).id), Action.VERSION_CHANGED)
    section = room.section("challenges")
    form = room.press(section, "raise_challenge")
    box = form.findChild(QComboBox, "subject")
    assert box is not None
    box.setCurrentIndex(0)
    for name in ("question", "expertise", "standing"):
        write(form, name, f"my {name}")

    room.go(form, qtbot)

    assert form.isVisible()
    assert "no independent challenge" in said_in(form)
    assert firm.workspace.challenges.all() == ()
    question = form.findChild(QPlainTextEdit, "question")
    assert question is not None
    assert question.toPlainText() == "my question"

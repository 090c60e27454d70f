"""Does the page of approvals say what the gate says, and does a certificate dropped on the window open?"""

from pathlib import Path

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from core.governance.certificates import SCHEMA
from core.governance.gate import Demand, GateVerdict, met, missing
from core.language import Translator
from core.messages import message
from core.stages import Stage
from core.texts import Language
from gui.context import Appearance
from gui.deeds import looks_like_certificate
from gui.theme import Theme
from gui.widgets.gate_panel import VerdictView
from tests.core.conftest import START


def test_a_verdict_shows_each_demand_with_its_next_step(qtbot: QtBot, theme: Theme) -> None:
    lines = (
        met(Demand.TRAIL, message("The audit trail is intact; signatures checked: {n}.", n=1)),
        missing(Demand.FINDINGS, message("x"), message("Close the finding or have its risk accepted.")),
    )
    verdict = GateVerdict(subject="MOD-0001@1", version=None, stage=Stage.PILOT, judged_at=START, lines=lines)
    view = VerdictView(Appearance(theme=theme, translator=Translator(Language.GERMAN)), verdict)
    qtbot.addWidget(view)
    labels = " ".join(item.text() for item in view.findChildren(QLabel))
    assert "Nächster Schritt: Schließen Sie die Feststellung" in labels
    assert "SS1/23" in labels
    assert view.findChildren(QPushButton) == []


def test_only_a_file_that_names_itself_a_certificate_is_taken_for_one(tmp_path: Path) -> None:
    good, other = tmp_path / "a.json", tmp_path / "b.json"
    good.write_text(f'{{"body":{{"schema":"{SCHEMA}"}}}}', encoding="utf-8")
    other.write_text('{"learner": {}}', encoding="utf-8")
    assert looks_like_certificate(good)
    assert not looks_like_certificate(other)
    assert not looks_like_certificate(tmp_path / "gone.json")

"""Are days entered as the language writes them?"""

from datetime import date

import pytest
from PySide6.QtCore import QDate, QDateTime, QTime
from PySide6.QtWidgets import QDateTimeEdit
from pytestqt.qtbot import QtBot

from core.language import Translator
from core.texts import Language
from gui.widgets.pickers import DayField, dated

FAR_AWAY = date(2128, 10, 5)


@pytest.mark.parametrize(
    ("language", "shown"), [(Language.GERMAN, "05.10.2128"), (Language.ENGLISH, "5 Oct 2128")]
)
def test_a_day_reads_as_elsewhere_in_the_window(language: Language, shown: str, qtbot: QtBot) -> None:
    words = Translator(language)
    field = DayField(words, FAR_AWAY, name="due", said="Due")
    qtbot.addWidget(field)
    assert field.text() == shown == words.date(FAR_AWAY)
    assert field.day == FAR_AWAY
    moment = QDateTimeEdit(QDateTime(QDate(2026, 5, 3), QTime(14, 5)))
    qtbot.addWidget(moment)
    dated(moment, language, time=True)
    assert moment.text() == words.date(date(2026, 5, 3)) + " 14:05"

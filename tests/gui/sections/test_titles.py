"""Is the name of every section legible in the list at the left, in both languages?"""

import pytest
from PySide6.QtGui import QFontMetrics

from core.language import Translator
from core.texts import Language
from gui.pages.sectioned import LIST_WIDTH
from gui.sections.base import sections_of
from gui.theme import Theme

PAGES = ("record", "estate", "operation", "reviews", "norms")
AROUND = 56
"""Icon, and the room at both sides."""


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_no_title_of_a_section_is_cut_off(theme: Theme, language: Language) -> None:
    words, room = Translator(language), LIST_WIDTH - AROUND
    face = QFontMetrics(theme.font())
    titles = [words.tr(kind.TITLE) for page in PAGES for kind in sections_of(page)]
    assert len(titles) > 25
    assert [title for title in titles if face.horizontalAdvance(title) > room] == []

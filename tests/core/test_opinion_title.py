"""Has the name of a file, used as title, no language?"""

import pytest

from core.opinion import title_text
from core.texts import Language
from tests.reports.examinations import rates_only


@pytest.mark.parametrize("language", list(Language))
def test_a_file_name_is_the_same_in_every_language_and_other_titles_are_marked(language: Language) -> None:
    examination = rates_only()
    name = examination.table.file_name.body
    assert {title_text(name, language, examination).said_in(other) for other in Language} == {name}
    other = next(item for item in Language if item is not language)
    assert title_text("Scoring X", language, examination).said_in(language) == "Scoring X"
    assert title_text("Scoring X", language, examination).said_in(other) == f"Scoring X [{language}]"

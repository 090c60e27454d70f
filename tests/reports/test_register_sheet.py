"""Does the report print what the register holds, with what asks for it, and name what is missing?"""

from dataclasses import replace

import pytest

from core.language import Translator
from core.texts import Language, Text
from reports.document import Table
from reports.model_risk import build
from tests.reports import factory


def rows(language: Language, **words: str) -> dict[str, tuple[str, ...]]:
    evidence = factory.evidence()
    held = {key: Text(body, language) for key, body in words.items()}
    evidence = replace(evidence, model=replace(evidence.model, words=held))
    document = build(evidence, Translator(language), None)
    title = Translator(language).tr("Inventory sheet")
    sheet = next(section for section in document.sections if section.title == title)
    (table,) = (block for block in sheet.blocks if isinstance(block, Table))
    return {row[0].text: tuple(cell.text for cell in row[1:]) for row in table.rows}


@pytest.mark.parametrize("language", Language, ids=str)
def test_the_sheet_has_every_item_of_both_lists(language: Language) -> None:
    found = rows(language)
    assert len(found) == 28
    cited = "; ".join(line[2] for line in found.values())
    assert ("E-23 Anhang 1" if language is Language.GERMAN else "E-23 Appendix 1") in cited
    assert "SS1/23 P1.2(c)(iii)" in cited


def test_entered_derived_and_missing_values_are_told_apart() -> None:
    found = rows(Language.ENGLISH, limitations="Not for companies")
    assert found["Limitations and restrictions"][:2] == ("Not for companies", "entered")
    assert found["Risk rating (tier)"][1] == "derived"
    assert found["Approved uses"][:2] == ("–", "missing")
    assert found["Version"][1] == "derived"

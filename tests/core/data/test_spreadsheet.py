"""Does no cell that was copied or exported become a formula, and does every number stay one?"""

import pytest

from core.data.spreadsheet import as_cell, as_line


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "@SUM(A1)", "+1+cmd|x", "-2+3", "\t=1", "\r=1", "-x"])
def test_what_begins_like_a_formula_stays_a_text(text: str) -> None:
    assert as_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "-", "-5", "+3.2", "-0,5 %", "−1", "1e-5", "-1e-5", "a=b", "x@y"])
def test_numbers_and_ordinary_texts_stay_as_they_are(text: str) -> None:
    assert as_cell(text) == text


def test_no_cell_of_a_line_begins_another() -> None:
    assert as_line(["a\tb", "c\nd", "x\u2028=1"]) == "a b\tc d\tx =1"

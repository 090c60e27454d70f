"""Are messages, numbers and dates said properly in both languages?"""

from datetime import UTC, date, datetime
from enum import StrEnum

import pytest

from core.check_names import CHECK_NAMES
from core.checks.registry import all_checks
from core.checks.texts import check_text
from core.inventory import State
from core.labels import LABELS
from core.language import Translator
from core.messages import message
from core.reason_words import REASONS
from core.reasons import Reason, ReasonCode
from core.texts import Language, Text

GERMAN = Translator(Language.GERMAN)
ENGLISH = Translator(Language.ENGLISH)


def test_every_stored_value_has_a_label() -> None:
    for kind, labels in LABELS.items():
        assert set(labels) == {item.value for item in kind}, kind.__name__
    assert set(REASONS) == set(ReasonCode)


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_own_word_in_both_languages(state: State) -> None:
    assert GERMAN.label(state) != ENGLISH.label(state)


def test_labels_of_unlabeled_values_are_the_values() -> None:
    class Unlabeled(StrEnum):
        X = "x"

    assert ENGLISH.label(Unlabeled.X) == "x"


def test_numbers_and_dates_follow_the_language() -> None:
    assert GERMAN.number(-1234.5678, 2) == "−1.234,57"
    assert ENGLISH.number(-1234.5678, 2) == "−1,234.57"
    assert GERMAN.percent(0.123) == "12,3\N{NO-BREAK SPACE}%"
    assert ENGLISH.percent(0.123) == "12.3%"
    assert GERMAN.date(date(2026, 11, 21)) == "21.11.2026"
    assert ENGLISH.date(date(2026, 11, 21)) == "21 Nov 2026"
    assert GERMAN.moment(datetime(2026, 11, 21, 14, 3, tzinfo=UTC)) == "21.11.2026 14:03 UTC"
    assert ENGLISH.number(None) == "–"


def test_placeholders_are_formatted_in_the_language() -> None:
    sentence = message("left out of comparisons: {n} rows, at least {minimum} are needed", n=1200, minimum=30)
    assert "1.200" in GERMAN.say(sentence)
    assert "1,200" in ENGLISH.say(sentence)
    assert str(sentence).startswith("left out of comparisons: 1200")


def test_a_reason_is_said_with_its_values() -> None:
    from core.reason_words import reason_text

    reason = Reason(code=ReasonCode.GROUP_TOO_SMALL, values={"n": 18, "minimum": 30})
    assert "18" in GERMAN.say(reason_text(reason))


def test_free_text_keeps_its_language_or_is_marked() -> None:
    both = Text("Kreditvergabe", Language.GERMAN, translation="Lending")
    alone = Text("Kreditvergabe", Language.GERMAN)
    assert ENGLISH.text(both) == "Lending"
    assert ENGLISH.text(alone) == "Kreditvergabe [de]"
    assert GERMAN.text(alone) == "Kreditvergabe"
    assert GERMAN.text(None) == ""


def test_every_check_is_called_by_its_title_inside_of_sentences() -> None:
    assert set(CHECK_NAMES) == {check.id for check in all_checks()}
    for check, name in CHECK_NAMES.items():
        for language in Language:
            assert Translator(language).say(name) == check_text(check, language).title, check

"""Does every way through the guide end at a measure, in both languages, and are the reasons kept?"""

import pytest

from core.errors import UserError
from core.language import Translator
from core.measures import MEASURES
from core.metric_guide import QUESTIONS, START, choice_of, paths, steps, walk
from core.options import CheckOptions, MetricAnswer, MetricChoice
from core.texts import Language, Text
from reports.results.metric_choice import metric_choice_parts
from reports.results.page import SayPart, TablePart

WAYS = [dict(way) for way in paths()]
TEXTS = [
    text
    for question in QUESTIONS.values()
    for text in (
        question.text,
        question.help,
        *(t for item in question.answers for t in (item.text, item.why)),
    )
]


@pytest.mark.parametrize("answers", WAYS, ids=lambda way: "-".join(way.values()))
def test_every_way_ends_at_a_measure_there_is(answers: dict[str, str]) -> None:
    found = walk(answers)
    assert found.open is None
    assert found.measure in MEASURES
    assert [(question.id, answer.id) for question, answer in found.steps] == list(answers.items())


def test_every_question_and_every_answer_is_on_some_way() -> None:
    walked = {pair for way in WAYS for pair in way.items()}
    assert walked == {(key, item.id) for key, question in QUESTIONS.items() for item in question.answers}


def test_different_ways_name_the_measures_that_reviewers_expect() -> None:
    measures = {walk(way).measure for way in WAYS}
    assert measures >= {
        "demographic_parity_difference", "impact_ratio", "equal_opportunity_difference", "fpr_difference",
        "predictive_parity_difference", "for", "equalized_odds_difference",
    }  # fmt: skip


def test_the_suspicion_of_an_innocent_is_a_denial_in_our_terms() -> None:
    """What others call FPR of a punitive decision is the rate of denials among those without fault here."""
    answers = {"aim": "mistakes", "label": "reliable", "costs": "denied", "decision": "punitive"}
    assert walk({**answers, "burden": "many"}).measure == "equal_opportunity_difference"
    assert walk({**answers, "burden": "few"}).measure == "for"


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_is_said_in_german(text: str) -> None:
    german = Translator(Language.GERMAN).tr(text)
    assert german != text
    assert german.strip()


def test_an_open_question_is_the_next_one() -> None:
    assert walk({}).open is QUESTIONS[START]
    found = walk({"aim": "mistakes"})
    assert found.open is QUESTIONS["label"]
    assert found.measure is None


def test_answers_off_the_way_are_not_kept_and_reasons_are() -> None:
    why = Text("The law asks for it.", Language.ENGLISH)
    choice = choice_of({"aim": "shares", "shares": "ratio", "label": "tainted"}, {"shares": why})
    assert choice.measure == "impact_ratio"
    assert [item.question for item in choice.answers] == ["aim", "shares"]
    assert choice.answers[1].reason == why
    assert [reason for _, _, reason in steps(choice)] == [None, why]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        pytest.param({"aim": "nonsense"}, "has no answer", id="answer"),
        pytest.param({"wrong": "shares"}, "There is no question", id="question"),
        pytest.param({"aim": "shares"}, "not answered yet", id="open"),
    ],
)
def test_what_leads_nowhere_is_said(answers: dict[str, str], said: str) -> None:
    with pytest.raises(UserError, match=said):
        choice_of(answers)


@pytest.mark.parametrize("language", list(Language))
def test_the_result_page_names_measure_answers_and_reasons(language: Language) -> None:
    translator = Translator(language)
    why = Text("Agreed with the works council", language)
    choice = choice_of({"aim": "shares", "shares": "difference"}, {"aim": why})
    said, table = metric_choice_parts(CheckOptions(metric=choice), translator)
    assert isinstance(said, SayPart)
    assert isinstance(table, TablePart)
    assert translator.tr(MEASURES["demographic_parity_difference"].label) in said.text
    assert len(table.rows) == 2
    assert "works council" in table.rows[0][2]


def test_without_a_choice_nothing_is_said_and_an_old_one_is_still_named() -> None:
    translator = Translator(Language.ENGLISH)
    assert metric_choice_parts(CheckOptions(), translator) == ()
    old = MetricChoice(measure="impact_ratio", answers=(MetricAnswer(question="gone", answer="x"),))
    (said,) = metric_choice_parts(CheckOptions(metric=old), translator)
    assert isinstance(said, SayPart)
    assert "Impact ratio" in said.text

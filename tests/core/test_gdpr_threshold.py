"""Does the need for an impact assessment follow from the answers?"""

import pytest

from core.governance.gdpr_threshold import DpiaOutcome, threshold
from core.governance.questionnaire import given_by
from core.messages import Message
from core.regulations.questionnaires import questionnaire
from tests.core.normwork import answers

BASE = {"personal_data": "yes", "cases": "none", "authority_list": "no", "criteria": "none", "covered": "no"}
CRITERIA = ["evaluation", "automated", "monitoring", "sensitive", "large_scale", "matching", "vulnerable",
            "innovative", "prevents"]  # fmt: skip


def said_by(**changes: str) -> DpiaOutcome | Message:
    words = {**BASE, **changes}
    return threshold(questionnaire("gdpr_threshold"), given_by(answers(words)))


def test_without_personal_data_nothing_is_needed() -> None:
    found = threshold(questionnaire("gdpr_threshold"), given_by(answers({"personal_data": "no"})))
    assert found is DpiaOutcome.NO_PERSONAL_DATA
    assert isinstance(said_by(personal_data="no"), Message)


def test_no_criterion_means_not_required() -> None:
    assert said_by() is DpiaOutcome.NOT_REQUIRED


@pytest.mark.parametrize("criterion", CRITERIA)
def test_two_criteria_mean_an_assessment_as_a_rule(criterion: str) -> None:
    other = "evaluation" if criterion != "evaluation" else "prevents"
    both = f"{criterion} {other}"
    assert said_by(criteria=both, deviation="no") is DpiaOutcome.REQUIRED
    assert isinstance(said_by(criteria=both), Message)


def test_deviating_from_the_rule_needs_the_officers_view() -> None:
    both = "evaluation large_scale"
    assert said_by(criteria=both, deviation="yes", dpo="yes") is DpiaOutcome.NOT_REQUIRED
    found = said_by(criteria=both, deviation="yes", dpo="no")
    assert isinstance(found, Message)
    assert "data protection officer" in str(found)


def test_one_criterion_is_a_matter_of_judgment() -> None:
    assert said_by(criteria="vulnerable", single="no") is DpiaOutcome.NOT_REQUIRED
    assert said_by(criteria="vulnerable", single="yes") is DpiaOutcome.REQUIRED
    assert isinstance(said_by(criteria="vulnerable"), Message)


@pytest.mark.parametrize(
    ("case", "criterion"), [("a", "evaluation"), ("b", "sensitive"), ("c", "monitoring")], ids=["a", "b", "c"]
)
def test_each_case_named_by_law_is_enough(case: str, criterion: str) -> None:
    assert said_by(cases=case, criteria=criterion) is DpiaOutcome.REQUIRED
    assert isinstance(said_by(cases=case, criteria=f"{criterion} matching", deviation="yes"), Message)


def test_the_authoritys_list_is_enough_and_nobody_deviates_from_it() -> None:
    assert said_by(authority_list="yes") is DpiaOutcome.REQUIRED
    assert isinstance(said_by(authority_list="yes", covered="exempt"), Message)
    assert isinstance(said_by(authority_list="yes", criteria="evaluation", single="no"), Message)


@pytest.mark.parametrize("why", ["similar", "law", "exempt"])
def test_what_is_needed_can_be_covered_already(why: str) -> None:
    assert said_by(criteria="evaluation sensitive", deviation="no", covered=why) is DpiaOutcome.COVERED


def test_cases_and_criteria_must_agree() -> None:
    assert isinstance(said_by(cases="a", criteria="sensitive"), Message)
    assert isinstance(said_by(cases="c", criteria="sensitive"), Message)

"""Does the class under the AI Act follow from the answers, on every branch?"""

from datetime import date

import pytest

from core.governance.ai_act import AiActOutcome, Classification, classify
from core.governance.questionnaire import Given, cited, given_by, reasons
from core.messages import Message
from core.regulations.questionnaires import FOLDER, parse_questionnaire, questionnaire
from core.texts import Language
from tests.core.normwork import CREDIT, MINIMAL, answers

BASE = {"ai_system": "yes", "excluded": "none", "role": "provider", "prohibited": "none"}
REST = {"transparency": "none", "gpai": "no"}


def given(words: dict[str, str]) -> Given:
    return given_by(answers(words))


def classified(words: dict[str, str]) -> Classification:
    found = classify(questionnaire("ai_act"), given(words))
    assert isinstance(found, Classification), str(found)
    return found


def refused(words: dict[str, str]) -> str:
    found = classify(questionnaire("ai_act"), given(words))
    assert isinstance(found, Message)
    return str(found)


def starts(words: dict[str, str]) -> dict[str, date | None]:
    return {item.duty.id: item.applies_from for item in classified(words).duties}


def area(point: str, **changes: str) -> dict[str, str]:
    return {**CREDIT, "annex_iii": point, **changes}


AREAS = ["1a", "2", *("3a", "3b", "3c", "3d"), "4a", "4b", "5a", "5b", "5c", "5d",
         "6a", "6b", "6c", "6d", "6e", "7a", "7b", "7c", "7d", "8a", "8b"]  # fmt: skip


@pytest.mark.parametrize("point", AREAS)
def test_every_area_of_annex_iii_is_high_risk_from_december_2027(point: str) -> None:
    found = classified(area(point))
    assert found.outcome is AiActOutcome.HIGH_RISK_ANNEX_III
    assert starts(area(point))["requirements"] == date(2027, 12, 2)


def test_biometric_areas_are_high_risk_and_must_be_answered_among_the_transparency_situations() -> None:
    for point in ("1b", "1c"):
        assert "Annex III point 1(b)" in refused(area(point))
        assert classified(area(point, transparency="biometric")).outcome is AiActOutcome.HIGH_RISK_ANNEX_III


@pytest.mark.parametrize("answer", ["none", "corporate", "fraud"])
def test_companies_and_fraud_are_not_point_5b(answer: str) -> None:
    found = classified({**MINIMAL, "annex_iii": answer})
    assert found.outcome is AiActOutcome.MINIMAL
    assert {item.duty.id for item in found.duties} == {"literacy"}


def test_what_does_not_infer_is_no_ai_system_and_owes_nothing() -> None:
    found = classified({"ai_system": "no"})
    assert (found.outcome, found.duties) == (AiActOutcome.NO_AI_SYSTEM, ())


@pytest.mark.parametrize("why", ["territory", "military", "research", "personal"])
def test_excluded_uses_are_out_of_scope(why: str) -> None:
    assert classified({"ai_system": "yes", "excluded": why}).outcome is AiActOutcome.OUT_OF_SCOPE


@pytest.mark.parametrize("practice", ["a", "b", "c", "d", "e", "f", "g", "h"])
def test_old_practices_are_prohibited_since_february_2025(practice: str) -> None:
    assert starts({**BASE, "prohibited": practice})["stop"] == date(2025, 2, 2)


@pytest.mark.parametrize("practice", ["ba", "bb"])
def test_new_practices_are_prohibited_from_december_2026(practice: str) -> None:
    words = {**BASE, "prohibited": practice}
    assert classified(words).outcome is AiActOutcome.PROHIBITED
    assert starts(words)["stop"] == date(2026, 12, 2)
    assert starts({**BASE, "prohibited": f"{practice} c"})["stop"] == date(2025, 2, 2)


def exempt(**changes: str) -> dict[str, str]:
    words = {**CREDIT, "annex_iii": "4a", "profiling": "no", "derogation": "d", "significant_risk": "no"}
    return {**words, **changes}


@pytest.mark.parametrize("condition", ["a", "b", "c", "d"])
def test_each_condition_of_the_exception_is_enough_and_must_be_registered(condition: str) -> None:
    words = exempt(derogation=condition)
    assert classified(words).outcome is AiActOutcome.EXCEPTED
    assert {"exception", "exception_registered"} <= starts(words).keys()
    assert "requirements" not in starts(words)


def test_the_exception_never_holds_when_people_are_profiled() -> None:
    assert "not asked" in refused({**exempt(), "profiling": "yes"})
    profiled = area("4a", profiling="yes")
    assert classified(profiled).outcome is AiActOutcome.HIGH_RISK_ANNEX_III


def test_the_exception_fails_with_a_significant_risk_or_without_a_condition() -> None:
    assert classified(exempt(significant_risk="yes")).outcome is AiActOutcome.HIGH_RISK_ANNEX_III
    without = exempt(derogation="none")
    del without["significant_risk"]
    assert classified(without).outcome is AiActOutcome.HIGH_RISK_ANNEX_III


def product(**changes: str) -> dict[str, str]:
    words = {**BASE, **REST, "annex_i": "section_a", "third_party": "yes", "annex_iii": "none",
             "placed": "not_yet", "public": "no"}  # fmt: skip
    return {**words, **changes}


def test_products_with_third_party_assessment_are_high_risk_from_august_2028() -> None:
    assert classified(product()).outcome is AiActOutcome.HIGH_RISK_ANNEX_I
    assert starts(product())["requirements"] == date(2028, 8, 2)


def test_products_without_third_party_assessment_are_not_high_risk() -> None:
    words = product(third_party="no")
    del words["placed"], words["public"]
    assert classified(words).outcome is AiActOutcome.MINIMAL


def test_products_of_section_b_owe_what_the_law_of_the_product_says() -> None:
    words = product(annex_i="section_b")
    assert classified(words).outcome is AiActOutcome.HIGH_RISK_ANNEX_I
    assert "requirements" not in starts(words)


def test_a_product_in_an_area_of_annex_iii_owes_from_the_earlier_day() -> None:
    words = product(annex_iii="5d", profiling="yes")
    assert classified(words).outcome is AiActOutcome.HIGH_RISK_ANNEX_III
    assert starts(words)["requirements"] == date(2027, 12, 2)


@pytest.mark.parametrize("flip", ["name", "modified", "purpose"])
def test_a_deployer_becomes_provider_of_a_high_risk_system(flip: str) -> None:
    words = {**CREDIT, "role": "deployer", "flip": flip}
    assert classified(words).roles == ("provider", "deployer")
    assert "requirements" in starts(words)
    plain = {**MINIMAL, "role": "deployer", "flip": flip}
    assert classified(plain).roles == ("deployer",)


def test_a_deployer_that_did_nothing_stays_deployer() -> None:
    words = {**CREDIT, "role": "deployer", "flip": "none"}
    assert not classified(words).became_provider
    assert "requirements" not in starts(words)
    assert {"deployer", "fria", "explanation"} <= starts(words).keys()


def test_the_manufacturer_of_a_product_becomes_provider() -> None:
    words = {**product(), "role": "manufacturer", "flip": "none"}
    assert classified(words).became_provider


def test_systems_placed_before_owe_only_after_a_significant_change() -> None:
    words = area("5b", placed="2024-01-31", changed="never")
    assert classified(words).legacy
    assert starts(words)["requirements"] is None
    assert starts(words)["literacy"] == date(2025, 2, 2)
    changed = {**words, "changed": "2028-03-01"}
    assert not classified(changed).legacy
    assert starts(changed)["requirements"] == date(2028, 3, 1)
    assert starts({**words, "changed": "2026-01-01"})["requirements"] is None


def test_systems_for_authorities_owe_from_august_2030_at_the_latest() -> None:
    words = area("5a", placed="2024-01-31", changed="never", public="authority")
    assert starts(words)["requirements"] == date(2030, 8, 2)
    assert "registration_public" in starts(words)


def test_the_impact_assessment_on_fundamental_rights_follows_credit_or_public_services() -> None:
    assert "fria" in starts(area("5b"))
    assert "fria" in starts(area("5c"))
    assert "fria" not in starts(area("4a"))
    assert "fria" in starts(area("4a", public="service"))
    assert "fria" not in starts(area("2", public="authority"))


def test_transparency_and_general_purpose_models() -> None:
    bare = {**BASE, "annex_i": "none", "annex_iii": "none", "gpai": "no"}
    chat = {**bare, "transparency": "interaction"}
    assert classified(chat).outcome is AiActOutcome.TRANSPARENCY
    assert starts(chat)["tell_interaction"] == date(2026, 8, 2)
    old = {**bare, "transparency": "synthetic", "placed": "2026-08-01"}
    assert starts(old)["mark"] == date(2026, 12, 2)
    assert starts({**old, "placed": "2026-08-02"})["mark"] == date(2026, 8, 2)
    assert "synthetic content" in refused({**bare, "transparency": "deep_fake"})
    general = {**bare, "transparency": "none", "gpai": "systemic", "placed": "not_yet"}
    assert classified(general).outcome is AiActOutcome.GENERAL_PURPOSE
    assert starts(general)["systemic"] == date(2025, 8, 2)
    assert starts({**general, "placed": "2025-08-01"})["gpai"] == date(2027, 8, 2)
    used = {**bare, "transparency": "none", "gpai": "uses"}
    assert classified(used).outcome is AiActOutcome.MINIMAL


@pytest.mark.parametrize("missing", list(CREDIT))
def test_nothing_follows_while_an_answer_is_missing(missing: str) -> None:
    words = {key: value for key, value in CREDIT.items() if key != missing}
    assert refused(words)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"color": "red"}, "no question"),
        ({"annex_iii": "5z"}, "no answer"),
        ({"annex_iii": "none 5b"}, "exclude"),
        ({"gpai": "no uses"}, "exclude"),
        ({"annex_iii": "5b 5b"}, "exclude"),
        ({"flip": "none"}, "not asked"),
        ({"placed": "soon"}, "no answer"),
        ({"placed": "2025-01-01", "changed": "2024-01-01"}, "before the first placing"),
    ],
    ids=["unknown", "no answer", "none and more", "two of one", "twice", "not asked", "no day", "order"],
)
def test_contradicting_answers_are_refused(changes: dict[str, str], part: str) -> None:
    assert part in refused({**CREDIT, **changes})


def test_reasons_name_the_norm_in_both_languages() -> None:
    english = reasons(questionnaire("ai_act"), given(CREDIT), Language.ENGLISH)
    german = reasons(questionnaire("ai_act"), given(CREDIT), Language.GERMAN)
    assert any("Annex III point 5(b)" in text for text in english)
    assert any("Anhang III Nummer 5 b" in text for text in german)
    assert cited("AI Act Art. 6(2), Annex III", Language.GERMAN) == "KI-VO Art. 6(2), Anhang III"
    said = cited("AI Act Annex VIII Section A point 4", Language.GERMAN)
    assert said == "KI-VO Anhang VIII Abschnitt A Nr. 4"


def test_a_questionnaire_that_asks_in_the_wrong_order_is_refused() -> None:
    data = (FOLDER / "ai_act.toml").read_bytes().replace(b'id = "ai_system"', b'id = "ai_systems"')
    with pytest.raises(ValueError, match="not asked before"):
        parse_questionnaire(data)

"""Is counted what a list asks for, only where it applies, and never what nobody entered?"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.findings import Severity
from core.governance.ai_act import AiActOutcome
from core.governance.determinations import Answer, Determination, DeterminationKind
from core.governance.frameworks import ScopeOutcome
from core.governance.register import FieldKey, FieldList, Origin, RecordFacts, field_of, value_of
from core.governance.register.completeness import Completeness, Standing, completeness
from core.governance.register.edits import Edit, FieldEntry
from core.ids import DeterminationId, Digest, ModelId, PersonId
from core.inventory import DatasetKind, State
from core.people import Role
from core.policy_file import default_policy, read_policy
from core.results import Verdict
from core.risk import Band
from core.texts import Language
from core.workspace import NewFinding, RunRequest
from tests.core.casework import Firm, check, said
from tests.core.conftest import START
from tests.core.register.test_fields import model

READY = ModelId("MOD-0001")
TODAY = date(2026, 11, 2)
E23_REST = {
    "key_features": "Logit of 12 features",
    "origin": "in_house",
    "approved_uses": "Consumer loans",
    "limitations": "No companies",
    "data_description": "Loans 2019-2024",
    "data_sources": "Core banking system",
    "dependencies": "n/a",
    "production_date": "2026-02-01",
    "monitoring_status": "works",
}


def determined(kind: DeterminationKind, outcome: str, topic: str = "") -> Determination:
    return Determination(
        id=DeterminationId("DT-0001"),
        kind=kind,
        model=READY,
        topic=topic,
        outcome=outcome,
        reason=said("because"),
        decided_by=PersonId("P-1"),
        decided_at=START,
        certificate_digest=Digest("0" * 64),
        signature="",
    )


def counts(wanted: FieldList, *given: Determination, **facts: str) -> Completeness:
    held = RecordFacts(model=model(facts=facts), today=TODAY, determinations=given)
    return completeness(held, wanted)


def fill(firm: Firm, entries: dict[str, str]) -> None:
    edit = Edit(
        entries=tuple(FieldEntry(key=FieldKey(key), raw=raw) for key, raw in entries.items()),
        language=Language.ENGLISH,
    )
    firm.workspace.register.change(firm.as_(Role.OWNER), READY, edit, said("Complete the entry"))


def of(firm: Firm, wanted: FieldList) -> Completeness:
    found = firm.workspace.register.completeness(READY)
    return next(item for item in found.lists if item.list is wanted)


def missing(found: Completeness) -> set[str]:
    return {field.key for item in found.missing for field in item.missing}


def test_a_validated_model_lacks_of_e23_what_nobody_entered_and_nothing_else(validated: Firm) -> None:
    found = of(validated, FieldList.E23)
    assert (found.required, found.filled) == (17, 7)
    assert missing(found) == {
        *E23_REST.keys() - {"data_sources"},
        "approver",
        "last_review",
    }
    fill(validated, {**E23_REST, "approver": validated.person(Role.RISK_MANAGER).id})
    assert missing(of(validated, FieldList.E23)) == {"last_review"}
    fill(validated, {"last_review": "2026-10-30"})
    found = of(validated, FieldList.E23)
    assert found.complete
    assert found.filled == 17
    values = {item.field.key: item for item in validated.workspace.register.values(READY)}
    assert values[FieldKey("e23_full")].filled
    assert values[FieldKey("validator")].origin is Origin.DERIVED


def test_an_item_of_two_fields_is_filled_only_by_both(validated: Firm) -> None:
    fill(validated, {"data_description": "Loans 2019-2024"})
    item = next(item for item in of(validated, FieldList.E23).items if item.item == "12")
    assert item.filled
    fill(validated, {"data_description": ""})
    item = next(item for item in of(validated, FieldList.E23).items if item.item == "12")
    assert not item.filled
    assert [field.key for field in item.missing] == ["data_description"]


def test_a_low_tier_is_negligible_only_if_the_policy_says_so(validated: Firm) -> None:
    found = of(validated, FieldList.E23)
    assert found.required == 17
    assert "no policy" in str(found.because)
    text = default_policy().replace(b"negligible = []", b'negligible = ["low"]')
    validated.workspace.adopt_policy(validated.as_(Role.ADMINISTRATOR), text)
    found = of(validated, FieldList.E23)
    assert found.required == 6
    assert "negligible" in str(found.because)
    held = RecordFacts(model=model(), today=TODAY, policy=read_policy(text))
    assert held.tier is None
    assert completeness(held, FieldList.E23).required == 17, "an unassessed risk is never negligible"


def test_frameworks_that_list_nothing_are_not_counted() -> None:
    for wanted in (FieldList.SR_26_2, FieldList.MARISK):
        found = counts(wanted)
        assert found.standing is Standing.NOTHING_LISTED
        assert (found.required, found.filled, found.missing) == (0, 0, ())
        assert found.items, "what is implied is shown"


def test_only_frameworks_that_were_not_determined_out_of_scope_are_counted() -> None:
    scope = DeterminationKind.SCOPE
    outside = determined(scope, ScopeOutcome.NOT_IN_SCOPE, "uk-pra-ss1-23")
    assert counts(FieldList.SS1_23).standing is Standing.UNDETERMINED
    assert counts(FieldList.SS1_23, outside).standing is Standing.NOT_CONCERNED
    assert counts(FieldList.SS1_23, outside).required == 0
    assert counts(FieldList.E23, outside).standing is Standing.UNDETERMINED
    inside = determined(scope, ScopeOutcome.IN_SCOPE, "uk-pra-ss1-23")
    assert counts(FieldList.SS1_23, outside, inside).standing is Standing.COUNTED
    voluntary = determined(scope, ScopeOutcome.VOLUNTARY, "uk-pra-ss1-23")
    assert counts(FieldList.SS1_23, voluntary).required > 0


@pytest.mark.parametrize(
    ("outcome", "section"),
    [
        (AiActOutcome.HIGH_RISK_ANNEX_III, FieldList.ANNEX_VIII_A),
        (AiActOutcome.EXCEPTED, FieldList.ANNEX_VIII_B),
        (AiActOutcome.MINIMAL, None),
    ],
)
def test_annex_viii_is_counted_by_the_class_of_the_system(
    outcome: AiActOutcome, section: FieldList | None
) -> None:
    given = determined(DeterminationKind.AI_ACT, outcome)
    for wanted in (FieldList.ANNEX_VIII_A, FieldList.ANNEX_VIII_B):
        expected = Standing.COUNTED if wanted is section else Standing.NOT_CONCERNED
        assert counts(wanted, given).standing is expected


ROLES: dict[str, tuple[tuple[str, ...], str, set[FieldList]]] = {
    "provider": (("provider",), "no", {FieldList.ANNEX_VIII_A}),
    "deployer": (("deployer",), "service", set()),
    "public deployer": (("deployer",), "authority", {FieldList.ANNEX_VIII_C}),
    "both": (("provider", "deployer"), "authority", {FieldList.ANNEX_VIII_A, FieldList.ANNEX_VIII_C}),
}


@pytest.mark.parametrize("case", ROLES)
def test_who_registers_follows_from_role_and_public_body(case: str) -> None:
    roles, public, expected = ROLES[case]
    answers = [Answer(question="role", answer=role) for role in roles]
    answers.append(Answer(question="public", answer=public))
    given = determined(DeterminationKind.AI_ACT, AiActOutcome.HIGH_RISK_ANNEX_III)
    given = replace(given, answers=tuple(answers))
    sections = (FieldList.ANNEX_VIII_A, FieldList.ANNEX_VIII_B, FieldList.ANNEX_VIII_C)
    assert {wanted for wanted in sections if counts(wanted, given).counts} == expected


def test_the_record_of_processing_is_for_personal_data() -> None:
    assert counts(FieldList.GDPR_30).required == 7
    assert counts(FieldList.GDPR_30, personal_data_class="pseudonymized").required == 7
    for said_so in ("none", "anonymous"):
        assert counts(FieldList.GDPR_30, personal_data_class=said_so).standing is Standing.NOT_CONCERNED


def test_what_does_not_apply_is_an_answer_and_silence_is_none() -> None:
    asked = {item.item: item for item in counts(FieldList.GDPR_30).items}
    assert not asked["e"].filled
    told = {item.item: item for item in counts(FieldList.GDPR_30, transfers="not_applicable").items}
    assert told["e"].filled


def test_open_findings_and_the_newest_run_on_data_from_operation_are_told(validated: Firm) -> None:
    workspace = validated.workspace
    values = {item.field.key: item for item in workspace.register.values(READY)}
    assert str(values[FieldKey("open_remediation")].pieces[0]) == "None open"
    assert not values[FieldKey("indicator_date")].filled
    version = workspace.inventory.versions(READY)[0]
    data = validated.table(kind=DatasetKind.PRODUCTION)
    validated.later(days=3)
    request = RunRequest(version=version.id, dataset=data.id, checks=("performance",))
    workspace.checking.run(validated.as_(Role.VALIDATOR), request)
    new = NewFinding(
        version=version.id,
        title=said("Wrong"),
        severity=Severity.LOW,
        owner=validated.person(Role.OWNER).id,
    )
    finding, _ = workspace.findings.raise_new(validated.as_(Role.AUDITOR), new)
    values = {item.field.key: item for item in workspace.register.values(READY)}
    assert values[FieldKey("monitoring_status")].pieces == (Verdict.PASSED,)
    assert values[FieldKey("indicator_date")].pieces == (TODAY + timedelta(days=3),)
    assert finding.id in str(values[FieldKey("open_remediation")].pieces[0])
    assert values[FieldKey("lifecycle_status")].pieces == (State.IN_VALIDATION,)
    assert values[FieldKey("risk_rating")].pieces == (Band.LOW,)


def test_a_derived_value_outweighs_what_was_entered_before(validated: Firm) -> None:
    fresh = validated.model(name="Taken over")
    register = validated.workspace.register
    entry = FieldEntry(key=FieldKey("version"), raw="7.2")
    register.change(
        validated.as_(Role.OWNER), fresh, Edit(entries=(entry,), language=Language.ENGLISH), said("import")
    )
    facts = register.facts(fresh)
    assert value_of(field_of("version"), facts).origin is Origin.STATED
    validated.version("1", model=fresh)
    value = value_of(field_of("version"), register.facts(fresh))
    assert (value.origin, value.pieces) == (Origin.DERIVED, ("1",))


def test_role_and_point_follow_from_the_signed_classification() -> None:
    answers = (Answer(question="role", answer="deployer"), Answer(question="annex_iii", answer="5b"))
    given = replace(determined(DeterminationKind.AI_ACT, "high_risk_annex_iii"), answers=answers)
    entered = model(facts={"ai_act_role": "importer"})
    facts = RecordFacts(model=entered, today=TODAY, determinations=(given,))
    role, point = (value_of(field_of(key), facts) for key in ("ai_act_role", "annex_iii_point"))
    assert (role.origin, str(role.pieces[0])) == (Origin.DERIVED, "Deployer")
    assert str(point.pieces[0]).startswith("5(b)")
    assert value_of(field_of("ai_act_role"), RecordFacts(model=entered, today=TODAY)).origin is Origin.STATED


def test_the_portfolio_says_the_same_as_each_model(validated: Firm) -> None:
    validated.model(name="Second")
    check(validated, validated.workspace.inventory.versions(READY)[0])
    fill(validated, E23_REST)
    register = validated.workspace.register
    portfolio = register.portfolio()
    assert [item.model.id for item in portfolio] == [READY, ModelId("MOD-0002")]
    for item, counted in zip(portfolio, register.counts(), strict=True):
        alone = register.completeness(item.model.id)
        said = [(found.list, found.standing, found.because, found.counts) for found in alone.lists]
        numbers = [(found.required, found.filled, found.complete) for found in alone.lists]
        assert counted.id == item.model.id
        for lists in (item.lists, counted.lists):
            assert [(one.list, one.standing, one.because, one.counts) for one in lists] == said
            assert [(one.required, one.filled, one.complete) for one in lists] == numbers

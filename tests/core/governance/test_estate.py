"""Are use cases, vendors and duties recorded by those who may, and do their figures hold?"""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.audit import Problem
from core.errors import NotAllowedError, UserError
from core.governance.skills import person_loads, skills_risk
from core.governance.use_cases import UseCaseStatus, worst
from core.governance.vendors import Vendor, exposures
from core.ids import ModelId, PersonId, UseCaseId, VendorId
from core.inventory import Model, ModelKind, State
from core.people import Person, PersonKind, Role
from core.risk import Band
from core.ties import Duty, Responsibility
from core.workspace.governance.use_cases import NewUseCase
from core.workspace.governance.vendors import NewVendor
from tests.core.casework import Firm, said
from tests.core.conftest import START

TODAY = START.date()


def case(firm: Firm, **given: object) -> NewUseCase:
    plain = NewUseCase(
        name=said("Consumer credit"),
        goal=said("Fewer defaults"),
        decision=said("Whether a loan is offered"),
        owner=firm.person(Role.OWNER).id,
        business_area=said("Retail"),
        status=UseCaseStatus.ACTIVE,
    )
    return replace(plain, **given)  # type: ignore[arg-type]


def test_the_risk_of_a_use_case_is_that_of_its_riskiest_model(validated: Firm) -> None:
    cases, model = validated.workspace.use_cases, ModelId("MOD-0001")
    made, _ = cases.record(validated.as_(Role.OWNER), case(validated))
    cases.assign(validated.as_(Role.OWNER), model, made.id)
    second = validated.in_validation(model=validated.model(name="Second"))
    cases.assign(validated.as_(Role.OWNER), second.model, made.id)
    assert cases.lines()[0].risk is Band.LOW
    validated.assess(second.id, high=True)
    line = cases.lines()[0]
    assert (line.risk, [item.id for item in line.models]) == (Band.HIGH, [model, second.model])
    assert worst([None, None]) is None


def test_a_use_case_does_not_end_while_a_model_of_it_operates(validated: Firm) -> None:
    cases = validated.workspace.use_cases
    made, _ = cases.record(validated.as_(Role.OWNER), case(validated))
    taken = validated.version(model=validated.model(basis="taken_over", name="Old"))  # type: ignore[arg-type]
    validated.move(taken.id, State.IN_USE)
    cases.assign(validated.as_(Role.OWNER), taken.model, made.id)
    ended = case(validated, status=UseCaseStatus.ENDED)
    with pytest.raises(NotAllowedError, match="cannot end"):
        cases.change(validated.as_(Role.OWNER), made.id, ended, said("over"))
    validated.move(taken.id, State.RETIRED)
    cases.change(validated.as_(Role.OWNER), made.id, ended, said("over"))
    with pytest.raises(NotAllowedError, match="has ended"):
        cases.assign(validated.as_(Role.OWNER), ModelId("MOD-0001"), made.id)


def test_only_those_who_register_or_decide_touch_use_cases_and_vendors(firm: Firm) -> None:
    model, before = firm.model(), firm.workspace.trail.count()
    cases, vendors = firm.workspace.use_cases, firm.workspace.vendors
    for role in (Role.AUDITOR, Role.VALIDATOR, Role.ADMINISTRATOR):
        for attempt in (
            lambda session: cases.record(session, case(firm)),
            lambda session: cases.change(session, UseCaseId("UC-0001"), case(firm), said("x")),
            lambda session: cases.assign(session, model, None),
            lambda session: vendors.record(session, NewVendor(name=said("Acme"))),
            lambda session: vendors.change(
                session, VendorId("VEN-0001"), NewVendor(name=said("Acme")), said("x")
            ),
            lambda session: vendors.assign(session, model, None),
        ):
            with pytest.raises(NotAllowedError):
                attempt(firm.as_(role))
    assert firm.workspace.trail.count() == before


def test_a_vendor_is_recorded_once_and_concentration_counts_its_subcontractors(firm: Firm) -> None:
    vendors, owner = firm.workspace.vendors, Role.OWNER
    acme, _ = vendors.record(
        firm.as_(owner), NewVendor(name=said("Acme"), subcontractors=("Cloud AG",), countries=("DE", "US"))
    )
    beta, _ = vendors.record(firm.as_(owner), NewVendor(name=said("Beta"), subcontractors=("cloud ag",)))
    for new, error in (
        (NewVendor(name=said(" ACME ")), "already"),
        (NewVendor(name=said("Other"), countries=("Germany",)), "no country"),
        (NewVendor(name=said("Other"), due_diligence=date(2030, 1, 1)), "future"),
        (NewVendor(name=said("")), "no name"),
    ):
        with pytest.raises(UserError, match=error):
            vendors.record(firm.as_(owner), new)
    first, second, third = firm.model(), firm.model(name="B"), firm.model(name="C")
    vendors.assign(firm.as_(owner), first, acme.id)
    vendors.assign(firm.as_(owner), second, beta.id)
    top = vendors.exposures()[0]
    assert (top.name, top.subcontractor, top.models) == ("Cloud AG", True, (first, second))
    assert top.share == pytest.approx(2 / 3)
    over = NewVendor(name=said("Acme"), ended=date(2026, 10, 1))
    vendors.change(firm.as_(owner), acme.id, over, said("contract ended"))
    with pytest.raises(NotAllowedError, match="ended on"):
        vendors.assign(firm.as_(owner), third, acme.id)
    assert vendors.get(beta.id).review_overdue(TODAY)
    assert not vendors.get(acme.id).review_overdue(TODAY)


EDITED = {"use_case": ("active", "ended"), "vendor": ("C-17", "C-18"), "model": ("UC-0001", "UC-0002")}
"""By table: what is written over, and with what."""


def test_editing_the_database_is_found_by_the_trail(firm: Firm) -> None:
    made, _ = firm.workspace.use_cases.record(firm.as_(Role.OWNER), case(firm))
    firm.workspace.vendors.record(firm.as_(Role.OWNER), NewVendor(name=said("Acme"), contract="C-17"))
    firm.workspace.use_cases.assign(firm.as_(Role.OWNER), firm.model(), made.id)
    assert firm.workspace.trail.verify().intact
    with closing(sqlite3.connect(firm.workspace.folder / "workspace.db")) as connection:
        for table, (old, new) in EDITED.items():
            written = "CAST(replace(CAST(document AS TEXT), ?, ?) AS BLOB)"
            edit = f"UPDATE {table} SET document = {written}"
            assert connection.execute(edit, (old, new)).rowcount == 1
        connection.commit()
    found = {item.object for item in firm.workspace.trail.verify().problems}
    assert found == {"use_case UC-0001", "vendor VEN-0001", "model MOD-0001"}
    assert {item.problem for item in firm.workspace.trail.verify().problems} == {Problem.OBJECT_CHANGED}


def test_nobody_judges_what_they_own_or_made_not_even_as_deputy(firm: Firm) -> None:
    version = firm.version()
    duties, why = firm.workspace.duties, said("new team")
    owner, developer = firm.person(Role.OWNER).id, firm.person(Role.DEVELOPER).id
    validator, manager = firm.person(Role.VALIDATOR).id, firm.person(Role.RISK_MANAGER).id
    for duty in (
        Responsibility(duty=Duty.VALIDATOR, person=owner),
        Responsibility(duty=Duty.VALIDATOR, person=developer),
        Responsibility(duty=Duty.VALIDATOR, person=validator, deputy=developer),
        Responsibility(duty=Duty.APPROVER, person=developer),
        Responsibility(duty=Duty.DATA_PROTECTION_OFFICER, person=owner),
    ):
        with pytest.raises(NotAllowedError, match="would be both"):
            duties.assign(firm.as_(Role.RISK_MANAGER), version.model, duty, why)
    good = Responsibility(duty=Duty.VALIDATOR, person=validator, deputy=manager)
    duties.assign(firm.as_(Role.RISK_MANAGER), version.model, good, why)
    with pytest.raises(NotAllowedError, match="would be both"):
        duties.assign(
            firm.as_(Role.OWNER),
            version.model,
            Responsibility(duty=Duty.DATA_SCIENTIST, person=validator),
            why,
        )
    assert duties.clashes(version.model) == ()
    with pytest.raises(NotAllowedError):
        duties.assign(firm.as_(Role.DEVELOPER), version.model, good, why)


def test_a_duty_needs_persons_who_are_there_and_a_day_to_come(firm: Firm) -> None:
    model, duties = firm.model(), firm.workspace.duties
    auditor, manager = firm.person(Role.AUDITOR), firm.person(Role.RISK_MANAGER).id
    firm.workspace.people.change(firm.as_(Role.ADMINISTRATOR), auditor.id, roles=auditor.roles, active=False)
    before = firm.workspace.trail.count()
    for duty in (
        Responsibility(duty=Duty.DEVOPS, person=auditor.id),
        Responsibility(duty=Duty.DEVOPS, person=manager, deputy=auditor.id),
        Responsibility(duty=Duty.DEVOPS, person=manager, deputy=manager),
        Responsibility(duty=Duty.DEVOPS, person=manager, leaves=date(2026, 11, 1)),
        Responsibility(duty=Duty.OWNER, person=manager),
        Responsibility(duty=Duty.DEVOPS, person=PersonId("P-nobody00")),
    ):
        with pytest.raises(UserError):
            duties.assign(firm.as_(Role.OWNER), model, duty, said("new team"))
    with pytest.raises(UserError):
        duties.take_away(firm.as_(Role.OWNER), model, Duty.DEVOPS, manager, reason=said("over"))
    assert firm.workspace.trail.count() == before


def person(name: str, *, active: bool = True) -> Person:
    return Person(
        id=PersonId(name),
        name=said(name),
        kind=PersonKind.HUMAN,
        roles=(Role.OWNER,),
        ledger_key="",
        certificate=None,
        certificate_digest=None,
        active=active,
    )


def model(name: str = "MOD-0001", **given: object) -> Model:
    plain = Model(
        id=ModelId(name),
        name=said(name),
        purpose=said("x"),
        intended_use=said("x"),
        kind=ModelKind.STATISTICAL,
        owner=PersonId("ann"),
        business_area=said("x"),
        registered_at=START,
    )
    return replace(plain, **given)  # type: ignore[arg-type]


PEOPLE = (person("ann"), person("ben"), person("cem"), person("dag", active=False))


def duty(of: Duty, who: str, deputy: str = "", leaves: date | None = None) -> Responsibility:
    return Responsibility(
        duty=of, person=PersonId(who), deputy=PersonId(deputy) if deputy else None, leaves=leaves
    )


@pytest.mark.parametrize(
    ("duties", "factor", "likelihood"),
    [
        ((), 0, 5),
        ((duty(Duty.DEVELOPER, "ben"),), 1, 3),
        ((duty(Duty.OWNER, "ann", "cem"), duty(Duty.DEVELOPER, "ben", "cem")), 2, 1),
        ((duty(Duty.OWNER, "ann", "cem"), duty(Duty.DEVELOPER, "ben", "dag")), 1, 3),
        ((duty(Duty.OWNER, "ann", "cem"), duty(Duty.DEVELOPER, "dag")), 0, 5),
        ((duty(Duty.OWNER, "ann", "cem"), duty(Duty.DEVELOPER, "dag", "ben")), 1, 3),
        ((duty(Duty.OWNER, "ann", "cem"), duty(Duty.DEVELOPER, "ben", "", date(2026, 12, 1))), 1, 4),
        ((duty(Duty.OWNER, "ann", "cem"), duty(Duty.DEVELOPER, "ben", "cem", date(2026, 12, 1))), 2, 2),
        ((duty(Duty.OWNER, "ann", "cem"), duty(Duty.DEVELOPER, "ben", "cem", date(2027, 12, 1))), 2, 1),
        ((duty(Duty.OWNER, "ann", "cem"), duty(Duty.DEVELOPER, "ben", "cem", date(2026, 10, 1))), 1, 3),
        (
            (
                duty(Duty.OWNER, "ann", "cem"),
                duty(Duty.DEVELOPER, "ben", "cem"),
                duty(Duty.DATA_PROTECTION_OFFICER, "ben"),
            ),
            2,
            1,
        ),
    ],
    ids=[
        "nobody develops", "no deputies", "all covered", "deputy gone", "developer gone", "deputy remains",
        "leaves uncovered", "leaves covered", "leaves much later", "left already",
        "looking on does not count",
    ],
)  # fmt: skip
def test_the_bus_factor_counts_who_must_leave_before_a_key_duty_has_nobody(
    duties: tuple[Responsibility, ...], factor: int, likelihood: int
) -> None:
    found = skills_risk(model(duties=duties), PEOPLE, TODAY)
    assert (found.bus_factor, found.least_likelihood) == (factor, likelihood)


def test_what_hangs_on_one_person_is_counted_over_the_portfolio() -> None:
    alone = duty(Duty.DEVELOPER, "ben")
    models = (
        model(duties=(duty(Duty.OWNER, "ann", "cem"), alone)),
        model("MOD-0002", duties=(duty(Duty.OWNER, "ann", "cem"), alone)),
        model("MOD-0003", duties=(duty(Duty.OWNER, "ann", "cem"), duty(Duty.DEVELOPER, "ben", "cem"))),
    )
    loads = person_loads(models, PEOPLE, TODAY, developers={})
    assert [(load.person, len(load.models), len(load.alone)) for load in loads] == [
        ("ben", 3, 2),
        ("ann", 3, 0),
        ("cem", 3, 0),
    ]


def test_the_figures_follow_who_leaves_the_firm(firm: Firm) -> None:
    version = firm.version()
    before = firm.workspace.duties.skills(version.model)
    assert (before.bus_factor, before.least_likelihood) == (1, 3)
    developer = firm.person(Role.DEVELOPER)
    firm.workspace.people.change(
        firm.as_(Role.ADMINISTRATOR), developer.id, roles=developer.roles, active=False
    )
    after = firm.workspace.duties.skills(version.model)
    assert (after.bus_factor, after.uncovered, after.leaving[0].person) == (
        0,
        (Duty.DEVELOPER,),
        developer.id,
    )
    assert firm.workspace.duties.portfolio()[0] == after


def test_a_last_day_is_stated_for_every_duty_on_every_model_at_once(firm: Firm) -> None:
    first, second = firm.version(), firm.version(model=firm.model(name="Second model"))
    duties, session = firm.workspace.duties, firm.as_(Role.RISK_MANAGER)
    developer, owner = firm.person(Role.DEVELOPER).id, firm.person(Role.OWNER).id
    day, why = firm.clock().date() + timedelta(days=30), said("new job")
    with pytest.raises(NotAllowedError):
        duties.leave(firm.as_(Role.DEVELOPER), developer, day, why)
    with pytest.raises(UserError, match="in the past"):
        duties.leave(session, developer, day - timedelta(days=40), why)
    with pytest.raises(UserError, match="carries no duty"):
        duties.leave(session, firm.person(Role.AUDITOR).id, day, why)

    changed, _ = duties.leave(session, developer, day, why)

    assert [item.id for item in changed] == [first.model, second.model]
    for model in (first.model, second.model):
        assert {(item.duty, item.person, item.leaves) for item in duties.of(model)} == {
            (Duty.OWNER, owner, None),
            (Duty.DEVELOPER, developer, day),
        }
        found = duties.skills(model)
        assert [(item.person, item.day, item.covered) for item in found.leaving] == [(developer, day, False)]
        assert found.least_likelihood == 4
    duties.leave(session, developer, None, said("stays"))
    assert duties.skills(first.model).least_likelihood == 3
    assert firm.workspace.trail.verify().intact


def test_an_exposure_without_models_is_nothing() -> None:
    vendor = Vendor(id=VendorId("VEN-0001"), name=said("Acme"), recorded_at=START)
    found = exposures((vendor,), (), {})
    assert (found[0].share, found[0].worst) == (0.0, None)

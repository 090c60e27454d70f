"""Is the register changed only by those who may, as they saw it, and never half?"""

import sqlite3
from dataclasses import replace

import pytest

from core.audit import Action, ObjectKind
from core.errors import ConflictError, NotAllowedError, UserError
from core.governance.register import NOT_APPLICABLE, FieldKey, field_of, fields, raw_of
from core.governance.register.edits import Edit, FieldEntry, Preview
from core.ids import ModelId
from core.inventory import Model
from core.people import Permission, Role
from core.texts import Language
from core.ties import DependencyKind, Duty
from core.workspace import Changes, NewPerson
from core.workspace.trail import TrailQuery
from tests.core.casework import PASSPHRASE, Firm, said

WHY = said("Review of the register")
READY = ModelId("MOD-0001")


def edit(language: Language = Language.ENGLISH, seen: str | None = None, /, **entries: str) -> Edit:
    return Edit(
        entries=tuple(FieldEntry(key=FieldKey(key), raw=raw, seen=seen) for key, raw in entries.items()),
        language=language,
    )


def change(firm: Firm, role: Role = Role.OWNER, /, **entries: str) -> Model:
    return firm.workspace.register.change(firm.as_(role), READY, edit(**entries), WHY)[0]


def value(firm: Firm, key: str) -> str:
    return raw_of(field_of(key), firm.workspace.inventory.model(READY))


def model_events(firm: Firm) -> int:
    return len(firm.workspace.trail.events(TrailQuery(object_kind=ObjectKind.MODEL)))


def test_one_change_of_many_fields_is_one_signed_event_with_its_reason(validated: Firm) -> None:
    before = model_events(validated)
    model, changes = validated.workspace.register.change(
        validated.as_(Role.OWNER),
        READY,
        edit(
            actual_use="Also for limits", exposure_value="12.500.000,50", profiling="ja", legal_basis="b, f"
        ),
        WHY,
    )
    assert Changes.INVENTORY in changes
    assert model.words["actual_use"] == said("Also for limits")
    assert model.facts == {"exposure_value": "12500000.5", "profiling": "yes", "legal_basis": "b,f"}
    assert model_events(validated) == before + 1
    event, _ = validated.workspace.trail.events(TrailQuery(object_kind=ObjectKind.MODEL))[0]
    assert event.action is Action.MODEL_CHANGED
    assert event.reason is not None
    assert validated.workspace.trail.text(event.reason) == WHY
    assert validated.workspace.trail.verify().intact


def test_owner_developer_and_risk_manager_change_the_register_and_others_cannot(validated: Firm) -> None:
    for role in (Role.OWNER, Role.DEVELOPER, Role.RISK_MANAGER):
        change(validated, role, actual_use=f"Written by {role.value}")
        assert value(validated, "actual_use") == f"Written by {role.value}"
    for role in (Role.VALIDATOR, Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowedError):
            change(validated, role, actual_use="Mine now")
    assert value(validated, "actual_use") == f"Written by {Role.RISK_MANAGER.value}"


def test_a_data_protection_officer_fills_in_data_protection_only(validated: Firm) -> None:
    people = validated.workspace.people
    new = NewPerson(name=said("DPO"), roles=(Role.DATA_PROTECTION_OFFICER,), passphrase=PASSPHRASE)
    person, _ = people.add(validated.as_(Role.ADMINISTRATOR), new)
    session = people.sign_in(person.id, PASSPHRASE)
    register = validated.workspace.register
    register.change(session, READY, edit(controller="Bank plc"), WHY)
    with pytest.raises(NotAllowedError):
        register.change(session, READY, edit(limitations="None"), WHY)
    assert (value(validated, "controller"), value(validated, "limitations")) == ("Bank plc", "")


def test_developers_do_not_choose_who_judges_or_owns_their_model(validated: Firm) -> None:
    manager = validated.person(Role.RISK_MANAGER).id
    for key in ("validator", "approver", "owner"):
        with pytest.raises(NotAllowedError):
            change(validated, Role.DEVELOPER, **{key: manager})
    change(validated, Role.OWNER, approver=manager)
    assert value(validated, "approver") == manager


def test_nobody_judges_what_they_own_or_made(validated: Firm) -> None:
    for key, role in (("validator", Role.OWNER), ("validator", Role.DEVELOPER), ("approver", Role.DEVELOPER)):
        with pytest.raises(NotAllowedError, match="would be both"):
            change(validated, Role.OWNER, **{key: validated.person(role).id})
    change(validated, validator=validated.person(Role.VALIDATOR).id)
    with pytest.raises(NotAllowedError, match="would be both"):
        change(validated, owner=validated.person(Role.VALIDATOR).id)


def test_who_may_decide_does_not_hand_over_their_own_model_to_decide_on_it(validated: Firm) -> None:
    manager = validated.person(Role.RISK_MANAGER)
    change(validated, Role.OWNER, owner=manager.id)
    assert manager.may(Permission.DECIDE)
    with pytest.raises(NotAllowedError, match="somebody else must hand it over"):
        change(validated, Role.RISK_MANAGER, owner=validated.person(Role.OWNER).id)
    assert value(validated, "owner") == manager.id


def test_a_session_whose_person_lost_the_role_changes_nothing(validated: Firm) -> None:
    session = validated.as_(Role.OWNER)
    forged = replace(session.person, roles=(Role.OWNER, Role.RISK_MANAGER))
    validated.workspace.people.change(
        validated.as_(Role.ADMINISTRATOR), session.person.id, roles=(Role.AUDITOR,), active=True
    )
    session.person = forged
    with pytest.raises(NotAllowedError):
        validated.workspace.register.change(session, READY, edit(actual_use="Still me"), WHY)
    assert not value(validated, "actual_use")


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(validated: Firm) -> None:
    change(validated, Role.RISK_MANAGER, actual_use="For limits as well")
    register = validated.workspace.register
    stale = edit(Language.ENGLISH, "", actual_use="Only for scores")
    with pytest.raises(ConflictError, match="Actual use"):
        register.change(validated.as_(Role.OWNER), READY, stale, WHY)
    assert value(validated, "actual_use") == "For limits as well"
    fresh = edit(Language.ENGLISH, "For limits as well", actual_use="Only for scores")
    register.change(validated.as_(Role.OWNER), READY, fresh, WHY)
    assert value(validated, "actual_use") == "Only for scores"


def test_two_people_who_change_different_fields_do_not_meet(validated: Firm) -> None:
    change(validated, Role.RISK_MANAGER, actual_use="For limits")
    change(validated, Role.OWNER, limitations="Not for companies")
    assert (value(validated, "actual_use"), value(validated, "limitations")) == (
        "For limits",
        "Not for companies",
    )


REFUSED: tuple[dict[str, str], ...] = (
    {"no_such_field": "1"},
    {"model_id": "MOD-0007"},
    {"version": "9"},
    {"name": ""},
    {"name": "not applicable"},
    {"exposure_value": "much"},
    {"exposure_value": "-1"},
    {"exposure_value": "1.234"},
    {"production_date": "2026-02-30"},
    {"member_states": "DE, US"},
    {"hosting_countries": "DE, XX"},
    {"decision_effect": "some"},
    {"profiling": "perhaps"},
    {"dependencies": "MOD-0002"},
    {"dependencies": "feeder_model: MOD-0099"},
    {"dependencies": "feeder_model: MOD-0001"},
    {"validator": "Nobody at all"},
    {"kind": "vendor"},
    {"limitations": "x" * 20_001},
)


def test_what_cannot_be_meant_is_refused_and_nothing_of_it_kept(validated: Firm) -> None:
    before = validated.workspace.inventory.model(READY)
    for entries in REFUSED:
        with pytest.raises(UserError):
            change(validated, Role.OWNER, actual_use="Good", **entries)
    assert validated.workspace.inventory.model(READY) == before


def test_a_change_needs_a_reason_and_must_change_something(validated: Firm) -> None:
    register = validated.workspace.register
    with pytest.raises(UserError, match="reason"):
        register.change(validated.as_(Role.OWNER), READY, edit(actual_use="x"), said(" "))
    change(validated, actual_use="x")
    with pytest.raises(UserError, match="changes nothing"):
        change(validated, actual_use="x")
    with pytest.raises(UserError, match="Nothing was entered"):
        change(validated)


def test_german_words_dates_and_numbers_are_understood(validated: Firm) -> None:
    change(
        validated,
        origin="Selbst entwickelt",
        production_date="1.4.2026",
        decision_volume="1.234.567",
        art9_exception="entfällt",
        continual_learning="nein",
        legal_basis="(b) Vertrag; (f) Berechtigte Interessen",
    )
    assert [value(validated, key) for key in ("origin", "production_date", "decision_volume")] == [
        "in_house",
        "2026-04-01",
        "1234567",
    ]
    held = validated.workspace.inventory.model(READY).facts
    assert (held["art9_exception"], held["continual_learning"]) == (NOT_APPLICABLE, "no")
    assert held["legal_basis"] == "b,f"


def test_a_field_that_does_not_apply_loses_its_text_and_gets_it_back(validated: Firm) -> None:
    change(validated, transfers="USA, adequacy decision")
    model = change(validated, transfers="n/a")
    assert "transfers" not in model.words
    assert model.facts["transfers"] == NOT_APPLICABLE
    model = change(validated, transfers="Japan")
    assert model.words["transfers"].body == "Japan"
    assert "transfers" not in model.facts


def test_dependencies_and_duties_keep_what_is_not_named(validated: Firm) -> None:
    other = validated.model(name="Income estimate")
    model = change(validated, dependencies=f"feeder_model: {other}\nlibrary: lightgbm")
    assert [item.kind for item in model.dependencies] == [DependencyKind.FEEDER_MODEL, DependencyKind.LIBRARY]
    model = change(validated, validator=validated.person(Role.VALIDATOR).id)
    model = change(validated, approver="The risk_manager")
    assert {item.duty: item.person for item in model.duties} == {
        Duty.VALIDATOR: validated.person(Role.VALIDATOR).id,
        Duty.APPROVER: validated.person(Role.RISK_MANAGER).id,
    }
    model = change(validated, approver="")
    assert [item.duty for item in model.duties] == [Duty.VALIDATOR]


def test_a_text_written_in_german_stays_german(validated: Firm) -> None:
    validated.workspace.register.change(
        validated.as_(Role.OWNER), READY, edit(Language.GERMAN, limitations="Nur Privatkunden"), WHY
    )
    assert validated.workspace.inventory.model(READY).words["limitations"].language is Language.GERMAN


def test_the_history_of_a_field_tells_who_when_what_and_why(validated: Firm) -> None:
    change(validated, actual_use="First")
    validated.later(days=1)
    change(validated, Role.RISK_MANAGER, actual_use="Second", exposure_value="10")
    change(validated, exposure_value="20")
    change(validated, transfers="n/a")
    register = validated.workspace.register
    newest, oldest = register.history(READY, "actual_use")
    assert (oldest.old, oldest.new) == ((), (said("First"),))
    assert (newest.old, newest.new) == ((said("First"),), (said("Second"),))
    assert (newest.who, newest.reason) == (validated.person(Role.RISK_MANAGER).id, WHY)
    assert newest.when > oldest.when
    assert [change.new for change in register.history(READY, "exposure_value")] == [(20,), (10,)]
    assert len(register.history(READY, "transfers")) == 1
    assert register.history(READY, "limitations") == ()
    assert [change.old for change in register.history(READY, "name")] == []


def test_an_erased_text_is_gone_from_the_history(validated: Firm) -> None:
    model = change(validated, actual_use="Mrs Smith uses it")
    assert model.words["actual_use"].body == "Mrs Smith uses it"
    event, _ = validated.workspace.trail.events(TrailQuery(object_kind=ObjectKind.MODEL))[0]
    assert event.after is not None
    words = event.after.fields["words"]
    assert isinstance(words, dict)
    digest = words["actual_use"]["text"]
    validated.workspace.trail.erase(validated.as_(Role.ADMINISTRATOR), digest, said("request"))
    change_of_it = validated.workspace.register.history(READY, "actual_use")
    assert all("Smith" not in str(item.new) for item in change_of_it)


def test_an_entry_changed_in_the_database_is_found_by_the_trail(validated: Firm) -> None:
    change(validated, purpose_rating="high")
    validated.workspace.close()
    with sqlite3.connect(validated.folder / "workspace" / "workspace.db") as database:
        database.execute(
            "update model set document = cast(replace(cast(document as text), "
            "'purpose_rating\":\"high', 'purpose_rating\":\"low') as blob)"
        )
        assert database.total_changes == 1
    database.close()
    from core.workspace import Workspace

    reopened = Workspace.open(validated.folder / "workspace", clock=validated.clock)
    try:
        assert raw_of(field_of("purpose_rating"), reopened.inventory.model(READY)) == "low"
        assert not reopened.trail.verify().intact
    finally:
        reopened.close()


def test_an_edit_of_many_models_is_previewed_and_made_in_all_or_none(validated: Firm) -> None:
    others = tuple(validated.model(name=f"Model {number}") for number in range(3))
    register, wanted = validated.workspace.register, edit(monitoring_frequency="monthly")
    change(validated, monitoring_frequency="monthly")
    owner = validated.person(Role.OWNER)
    preview = register.preview(owner, (READY, *others), wanted)
    assert [item.model for item in preview.differences] == list(others)
    assert preview.untouched == (READY,)
    before = model_events(validated)
    register.change_many(validated.as_(Role.OWNER), wanted, preview, WHY)
    assert model_events(validated) == before + 3
    events = validated.workspace.trail.events(TrailQuery(object_kind=ObjectKind.MODEL, limit=3))
    assert len({event.object.tx for event, _ in events}) == 1


def test_a_bulk_edit_after_somebody_elses_change_names_the_field_and_changes_nothing(validated: Firm) -> None:
    other, register = validated.model(name="Other"), validated.workspace.register
    wanted = edit(monitoring_frequency="monthly")
    preview = register.preview(validated.person(Role.OWNER), (READY, other), wanted)
    register.change(validated.as_(Role.RISK_MANAGER), other, edit(monitoring_frequency="daily"), WHY)
    with pytest.raises(ConflictError, match="Frequency of monitoring"):
        register.change_many(validated.as_(Role.OWNER), wanted, preview, WHY)
    assert not value(validated, "monitoring_frequency")
    assert validated.workspace.inventory.model(other).facts["monitoring_frequency"] == "daily"


def test_a_bulk_edit_that_one_model_cannot_take_says_which_and_changes_none(validated: Firm) -> None:
    other, register = validated.model(name="Other"), validated.workspace.register
    wanted = edit(production_date="2026-01-05", version="3")
    preview = register.preview(validated.person(Role.OWNER), (READY, other), wanted)
    assert [item.model for item in preview.refused] == [READY]
    assert {item.model for item in preview.differences} == {other}
    with pytest.raises(UserError, match="MOD-0001"):
        register.change_many(validated.as_(Role.OWNER), wanted, preview, WHY)
    forged = Preview(differences=preview.differences)
    with pytest.raises(NotAllowedError):
        register.change_many(validated.as_(Role.AUDITOR), wanted, forged, WHY)
    assert "production_date" not in validated.workspace.inventory.model(other).facts


def test_a_preview_changes_nothing_and_says_who_may_not(validated: Firm) -> None:
    before = validated.workspace.trail.count()
    preview = validated.workspace.register.preview(
        validated.person(Role.AUDITOR), (READY,), edit(actual_use="Mine")
    )
    assert preview.refused
    assert not preview.differences
    assert validated.workspace.trail.count() == before


def test_every_field_but_the_needed_ones_can_be_emptied_again(validated: Firm) -> None:
    for field in fields():
        if not field.enterable or field.key == "developer":
            continue
        if field.needed:
            with pytest.raises(UserError, match="cannot be without it"):
                change(validated, Role.OWNER, **{field.key: ""})
        elif field.may_not_apply:
            change(validated, Role.OWNER, **{field.key: "n/a"})
            change(validated, Role.OWNER, **{field.key: ""})
            assert field.key not in validated.workspace.inventory.model(READY).facts

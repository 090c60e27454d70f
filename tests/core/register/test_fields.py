"""Is every field there that a regulator lists, and does each come back as it was entered?"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.errors import UserError
from core.governance.reassessment import USE_FIELDS
from core.governance.register import (
    FieldKind,
    FieldList,
    Origin,
    Place,
    RecordFacts,
    Strength,
    field_of,
    fields,
    fields_of,
    parse,
    raw_of,
    value_of,
    with_value,
)
from core.ids import ModelId, PersonId
from core.inventory import Model, ModelKind
from core.texts import Language, Text
from core.workspace.governance import outdated
from tests.core.casework import said
from tests.core.conftest import START

CATALOGUE_KEYS = """
actual_use ai_act_role ai_type annex_i_act annex_iii_point architecture art10_basis art22_exception
art9_exception automation_level compute continual_learning controller data_flow data_original_purpose
decision_effect decision_volume deletion_due dependencies deputy e23_base e23_full entity_size entity_type
exposure_value general_description hosting_countries intended_use last_bias_audit last_review legal_basis
limitations marisk_process materiality_tier materiality_triggers model_scope monitoring_frequency next_review
operating_boundaries other_governance overseers personal_data_class placed_on_market processors profiling
prohibited_use purpose purpose_rating retention retirement review_frequency roles ropa_entry scope_rationale
score_recipients smf_holder standards thresholds us_states use_case_class validator vendor version_history
""".split()  # noqa: SIM905 (a list would take a page)
"""Every field that the catalogue of regulations names as evidence."""


def model(**given: object) -> Model:
    fixed: dict[str, object] = {
        "id": ModelId("MOD-0001"),
        "name": said("Score"),
        "purpose": said("Estimate"),
        "intended_use": said("Desk"),
        "kind": ModelKind.STATISTICAL,
        "owner": PersonId("P-owner"),
        "business_area": said("Retail"),
        "registered_at": START,
    }
    return Model(**{**fixed, **given})  # type: ignore[arg-type]


def counted(wanted: FieldList) -> set[str]:
    return {
        demand.item
        for field in fields_of(wanted)
        if (demand := field.demand(wanted)) is not None and demand.strength is not Strength.IMPLIED
    }


def test_every_field_that_the_catalogue_names_is_there_and_none_twice() -> None:
    keys = [field.key for field in fields()]
    assert len(CATALOGUE_KEYS) == 63
    assert set(CATALOGUE_KEYS) <= set(keys)
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (FieldList.E23, 17),
        (FieldList.GDPR_30, 7),
        (FieldList.ANNEX_VIII_A, 13),
        (FieldList.ANNEX_VIII_B, 7),
        (FieldList.ANNEX_VIII_C, 5),
        (FieldList.SR_26_2, 0),
        (FieldList.MARISK, 0),
    ],
)
def test_each_list_has_as_many_items_as_its_text(wanted: FieldList, count: int) -> None:
    assert len(counted(wanted)) == count


def test_six_fields_of_e23_are_for_every_model_and_eleven_for_risky_ones() -> None:
    strengths = {
        demand.item: demand.strength
        for field in fields_of(FieldList.E23)
        if (demand := field.demand(FieldList.E23)) is not None
    }
    assert sorted(strengths, key=int) == [str(number) for number in range(1, 18)]
    assert [item for item in sorted(strengths, key=int) if strengths[item] is Strength.REQUIRED] == list(
        "123456"
    )


def test_the_four_fields_that_only_ss1_23_asks_for_are_asked_for() -> None:
    for key in ("actual_use", "operating_boundaries", "open_remediation", "indicator_date"):
        field = field_of(key)
        demand = field.demand(FieldList.SS1_23)
        assert demand is not None
        assert demand.strength is Strength.REQUIRED
        assert field.demand(FieldList.E23) is None


def test_section_b_left_out_what_was_struck_from_the_regulation() -> None:
    points = {field.demand(FieldList.ANNEX_VIII_B) for field in fields_of(FieldList.ANNEX_VIII_B)}
    assert {demand.item for demand in points if demand is not None} == {"1", "2", "3", "4", "5", "6", "8"}


ENTRIES = {
    FieldKind.TEXT: ("  One   line ", "One line"),
    FieldKind.LONG_TEXT: ("Two\nlines", "Two\nlines"),
    FieldKind.DATE: ("5.1.2026", "2026-01-05"),
    FieldKind.NUMBER: ("12,5", "12.5"),
    FieldKind.YES_NO: ("Ja", "yes"),
    FieldKind.LIST: ("a\n\n b ", "a\nb"),
    FieldKind.COUNTRIES: ("de, AT", "AT,DE"),
    FieldKind.DEPENDENCIES: ("library: numpy", "library: numpy"),
}


def test_what_was_entered_comes_back_the_same_and_reads_the_same_again() -> None:
    for field in fields():
        if not field.enterable or field.kind is FieldKind.PERSON:
            continue
        first = field.choices[0].key if field.choices else ""
        raw, kept = ENTRIES.get(field.kind, (first, first))
        changed = with_value(model(), field, parse(field, raw))
        assert raw_of(field, changed) == kept, field.key
        again = with_value(changed, field, parse(field, kept))
        assert again == changed, field.key
        value = value_of(field, RecordFacts(model=changed, today=date(2026, 11, 2)))
        assert value.origin is Origin.STATED, field.key
        assert value.pieces, field.key
        if not field.needed:
            emptied = with_value(changed, field, parse(field, ""))
            assert raw_of(field, emptied) == "", field.key


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("1234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567.25", "1234567.25"),
        ("1.234.567,25", "1234567.25"),
        ("12 500 000", "12500000"),
        ("0,5", "0.5"),
        ("0", "0"),
        ("1.234,5", "1234.5"),
    ],
)
def test_numbers_are_read_in_both_ways_of_writing(raw: str, kept: str) -> None:
    assert parse(field_of("exposure_value"), raw) == kept


@pytest.mark.parametrize(
    "raw", ["1.234", "1,234", "NaN", "inf", "-3", "12a", "1e3", "1.2.3,4,5", "12,34,567"]
)
def test_numbers_that_could_be_two_or_none_are_refused(raw: str) -> None:
    with pytest.raises(UserError):
        parse(field_of("exposure_value"), raw)


def test_a_repeated_text_keeps_its_translation_in_both_languages() -> None:
    both = Text("Only retail", Language.ENGLISH, "Nur Privatkunden")
    held = model(words={"limitations": both})
    field = field_of("limitations")
    for raw, language in (("Only retail", Language.ENGLISH), ("Nur Privatkunden", Language.GERMAN)):
        assert with_value(held, field, parse(field, raw, language=language)) is held
    changed = with_value(held, field, parse(field, "Nur Firmen", language=Language.GERMAN))
    assert changed.words["limitations"] == Text("Nur Firmen", Language.GERMAN)


def test_what_an_edited_database_holds_is_shown_as_it_is_and_breaks_nothing() -> None:
    odd = model(facts={"production_date": "soon", "exposure_value": "much", "decision_effect": "maybe"})
    facts = RecordFacts(model=odd, today=date(2026, 11, 2))
    assert value_of(field_of("production_date"), facts).pieces == ("soon",)
    assert value_of(field_of("exposure_value"), facts).pieces == ("much",)
    assert value_of(field_of("decision_effect"), facts).filled


def test_numbers_and_days_are_shown_as_such() -> None:
    held = model(facts={"production_date": "2026-04-01", "exposure_value": "12.5", "decision_volume": "70"})
    facts = RecordFacts(model=held, today=date(2026, 11, 2))
    assert value_of(field_of("production_date"), facts).pieces == (date(2026, 4, 1),)
    assert value_of(field_of("exposure_value"), facts).pieces == (Decimal("12.5"),)
    assert value_of(field_of("decision_volume"), facts).pieces == (70,)


def test_only_derived_fields_cannot_be_entered() -> None:
    for field in fields():
        if field.place is Place.NOWHERE:
            with pytest.raises(ValueError, match="derived"):
                with_value(model(), field, said("x"))


def test_a_field_for_other_kinds_is_not_missing_and_shows_what_was_entered_all_the_same() -> None:
    vendor, today = field_of("vendor"), date(2026, 11, 2)

    def origin(kind: ModelKind, name: str | None = None) -> Origin:
        entered = None if name is None else said(name)
        held = replace(model(), kind=kind, vendor=entered)
        return value_of(vendor, RecordFacts(model=held, today=today)).origin

    assert origin(ModelKind.MACHINE_LEARNING) is Origin.OTHER_KIND
    assert origin(ModelKind.MACHINE_LEARNING, "Scorex") is Origin.STATED
    assert origin(ModelKind.VENDOR) is Origin.MISSING
    assert origin(ModelKind.GENERATIVE) is Origin.MISSING
    for field in fields():
        assert not any(demand.strength is Strength.REQUIRED for demand in field.demands if field.kinds)


@pytest.mark.parametrize("key", sorted({*USE_FIELDS, *outdated.ENTRIES}))
def test_every_entry_whose_change_asks_for_a_new_judgment_is_a_field_of_the_register(key: str) -> None:
    assert field_of(key).enterable

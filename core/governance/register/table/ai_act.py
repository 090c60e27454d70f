"""Which fields are submitted to the EU database for AI systems, or decide whether one must?"""

from core.governance.determinations import DeterminationKind, newest
from core.governance.register.codes import MEMBER_STATES
from core.governance.register.demands import annex_a, annex_b, annex_c
from core.governance.register.shaping import choices, key
from core.governance.register.types import (
    Choice,
    Derive,
    FieldKind,
    FieldSpec,
    FormSection,
    Piece,
    Place,
    RecordFacts,
)
from core.messages import N_, Message

SECTION = FormSection.AI_ACT
ROLES = choices(
    ("provider", N_("Provider")),
    ("deployer", N_("Deployer")),
    ("provider_and_deployer", N_("Provider and deployer")),
    ("importer", N_("Importer")),
    ("distributor", N_("Distributor")),
    ("none", N_("None: no AI system")),
)
POINTS = choices(
    ("1", N_("1 Biometrics")),
    ("2", N_("2 Critical infrastructure")),
    ("3", N_("3 Education")),
    ("4", N_("4 Employment")),
    ("5a", N_("5(a) Public benefits and services")),
    ("5b", N_("5(b) Creditworthiness of natural persons")),
    ("5c", N_("5(c) Life and health insurance")),
    ("5d", N_("5(d) Emergency calls")),
    ("6", N_("6 Law enforcement")),
    ("7", N_("7 Migration and border control")),
    ("8", N_("8 Justice and democracy")),
)


def answered(question: str, known: tuple[Choice, ...]) -> Derive:
    """Return how a field follows from an answer in the signed classification under the AI Act."""

    def derive(facts: RecordFacts) -> tuple[Piece, ...]:
        found = newest(facts.determinations, DeterminationKind.AI_ACT)
        given = () if found is None else found.answers
        chosen = {item.answer for item in given if item.question == question}
        return tuple(Message(item.label) for item in known if item.key in chosen)

    return derive


FIELDS = (
    FieldSpec(
        key=key("ai_act_role"),
        label=N_("Role under the AI Act"),
        kind=FieldKind.CHOICE,
        section=SECTION,
        place=Place.FACTS,
        choices=ROLES,
        derive=answered("role", ROLES),
    ),
    FieldSpec(
        key=key("annex_iii_point"),
        label=N_("Point of Annex III"),
        kind=FieldKind.CHOICE,
        section=SECTION,
        place=Place.FACTS,
        may_not_apply=True,
        choices=POINTS,
        derive=answered("annex_iii", POINTS),
    ),
    FieldSpec(
        key=key("annex_i_act"),
        label=N_("Act of Annex I"),
        kind=FieldKind.TEXT,
        section=SECTION,
        may_not_apply=True,
        hint=N_("The product law under which the system is a product or its safety component."),
    ),
    FieldSpec(
        key=key("derogation_conditions"),
        label=N_("Conditions of Art. 6(3)"),
        kind=FieldKind.CHOICES,
        section=SECTION,
        place=Place.FACTS,
        may_not_apply=True,
        hint=N_("Why a system of Annex III is not high-risk; never where it profiles natural persons."),
        choices=choices(
            ("a", N_("(a) Narrow procedural task")),
            ("b", N_("(b) Improves the result of completed human work")),
            ("c", N_("(c) Detects decision patterns or deviations")),
            ("d", N_("(d) Preparatory task")),
        ),
        demands=(annex_b(6),),
    ),
    FieldSpec(
        key=key("ai_provider"),
        label=N_("Provider: name, address, contact"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        demands=(annex_a(1), annex_b(1)),
    ),
    FieldSpec(
        key=key("ai_submitter"),
        label=N_("Who submits for the provider"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        may_not_apply=True,
        demands=(annex_a(2, optional=True), annex_b(2, optional=True)),
    ),
    FieldSpec(
        key=key("ai_representative"),
        label=N_("Authorized representative"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        may_not_apply=True,
        demands=(annex_a(3, optional=True), annex_b(3, optional=True)),
    ),
    FieldSpec(
        key=key("components"),
        label=N_("Components and functions supported"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        demands=(annex_a(5),),
    ),
    FieldSpec(
        key=key("market_status"),
        label=N_("Status on the market"),
        kind=FieldKind.CHOICE,
        section=SECTION,
        place=Place.FACTS,
        choices=choices(
            ("not_yet", N_("Not yet on the market or in service")),
            ("on_market", N_("On the market or in service")),
            ("ended", N_("No longer on the market or in service")),
            ("recalled", N_("Recalled")),
        ),
        demands=(annex_a(7), annex_b(8)),
    ),
    FieldSpec(
        key=key("placed_on_market"),
        label=N_("First placed on the market or put into service"),
        kind=FieldKind.DATE,
        section=SECTION,
        place=Place.FACTS,
        may_not_apply=True,
        hint=N_(
            "Systems from before the date of application come in after a significant change (Art. 111(2))."
        ),
    ),
    FieldSpec(
        key=key("certificate"),
        label=N_("Certificate of a notified body"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        may_not_apply=True,
        hint=N_("Type, number, expiry, name or number of the notified body."),
        demands=(annex_a(8, optional=True),),
    ),
    FieldSpec(
        key=key("certificate_copy"),
        label=N_("Scan of the certificate"),
        kind=FieldKind.TEXT,
        section=SECTION,
        may_not_apply=True,
        hint=N_("Id of the filed document, for example DOC-0001."),
        demands=(annex_a(9, optional=True),),
    ),
    FieldSpec(
        key=key("member_states"),
        label=N_("Member States"),
        kind=FieldKind.COUNTRIES,
        section=SECTION,
        place=Place.FACTS,
        countries=MEMBER_STATES,
        hint=N_(
            "Where it is placed on the market, put into service or made available; codes such as DE, AT."
        ),
        demands=(annex_a(10),),
    ),
    FieldSpec(
        key=key("eu_declaration"),
        label=N_("EU declaration of Art. 47"),
        kind=FieldKind.TEXT,
        section=SECTION,
        hint=N_("Id of the filed document, for example DOC-0001."),
        demands=(annex_a(11),),
    ),
    FieldSpec(
        key=key("instructions_for_use"),
        label=N_("Instructions for use"),
        kind=FieldKind.TEXT,
        section=SECTION,
        may_not_apply=True,
        hint=N_("Electronic, id of the document; not for law enforcement, migration and border control."),
        demands=(annex_a(12, optional=True),),
    ),
    FieldSpec(
        key=key("information_url"),
        label=N_("Address for further information"),
        kind=FieldKind.TEXT,
        section=SECTION,
        may_not_apply=True,
        hint=N_("Optional in Annex VIII."),
        demands=(annex_a(13, optional=True),),
    ),
    FieldSpec(
        key=key("ai_deployer"),
        label=N_("Deployer: name, address, contact"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        may_not_apply=True,
        hint=N_("Registered by public bodies and those who act for them (Art. 49(3))."),
        demands=(annex_c(1),),
    ),
    FieldSpec(
        key=key("deployer_submitter"),
        label=N_("Who submits for the deployer"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        may_not_apply=True,
        demands=(annex_c(2, optional=True),),
    ),
    FieldSpec(
        key=key("eu_database_entry"),
        label=N_("Entry of the provider in the EU database"),
        kind=FieldKind.TEXT,
        section=SECTION,
        may_not_apply=True,
        hint=N_("Its address, starting with https."),
        demands=(annex_c(3),),
    ),
    FieldSpec(
        key=key("fria_summary"),
        label=N_("Summary of the fundamental rights impact assessment"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        may_not_apply=True,
        hint=N_("What the assessment of Art. 27 found."),
        demands=(annex_c(4),),
    ),
    FieldSpec(
        key=key("dpia_summary"),
        label=N_("Summary of the data protection impact assessment"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        may_not_apply=True,
        hint=N_("GDPR Art. 35; where one is needed."),
        demands=(annex_c(5, optional=True),),
    ),
)

"""Which fields say what data a model lives on?"""

from core.governance.register import derived
from core.governance.register.codes import US_STATES
from core.governance.register.demands import annex_a, e23_risky, gdpr_if, marisk, sr, ss1
from core.governance.register.shaping import choices, key
from core.governance.register.types import FieldKind, FieldLevel, FieldSpec, FormSection, Place
from core.inventory import ModelKind
from core.messages import N_

SECTION = FormSection.DATA
FIELDS = (
    FieldSpec(
        key=key("data_sources"),
        label=N_("Data sources"),
        kind=FieldKind.LIST,
        section=SECTION,
        derive=derived.data_sources,
        derived_first=False,
        hint=N_("Where the data come from, one source a line."),
        demands=(e23_risky("12"), ss1("15", "P1.2(c)(ii)"), sr("13", "III"), annex_a(6)),
    ),
    FieldSpec(
        key=key("data_description"),
        label=N_("Description of the data"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        hint=N_("Inputs, period, population, quality, and what the data do not cover."),
        kind_hints={
            ModelKind.EXPERT: N_("The cases or the experience on which the rules rest."),
            ModelKind.SPREADSHEET: N_("Where the cells are filled from, by hand or by which export."),
            ModelKind.VENDOR: N_(
                "What the vendor says of its training data, and how alike the firm's own are."
            ),
            ModelKind.GENERATIVE: N_(
                "What the provider says of the training data, and what is typed or looked up."
            ),
        },
        demands=(e23_risky("12"), ss1("15", "P1.2(c)(ii)"), sr("13", "III"), marisk("4", "3")),
    ),
    FieldSpec(
        key=key("data_original_purpose"),
        label=N_("Purpose the data were collected for"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        may_not_apply=True,
    ),
    FieldSpec(
        key=key("personal_data_class"),
        label=N_("Personal data"),
        kind=FieldKind.CHOICE,
        section=SECTION,
        place=Place.FACTS,
        hint=N_("Pseudonymized data are personal data (GDPR Art. 4(5), recital 26)."),
        choices=choices(
            ("none", N_("No data about natural persons")),
            ("anonymous", N_("Anonymous")),
            ("pseudonymized", N_("Pseudonymized, so still personal")),
            ("personal", N_("Personal")),
        ),
    ),
    FieldSpec(
        key=key("data_flow"),
        label=N_("Flow of the data"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        hint=N_("From collection to erasure: systems, interfaces, people with access."),
    ),
    FieldSpec(
        key=key("retention"),
        label=N_("Time limits for erasure"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        hint=N_("For training data, logs of scores and model files, and how erasure reaches trained models."),
        demands=(gdpr_if("f"),),
        may_not_apply=True,
    ),
    FieldSpec(
        key=key("deletion_due"),
        label=N_("Bias-test columns to be deleted by"),
        kind=FieldKind.DATE,
        section=SECTION,
        level=FieldLevel.DERIVED,
        place=Place.NOWHERE,
        derive=derived.deletion_due,
    ),
    FieldSpec(
        key=key("hosting_countries"),
        label=N_("Countries where data are processed"),
        kind=FieldKind.COUNTRIES,
        section=SECTION,
        place=Place.FACTS,
        hint=N_("Training and scoring, with onward transfers; codes such as DE, US."),
    ),
    FieldSpec(
        key=key("us_states"),
        label=N_("US states it is used in"),
        kind=FieldKind.CHOICES,
        section=SECTION,
        place=Place.FACTS,
        may_not_apply=True,
        choices=choices(*((code, code) for code in US_STATES)),
    ),
)

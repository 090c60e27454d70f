"""Which fields say how much depends on a model?"""

from core.governance.register import derived
from core.governance.register.demands import e23, e23_risky, marisk, sr, ss1
from core.governance.register.shaping import choices, key
from core.governance.register.types import FieldKind, FieldLevel, FieldSpec, FormSection, Place
from core.inventory import ModelKind
from core.messages import N_
from core.risk import Band

SECTION = FormSection.RISK
BANDS = choices(
    (Band.LOW.value, N_("Low")),
    (Band.MEDIUM.value, N_("Medium")),
    (Band.HIGH.value, N_("High")),
    (Band.SEVERE.value, N_("Severe")),
)
FIELDS = (
    FieldSpec(
        key=key("risk_rating"),
        label=N_("Risk rating (tier)"),
        kind=FieldKind.CHOICE,
        section=SECTION,
        level=FieldLevel.VERSION,
        place=Place.FACTS,
        derive=derived.risk_rating,
        choices=BANDS,
        hint=N_("Until the model is assessed here: the rating of the older register. It decides nothing."),
        demands=(e23("3"), ss1("12", "P1.3"), sr("10", "III")),
    ),
    FieldSpec(
        key=key("materiality_tier"),
        label=N_("Materiality"),
        kind=FieldKind.CHOICE,
        section=SECTION,
        level=FieldLevel.DERIVED,
        place=Place.NOWHERE,
        derive=derived.materiality,
        demands=(ss1("12", "P1.3"), sr("10", "III"), marisk("2", "1")),
    ),
    FieldSpec(
        key=key("exposure_value"),
        label=N_("Exposure"),
        kind=FieldKind.NUMBER,
        section=SECTION,
        place=Place.FACTS,
        hint=N_("Volume that the output decides on, for example the portfolio in money."),
        demands=(sr("9", "III"),),
    ),
    FieldSpec(
        key=key("exposure_currency"),
        label=N_("Currency of the exposure"),
        kind=FieldKind.CHOICE,
        section=SECTION,
        place=Place.FACTS,
        choices=choices(*((code, code) for code in ("EUR", "USD", "GBP", "CHF", "CAD", "JPY", "SEK", "DKK"))),
    ),
    FieldSpec(
        key=key("purpose_rating"),
        label=N_("Weight of the purpose"),
        kind=FieldKind.CHOICE,
        section=SECTION,
        place=Place.FACTS,
        choices=BANDS,
        hint=N_("Nature and importance of the use; models for regulation or financial risk weigh more."),
        demands=(sr("10", "III"),),
    ),
    FieldSpec(
        key=key("materiality_triggers"),
        label=N_("What would make it material"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        may_not_apply=True,
        hint=N_("For immaterial models: the conditions that are watched."),
    ),
    FieldSpec(
        key=key("dependencies"),
        label=N_("Dependencies"),
        kind=FieldKind.DEPENDENCIES,
        section=SECTION,
        place=Place.DEPENDENCIES,
        may_not_apply=True,
        hint=N_("One a line: feeder_model, data_source, library, system or assumption, a colon, the name."),
        demands=(e23_risky("11"), ss1("13", "P1.2"), sr("11", "III")),
    ),
    FieldSpec(
        key=key("limitations"),
        label=N_("Limitations and restrictions"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        hint=N_("Risks not captured, limits of the data, restrictions and exceptions."),
        kind_hints={
            ModelKind.EXPERT: N_("Cases the rules do not foresee, and who decides them."),
            ModelKind.SPREADSHEET: N_(
                "What protects formulas from being overwritten, and how versions are kept."
            ),
            ModelKind.VENDOR: N_("What cannot be checked without the vendor, and what follows from that."),
            ModelKind.GENERATIVE: N_(
                "Made-up answers, leaked inputs, harmful content, and what is done about it."
            ),
        },
        demands=(e23_risky("14"), ss1("14", "P1.2(c)(ii)"), sr("12", "V")),
    ),
    FieldSpec(
        key=key("overrides"),
        label=N_("Overrides and adjustments"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        may_not_apply=True,
        hint=N_("Which results are overridden or adjusted, by whom, with which criteria and reasons."),
        demands=(marisk("3", "4"),),
    ),
    FieldSpec(
        key=key("policy_exceptions"),
        label=N_("Exceptions from the policy"),
        kind=FieldKind.LIST,
        section=SECTION,
        level=FieldLevel.DERIVED,
        place=Place.NOWHERE,
        derive=derived.policy_exceptions,
    ),
    FieldSpec(
        key=key("thresholds"),
        label=N_("Limits it is judged by"),
        kind=FieldKind.LIST,
        section=SECTION,
        level=FieldLevel.DERIVED,
        place=Place.NOWHERE,
        derive=derived.thresholds,
    ),
)

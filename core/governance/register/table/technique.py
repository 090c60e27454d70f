"""Which fields say how a model is built?"""

from core.governance.register.demands import annex_a
from core.governance.register.shaping import choices, key
from core.governance.register.types import FieldKind, FieldSpec, FormSection, Place
from core.messages import N_

SECTION = FormSection.TECHNIQUE
FIELDS = (
    FieldSpec(
        key=key("ai_type"),
        label=N_("Kind of AI"),
        kind=FieldKind.CHOICE,
        section=SECTION,
        place=Place.FACTS,
        choices=choices(
            ("none", N_("No AI")),
            ("non_generative", N_("AI, not generative")),
            ("generative", N_("Generative AI")),
            ("agentic", N_("Agentic AI")),
        ),
    ),
    FieldSpec(
        key=key("continual_learning"),
        label=N_("Keeps learning in use"),
        kind=FieldKind.YES_NO,
        section=SECTION,
        place=Place.FACTS,
    ),
    FieldSpec(
        key=key("general_description"),
        label=N_("General description"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        hint=N_(
            "Interaction with other hard- and software, forms of delivery, user interface (Annex IV(1))."
        ),
    ),
    FieldSpec(
        key=key("operating_logic"),
        label=N_("Information used and operating logic"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        hint=N_("Basic and short: data, inputs, and how the output comes about."),
        demands=(annex_a(6),),
    ),
    FieldSpec(
        key=key("architecture"),
        label=N_("Architecture"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        hint=N_("How the components build on each other (Annex IV(2)(c))."),
    ),
    FieldSpec(
        key=key("compute"),
        label=N_("Computing resources"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        hint=N_("Used for developing, training, testing and validating (Annex IV(2)(c))."),
    ),
    FieldSpec(
        key=key("standards"),
        label=N_("Standards applied"),
        kind=FieldKind.LIST,
        section=SECTION,
        may_not_apply=True,
        hint=N_("In full or in part; without harmonized standards the solutions used (Annex IV(7))."),
    ),
)

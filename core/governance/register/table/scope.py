"""Which fields say which frameworks a model falls under, and how complete its entry is?"""

from core.governance.register import derived
from core.governance.register.shaping import choices, key
from core.governance.register.types import FieldKind, FieldLevel, FieldSpec, FormSection, Place
from core.inventory import ModelKind
from core.messages import N_

SECTION = FormSection.SCOPE
FIELDS = (
    FieldSpec(
        key=key("model_scope"),
        label=N_("Scope per framework"),
        kind=FieldKind.LIST,
        section=SECTION,
        level=FieldLevel.DERIVED,
        place=Place.NOWHERE,
        derive=derived.model_scope,
    ),
    FieldSpec(
        key=key("scope_rationale"),
        label=N_("Reasons for the scope"),
        kind=FieldKind.LIST,
        section=SECTION,
        level=FieldLevel.DERIVED,
        place=Place.NOWHERE,
        derive=derived.scope_rationale,
    ),
    FieldSpec(
        key=key("other_governance"),
        label=N_("Governance outside of SR 26-2"),
        kinds=(ModelKind.GENERATIVE,),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        may_not_apply=True,
        hint=N_("For generative and agentic AI: which rules and controls apply instead (§ III footnote 3)."),
    ),
    FieldSpec(
        key=key("entity_size"),
        label=N_("Total assets of the firm"),
        kind=FieldKind.CHOICE,
        section=SECTION,
        place=Place.FACTS,
        hint=N_("SR 26-2 is most relevant above 30 billion US dollars (§ II)."),
        choices=choices(
            ("above_30bn", N_("Above 30 billion US dollars")),
            ("below_30bn", N_("Up to 30 billion US dollars")),
        ),
    ),
    FieldSpec(
        key=key("entity_type"),
        label=N_("Kind of firm in the United Kingdom"),
        kind=FieldKind.CHOICE,
        section=SECTION,
        place=Place.FACTS,
        may_not_apply=True,
        hint=N_("SS1/23 is written for firms with permission to use internal models for regulatory capital."),
        choices=choices(
            ("internal_models", N_("With permission for internal models")),
            ("no_internal_models", N_("Without permission for internal models")),
            ("branch", N_("Branch of a firm of another country")),
        ),
    ),
    FieldSpec(
        key=key("e23_base"),
        label=N_("Six fields of E-23 for every model"),
        kind=FieldKind.TEXT,
        section=SECTION,
        level=FieldLevel.DERIVED,
        place=Place.NOWHERE,
    ),
    FieldSpec(
        key=key("e23_full"),
        label=N_("Eleven further fields of E-23"),
        kind=FieldKind.TEXT,
        section=SECTION,
        level=FieldLevel.DERIVED,
        place=Place.NOWHERE,
    ),
    FieldSpec(
        key=key("ropa_entry"),
        label=N_("Entry in the record of processing"),
        kind=FieldKind.TEXT,
        section=SECTION,
        level=FieldLevel.DERIVED,
        place=Place.NOWHERE,
    ),
)

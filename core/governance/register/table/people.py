"""Which fields say who answers for a model?"""

from core.governance.register import derived
from core.governance.register.demands import e23, e23_risky, gdpr_if, sr, ss1, ss1_implied
from core.governance.register.shaping import key
from core.governance.register.types import FieldKind, FieldLevel, FieldSpec, FormSection, Place
from core.messages import N_
from core.ties import Duty

SECTION = FormSection.PEOPLE
FIELDS = (
    FieldSpec(
        key=key("owner"),
        label=N_("Model owner"),
        kind=FieldKind.PERSON,
        section=SECTION,
        place=Place.ATTRIBUTE,
        needed=True,
        demands=(e23("4"), ss1_implied("6", "P2.4"), sr("5", "VI")),
    ),
    FieldSpec(
        key=key("business_area"),
        label=N_("Business area"),
        kind=FieldKind.TEXT,
        section=SECTION,
        place=Place.ATTRIBUTE,
        needed=True,
    ),
    FieldSpec(
        key=key("developer"),
        label=N_("Model developer"),
        kind=FieldKind.PERSON,
        section=SECTION,
        level=FieldLevel.VERSION,
        place=Place.DUTY,
        duty=Duty.DEVELOPER,
        derive=derived.developer,
        demands=(e23("5"), ss1_implied("7", "P2.4"), sr("5", "VI")),
    ),
    FieldSpec(
        key=key("validator"),
        label=N_("Reviewer (validator)"),
        kind=FieldKind.PERSON,
        section=SECTION,
        place=Place.DUTY,
        duty=Duty.VALIDATOR,
        derive=derived.validator,
        derived_first=False,
        hint=N_("Neither the owner nor a developer of the model."),
        demands=(e23_risky("9"), ss1("8", "P1.2(c)(iv)"), sr("5", "VI")),
    ),
    FieldSpec(
        key=key("approver"),
        label=N_("Model approver"),
        kind=FieldKind.PERSON,
        section=SECTION,
        place=Place.DUTY,
        duty=Duty.APPROVER,
        derive=derived.approver,
        hint=N_("Neither the owner nor a developer of the model."),
        demands=(e23_risky("10"), ss1_implied("9", "P2.4"), sr("6", "VI")),
    ),
    FieldSpec(
        key=key("dpo"),
        label=N_("Data protection officer"),
        kind=FieldKind.PERSON,
        section=SECTION,
        place=Place.DUTY,
        duty=Duty.DATA_PROTECTION_OFFICER,
        may_not_apply=True,
        demands=(gdpr_if("a"),),
    ),
    FieldSpec(
        key=key("roles"),
        label=N_("Roles and responsibilities"),
        kind=FieldKind.LIST,
        section=SECTION,
        level=FieldLevel.DERIVED,
        place=Place.NOWHERE,
        derive=derived.roles,
    ),
    FieldSpec(
        key=key("deputy"),
        label=N_("Deputies"),
        kind=FieldKind.LIST,
        section=SECTION,
        level=FieldLevel.DERIVED,
        place=Place.NOWHERE,
        derive=derived.deputies,
    ),
    FieldSpec(
        key=key("overseers"),
        label=N_("People who oversee the system"),
        kind=FieldKind.LIST,
        section=SECTION,
        hint=N_("Name, competence, training and authority of those who can step in (AI Act Art. 26(2))."),
    ),
    FieldSpec(
        key=key("smf_holder"),
        label=N_("Senior manager accountable (SMF)"),
        kind=FieldKind.TEXT,
        section=SECTION,
        hint=N_("Holder of the senior management function accountable for the framework (SS1/23 P2.2)."),
    ),
)

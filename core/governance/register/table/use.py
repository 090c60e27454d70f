"""Which fields say what a model is used for?"""

from core.governance.register.demands import annex_a, annex_b, e23, e23_risky, gdpr, marisk, sr, ss1
from core.governance.register.shaping import choices, key
from core.governance.register.types import FieldKind, FieldSpec, FormSection, Place
from core.messages import N_

SECTION = FormSection.USE
FIELDS = (
    FieldSpec(
        key=key("purpose"),
        label=N_("Purpose"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        place=Place.ATTRIBUTE,
        needed=True,
        demands=(e23("2"), ss1("2", "P1.2"), sr("2", "VI"), gdpr("b"), annex_a(5), annex_b(5)),
    ),
    FieldSpec(
        key=key("intended_use"),
        label=N_("Intended use"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        place=Place.ATTRIBUTE,
        needed=True,
        demands=(ss1("10", "P1.2(c)(i)"), sr("7", "III"), annex_a(5), annex_b(5)),
    ),
    FieldSpec(
        key=key("approved_uses"),
        label=N_("Approved uses"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        hint=N_(
            "The uses that were approved, product by product; narrower than the intended use if need be."
        ),
        demands=(e23_risky("13"), sr("7", "III")),
    ),
    FieldSpec(
        key=key("actual_use"),
        label=N_("Actual use"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        hint=N_("How it is used in fact, and where that differs from the intended use."),
        demands=(ss1("10", "P1.2(c)(i)"), sr("7", "III")),
    ),
    FieldSpec(
        key=key("prohibited_use"),
        label=N_("Prohibited use"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        demands=(sr("7", "III"),),
    ),
    FieldSpec(
        key=key("operating_boundaries"),
        label=N_("Operating boundaries"),
        kind=FieldKind.LONG_TEXT,
        section=SECTION,
        hint=N_("Within which inputs, products and conditions its performance is acceptable."),
        demands=(ss1("11", "P1.2(c)(i)"), sr("8", "V")),
    ),
    FieldSpec(
        key=key("use_case_class"),
        label=N_("Class of the use case"),
        kind=FieldKind.CHOICE,
        section=SECTION,
        place=Place.FACTS,
        hint=N_("By data, regulation, people affected and impact."),
        choices=choices(
            ("no_persons", N_("No persons affected, not regulated")),
            ("internal", N_("Internal processes, employees affected")),
            ("customers", N_("Customers affected, no decision on access")),
            ("access", N_("Decides on access to a service or its price")),
            ("regulatory", N_("Regulatory calculation or report")),
        ),
    ),
    FieldSpec(
        key=key("decision_volume"),
        label=N_("Decisions per year"),
        kind=FieldKind.NUMBER,
        section=SECTION,
        place=Place.FACTS,
        demands=(sr("9", "III"),),
    ),
    FieldSpec(
        key=key("marisk_process"),
        label=N_("Process under MaRisk"),
        kind=FieldKind.TEXT,
        section=SECTION,
        may_not_apply=True,
        hint=N_("The risk or lending process in which the estimates are used."),
        demands=(marisk("1", "1"),),
    ),
    FieldSpec(
        key=key("score_recipients"),
        label=N_("Recipients of the score"),
        kind=FieldKind.LIST,
        section=SECTION,
        may_not_apply=True,
        hint=N_("Who receives the output, and how strongly they rely on it."),
    ),
)

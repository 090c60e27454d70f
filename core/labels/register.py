"""What are the kinds, sections and lists of the register's fields called?"""

from collections.abc import Mapping
from enum import StrEnum

from core.governance.register.types import FieldKind, FieldLevel, FieldList, FormSection, Origin, Strength
from core.messages import N_

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    FieldKind: {
        FieldKind.TEXT: N_("Text"),
        FieldKind.LONG_TEXT: N_("Long text"),
        FieldKind.DATE: N_("Day"),
        FieldKind.NUMBER: N_("Number"),
        FieldKind.YES_NO: N_("Yes or no"),
        FieldKind.CHOICE: N_("One of several"),
        FieldKind.CHOICES: N_("Any of several"),
        FieldKind.LIST: N_("List, one a line"),
        FieldKind.PERSON: N_("Person"),
        FieldKind.MODELS: N_("Models"),
        FieldKind.COUNTRIES: N_("Countries"),
        FieldKind.DEPENDENCIES: N_("Dependencies, one a line"),
    },
    FormSection: {
        FormSection.IDENTITY: N_("Identity"),
        FormSection.PEOPLE: N_("People"),
        FormSection.USE: N_("Purpose and use"),
        FormSection.RISK: N_("Materiality and limits"),
        FormSection.DATA: N_("Data"),
        FormSection.TECHNIQUE: N_("Construction"),
        FormSection.OPERATION: N_("Operation and review"),
        FormSection.PRIVACY: N_("Data protection"),
        FormSection.AI_ACT: N_("AI Act"),
        FormSection.SCOPE: N_("Scope and lists"),
    },
    FieldLevel: {
        FieldLevel.MODEL: N_("Model"),
        FieldLevel.VERSION: N_("Version that counts"),
        FieldLevel.DERIVED: N_("Derived"),
    },
    FieldList: {
        FieldList.E23: N_("E-23 Appendix 1"),
        FieldList.SS1_23: N_("SS1/23"),
        FieldList.SR_26_2: N_("SR 26-2"),
        FieldList.GDPR_30: N_("GDPR Art. 30"),
        FieldList.ANNEX_VIII_A: N_("AI Act Annex VIII A"),
        FieldList.ANNEX_VIII_B: N_("AI Act Annex VIII B"),
        FieldList.ANNEX_VIII_C: N_("AI Act Annex VIII C"),
        FieldList.MARISK: N_("MaRisk AT 4.3.5"),
    },
    Strength: {
        Strength.REQUIRED: N_("required"),
        Strength.NOT_NEGLIGIBLE: N_("required unless the risk is negligible"),
        Strength.WHERE_APPLICABLE: N_("required where it applies"),
        Strength.IMPLIED: N_("implied"),
    },
    Origin: {
        Origin.STATED: N_("entered"),
        Origin.DERIVED: N_("derived"),
        Origin.NOT_APPLICABLE: N_("does not apply"),
        Origin.OTHER_KIND: N_("for other kinds"),
        Origin.MISSING: N_("missing"),
    },
}

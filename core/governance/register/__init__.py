"""Which fields does the register of models have, and how are they read and written?

`fields()` lists them, `value_of` says what a model holds in one of them, `parse` reads what somebody
entered, and `with_value` returns the model with it. Forms, bulk edits, imports, reports and completeness all
rest on these four.
"""

from core.governance.register.parsing import parse
from core.governance.register.registry import field_of, fields, fields_of
from core.governance.register.types import (
    FRAMEWORKS,
    NOT_APPLICABLE,
    Choice,
    Country,
    Demand,
    FieldKey,
    FieldKind,
    FieldLevel,
    FieldList,
    FieldSpec,
    FieldValue,
    FormSection,
    Origin,
    Piece,
    Place,
    RecordFacts,
    RunMark,
    Stored,
    Strength,
)
from core.governance.register.values import raw_of, shown, text_of, value_of
from core.governance.register.writing import with_value

__all__ = [
    "FRAMEWORKS",
    "NOT_APPLICABLE",
    "Choice",
    "Country",
    "Demand",
    "FieldKey",
    "FieldKind",
    "FieldLevel",
    "FieldList",
    "FieldSpec",
    "FieldValue",
    "FormSection",
    "Origin",
    "Piece",
    "Place",
    "RecordFacts",
    "RunMark",
    "Stored",
    "Strength",
    "field_of",
    "fields",
    "fields_of",
    "parse",
    "raw_of",
    "shown",
    "text_of",
    "value_of",
    "with_value",
]

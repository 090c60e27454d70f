"""What is said about a column before anybody gives it a role?"""

from dataclasses import dataclass
from enum import StrEnum

from core.deletion import ValueCount


class Suspicion(StrEnum):
    """Content that asks for a look at data protection; a hint with a reason, never a verdict."""

    PERSON_NAME = "person_name"
    E_MAIL = "e_mail"
    PHONE = "phone"
    IBAN = "iban"
    CARD_NUMBER = "card_number"
    TAX_ID = "tax_id"
    DATE_OF_BIRTH = "date_of_birth"
    POSTAL_ADDRESS = "postal_address"
    IP_ADDRESS = "ip_address"
    SPECIAL_CATEGORY = "special_category"
    """Its name points to GDPR Art. 9 data: health, religion, origin, union, sexual orientation."""
    ROW_IDENTIFIER = "row_identifier"
    """Every row has its own value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnProfile:
    """What the rows that were read show of one column."""

    name: str
    dtype: str
    """As of `Column.dtype`."""
    n: int
    """Rows looked at."""
    missing: int
    distinct: int
    lowest: str | None
    """For numbers and dates; None where there is no order."""
    highest: str | None
    frequent: tuple[ValueCount, ...] = ()
    """At most the five most frequent values; empty where every row differs or the content is suspicious."""
    mixed: int = 0
    """Cells that do not fit the type most cells have."""
    suspicions: tuple[Suspicion, ...] = ()
    cells: tuple[int, ...] = ()
    """For each suspicion, the cells whose content shows it; 0 where only the column's name does."""

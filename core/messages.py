"""How does the core say something without choosing a language?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence that can still be said in any language."""

    text: str
    """The English sentence with `{name}` placeholders; it is the id in the gettext catalogue."""
    values: Mapping[str, "str | int | float | Decimal | date | StrEnum | Message | None"] = field(
        default_factory=dict
    )
    """What the placeholders stand for; numbers, dates and enum labels are formatted by the translator."""

    def __str__(self) -> str:
        """Return the English sentence, for logs and tracebacks only."""
        return self.text.format_map({key: str(value) for key, value in self.values.items()})


def N_(text: str) -> str:  # noqa: N802 (the customary gettext marker)
    """Mark a text for translation without translating it here."""
    return text


def message(text: str, **values: "str | int | float | Decimal | date | StrEnum | Message | None") -> Message:
    """Make a message; `tools/messages.py` collects the text for translation from calls of this name."""
    return Message(text, values)

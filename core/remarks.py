"""How is a sentence kept in a record so that it can still be said in any language later?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.messages import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A message with plain values, as it stands in stored documents."""

    text: str
    """The English sentence with `{name}` placeholders, readable without the program."""
    values: Mapping[str, "str | int | float | Remark | None"] = field(default_factory=dict)

    @property
    def message(self) -> Message:
        """Return what a translator can say."""
        return Message(self.text, {key: _said(item) for key, item in self.values.items()})


def remark(said: Message) -> Remark:
    """Turn a message into its stored form; dates, decimals and enum values become text."""
    return Remark(text=said.text, values={key: _plain(item) for key, item in said.values.items()})


def _plain(
    value: "str | int | float | Decimal | date | StrEnum | Message | None",
) -> "str | int | float | Remark | None":
    if isinstance(value, Message):
        return remark(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, (str, int, float)) or value is None:
        return value
    return str(value)


def _said(value: "str | int | float | Remark | None") -> "str | int | float | Message | None":
    return value.message if isinstance(value, Remark) else value

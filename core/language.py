"""How is a message, number or date said in German or English?"""

import gettext
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from core.labels import label
from core.messages import Message
from core.texts import Language, Text

LOCALE_FOLDER = Path(__file__).parent.parent / "resources" / "locale"
LOCALES = {Language.GERMAN: "de_DE", Language.ENGLISH: "en_GB"}


class Translator:
    """Says everything in one language; gui, cli and reports make one each."""

    def __init__(self, language: Language) -> None:
        """Load the catalogue of the language; English needs none."""
        self.language = language
        self.locale = LOCALES[language]
        self._gettext = _catalogue(language)

    def tr(self, text: str, **values: object) -> str:
        """Translate a sentence given with its placeholders' values."""
        translated = self._gettext(text)
        if not values:
            return translated
        return translated.format_map({key: self.value(item) for key, item in values.items()})

    def say(self, message: Message) -> str:
        """Translate a message of the core."""
        return self.tr(message.text, **message.values)

    def label(self, value: StrEnum) -> str:
        """Return the word for an enum value, for example "Freigegeben" for `State.APPROVED`."""
        return self.tr(label(value))

    def text(self, text: Text | None) -> str:
        """Return free text in this language if present, else the original marked with its language."""
        return "" if text is None else text.said_in(self.language)

    def value(self, value: object) -> str:
        """Format what a placeholder stands for."""
        match value:
            case None:
                return "–"
            case Message():
                return self.say(value)
            case Text():
                return self.text(value)
            case StrEnum():
                return self.label(value)
            case bool():
                return self.tr("yes") if value else self.tr("no")
            case int():
                return self.integer(value)
            case float() | Decimal():
                return self.number(float(value))
            case datetime():
                return self.moment(value)
            case date():
                return self.date(value)
        return str(value)

    def integer(self, value: int) -> str:
        """Format a whole number with the language's grouping."""
        if 0 <= value < 1000:
            return str(value)  # the same in every language, and lists show thousands of them
        from babel.numbers import format_decimal

        return str(format_decimal(value, format="#,##0", locale=self.locale))

    def number(self, value: float | None, digits: int = 3) -> str:
        """Format a number with a fixed count of decimals; "–" for None."""
        from babel.numbers import format_decimal

        if value is None:
            return "–"
        pattern = "#,##0" if digits == 0 else "#,##0." + "0" * digits
        return str(format_decimal(value, format=pattern, locale=self.locale)).replace("-", "−")

    def percent(self, value: float | None, digits: int = 1) -> str:
        """Format a share as percent; "–" for None."""
        from babel.numbers import format_percent

        if value is None:
            return "–"
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        space = "\N{NO-BREAK SPACE}" if self.language is Language.GERMAN else ""
        return str(format_percent(value, format=pattern + space + "%", locale=self.locale)).replace("-", "−")

    def date(self, value: date) -> str:
        """Format a date, for example 21.11.2026 or 21 Nov 2026."""
        from babel.dates import format_date

        pattern = "dd.MM.yyyy" if self.language is Language.GERMAN else "d MMM yyyy"
        return str(format_date(value, format=pattern, locale=self.locale))

    def moment(self, value: datetime) -> str:
        """Format date and time with the time zone they are given in."""
        zone = value.strftime("%Z") or "UTC"
        return f"{self.date(value.date())} {value:%H:%M} {zone}"


@cache
def _catalogue(language: Language) -> Callable[[str], str]:
    if language is Language.ENGLISH:
        return str
    return gettext.translation("pruefstein", LOCALE_FOLDER, languages=[language.value]).gettext

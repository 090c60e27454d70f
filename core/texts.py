"""How is text that people write, and personal data, kept apart from the chained records?"""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages of screens, reports and errors."""

    GERMAN = "de"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """Free text or personal data: it enters the audit chain only as a salted digest and can be erased."""

    body: str
    """What was written, in `language`."""
    language: Language
    """The language it was written in."""
    translation: str | None = None
    """The same in the other language, if somebody provided it."""
    erased: bool = False
    """Whether the text was erased later; the chain keeps its salted digest."""

    def said_in(self, language: Language) -> str:
        """Return the text in a language if present, else the original marked [de] or [en]."""
        if language == self.language:
            return self.body
        if self.translation is not None:
            return self.translation
        return f"{self.body} [{self.language}]" if self.body else self.body

    def name(self) -> str:
        """Return the body as it is, for names, which have no language."""
        return self.body

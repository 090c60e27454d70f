"""On which scales is risk rated, which kinds are there, and how much risk is borne?

A scale is adopted as a new version and never changed; an assessment names the scale it was made on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core.ids import PersonId, ScaleId
from core.messages import Message
from core.risk import BOOK_BORDERS, Band, Borders, Level, Perspective, Rating, RiskKind, band
from core.texts import Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A name in both languages, with a description."""

    de: str
    en: str
    about_de: str = ""
    about_en: str = ""

    def name(self, language: Language) -> str:
        """Return the name in a language."""
        return self.de if language is Language.GERMAN else self.en

    def about(self, language: Language) -> str:
        """Return the description in a language."""
        return self.about_de if language is Language.GERMAN else self.about_en


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnKind:
    """A kind of risk of the firm, beside the four of the book."""

    id: str
    """Lower-case letters, digits and underscores."""
    words: Words
    perspectives: tuple[Perspective, ...] = (Perspective.FIRM,)
    mandatory: bool = False
    """Whether it must be rated from each of its perspectives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appetite:
    """The highest residual score that is borne without a further decision."""

    perspective: Perspective
    kind: str | None = None
    """None: every kind that has no line of its own."""
    highest: int
    """1 to 25."""
    reason_de: str
    reason_en: str

    def reason(self, language: Language) -> str:
        """Return why the line lies here, in a language."""
        return self.reason_de if language is Language.GERMAN else self.reason_en


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleDefinition:
    """What a version of the scales says."""

    words: Words
    likelihood: tuple[Words, ...]
    """Five steps, the lowest first."""
    impact: Mapping[Perspective, tuple[Words, ...]]
    """Five steps for each perspective."""
    borders: Borders = BOOK_BORDERS
    kinds: tuple[OwnKind, ...] = ()
    appetite: tuple[Appetite, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A version of the scales, adopted by somebody for a reason."""

    id: ScaleId
    definition: ScaleDefinition
    reason: Text | None = None
    """None for the built-in scale."""
    adopted_by: PersonId | None = None
    adopted_at: datetime | None = None
    appetite_by: PersonId | None = None
    """Who approved the appetite lines as they are; None while there are none."""
    replaces: str = ""
    """Id of the scale in force before."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the ids of all kinds, those of the book first."""
        return (*RiskKind, *(kind.id for kind in self.definition.kinds))

    def own(self, kind: str) -> OwnKind | None:
        """Return a kind of the firm, or None."""
        return next((item for item in self.definition.kinds if item.id == kind), None)

    def kinds_for(self, perspective: Perspective) -> tuple[str, ...]:
        """Return the kinds that can be rated from a perspective."""
        own = (kind.id for kind in self.definition.kinds if perspective in kind.perspectives)
        return (*RiskKind, *own)

    @property
    def mandatory(self) -> tuple[tuple[str, Perspective], ...]:
        """Return what every assessment must rate: the book's four for the firm, and mandatory own kinds."""
        book = [(kind.value, Perspective.FIRM) for kind in RiskKind]
        own = [
            (kind.id, seen) for kind in self.definition.kinds if kind.mandatory for seen in kind.perspectives
        ]
        return (*book, *own)

    def band(self, level: Level) -> Band:
        """Return the band of a cell."""
        return band(level.score, self.definition.borders)

    def appetite(self, kind: str, perspective: Perspective) -> Appetite | None:
        """Return the appetite line of a kind: its own, else the one for every kind; None without a line."""
        lines = [item for item in self.definition.appetite if item.perspective is perspective]
        own = (item for item in lines if item.kind == kind)
        every = (item for item in lines if item.kind is None)
        return next(own, None) or next(every, None)

    def exceeds(self, rating: Rating) -> bool:
        """Tell whether the residual risk lies above the appetite line."""
        line = self.appetite(rating.kind, rating.perspective)
        return line is not None and rating.residual.score > line.highest


def kind_word(kind: str, scale: Scale | None) -> Message | RiskKind:
    """Return how a kind is called inside a sentence; an own kind by its names in both languages."""
    if kind in set(RiskKind):
        return RiskKind(kind)
    own = None if scale is None else scale.own(kind)
    names = (kind,) if own is None else dict.fromkeys((own.words.de, own.words.en))
    return Message(" / ".join(names).replace("{", "(").replace("}", ")"))


def kind_name(kind: str, scale: Scale, translator: "Speaker") -> str:
    """Return what a kind is called on a screen or paper."""
    own = scale.own(kind)
    if own is not None:
        return own.words.name(translator.language)
    return translator.label(RiskKind(kind)) if kind in set(RiskKind) else kind


class Speaker(Protocol):
    """Who says things in a language."""

    @property
    def language(self) -> Language:
        """Return the language."""

    def label(self, value: StrEnum) -> str:
        """Return what a value is called."""


def above_appetite(scale: Scale, ratings: Iterable[Rating]) -> tuple[Rating, ...]:
    """Return the ratings whose residual risk lies above the appetite line."""
    return tuple(item for item in ratings if scale.exceeds(item))

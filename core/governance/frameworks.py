"""Which frameworks are there, and what do they say about their own scope?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.ids import Digest
from core.inventory import ModelKind
from core.texts import Language

NOT_READ = Digest("")
"""Digest of a list that was not read from a file."""


class ScopeOutcome(StrEnum):
    """Whether a framework applies to a model; frameworks may disagree."""

    IN_SCOPE = "in_scope"
    VOLUNTARY = "voluntary"
    """It does not bind here and is followed all the same."""
    NOT_IN_SCOPE = "not_in_scope"


class FrameworkStatus(StrEnum):
    """Whether a framework is in force."""

    IN_FORCE = "in_force"
    IN_FORCE_PHASED = "in_force_phased"
    IN_FORCE_OR_PENDING = "in_force_or_pending"
    IN_CHANGE = "in_change"
    ANNEX11_IN_FORCE = "annex11_in_force_annex22_draft"
    PUBLISHED = "published_not_effective"
    SUPERSEDED = "superseded"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRule:
    """What a framework says about kinds of models."""

    kinds: tuple[ModelKind, ...]
    outcome: ScopeOutcome
    binding: bool
    """Whether the framework leaves no room: "in scope" is then refused."""
    reason_en: str
    reason_de: str

    def reason(self, language: Language) -> str:
        """Return why, in a language."""
        return self.reason_de if language is Language.GERMAN else self.reason_en


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopedFramework:
    """One framework with its own words on scope."""

    id: str
    title_en: str
    title_de: str
    citation: str
    citation_de: str
    jurisdiction: str
    kind: str
    status: FrameworkStatus
    effective_from: date
    effective_to: date | None = None
    basis_en: str
    """What was read of it."""
    basis_de: str
    scope_en: str
    scope_de: str
    rules: tuple[ScopeRule, ...] = ()

    def title(self, language: Language) -> str:
        """Return the name in a language."""
        return self.title_de if language is Language.GERMAN else self.title_en

    def scope(self, language: Language) -> str:
        """Return what it says about its scope, in a language."""
        return self.scope_de if language is Language.GERMAN else self.scope_en

    def basis(self, language: Language) -> str:
        """Return what was read of it, in a language."""
        return self.basis_de if language is Language.GERMAN else self.basis_en

    def cited(self, language: Language) -> str:
        """Return where it stands, in a language."""
        return self.citation_de if language is Language.GERMAN else self.citation

    def rule(self, kind: ModelKind) -> ScopeRule | None:
        """Return what it says about a kind of model, or None."""
        return next((item for item in self.rules if kind in item.kinds), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkList:
    """All frameworks whose scope is determined."""

    schema: int
    id: str
    version: str
    title_en: str
    title_de: str
    basis_en: str
    basis_de: str
    frameworks: tuple[ScopedFramework, ...]
    digest: Digest = NOT_READ

    def get(self, framework: str) -> ScopedFramework | None:
        """Return the framework of this id, or None."""
        return next((item for item in self.frameworks if item.id == framework), None)

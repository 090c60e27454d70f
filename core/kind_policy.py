"""What takes the place of a check that needs a model file, where a version has none?"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.inventory import ModelKind
from core.people import Role
from core.risk import Band


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRules:
    """The firm's choices about the register of models."""

    negligible: tuple[Band, ...] = ()
    """Tiers whose inherent risk counts as negligible: only then six instead of 17 fields of OSFI E-23 are
    asked for. No regulator says that a low tier is negligible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """Evidence that replaces checks for versions without a model file."""

    kinds: tuple[ModelKind, ...]
    checks: tuple[str, ...]
    """Ids of the checks it replaces."""
    documents: tuple[str, ...]
    """Kinds of documents, one of which must be filed about the version or its model."""
    filed_by: tuple[Role, ...] = ()
    """Roles of which the person who filed it must have one; empty: any. Never the version's developer."""
    months: int = 0
    """How old it may be; 0: of any age while it is valid."""
    source_en: str
    """Why this counts."""
    source_de: str


def replacement_for(given: Iterable[Replacement], kind: ModelKind, check: str) -> Replacement | None:
    """Return what replaces a check for a kind of model; the first that fits, or None."""
    return next((item for item in given if kind in item.kinds and check in item.checks), None)

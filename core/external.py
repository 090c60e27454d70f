"""Which checks of other makers are installed, and which of them did an administrator allow?

Off until an administrator allows name and digest; a changed package is another digest and off again. They
run in a statistics process that shuts itself in like the model worker, and every result names package,
version and digest.
"""

from dataclasses import dataclass
from datetime import datetime

from core.ids import Digest, PersonId
from core.texts import Text

PREFIX = "external."
"""How the id of every such check begins, so that none can pass for one of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalCheck:
    """A check that an installed distribution offers, found without running any of its code."""

    id: str
    entry: str
    """Where it is found, for example "bank_checks.leverage:CHECK"."""
    package: str
    version: str
    digest: Digest
    """Of the files of the entry's top-level package, by name and content."""
    folder: str
    """In which it is installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What an administrator said of one check; the latest word counts."""

    id: str
    """Of the check."""
    package: str
    version: str
    digest: Digest
    allowed: bool
    by: PersonId
    at: datetime
    reason: Text


def is_external(check: str) -> bool:
    """Tell whether an id is that of a check of another maker."""
    return check.startswith(PREFIX)

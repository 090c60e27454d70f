"""What is wrong with something a model rests on?"""

from dataclasses import dataclass
from enum import StrEnum

from core.ids import ModelId


class AlertKind(StrEnum):
    """What is wrong with a feeder model."""

    NO_VERSION = "no_version"
    """It has no version."""
    NOT_APPROVED = "not_approved"
    """Its version may not be used: never approved, lapsed, expired, suspended or under review."""
    FINDINGS = "findings"
    """Findings of severity high or severe stand against it."""
    INCIDENT = "incident"
    """An incident with it is not closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeederAlert:
    """Something wrong upstream of a model."""

    feeder: ModelId
    direct: bool
    """Whether its output goes straight into the model."""
    kind: AlertKind
    about: tuple[str, ...]
    """Ids of findings and incidents; the version for a missing approval."""

    @property
    def id(self) -> str:
        """Return what it is selected by."""
        return f"{self.feeder}:{self.kind}"

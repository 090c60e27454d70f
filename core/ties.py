"""Which persons answer for a model, and on what else does it depend?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.ids import PersonId
from core.texts import Text


class Duty(StrEnum):
    """What somebody answers for on a model; the last seven are roles of Treveil et al., Introducing MLOps."""

    OWNER = "owner"
    DEVELOPER = "developer"
    VALIDATOR = "validator"
    APPROVER = "approver"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    DOMAIN_EXPERT = "domain_expert"
    DATA_SCIENTIST = "data_scientist"
    DATA_ENGINEER = "data_engineer"
    SOFTWARE_ENGINEER = "software_engineer"
    DEVOPS = "devops"
    MODEL_RISK_MANAGER = "model_risk_manager"
    ML_ARCHITECT = "ml_architect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """Who carries a duty on a model, and who takes over."""

    duty: Duty
    person: PersonId
    deputy: PersonId | None = None
    leaves: date | None = None
    """Last day of the person in this duty, as far as it is known."""


class DependencyKind(StrEnum):
    """What a model rests on."""

    FEEDER_MODEL = "feeder_model"
    """Its output is an input of this model."""
    DATA_SOURCE = "data_source"
    LIBRARY = "library"
    SYSTEM = "system"
    ASSUMPTION = "assumption"
    """An assumption or method shared with other models."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """One thing a model rests on; what several models name alike is shared risk."""

    kind: DependencyKind
    name: str
    """The feeder's model id, a data set's id, or the name of a source, library, system or assumption."""
    note: Text | None = None

"""What of all that checks may need is at hand?"""

from dataclasses import dataclass

from core.checks.base import Need
from core.inventory import ColumnRole
from core.options import CheckOptions
from core.running.meaning import Meaning, with_roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What is there besides the table."""

    model: bool
    """Whether a model file can be asked."""
    reference: bool
    other_version: bool
    other_artifact: bool


def at_hand(meaning: Meaning, options: CheckOptions, sources: Sources) -> frozenset[Need]:
    """Return what is there, by the roles of columns, the options, and what else was given."""
    asked = with_roles(options, meaning)
    there = {
        Need.ATTRIBUTIONS: sources.model,
        Need.ANSWERS: sources.model,
        Need.REFERENCE: sources.reference,
        Need.OTHER_VERSION: sources.other_version,
        Need.OTHER_ARTIFACT: sources.other_artifact,
        Need.LABELS: bool(meaning.named(ColumnRole.TARGET) or meaning.targets),
        Need.SCORES: sources.model or bool(meaning.named(ColumnRole.SCORE)),
        Need.GROUPS: bool(meaning.named(ColumnRole.SENSITIVE)),
        Need.TIME: asked.time is not None,
        Need.GRADE: asked.grade is not None,
        Need.DECISION: asked.decision is not None,
        Need.CONTROLS: bool(asked.controls),
    }
    return frozenset(need for need, given in there.items() if given)

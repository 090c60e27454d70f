"""What does each check need, and is it there for the chosen rows and model?"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.checks.base import Check, Need
from core.inventory import ColumnRole, Dataset, ModelVersion, Task
from core.messages import N_, Message, message
from core.options import CheckOptions

NEEDS: Mapping[Need, str] = {
    Need.LABELS: N_("true outcome"),
    Need.SCORES: N_("scores"),
    Need.GROUPS: N_("sensitive columns"),
    Need.ATTRIBUTIONS: N_("model file"),
    Need.ANSWERS: N_("model file"),
    Need.REFERENCE: N_("reference data"),
    Need.OTHER_VERSION: N_("another version"),
    Need.OTHER_ARTIFACT: N_("another model file"),
    Need.TIME: N_("time column"),
    Need.GRADE: N_("rating grade"),
    Need.DECISION: N_("final decision"),
    Need.CONTROLS: N_("control columns"),
}
"""What a check needs, in a word."""

_NO_FILE = message("There is no model file that could be asked.")
REASONS: Mapping[Need, Message] = {
    Need.LABELS: message("The data set has no column with the true outcome."),
    Need.SCORES: message("There are no scores: neither a model file nor a score column."),
    Need.GROUPS: message("No column is marked as sensitive."),
    Need.ATTRIBUTIONS: _NO_FILE,
    Need.ANSWERS: _NO_FILE,
    Need.REFERENCE: message("No reference data is chosen to compare with."),
    Need.OTHER_VERSION: message("No other version is chosen to compare with."),
    Need.OTHER_ARTIFACT: message("There is no second model file to compare with."),
    Need.TIME: message("No time column is named (Options, Time)."),
    Need.GRADE: message("No column with the rating grade is named (Options, Rating grades)."),
    Need.DECISION: message("No column with the final decision is named (Options, Decisions)."),
    Need.CONTROLS: message("No control columns are named (Options, Columns)."),
}
"""Why a check cannot say anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """What there is to work on."""

    task: Task | None
    needs: frozenset[Need]
    """Needs that are met."""


def lacking(check: Check, at_hand: AtHand) -> tuple[Message, ...]:
    """Return why a check would have nothing to say; nothing: it applies."""
    if at_hand.task is not None and at_hand.task not in check.tasks:
        return (message("It is not made for this task: {task}.", task=at_hand.task),)
    reasons = [REASONS[need] for need in Need if need in check.needs and need not in at_hand.needs]
    return tuple(item for place, item in enumerate(reasons) if item not in reasons[:place])


def met(options: CheckOptions, *, reference: bool, other_version: bool, other_file: bool) -> frozenset[Need]:
    """Return the needs met by what was stated besides model and data."""
    stated = {
        Need.REFERENCE: reference,
        Need.OTHER_VERSION: other_version,
        Need.OTHER_ARTIFACT: other_file,
        Need.TIME: options.time is not None,
        Need.GRADE: options.grade is not None,
        Need.DECISION: options.decision is not None,
        Need.CONTROLS: bool(options.controls),
    }
    return frozenset(need for need, there in stated.items() if there)


def met_by(version: ModelVersion, dataset: Dataset) -> frozenset[Need]:
    """Return the needs met by a registered version and data set."""
    model = bool(version.artifacts)
    roles = {role for column in dataset.readable for role in column.roles}
    stated = {
        Need.LABELS: ColumnRole.TARGET in roles,
        Need.SCORES: model or ColumnRole.SCORE in roles,
        Need.GROUPS: ColumnRole.SENSITIVE in roles,
        Need.TIME: ColumnRole.TIME in roles,
        Need.ATTRIBUTIONS: model,
        Need.ANSWERS: model,
        Need.OTHER_ARTIFACT: len(version.artifacts) > 1,
    }
    return frozenset(need for need, there in stated.items() if there)

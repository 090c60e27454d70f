"""What sets a version under review by itself?"""

from dataclasses import replace

from core.audit import Action
from core.findings import Finding, FindingScope
from core.ids import VersionId, model_of
from core.inventory import APPROVED_STATES, ModelVersion, State
from core.obstacles import blocking
from core.store.transaction import Transaction
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.determined import early_use
from core.workspace.lookup import Reader, facts_of, the_version

RELEASED = frozenset({*APPROVED_STATES, State.IN_USE, State.RESTRICTED})
"""States that rest on an approval."""


def review_when_blocking(step: Transaction, desk: Desk, finding: Finding) -> Changes:
    """Set every released version the finding blocks under review."""
    changes = Changes.NONE
    for version in _concerned(step, finding):
        facts = facts_of(step, version.id, desk.policy)
        if finding.id in {item.id for item in blocking(facts, desk.clock().date())}:
            changes |= set_under_review(step, facts.version)
    return changes


def blocked_by_findings(reader: Reader, desk: Desk) -> tuple[VersionId, ...]:
    """Return the released versions that a standing finding of blocking severity speaks against.

    Raising such a finding sets a version under review at once. Later it happens by time alone: an
    acceptance runs out; and a tier or the policy may have become stricter.
    """
    today = desk.clock().date()
    standing = [item for item in reader.all(Finding) if item.stands(today)]
    versions = {version.id: version for item in standing for version in _concerned(reader, item)}
    return tuple(
        version.id
        for version in versions.values()
        if version.state in RELEASED and blocking(facts_of(reader, version.id, desk.policy), today)
    )


def _concerned(reader: Reader, finding: Finding) -> tuple[ModelVersion, ...]:
    if finding.scope is FindingScope.VERSION:
        return (the_version(reader, finding.version),)
    return reader.select(ModelVersion, model=model_of(finding.version))


def early_use_ended(reader: Reader) -> tuple[VersionId, ...]:
    """Return the versions used before validation without a permission that still holds."""
    early = reader.select(ModelVersion, state=State.PRE_VALIDATION_USE.value)
    return tuple(version.id for version in early if early_use(reader, version.id) is None)


def suspend_early_use(step: Transaction, version: VersionId) -> None:
    """Suspend a use before validation whose permission ended; read again inside the step."""
    found = the_version(step, version)
    if found.state is State.PRE_VALIDATION_USE and early_use(step, version) is None:
        step.put(replace(found, state=State.SUSPENDED), Action.STATE_CHANGED)


def set_under_review(step: Transaction, version: ModelVersion) -> Changes:
    """Set a released version under review, with an event of its own; other states stay."""
    version = the_version(step, version.id)
    if version.state not in RELEASED:
        return Changes.NONE
    step.put(replace(version, state=State.UNDER_REVIEW), Action.STATE_CHANGED)
    return Changes.INVENTORY | Changes.DECISIONS

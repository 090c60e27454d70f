"""What sets a version under review by itself?"""

from dataclasses import replace

from core.audit import Action
from core.findings import Finding
from core.inventory import APPROVED_STATES, ModelVersion, State
from core.obstacles import blocking
from core.store.transaction import Transaction
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.lookup import facts_of, the_version

RELEASED = frozenset({*APPROVED_STATES, State.IN_USE, State.RESTRICTED})
"""States that rest on an approval."""


def review_when_blocking(step: Transaction, desk: Desk, finding: Finding) -> Changes:
    """Set the finding's version under review when the finding blocks and the version is released."""
    facts = facts_of(step, finding.version, desk.policy)
    blocks = {item.id for item in blocking(facts, desk.clock().date())}
    return set_under_review(step, facts.version) if finding.id in blocks else Changes.NONE


def set_under_review(step: Transaction, version: ModelVersion) -> Changes:
    """Set a released version under review, with an event of its own; other states stay."""
    version = the_version(step, version.id)
    if version.state not in RELEASED:
        return Changes.NONE
    step.put(replace(version, state=State.UNDER_REVIEW), Action.STATE_CHANGED)
    return Changes.INVENTORY | Changes.DECISIONS

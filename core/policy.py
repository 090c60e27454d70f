"""What does the firm demand of a model in each tier?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

import msgspec

from core.findings import Severity
from core.ids import Digest, Exact
from core.inventory import Task
from core.people import Role
from core.risk import Band

NOT_READ = Digest("")
"""Digest of a policy that was not read from a file."""


class Relation(StrEnum):
    """On which side of the limit a value must lie to pass."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One limit, with the reason why it is the limit."""

    check: str
    """Check id, for example "group_fairness"."""
    measure: str
    """Measure id, for example "impact_ratio"."""
    relation: Relation
    limit: Exact
    task: Task | None = None
    """None: for every task the check applies to."""
    tiers: tuple[Band, ...] = tuple(Band)
    source_en: str
    """Where the limit comes from."""
    source_de: str

    @property
    def number(self) -> Fraction:
        """Return the limit exactly."""
        return Fraction(self.limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRule:
    """What one tier asks for."""

    checks: tuple[str, ...]
    """Ids of mandatory checks."""
    approver: Role
    """Role that must decide."""
    reassess_months: int
    blocks: tuple[Severity, ...]
    """Severities of open findings that block an approval."""
    undecided_is_missing: bool
    """Whether a not decidable verdict counts as missing evidence unless accepted by name."""
    approval_months: int
    """How long an approval lasts at most."""
    tasks: Mapping[Task, tuple[str, ...]] = field(default_factory=dict)
    """Ids of further mandatory checks for a kind of task."""
    contingency_test_months: int = 12
    """How long a test of the contingency plan counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The firm's choices, in one versioned file."""

    schema: int
    """Version of this file's schema: 1."""
    name: str
    version: str
    minimum_group: int
    """Rows a group needs before it is compared; applied before the reference is chosen."""
    minimum_share: Exact
    """Share of all rows a group needs, "0" for none."""
    confidence: Exact
    """Level of the intervals, "0.95"."""
    copy_limit_mb: int
    """Data sets up to this size are copied into the workspace; larger ones are referenced with digest."""
    severity_days: Mapping[Severity, int]
    """Days until a finding is due."""
    tiers: Mapping[Band, TierRule]
    thresholds: tuple[Threshold, ...]
    document_limit_mb: int = 50
    """Documents up to this size can be filed."""
    leave_notice_days: int = 90
    """Who leaves a duty within so many days counts as leaving soon."""
    digest: Digest = NOT_READ
    """SHA-256 of the file's bytes; set when it is read."""

    def checks_for(self, tier: Band, task: Task) -> tuple[str, ...]:
        """Return the ids of the checks that are mandatory in a tier for a kind of task."""
        rule = self.tiers[tier]
        return tuple(dict.fromkeys((*rule.checks, *rule.tasks.get(task, ()))))

    def thresholds_for(self, check: str, task: Task, tier: Band) -> tuple[Threshold, ...]:
        """Return the limits a check is judged by for a task and tier."""
        return tuple(
            limit
            for limit in self.thresholds
            if limit.check == check and limit.task in {None, task} and tier in limit.tiers
        )


def policy_schema() -> dict[str, object]:
    """Return the JSON Schema of the policy file."""
    return msgspec.json.schema(Policy)

"""What does the firm demand of a model in each tier?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

import msgspec

from core.findings import Severity
from core.gate_policy import GateDemands, GatePolicy
from core.ids import Digest, Exact
from core.inventory import Task
from core.kind_policy import RegisterRules, Replacement
from core.people import Role
from core.risk import Band
from core.tiering import ComplexityRule, MaterialityRule, ReassessmentRule

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
class FindingRules:
    """What the firm asks for before a finding is closed, postponed or accepted."""

    direct_closing: tuple[Severity, ...] = ()
    """Severities that may be closed without a report of the owner and a verification of it."""
    plan_required: tuple[Severity, ...] = (Severity.HIGH, Severity.SEVERE)
    """Severities that need a root cause and a plan before they are reported mended."""
    proof_required: tuple[Severity, ...] = (Severity.MEDIUM, Severity.HIGH, Severity.SEVERE)
    """Severities that need a document or a run as evidence of closure."""
    compensation_required: tuple[Severity, ...] = (Severity.HIGH, Severity.SEVERE)
    """Severities that are accepted only with a measure that lowers the risk meanwhile."""
    postponements: int = 2
    """How often a finding can be postponed."""
    postponement_days: int = 90
    """How much later it can become due each time."""
    acceptance_days: Mapping[Severity, int] = field(
        default_factory=lambda: {
            Severity.LOW: 365,
            Severity.MEDIUM: 180,
            Severity.HIGH: 90,
            Severity.SEVERE: 30,
        }
    )
    """How long an acceptance lasts at most; then the finding counts again."""


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
    gate: GateDemands = field(default_factory=GateDemands)
    """What is demanded at the gate besides a valid approval."""
    acceptance_approver: Role | None = None
    """Role that must accept the risk of a finding; None: the approver's."""


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
    exception_days: int = 180
    """How long an exception from the policy lasts at most."""
    pre_validation_days: int = 90
    """How long use before validation is permitted at most."""
    findings: FindingRules = field(default_factory=FindingRules)
    """How findings are closed, postponed and accepted."""
    gate: GatePolicy = field(default_factory=GatePolicy)
    """What holds at the gate for every tier."""
    materiality: MaterialityRule = field(default_factory=MaterialityRule)
    """How exposure and purpose become the materiality."""
    complexity: ComplexityRule = field(default_factory=ComplexityRule)
    """How the complexity is rated, and what it does to the tier."""
    reassessment: ReassessmentRule = field(default_factory=ReassessmentRule)
    """What asks for a new risk assessment."""
    register: RegisterRules = field(default_factory=RegisterRules)
    """What the register of models is measured by."""
    replacements: tuple[Replacement, ...] = ()
    """What takes the place of checks that need a model file."""
    change_determination: tuple[Band, ...] = (Band.HIGH, Band.SEVERE)
    """Tiers in which a new version of an approved model needs a determination whether its change is
    significant."""
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

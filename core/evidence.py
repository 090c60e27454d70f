"""Which evidence does a report rest on? One set, independent of language and report kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import msgspec

from core.audit import Checkpoint
from core.canonical import result_digest
from core.decisions import Decision, Lapse
from core.examination import examination_schema
from core.findings import Finding
from core.governance.contradictions import Contradiction
from core.governance.determinations import Determination
from core.governance.reassessment import Due
from core.governance.scales import Scale
from core.governance.surroundings import Surroundings
from core.ids import DatasetId, Digest, OpinionId, PersonId, ReportId, VersionId
from core.inventory import Dataset, Model, ModelVersion
from core.opinion import Opinion
from core.people import Role
from core.policy import Policy
from core.results import CheckRun
from core.risk import Band, RiskAssessment, TierOverride
from core.texts import Language

SCHEMA = 1


class ReportKind(StrEnum):
    """The reports that can be issued."""

    MODEL_RISK = "model_risk"
    GDPR_AUDIT = "gdpr_audit"
    AUDIT_OPINION = "audit_opinion"
    """On an examination that needs no inventory; the others are on a version."""


VERSION_KINDS = (ReportKind.MODEL_RISK, ReportKind.GDPR_AUDIT)
"""The reports on a version of the inventory."""


class SignatureMeaning(StrEnum):
    """What a signature says (21 CFR 11.50)."""

    AUTHORSHIP = "authorship"
    REVIEW = "review"
    APPROVAL = "approval"
    RESPONSIBILITY = "responsibility"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A person as printed in a report."""

    id: PersonId
    name: str
    roles: tuple[Role, ...]
    certificate_digest: Digest | None
    example: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailExtract:
    """One line of the audit extract, readable without the workspace."""

    seq: int
    ts: str
    actor: PersonId
    action: str
    object: str
    hash: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything a report states, as values; schema 1."""

    schema: int = SCHEMA
    application: str
    """Name and version of the program that gathered it."""
    gathered_at: datetime
    workspace: str
    """Random id of the workspace."""
    model: Model
    version: ModelVersion
    earlier: tuple[ModelVersion, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    assessment: RiskAssessment | None = None
    runs: tuple[CheckRun, ...] = ()
    """The latest run per data set of this version."""
    findings: tuple[Finding, ...] = ()
    decisions: tuple[Decision, ...] = ()
    lapsed: tuple[Lapse, ...] = ()
    """What was replaced since the last decision."""
    policy: Policy
    parties: tuple[Party, ...]
    trail: Checkpoint
    extract: tuple[TrailExtract, ...] = ()
    catalogue: Digest | None = None
    """Digest of the regulation catalogue the report was judged against."""
    changed_data: tuple[DatasetId, ...] = ()
    """Data sets registered by reference whose file is gone or has other contents now."""
    trail_intact: bool
    scale: Scale | None = None
    """The scale of the assessment; None: the built-in one."""
    determinations: tuple[Determination, ...] = ()
    """What was determined about model and version with a valid signature and holds, oldest first."""
    contradictions: tuple[Contradiction, ...] = ()
    """Ratings that measurements or records contradict."""
    reassess: tuple[Due, ...] = ()
    """Why the version must be assessed again."""
    tier_override: TierOverride | None = None
    """Another tier than the assessment gives, in force."""
    around: Surroundings = field(default_factory=Surroundings)
    """Use, vendor, documents, operation, monitoring, challenge: what is recorded around the version."""

    @property
    def digest(self) -> Digest:
        """Return the digest that is equal in the German and the English report."""
        return result_digest(self)

    @property
    def tier(self) -> Band | None:
        """Return the tier that holds: as determined otherwise, else as assessed; None without assessment."""
        if self.assessment is None:
            return None
        return self.assessment.tier if self.tier_override is None else self.tier_override.tier

    def party(self, person: PersonId) -> Party:
        """Return the named person; `KeyError` if it is not part of the evidence."""
        for party in self.parties:
            if party.id == person:
                return party
        raise KeyError(person)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionEvidence:
    """Everything an audit opinion states, as values; schema 1. It needs no inventory."""

    schema: int = SCHEMA
    application: str
    """Name and version of the program that gathered it."""
    gathered_at: datetime
    workspace: str | None
    """Random id of the workspace; None for a draft that no workspace keeps."""
    opinion: Opinion
    parties: tuple[Party, ...]
    trail: Checkpoint | None = None
    """None for a draft that no workspace keeps; so are the next two."""
    extract: tuple[TrailExtract, ...] = ()
    trail_intact: bool | None = None

    @property
    def digest(self) -> Digest:
        """Return the digest that is equal in the German and the English report."""
        return result_digest(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedReport:
    """A report that was signed and filed."""

    id: ReportId
    kind: ReportKind
    language: Language
    version: VersionId | None
    """None for an opinion, which needs no inventory."""
    path: str
    """Relative to the workspace folder."""
    sha256: Digest
    evidence: Digest
    signed_by: PersonId
    meaning: SignatureMeaning
    issued_at: datetime
    checkpoint: Checkpoint
    opinion: OpinionId | None = None
    """What an audit opinion is about; None for reports on a version."""


def schemas() -> Mapping[str, dict[str, object]]:
    """Return the JSON Schemas that are published in docs/schema, by file name."""
    return {
        "evidence-1.schema.json": msgspec.json.schema(Evidence),
        "examination-1.schema.json": examination_schema(),
        "opinion-1.schema.json": msgspec.json.schema(OpinionEvidence),
        "result-1.schema.json": msgspec.json.schema(CheckRun),
        "policy-1.schema.json": msgspec.json.schema(Policy),
    }

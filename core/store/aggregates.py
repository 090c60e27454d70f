"""Which values are stored as documents, each with its own place in the audit trail?"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, TypeVar

from core.decisions import Decision
from core.evidence import IssuedReport
from core.external import Admission
from core.findings import Finding
from core.governance.campaigns import Attestation, Campaign
from core.governance.certificates import ReleaseCertificate
from core.governance.challenges import Challenge
from core.governance.contingency import Contingency
from core.governance.deployments import Deployment
from core.governance.design import DesignRecord
from core.governance.determinations import Determination
from core.governance.documents import Document
from core.governance.incidents import Incident
from core.governance.monitoring import Monitor, Observation
from core.governance.register.imports import RegisterImport
from core.governance.reproduction import Reproduction
from core.governance.requests import EvidenceRequest
from core.governance.scales import Scale
from core.governance.use_cases import UseCase
from core.governance.vendors import Vendor
from core.inventory import Dataset, Model, ModelVersion
from core.opinion import Opinion
from core.people import Person
from core.policy_file import PolicyFile
from core.results import CheckRun
from core.risk import RiskAssessment


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceRecord:
    """The workspace itself."""

    id: str
    """Random id, part of every event."""
    created_at: datetime


Aggregate: TypeAlias = (
    WorkspaceRecord
    | Person
    | PolicyFile
    | Model
    | Dataset
    | ModelVersion
    | RiskAssessment
    | CheckRun
    | Finding
    | Decision
    | IssuedReport
    | Opinion
    | Admission
    | Determination
    | EvidenceRequest
    | Scale
    | Document
    | UseCase
    | Vendor
    | Deployment
    | Contingency
    | Incident
    | Attestation
    | Campaign
    | Challenge
    | RegisterImport
    | Monitor
    | Observation
    | DesignRecord
    | Reproduction
    | ReleaseCertificate
)
T = TypeVar("T", bound=Aggregate)

"""How are things named so that one kind of name is never taken for another?"""

from typing import NewType

PersonId = NewType("PersonId", str)
"""Pseudonymous: "P-" and eight random characters; never a name, never given to another person."""
ModelId = NewType("ModelId", str)
"""For example "MOD-0001"."""
VersionId = NewType("VersionId", str)
"""Model id, "@" and the version's label, for example "MOD-0001@2"."""
DatasetId = NewType("DatasetId", str)
"""For example "DS-0001"."""
AssessmentId = NewType("AssessmentId", str)
"""For example "RA-0001"."""
RunId = NewType("RunId", str)
"""For example "RUN-0001"."""
FindingId = NewType("FindingId", str)
"""For example "F-0001"."""
DecisionId = NewType("DecisionId", str)
"""For example "D-0001"."""
ReportId = NewType("ReportId", str)
"""For example "REP-0001"."""
OpinionId = NewType("OpinionId", str)
"""For example "OPN-0001"."""
UseCaseId = NewType("UseCaseId", str)
"""For example "UC-0001"."""
VendorId = NewType("VendorId", str)
"""For example "VEN-0001"."""
DocumentId = NewType("DocumentId", str)
"""For example "DOC-0001"."""
DeploymentId = NewType("DeploymentId", str)
"""For example "DEP-0001"."""
IncidentId = NewType("IncidentId", str)
"""For example "INC-0001"."""
DeterminationId = NewType("DeterminationId", str)
"""For example "DT-0001"."""
ScaleId = NewType("ScaleId", str)
"""For example "SC-0001"."""
RequestId = NewType("RequestId", str)
"""For example "REQ-0001"."""
CampaignId = NewType("CampaignId", str)
"""For example "CAM-0001"."""
AttestationId = NewType("AttestationId", str)
"""For example "ATT-0001"."""
ChallengeId = NewType("ChallengeId", str)
"""For example "CH-0001"."""
CertificateId = NewType("CertificateId", str)
"""For example "RC-0001"."""
MonitorId = NewType("MonitorId", str)
"""For example "MON-0001"."""
ObservationId = NewType("ObservationId", str)
"""Of one monitoring run, for example "MR-0001"."""
ReproductionId = NewType("ReproductionId", str)
"""For example "RPD-0001"."""
ImportId = NewType("ImportId", str)
"""Of one import of a register, for example "IMP-0001"."""
Digest = NewType("Digest", str)
"""SHA-256 as 64 lower-case hexadecimal characters."""
Exact = NewType("Exact", str)
"""A number as written, "0.8" or "5/6", read with `fractions.Fraction` so that comparisons are exact."""


def version_id(model: ModelId, label: str) -> VersionId:
    """Name the version of a model that carries the label."""
    return VersionId(f"{model}@{label}")


def model_of(version: VersionId) -> ModelId:
    """Return the model a version belongs to."""
    return ModelId(version.partition("@")[0])

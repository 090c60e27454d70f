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

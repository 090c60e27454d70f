"""What are the kinds of records called, of which the trail tells?"""

from collections.abc import Mapping
from enum import StrEnum

from core.audit import ObjectKind
from core.messages import N_

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    ObjectKind: {
        ObjectKind.WORKSPACE: N_("Workspace"),
        ObjectKind.PERSON: N_("Person"),
        ObjectKind.POLICY: N_("Policy"),
        ObjectKind.MODEL: N_("Model"),
        ObjectKind.VERSION: N_("Version"),
        ObjectKind.DATASET: N_("Data set"),
        ObjectKind.ASSESSMENT: N_("Risk assessment"),
        ObjectKind.RUN: N_("Check run"),
        ObjectKind.FINDING: N_("Finding"),
        ObjectKind.DECISION: N_("Decision"),
        ObjectKind.REPORT: N_("Report"),
        ObjectKind.OPINION: N_("Audit opinion"),
        ObjectKind.EXTERNAL: N_("Check of another maker"),
        ObjectKind.USE_CASE: N_("Use case"),
        ObjectKind.VENDOR: N_("Vendor"),
        ObjectKind.DOCUMENT: N_("Document"),
        ObjectKind.DESIGN: N_("Design-time record"),
        ObjectKind.REPRODUCTION: N_("Reproduction check"),
        ObjectKind.DEPLOYMENT: N_("Deployment"),
        ObjectKind.CONTINGENCY: N_("Contingency plan"),
        ObjectKind.INCIDENT: N_("Incident"),
        ObjectKind.DETERMINATION: N_("Determination"),
        ObjectKind.SCALE: N_("Risk scale"),
        ObjectKind.REQUEST: N_("Evidence request"),
        ObjectKind.CAMPAIGN: N_("Attestation campaign"),
        ObjectKind.ATTESTATION: N_("Attestation"),
        ObjectKind.CHALLENGE: N_("Challenge"),
        ObjectKind.CERTIFICATE: N_("Release certificate"),
        ObjectKind.MONITOR: N_("Monitor"),
        ObjectKind.OBSERVATION: N_("Monitoring run"),
        ObjectKind.IMPORT: N_("Register import"),
    },
}

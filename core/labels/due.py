"""What are things that are due called?"""

from collections.abc import Mapping
from enum import StrEnum

from core.governance.due import DueKind
from core.messages import N_

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    DueKind: {
        DueKind.FINDING: N_("Finding"),
        DueKind.FINDING_STEP: N_("Step of a remediation"),
        DueKind.ACCEPTANCE: N_("End of an acceptance"),
        DueKind.CONDITION: N_("Condition"),
        DueKind.REQUEST: N_("Evidence request"),
        DueKind.REASSESSMENT: N_("Reassessment"),
        DueKind.APPROVAL: N_("End of an approval"),
        DueKind.DETERMINATION: N_("End of a determination"),
        DueKind.CONTINGENCY_TEST: N_("Test of a contingency plan"),
        DueKind.DELETION: N_("Deletion"),
        DueKind.REVIEW: N_("Review"),
        DueKind.CAMPAIGN: N_("Attestation"),
        DueKind.CHALLENGE: N_("Answer to a challenge"),
        DueKind.OBSERVATION: N_("Observation"),
        DueKind.LABELS: N_("True values"),
        DueKind.CERTIFICATE: N_("End of a certificate"),
    },
}

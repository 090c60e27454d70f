"""What are the kinds and states of documents called?"""

from collections.abc import Mapping
from enum import StrEnum

from core.governance.documents import DocumentKind, DocumentState
from core.messages import N_

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    DocumentKind: {
        DocumentKind.METHODOLOGY: N_("Methodology"),
        DocumentKind.VALIDATION_REPORT: N_("Validation report"),
        DocumentKind.VENDOR_DOCUMENTATION: N_("Vendor's documentation"),
        DocumentKind.CONTRACT: N_("Contract"),
        DocumentKind.MINUTES: N_("Minutes"),
        DocumentKind.EVIDENCE: N_("Evidence"),
        DocumentKind.POLICY: N_("Policy"),
        DocumentKind.IMPACT_ASSESSMENT: N_("Data protection impact assessment"),
        DocumentKind.CONTINGENCY_PLAN: N_("Contingency plan"),
        DocumentKind.INSTRUCTIONS: N_("Instructions for use"),
        DocumentKind.OTHER: N_("Other"),
    },
    DocumentState: {
        DocumentState.CURRENT: N_("In force"),
        DocumentState.EXPIRED: N_("Expired"),
        DocumentState.REPLACED: N_("Replaced"),
        DocumentState.WITHDRAWN: N_("Withdrawn"),
    },
}

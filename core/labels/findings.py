"""What is done with findings called, and how far do they reach?"""

from collections.abc import Mapping
from enum import StrEnum

from core.findings import FindingDeed, FindingScope, LinkKind
from core.messages import N_

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    FindingDeed: {
        FindingDeed.CONFIRMED: N_("Proposal confirmed"),
        FindingDeed.DISMISSED: N_("Proposal dismissed"),
        FindingDeed.MERGED: N_("Merged into another finding"),
        FindingDeed.PLANNED: N_("Remediation planned"),
        FindingDeed.STEP_DONE: N_("Step done"),
        FindingDeed.REPORTED: N_("Reported mended, not yet verified"),
        FindingDeed.RETURNED: N_("Sent back"),
        FindingDeed.VERIFIED: N_("Closure verified"),
        FindingDeed.CLOSED: N_("Closed directly"),
        FindingDeed.ACCEPTED: N_("Risk accepted"),
        FindingDeed.RENEWED: N_("Acceptance renewed"),
        FindingDeed.REOPENED: N_("Opened again"),
        FindingDeed.REGRADED: N_("Severity changed"),
        FindingDeed.POSTPONED: N_("Postponed"),
        FindingDeed.REASSIGNED: N_("Responsibility changed"),
        FindingDeed.LINKED: N_("Linked"),
    },
    FindingScope: {
        FindingScope.VERSION: N_("The version"),
        FindingScope.MODEL: N_("The model, every version"),
        FindingScope.PROCESS: N_("The process around the model"),
    },
    LinkKind: {
        LinkKind.MERGED_INTO: N_("Merged into"),
        LinkKind.RELATED: N_("Related to"),
        LinkKind.CAUSED_BY: N_("Caused by"),
    },
}

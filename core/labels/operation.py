"""What are the values of deployments, contingency plans and incidents called?"""

from collections.abc import Mapping
from enum import StrEnum

from core.governance.contingency import PlanTestResult
from core.governance.feeders import AlertKind
from core.governance.incidents import IncidentKind, IncidentState, NoticeBasis
from core.messages import N_

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    PlanTestResult: {
        PlanTestResult.PASSED: N_("Passed"),
        PlanTestResult.PARTLY: N_("Passed with flaws"),
        PlanTestResult.FAILED: N_("Failed"),
    },
    AlertKind: {
        AlertKind.NO_VERSION: N_("Has no version"),
        AlertKind.NOT_APPROVED: N_("May not be used"),
        AlertKind.FINDINGS: N_("Grave findings"),
        AlertKind.INCIDENT: N_("Open incident"),
    },
    IncidentKind: {
        IncidentKind.UNAVAILABLE: N_("Model unavailable"),
        IncidentKind.WRONG_OUTPUT: N_("Wrong results"),
        IncidentKind.UNFAIR_OUTPUT: N_("Unfair results"),
        IncidentKind.DATA_BREACH: N_("Personal data breach"),
        IncidentKind.MISUSE: N_("Misuse"),
        IncidentKind.OTHER: N_("Other"),
    },
    IncidentState: {
        IncidentState.OPEN: N_("Open"),
        IncidentState.CONTAINED: N_("Contained"),
        IncidentState.CLOSED: N_("Closed"),
    },
    NoticeBasis: {
        NoticeBasis.GDPR_BREACH: N_("GDPR Art. 33 (72 hours)"),
        NoticeBasis.AI_ACT_SERIOUS: N_("AI Act Art. 73 (15 days)"),
        NoticeBasis.OTHER: N_("Other basis"),
    },
}

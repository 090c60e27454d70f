"""What are the values of the gate called?"""

from collections.abc import Mapping
from enum import StrEnum

from core.governance.certificates import Refusal
from core.governance.gate import Demand, Outcome
from core.messages import N_
from core.stages import Stage

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Stage: {
        Stage.SHADOW: N_("Shadow"),
        Stage.PILOT: N_("Pilot"),
        Stage.CHALLENGER: N_("Challenger"),
        Stage.CHAMPION: N_("Champion"),
    },
    Outcome: {
        Outcome.MET: N_("Met"),
        Outcome.MISSING: N_("Missing"),
        Outcome.EXCEPTED: N_("Excepted"),
    },
    Refusal: {
        Refusal.NO_CERTIFICATE: N_("there is no certificate"),
        Refusal.NO_TRUST: N_("no trusted certificate was given"),
        Refusal.UNREADABLE: N_("a certificate cannot be read"),
        Refusal.WEAK: N_("its key or algorithm is not ECDSA P-256 with SHA-256 or better"),
        Refusal.USAGE: N_("it is not meant for signatures"),
        Refusal.NOT_VALID_NOW: N_("it is not valid at this time"),
        Refusal.NOT_CONFIRMED: N_("no trusted certificate confirms it"),
    },
    Demand: {
        Demand.BASIS: N_("Origin is evidenced"),
        Demand.ARTIFACT: N_("Model file"),
        Demand.DATA: N_("Data sets unchanged"),
        Demand.TRAIL: N_("Audit trail intact"),
        Demand.STATE: N_("State fits the stage"),
        Demand.APPROVAL: N_("Approval"),
        Demand.SIGNATURE: N_("Signature"),
        Demand.IDENTITY: N_("Identity of the approver"),
        Demand.APPROVER: N_("Approver entitled"),
        Demand.EXPIRY: N_("Approval not ended"),
        Demand.LAPSE: N_("Approval not lapsed"),
        Demand.CHANGE: N_("Change determined"),
        Demand.CONDITIONS: N_("Conditions not overdue"),
        Demand.PRE_VALIDATION: N_("Use before validation"),
        Demand.CHECKS: N_("Mandatory checks"),
        Demand.RESULTS: N_("Results unchanged"),
        Demand.FRESH: N_("Checks recent enough"),
        Demand.UNDECIDED: N_("Undecided results"),
        Demand.REPORT: N_("Signed report"),
        Demand.REPRODUCTION: N_("Training reproduced"),
        Demand.FINDINGS: N_("No blocking finding"),
        Demand.UNSEEN: N_("Proposed findings seen"),
        Demand.RISK: N_("Risk assessed"),
        Demand.REASSESSMENT: N_("Risk assessment not due"),
        Demand.FORM: N_("Form of the certificate"),
        Demand.TRUST: N_("Issuer confirmed"),
        Demand.AGE: N_("Age of the certificate"),
        Demand.STAGE: N_("Certified stage"),
    },
}

"""Which rule of a regulator or standard stands behind each demand of the gate?"""

from collections.abc import Mapping

from core.governance.gate import Demand, Norm
from core.messages import Message, message


def _norm(citation: str, title: Message) -> Norm:
    return Norm(citation=citation, title=title)


_APPROVAL = _norm("OSFI E-23, Model approval", message("Approval with mitigants"))
_BEFORE_USE = _norm("MaRisk AT 4.3.5 Tz. 2", message("Suitability before use and regularly"))
_FIRST_USE = _norm("SR 26-2 § V", message("Validation before first use"))
_EARLY_USE = _norm("SR 26-2 § V", message("Use before validation with limits"))
_LINKING = _norm("21 CFR 11.70", message("Signature-record linking"))
_SIGNATURE = _norm("EU GMP Annex 11 § 14", message("Electronic signature"))
_IDENTITY = _norm("21 CFR 11.100(b)", message("Identity verified"))
_AUTHORITY = _norm("21 CFR 11.10(g)", message("Authority checks"))
_CONFLICTS = _norm("SR 26-2 § VI", message("Conflicts of interest"))
_TRIGGERS = _norm("OSFI E-23, Principle 3.4", message("Independent review and triggers"))
_DEPLOYMENT = _norm("OSFI E-23, Principle 3.5", message("Controlled deployment"))
_CHANGES = _norm("EU GMP Annex 11 § 10", message("Change and configuration management"))
_INVENTORY = _norm("SS1/23 P1.2", message("Firm-wide inventory"))
_DATA = _norm("SS1/23 P3.2", message("Use of data"))
_TRAIL = _norm("21 CFR 11.10(e)", message("Audit trail"))
_TRAIL_REASON = _norm("EU GMP Annex 11 § 9", message("Audit trail with reason"))
_OUTCOMES = _norm("SR 26-2 § V", message("Outcomes analysis"))
_VALIDATION = _norm("MaRisk AT 4.3.5 Tz. 5", message("Regular validation"))
_INDEPENDENT = _norm("SS1/23 P4.1", message("Independent validation function"))
_RESULTS = _norm("AI Act Art. 11(1), Annex IV", message("Technical documentation"))
_CADENCE = _norm("SS1/23 P4.5", message("Periodic revalidation"))
_THRESHOLDS = _norm("SR 26-2 § V", message("Own performance thresholds"))
_PROCESS = _norm("SS1/23 P4.3", message("Process verification"))
_FINDINGS = _norm("SS1/23 P1.2(c)(iii)", message("Validation findings"))
_RESTRICTIONS = _norm("SS1/23 P5.2", message("Restrictions on model use"))
_RATING = _norm("OSFI E-23, Principle 2.2", message("Risk rating"))
_RISK = _norm("AI Act Art. 9(1)-(2)", message("Risk management system"))

NORMS: Mapping[Demand, tuple[Norm, ...]] = {
    Demand.BASIS: (_INVENTORY,),
    Demand.ARTIFACT: (_DEPLOYMENT, _CHANGES),
    Demand.DATA: (_DATA,),
    Demand.TRAIL: (_TRAIL, _TRAIL_REASON),
    Demand.STATE: (_DEPLOYMENT, _RESTRICTIONS),
    Demand.APPROVAL: (_APPROVAL, _FIRST_USE, _BEFORE_USE),
    Demand.SIGNATURE: (_LINKING, _SIGNATURE),
    Demand.IDENTITY: (_IDENTITY,),
    Demand.APPROVER: (_AUTHORITY, _CONFLICTS),
    Demand.EXPIRY: (_CADENCE,),
    Demand.LAPSE: (_TRIGGERS, _CHANGES),
    Demand.CONDITIONS: (_APPROVAL,),
    Demand.CHANGE: (_TRIGGERS, _CHANGES),
    Demand.PRE_VALIDATION: (_EARLY_USE,),
    Demand.CHECKS: (_OUTCOMES, _VALIDATION, _INDEPENDENT),
    Demand.RESULTS: (_RESULTS,),
    Demand.FRESH: (_CADENCE,),
    Demand.UNDECIDED: (_THRESHOLDS,),
    Demand.REPORT: (_RESULTS,),
    Demand.REPRODUCTION: (_PROCESS,),
    Demand.FINDINGS: (_FINDINGS, _RESTRICTIONS),
    Demand.UNSEEN: (_FINDINGS,),
    Demand.RISK: (_RATING, _RISK),
    Demand.REASSESSMENT: (_TRIGGERS,),
    Demand.FORM: (_LINKING,),
    Demand.TRUST: (_IDENTITY,),
    Demand.AGE: (_TRIGGERS,),
    Demand.STAGE: (_DEPLOYMENT,),
}
"""Each demand of the gate is the firm's choice; these rules ask for its subject."""

"""What are the values of determinations, duties and dependencies called?"""

from collections.abc import Mapping
from enum import StrEnum

from core.governance.determinations import DeterminationKind
from core.messages import N_
from core.ties import DependencyKind, Duty

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    DeterminationKind: {
        DeterminationKind.AI_ACT: N_("Class under the AI Act"),
        DeterminationKind.GDPR_THRESHOLD: N_("Need for a data protection impact assessment"),
        DeterminationKind.SCOPE: N_("Scope of a framework"),
        DeterminationKind.TIER_OVERRIDE: N_("Override of the tier"),
        DeterminationKind.SIGNIFICANT_CHANGE: N_("Significance of a change"),
        DeterminationKind.ROLLBACK: N_("Return to an approved version"),
        DeterminationKind.POLICY_EXCEPTION: N_("Exception from the policy"),
        DeterminationKind.PRE_VALIDATION_USE: N_("Use before validation, permitted"),
    },
    Duty: {
        Duty.OWNER: N_("Owner"),
        Duty.DEVELOPER: N_("Developer"),
        Duty.VALIDATOR: N_("Validator"),
        Duty.APPROVER: N_("Approver"),
        Duty.DATA_PROTECTION_OFFICER: N_("Data protection officer"),
        Duty.DOMAIN_EXPERT: N_("Domain expert"),
        Duty.DATA_SCIENTIST: N_("Data scientist"),
        Duty.DATA_ENGINEER: N_("Data engineer"),
        Duty.SOFTWARE_ENGINEER: N_("Software engineer"),
        Duty.DEVOPS: N_("DevOps"),
        Duty.MODEL_RISK_MANAGER: N_("Model-risk manager or auditor"),
        Duty.ML_ARCHITECT: N_("ML architect"),
    },
    DependencyKind: {
        DependencyKind.FEEDER_MODEL: N_("Feeder model"),
        DependencyKind.DATA_SOURCE: N_("Data source"),
        DependencyKind.LIBRARY: N_("Library"),
        DependencyKind.SYSTEM: N_("System"),
        DependencyKind.ASSUMPTION: N_("Shared assumption"),
    },
}

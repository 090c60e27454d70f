"""What are the outcomes of determinations about norms called?"""

from collections.abc import Mapping
from enum import StrEnum

from core.governance.ai_act import AiActOutcome
from core.governance.exceptions import EarlyUseOutcome, ExceptionOutcome
from core.governance.frameworks import FrameworkStatus, ScopeOutcome
from core.governance.gdpr_threshold import DpiaOutcome
from core.governance.signatures import SignatureState
from core.messages import N_

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    AiActOutcome: {
        AiActOutcome.PROHIBITED: N_("Prohibited practice"),
        AiActOutcome.HIGH_RISK_ANNEX_III: N_("High-risk (Annex III)"),
        AiActOutcome.HIGH_RISK_ANNEX_I: N_("High-risk (Annex I product)"),
        AiActOutcome.EXCEPTED: N_("Not high-risk by exception (Art. 6(3))"),
        AiActOutcome.TRANSPARENCY: N_("Transparency duties (Art. 50)"),
        AiActOutcome.GENERAL_PURPOSE: N_("General-purpose AI model"),
        AiActOutcome.MINIMAL: N_("Minimal risk"),
        AiActOutcome.OUT_OF_SCOPE: N_("Outside the regulation's scope"),
        AiActOutcome.NO_AI_SYSTEM: N_("No AI system"),
    },
    DpiaOutcome: {
        DpiaOutcome.REQUIRED: N_("Impact assessment required"),
        DpiaOutcome.COVERED: N_("Impact assessment covered already"),
        DpiaOutcome.NOT_REQUIRED: N_("Impact assessment not required"),
        DpiaOutcome.NO_PERSONAL_DATA: N_("No personal data"),
    },
    ScopeOutcome: {
        ScopeOutcome.IN_SCOPE: N_("In scope"),
        ScopeOutcome.VOLUNTARY: N_("Followed voluntarily"),
        ScopeOutcome.NOT_IN_SCOPE: N_("Not in scope"),
    },
    FrameworkStatus: {
        FrameworkStatus.IN_FORCE: N_("in force"),
        FrameworkStatus.IN_FORCE_PHASED: N_("in force by stages"),
        FrameworkStatus.IN_FORCE_OR_PENDING: N_("in force or pending"),
        FrameworkStatus.IN_CHANGE: N_("in change"),
        FrameworkStatus.ANNEX11_IN_FORCE: N_("Annex 11 in force, Annex 22 draft"),
        FrameworkStatus.PUBLISHED: N_("published, not effective yet"),
        FrameworkStatus.SUPERSEDED: N_("superseded"),
        FrameworkStatus.REFERENCE: N_("reference"),
    },
    ExceptionOutcome: {
        ExceptionOutcome.GRANTED: N_("Exception granted"),
        ExceptionOutcome.REFUSED: N_("Exception refused"),
    },
    SignatureState: {
        SignatureState.VALID: N_("Signature valid"),
        SignatureState.INVALID: N_("Signature wrong"),
        SignatureState.TEXT_ERASED: N_("Text erased, signature not checkable"),
    },
    EarlyUseOutcome: {
        EarlyUseOutcome.PERMITTED: N_("Use permitted"),
        EarlyUseOutcome.REFUSED: N_("Use refused"),
    },
}

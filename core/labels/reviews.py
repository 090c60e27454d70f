"""What are the values of attestations and challenges called?"""

from collections.abc import Mapping
from enum import StrEnum

from core.governance.campaigns import AttestationAnswer, AttestationState
from core.governance.challenges import ChallengeOutcome, ChallengeTopic
from core.messages import N_

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    AttestationAnswer: {
        AttestationAnswer.AFFIRMED: N_("Affirmed"),
        AttestationAnswer.WITH_EXCEPTIONS: N_("Affirmed with exceptions"),
        AttestationAnswer.REFUSED: N_("Attestation refused"),
    },
    AttestationState: {
        AttestationState.OPEN: N_("Attestation due"),
        AttestationState.OVERDUE: N_("Attestation overdue"),
        AttestationState.GIVEN: N_("Given"),
        AttestationState.CHANGED_SINCE: N_("Record changed since"),
    },
    ChallengeTopic: {
        ChallengeTopic.PURPOSE: N_("The purpose"),
        ChallengeTopic.DATA: N_("The data"),
        ChallengeTopic.METHOD: N_("The method"),
        ChallengeTopic.ASSUMPTION: N_("An assumption"),
        ChallengeTopic.RESULT: N_("A result"),
        ChallengeTopic.LIMITATION: N_("A limitation"),
        ChallengeTopic.USE: N_("The use"),
        ChallengeTopic.ALTERNATIVE: N_("A missing alternative"),
    },
    ChallengeOutcome: {
        ChallengeOutcome.OPEN: N_("Not concluded"),
        ChallengeOutcome.CHANGED: N_("Led to a change"),
        ChallengeOutcome.PLANNED: N_("Change agreed on"),
        ChallengeOutcome.UPHELD: N_("Upheld with reasons"),
        ChallengeOutcome.DISPUTED: N_("Disputed"),
    },
}

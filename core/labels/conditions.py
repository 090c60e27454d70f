"""What is the state of a condition called?"""

from collections.abc import Mapping
from enum import StrEnum

from core.governance.conditions import ConditionState
from core.messages import N_

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    ConditionState: {
        ConditionState.OPEN: N_("Condition open"),
        ConditionState.PROVED: N_("Proof handed in"),
        ConditionState.MET: N_("Condition met"),
    },
}

"""What are the states of labels in monitoring called?"""

from collections.abc import Mapping
from enum import StrEnum

from core.governance.monitoring import LabelState
from core.messages import N_

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    LabelState: {
        LabelState.NOT_EXPECTED: N_("not expected"),
        LabelState.WAITING: N_("waited for"),
        LabelState.PARTIAL: N_("known in part"),
        LabelState.COMPLETE: N_("known"),
        LabelState.OVERDUE: N_("overdue"),
    },
}

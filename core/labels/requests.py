"""What are the states of evidence requests called, and what is done with them?"""

from collections.abc import Mapping
from enum import StrEnum

from core.governance.requests import RequestDeed, RequestState
from core.messages import N_

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    RequestState: {
        RequestState.SENT: N_("Awaits an answer"),
        RequestState.ANSWERED: N_("Answered, to be judged"),
        RequestState.ACCEPTED: N_("Answer accepted"),
        RequestState.RETURNED: N_("Sent back"),
        RequestState.CANCELLED: N_("Cancelled"),
    },
    RequestDeed: {
        RequestDeed.ANSWERED: N_("Answer submitted"),
        RequestDeed.ACCEPTED: N_("Answer accepted"),
        RequestDeed.RETURNED: N_("Sent back"),
        RequestDeed.REOPENED: N_("Opened again"),
        RequestDeed.REMINDED: N_("Reminded"),
        RequestDeed.PROLONGED: N_("More time given"),
        RequestDeed.CANCELLED: N_("Cancelled"),
    },
}

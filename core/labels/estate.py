"""What are the values of use cases, shared risk and alerts called?"""

from collections.abc import Mapping
from enum import StrEnum

from core.governance.dependencies import SharedKind
from core.governance.use_cases import UseCaseStatus
from core.messages import N_

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    UseCaseStatus: {
        UseCaseStatus.PLANNED: N_("Planned"),
        UseCaseStatus.ACTIVE: N_("Active"),
        UseCaseStatus.ENDED: N_("Ended"),
    },
    SharedKind: {
        SharedKind.DATASET: N_("Data set"),
        SharedKind.LIBRARY: N_("Library"),
        SharedKind.FEEDER_MODEL: N_("Feeder model"),
        SharedKind.DATA_SOURCE: N_("Data source"),
        SharedKind.SYSTEM: N_("System"),
        SharedKind.ASSUMPTION: N_("Shared assumption"),
        SharedKind.VENDOR: N_("Vendor"),
    },
}

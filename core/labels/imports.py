"""What are the steps of an import called?"""

from collections.abc import Mapping
from enum import StrEnum

from core.governance.register.importing import Matched, RowAction
from core.messages import N_

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    RowAction: {
        RowAction.NEW: N_("New"),
        RowAction.CHANGE: N_("Changes"),
        RowAction.SAME: N_("Unchanged"),
        RowAction.SKIP: N_("Left out"),
        RowAction.DECIDE: N_("To be decided"),
    },
    Matched: {
        Matched.KEY: N_("by its key"),
        Matched.LABEL: N_("by its name"),
        Matched.ALIAS: N_("by a known word"),
        Matched.GUESS: N_("only alike: please check"),
        Matched.CHOSEN: N_("chosen"),
        Matched.NONE: N_("not recognized"),
    },
}

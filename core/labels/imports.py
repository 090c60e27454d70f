"""What are the steps of an import called?"""

from core.governance.register.importing import Matched, RowAction
from core.messages import N_

LABELS = {
    RowAction.NEW: N_("new"),
    RowAction.CHANGE: N_("changes"),
    RowAction.SAME: N_("unchanged"),
    RowAction.SKIP: N_("left out"),
    RowAction.DECIDE: N_("to be decided"),
    Matched.KEY: N_("by its key"),
    Matched.LABEL: N_("by its name"),
    Matched.ALIAS: N_("by a known word"),
    Matched.GUESS: N_("only alike: please check"),
    Matched.CHOSEN: N_("chosen"),
    Matched.NONE: N_("not recognized"),
}

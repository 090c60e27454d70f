"""What is that which became of something since a decision called, and how does a periodic review stand?"""

from collections.abc import Mapping
from enum import StrEnum

from core.governance.overview import TileKind
from core.governance.periodic import ReviewState
from core.governance.since import Happened
from core.governance.three_lines import Deed, DefenseLine
from core.messages import N_

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Happened: {
        Happened.REPLACED: N_("Was replaced"),
        Happened.ADDED: N_("Was added"),
        Happened.SETTLED: N_("No longer stands"),
    },
    ReviewState: {
        ReviewState.CURRENT: N_("Review current"),
        ReviewState.SOON: N_("Review due soon"),
        ReviewState.OVERDUE: N_("Review overdue"),
        ReviewState.MISSING: N_("Never reviewed"),
        ReviewState.RUNNING: N_("Under review"),
    },
    TileKind: {
        TileKind.OVERDUE: N_("Overdue tasks"),
        TileKind.AWAITING: N_("Awaiting a decision"),
        TileKind.LAPSED: N_("Lapsed approvals"),
        TileKind.BLOCKING: N_("Blocking findings"),
        TileKind.CONDITIONS: N_("Open conditions"),
        TileKind.REVIEWS: N_("Overdue reviews"),
        TileKind.ALARMS: N_("Monitoring alarms"),
        TileKind.INCIDENTS: N_("Open incidents"),
    },
    DefenseLine: {
        DefenseLine.FIRST: N_("First line"),
        DefenseLine.SECOND: N_("Second line"),
        DefenseLine.THIRD: N_("Third line"),
    },
    Deed: {
        Deed.OWNS: N_("owns the model"),
        Deed.DEVELOPED: N_("developed"),
        Deed.REGISTERED: N_("registered"),
        Deed.MENDED: N_("reported mended"),
        Deed.ASSESSED: N_("assessed the risk"),
        Deed.CHECKED: N_("ran checks"),
        Deed.RAISED: N_("raised"),
        Deed.VERIFIED: N_("verified and closed"),
        Deed.DECIDED: N_("decided"),
        Deed.CHALLENGED: N_("challenged"),
        Deed.AUDITED: N_("audited"),
    },
}

"""Which model needs a data protection impact assessment?"""

from typing import ClassVar

from core.governance.determinations import DeterminationKind
from core.messages import N_
from gui.sections.norms._models import ByModel


class GdprThresholdSection(ByModel):
    """Threshold tests under GDPR Art. 35."""

    ID: ClassVar[str] = "gdpr_threshold"
    TITLE: ClassVar[str] = N_("GDPR threshold test")
    ICON: ClassVar[str] = "shield-check"
    ORDER: ClassVar[int] = 30
    KIND: ClassVar[DeterminationKind] = DeterminationKind.GDPR_THRESHOLD
    EMPTY: ClassVar[str] = N_("There is no model yet. Register one on the page Models.")


SECTION = GdprThresholdSection

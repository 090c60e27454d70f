"""In which class of the AI Act does each model fall?"""

from typing import ClassVar

from core.governance.determinations import DeterminationKind
from core.messages import N_
from gui.sections.norms._models import ByModel


class AiActSection(ByModel):
    """Classes under the AI Act."""

    ID: ClassVar[str] = "ai_act"
    TITLE: ClassVar[str] = N_("AI Act")
    ICON: ClassVar[str] = "list-checks"
    ORDER: ClassVar[int] = 20
    KIND: ClassVar[DeterminationKind] = DeterminationKind.AI_ACT
    EMPTY: ClassVar[str] = N_("There is no model yet. Register one on the page Models.")


SECTION = AiActSection

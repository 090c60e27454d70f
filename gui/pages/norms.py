"""Which norms apply to which model, and what do they lack?"""

from typing import ClassVar

from core.messages import N_
from gui.pages.sectioned import SectionedPage


class NormsPage(SectionedPage):
    """Scope, classification and completeness by framework."""

    ID: ClassVar[str] = "norms"
    TITLE: ClassVar[str] = N_("Norms")
    ICON: ClassVar[str] = "scale"

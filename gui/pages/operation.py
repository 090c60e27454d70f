"""How do models fare in operation?"""

from typing import ClassVar

from core.messages import N_
from gui.pages.sectioned import SectionedPage


class OperationPage(SectionedPage):
    """Deployments, contingency plans, incidents and monitoring."""

    ID: ClassVar[str] = "operation"
    TITLE: ClassVar[str] = N_("Operation")
    ICON: ClassVar[str] = "monitor"

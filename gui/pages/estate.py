"""What surrounds the models?"""

from typing import ClassVar

from core.messages import N_
from gui.pages.sectioned import SectionedPage


class EstatePage(SectionedPage):
    """Use cases, vendors, documents, shared dependencies."""

    ID: ClassVar[str] = "estate"
    TITLE: ClassVar[str] = N_("Environment")
    ICON: ClassVar[str] = "building-2"

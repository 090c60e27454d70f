"""Who asked whom for what, and what must be looked at again?"""

from typing import ClassVar

from core.messages import N_
from gui.pages.sectioned import SectionedPage


class ReviewsPage(SectionedPage):
    """Evidence requests, campaigns, exceptions, challenges, the three lines."""

    ID: ClassVar[str] = "reviews"
    TITLE: ClassVar[str] = N_("Reviews")
    ICON: ClassVar[str] = "list-checks"

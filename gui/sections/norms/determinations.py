"""What was determined with a signature, about every model?"""

from typing import ClassVar

from core.messages import N_
from gui.sections.determined import Determined


class DeterminationsSection(Determined):
    """All signed determinations."""

    ID: ClassVar[str] = "determinations"
    TITLE: ClassVar[str] = N_("Determinations")
    ICON: ClassVar[str] = "stamp"
    ORDER: ClassVar[int] = 40
    EMPTY: ClassVar[str] = N_(
        "Nothing was determined yet. Classify a model, determine the scope of a framework, or grant an "
        "exception."
    )


SECTION = DeterminationsSection

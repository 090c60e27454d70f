"""What have the sections of a page in common, and which are there?"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.ids import ModelId, VersionId
from core.workspace import Changes
from gui.context import GuiContext


class Section(QWidget):
    """One section of a page: made when it is first opened, refreshed only when it is seen and touched."""

    ID: ClassVar[str]
    """Also the name of its guide: `resources/guide/<language>/<page>-<id>.md`."""
    TITLE: ClassVar[str]
    """English title marked with `N_`."""
    ICON: ClassVar[str]
    """Name of a shipped icon."""
    ORDER: ClassVar[int]
    """Position in the list of the page's sections."""
    TOUCHED: ClassVar[Changes]
    """Which changes concern the section."""

    moved = Signal()
    """The selection changed."""

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build the section without contents; `refresh` fills it."""
        super().__init__(parent)
        self.context = context
        self.setObjectName(f"section_{self.ID}")
        self.setAccessibleName(context.translator.tr(self.TITLE))

    def refresh(self) -> None:
        """Read again what the section shows; keep the selection. Every section has its own."""

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Select what was asked for, for example {"incident": "INC-0001"}; refreshed before."""

    def selection(self) -> Mapping[str, str]:
        """Return what `arrive` needs to show the same again."""
        return {}


class ModelSection(Section):
    """A section about one model; the page sets model and version before each refresh."""

    model: ModelId | None = None
    version: VersionId | None = None
    """The version chosen on the page; None: the model has none."""


def sections_of(page: str) -> tuple[type[Section], ...]:
    """Return the sections of a page in their order."""
    package = import_module(f"gui.sections.{page}")
    found: list[type[Section]] = [
        import_module(f"{package.__name__}.{module.name}").SECTION
        for module in iter_modules(package.__path__)
        if not module.name.startswith("_")
    ]
    return tuple(sorted(found, key=lambda section: section.ORDER))

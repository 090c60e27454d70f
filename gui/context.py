"""What does every page get to work with?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from core.language import Translator
from core.texts import Language
from core.workspace import Workspace
from gui.changes import ChangeBus
from gui.jobs import JobRunner
from gui.session import SessionHolder
from gui.settings import Settings
from gui.theme import Theme, ThemeChoice
from gui.watch import TrailWatch


class Look(Protocol):
    """How things look and speak: all that a widget needs which knows no workspace."""

    @property
    def theme(self) -> Theme:
        """Return the colors and icons."""

    @property
    def translator(self) -> Translator:
        """Return who says everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """A look without anything else."""

    theme: Theme
    translator: Translator


class Navigate(Protocol):
    """Goes to a page."""

    def __call__(self, page: str, **selection: str) -> None:
        """Show the page with this id; `selection` names what to select there, for example `version=`."""


class Notice(Protocol):
    """Tells the person in passing that something worked."""

    def __call__(self, text: str) -> None:
        """Show a translated sentence for some seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuiContext:
    """Handed to every page and dialog; the only way to the rest of the application."""

    workspace: Workspace
    jobs: JobRunner
    translator: Translator
    theme: Theme
    session: SessionHolder
    bus: ChangeBus
    watch: TrailWatch
    """Ask `watch.obstacle` before a signature."""
    settings: Settings
    navigate: Navigate
    notice: Notice
    choose_language: Callable[[Language], None]
    """Say everything in another language; the window is made anew."""
    choose_theme: Callable[[ThemeChoice], None]

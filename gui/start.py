"""How does a workspace get opened, signed in to, and closed again?"""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from core.errors import PruefsteinError
from core.language import Translator
from core.texts import Language
from core.workspace import Session, Workspace
from gui.changes import ChangeBus
from gui.dialogs.unlock import SignInDialog
from gui.examples import example_passphrase
from gui.instance import Instance
from gui.jobs import JobRunner
from gui.main_window import MainWindow, Services
from gui.session import SessionHolder
from gui.settings import Settings
from gui.theme import Theme
from gui.watch import TrailWatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """How the application looks and speaks."""

    theme: Theme
    language: Language


def sign_in(workspace: Workspace, face: Face, who: str | None = None) -> Session | None:
    """Ask who is there; None when they cancel.

    `who` (id or name) is chosen beforehand; a demonstration person, whose passphrase is published, is
    signed in at once. Raises `UserError` when there is no such person.
    """
    person = None if who is None else workspace.people.find(who)
    published = None if person is None else example_passphrase(person)
    if person is not None and published is not None:
        return workspace.people.sign_in(person.id, published)
    dialog = SignInDialog(face.theme, Translator(face.language), workspace)
    if person is not None:
        dialog.who.setCurrentIndex(dialog.who.findData(person.id))
    dialog.exec()
    return dialog.session


class Opened(QObject):
    """One open workspace with its window."""

    def __init__(self, workspace: Workspace, session: Session, settings: Settings, face: Face) -> None:
        """Begin to verify the trail and make the window."""
        super().__init__()
        self.workspace = workspace
        jobs = JobRunner(self)
        self.services = Services(
            workspace=workspace,
            jobs=jobs,
            session=SessionHolder(session, self),
            bus=ChangeBus(self),
            watch=TrailWatch(jobs, self),
            settings=settings,
        )
        self.instance = Instance(workspace.folder, self)
        self.instance.wanted.connect(self.raise_window)
        self.window = MainWindow(self.services, face.theme, face.language)

    def start_verification(self) -> None:
        """Verify the audit trail beside the window; nobody signs before it is known to be intact."""
        self.services.watch.verify(self.workspace, failed=self._not_verified)

    def _not_verified(self, error: PruefsteinError) -> None:
        self.window.show_problem(error)

    def rebuild(self, face: Face) -> MainWindow:
        """Make the window anew in another language or theme, with the same page and selection."""
        old = self.window
        old.keep_place()
        self.window = MainWindow(self.services, face.theme, face.language)
        self.window.restore_place()
        self.window.show()
        old.discard()
        return self.window

    def raise_window(self) -> None:
        """Bring the window to the front, for a second start on the same workspace."""
        self.window.showNormal()
        self.window.raise_()
        self.window.activateWindow()

    def close(self) -> None:
        """Stop jobs, drop the key and give the workspace back."""
        self.services.jobs.close()
        self.services.session.current.lock()
        self.instance.close()
        self.window.discard()
        self.workspace.close()

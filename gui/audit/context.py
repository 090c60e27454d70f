"""What do the pages of the one-shot audit work with, inside a workspace or without one?"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.errors import PruefsteinError
from core.language import Translator
from core.people import Person
from core.policy import Policy
from core.workspace import Session, Workspace
from gui.audit.drafts import DraftFolder
from gui.changes import ChangeBus
from gui.context import GuiContext
from gui.jobs import JobRunner
from gui.session import SessionHolder
from gui.settings import Settings
from gui.theme import Theme
from gui.watch import TrailWatch


class AuditContext(QObject):
    """Look, jobs and drafts; the workspace of the main window, or one that was opened to sign."""

    signed_in = Signal()
    """Somebody is there who can consent and sign."""

    def __init__(
        self,
        theme: Theme,
        translator: Translator,
        settings: Settings,
        work: GuiContext | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Begin with the main window's workspace, if there is one."""
        super().__init__(parent)
        self.theme, self.translator, self.settings = theme, translator, settings
        self.jobs = JobRunner(self)
        self.drafts = DraftFolder(settings.folder / "audits")
        self.notice: Callable[[str], None] = lambda _text: None
        self._main = None if work is None else replace(work, jobs=self.jobs)
        self._own: GuiContext | None = None

    @property
    def work(self) -> GuiContext | None:
        """Return the workspace with who is signed in; None: there is none."""
        return self._main or self._own

    @property
    def borrowed(self) -> bool:
        """Tell whether the workspace was opened for this audit only."""
        return self._main is None

    @property
    def person(self) -> Person | None:
        """Return who is signed in."""
        return None if self.work is None else self.work.session.person

    @property
    def policy(self) -> Policy:
        """Return the policy of the workspace, else the one that is shipped."""
        from core.policy_file import default_policy, read_policy

        return read_policy(default_policy()) if self.work is None else self.work.workspace.policy

    def borrow(self, workspace: Workspace, session: Session) -> None:
        """Take a workspace over to consent and sign in it, and verify its trail beside the window."""
        self.give_back()
        self.settings.opened(workspace.folder)
        self._own = self._context(workspace, session)
        self.signed_in.emit()
        self._verify(self._own.watch, workspace)

    def _context(self, workspace: Workspace, session: Session) -> GuiContext:
        return GuiContext(
            workspace=workspace,
            jobs=self.jobs,
            translator=self.translator,
            theme=self.theme,
            session=SessionHolder(session, self),
            bus=ChangeBus(self),
            watch=TrailWatch(self.jobs, self),
            settings=self.settings,
            navigate=_stay,
            notice=self._say,
            choose_language=lambda _language: None,
            choose_theme=lambda _theme: None,
        )

    def _say(self, text: str) -> None:
        self.notice(text)

    def _verify(self, watch: TrailWatch, workspace: Workspace) -> None:
        def failed(_error: PruefsteinError) -> None:
            """Not intact: the page says so."""

        watch.verify(workspace, failed=failed)

    def give_back(self) -> None:
        """Drop the key and close a workspace that was opened for this audit."""
        if self._own is not None:
            self._own.session.current.lock()
            self._own.workspace.close()
            self._own = None

    def recent(self) -> tuple[Path, ...]:
        """Return the workspaces that were opened lately and still exist."""
        folders = (Path(name) for name in self.settings.values.recent)
        return tuple(folder for folder in folders if (folder / "workspace.db").exists())


def _stay(page: str, **selection: str) -> None:
    """Go nowhere: there are no pages around a workspace that is open only to sign."""
    del page, selection

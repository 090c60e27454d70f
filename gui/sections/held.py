"""How does a form keep everything that was entered until it is recorded?"""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from core.errors import PruefsteinError
from core.texts import Text
from core.workspace import Changes
from core.workspace.people import SigningKey
from core.workspace.session import Session
from gui.context import GuiContext
from gui.operations import change
from gui.sections.forms import RecordForm
from gui.widgets.basic import enable_with_reason, label
from gui.widgets.signing import PassphraseField

T = TypeVar("T")
Work = Callable[[Session], tuple[T, Changes]]
"""A use case with everything it needs; run beside the window."""


class HeldForm(RecordForm):
    """A form that closes only when its use case went through; a refusal is said below the fields."""

    def hold(
        self,
        action: str,
        title: str,
        gather: Callable[[], Work[T]],
        done: Callable[[T], None] | None = None,
    ) -> None:
        """Show the form; `gather` reads the fields when the action is pressed."""
        self.problem = label("", "bad", wrap=True)
        self._layout.addWidget(self.problem)
        self.finish(action, name="go")
        self.go.clicked.disconnect()
        self.go.clicked.connect(lambda _=False: self._send(title, gather(), done))
        self.open()

    def _send(self, title: str, work: Work[T], done: Callable[[T], None] | None) -> None:
        enable_with_reason(self.go, self.words.tr("It is being recorded."))
        self.problem.setText("")
        session = self.context.session.current

        def finished(result: T) -> None:
            self.accept()
            if done is not None:
                done(result)

        change(self.context, title, lambda _job: work(session), finished, failed=self.failed)

    def check(self) -> None:
        """Check once the form is complete; fields may be filled in before."""
        if hasattr(self, "go"):
            super().check()

    def failed(self, error: PruefsteinError) -> None:
        """Say what went wrong and stay open."""
        self.problem.setText(self.words.say(error.message))
        self.check()
        self.fit()


class SignedHeldForm(HeldForm):
    """A form whose use case takes a signature."""

    def add_passphrase(self) -> None:
        """Add the passphrase as the last field; nobody signs while the audit trail is in doubt."""
        tr = self.words.tr
        self.passphrase = PassphraseField(self.context)
        self.grid.add(tr("Passphrase"), self.passphrase)
        self.need(lambda: None if self.passphrase.text() else tr("Enter your passphrase to sign."))
        self.need(self._watched)
        self.passphrase.changed.connect(self.recheck)

    def _watched(self) -> str | None:
        found = self.context.watch.obstacle
        return None if found is None else self.words.say(found)

    def unlock(self) -> Callable[[Session], SigningKey]:
        """Return what opens the key with the passphrase entered."""
        phrase, people = self.passphrase.text(), self.context.workspace.people
        return lambda session: people.signing_key(session, phrase)

    def failed(self, error: PruefsteinError) -> None:
        """Ask for the passphrase again, too."""
        self.passphrase.clear()
        super().failed(error)


class ReasonForm(HeldForm):
    """Asks for nothing but a reason."""

    def __init__(
        self, context: GuiContext, parent: QWidget | None = None, *, title: str, why: str, said: str
    ) -> None:
        """Ask with the given words; `said` names the field."""
        super().__init__(context, parent, name="reason_form", title=title, why=why)
        self.reason = self.add_text(
            "reason", said, needed=self.words.tr("Give a reason; it is kept in the audit trail."), height=84
        )

    @property
    def given(self) -> Text:
        """Return the reason."""
        return self.reason.needed

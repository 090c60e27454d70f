"""Who consents, why, and knowingly, to open a file that can carry programs?"""

from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from core.inventory import Consent
from core.people import Person
from core.texts import Text
from gui.context import Look
from gui.widgets.artifact_view import pickle_badge
from gui.widgets.basic import Callout, KeyValueGrid, PrimaryButton, SecondaryButton, enable_with_reason, label
from gui.widgets.inputs import paragraph
from gui.widgets.painting import Tone


class ConsentForm(QWidget):
    """What opening means, the person's name, a reason, and a box that is never ticked beforehand."""

    given = Signal(object)
    """`Consent`."""
    sign_in = Signal()
    """Nobody is signed in: ask for somebody."""

    def __init__(self, look: Look, person: Person | None, *, confinement: str) -> None:
        """Ask the person signed in; without one, ask to sign in first."""
        super().__init__()
        self.setObjectName("consent")
        self._look, self._person, self._confinement = look, person, confinement
        tr = look.translator.tr
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(pickle_badge(look))
        column.addWidget(self._meaning())
        name = person.name.name() if person is not None else tr("Nobody is signed in.")
        self.reason = paragraph("consent_reason", tr("Reason"), hint=tr("Why must this very file be opened?"))
        self.knowing = QCheckBox(tr("I consent, knowing that the file may hold a program."))
        self.knowing.setObjectName("consent_knowing")
        grid = KeyValueGrid(key_width=130)
        grid.add(tr("Consent of"), name)
        grid.add(tr("Reason"), self.reason)
        column.addWidget(grid)
        column.addWidget(self.knowing)
        column.addWidget(self._button())
        self.why = label("", "muted", wrap=True)
        self.why.setObjectName("consent_missing")
        column.addWidget(self.why)
        self.reason.textChanged.connect(self._judge)
        self.knowing.toggled.connect(lambda _on: self._judge())
        self._judge()

    def _meaning(self) -> Callout:
        tr = self._look.translator.tr
        lines = [
            tr(
                "A pickle or joblib file is a list of instructions. Prüfstein follows only those of a fixed "
                "list, and only in a process of its own that is confined."
            ),
            tr(
                "Your name, your reason and the time are recorded and printed in every report. A scan that "
                "finds nothing proves nothing."
            ),
        ]
        title = tr("Opening this file can attack this computer")
        return Callout(self._look.theme, Tone.BAD, title, lines)

    def _button(self) -> QWidget:
        tr = self._look.translator.tr
        if self._person is None:
            button = SecondaryButton(
                tr("Sign in …"), name="consent_sign_in", theme=self._look.theme, icon="user"
            )
            button.clicked.connect(lambda _=False: self.sign_in.emit())
            for field in (self.reason, self.knowing):
                enable_with_reason(field, tr("Sign in first: a consent needs a name."))
            return button
        self.go = PrimaryButton(
            tr("Open in the confined process"),
            name="consent_go",
            theme=self._look.theme,
            icon="lock-open",
        )
        self.go.clicked.connect(lambda _=False: self._give())
        return self.go

    def obstacle(self) -> str | None:
        """Return what the consent still lacks; None: nothing."""
        tr = self._look.translator.tr
        if self._confinement == "none":
            return tr("This system offers no confinement, so the file is refused whoever consents.")
        if self._person is None:
            return tr("Sign in first: a consent needs a name.")
        if not self.reason.toPlainText().strip():
            return tr("Give a reason.")
        if not self.knowing.isChecked():
            return tr("Tick that you consent.")
        return None

    def _judge(self) -> None:
        reason = self.obstacle()
        self.why.setText(reason or "")
        if self._person is not None:
            enable_with_reason(self.go, reason)

    def _give(self) -> None:
        if self._person is None:
            return
        reason = Text(self.reason.toPlainText().strip(), self._look.translator.language)
        self.given.emit(
            Consent(
                by=self._person.id,
                name=self._person.name.name(),
                reason=reason,
                given_at=datetime.now(UTC),
            )
        )

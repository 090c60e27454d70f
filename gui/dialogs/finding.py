"""What must a person say to confirm, raise, dismiss, close or accept a finding?"""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from core.findings import Finding, Severity
from core.ids import VersionId
from core.texts import Text
from core.workspace import NewFinding
from gui.context import GuiContext
from gui.widgets.basic import KeyValueGrid, PrimaryButton, button_row, enable_with_reason, label
from gui.widgets.pickers import DayField, PersonPicker, TextField, today


class FormDialog(QDialog):
    """A dialog with a title, an explanation, fields and one action that needs complete fields."""

    def __init__(self, context: GuiContext, parent: QWidget | None, *, title: str, why: str = "") -> None:
        """Make the dialog without fields."""
        super().__init__(parent)
        self.context, self.words = context, context.translator
        self.setWindowTitle(title)
        self.setMinimumWidth(520)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(20, 18, 20, 16)
        self._layout.setSpacing(12)
        self._layout.addWidget(label(title, "heading", wrap=True))
        if why:
            self._layout.addWidget(label(why, "muted", wrap=True))
        self.grid = KeyValueGrid(key_width=130)
        self._layout.addWidget(self.grid)
        self._missing: list[Callable[[], str | None]] = []

    def need(self, problem: Callable[[], str | None]) -> None:
        """Demand something: `problem` returns why the action is not possible yet, or None."""
        self._missing.append(problem)

    def need_text(self, field: TextField | QLineEdit, why: str) -> None:
        """Demand that a field is not empty."""
        if isinstance(field, QLineEdit):
            self.need(lambda: None if field.text().strip() else why)
        else:
            self.need(lambda: None if field.toPlainText().strip() else why)
        field.textChanged.connect(lambda *_: self.check())

    def finish(self, text: str, *, name: str) -> None:
        """Add the last row with the action."""
        self.go = PrimaryButton(text, name=name)
        self._layout.addStretch(1)
        self._layout.addWidget(button_row(self.words, self, self.go))
        self.go.clicked.connect(self.accept)
        self.check()

    def fit(self) -> None:
        """Take the height the content needs; wrapped texts are not counted by Qt itself."""
        self._layout.activate()
        width = max(self.width(), self.minimumWidth())
        height = self._layout.heightForWidth(width) if self._layout.hasHeightForWidth() else 0
        self.resize(width, max(height, self._layout.sizeHint().height()))

    def showEvent(self, event: QShowEvent) -> None:
        """Take the right height."""
        super().showEvent(event)
        self.fit()

    def check(self) -> None:
        """Enable the action, or say what is missing."""
        found = [text for problem in self._missing if (text := problem()) is not None]
        enable_with_reason(self.go, "\n".join(found) or None)


class SeverityPicker(QComboBox):
    """The four severities with the days the policy gives for each."""

    def __init__(self, context: GuiContext) -> None:
        """List the severities."""
        super().__init__()
        self.setObjectName("severity")
        self.setAccessibleName(context.translator.tr("Severity"))
        days = context.workspace.policy.severity_days
        for severity in Severity:
            word = context.translator.label(severity)
            text = context.translator.tr(
                "{severity} (due in {days} days)", severity=word, days=days[severity]
            )
            self.addItem(text, severity)

    def choose(self, severity: Severity) -> None:
        """Choose a severity."""
        self.setCurrentIndex(self.findData(severity))

    @property
    def severity(self) -> Severity:
        """Return what is chosen."""
        return Severity(self.currentData())


class _Assigned(FormDialog):
    """Severity, owner and due day, which follow each other."""

    def add_assignment(self, severity: Severity) -> None:
        """Add the three fields."""
        tr = self.words.tr
        self.severity = SeverityPicker(self.context)
        self.severity.choose(severity)
        self.owner = PersonPicker(self.context.workspace.people.all(), name="owner", said=tr("Responsible"))
        self.due = DayField(self.words, self._day(), name="due", said=tr("Due"))
        self.severity.activated.connect(lambda _: self.due.set_day(self._day()))
        self.grid.add(tr("Severity"), self.severity)
        self.grid.add(tr("Responsible"), self.owner)
        self.grid.add(tr("Due"), self.due)

    def choose_owner_of(self, version: VersionId) -> None:
        """Propose the model's owner."""
        inventory = self.context.workspace.inventory
        self.owner.choose(inventory.model(inventory.version(version).model).owner)

    def _day(self) -> date:
        return today() + timedelta(days=self.context.workspace.policy.severity_days[self.severity.severity])


class ConfirmFindingDialog(_Assigned):
    """Confirms a proposed finding: how severe, who mends it, until when."""

    def __init__(
        self, context: GuiContext, finding: Finding, sentence: str, parent: QWidget | None = None
    ) -> None:
        """Prefill with what the check and the policy propose."""
        title = context.translator.tr("Confirm finding {finding}", finding=finding.id)
        super().__init__(context, parent, title=title, why=sentence)
        self.setObjectName("confirm_finding")
        self.add_assignment(finding.severity)
        self.choose_owner_of(finding.version)
        self.finish(self.words.tr("Confirm finding"), name="confirm")
        self.go.setFocus()


class RaiseFindingDialog(_Assigned):
    """Raises a finding a person observed."""

    def __init__(
        self,
        context: GuiContext,
        version: VersionId,
        parent: QWidget | None = None,
        *,
        title: str = "",
        description: str = "",
    ) -> None:
        """Prefill title and description where they follow from a check."""
        tr = context.translator.tr
        super().__init__(context, parent, title=tr("Raise a finding on {version}", version=version))
        self.setObjectName("raise_finding")
        self._version = version
        self.title = QLineEdit(title)
        self.title.setObjectName("title")
        self.title.setAccessibleName(tr("Title"))
        self.description = TextField(name="description", said=tr("Description"))
        self.description.setPlainText(description)
        self.grid.add(tr("Title"), self.title)
        self.grid.add(tr("Description"), self.description)
        self.need_text(self.title, tr("Give the finding a title."))
        self.add_assignment(Severity.MEDIUM)
        self.choose_owner_of(version)
        self.finish(tr("Raise finding"), name="raise")
        (self.go if title else self.title).setFocus()

    def request(self) -> NewFinding:
        """Return what was entered."""
        return NewFinding(
            version=self._version,
            title=Text(self.title.text().strip(), self.words.language),
            description=self.description.text(self.words),
            severity=self.severity.severity,
            owner=self.owner.person,
            due=self.due.day,
        )


class ReasonDialog(FormDialog):
    """Asks for a reason, and for a day where one is needed."""

    def __init__(
        self,
        context: GuiContext,
        parent: QWidget | None = None,
        *,
        title: str,
        why: str,
        action: str,
    ) -> None:
        """Ask with the given words."""
        super().__init__(context, parent, title=title, why=why)
        self.setObjectName("reason_dialog")
        tr = self.words.tr
        self.reason = TextField(name="reason", said=tr("Reason"))
        self.grid.add(tr("Reason"), self.reason)
        self.need_text(self.reason, tr("Give a reason; it is kept in the audit trail."))
        self._action = action
        self.until: DayField | None = None

    def with_day(self, said: str, days: int) -> "ReasonDialog":
        """Ask for a day, too."""
        self.until = DayField(self.words, today() + timedelta(days=days), name="until", said=said)
        self.grid.add(said, self.until)
        return self

    def ask(self) -> Text | None:
        """Show the dialog; return the reason, or None when the person cancels."""
        self.finish(self._action, name="go")
        self.reason.setFocus()
        return self.reason.text(self.words) if self.exec() == QDialog.DialogCode.Accepted else None

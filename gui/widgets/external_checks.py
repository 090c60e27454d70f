"""Which checks of other makers are installed, and may they run?"""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.external import Admission, ExternalCheck
from core.people import Permission
from core.texts import Text
from gui.context import GuiContext
from gui.operations import change
from gui.widgets.basic import (
    Callout,
    Card,
    PrimaryButton,
    SecondaryButton,
    button_row,
    enable_with_reason,
    label,
)
from gui.widgets.cells import Cell
from gui.widgets.inputs import paragraph
from gui.widgets.painting import Tone
from gui.widgets.tables import RecordView, TableColumn


class ExternalChecks(Card):
    """What is installed with package, version and digest; an administrator allows or withdraws."""

    def __init__(self, context: GuiContext) -> None:
        """Build the card; `refresh` fills it."""
        tr = context.translator.tr
        super().__init__(tr("External checks"))
        self._context = context
        self._admissions: dict[str, Admission] = {}
        words = tr(
            "Checks of other makers are off until an administrator allows exactly the digest shown. They run "
            "confined, and their results are marked in every report."
        )
        self.body.addWidget(label(words, "muted", wrap=True))
        self.view = RecordView(
            context.theme, self._columns(), name="external_checks", title=tr("External checks")
        )
        self.view.setMinimumHeight(120)
        self.body.addWidget(self.view)
        self.empty = label(tr("No external check is installed."), "muted")
        self.body.addWidget(self.empty)
        self.body.addLayout(self._buttons())
        self.view.chosen.connect(lambda _item: self._judge())

    def _columns(self) -> tuple[TableColumn[ExternalCheck], ...]:
        tr = self._context.translator.tr
        return (
            TableColumn(title=tr("Check"), cell=lambda item: Cell(text=item.id, strong=True)),
            TableColumn(
                title=tr("Package"), cell=lambda item: Cell(text=f"{item.package} {item.version}"), width=200
            ),
            TableColumn(
                title=tr("Digest"),
                cell=lambda item: Cell(text=item.digest[:16], tip=item.digest, faint=True),
                width=170,
            ),
            TableColumn(title=tr("State"), cell=self._state, width=210),
        )

    def _state(self, check: ExternalCheck) -> Cell:
        tr, found = self._context.translator.tr, self._admissions.get(check.id)
        if found is None:
            return Cell(text=tr("not allowed"), badge=True)
        if not found.allowed:
            return Cell(text=tr("withdrawn"), badge=True)
        if found.digest != check.digest:
            return Cell(text=tr("changed since it was allowed"), badge=True, tone=Tone.WARN)
        return Cell(text=tr("allowed"), badge=True, tone=Tone.OK)

    def _buttons(self) -> QHBoxLayout:
        tr, theme = self._context.translator.tr, self._context.theme
        row = QHBoxLayout()
        self.allow = SecondaryButton(tr("Allow …"), name="allow_external", theme=theme, icon="check")
        self.withdraw = SecondaryButton(
            tr("Withdraw …"), name="withdraw_external", theme=theme, icon="circle-x"
        )
        self.allow.clicked.connect(lambda _=False: self._ask(allowed=True))
        self.withdraw.clicked.connect(lambda _=False: self._ask(allowed=False))
        row.addWidget(self.allow)
        row.addWidget(self.withdraw)
        row.addStretch(1)
        return row

    def refresh(self) -> None:
        """Read what is installed and allowed now."""
        externals = self._context.workspace.externals
        self._admissions = {item.id: item for item in externals.admissions()}
        installed = externals.installed()
        self.view.fill(installed)
        self.view.setVisible(bool(installed))
        self.empty.setVisible(not installed)
        self._judge()

    def _judge(self) -> None:
        tr, check = self._context.translator.tr, self.view.current()
        obstacle = None
        if not self._context.session.may(Permission.ALLOW_EXTERNAL):
            obstacle = tr("Only an administrator can allow external checks.")
        elif check is None:
            obstacle = tr("Choose a check from the list first.")
        found = None if check is None else self._admissions.get(check.id)
        never = found is None or not found.allowed
        enable_with_reason(self.allow, obstacle)
        enable_with_reason(self.withdraw, obstacle or (tr("It is not allowed.") if never else None))

    def _ask(self, *, allowed: bool) -> None:
        check = self.view.current()
        if check is not None:
            ReasonDialog(self._context, check, allowed=allowed, parent=self).open()


class ReasonDialog(QDialog):
    """Asks why, and does it."""

    def __init__(
        self, context: GuiContext, check: ExternalCheck, *, allowed: bool, parent: QWidget | None = None
    ) -> None:
        """Start with an empty reason."""
        super().__init__(parent)
        self.setObjectName("external_reason")
        self._context, self._check, self._allowed = context, check, allowed
        tr = context.translator.tr
        title = tr("Allow an external check") if allowed else tr("Withdraw an external check")
        self.setWindowTitle(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        layout.addWidget(label(title, "title"))
        who = tr("{id} of {package} {version}", id=check.id, package=check.package, version=check.version)
        layout.addWidget(Callout(context.theme, Tone.WARN if allowed else Tone.NEUTRAL, who, [check.digest]))
        self.reason = paragraph(
            "external_why", tr("Reason"), hint=tr("Who reviewed it, when, and where is that kept?")
        )
        layout.addWidget(self.reason)
        self.go = PrimaryButton(
            tr("Allow") if allowed else tr("Withdraw"), name="external_go", theme=context.theme
        )
        self.go.clicked.connect(lambda _=False: self._do())
        layout.addWidget(button_row(context.translator, self, self.go))
        self.setMinimumWidth(560)
        self.reason.textChanged.connect(self._judge)
        self._judge()

    def _judge(self) -> None:
        missing = (
            None
            if self.reason.toPlainText().strip()
            else self._context.translator.tr("The reason is missing.")
        )
        enable_with_reason(self.go, missing)

    def _do(self) -> None:
        context, externals = self._context, self._context.workspace.externals
        text = Text(self.reason.toPlainText().strip(), context.translator.language)
        act = externals.allow if self._allowed else externals.withdraw
        session, id_ = context.session.current, self._check.id
        title = context.translator.tr("Recording the permission")
        change(context, title, lambda _job: act(session, id_, text), lambda _done: self.accept())

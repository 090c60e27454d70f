"""What would another policy change, and is it to come into force?"""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from core.errors import PruefsteinError
from core.policy import Policy
from core.policy_difference import PolicyChange
from gui.context import GuiContext
from gui.operations import change
from gui.sections.forms import RecordForm
from gui.widgets.cells import Cell
from gui.widgets.tables import RecordView, TableColumn


class PolicyDialog(RecordForm):
    """Everything a policy demands otherwise than the one in force, and why it is adopted."""

    def __init__(
        self,
        context: GuiContext,
        policy: Policy,
        changes: tuple[PolicyChange, ...],
        parent: QWidget | None = None,
    ) -> None:
        """Show the differences."""
        tr = context.translator.tr
        super().__init__(
            context,
            parent,
            name="policy_dialog",
            title=tr("Adopt the policy {name} · {version}", name=policy.name, version=policy.version),
            why=tr(
                "{n} figures and words differ. Every approval is bound to the policy it was given under and "
                "lapses when another one comes into force.",
                n=len(changes),
            ),
        )
        self.setMinimumWidth(760)
        self.table = RecordView(
            context.theme, self._columns(), name="policy_changes", title=tr("Differences")
        )
        self.table.setMinimumHeight(260)
        self.table.fill(changes)
        self._layout.addWidget(self.table)
        self.reason = self.add_reason()
        self.need(lambda: None if changes else tr("Nothing differs from the policy in force."))

    def _columns(self) -> tuple[TableColumn[PolicyChange], ...]:
        tr = self.words.tr
        return (
            TableColumn(title=tr("Key"), cell=lambda item: Cell(text=item.key, tip=item.key)),
            TableColumn(title=tr("In force"), cell=lambda item: _said(item.before), width=190),
            TableColumn(title=tr("New"), cell=lambda item: _said(item.after), width=190),
        )


def _said(value: str | None) -> Cell:
    return Cell(text="–", faint=True) if value is None else Cell(text=value, tip=value)


def adopt_policy(context: GuiContext, parent: QWidget) -> None:
    """Ask for the file, show what it would change, and adopt it."""
    tr = context.translator.tr
    name, _ = QFileDialog.getOpenFileName(parent, tr("Adopt a policy"), "", "TOML (*.toml)")
    if not name:
        return
    workspace, session = context.workspace, context.session.current
    try:
        data, now = Path(name).read_bytes(), workspace.policy.digest
        policy, changes = workspace.compare_policy(data)
    except PruefsteinError as error:
        context.notice(context.translator.say(error.message))
        return
    except OSError:
        context.notice(tr("“{name}” cannot be read.", name=Path(name).name))
        return
    dialog = PolicyDialog(context, policy, changes, parent)
    if dialog.ask(tr("Adopt")):
        reason = dialog.reason.needed
        change(
            context,
            tr("Adopting the policy"),
            lambda _job: workspace.adopt_policy(session, data, reason, replaces=now),
        )

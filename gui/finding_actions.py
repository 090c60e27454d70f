"""Which dialog leads from a result to a finding?"""

from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from core.findings import Finding, FindingState
from core.people import Permission
from core.results import CheckRun, Conclusion
from gui import page_operations
from gui.context import GuiContext
from gui.dialogs.finding import ConfirmFindingDialog, RaiseFindingDialog
from gui.widgets.basic import PrimaryButton, SecondaryButton, enable_with_reason
from reports.wording import Wording, verdict_sentence


def matching(context: GuiContext, run: CheckRun, check: str, conclusion: Conclusion) -> Finding | None:
    """Return the finding that covers a conclusion: an unsettled one before a settled one."""
    key = (check, conclusion.measure, conclusion.subject)
    found = [
        item
        for item in context.workspace.findings.of(run.version)
        if (item.check, item.measure, item.subject) == key
    ]
    unsettled = {FindingState.PROPOSED: 0, FindingState.OPEN: 1}
    return min(found, key=lambda item: unsettled.get(item.state, 2), default=None)


def finding_button(
    context: GuiContext, run: CheckRun, check: str, conclusion: Conclusion, parent: QWidget
) -> QPushButton:
    """Return the button for a conclusion: confirm what is proposed, show what exists, else raise."""
    tr = context.translator.tr
    finding = matching(context, run, check, conclusion)
    if finding is not None and finding.state is not FindingState.PROPOSED:
        state = context.translator.label(finding.state)
        text = tr("Show {finding} ({state})", finding=finding.id, state=state)
        button: QPushButton = SecondaryButton(text, name=f"show_{finding.id}")
        button.clicked.connect(lambda: context.navigate("findings", finding=finding.id))
        return button
    if finding is not None:
        proposed = finding
        text = tr("Confirm finding {finding}", finding=finding.id)
        button = PrimaryButton(text, name=f"confirm_{finding.id}", theme=context.theme, icon="plus")
        sentence = verdict_sentence(Wording(translator=context.translator), conclusion)
        button.clicked.connect(lambda: confirm(context, proposed, sentence, parent))
    else:
        button = PrimaryButton(tr("Raise finding"), name="raise_finding", theme=context.theme, icon="plus")
        button.clicked.connect(lambda: raise_from(context, run, conclusion, parent))
    enable_with_reason(button, why_not_raise(context))
    return button


def why_not_raise(context: GuiContext) -> str | None:
    """Return why the person signed in may not raise or confirm findings; None: they may."""
    if context.session.may(Permission.RAISE_FINDING):
        return None
    return context.translator.tr("Your roles do not allow you to raise findings.")


def confirm(context: GuiContext, finding: Finding, sentence: str, parent: QWidget) -> None:
    """Ask for severity, owner and due day, then confirm."""
    dialog = ConfirmFindingDialog(context, finding, sentence, parent)
    if dialog.exec() == QDialog.DialogCode.Accepted:
        page_operations.confirm_finding(
            context,
            finding.id,
            severity=dialog.severity.severity,
            owner=dialog.owner.person,
            due=dialog.due.day,
        )


def raise_from(context: GuiContext, run: CheckRun, conclusion: Conclusion, parent: QWidget) -> None:
    """Raise a finding with the words of a conclusion."""
    words = Wording(translator=context.translator)
    title = f"{words.measure(conclusion.measure)}: {words.subject(conclusion)}"
    sentence = f"{verdict_sentence(words, conclusion)} ({run.id})"
    dialog = RaiseFindingDialog(context, run.version, parent, title=title, description=sentence)
    if dialog.exec() == QDialog.DialogCode.Accepted:
        page_operations.raise_finding(context, dialog.request(), lambda _: None)

"""How is a kept opinion signed once more, and how does it join the inventory?"""

from typing import TYPE_CHECKING

from core.errors import PruefsteinError
from core.evidence import IssuedReport, ReportKind
from core.ids import Digest, OpinionId
from core.inventory import ModelVersion
from core.opinion import Opinion
from core.texts import Language
from gui import page_operations

if TYPE_CHECKING:
    from gui.dialogs.sign_report import SignReportDialog
    from gui.pages.base import Page


def issue_again(page: "Page", opinion: OpinionId, language: Language) -> None:
    """Show the pages of a kept opinion and ask for the signature."""
    from gui.dialogs.sign_report import ReportSubject, SignReportDialog

    context = page.context
    title = context.workspace.opinions.get(opinion).title

    def drawn(found: tuple[bytes, Digest]) -> None:
        heading = f"{context.translator.label(ReportKind.AUDIT_OPINION)} · {context.translator.text(title)}"
        subject = ReportSubject(heading=heading, evidence=found[1], language=language)
        dialog = SignReportDialog(context, found[0], subject, page)
        dialog.go.clicked.connect(lambda: _issue(page, dialog, opinion))
        dialog.open()

    page_operations.preview_opinion(context, opinion, language, drawn)


def _issue(page: "Page", dialog: "SignReportDialog", opinion: OpinionId) -> None:
    from reports.issue import OpinionIssue

    context = page.context
    dialog.go.setEnabled(False)

    def done(reports: tuple[IssuedReport, ...]) -> None:
        dialog.accept()
        names = ", ".join(report.id for report in reports)
        context.notice(context.translator.tr("{id} signed and filed.", id=names))

    def failed(error: PruefsteinError) -> None:
        dialog.failed(error)

    wanted = OpinionIssue(opinion=opinion, languages=dialog.languages, meaning=dialog.chosen_meaning)
    page_operations.issue_opinion(context, wanted, dialog.passphrase.text(), done, failed=failed)


def promote(page: "Page", opinion: Opinion) -> None:
    """Ask what the inventory needs to know; the received files are chosen again."""
    from gui.audit.promote import PromoteDialog

    context = page.context

    def promoted(version: ModelVersion) -> None:
        context.notice(context.translator.tr("{version} is registered.", version=version.id))

    dialog = PromoteDialog(context, opinion, (None, None), page)
    dialog.promoted.connect(promoted)
    dialog.open()

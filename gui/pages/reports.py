"""Which reports were filed, how is a new one made and signed, and is a received one genuine?"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.evidence import VERSION_KINDS, IssuedReport, ReportKind
from core.ids import VersionId, model_of
from core.messages import N_
from core.opinion import OpinionHead
from core.people import Permission
from core.texts import Language
from core.workspace import Changes
from gui import opinion_actions, page_operations
from gui.context import GuiContext
from gui.pages.base import Page
from gui.widgets.basic import (
    Card,
    EmptyState,
    PrimaryButton,
    SecondaryButton,
    clear_layout,
    enable_with_reason,
    label,
    scrolled,
)
from gui.widgets.filed_lists import FiledLists
from gui.widgets.opinion_detail import OpinionDetail
from gui.widgets.pdf_view import PdfView
from gui.widgets.pickers import VersionPicker

if TYPE_CHECKING:
    from gui.dialogs.sign_report import SignReportDialog
    from reports.verification import Verification

_PAGES, _VERIFIED, _EMPTY, _OPINION = range(4)


class ReportsPage(Page):
    """Filed reports on the left; pages or the outcome of a verification on the right."""

    TITLE: ClassVar[str] = N_("Reports")
    ICON: ClassVar[str] = "file-text"
    TOUCHED: ClassVar[Changes] = Changes.REPORTS | Changes.INVENTORY | Changes.OPINIONS | Changes.OPINIONS

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build the page; it is filled when it is first shown."""
        super().__init__(context, parent)
        self._words = context.translator
        self.setAcceptDrops(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(18, 14, 18, 14)
        outer.setSpacing(12)
        outer.addLayout(self._head())
        outer.addWidget(self._create_card())
        body = QHBoxLayout()
        body.setSpacing(14)
        self.lists = FiledLists(context)
        self.view = self.lists.reports
        self.lists.report_chosen.connect(self._chosen)
        self.lists.opinion_chosen.connect(self._opinion_chosen)
        body.addWidget(self.lists)
        body.addWidget(self._side(), 1)
        outer.addLayout(body, 1)
        context.session.switched.connect(self._show_controls)
        context.watch.changed.connect(self._show_controls)

    def _head(self) -> QHBoxLayout:
        tr, row = self._words.tr, QHBoxLayout()
        row.addWidget(label(tr("Reports"), "title"))
        row.addStretch(1)
        self.audit = SecondaryButton(
            tr("Open a file, check, sign"), name="open_audit", theme=self.context.theme, icon="shield-check"
        )
        self.audit.clicked.connect(self._audit)
        row.addWidget(self.audit)
        self.verify = SecondaryButton(
            tr("Verify a report …"), name="verify_report", theme=self.context.theme, icon="file-check-2"
        )
        self.verify.setToolTip(tr("A PDF can also be dropped anywhere on this page."))
        self.verify.clicked.connect(self._choose_file)
        row.addWidget(self.verify)
        return row

    def _create_card(self) -> Card:
        tr, card, row = self._words.tr, Card(), QHBoxLayout()
        row.setSpacing(8)
        self.picker = VersionPicker(self._words)
        self.picker.picked.connect(lambda _: self._show_controls())
        self.kind = QComboBox()
        self.kind.setObjectName("report_kind")
        self.kind.setAccessibleName(tr("Template"))
        for kind in VERSION_KINDS:
            self.kind.addItem(self._words.label(kind), kind)
        self.language = QComboBox()
        self.language.setObjectName("report_language")
        self.language.setAccessibleName(tr("Language of the report"))
        for language in Language:
            self.language.addItem(self._words.label(language), language)
        self.language.setCurrentIndex(self.language.findData(self._words.language))
        self.create_report = PrimaryButton(
            tr("Create and sign …"), name="create_report", theme=self.context.theme, icon="file-pen"
        )
        self.create_report.clicked.connect(self._create)
        row.addWidget(label(tr("New report"), "strong"))
        row.addWidget(self.picker, 2)
        row.addWidget(self.kind, 1)
        row.addWidget(self.language)
        row.addWidget(self.create_report)
        card.body.addLayout(row)
        return card

    def _side(self) -> QStackedWidget:
        tr = self._words.tr
        self._stack = QStackedWidget()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        self._about = label("", "muted", wrap=True)
        head.addWidget(self._about, 1)
        self.check = SecondaryButton(tr("Verify"), name="verify_filed")
        self.check.clicked.connect(self._verify_filed)
        self.folder = SecondaryButton(
            tr("Open folder"), name="open_folder", theme=self.context.theme, icon="folder-open"
        )
        self.folder.clicked.connect(self._open_folder)
        head.addWidget(self.check)
        head.addWidget(self.folder)
        column.addLayout(head)
        self.pages = PdfView(self.context.theme, self._words, name="filed_pages")
        column.addWidget(self.pages, 1)
        self._stack.addWidget(holder)
        self._stack.addWidget(self._verified_side())
        self._stack.addWidget(
            EmptyState(
                self.context.theme,
                "file-text",
                tr("No report was filed yet"),
                tr("Choose version, template and language above, look at the pages and sign them."),
            )
        )
        self._opinion_place = QWidget()
        self._opinion = QVBoxLayout(self._opinion_place)
        self._opinion.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self._opinion_place)
        return self._stack

    def _verified_side(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        self._verified_title = label("", "heading", wrap=True)
        row.addWidget(self._verified_title, 1)
        back = SecondaryButton(self._words.tr("Back to the pages"), name="back_to_pages")
        back.clicked.connect(lambda: self._chosen(self.view.current()))
        row.addWidget(back)
        column.addLayout(row)
        self._verified = QVBoxLayout()
        column.addLayout(self._verified, 1)
        return holder

    # what is shown

    def refresh(self) -> None:
        """Read the filed reports again; keep the chosen one."""
        self.picker.fill(self.context.workspace)
        self.lists.fill()
        if self.lists.showing_opinions:
            self._opinion_chosen(self.lists.opinions.current())
        elif self._stack.currentIndex() != _VERIFIED:
            self._chosen(self.view.current())
        self._show_controls()

    def select(self, version: VersionId | None) -> None:
        """Choose a version for a new report, and show its newest filed one."""
        self.picker.choose(version)
        self.view.choose(lambda item: item.version == version)

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Show a filed report, or verify a file."""
        super().arrive(selection)
        if "opinion" in selection:
            self.lists.opinions.choose(lambda item: item.id == selection["opinion"])
            self.lists.show_list("opinions")
        if "report" in selection:
            self.lists.show_list("reports")
            self.view.choose(lambda item: item.id == selection["report"])
        if "verify" in selection:
            self.verify_file(Path(selection["verify"]))

    def selection(self) -> Mapping[str, str]:
        """Return the report shown."""
        opinion = self.lists.opinions.current()
        if self.lists.showing_opinions and opinion is not None:
            return {"opinion": opinion.id}
        current = self.view.current()
        return {"report": current.id} if isinstance(current, IssuedReport) else {}

    def _show_controls(self) -> None:
        tr, watch = self._words.tr, self.context.watch.obstacle
        why = None
        if not self.context.session.may(Permission.SIGN_REPORT):
            why = tr("Your roles do not allow you to sign reports.")
        elif self.picker.version is None:
            why = tr("There is no version to report on. Register a model first.")
        elif watch is not None:
            why = self._words.say(watch)
        enable_with_reason(self.create_report, why)

    def _chosen(self, report: object) -> None:
        if not isinstance(report, IssuedReport):
            self._stack.setCurrentIndex(_EMPTY)
            return
        self._stack.setCurrentIndex(_PAGES)
        who = self.context.workspace.people.get(report.signed_by).name.name()
        self._about.setText(
            self._words.tr(
                "Signed by {who}, {moment} · {meaning} · SHA-256 {digest}",
                who=who,
                moment=report.issued_at,
                meaning=report.meaning,
                digest=f"{report.sha256[:16]}…",
            )
        )
        self._about.setToolTip(report.sha256)
        self._open_pages(self.context.workspace.reporting.path(report))

    def _no_opinion(self) -> EmptyState:
        tr = self._words.tr
        words = tr("Open a received file with the button above, check it, and sign your opinion on it.")
        empty = EmptyState(self.context.theme, "file-pen", tr("No audit opinion was kept yet"), words)
        empty.setObjectName("no_opinion")
        return empty

    def _opinion_chosen(self, head: object) -> None:
        clear_layout(self._opinion)
        if not isinstance(head, OpinionHead):
            self._opinion.addWidget(self._no_opinion())
            self._stack.setCurrentIndex(_OPINION)
            return
        workspace = self.context.workspace
        issued = tuple(item for item in workspace.reporting.all() if item.opinion == head.id)
        detail = OpinionDetail(self.context, workspace.opinions.get(head.id), issued)
        detail.report.connect(lambda report: self.arrive({"report": report}))
        detail.issue.connect(lambda opinion, language: opinion_actions.issue_again(self, opinion, language))
        detail.promote.connect(lambda opinion: opinion_actions.promote(self, opinion))
        self._opinion.addWidget(scrolled(detail))
        self._stack.setCurrentIndex(_OPINION)

    def _open_pages(self, path: Path) -> None:
        try:
            self.pages.open(path.read_bytes())
        except (OSError, RuntimeError):
            self.pages.close_document()
            self._about.setText(self._words.tr("The file {file} cannot be shown. Verify it.", file=path.name))

    # what a person does

    def _audit(self) -> None:
        from gui.audit.opening import open_audit

        open_audit(self.context, self)

    def _create(self) -> None:
        version = self.picker.version
        if version is None:
            return
        kind, language = ReportKind(self.kind.currentData()), Language(self.language.currentData())

        def done(draft: bytes) -> None:
            self.sign(draft, version, kind, language)

        page_operations.preview_report(self.context, version, kind, language, done=done)

    def sign(
        self, draft: bytes, version: VersionId, kind: ReportKind, language: Language
    ) -> "SignReportDialog":
        """Show the pages and ask for the signature."""
        from gui.dialogs.sign_report import ReportSubject, SignReportDialog

        workspace = self.context.workspace
        heading = self._words.tr(
            "{kind} · {model} · {version}",
            kind=kind,
            model=workspace.inventory.model(model_of(version)).name,
            version=version,
        )
        evidence = workspace.reporting.evidence(version).digest
        subject = ReportSubject(heading=heading, evidence=evidence, language=language)
        dialog = SignReportDialog(self.context, draft, subject, self)
        dialog.go.clicked.connect(lambda: self._issue(dialog, version, kind))
        dialog.open()
        return dialog

    def _issue(self, dialog: "SignReportDialog", version: VersionId, kind: ReportKind) -> None:
        from reports.issue import IssueRequest

        dialog.go.setEnabled(False)

        def done(reports: tuple[IssuedReport, ...]) -> None:
            dialog.accept()
            self.view.choose(lambda item: item.id == reports[0].id)
            names = ", ".join(report.id for report in reports)
            self.context.notice(self._words.tr("{id} signed and filed.", id=names))

        def failed(error: PruefsteinError) -> None:
            dialog.failed(error)

        requests = [
            IssueRequest(version=version, kind=kind, language=language, meaning=dialog.chosen_meaning)
            for language in dialog.languages
        ]
        phrase = dialog.passphrase.text()
        page_operations.issue_reports(self.context, requests, phrase, done, failed=failed)

    def _open_folder(self) -> None:
        current = self.view.current()
        if isinstance(current, IssuedReport):
            folder = self.context.workspace.reporting.path(current).parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _verify_filed(self) -> None:
        current = self.view.current()
        if isinstance(current, IssuedReport):
            self.verify_file(self.context.workspace.reporting.path(current))

    def _choose_file(self) -> None:
        tr = self._words.tr
        name, _ = QFileDialog.getOpenFileName(self, tr("Verify a report"), "", tr("Reports (*.pdf)"))
        if name:
            self.verify_file(Path(name))

    def verify_file(self, path: Path) -> None:
        """Verify a file and show the outcome."""
        page_operations.verify_report(self.context, path, self.show_verification)

    def show_verification(self, found: "Verification") -> None:
        """Show what a verification found."""
        from gui.widgets.verification_view import VerificationView

        clear_layout(self._verified)
        self._verified_title.setText(self._words.tr("Verification of {file}", file=found.file))
        self._verified.addWidget(scrolled(VerificationView(self.context.theme, self._words, found)))
        self._stack.setCurrentIndex(_VERIFIED)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a PDF."""
        if any(url.toLocalFile().lower().endswith(".pdf") for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Verify the PDF that was dropped."""
        for url in event.mimeData().urls():
            if url.toLocalFile().lower().endswith(".pdf"):
                event.acceptProposedAction()
                self.verify_file(Path(url.toLocalFile()))
                return

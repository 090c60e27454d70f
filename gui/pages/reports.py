"""Which reports were filed, how is a new one made and signed, and is a received one genuine?"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.evidence import VERSION_KINDS, IssuedReport, ReportKind
from core.ids import OpinionId, VersionId, model_of
from core.labels import N_
from core.people import Permission
from core.texts import Language
from core.workspace import Changes
from gui import page_operations
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
from gui.widgets.pdf_view import PdfView
from gui.widgets.pickers import VersionPicker
from gui.widgets.tables import Cell, RecordView, TableColumn

if TYPE_CHECKING:
    from gui.dialogs.sign_report import SignReportDialog
    from reports.verification import Verification

_PAGES, _VERIFIED, _EMPTY = range(3)


class ReportsPage(Page):
    """Filed reports on the left; pages or the outcome of a verification on the right."""

    TITLE: ClassVar[str] = N_("Reports")
    ICON: ClassVar[str] = "file-text"
    TOUCHED: ClassVar[Changes] = Changes.REPORTS | Changes.INVENTORY | Changes.OPINIONS

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build the page; it is filled when it is first shown."""
        super().__init__(context, parent)
        self._words = context.translator
        self._opinions: dict[OpinionId, str] = {}
        self.setAcceptDrops(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(18, 14, 18, 14)
        outer.setSpacing(12)
        outer.addLayout(self._head())
        outer.addWidget(self._create_card())
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addWidget(self._table())
        body.addWidget(self._side(), 1)
        outer.addLayout(body, 1)
        context.session.switched.connect(self._show_controls)
        context.watch.changed.connect(self._show_controls)

    def _head(self) -> QHBoxLayout:
        tr, row = self._words.tr, QHBoxLayout()
        row.addWidget(label(tr("Reports"), "title"))
        row.addStretch(1)
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

    def _table(self) -> RecordView[IssuedReport]:
        tr = self._words.tr
        columns: tuple[TableColumn[IssuedReport], ...] = (
            TableColumn(
                title=tr("Report"),
                cell=lambda item: Cell(
                    text=f"{item.id} · {self._words.label(item.kind)}", below=self._below(item)
                ),
            ),
            TableColumn(
                title=tr("Issued"),
                cell=lambda item: Cell(
                    text=self._words.date(item.issued_at.date()), below=self._words.label(item.language)
                ),
                key=lambda item: item.issued_at,
                width=100,
            ),
        )
        self.view: RecordView[IssuedReport] = RecordView(
            self.context.theme, columns, name="reports", title=tr("Filed reports")
        )
        self.view.setFixedWidth(390)
        self.view.chosen.connect(self._chosen)
        return self.view

    def _below(self, item: IssuedReport) -> str:
        if item.version is None:
            return "" if item.opinion is None else self._opinions.get(item.opinion, item.opinion)
        model = self.context.workspace.inventory.model(model_of(item.version))
        return f"{self._words.text(model.name)} · {item.version.partition('@')[2]}"

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
        heads = self.context.workspace.opinions.all()
        self._opinions = {item.id: self._words.text(item.title) for item in heads}
        self.view.fill(self.context.workspace.reporting.all())
        if self.view.current() is None:
            self.view.choose_first()
        if self._stack.currentIndex() != _VERIFIED:
            self._chosen(self.view.current())
        self._show_controls()

    def select(self, version: VersionId | None) -> None:
        """Choose a version for a new report, and show its newest filed one."""
        self.picker.choose(version)
        self.view.choose(lambda item: item.version == version)

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Show a filed report, or verify a file."""
        super().arrive(selection)
        if "report" in selection:
            self.view.choose(lambda item: item.id == selection["report"])
        if "verify" in selection:
            self.verify_file(Path(selection["verify"]))

    def selection(self) -> Mapping[str, str]:
        """Return the report shown."""
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

    def _open_pages(self, path: Path) -> None:
        try:
            self.pages.open(path.read_bytes())
        except (OSError, RuntimeError):
            self.pages.close_document()
            self._about.setText(self._words.tr("The file {file} cannot be shown. Verify it.", file=path.name))

    # what a person does

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

        subject = ReportSubject(version=version, kind=kind, language=language)
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

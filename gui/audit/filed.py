"""Where does the opinion lie now, and what can be done with it?"""

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.evidence import IssuedReport
from core.inventory import ModelVersion
from core.people import Permission
from gui.audit import operations
from gui.audit.context import AuditContext
from gui.audit.promote import PromoteDialog
from gui.audit.state import AuditState
from gui.context import GuiContext, Look
from gui.widgets.basic import (
    Callout,
    Card,
    KeyValueGrid,
    SecondaryButton,
    enable_with_reason,
    label,
    scrolled,
    show_error,
)
from gui.widgets.painting import Tone
from reports.verification import Verification


class Filed(QWidget):
    """Number, digests and paths; open, save a copy, verify, promote."""

    shown = Signal(bytes)
    """A report that is to be looked at."""

    def __init__(
        self, context: AuditContext, work: GuiContext, state: AuditState, filing: operations.Filing
    ) -> None:
        """Show what was filed."""
        super().__init__()
        self.setObjectName("filed")
        self._context, self._work, self._state = context, work, state
        tr = context.translator.tr
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(12)
        opinion = "" if filing.opinion is None else filing.opinion.id
        title = tr("{opinion} is signed and filed", opinion=opinion)
        if not filing.reports:
            title = tr("{opinion} is kept without a signature", opinion=opinion)
        folder = tr("In the workspace {folder}", folder=str(work.workspace.folder))
        self._column.addWidget(Callout(context.theme, Tone.OK, title, [folder]))
        for report in filing.reports:
            self._column.addWidget(self._report(report))
        self._promotion()
        self._column.addStretch(1)

    def _report(self, report: IssuedReport) -> Card:
        tr, words = self._context.translator.tr, self._context.translator
        path = self._work.workspace.reporting.path(report)
        card = Card(f"{report.id} · {words.label(report.language)}")
        grid = KeyValueGrid(key_width=90)
        grid.add(tr("File"), path.name)
        grid.add("SHA-256", f"{report.sha256[:32]} {report.sha256[32:]}")
        card.body.addWidget(grid)
        row = QHBoxLayout()
        row.setSpacing(8)
        for text, name, icon, pressed in (
            (tr("Open"), "open_signed", "external-link", self._opener(path)),
            (tr("Save a copy …"), "save_copy", "save", self._saver(path)),
            (tr("Verify"), "verify_signed", "file-check-2", self._verifier(path)),
        ):
            button = SecondaryButton(text, name=name, theme=self._context.theme, icon=icon)
            button.clicked.connect(pressed)
            row.addWidget(button)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _opener(self, path: Path) -> Callable[[], None]:
        def opened() -> None:
            self.shown.emit(path.read_bytes())
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        return opened

    def _saver(self, path: Path) -> Callable[[], None]:
        def save() -> None:
            title = self._context.translator.tr("Save a copy")
            name, _ = QFileDialog.getSaveFileName(self, title, path.name, "PDF (*.pdf)")
            if name:
                shutil.copyfile(path, name)
                self._context.notice(self._context.translator.tr("Saved to {file}", file=Path(name).name))

        return save

    def _verifier(self, path: Path) -> Callable[[], None]:
        return lambda: verify_here(self._context, path, self)

    # promotion

    def _promotion(self) -> None:
        tr = self._context.translator.tr
        card = Card(tr("Inventory"))
        words = tr("What was examined can become a version of a model; the checks are then run again there.")
        card.body.addWidget(label(words, "muted", wrap=True))
        self.promote = SecondaryButton(
            tr("Promote to the inventory …"), name="promote", theme=self._context.theme, icon="plus"
        )
        self.promote.clicked.connect(lambda _=False: self._promote())
        card.body.addWidget(self.promote)
        self._why = label("", "faint", wrap=True)
        card.body.addWidget(self._why)
        self._column.addWidget(card)
        self._judge()

    def _judge(self) -> None:
        reason = why_not_promote(self._work)
        enable_with_reason(self.promote, reason)
        self._why.setText(reason or "")
        self._why.setVisible(bool(reason))

    def _promote(self) -> None:
        opinion, table, model = self._state.opinion, self._state.table, self._state.model
        if opinion is None or table is None:
            return
        files = (table.path, None if model is None else model.path)
        dialog = PromoteDialog(self._work, opinion, files, self)
        dialog.promoted.connect(self._promoted)
        dialog.open()

    def _promoted(self, version: ModelVersion) -> None:
        tr = self._context.translator.tr
        enable_with_reason(self.promote, tr("It is registered as {version}.", version=version.id))
        self._why.setText(tr("It is registered as {version}.", version=version.id))
        self._why.show()


def why_not_promote(work: GuiContext) -> str | None:
    """Return why the person signed in may not promote; None: they may."""
    if work.session.may(Permission.REGISTER) and work.session.may(Permission.RUN_CHECKS):
        return None
    return work.translator.tr("None of your roles may register models. Switch to a person who may.")


class VerifiedDialog(QDialog):
    """What the verification of a file found."""

    def __init__(self, look: Look, found: Verification, parent: QWidget | None) -> None:
        """Show an outcome."""
        super().__init__(parent)
        from gui.widgets.verification_view import VerificationView

        tr = look.translator.tr
        self.setObjectName("verified")
        self.setWindowTitle(tr("Verification of {file}", file=found.file))
        self.resize(760, 640)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.addWidget(label(tr("Verification of {file}", file=found.file), "heading", wrap=True))
        column.addWidget(scrolled(VerificationView(look.theme, look.translator, found)), 1)
        close = SecondaryButton(tr("Close"), name="close")
        close.clicked.connect(lambda _=False: self.accept())
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        column.addLayout(row)


def verify_here(context: AuditContext, path: Path, parent: QWidget) -> None:
    """Verify a file and show the outcome above the window."""

    def failed(error: PruefsteinError) -> None:
        show_error(parent, context.translator, error)

    operations.verify_file(
        context, path, lambda found: VerifiedDialog(context, found, parent).open(), failed=failed
    )

"""Does a release certificate fit a file, and whom does somebody trust?"""

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.governance.gate import GateVerdict
from core.stages import Stage
from core.workspace.governance.certificate_check import CertificateRequest
from gui import gate_operations
from gui.context import GuiContext
from gui.dialogs.finding import FormDialog
from gui.widgets.basic import Callout, SecondaryButton, clear_layout, scrolled
from gui.widgets.gate_panel import VerdictView
from gui.widgets.painting import Tone


class CertificateDialog(FormDialog):
    """Checks a certificate against a file; both can be dropped here."""

    def __init__(
        self, context: GuiContext, parent: QWidget | None = None, *, path: Path | None = None
    ) -> None:
        """Start with the certificate that was dropped, if any."""
        tr = context.translator.tr
        why = tr(
            "Drop the certificate (.json), the model file and the trusted certificate (.pem) here. Without a "
            "trusted certificate those of the people of this workspace count."
        )
        super().__init__(context, parent, title=tr("Check a release certificate"), why=why)
        self.setObjectName("check_certificate_dialog")
        self.setMinimumSize(720, 480)
        self.setAcceptDrops(True)
        self.certificate = self._file(tr("Certificate"), "certificate_file")
        self.artifact = self._file(tr("Model file"), "artifact_file")
        self.trust = self._file(tr("Trusted"), "trust_file")
        self.stage = QComboBox()
        self.stage.setObjectName("certificate_stage")
        self.stage.setAccessibleName(tr("Stage"))
        for stage in reversed(Stage):
            self.stage.addItem(context.translator.label(stage), stage)
        self.grid.add(tr("Stage"), self.stage)
        self.need_text(self.certificate, tr("Name the certificate."))
        self.need_text(self.artifact, tr("Name the model file."))
        holder = QWidget()
        self._place = QVBoxLayout(holder)
        self._layout.addWidget(scrolled(holder), 1)
        self.finish(tr("Check"), name="check_certificate")
        self.go.clicked.disconnect()
        self.go.clicked.connect(self.judge)
        if path is not None:
            self.certificate.setText(str(path))

    def _file(self, title: str, name: str) -> QLineEdit:
        line, row, holder = QLineEdit(), QHBoxLayout(), QWidget()
        line.setObjectName(name)
        line.setAccessibleName(title)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(line, 1)
        button = SecondaryButton(self.words.tr("Choose …"), name=f"choose_{name}")
        button.clicked.connect(lambda: self._choose(line, title))
        row.addWidget(button)
        holder.setLayout(row)
        self.grid.add(title, holder)
        return line

    def _choose(self, line: QLineEdit, title: str) -> None:
        name, _ = QFileDialog.getOpenFileName(self, title)
        if name:
            line.setText(name)

    def take(self, path: Path) -> None:
        """Put a dropped file where its ending says it belongs."""
        lines = {".json": self.certificate, ".pem": self.trust, ".crt": self.trust}
        lines.get(path.suffix.casefold(), self.artifact).setText(str(path))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.take(Path(url.toLocalFile()))

    def judge(self) -> None:
        """Judge the file by the certificate."""
        try:
            trust = self._trusted()
        except OSError as error:
            self._say(error.strerror or str(error))
            return
        self.go.setEnabled(False)
        request = CertificateRequest(
            certificate=Path(self.certificate.text().strip()),
            artifact=Path(self.artifact.text().strip()),
            trust=trust,
            stage=Stage(self.stage.currentData()),
        )
        gate_operations.check(self.context, request, self._show, failed=self._failed)

    def _trusted(self) -> bytes:
        name = self.trust.text().strip()
        if name:
            return Path(name).read_bytes()
        people = self.context.workspace.people.all()
        return "\n".join(found for item in people if item.active for found in item.certificates).encode()

    def _show(self, verdict: GateVerdict) -> None:
        self.check()
        clear_layout(self._place)
        self._place.addWidget(VerdictView(self.context, verdict))
        self._place.addStretch(1)

    def _failed(self, error: PruefsteinError) -> None:
        self.check()
        self._say(self.words.say(error.message))

    def _say(self, text: str) -> None:
        clear_layout(self._place)
        self._place.addWidget(Callout(self.context.theme, Tone.BAD, text))

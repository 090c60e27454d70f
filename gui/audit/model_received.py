"""What is the model file that was received, and may it be opened?"""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from core.confinement import ConfinementFacts
from core.errors import PruefsteinError
from core.examining import Intake
from core.inventory import ArtifactFormat
from gui.audit import operations
from gui.audit.context import AuditContext
from gui.widgets.artifact_view import confinement_lines, report_box
from gui.widgets.basic import Callout, SecondaryButton, label, link_button, show_error
from gui.widgets.consent_form import ConsentForm

TARGETS = {ArtifactFormat.SKOPS: ".skops", ArtifactFormat.ONNX: ".onnx"}
"""What a pickled model can be converted to."""


class ModelReceived(QWidget):
    """Recognized, refused, or waiting for consent; with conversion to a safer format."""

    consented = Signal(object)
    """`Consent`."""
    sign_in = Signal()
    removed = Signal()
    converted = Signal(object)
    """`Path` of the file in the safer format, to go on with."""

    def __init__(self, context: AuditContext, intake: Intake, *, facts: ConfinementFacts | None) -> None:
        """Show a file; `facts` say how far this system confines, None: not known yet."""
        super().__init__()
        self.setObjectName("model_received")
        self._context, self._intake, self._facts = context, intake, facts
        tr = context.translator.tr
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        report = intake.model
        if report is None:
            raise ValueError("only a model file has a report")
        box = report_box(context, intake.path, report)
        if report.consent_needed and report.artifact is None:
            box.add(self._confinement())
            level = "" if facts is None else str(facts.level)
            form = ConsentForm(context, context.person, confinement=level)
            form.given.connect(self.consented.emit)
            form.sign_in.connect(self.sign_in.emit)
            box.add(form)
        if report.artifact is not None and report.artifact.format is ArtifactFormat.PICKLE:
            self._offer_conversion(box)
        if report.artifact is None:
            words = tr(
                "Without the model a table is enough: open one that holds the model's predictions or scores."
            )
            box.add(label(words, wrap=True))
        remove = tr("Remove {file}", file=intake.path.name)
        box.add(link_button(remove, name="remove_model", pressed=self.removed.emit))
        column.addWidget(box)

    def _confinement(self) -> QWidget:
        tr = self._context.translator.tr
        if self._facts is None:
            return label(tr("The confinement of this system is being determined …"), "muted", wrap=True)
        return label("\n".join(confinement_lines(self._context, self._facts)), wrap=True)

    def _offer_conversion(self, box: Callout) -> None:
        tr = self._context.translator.tr
        words = tr("Converted in the confined process, the model can be passed on without that danger.")
        box.add(label(words, "muted", wrap=True))
        for target in TARGETS:
            name = self._context.translator.label(target)
            button = SecondaryButton(tr("Convert to {format} …", format=name), name=f"convert_{target.value}")
            button.clicked.connect(lambda _=False, wanted=target: self._convert(wanted))
            box.add_button(button)

    def _convert(self, target: ArtifactFormat) -> None:
        tr = self._context.translator.tr
        proposal = self._intake.path.with_suffix(TARGETS[target])
        name, _ = QFileDialog.getSaveFileName(self, tr("Save the converted model"), str(proposal))
        if name:
            self.convert_to(target, Path(name))

    def convert_to(self, target: ArtifactFormat, path: Path) -> None:
        """Convert the model and go on with the new file."""

        def done(data: bytes) -> None:
            path.write_bytes(data)
            self.converted.emit(path)

        def failed(error: PruefsteinError) -> None:
            show_error(self, self._context.translator, error)

        operations.convert_model(self._context, self._intake.path, target, done, failed=failed)

"""How does a result, or something an auditor saw, become a finding of the opinion?"""

from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from core.findings import Severity
from core.opinion import Observation
from core.results import Conclusion
from core.texts import Text
from gui.context import Look
from gui.widgets.basic import KeyValueGrid, PrimaryButton, button_row, enable_with_reason, label
from gui.widgets.inputs import line, of_enum
from gui.widgets.pickers import TextField
from reports.wording import Wording, verdict_sentence


class ObservationDialog(QDialog):
    """Title, description and severity; the severity is never preset."""

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        observation: Observation | None = None,
        *,
        severity: Severity | None = None,
    ) -> None:
        """Start with what is known; a severity only where a person chose one before."""
        super().__init__(parent)
        self.setObjectName("observation")
        self._look, self._before = look, observation
        tr, words = look.translator.tr, look.translator
        self.setWindowTitle(tr("Observation"))
        self.setMinimumWidth(560)
        self.title: QLineEdit = line("observation_title", tr("Title"))
        self.description = TextField(name="observation_text", said=tr("Description"), height=110)
        ask = tr("– please choose –")
        self.severity: QComboBox = of_enum("observation_severity", tr("Severity"), words, Severity, ask=ask)
        if observation is not None:
            self.title.setText(observation.title.body)
            self.description.setPlainText(observation.description.body if observation.description else "")
            self.severity.setCurrentIndex(max(self.severity.findData(severity), 0))
        grid = KeyValueGrid(key_width=120)
        grid.add(tr("Title"), self.title)
        grid.add(tr("Description"), self.description)
        grid.add(tr("Severity"), self.severity)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(label(tr("Observation"), "heading"))
        column.addWidget(grid)
        self.go = PrimaryButton(tr("Take into the opinion"), name="observation_go")
        column.addWidget(button_row(look.translator, self, self.go))
        self.go.clicked.connect(self.accept)
        self.title.textChanged.connect(lambda _t: self._judge())
        self.severity.activated.connect(lambda _i: self._judge())
        self._judge()
        (self.severity if observation is not None else self.title).setFocus()

    def _judge(self) -> None:
        tr, reason = self._look.translator.tr, None
        if not self.title.text().strip():
            reason = tr("Give the observation a title.")
        elif self.severity.currentData() is None:
            reason = tr("Choose how severe it is.")
        enable_with_reason(self.go, reason)

    def observation(self) -> Observation:
        """Return what was entered."""
        language = self._look.translator.language
        blank = Observation(title=Text("", language), severity=Severity.LOW)
        return replace(
            self._before or blank,
            title=Text(self.title.text().strip(), language),
            description=self.description.text(self._look.translator),
            severity=Severity(self.severity.currentData()),
        )


def observe(
    look: Look, words: Wording, check: str, conclusion: Conclusion, parent: QWidget
) -> Observation | None:
    """Ask for an observation that rests on a conclusion; None when the person cancels."""
    language = look.translator.language
    proposal = Observation(
        title=Text(f"{words.measure(conclusion.measure)}: {words.subject(conclusion)}", language),
        description=Text(verdict_sentence(words, conclusion), language),
        severity=Severity.LOW,
        check=check,
        measure=conclusion.measure,
        subject=conclusion.subject,
    )
    dialog = ObservationDialog(look, parent, proposal)
    return dialog.observation() if dialog.exec() == QDialog.DialogCode.Accepted else None

"""Would the gate let a version through, what is missing, and how is its approval handed on?"""

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.governance.certificates import ReleaseCertificate
from core.governance.gate import GateLine, GateVerdict, Outcome
from core.governance.gate_norms import NORMS
from core.governance.questionnaire import cited
from core.ids import VersionId
from core.language import Translator
from core.stages import Stage
from gui import gate_operations
from gui.context import GuiContext, Look
from gui.dialogs.finding import FormDialog
from gui.widgets.basic import (
    Badge,
    Callout,
    Card,
    SecondaryButton,
    clear_layout,
    enable_with_reason,
    label,
)
from gui.widgets.painting import Tone
from gui.widgets.signing import PassphraseField, person_card

TONES = {Outcome.MET: Tone.OK, Outcome.MISSING: Tone.BAD, Outcome.EXCEPTED: Tone.WARN}
_PAGES = {"findings": "findings", "risk": "risk", "evidence": "checks", "trail": "trail"}
"""On which page what is missing in an area of the gate is mended."""


class GatePanel(Card):
    """The gate for one version: each demand as a line with state, norm, next step and the way there."""

    def __init__(self, context: GuiContext, version: VersionId) -> None:
        """Ask for the stage first; judging reads and hashes everything."""
        tr = context.translator.tr
        super().__init__(tr("Gate"))
        self.setObjectName("gate_panel")
        self.context, self._version = context, version
        self.verdict: GateVerdict | None = None
        row = QHBoxLayout()
        self.stage = QComboBox()
        self.stage.setObjectName("gate_stage")
        self.stage.setAccessibleName(tr("Stage"))
        for stage in reversed(Stage):
            self.stage.addItem(context.translator.label(stage), stage)
        row.addWidget(self.stage)
        self.go = SecondaryButton(tr("Judge"), name="gate_judge")
        self.go.clicked.connect(self.judge)
        row.addWidget(self.go)
        row.addStretch(1)
        self.issue = SecondaryButton(tr("Issue certificate …"), name="gate_issue")
        self.issue.setToolTip(tr("Release certificate"))
        self.issue.clicked.connect(self.ask_issue)
        row.addWidget(self.issue)
        self.body.addLayout(row)
        self._place = QVBoxLayout()
        self.body.addLayout(self._place)
        hint = tr("Judging reads the audit trail and hashes every file anew; nothing is written.")
        self._place.addWidget(label(hint, "muted", wrap=True))
        enable_with_reason(self.issue, self._issue_problem())

    def judge(self) -> None:
        """Judge for the chosen stage beside the window."""
        self.go.setEnabled(False)
        stage = Stage(self.stage.currentData())
        gate_operations.judge(self.context, self._version, stage, self._show, failed=self._failed)

    def _show(self, verdict: GateVerdict) -> None:
        self.verdict = verdict
        self.go.setEnabled(True)
        clear_layout(self._place)
        self._place.addWidget(VerdictView(self.context, verdict, self.context))

    def _failed(self, error: PruefsteinError) -> None:
        self.go.setEnabled(True)
        clear_layout(self._place)
        said = self.context.translator.say(error.message)
        self._place.addWidget(Callout(self.context.theme, Tone.BAD, said))

    def _issue_problem(self) -> str | None:
        say, watch = self.context.translator.say, self.context.watch.obstacle
        if watch is not None:
            return say(watch)
        found = self.context.workspace.decisions.of(self._version)
        if not found:
            return self.context.translator.tr("Nobody has decided on this version yet.")
        refused = self.context.workspace.certificates.obstacle(found[0].id, self.context.session.person)
        return None if refused is None else say(refused.message)

    def ask_issue(self) -> "IssueDialog":
        """Open the dialog that signs a release certificate."""
        dialog = IssueDialog(self.context, self._version, self)
        dialog.open()
        return dialog


class VerdictView(QWidget):
    """A verdict of the gate, line by line."""

    def __init__(self, look: Look, verdict: GateVerdict, context: GuiContext | None = None) -> None:
        """Show what is missing first; with a context each line leads to the page where it is mended."""
        super().__init__()
        self._look, self._context, self._verdict = look, context, verdict
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        tr, lines = look.translator.tr, verdict.every_line
        if verdict.passed:
            title, tone = tr("Passed for the stage {stage}", stage=verdict.stage), Tone.OK
        else:
            n = len(verdict.missing)
            title, tone = (
                tr("Not passed for the stage {stage}; missing: {n}", stage=verdict.stage, n=n),
                Tone.BAD,
            )
        self.banner = Callout(
            look.theme, tone, title, [look.translator.say(item) for item in verdict.remarks]
        )
        column.addWidget(self.banner)
        for outcome in (Outcome.MISSING, Outcome.EXCEPTED, Outcome.MET):
            for line in lines:
                if line.outcome is outcome:
                    column.addLayout(self._line(line))

    def _line(self, line: GateLine) -> QHBoxLayout:
        words, row, texts = self._look.translator, QHBoxLayout(), QVBoxLayout()
        row.setSpacing(10)
        row.addWidget(Badge(self._look.theme, TONES[line.outcome], words.label(line.outcome)))
        texts.setSpacing(2)
        head = f"{words.label(line.demand)}: {words.say(line.said)}"
        said = label(head, wrap=True, selectable=True)
        said.setToolTip(line.rule)
        texts.addWidget(said)
        for small in _below(words, line):
            texts.addWidget(label(small, "faint", wrap=True))
        row.addLayout(texts, 1)
        page = _PAGES.get(line.demand.area)
        context, version = self._context, self._verdict.version
        if line.outcome is Outcome.MISSING and page is not None and context is not None and version:
            button = SecondaryButton(words.tr("Go there"), name=f"gate_jump_{page}")
            button.clicked.connect(lambda: context.navigate(page, version=version))
            row.addWidget(button)
        return row


def _below(words: Translator, line: GateLine) -> list[str]:
    found = []
    if line.exception is not None:
        found.append(words.tr("Set aside by the signed exception {id}.", id=line.exception))
    if line.outcome is not Outcome.MISSING:
        return found
    if line.step is not None:
        found.append(words.tr("Next step: {step}", step=line.step))
    norms = "; ".join(
        f"{cited(item.citation, words.language)} ({words.say(item.title)})" for item in NORMS[line.demand]
    )
    return [*found, words.tr("Norm: {norms}", norms=norms)]


class IssueDialog(FormDialog):
    """Signs a release certificate and saves the file."""

    def __init__(self, context: GuiContext, version: VersionId, parent: QWidget | None = None) -> None:
        """Ask for the passphrase."""
        tr = context.translator.tr
        why = tr(
            "The certificate names the model file, the stages for which the gate lets it through now, open "
            "conditions and the end. Who deploys can check it without this workspace; it cannot show "
            "whether the approval lapses later."
        )
        super().__init__(
            context, parent, title=tr("Release certificate for {version}", version=version), why=why
        )
        self.setObjectName("issue_certificate")
        self._version = version
        self._layout.addWidget(person_card(context))
        self.passphrase = PassphraseField(context)
        self.grid.add(tr("Passphrase"), self.passphrase)
        self.need(lambda: None if self.passphrase.text() else tr("Enter your passphrase to sign."))
        self.passphrase.changed.connect(self.check)
        self._problem = label("", "bad", wrap=True)
        self._layout.addWidget(self._problem)
        self.finish(tr("Sign"), name="sign_certificate")
        self.go.clicked.disconnect()
        self.go.clicked.connect(self.sign)

    def sign(self) -> None:
        """Issue the certificate, then ask where to save it."""
        self.go.setEnabled(False)
        decision = self.context.workspace.decisions.of(self._version)[0].id
        gate_operations.issue(self.context, decision, self.passphrase.text(), self._done, failed=self._failed)

    def _done(self, record: ReleaseCertificate) -> None:
        self.accept()
        self.context.notice(self.words.tr("{id} signed and recorded.", id=record.id))
        title = self.words.tr("Save the certificate")
        name, _ = QFileDialog.getSaveFileName(
            self.parentWidget(), title, record.file_name.body, "JSON (*.json)"
        )
        if name:
            Path(name).write_bytes(self.context.workspace.certificates.data(record.id))

    def _failed(self, error: PruefsteinError) -> None:
        self._problem.setText(self.words.say(error.message))
        self.passphrase.clear()
        self.check()
        self.fit()

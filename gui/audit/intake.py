"""What was received: recognized how, with which digest, read how, and with which hints?"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.confinement import ConfinementFacts
from core.examining import Intake
from core.inventory import Consent, TableDialect
from core.messages import N_
from gui.audit import operations
from gui.audit.context import AuditContext
from gui.audit.filed import verify_here
from gui.audit.model_received import ModelReceived
from gui.audit.state import AuditState
from gui.audit.step import Step
from gui.audit.table_received import TableReceived
from gui.jobs import Job
from gui.widgets.artifact_view import confinement_lines
from gui.widgets.basic import (
    Callout,
    Card,
    SecondaryButton,
    clear_layout,
    icon_label,
    label,
    link_button,
    scrolled,
)
from gui.widgets.dataset_form import TABLE_FILES
from gui.widgets.file_card import MODEL_FILES, DropZone
from gui.widgets.painting import Tone

EXPLAINED: tuple[tuple[str, str, str], ...] = (
    (
        "file-up",
        N_("Intake"),
        N_(
            "A table with predictions, or a table and a model: what it is, its digest, how it was "
            "read, what its columns hold."
        ),
    ),
    (
        "list-checks",
        N_("Roles and plan"),
        N_("Outcome, prediction, favorable class, sensitive columns. Nothing of it is guessed."),
    ),
    (
        "shield-check",
        N_("Checks"),
        N_("Fairness between groups, quality of the predictions, and explanation of a model."),
    ),
    (
        "file-pen",
        N_("Opinion"),
        N_("Your observations, the kind of opinion, and your own words. Everything is kept as draft."),
    ),
    (
        "stamp",
        N_("Signature"),
        N_("A signed PDF in German, English or both, which anybody can verify and recompute."),
    ),
)
"""The steps with icon, title and what happens there."""


class IntakeStep(Step):
    """A place to drop files on, and below it what they turned out to be."""

    TITLE = N_("Intake")
    sign_in = Signal()
    """A consent needs somebody who is signed in."""

    def __init__(self, context: AuditContext, state: AuditState) -> None:
        """Start with an empty place."""
        super().__init__(context, state)
        self.setAcceptDrops(True)
        self._reading: dict[Job, Path] = {}
        self._facts: ConfinementFacts | None = None
        self._cards: dict[str, tuple[tuple[object, ...], QWidget]] = {}
        tr = self.words.tr
        text = tr(
            "Drop a table or a model file here. A model is opened only in a confined process of its own."
        )
        kinds = tr("Tables and models ({endings});;All files (*)", endings=f"{TABLE_FILES} {MODEL_FILES}")
        self.zone = DropZone(context, text, name="choose_received", kinds=kinds, folders=True)
        self.zone.dropped.connect(self.take)
        inner = QWidget()
        self._body = QVBoxLayout(inner)
        self._body.setContentsMargins(20, 14, 20, 16)
        self._body.setSpacing(14)
        self._body.addWidget(self.zone)
        self._confinement = label("", "faint", wrap=True)
        self._confinement.setObjectName("confinement")
        self._confinement.hide()
        self._body.addWidget(self._confinement)
        self._found = QVBoxLayout()
        self._found.setSpacing(14)
        self._body.addLayout(self._found)
        self._body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner))
        state.received.connect(self.show_received)
        context.jobs.ended.connect(self._ended)
        context.signed_in.connect(self.show_received)
        operations.prepare(context, self._confined)
        self.show_received()

    def _confined(self, facts: ConfinementFacts) -> None:
        """Say how a model would be opened here; the details stand in the tip and for screen readers."""
        self._facts = facts
        lines = confinement_lines(self.context, facts)
        self._confinement.setText(lines[0])
        self._confinement.setToolTip("\n".join(lines[1:]))
        self._confinement.setAccessibleDescription(" ".join(lines[1:]))
        self._confinement.show()
        if self.state.model is not None:
            self.show_received()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file anywhere on the page."""
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Receive the dropped files."""
        event.acceptProposedAction()
        for url in event.mimeData().urls()[:2]:
            self.take(Path(url.toLocalFile()))

    def take(self, path: Path) -> None:
        """Receive a file: a table or a model, whatever it turns out to be; a report is verified."""
        if path.suffix.casefold() == ".pdf":
            verify_here(self.context, path, self)
            return
        self._read(path, None, consent=False)

    def _read(self, path: Path, dialect: TableDialect | None, *, consent: bool) -> None:
        job = operations.receive_file(self.context, path, self.state.take, dialect=dialect, consent=consent)
        self._reading[job] = path
        self.show_received()

    def _ended(self, job: object) -> None:
        """Stop waiting for a file, also when the job was cancelled."""
        if isinstance(job, Job) and self._reading.pop(job, None) is not None:
            self.show_received()

    # what is shown

    def show_received(self) -> None:
        """Show every file with what is known about it."""
        for _, card in self._cards.values():
            self._found.removeWidget(card)
        clear_layout(self._found)
        for path in self._reading.values():
            self._found.addWidget(
                label(self.words.tr("{file} is being recognized …", file=path.name), "muted", wrap=True)
            )
        if self.state.restored is not None and self.state.opinion is None:
            self._found.addWidget(self._restored())
        if self.state.refused is not None:
            self._found.addWidget(self._refused(self.state.refused))
        if self.state.model is not None:
            model = self.state.model
            given = (model, self._facts, self.context.person)
            self._found.addWidget(self._kept("model", given, lambda: self._model(model)))
        if self.state.table is not None:
            table = self.state.table
            shown = (table, self.state.refused, tuple(self._reading.values()))
            self._found.addWidget(self._kept("table", shown, lambda: self._table(table)))
        self._drop_cards()
        if self.state.table is None and self.state.model is None and not self._reading:
            self._offer_drafts()
            self._found.addWidget(self._explained())
        self.changed.emit()

    def _kept(self, kind: str, shown: tuple[object, ...], make: Callable[[], QWidget]) -> QWidget:
        """Return the card of before while it shows the same: what is typed in it stays, nothing flickers."""
        before = self._cards.get(kind)
        if before is not None and before[0] == shown:
            return before[1]
        self._cards[kind] = (shown, make())
        if before is not None:
            before[1].hide()
            before[1].deleteLater()
        return self._cards[kind][1]

    def _drop_cards(self) -> None:
        """Take away the cards of files that are no longer there."""
        for kind in [kind for kind, (_, card) in self._cards.items() if self._found.indexOf(card) < 0]:
            _, card = self._cards.pop(kind)
            card.hide()
            card.deleteLater()

    def _table(self, intake: Intake) -> QWidget:
        card = TableReceived(self.context, intake)
        card.corrected.connect(lambda dialect: self._read(intake.path, dialect, consent=False))
        return card

    def _model(self, intake: Intake) -> QWidget:
        card = ModelReceived(self.context, intake, facts=self._facts)
        card.consented.connect(lambda consent: self._consented(intake.path, consent))
        card.sign_in.connect(self.sign_in.emit)
        card.removed.connect(self.state.remove_model)
        card.converted.connect(self.take)
        return card

    def _refused(self, intake: Intake) -> QWidget:
        """Say why a file is no use, or why a table cannot be read as it was corrected."""
        say = self.context.translator.say
        lines = [say(item) for item in (intake.refusal, intake.advice) if item is not None]
        title = self.words.tr("{file} cannot be used as it is", file=intake.path.name)
        box = Callout(self.context.theme, Tone.BAD, title, lines)
        box.setObjectName("file_refused")
        if intake.digest:
            box.add(label(f"SHA-256 {intake.digest}", "faint", wrap=True, selectable=True))
        close = SecondaryButton(self.words.tr("Close"), name="dismiss_refused")
        close.clicked.connect(lambda _=False: self.state.dismiss())
        box.add_button(close)
        return box

    def _consented(self, path: Path, consent: Consent) -> None:
        self.state.consent = consent
        self._read(path, None, consent=True)

    def _restored(self) -> QWidget:
        draft = self.state.restored
        moment = None if draft is None else draft.saved_at
        box = Callout(
            self.context.theme,
            Tone.INFO,
            self.words.tr("Your draft of {moment} on this very file was taken up again.", moment=moment),
        )
        box.setObjectName("restored")
        afresh = SecondaryButton(self.words.tr("Start afresh"), name="start_afresh")
        afresh.clicked.connect(lambda _=False: self.state.start_afresh())
        box.add_button(afresh)
        return box

    def _explained(self) -> QWidget:
        """Say what will happen, while there is nothing else to show."""
        card = Card(self.words.tr("From a received file to a signed opinion"))
        for icon, title, said in EXPLAINED:
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(icon_label(self.context.theme, icon, "accent", 18), 0, Qt.AlignmentFlag.AlignTop)
            column = QVBoxLayout()
            column.setSpacing(1)
            column.addWidget(label(self.words.tr(title), "strong"))
            column.addWidget(label(self.words.tr(said), "muted", wrap=True))
            row.addLayout(column, 1)
            card.body.addLayout(row)
        return card

    def _offer_drafts(self) -> None:
        drafts = self.context.drafts.all()
        if not drafts:
            return
        card = Card(self.words.tr("Unfinished audits"))
        for draft in drafts[:6]:
            row = QHBoxLayout()
            files = [Path(name) for name in (draft.table, draft.model) if name and Path(name).exists()]
            pressed = _opener(self, files)
            go = link_button(draft.name, name="open_draft", pressed=pressed)
            go.setEnabled(bool(files))
            if not files:
                go.setToolTip(self.words.tr("Its files are no longer where they were."))
            row.addWidget(go)
            row.addWidget(label(self.context.translator.moment(draft.saved_at), "faint"), 1)
            card.body.addLayout(row)
        self._found.addWidget(card)

    # what is missing

    def obstacles(self) -> tuple[str, ...]:
        """Return what must come in before one can go on."""
        if self._reading:
            return (self.words.tr("The file is still being recognized."),)
        if self.state.table is None:
            if self.state.scored:
                return (self.words.tr("Add a table: a model alone cannot be checked."),)
            return (self.words.tr("Open a table, with the predictions in it or together with a model file."),)
        if self.state.model is not None and not self.state.scored:
            report = self.state.model.model
            if report is not None and report.consent_needed:
                return (self.words.tr("The model file needs your consent. Give it, or remove the file."),)
            return (self.words.tr("The model file was refused. Remove it to check the table alone."),)
        if len(self.state.columns) < 2:
            return (
                self.words.tr("The table has a single column. Correct how it is read, or open another file."),
            )
        return ()

    def onward(self) -> str:
        """Return what the button says."""
        return self.words.tr("Roles and plan")


def _opener(step: IntakeStep, files: list[Path]) -> Callable[[], None]:
    def opened() -> None:
        for path in files:
            step.take(path)

    return opened

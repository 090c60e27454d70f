"""How far is the one-shot audit: what was received, planned, found and written?"""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.examination import Examination
from core.examining import Intake
from core.ids import Digest
from core.inventory import Column, Consent, TableDialect
from core.opinion import Observation, Opinion, title_text
from core.texts import Language, Text
from core.workspace import NewOpinion
from gui.audit.context import AuditContext
from gui.audit.drafts import AuditDraft, Words, now
from gui.audit.entry import PlanEntry, columns_of


class AuditState(QObject):
    """Everything the pages share; each change is kept as a draft at once."""

    received = Signal()
    """A table or a model came in, or was read again."""
    planned = Signal()
    """The plan was changed or restored."""
    found = Signal()
    """There are results, or they no longer belong to the plan."""
    written = Signal()
    """Title, observations, grade or conclusion changed."""
    kept = Signal()
    """The opinion was filed in a workspace."""

    def __init__(self, context: AuditContext) -> None:
        """Start with nothing."""
        super().__init__(context)
        self._context = context
        self.table: Intake | None = None
        self.model: Intake | None = None
        self.refused: Intake | None = None
        """The last file that was neither, or a table that could not be read as corrected."""
        self.consent: Consent | None = None
        self.entry = PlanEntry()
        self.words = Words()
        self.examination: Examination | None = None
        self.opinion: Opinion | None = None
        self._begun = False
        """Whether a person entered anything, so that a draft is worth keeping."""
        self.restored: AuditDraft | None = None
        """The draft that was taken up, to say so."""

    # what came in

    def take(self, intake: Intake) -> None:
        """Take what a file turned out to be; what is neither table nor model is shown as refused."""
        self.refused = None
        if intake.table is not None:
            self._take_table(intake)
        elif intake.model is not None:
            self.model = intake
            self._forget_results()
        else:
            self.refused = intake
        self._restore()
        if not self.words.title and self.table is not None:
            self.words = replace(self.words, title=self.table.path.name)
        self.received.emit()

    def _take_table(self, intake: Intake) -> None:
        before = self.table
        self.table = intake
        if before is None or before.digest != intake.digest:
            self.entry = PlanEntry()
        self._forget_results()

    def _restore(self) -> None:
        """Take up the draft on the same bytes, once."""
        key = self.key
        draft = None if key is None or self.restored is not None else self._context.drafts.load(key)
        if draft is None:
            return
        self.restored, self.entry, self.words = draft, draft.entry, draft.words
        self._begun = True
        if self._fits(draft.examination):
            self.examination = draft.examination
            self.found.emit()
        self.planned.emit()
        self.written.emit()

    def _fits(self, examination: Examination | None) -> bool:
        """Tell whether stored results belong to the files as they are now."""
        if examination is None or self.table is None or self.table.table is None:
            return False
        same = examination.table.digest == self.table.digest
        known = examination.model is None or (
            self.model is not None and examination.model.digest == self.model.digest
        )
        return same and known and examination.table.dialect == self.table.table.dialect

    def remove_model(self) -> None:
        """Go on without the model file."""
        self.model = self.consent = None
        self._forget_results()
        self.received.emit()

    def dismiss(self) -> None:
        """Stop showing a file that cannot be used."""
        self.refused = None
        self.received.emit()

    def start_afresh(self) -> None:
        """Throw the restored draft away, but keep the files."""
        if self.key is not None:
            self._context.drafts.drop(self.key)
        self.entry, self.words, self.examination = PlanEntry(), Words(), None
        self.restored, self._begun = None, False
        if self.table is not None:
            self.words = Words(title=self.table.path.name)
        for signal in (self.planned, self.found, self.written, self.received):
            signal.emit()

    @property
    def key(self) -> Digest | None:
        """Return the digest drafts are kept under."""
        first = self.table or self.model
        return None if first is None or not first.digest else first.digest

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the table."""
        return () if self.table is None or self.table.table is None else self.table.table.columns

    @property
    def inputs(self) -> tuple[str, ...]:
        """Return the columns the model reads."""
        report = None if self.model is None else self.model.model
        return () if report is None or report.artifact is None else report.artifact.features

    @property
    def scored(self) -> bool:
        """Tell whether a usable model says the predictions."""
        report = None if self.model is None else self.model.model
        return report is not None and report.artifact is not None

    # what is asked and found

    def plan(self, entry: PlanEntry) -> None:
        """Take what was entered; results of another plan are forgotten."""
        if entry != self.entry:
            self.entry, self._begun = entry, True
            self._forget_results()
            self.save()
            self.planned.emit()

    def named_columns(self) -> tuple[Column, ...]:
        """Return the columns the plan names, with their roles."""
        return columns_of(self.entry, self.columns, self.inputs)

    def examined(self, examination: Examination) -> None:
        """Take the results."""
        self.examination = examination
        self.save()
        self.found.emit()

    def _forget_results(self) -> None:
        if self.examination is not None:
            self.examination = None
            self.found.emit()

    # what is written

    def write(self, words: Words) -> None:
        """Take what the auditor wrote."""
        if words != self.words:
            self.words, self._begun = words, True
            self.save()
            self.written.emit()

    def observe(self, observation: Observation) -> None:
        """Add a finding of the opinion."""
        self.write(replace(self.words, observations=(*self.words.observations, observation)))

    def new_opinion(self, language: Language) -> NewOpinion:
        """Return everything that is to be printed; only when there are results."""
        if self.examination is None:
            raise ValueError("nothing was examined")
        words = self.words
        return NewOpinion(
            title=title_text(words.title.strip(), language, self.examination),
            subject=Text(words.subject.strip(), language) if words.subject.strip() else None,
            examination=self.examination,
            observations=words.observations,
            grade=words.grade,
            conclusion=Text(words.conclusion.strip(), language) if words.conclusion.strip() else None,
        )

    def file(self, opinion: Opinion) -> None:
        """Remember that the opinion is kept in a workspace; the draft is no longer needed."""
        self.opinion = opinion
        if self.key is not None:
            self._context.drafts.drop(self.key)
        self.kept.emit()

    def save(self) -> None:
        """Keep everything as a draft."""
        if self.key is None or self.opinion is not None or not self._begun:
            return
        self._context.drafts.save(
            AuditDraft(
                key=self.key,
                saved_at=now(),
                table=_path(self.table),
                model=_path(self.model),
                dialect=self.dialect,
                entry=self.entry,
                examination=self.examination,
                words=self.words,
            )
        )

    @property
    def dialect(self) -> TableDialect | None:
        """Return how the table was read."""
        return None if self.table is None or self.table.table is None else self.table.table.dialect


def _path(intake: Intake | None) -> str | None:
    path: Path | None = None if intake is None else intake.path
    return None if path is None else str(path)

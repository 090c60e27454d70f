"""What was entered in an import so far? It outlives errors and going back."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.errors import PruefsteinError
from core.governance.register import FieldKey
from core.governance.register.importing import ColumnMatch, RowAction
from core.governance.register.imports import ImportPlan, ImportTerms, RegisterImport, RowChoice
from core.ids import PersonId
from core.inventory import ModelKind
from core.texts import Language, Text
from core.workspace.governance.imports import Looked, with_columns
from gui.context import GuiContext
from gui.jobs import Job
from gui.operations import change

Failed = Callable[[PruefsteinError], None]
_NONE = FieldKey("")
"""No field has this key."""


class ImportState(QObject):
    """The file, what each column and row is taken for, and the plan that follows."""

    looked_changed = Signal()
    """Another file or sheet was read."""
    planned = Signal()
    """The plan was made anew."""
    failed = Signal(object)
    """`PruefsteinError`: what was entered is kept."""
    busy = Signal(bool)
    stopped = Signal()
    """A person stopped what was running: nothing was taken over."""

    def __init__(self, context: GuiContext, parent: QObject) -> None:
        """Begin without a file."""
        super().__init__(parent)
        self._context = context
        self.looked: Looked | None = None
        self.plan: ImportPlan | None = None
        self.chosen: dict[str, FieldKey | None] = {}
        """By head, the fields that a person chose."""
        self.given: dict[str, FieldKey | None] = {}
        """By head, the fields of an earlier import whose columns are taken."""
        self.rows: dict[int, RowChoice] = {}
        self.owner: PersonId = context.session.person.id
        self.kind = ModelKind.STATISTICAL
        self.language: Language = context.translator.language
        self._asked = 0
        self._job: Job | None = None
        context.jobs.ended.connect(self._ended)

    def stop(self) -> bool:
        """Stop what is running; False: nothing is."""
        running = self._job is not None and self._job in self._context.jobs.running
        if running and self._job is not None:
            self._job.cancel()
        return running

    def _ended(self, job: Job) -> None:
        """Go on after a task that was stopped, which calls nobody else."""
        if job is self._job and job.cancelling:
            self.busy.emit(False)
            self.stopped.emit()

    @property
    def columns(self) -> tuple[ColumnMatch, ...]:
        """Return what each column is taken for; a field chosen for one column leaves the other."""
        if self.looked is None:
            return ()
        stated = with_columns(self.looked.columns, self.chosen)
        taken = {field for field in self.chosen.values() if field is not None}
        return tuple(
            replace(item, field=None) if item.head not in self.chosen and item.field in taken else item
            for item in stated
        )

    @property
    def entered(self) -> bool:
        """Tell whether anything would be lost with the dialog."""
        return bool(self.rows) or any(self.given.get(head, _NONE) != key for head, key in self.chosen.items())

    def use(self, columns: Iterable[ColumnMatch]) -> None:
        """Take columns of the same name as in an earlier import; without any, as proposed."""
        self.given = {item.head: item.field for item in columns}
        heads = None if self.looked is None else self.looked.sheet.heads
        self.chosen = {head: key for head, key in self.given.items() if heads is None or head in heads}
        if self.looked is not None:
            self.plan = None
            self.looked_changed.emit()

    def examples(self, head: str) -> tuple[str, ...]:
        """Return the first different cells of a column."""
        if self.looked is None:
            return ()
        place = self.looked.sheet.heads.index(head)
        cells = (row.cells[place] for row in self.looked.sheet.rows)
        return tuple(dict.fromkeys(cell for cell in cells if cell))[:3]

    def read(self, path: Path, sheet: str | None = None) -> None:
        """Read a file; what was chosen for columns of the same name is kept."""
        imports = self._context.workspace.imports
        title = self._context.translator.tr("Reading {file}", file=path.name)
        self.busy.emit(True)
        self._asked += 1
        asked = self._asked
        self._job = self._context.jobs.start(
            title,
            lambda _job: imports.look(path, sheet=sheet),
            lambda looked: self._take(looked) if asked == self._asked else None,
            lambda error: self._fail(error) if asked == self._asked else None,
        )

    def _take(self, looked: Looked) -> None:
        before = self.looked
        if before is not None and (before.source, before.sheet.sheet) != (looked.source, looked.sheet.sheet):
            self.rows.clear()
        self.looked, self.plan = looked, None
        chosen = {**self.given, **self.chosen}
        self.chosen = {head: key for head, key in chosen.items() if head in looked.sheet.heads}
        self.busy.emit(False)
        self.looked_changed.emit()

    def choose_field(self, head: str, field: FieldKey | None) -> None:
        """Take a column for a field, or for none."""
        self.chosen = {other: key for other, key in self.chosen.items() if field is None or key != field}
        self.chosen[head] = field

    def choose_rows(self, choices: dict[int, RowChoice | None]) -> None:
        """Decide on rows; None takes a decision back. The plan is made anew."""
        for number, choice in choices.items():
            if choice is None:
                self.rows.pop(number, None)
            else:
                self.rows[number] = choice
        self.make_plan()

    def make_plan(self) -> None:
        """Work out what would happen, beside the window; the last question asked is answered."""
        looked = self.looked
        if looked is None:
            return
        self._asked += 1
        asked, imports, terms = self._asked, self._context.workspace.imports, self.terms()
        self.busy.emit(True)
        self._job = self._context.jobs.start(
            self._context.translator.tr("Making the preview"),
            lambda job: imports.plan(looked, terms, job),
            lambda plan: self._planned(asked, plan),
            self._fail,
        )

    def _planned(self, asked: int, plan: ImportPlan) -> None:
        if asked == self._asked:
            self.plan = plan
            self.busy.emit(False)
            self.planned.emit()

    def _fail(self, error: PruefsteinError) -> None:
        self.busy.emit(False)
        self.failed.emit(error)

    def terms(self) -> ImportTerms:
        """Return everything that was said to the import."""
        return ImportTerms(
            owner=self.owner,
            kind=self.kind,
            language=self.language,
            columns=self.columns,
            choices=dict(self.rows),
        )

    def run(self, reason: Text, done: Callable[[RegisterImport], None]) -> None:
        """Take everything over, or nothing."""
        looked, plan = self.looked, self.plan
        if looked is None or plan is None:
            return
        session, imports = self._context.session.current, self._context.workspace.imports
        self.busy.emit(True)

        def finished(made: RegisterImport) -> None:
            self.busy.emit(False)
            done(made)

        title = self._context.translator.tr("Taking the register over")
        self._job = change(
            self._context,
            title,
            lambda job: imports.run(session, looked, plan, reason, job),
            finished,
            failed=self._fail,
        )

    def open_rows(self) -> int:
        """Return how many rows wait for a decision."""
        return 0 if self.plan is None else self.plan.count(RowAction.DECIDE)

"""How is a registry of MLflow taken over, with a preview first?"""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.governance.mlflow_imports import MlflowModelPlan, MlflowPlan, MlflowTerms
from core.governance.register.importing import RowAction
from core.governance.register.imports import RegisterImport, RowChoice
from core.ids import PersonId
from core.inventory import ModelKind, Task
from core.people import Permission
from core.texts import Text
from core.workspace.governance.mlflow_imports import LookedRegistry
from gui.context import GuiContext
from gui.dialogs.help import HelpDialog
from gui.imports.file_terms import FileTerms
from gui.imports.files_view import FilesView
from gui.imports.rows_step import TONES
from gui.jobs import Job
from gui.operations import change
from gui.widgets.basic import (
    Callout,
    KeyValueGrid,
    PrimaryButton,
    SecondaryButton,
    button_row,
    clear_layout,
    enable_with_reason,
    label,
)
from gui.widgets.cells import Cell
from gui.widgets.inputs import choice, line, of_enum, of_people
from gui.widgets.job_line import JobLine
from gui.widgets.painting import Tone
from gui.widgets.pickers import TextField
from gui.widgets.tables import RecordView, TableColumn

GUIDE = "import-mlflow"


class ImportMlflowDialog(QDialog):
    """A folder or file, what MLflow does not say, the models with their versions, and a reason."""

    imported = Signal(object)
    """`RegisterImport` that was made."""

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Begin without a registry."""
        super().__init__(parent)
        self.context, self.words = context, context.translator
        tr = self.words.tr
        self.looked: LookedRegistry | None = None
        self.plan: MlflowPlan | None = None
        self.choices: dict[str, RowChoice] = {}
        self._busy, self._asked = False, 0
        self._job: Job | None = None
        context.jobs.ended.connect(self._ended)
        self.setObjectName("import_mlflow")
        self.setWindowTitle(tr("Import from MLflow"))
        self.resize(1080, 756)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 16)
        outer.setSpacing(10)
        outer.addWidget(label(tr("Import from MLflow"), "heading"))
        why = tr(
            "Registered models and versions with figures, parameters, tags and model files. Nothing of "
            "MLflow is run; files are looked for below the named folder only, and recognized in the "
            "confined worker."
        )
        outer.addWidget(label(why, "muted", wrap=True))
        self._box = QVBoxLayout()
        outer.addLayout(self._box)
        outer.addWidget(self._answers())
        outer.addLayout(self._decision_row())
        self.view: RecordView[MlflowModelPlan] = RecordView(
            context.theme, self._columns(), name="mlflow_models", title=tr("Models in MLflow")
        )
        self.view.chosen.connect(lambda _: self._show_choice())
        self.view.verticalHeader().setDefaultSectionSize(40)
        outer.addWidget(self.view, 2)
        self.files = FilesView(context)
        outer.addWidget(self.files, 3)
        self._finish(outer)

    def _answers(self) -> QWidget:
        tr, grid = self.words.tr, KeyValueGrid(key_width=185)
        people, me = self.context.workspace.people.all(), self.context.session.person.id
        self.path = line("mlflow_path", tr("Folder or file"), hint="mlruns, mlflow.db")
        self.path.returnPressed.connect(lambda: self.take(Path(self.path.text().strip())))
        grid.add(tr("Folder or file"), self._path_row())
        self.owner = of_people("mlflow_owner", tr("Model owner"), people, first=me)
        self.developer = of_people("mlflow_developer", tr("Developer"), people, first=me)
        self.kind = of_enum("mlflow_kind", tr("Kind"), self.words, ModelKind)
        self.task = of_enum("mlflow_task", tr("Task"), self.words, Task)
        self.area = line("mlflow_area", tr("Business area"))
        grid.add(
            tr("Model owner"), _side_by_side(self.owner, label(tr("Developer"), "muted"), self.developer)
        )
        area = label(tr("Business area"), "muted")
        grid.add(tr("Kind"), _side_by_side(self.kind, label(tr("Task"), "muted"), self.task, area, self.area))
        self.intake = FileTerms(self.context)
        self.intake.edited.connect(self._make_plan)
        self.intake.folder_chosen.connect(self._look_again)
        self.task.activated.connect(lambda _: self.intake.set_task(Task(self.task.currentData())))
        self.intake.set_task(Task(self.task.currentData()))
        grid.add(tr("Model files"), self.intake)
        for box in (self.owner, self.developer, self.kind, self.task):
            box.activated.connect(lambda _: self._make_plan())
        return grid

    def _path_row(self) -> QWidget:
        tr = self.words.tr
        self.folder = SecondaryButton(tr("Folder …"), name="mlflow_folder")
        self.folder.clicked.connect(lambda _=False: self._choose_folder())
        self.file = SecondaryButton(tr("File …"), name="mlflow_file")
        self.file.clicked.connect(lambda _=False: self._choose_file())
        return _side_by_side(self.path, self.folder, self.file)

    def _decision_row(self) -> QHBoxLayout:
        tr, row = self.words.tr, QHBoxLayout()
        self.decision = choice("mlflow_choice", tr("What the marked model is"), ())
        self.decision.setMinimumWidth(280)
        self.decision.activated.connect(lambda _: self._decide())
        self.said = label("", "muted", wrap=True)
        row.addWidget(self.said, 1)
        row.addWidget(label(tr("The marked model is"), "muted"))
        row.addWidget(self.decision)
        return row

    def _finish(self, outer: QVBoxLayout) -> None:
        tr = self.words.tr
        grid = KeyValueGrid(key_width=185)
        self.reason = TextField(name="mlflow_reason", said=tr("Reason"), height=44)
        self.reason.textChanged.connect(self._check)
        grid.add(tr("Reason"), self.reason)
        outer.addWidget(grid)
        self.go = PrimaryButton(tr("Take over"), name="mlflow_go")
        foot = QHBoxLayout()
        foot.addWidget(JobLine(self.context.theme, self.words, self.context.jobs))
        foot.addWidget(button_row(self.words, self, self.go), 1)
        outer.addLayout(foot)
        self.go.clicked.connect(lambda _=False: self._run())
        QShortcut(QKeySequence("F1"), self).activated.connect(
            lambda: HelpDialog(self.words, GUIDE, (), self).open()
        )
        self._show_choice()
        self._check()

    def _columns(self) -> tuple[TableColumn[MlflowModelPlan], ...]:
        tr = self.words.tr
        return (
            TableColumn(
                title=tr("Model"), cell=lambda item: Cell(text=item.name, below=item.model or "", strong=True)
            ),
            TableColumn(title=tr("What happens"), cell=self._action, width=150),
            TableColumn(title=tr("Versions"), cell=self._versions),
            TableColumn(title=tr("Why"), cell=self._why),
        )

    def _action(self, item: MlflowModelPlan) -> Cell:
        return Cell(text=self.words.label(item.action), badge=True, tone=TONES[item.action])

    def _versions(self, item: MlflowModelPlan) -> Cell:
        parts = (
            f"{item.count(action)} {self.words.label(action)}" for action in RowAction if item.count(action)
        )
        tip = "\n".join(
            self.words.tr(
                "Version {number}: {what}, {metrics} figures, {parameters} parameters",
                number=one.number,
                what=self.words.label(one.action),
                metrics=one.metrics,
                parameters=one.parameters,
            )
            for one in item.versions
        )
        return Cell(text=", ".join(parts) or "–", tip=tip)

    def _why(self, item: MlflowModelPlan) -> Cell:
        reasons = (item.why, *(one.why for one in item.versions))
        said = " ".join(dict.fromkeys(self.words.say(why) for why in reasons if why is not None))
        return Cell(text=said, tip=said)

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.words.tr("Import from MLflow"))
        if name:
            self.take(Path(name))

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.words.tr("Import from MLflow"), "", "SQLite (*.db *.sqlite *.sqlite3)"
        )
        if name:
            self.take(Path(name))

    def take(self, path: Path) -> None:
        """Read a registry."""
        self.path.setText(str(path))
        title = self.words.tr("Reading {file}", file=path.name)
        mlflow = self.context.workspace.mlflow
        self._set_busy(busy=True)
        self._asked += 1
        asked = self._asked
        files = self.intake.folder
        self._job = self.context.jobs.start(
            title,
            lambda _job: mlflow.look(path, files),
            lambda looked: self._looked(asked, looked),
            lambda error: self._failed(error) if asked == self._asked else None,
        )

    def _look_again(self) -> None:
        if self.path.text().strip():
            self.take(Path(self.path.text().strip()))

    def _looked(self, asked: int, looked: LookedRegistry) -> None:
        """Take what was read, unless another place was named meanwhile."""
        if asked != self._asked:
            return
        clear_layout(self._box)
        self.looked = looked
        self._make_plan()

    def terms(self) -> MlflowTerms:
        """Return what was said to the import."""
        return MlflowTerms(
            owner=PersonId(str(self.owner.currentData())),
            developer=PersonId(str(self.developer.currentData())),
            kind=ModelKind(self.kind.currentData()),
            task=Task(self.task.currentData()),
            area=self.area.text().strip(),
            language=self.words.language,
            choices=dict(self.choices),
            files=self.intake.wanted,
            cut_off=self.intake.cut_off(),
            consent=self.intake.consent(),
        )

    def _make_plan(self) -> None:
        looked, terms, mlflow = self.looked, self.terms(), self.context.workspace.mlflow
        if looked is None:
            return
        self._asked += 1
        asked = self._asked
        self._set_busy(busy=True)
        self._job = self.context.jobs.start(
            self.words.tr("Making the preview"),
            lambda job: mlflow.plan(looked, terms, job),
            lambda plan: self._planned(asked, plan),
            self._failed,
        )

    def _planned(self, asked: int, plan: MlflowPlan) -> None:
        if asked != self._asked:
            return
        before = self.view.current()
        self.plan = plan
        self.view.fill(plan.models)
        self.files.show_plan(plan)
        if before is None or not self.view.choose(lambda item: item.name == before.name):
            self.view.choose_first()
        self.said.setText(
            self.words.tr(
                "New models: {new} · new versions: {versions} · model files: {files} · "
                "to be decided: {open}.",
                new=plan.count(RowAction.NEW),
                versions=plan.new_versions,
                files=plan.new_files,
                open=plan.count(RowAction.DECIDE),
            )
        )
        self._set_busy(busy=False)

    def _show_choice(self) -> None:
        tr, item = self.words.tr, self.view.current()
        with QSignalBlocker(self.decision):
            self.decision.clear()
            self.decision.addItem(tr("as proposed"), None)
            self.decision.addItem(tr("a new model"), RowChoice(action=RowAction.NEW))
            self.decision.addItem(tr("leave out"), RowChoice(action=RowAction.SKIP))
            for twin in () if item is None else item.twins:
                data = RowChoice(action=RowAction.CHANGE, model=twin.model)
                if twin.model is not None:
                    said = tr("add versions to {model}: {name}", model=twin.model, name=twin.name)
                    self.decision.addItem(said, data)
            chosen = None if item is None else self.choices.get(item.name)
            for place in range(self.decision.count()):
                if self.decision.itemData(place) == chosen:
                    self.decision.setCurrentIndex(place)
        self.decision.setEnabled(item is not None)

    def _decide(self) -> None:
        item, data = self.view.current(), self.decision.currentData()
        if item is None:
            return
        if isinstance(data, RowChoice):
            self.choices[item.name] = data
        else:
            self.choices.pop(item.name, None)
        self._make_plan()

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self._show_choice()
        self._check()

    def _problem(self) -> str | None:
        tr, plan = self.words.tr, self.plan
        if not self.context.session.may(Permission.REGISTER):
            return tr("None of your roles may register models. Switch to a person who may.")
        if plan is None or self._busy:
            return tr("Choose the folder mlruns or the file mlflow.db first.")
        if plan.count(RowAction.DECIDE):
            return tr("Say for each model in doubt what it is.")
        if not plan.changes_anything:
            return tr("This changes nothing: everything was taken over already.")
        if not self.reason.toPlainText().strip():
            return tr("Give a reason; it is kept in the audit trail.")
        return None

    def _check(self) -> None:
        enable_with_reason(self.go, self._problem())

    def _ended(self, job: Job) -> None:
        """Go on after a task that was stopped, which calls nobody else."""
        if job is self._job and job.cancelling:
            clear_layout(self._box)
            said = self.words.tr("Stopped. Nothing was taken over; what you chose is kept.")
            self._box.addWidget(Callout(self.context.theme, Tone.INFO, said))
            self._set_busy(busy=False)

    def reject(self) -> None:
        """Stop what is running, else leave."""
        if self._job is not None and self._job in self.context.jobs.running:
            self._job.cancel()
            return
        super().reject()

    def _failed(self, error: PruefsteinError) -> None:
        clear_layout(self._box)
        self._box.addWidget(Callout(self.context.theme, Tone.BAD, self.words.say(error.message)))
        self._set_busy(busy=False)

    def _run(self) -> None:
        looked, plan, terms = self.looked, self.plan, self.terms()
        if looked is None or plan is None:
            return
        reason = Text(self.reason.toPlainText().strip(), self.words.language)
        session, mlflow = self.context.session.current, self.context.workspace.mlflow
        self._set_busy(busy=True)
        self._job = change(
            self.context,
            self.words.tr("Taking the registry over"),
            lambda job: mlflow.run(session, looked, replace(plan, terms=terms), reason, job),
            self._done,
            failed=self._failed,
        )

    def _done(self, made: RegisterImport) -> None:
        plan = self.plan
        count = 0 if plan is None else plan.new_versions
        files = sum(item.taken for item in made.files)
        said = self.words.tr(
            "{id}: {n} versions were recorded, {files} model files taken in.",
            id=made.id,
            n=count,
            files=files,
        )
        self.context.notice(said)
        self.imported.emit(made)
        self.accept()


def _side_by_side(first: QWidget, *others: QWidget) -> QWidget:
    row = QWidget()
    row.setProperty("oneLine", True)
    inner = QHBoxLayout(row)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.setSpacing(10)
    inner.addWidget(first, 1)
    for item in others:
        stretch = 1 if type(item) is type(first) else 0
        inner.addWidget(item, stretch)
    return row

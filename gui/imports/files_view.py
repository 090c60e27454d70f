"""Which model files would come in with a registry, and which stay out, and why?"""

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.governance.mlflow_imports import FilePlan, MlflowPlan
from gui.context import GuiContext
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.tables import RecordView, TableColumn


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """One model file as it is listed."""

    id: str
    file: FilePlan


class FilesView(QWidget):
    """The files with name, size, format, what scanners say, and the verdict of the intake."""

    def __init__(self, context: GuiContext) -> None:
        """Begin without a plan."""
        super().__init__()
        self.context, self.words = context, context.translator
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.view: RecordView[FileLine] = RecordView(
            context.theme, self._columns(), name="mlflow_files", title=self.words.tr("Model files")
        )
        layout.addWidget(self.view)

    def _columns(self) -> tuple[TableColumn[FileLine], ...]:
        tr = self.words.tr
        return (
            TableColumn(title=tr("Version"), cell=lambda item: Cell(text=item.id, strong=True), width=150),
            TableColumn(title=tr("Model file"), cell=self._file),
            TableColumn(title=tr("Scan"), cell=self._scan, width=170),
            TableColumn(title=tr("What happens"), cell=self._verdict),
        )

    def _file(self, item: FileLine) -> Cell:
        file, say = item.file, self.words.say
        size = self.words.tr("{n} bytes", n=file.size) if file.digest else ""
        kind = "" if file.recognized is None else say(file.recognized)
        below = " · ".join(filter(None, (size, kind)))
        tip = "\n".join(filter(None, (file.name, kind, file.digest)))
        return Cell(text=short_name(file.name), below=below, tip=tip)

    def _scan(self, item: FileLine) -> Cell:
        hints = [self.words.say(scan) for scan in item.file.scans]
        none = "" if item.file.recognized is None else self.words.tr("not needed")
        return Cell(text=hints[0] if hints else none, faint=not hints, tip="\n".join(hints))

    def _verdict(self, item: FileLine) -> Cell:
        tr, why = self.words.tr, item.file.why
        if why is None:
            return Cell(text=tr("comes in"), tone=Tone.OK)
        said = self.words.say(why)
        hint = tr("Opening it needs your consent.") if item.file.consent_needed else ""
        return Cell(text=tr("stays out"), below=said, tone=Tone.WARN, tip=f"{said}\n{hint}".strip())

    def show_plan(self, plan: MlflowPlan) -> None:
        """Show what becomes of the files of new versions; those that stay out come first."""
        lines = [
            FileLine(id=f"{model.name} {item.number}", file=item.file)
            for model in plan.models
            for item in model.versions
            if item.file is not None
        ]
        self.view.fill(tuple(sorted(lines, key=lambda line: line.file.taken)))


def short_name(name: str) -> str:
    """Return the last two parts of a path: before them stand long ids."""
    return "/".join(name.split("/")[-2:]) or "–"

"""What is this model file, said before anything is registered?"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.artifacts.recognition import ArtifactReport
from core.inventory import ArtifactFormat, Consent
from core.texts import Text
from gui.context import GuiContext, Look
from gui.operations import confinement, inspect_artifact
from gui.widgets.artifact_view import report_box
from gui.widgets.basic import Card, SecondaryButton, clear_layout, icon_label, label, link_button
from gui.widgets.consent_form import ConsentForm
from gui.widgets.inputs import choice

MODEL_FILES = "*.skops *.onnx *.txt *.json *.ubj *.cbm *.joblib *.pkl *.pickle"
"""Usual endings; the content counts."""


class DropZone(QFrame):
    """A place to drop a file on, or to choose one; where folders count, a folder as well."""

    dropped = Signal(object)
    """`Path`."""

    def __init__(self, look: Look, text: str, *, name: str, kinds: str, folders: bool = False) -> None:
        """Say what may be dropped; `kinds` is the filter of the file dialog."""
        super().__init__()
        self.setProperty("kind", "drop")
        self.setAcceptDrops(True)
        self._look, self._kinds, self._folder = look, kinds, str(Path.home())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        row.addWidget(icon_label(look.theme, "file-up", "accent", 22))
        row.addWidget(label(text, "muted", wrap=True), 1)
        tr = look.translator.tr
        button = SecondaryButton(tr("Choose file …"), name=name)
        button.clicked.connect(lambda _=False: self.choose())
        row.addWidget(button)
        if folders:
            other = SecondaryButton(tr("Choose folder …"), name=f"{name}_folder")
            other.setToolTip(tr("An MLflow model is a folder with a file called MLmodel."))
            other.clicked.connect(lambda _=False: self._choose_folder())
            row.addWidget(other)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a local file."""
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Pass each file on."""
        event.acceptProposedAction()
        for url in event.mimeData().urls():
            self.dropped.emit(Path(url.toLocalFile()))

    def choose(self) -> None:
        """Ask for a file."""
        name, _ = QFileDialog.getOpenFileName(
            self, self._look.translator.tr("Open a file"), self._folder, self._kinds
        )
        if name:
            self._folder = str(Path(name).parent)
            self.dropped.emit(Path(name))

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self, self._look.translator.tr("Choose folder …").removesuffix(" …"), self._folder
        )
        if name:
            self.dropped.emit(Path(name))


class FileCard(Card):
    """The model files of a version: what each was recognized as, or why it is refused."""

    changed = Signal()
    recognized = Signal(object, object)
    """`Path`, `ArtifactReport` of a file that can be used."""

    def __init__(self, context: GuiContext) -> None:
        """Start without a file."""
        tr = context.translator.tr
        super().__init__(tr("Model file"))
        self._context = context
        self.files: dict[Path, ArtifactReport | None] = {}
        self.consents: dict[Path, Consent] = {}
        self._level = ""
        text = tr(
            "Drop a model file or an MLflow folder here: skops, ONNX, LightGBM, XGBoost, CatBoost. It is "
            "opened in a confined process only."
        )
        kinds = tr("Models ({endings});;All files (*)", endings=MODEL_FILES)
        self.zone = DropZone(context, text, name="choose_model", kinds=kinds, folders=True)
        self.zone.dropped.connect(self.take)
        self.body.addWidget(self.zone)
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        self.body.addLayout(self._list)
        self.target = choice(
            "convert_to",
            tr("Keep it as well as"),
            [(context.translator.label(item), item) for item in (ArtifactFormat.SKOPS, ArtifactFormat.ONNX)],
            ask=tr("Keep it as received only"),
        )
        self.target.setToolTip(tr("The model is converted in the confined process and kept in both forms."))
        self.target.hide()
        self.body.addWidget(self.target)
        self._note = label(
            tr("Without a file the version can be registered and assessed, and predictions can be checked."),
            "faint",
            wrap=True,
        )
        self.body.addWidget(self._note)

    def take(self, path: Path) -> None:
        """Have a file recognized in a confined process."""
        self.files[path] = None
        self._show()
        self._inspect(path, consent=False)

    def _confined(self, level: str) -> None:
        self._level = level
        self._show()

    def _inspect(self, path: Path, *, consent: bool) -> None:
        inspect_artifact(self._context, path, lambda report: self._recognized(path, report), consent=consent)

    def _recognized(self, path: Path, report: ArtifactReport) -> None:
        if path not in self.files:
            return
        self.files[path] = report
        if report.consent_needed and not self._level:
            confinement(self._context, self._confined)
        self._show()
        if report.artifact is not None:
            self.recognized.emit(path, report)

    def obstacle(self) -> str | None:
        """Return why the files cannot be registered as they are; None: they can."""
        tr = self._context.translator.tr
        if any(report is None for report in self.files.values()):
            return tr("The model file is still being recognized.")
        found = [report for report in self.files.values() if report is not None and report.artifact is None]
        if any(report.consent_needed for report in found):
            return tr("A file needs your consent before it is opened. Give it, or remove the file.")
        if found:
            return tr("A file was refused. Remove it or use the one that the advice describes.")
        return None

    def consent(self) -> Text | None:
        """Return why a file that can carry programs may be opened; None: there is none."""
        return next((item.reason for item in self.consents.values()), None)

    def converted(self) -> ArtifactFormat | None:
        """Return the safer format in which the model is to be kept as well."""
        value = self.target.currentData()
        return None if value is None or self.target.isHidden() else ArtifactFormat(value)

    def paths(self) -> tuple[Path, ...]:
        """Return the files to be registered."""
        return tuple(self.files)

    def _remove(self, path: Path) -> None:
        del self.files[path]
        self.consents.pop(path, None)
        self._show()

    def _show(self) -> None:
        clear_layout(self._list)
        for path, report in self.files.items():
            self._list.addWidget(self._row(path, report))
        self._note.setVisible(not self.files)
        self.target.setVisible(any(_pickled(report) for report in self.files.values()))
        self.changed.emit()

    def _row(self, path: Path, report: ArtifactReport | None) -> QWidget:
        tr = self._context.translator.tr
        if report is None:
            return label(tr("{file} is being recognized …", file=path.name), "muted")
        box = report_box(self._context, path, report)
        if report.consent_needed and report.artifact is None:
            form = ConsentForm(self._context, self._context.session.person, confinement=self._level)
            form.given.connect(lambda consent: self._consented(path, consent))
            box.add(form)
        remove = link_button(
            tr("Remove {file}", file=path.name), name="remove_file", pressed=self._remover(path)
        )
        box.add(remove)
        return box

    def _consented(self, path: Path, consent: Consent) -> None:
        """Open the file after a person consented by name."""
        self.consents[path] = consent
        self.files[path] = None
        self._show()
        self._inspect(path, consent=True)

    def _remover(self, path: Path) -> Callable[[], None]:
        return lambda: self._remove(path)


def _pickled(report: ArtifactReport | None) -> bool:
    return (
        report is not None and report.artifact is not None and report.artifact.format is ArtifactFormat.PICKLE
    )

"""What is this model file, said before anything is registered?"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from core.artifacts.recognition import ArtifactReport
from gui.context import GuiContext
from gui.operations import inspect_artifact
from gui.widgets.basic import (
    Callout,
    Card,
    KeyValueGrid,
    SecondaryButton,
    Tone,
    clear_layout,
    icon_label,
    label,
    link_button,
)


class DropZone(QFrame):
    """A place to drop a file on, or to choose one."""

    dropped = Signal(object)
    """`Path`."""

    def __init__(self, context: GuiContext, text: str, *, name: str, kinds: str) -> None:
        """Say what may be dropped; `kinds` is the filter of the file dialog."""
        super().__init__()
        self.setProperty("kind", "drop")
        self.setAcceptDrops(True)
        self._kinds, self._text = kinds, text
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        row.addWidget(icon_label(context.theme, "file-up", "accent", 22))
        row.addWidget(label(text, "muted", wrap=True), 1)
        button = SecondaryButton(context.translator.tr("Choose file …"), name=name)
        button.clicked.connect(lambda _=False: self._choose())
        row.addWidget(button)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a local file."""
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Pass the file on."""
        event.acceptProposedAction()
        self.dropped.emit(Path(event.mimeData().urls()[0].toLocalFile()))

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self._text, "", self._kinds)
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
        text = tr("Drop a model file here: skops or ONNX. It is opened in a confined process only.")
        kinds = tr("Models (*.skops *.onnx);;All files (*)")
        self.zone = DropZone(context, text, name="choose_model", kinds=kinds)
        self.zone.dropped.connect(self.take)
        self.body.addWidget(self.zone)
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        self.body.addLayout(self._list)
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
        inspect_artifact(self._context, path, lambda report: self._recognized(path, report))

    def _recognized(self, path: Path, report: ArtifactReport) -> None:
        if path not in self.files:
            return
        self.files[path] = report
        self._show()
        if report.artifact is not None:
            self.recognized.emit(path, report)

    def obstacle(self) -> str | None:
        """Return why the files cannot be registered as they are; None: they can."""
        tr = self._context.translator.tr
        if any(report is None for report in self.files.values()):
            return tr("The model file is still being recognized.")
        if any(report is not None and report.artifact is None for report in self.files.values()):
            return tr("A file was refused. Remove it or use the one that the advice describes.")
        return None

    def paths(self) -> tuple[Path, ...]:
        """Return the files to be registered."""
        return tuple(self.files)

    def _remove(self, path: Path) -> None:
        del self.files[path]
        self._show()

    def _show(self) -> None:
        clear_layout(self._list)
        for path, report in self.files.items():
            self._list.addWidget(self._row(path, report))
        self._note.setVisible(not self.files)
        self.changed.emit()

    def _row(self, path: Path, report: ArtifactReport | None) -> QWidget:
        tr = self._context.translator.tr
        if report is None:
            return label(tr("{file} is being recognized …", file=path.name), "muted")
        box = self._used(path, report) if report.artifact is not None else self._refused(path, report)
        remove = link_button(
            tr("Remove {file}", file=path.name), name="remove_file", pressed=self._remover(path)
        )
        box.add(remove)
        return box

    def _remover(self, path: Path) -> Callable[[], None]:
        return lambda: self._remove(path)

    def _used(self, path: Path, report: ArtifactReport) -> Callout:
        context, tr = self._context, self._context.translator.tr
        words = context.translator
        box = Callout(context.theme, Tone.OK, f"{path.name}: {words.say(report.recognized)}")
        box.setObjectName("file_used")
        grid = KeyValueGrid(key_width=110)
        grid.add("SHA-256", report.digest or "–")
        grid.add(tr("Size"), tr("{n} bytes", n=report.size))
        if report.artifact is not None:
            grid.add(tr("Content"), report.artifact.estimator)
            features = ", ".join(report.artifact.features)
            number = tr("{n} features", n=len(report.artifact.features))
            grid.add(tr("Features"), f"{number}: {features}" if features else number)
            libraries = ", ".join(f"{name} {number}" for name, number in report.artifact.libraries.items())
            grid.add(tr("Libraries"), libraries)
        if report.outputs:
            grid.add(tr("Classes"), ", ".join(report.outputs))
        box.add(grid)
        for warning in report.warnings:
            box.add(label(words.say(warning), "faint", wrap=True))
        return box

    def _refused(self, path: Path, report: ArtifactReport) -> Callout:
        context, tr, words = self._context, self._context.translator.tr, self._context.translator
        title = tr("{file} is not opened: {what}", file=path.name, what=report.recognized)
        said = [words.say(item) for item in (report.refusal, report.advice) if item is not None]
        box = Callout(context.theme, Tone.BAD, title, said)
        box.setObjectName("file_refused")
        box.add(label(f"SHA-256 {report.digest or '–'}", "faint", wrap=True, selectable=True))
        if report.script is not None:
            box.add(self._script(report.script))
            copy = SecondaryButton(tr("Copy script"), name="copy_script", theme=context.theme, icon="copy")
            copy.clicked.connect(_copier(report.script))
            box.add_button(copy)
        return box

    def _script(self, text: str) -> QPlainTextEdit:
        script = QPlainTextEdit(text)
        script.setObjectName("script")
        script.setAccessibleName(self._context.translator.tr("Script that saves the model safely"))
        script.setReadOnly(True)
        script.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        script.setFixedHeight(150)
        script.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return script


def _copier(text: str) -> Callable[[], None]:
    return lambda: QGuiApplication.clipboard().setText(text)

"""What must a person say so that model files of a registry may come in?"""

from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.ids import Exact
from core.inventory import CutOff, ScoreMeans, Task
from core.texts import Text
from gui.context import GuiContext
from gui.widgets.basic import SecondaryButton, label
from gui.widgets.inputs import line, of_enum


class FileTerms(QWidget):
    """Whether files come in, a further folder, the cut-off of binary models, consent to opening pickles."""

    edited = Signal()
    """Something was said that makes another preview."""
    folder_chosen = Signal()
    """Files are looked for in a further folder."""

    def __init__(self, context: GuiContext) -> None:
        """Begin with files wanted, and nothing said beyond."""
        super().__init__()
        self.words = context.translator
        self.folder: Path | None = None
        self._task = Task.BINARY
        self._before: tuple[bool, CutOff | None, Text | None] = (True, None, None)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(6)
        outer.addLayout(self._first())
        outer.addLayout(self._second())
        self._allow()

    def _first(self) -> QHBoxLayout:
        tr, row = self.words.tr, QHBoxLayout()
        self.box = QCheckBox(tr("take in"))
        self.box.setObjectName("mlflow_take_files")
        self.box.setChecked(True)
        self.box.toggled.connect(lambda _: self._said())
        self.choose = SecondaryButton(tr("Look in another folder …"), name="mlflow_files_folder")
        self.choose.clicked.connect(lambda _=False: self._choose())
        self.place = label("", "muted")
        row.setSpacing(10)
        row.addWidget(self.box)
        row.addWidget(self.choose)
        row.addWidget(self.place)
        row.addStretch(1)
        row.addWidget(label(tr("Cut-off"), "muted"))
        self.limit = line("mlflow_cut_off", tr("Cut-off"), hint=tr("for example 0.5 or 5/6"))
        self.limit.setFixedWidth(150)
        self.limit.editingFinished.connect(self._said)
        self.means = of_enum(
            "mlflow_score_means",
            tr("Meaning of the score"),
            self.words,
            ScoreMeans,
            ask=tr("A high score is …"),
        )
        self.means.activated.connect(lambda _: self._said())
        row.addWidget(self.limit)
        row.addWidget(self.means)
        return row

    def _second(self) -> QHBoxLayout:
        tr, row = self.words.tr, QHBoxLayout()
        self.knowing = QCheckBox(tr("I consent to opening pickles, knowing that they may hold programs"))
        self.knowing.setObjectName("mlflow_consent")
        self.knowing.toggled.connect(lambda _: self._said())
        self.why = line("mlflow_consent_reason", tr("Reason"), hint=tr("Why must they be opened?"))
        self.why.editingFinished.connect(self._said)
        row.setSpacing(10)
        row.addWidget(self.knowing)
        row.addWidget(self.why, 1)
        return row

    def set_task(self, task: Task) -> None:
        """Ask for a cut-off of binary models only."""
        self._task = task
        self._allow()

    def _allow(self) -> None:
        binary = self.wanted and self._task is Task.BINARY
        self.choose.setEnabled(self.wanted)
        self.knowing.setEnabled(self.wanted)
        self.why.setEnabled(self.wanted and self.knowing.isChecked())
        self.limit.setEnabled(binary)
        self.means.setEnabled(binary)

    def _said(self) -> None:
        self._allow()
        stated = (self.wanted, self.cut_off(), self.consent())
        if stated != self._before:
            self._before = stated
            self.edited.emit()

    def _choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.words.tr("Look in another folder …"))
        if name:
            self.take_folder(Path(name))

    def take_folder(self, folder: Path) -> None:
        """Look for files in a further folder."""
        self.folder = folder
        self.place.setText(folder.name)
        self.place.setToolTip(str(folder))
        self.folder_chosen.emit()

    @property
    def wanted(self) -> bool:
        """Tell whether files come in."""
        return self.box.isChecked()

    def cut_off(self) -> CutOff | None:
        """Return the cut-off if number and meaning are said."""
        written = self.limit.text().strip().replace(",", ".")
        if self._task is not Task.BINARY or not written or self.means.currentData() is None:
            return None
        try:
            Fraction(written)
        except (ValueError, ZeroDivisionError):
            return None
        return CutOff(value=Exact(written), score_means=ScoreMeans(self.means.currentData()))

    def consent(self) -> Text | None:
        """Return why pickles may be opened, if that is consented to."""
        body = self.why.text().strip()
        return Text(body, self.words.language) if self.knowing.isChecked() and body else None

"""How does a model, a version or a data set get into the inventory?"""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.artifacts.recognition import ArtifactReport
from core.errors import PruefsteinError
from core.ids import DatasetId, ModelId
from core.inventory import Task
from gui.context import GuiContext
from gui.operations import Registered, Registration, register
from gui.widgets.basic import (
    Card,
    PrimaryButton,
    SecondaryButton,
    enable_with_reason,
    label,
    scrolled,
    show_error,
)
from gui.widgets.dataset_form import DatasetForm
from gui.widgets.file_card import FileCard
from gui.widgets.model_form import ModelForm, VersionForm, instead_of_file, model_card, model_choice


class Intake(StrEnum):
    """What is to be registered."""

    MODEL = "model"
    VERSION = "version"
    DATASET = "dataset"


class RegisterDialog(QDialog):
    """One page from the file to the button; what was entered stays until it is registered."""

    registered = Signal(str, str)
    """Model id and version id; empty for a data set alone."""
    examine = Signal(object)
    """Paths that are to be examined only, without registering anything."""

    def __init__(
        self,
        context: GuiContext,
        intake: Intake,
        parent: QWidget | None = None,
        *,
        path: Path | None = None,
        model: str | None = None,
    ) -> None:
        """Start with a dropped file and a chosen model, where there are."""
        super().__init__(parent)
        self.setObjectName("register_dialog")
        self.context, self.intake = context, intake
        self._words = context.translator
        self._done = Registered()
        self._busy = False
        titles = {
            Intake.MODEL: self._words.tr("Register a model"),
            Intake.VERSION: self._words.tr("Add a version"),
            Intake.DATASET: self._words.tr("Add a data set"),
        }
        self.setWindowTitle(titles[intake])
        self._make_cards(model)
        self._build(titles[intake])
        self._connect()
        self._judge()
        if path is not None:
            (self.data.take if intake is Intake.DATASET else self.files.take)(path)

    def _make_cards(self, model: str | None) -> None:
        self.files = FileCard(self.context)
        self.model = ModelForm(self.context)
        self.models = model_choice(self.context, model)
        self.version = VersionForm(self.context)
        self.data = DatasetForm(self.context)
        self.known = self._known_datasets()
        if self.intake is Intake.VERSION:
            self.without_file = label("", "muted", wrap=True)
            self.without_file.setObjectName("version_without_file")
            self.models.activated.connect(lambda _i: self._model_chosen())
            self._model_chosen()

    def _known_datasets(self) -> QListWidget:
        known = QListWidget()
        known.setObjectName("known_datasets")
        known.setAccessibleName(self._words.tr("Registered data sets"))
        for dataset in self.context.workspace.inventory.datasets():
            kind = self.context.translator.label(dataset.kind)
            item = QListWidgetItem(f"{self._words.text(dataset.name)} · {kind} · {dataset.id}")
            item.setData(Qt.ItemDataRole.UserRole, dataset.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            known.addItem(item)
        known.setMaximumHeight(min(150, 34 * max(known.count(), 1) + 8))
        return known

    def _build(self, title: str) -> None:
        inner = QWidget()
        body = QVBoxLayout(inner)
        body.setContentsMargins(20, 16, 20, 16)
        body.setSpacing(14)
        body.addWidget(label(title, "title"))
        for card in self._cards():
            body.addWidget(card)
        body.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scrolled(inner), 1)
        layout.addLayout(self._foot())
        self.resize(880, 760)

    def _cards(self) -> tuple[QWidget, ...]:
        data = Card(self._words.tr("Data"))
        if self.intake is Intake.DATASET:
            data.body.addWidget(self.data)
            return (data,)
        self._offer_data(data)
        first: QWidget = self.model
        if self.intake is Intake.VERSION:
            card = model_card(self.context, self.models)
            card.body.addWidget(self.without_file)
            first = card
        return (self.files, first, self.version, data)

    def _offer_data(self, card: Card) -> None:
        """Let registered data sets be ticked, and a new table be added on demand."""
        words = self._words.tr(
            "The data the version was made or is tested with. Checks can be run on any registered data set."
        )
        card.body.addWidget(label(words, "muted", wrap=True))
        if self.known.count():
            card.body.addWidget(self.known)
        self.add_data: QPushButton = SecondaryButton(
            self._words.tr("Add a table …"), name="add_table", theme=self.context.theme, icon="plus"
        )
        self.add_data.setCheckable(True)
        self.add_data.toggled.connect(self._toggle_data)
        card.body.addWidget(self.add_data, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(self.data)
        self.data.hide()

    def _toggle_data(self, on: bool) -> None:  # noqa: FBT001 (a Qt signal)
        self.data.setVisible(on)
        self._judge()

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(20, 12, 20, 14)
        row.setSpacing(10)
        self.reason = label("", "muted", wrap=True)
        self.reason.setObjectName("register_reason")
        row.addWidget(self.reason, 1)
        if self.intake is not Intake.VERSION:
            row.addWidget(self._examine_button())
        cancel = SecondaryButton(self._words.tr("Cancel"), name="cancel")
        cancel.clicked.connect(lambda _=False: self.reject())
        row.addWidget(cancel)
        self.go = PrimaryButton(
            self._words.tr("Register"), name="register_go", theme=self.context.theme, icon="check"
        )
        self.go.clicked.connect(lambda _=False: self._register())
        row.addWidget(self.go)
        return row

    def _examine_button(self) -> QPushButton:
        """Offer to check the chosen files without registering them."""
        tr = self._words.tr
        self.only = SecondaryButton(
            tr("Examine only …"), name="examine_only", theme=self.context.theme, icon="file-check-2"
        )
        self.only.setToolTip(tr("Checks the file and writes an opinion on it; nothing is registered."))
        self.only.clicked.connect(lambda _=False: self._examine())
        return self.only

    def _examine(self) -> None:
        table = () if self.data.path is None else (self.data.path,)
        self.accept()
        self.examine.emit((*table, *self.files.paths()))

    def _connect(self) -> None:
        for part in (self.files, self.model, self.version, self.data):
            part.changed.connect(self._judge)
        self.files.recognized.connect(self._prefill)

    def _prefill(self, path: Path, report: ArtifactReport) -> None:
        """Fill in what the file says; what it cannot say is asked."""
        if not self.model.name.text():
            self.model.name.setText(path.stem.replace("_", " ").replace("-", " ").strip().capitalize())
        if self.version.task.currentData() is None and len(report.outputs) > 2:
            self.version.task.setCurrentIndex(self.version.task.findData(Task.MULTICLASS))
        self._judge()

    def _model_chosen(self) -> None:
        """Propose the next label, and say what stands for a file that is not there."""
        model = self.models.currentData()
        if model is not None:
            kind = self.context.workspace.inventory.model(ModelId(model)).kind
            self.without_file.setText(instead_of_file(self.context, kind))
            number = len(self.context.workspace.inventory.versions(ModelId(model))) + 1
            self.version.label.setText(str(number))

    def _takes_table(self) -> bool:
        return self.intake is Intake.DATASET or self.add_data.isChecked()

    def obstacle(self) -> str | None:
        """Return the first thing that is missing; None: it can be registered."""
        if self._busy:
            return self._words.tr("It is being registered …")
        if self._takes_table() and self._done.dataset is None:
            missing = self.data.obstacle()
            if missing is not None or self.intake is Intake.DATASET:
                return missing
        if self.intake is Intake.VERSION and self.models.currentData() is None:
            return self._words.tr("Register a model first.")
        model = self.model.obstacle() if self.intake is Intake.MODEL else None
        scored = bool(self.files.files)
        return self.files.obstacle() or model or self.version.obstacle(scored=scored)

    def _judge(self) -> None:
        reason = self.obstacle()
        enable_with_reason(self.go, reason)
        self.reason.setText(reason or "")

    def _ticked(self) -> tuple[DatasetId, ...]:
        items = (self.known.item(row) for row in range(self.known.count()))
        return tuple(
            DatasetId(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def registration(self) -> Registration:
        """Return everything that was entered."""
        new_model = self.model.model() if self.intake is Intake.MODEL else None
        dataset = self.data.dataset() if self._takes_table() else None
        if self.intake is Intake.DATASET:
            return Registration(model=None, dataset=dataset, version=None)
        known = ModelId(self.models.currentData() or "")
        version = replace(
            self.version.version(known, self._ticked()),
            artifacts=self.files.paths(),
            consent=self.files.consent(),
            converted=self.files.converted(),
        )
        return Registration(model=new_model, dataset=dataset, version=version)

    def _register(self) -> None:
        entered = self.registration()
        self._busy = True
        self._judge()
        register(self.context, entered, self._done, self._finished, self._failed)

    def _finished(self, done: Registered) -> None:
        tr = self._words.tr
        if done.version is not None:
            self.context.notice(tr("{version} is registered.", version=done.version))
        else:
            self.context.notice(tr("{dataset} is registered.", dataset=done.dataset or ""))
        self.registered.emit(done.model or "", done.version or "")
        self.accept()

    def _failed(self, error: PruefsteinError) -> None:
        """Keep everything that was entered; what is registered already is not registered again."""
        self._busy = False
        self._judge()
        show_error(self, self.context.translator, error)

"""What must be said so that an examination becomes a version of the inventory?"""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.ids import ModelId
from core.inventory import DatasetKind, ModelVersion, SensitivePurpose
from core.opinion import Opinion
from core.texts import Text
from core.workspace import Promotion
from gui.audit import operations
from gui.context import GuiContext, Look
from gui.widgets.basic import (
    Card,
    KeyValueGrid,
    PrimaryButton,
    SecondaryButton,
    enable_with_reason,
    label,
    scrolled,
    show_error,
)
from gui.widgets.inputs import choice, line, of_enum
from gui.widgets.model_form import ModelForm
from gui.widgets.protected import ProtectionForm


class PromoteDialog(QDialog):
    """A new model or a known one, the label of the version, and what the table was used for."""

    promoted = Signal(object)
    """`ModelVersion`."""

    def __init__(
        self,
        work: GuiContext,
        opinion: Opinion,
        files: tuple[Path | None, Path | None],
        parent: QWidget | None,
    ) -> None:
        """Prefill with what the opinion says; `files` are table and model, None where not at hand."""
        super().__init__(parent)
        self.setObjectName("promote_dialog")
        self._work, self._opinion = work, opinion
        self._busy = False
        tr = work.translator.tr
        self.setWindowTitle(tr("Promote to the inventory"))
        self.resize(820, 720)
        self.table = FileField(work, tr("Table"), files[0])
        self.file = FileField(work, tr("Model file"), files[1])
        self.models = self._models()
        self.model = ModelForm(work)
        self.model.name.setText(opinion.title.body)
        self.label = line("promote_label", tr("Label"))
        self.label.setText("1")
        ask = tr("– please choose –")
        self.kind = of_enum("promote_kind", tr("Used for"), work.translator, DatasetKind, ask=ask)
        self.protection = ProtectionForm(work) if self._protected else None
        self._build()
        self._listen()
        self._judge()

    @property
    def _protected(self) -> bool:
        purposes = self._opinion.examination.plan.purposes.values()
        return SensitivePurpose.BIAS_TEST_ONLY in purposes

    def _models(self) -> "QWidget":
        tr, said = self._work.translator.tr, self._work.translator.text
        summaries = self._work.workspace.inventory.lines()
        entries = [(f"{said(item.model.name)} · {item.model.id}", item.model.id) for item in summaries]
        self.known = choice("promote_model", tr("Model"), entries, ask=tr("a new model"))
        return self.known

    def _build(self) -> None:
        tr = self._work.translator.tr
        inner = QWidget()
        body = QVBoxLayout(inner)
        body.setContentsMargins(20, 16, 20, 16)
        body.setSpacing(14)
        body.addWidget(label(tr("Promote to the inventory"), "title"))
        card = Card(tr("Version"))
        grid = KeyValueGrid(key_width=150)
        grid.add(tr("Model"), self.models)
        grid.add(tr("Label"), self.label)
        grid.add(tr("Table"), self.table)
        if self._opinion.examination.model is not None:
            grid.add(tr("Model file"), self.file)
        grid.add(tr("Table used for"), self.kind)
        card.body.addWidget(grid)
        body.addWidget(card)
        body.addWidget(self.model)
        if self.protection is not None:
            body.addWidget(self.protection)
        body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolled(inner), 1)
        column.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        tr, row = self._work.translator.tr, QHBoxLayout()
        row.setContentsMargins(20, 12, 20, 14)
        row.setSpacing(10)
        self.reason = label("", "muted", wrap=True)
        row.addWidget(self.reason, 1)
        cancel = SecondaryButton(tr("Cancel"), name="cancel")
        cancel.clicked.connect(lambda _=False: self.reject())
        row.addWidget(cancel)
        self.go = PrimaryButton(tr("Register"), name="promote_go", theme=self._work.theme, icon="check")
        self.go.clicked.connect(lambda _=False: self._promote())
        row.addWidget(self.go)
        return row

    def _listen(self) -> None:
        self.known.activated.connect(lambda _i: self._chosen())
        self.kind.activated.connect(lambda _i: self._judge())
        for field in (self.label, self.table.field, self.file.field):
            field.textChanged.connect(lambda _t: self._judge())
        self.model.changed.connect(self._judge)
        if self.protection is not None:
            self.protection.changed.connect(self._judge)

    def _chosen(self) -> None:
        model = self.known.currentData()
        self.model.setVisible(model is None)
        if model is not None:
            number = len(self._work.workspace.inventory.versions(ModelId(model))) + 1
            self.label.setText(str(number))
        self._judge()

    def obstacle(self) -> str | None:
        """Return what is missing; None: nothing."""
        tr = self._work.translator.tr
        if self._busy:
            return tr("It is being registered …")
        if not self.label.text().strip():
            return tr("Give the version a label, for example 1.")
        if self.table.path is None:
            return tr("Choose the table that was examined.")
        if self._opinion.examination.model is not None and self.file.path is None:
            return tr("Choose the model file that was examined.")
        if self.kind.currentData() is None:
            return tr("Say what the data set was used for.")
        if self.known.currentData() is None and (missing := self.model.obstacle()) is not None:
            return missing
        return None if self.protection is None else self.protection.obstacle()

    def _judge(self) -> None:
        reason = self.obstacle()
        enable_with_reason(self.go, reason)
        self.reason.setText(reason or "")

    def promotion(self) -> Promotion:
        """Return what was entered."""
        known, table = self.known.currentData(), self.table.path
        if table is None:
            raise ValueError("no table was chosen")
        delete_by: date | None = None if self.protection is None else self.protection.delete_by
        necessity: Text | None = None if self.protection is None else self.protection.reason()
        return Promotion(
            model=self.model.model() if known is None else ModelId(known),
            label=self.label.text().strip(),
            table=table,
            model_file=self.file.path if self._opinion.examination.model is not None else None,
            data_kind=DatasetKind(self.kind.currentData()),
            delete_by=delete_by,
            necessity=necessity,
        )

    def _promote(self) -> None:
        self._busy = True
        operations.promote_opinion(
            self._work, self._opinion.id, self.promotion(), self._done, failed=self._failed
        )
        self._judge()

    def _done(self, version: ModelVersion) -> None:
        self.promoted.emit(version)
        self.accept()

    def _failed(self, error: PruefsteinError) -> None:
        self._busy = False
        self._judge()
        show_error(self, self._work.translator, error)


class FileField(QWidget):
    """Path of a received file; its digest must be that of the examined one."""

    def __init__(self, look: Look, title: str, path: Path | None) -> None:
        """Start with the file at hand."""
        super().__init__()
        self.setProperty("oneLine", True)
        self._title = title
        self.field = line("file_path", title)
        self.field.setText("" if path is None else str(path))
        browse = SecondaryButton(look.translator.tr("Choose …"), name="file_browse")
        browse.clicked.connect(lambda _=False: self._browse())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field, 1)
        row.addWidget(browse)

    @property
    def path(self) -> Path | None:
        """Return the chosen file; None: none."""
        text = self.field.text().strip()
        return Path(text) if text else None

    def _browse(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self._title)
        if name:
            self.field.setText(name)

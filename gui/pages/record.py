"""What is recorded about one model, field by field?"""

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from core.ids import ModelId, VersionId, model_of
from core.messages import N_
from gui.context import GuiContext
from gui.pages.sectioned import SectionedPage
from gui.sections.base import ModelSection, Section
from gui.widgets.basic import label
from gui.widgets.pickers import ModelPicker


class RecordPage(SectionedPage):
    """The whole record of one model: fields of the regulators, duties, dependencies, design, documents."""

    ID: ClassVar[str] = "record"
    TITLE: ClassVar[str] = N_("Model record")
    ICON: ClassVar[str] = "file-pen"

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Show no model yet."""
        self.model: ModelId | None = None
        self.version: VersionId | None = None
        super().__init__(context, parent)

    def head(self) -> QWidget | None:
        """Return the choice of model and version."""
        tr, line = self.context.translator.tr, QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.models, self.versions = ModelPicker(self.context.translator, name="record_model"), QComboBox()
        self.versions.setObjectName("record_version")
        self.versions.setAccessibleName(tr("Version"))
        self.models.setMinimumWidth(320)
        self.models.picked.connect(self._model_chosen)
        self.versions.activated.connect(self._version_chosen)
        row.addWidget(label(tr("Model record"), "title"))
        row.addWidget(self.models)
        row.addWidget(self.versions)
        row.addStretch(1)
        return line

    def prepare(self, section: Section) -> None:
        """Tell the section which model and version it is about."""
        if isinstance(section, ModelSection):
            section.model, section.version = self.model, self.version

    def refresh(self) -> None:
        """List the models again and keep the chosen one."""
        self.models.fill(self.context.workspace)
        if not self.models.choose(self.model) or self.model is None:
            self.version = None
        self.model = self.models.chosen
        self._fill_versions()
        super().refresh()

    def _fill_versions(self) -> None:
        found = self.context.workspace.inventory.versions(self.model) if self.model else ()
        if self.version not in {version.id for version in found}:
            self.version = found[-1].id if found else None
        self.versions.clear()
        for version in reversed(found):
            state = self.context.translator.label(version.state)
            self.versions.addItem(f"{version.label} · {state}", version.id)
        self.versions.setCurrentIndex(self.versions.findData(self.version))
        self.versions.setVisible(bool(found))

    def _model_chosen(self, model: ModelId) -> None:
        self.model, self.version = model, None
        self.refresh()
        self.moved.emit()

    def _version_chosen(self, index: int) -> None:
        self.version = VersionId(self.versions.itemData(index))
        self.refresh()
        self.moved.emit()

    def select(self, version: VersionId | None) -> None:
        """Show a version."""
        if version is not None:
            self.model, self.version = model_of(version), version
            self.refresh()

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Show a model or version, then the section asked for."""
        if "version" in selection:
            self.select(VersionId(selection["version"]))
        elif "model" in selection:
            self.model, self.version = ModelId(selection["model"]), None
            self.refresh()
        super().arrive(selection)

    def selection(self) -> Mapping[str, str]:
        """Return model, version and section."""
        chosen = {"version": self.version} if self.version else {"model": self.model} if self.model else {}
        return {**chosen, **super().selection()}

"""What must a person say to set up a monitoring?"""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QSpinBox, QWidget

from core.ids import DatasetId, PersonId, VersionId
from core.inventory import ColumnRole, Dataset
from core.texts import Text
from core.workspace.governance.monitoring_guards import NewMonitor
from gui.context import GuiContext
from gui.sections.forms import RecordForm
from gui.widgets.basic import SecondaryButton
from gui.widgets.pickers import VersionPicker


class MonitorDialog(RecordForm):
    """Which version is watched against which data, how often, and who gets the findings."""

    def __init__(self, context: GuiContext, parent: QWidget | None) -> None:
        """Propose the version's first data set and its columns for row id and time."""
        tr = context.translator.tr
        super().__init__(
            context,
            parent,
            name="monitor_dialog",
            title=tr("Set up monitoring"),
            why=tr("New rows are compared with the reference; what passes a limit becomes a finding."),
        )
        self.name = self.add_line("name", tr("Name"), needed=tr("Give the monitoring a name."))
        self.version = VersionPicker(self.words)
        self.version.fill(context.workspace)
        self.version.picked.connect(lambda _: self._propose())
        self.grid.add(tr("Version"), self.version)
        sets = [(f"{item.id} · {self.words.text(item.name)}", item.id) for item in self._datasets()]
        self.reference = self.add_choice("reference", tr("Reference"), sets)
        self.owner = self.add_person("owner", tr("Findings to"))
        self.every = self._days("every", tr("Every … days"), 30, least=1)
        self.folder = self.add_line("folder", tr("Folder"), hint=tr("empty: files are handed in"))
        choose = SecondaryButton(tr("Choose …"), name="choose_folder", theme=context.theme)
        choose.clicked.connect(lambda _=False: self._choose())
        self.grid.add("", choose)
        self.pattern = self.add_line("pattern", tr("File names"), "*.csv")
        self.row_id = self.add_line("row_id", tr("Row id"), hint=tr("column, needed for later labels"))
        self.time = self.add_line("time", tr("Day of the row"), hint=tr("column, may be empty"))
        self.lag = self._days("lag", tr("Labels after … days"), 0, least=0)
        self.lag.setSpecialValueText(tr("not expected"))
        self.need(self._missing_id)
        self.need(self._missing_folder)
        self.folder.widget.textChanged.connect(lambda *_: self.recheck())
        self.row_id.widget.textChanged.connect(lambda *_: self.recheck())
        self.lag.valueChanged.connect(lambda *_: self.recheck())
        self._propose()

    def _datasets(self) -> tuple[Dataset, ...]:
        return self.context.workspace.inventory.datasets()

    def _days(self, name: str, title: str, value: int, *, least: int) -> QSpinBox:
        box = QSpinBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setRange(least, 3660)
        box.setValue(value)
        box.setProperty("oneLine", True)
        self.grid.add(title, box)
        return box

    def _missing_id(self) -> str | None:
        if self.lag.value() and not self.row_id.plain:
            return self.words.tr("Labels that come later need the column of row ids.")
        return None

    def _missing_folder(self) -> str | None:
        if self.folder.plain and not Path(self.folder.plain).is_dir():
            return self.words.tr("There is no such folder. Choose it, or leave the field empty.")
        return None

    def _propose(self) -> None:
        """Take over what the version's first data set says of its columns."""
        if self.version.version is None:
            return
        inventory = self.context.workspace.inventory
        version = inventory.version(self.version.version)
        if not version.datasets:
            return
        known = inventory.dataset(version.datasets[0])
        self.reference.setCurrentIndex(max(self.reference.findData(known.id), 0))
        for field, role in ((self.row_id, ColumnRole.ROW_ID), (self.time, ColumnRole.TIME)):
            field.write(next(iter(known.named(role)), ""))

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.words.tr("Folder that is watched"))
        if folder:
            self.folder.write(folder)

    def request(self) -> NewMonitor:
        """Return what was entered."""
        return NewMonitor(
            version=VersionId(self.version.version or ""),
            name=self.name.needed,
            reference=DatasetId(str(self.reference.currentData())),
            owner=PersonId(str(self.owner.currentData())),
            folder=Path(self.folder.plain) if self.folder.plain else None,
            pattern=self.pattern.plain or "*.csv",
            row_id=self.row_id.plain or None,
            time=self.time.plain or None,
            label_lag_days=self.lag.value() or None,
            every_days=self.every.value(),
        )


class ReasonDialog(RecordForm):
    """Asks why something is done."""

    def __init__(self, context: GuiContext, parent: QWidget | None, *, title: str) -> None:
        """Ask for one reason."""
        super().__init__(context, parent, name="reason_dialog", title=title)
        tr = context.translator.tr
        self._reason = self.add_text("reason", tr("Reason"), needed=tr("Write why; it is kept."))

    def reason(self) -> Text:
        """Return the reason."""
        return self._reason.needed

"""What is known about one model and one of its versions?"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.ids import VersionId
from core.inventory import ModelVersion
from core.messages import N_
from core.workspace.inventory import ModelSummary
from gui.context import GuiContext
from gui.widgets import data_tab, model_tabs
from gui.widgets.basic import (
    Badge,
    PrimaryButton,
    SecondaryButton,
    clear_layout,
    label,
    link_button,
    scrolled,
)
from gui.widgets.painting import STATE_TONES, Tone

TABS = (
    (N_("Overview"), model_tabs.overview),
    (N_("Versions"), model_tabs.versions),
    (N_("Data"), data_tab.data),
    (N_("Risk"), model_tabs.risk),
    (N_("Checks"), model_tabs.checks),
    (N_("Findings"), model_tabs.findings),
    (N_("Approvals"), model_tabs.approvals),
    (N_("Reports"), model_tabs.reports),
    (N_("History"), model_tabs.history),
)


class ModelDetail(QFrame):
    """Name, state, nine tabs, and the two actions one comes here for."""

    back = Signal()

    def __init__(self, context: GuiContext) -> None:
        """Show nothing at first."""
        super().__init__()
        self.setObjectName("model_detail")
        self.setProperty("kind", "pane")
        self.context = context
        self.row: ModelSummary | None = None
        self.version: ModelVersion | None = None
        tr, theme = context.translator.tr, context.theme
        self._back = link_button(tr("← All models"), name="back", pressed=self.back.emit)
        self._name = label("", "title", wrap=True)
        self._badge = Badge(theme, Tone.NEUTRAL, "–")
        self._id = label("", "muted")
        self._versions = QComboBox()
        self._versions.setObjectName("version_choice")
        self._versions.setAccessibleName(tr("Version"))
        self._versions.activated.connect(self._version_chosen)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("model_tabs")
        self.tabs.setAccessibleName(tr("Details of the model"))
        self.tabs.tabBar().setAccessibleName(tr("Details of the model"))
        self.tabs.tabBar().setUsesScrollButtons(False)
        self.tabs.tabBar().setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.tabBar().setExpanding(False)
        self._bodies = [self._tab(tr(title)) for title, _ in TABS]
        self.tabs.currentChanged.connect(lambda _index: self._fill_tab())
        self._build()

    def _tab(self, title: str) -> QVBoxLayout:
        inner = QWidget()
        body = QVBoxLayout(inner)
        body.setContentsMargins(18, 14, 18, 14)
        body.setSpacing(10)
        self.tabs.addTab(scrolled(inner), title)
        return body

    def _build(self) -> None:
        tr, theme = self.context.translator.tr, self.context.theme
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 14, 0, 12)
        layout.setSpacing(8)
        head = QVBoxLayout()
        head.setContentsMargins(18, 0, 18, 0)
        head.setSpacing(6)
        head.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        head.addWidget(self._name)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self._badge)
        line.addWidget(self._id)
        line.addWidget(self._versions)
        line.addStretch(1)
        head.addLayout(line)
        layout.addLayout(head)
        layout.addWidget(self.tabs, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 0, 18, 0)
        foot.addStretch(1)
        report = SecondaryButton(tr("Create report"), name="create_report", theme=theme, icon="file-text")
        report.clicked.connect(lambda _=False: self._go("reports", action="create"))
        approve = PrimaryButton(tr("To approval"), name="to_approval", theme=theme, icon="stamp")
        approve.clicked.connect(lambda _=False: self._go("approvals"))
        self._buttons = (report, approve)
        for button in self._buttons:
            foot.addWidget(button)
        layout.addLayout(foot)

    def _go(self, page: str, **more: str) -> None:
        if self.version is not None:
            self.context.navigate(page, version=self.version.id, **more)

    def set_alone(self, *, alone: bool) -> None:
        """Offer the way back when the detail fills the page."""
        self._back.setVisible(alone)

    @property
    def tab(self) -> int:
        """Return the number of the open tab."""
        return self.tabs.currentIndex()

    def show_tab(self, number: int) -> None:
        """Open a tab."""
        self.tabs.setCurrentIndex(number)

    def show_model(self, row: ModelSummary | None) -> None:
        """Show a model with the version that counts, or the one shown before."""
        self.row = row
        if row is None:
            self.version = None
            self._name.clear()
            self._say()
            return
        versions = self.context.workspace.inventory.versions(row.model.id)
        kept = self.version.id if self.version is not None else None
        self.version = next((item for item in versions if item.id == kept), row.version)
        self._versions.clear()
        for version in reversed(versions):
            self._versions.addItem(self._called(version), version.id)
        self._say()

    def show_version(self, version: VersionId) -> None:
        """Show another version of the same model."""
        self.version = self.context.workspace.inventory.version(version)
        self._say()

    def _called(self, version: ModelVersion) -> str:
        translator = self.context.translator
        return translator.tr(
            "Version {label} – {state}", label=version.label, state=translator.label(version.state)
        )

    def _version_chosen(self, number: int) -> None:
        self.show_version(VersionId(self._versions.itemData(number)))

    def _say(self) -> None:
        version, translator = self.version, self.context.translator
        self._name.setText(translator.text(self.row.model.name) if self.row else "")
        self._id.setText(self.row.model.id if self.row else "")
        self._badge.setVisible(version is not None)
        self._versions.setVisible(version is not None)
        for button in self._buttons:
            button.setEnabled(version is not None)
            button.setToolTip("" if version else translator.tr("The model has no version yet."))
        if version is not None:
            self._badge.set(STATE_TONES[version.state], translator.label(version.state))
            self._versions.setCurrentIndex(self._versions.findData(version.id))
        self._fill_tab()

    def _fill_tab(self) -> None:
        body = self._bodies[self.tabs.currentIndex()]
        clear_layout(body)
        if self.row is None:
            body.addStretch(1)
            return
        fill = TABS[self.tabs.currentIndex()][1]
        try:
            fill(model_tabs.Shown(context=self.context, row=self.row, version=self.version), body)
        except PruefsteinError as error:
            body.addWidget(label(self.context.translator.say(error.message), "bad", wrap=True))
        body.addStretch(1)

"""On which data are which checks run, with which options and seed?"""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QWidget

from core.ids import DatasetId, VersionId
from core.inventory import Dataset, DatasetKind
from core.people import Permission
from core.workspace import RunRequest
from gui.checks.entry import CheckEntry, OptionsEntry, Preset
from gui.checks.picker import PRESETS
from gui.checks.reading import options_of
from gui.checks.remembered import EntryFolder
from gui.checks.situation import Situation, situation_of
from gui.context import GuiContext
from gui.dialogs.choose_checks import CHECKS, OPTIONS, choose_checks
from gui.widgets.basic import PrimaryButton, SecondaryButton, enable_with_reason, label
from gui.widgets.inputs import choice


class RunRow(QWidget):
    """Data set, checks, options and seed in one line, with the button that runs them."""

    wanted = Signal(object)
    """`RunRequest` that the person asks for."""

    def __init__(self, context: GuiContext) -> None:
        """Start without a version."""
        super().__init__()
        self._context, self._words = context, context.translator
        self._version: VersionId | None = None
        self.entry = CheckEntry()
        self._entries = EntryFolder(context.settings.folder / "checks")
        self._make()
        self._lay_out()
        context.session.switched.connect(self.judge)

    def _make(self) -> None:
        tr, theme = self._words.tr, self._context.theme
        self.dataset = choice("dataset", tr("Data set"), ())
        self.dataset.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.dataset.setMinimumContentsLength(16)
        self.dataset.activated.connect(lambda _i: self._recall())
        presets = [(tr(text), preset) for preset, text in PRESETS.items()]
        self.suite = choice("suite", tr("Which checks"), presets)
        self.suite.activated.connect(lambda _i: self._preset_chosen())
        self.choose = SecondaryButton(tr("Choose …"), name="choose_checks")
        self.choose.setAccessibleName(tr("Choose checks"))
        self.choose.clicked.connect(lambda _=False: self.ask(CHECKS))
        self.options = SecondaryButton(tr("Options …"), name="check_options")
        self.options.clicked.connect(lambda _=False: self.ask(OPTIONS))
        self.seed = QSpinBox()
        self.seed.setObjectName("seed")
        self.seed.setAccessibleName(tr("Seed"))
        self.seed.setRange(0, 999_999)
        self.seed.setValue(7)
        self.seed.lineEdit().setTextMargins(6, 0, 0, 0)
        self.start = PrimaryButton(tr("Run checks"), name="run_checks", theme=theme, icon="play")
        self.start.clicked.connect(lambda _=False: self._start())

    def _lay_out(self) -> None:
        tr, row = self._words.tr, QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for name, fields in (
            (tr("Data set"), (self.dataset,)),
            (tr("Checks"), (self.suite, self.choose, self.options)),
            (tr("Seed"), (self.seed,)),
        ):
            title = label(name, "muted")
            title.setBuddy(fields[0])
            row.addWidget(title)
            for field in fields:
                row.addWidget(field, int(field is self.dataset))
        row.addWidget(self.start)

    def show_version(self, version: VersionId | None) -> None:
        """Offer the data sets for a version, and take up what was chosen last."""
        self._version = version
        before = self.dataset.currentData()
        self.dataset.clear()
        if version is not None:
            inventory = self._context.workspace.inventory
            own = inventory.version(version).datasets
            for dataset in sorted(inventory.datasets(), key=lambda item: _usefulness(item, own)):
                kind = self._words.label(dataset.kind)
                self.dataset.addItem(f"{self._words.text(dataset.name)} ({kind})", dataset.id)
            self.dataset.setCurrentIndex(max(self.dataset.findData(before), 0))
        self._recall()
        self.judge()

    def judge(self) -> None:
        """Enable what may be done, or say why not."""
        obstacle = self._obstacle()
        for button in (self.start, self.choose):
            enable_with_reason(button, obstacle)
        enable_with_reason(self.options, obstacle)
        if obstacle is None:
            self._say_options()

    def _obstacle(self) -> str | None:
        tr = self._words.tr
        if not self._context.session.may(Permission.RUN_CHECKS):
            return tr("Your roles do not allow you to run checks.")
        if self._version is None:
            return tr("There is no version to check. Register a model first.")
        if self.dataset.count() == 0:
            return tr("There is no data set. Register one on the page Models.")
        return None

    # what was chosen

    @property
    def _key(self) -> tuple[str, str, str]:
        """Return under what the last choice is remembered."""
        return self._context.workspace.id, str(self._version), str(self.dataset.currentData())

    def _recall(self) -> None:
        """Take up what was chosen last for this version and data set."""
        self.entry = self._entries.load(*self._key)
        self._show()

    def _show(self) -> None:
        self.suite.setCurrentIndex(max(self.suite.findData(self.entry.preset), 0))
        self._say_options()

    def _say_options(self) -> None:
        stated = self.entry.options != OptionsEntry()
        said = self._words.tr("Options are stated.") if stated else self._words.tr("No options are stated.")
        self.options.setToolTip(said)

    def _situation(self) -> Situation | None:
        dataset = self.dataset.currentData()
        if self._version is None or dataset is None:
            return None
        return situation_of(self._context.workspace, self._version, DatasetId(dataset), self._words)

    def _preset_chosen(self) -> None:
        preset = Preset(self.suite.currentData())
        entry = replace(self.entry, preset=preset)
        if preset is Preset.OWN and not entry.own:
            self.ask(CHECKS, entry)
        else:
            self._keep(entry)

    def ask(self, tab: str, entry: CheckEntry | None = None) -> None:
        """Ask for checks, comparison and options; cancelled means as before."""
        situation, chosen = self._situation(), None
        if situation is not None:
            chosen = choose_checks(self._context, situation, entry or self.entry, self, tab=tab)
        self._keep(chosen or self.entry)

    def _keep(self, entry: CheckEntry) -> None:
        self.entry = entry
        self._entries.save(entry, *self._key)
        self._show()

    def request(self) -> RunRequest | None:
        """Return what is to be run; None while there is nothing to run it on."""
        situation = self._situation()
        if situation is None or self._version is None:
            return None
        entry = self.entry
        return RunRequest(
            version=self._version,
            dataset=DatasetId(self.dataset.currentData()),
            checks=situation.checks(entry),
            seed=self.seed.value(),
            options=options_of(entry.options),
            reference=None if entry.reference is None else DatasetId(entry.reference),
            other_version=None if entry.other_version is None else VersionId(entry.other_version),
        )

    def _start(self) -> None:
        situation = self._situation()
        if situation is None:
            return
        wrong = situation.problems(self.entry)
        if wrong:
            self._context.notice(self._words.say(wrong[0]))
            self.ask(OPTIONS)
            return
        request = self.request()
        if request is not None and (request.checks is None or request.checks):
            self.wanted.emit(request)
        else:
            self.ask(CHECKS)


def _usefulness(dataset: Dataset, own: tuple[DatasetId, ...]) -> tuple[bool, bool, str]:
    """Order the version's own held-back data first, training data after them, other data last."""
    return dataset.id not in own, dataset.kind is DatasetKind.TRAINING, dataset.id

"""How are an experiment, a measured value, and what a version was made from entered?"""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QWidget

from core.governance.design import DesignRecord, Experiment
from core.governance.in_sync import COMMIT, LIBRARY, PARAMETER, REPOSITORY, SEED
from core.governance.measured import Figure, Key, figures
from core.ids import Exact, VersionId
from core.measures import measure_label
from core.workspace.governance.designs import ReachedValue
from core.workspace.governance.versions import VersionChange
from gui.context import GuiContext
from gui.dialogs.design import DesignForm
from gui.sections.forms import RecordForm


class ExperimentDialog(DesignForm):
    """One candidate: its name, figures, parameters, and whether the version came from it."""

    def __init__(self, context: GuiContext, version: VersionId, parent: QWidget | None) -> None:
        """Start empty."""
        tr = context.translator.tr
        title = tr("Experiment for {version}", version=version)
        super().__init__(context, parent, version, name="experiment_dialog", title=title)
        self.called = self.add_line("experiment_name", tr("Name"), needed=tr("Give the experiment a name."))
        self.metrics = self.add_line("metrics", tr("Figures"), hint="auc=0.71, brier=0.18")
        self.parameters = self.add_line("parameters", tr("Parameters"), hint="C=1, depth=4")
        self.code = self.add_line("code", tr("Code"), hint=tr("Commit"))
        entries = [(tr("No"), False), (tr("Yes, this version came from it"), True)]
        self.came = self.add_choice("experiment_chosen", tr("Chosen"), entries)
        self.remark = self.add_line("remark", tr("Remark"))
        self.reason = self.add_reason_if_needed()

    @property
    def experiment(self) -> Experiment:
        """Return what was entered."""
        return Experiment(
            name=self.called.plain,
            metrics={name: Exact(value) for name, value in pairs(self.metrics.entries).items()},
            parameters=pairs(self.parameters.entries),
            code=self.code.plain,
            chosen=bool(self.came.currentData()),
            remark=self.remark.text,
        )


class ReachedDialog(DesignForm):
    """Which criterion a figure of a stored run answers; the figure itself is read again by the core."""

    def __init__(
        self, context: GuiContext, version: VersionId, record: DesignRecord, parent: QWidget | None
    ) -> None:
        """Offer the criteria and the figures of the version's runs."""
        tr = context.translator.tr
        title = tr("Value reached, taken from a run")
        super().__init__(context, parent, version, name="reached_dialog", title=title)
        criteria = [(self.words.text(item.measure), at) for at, item in enumerate(record.criteria)]
        self.criterion = self.add_choice("reached_criterion", tr("Success criterion"), criteria)
        known = figures(context.workspace.checking.runs(version))
        self.figure = self.add_choice(
            "reached_figure",
            tr("Figure"),
            [(self._said(key, item), (key, item)) for key, item in known.items()],
        )
        self.need(lambda: None if known else tr("No check has measured anything of this version yet."))
        self.reason = self.add_reason_if_needed()

    def _said(self, key: Key, item: Figure) -> str:
        tr, (_, check, measure, subject) = self.words.tr, key
        named = tr(measure_label(measure)) + (f", {subject}" if subject else "")
        return f"{named} = {self.words.number(item.value)} · {check} · {item.run}"

    @property
    def value(self) -> ReachedValue:
        """Return which figure was chosen for which criterion."""
        (_, check, measure, subject), item = self.figure.currentData()
        return ReachedValue(
            criterion=self.criterion.currentData(),
            run=item.run,
            check=check,
            measure=measure,
            subject=subject,
        )


class TrainingDialog(RecordForm):
    """Code, seed, parameters, libraries and lock file of a draft."""

    def __init__(
        self, context: GuiContext, version: VersionId, facts: Mapping[str, str], parent: QWidget | None
    ) -> None:
        """Show what is recorded."""
        tr = context.translator.tr
        super().__init__(
            context,
            parent,
            name="training_dialog",
            title=tr("What {version} was made from", version=version),
            why=tr("An emptied field takes the fact away. The lock file is kept by its digest."),
        )
        self._facts = facts
        self.repository = self.add_line("repository", tr("Repository"), facts.get(REPOSITORY))
        self.commit = self.add_line("commit", tr("Commit"), facts.get(COMMIT))
        self.seed = self.add_line("seed", tr("Seed"), facts.get(SEED))
        self.parameters = self.add_line("parameters", tr("Parameters"), _listed(facts, PARAMETER), hint="C=1")
        self.libraries = self.add_line(
            "libraries", tr("Libraries"), _listed(facts, LIBRARY), hint="numpy=2.1.0"
        )
        self.lock = self.add_file("lock_file", tr("Lock file"))

    @property
    def change(self) -> VersionChange:
        """Return what was entered, as far as it differs from what is recorded."""
        entered = {
            REPOSITORY: self.repository.plain,
            COMMIT: self.commit.plain,
            SEED: self.seed.plain,
            **{f"{PARAMETER}{key}": value for key, value in pairs(self.parameters.entries).items()},
            **{f"{LIBRARY}{key}": value for key, value in pairs(self.libraries.entries).items()},
        }
        gone = (key for key in self._facts if key.startswith((PARAMETER, LIBRARY)) and key not in entered)
        wanted = {**entered, **dict.fromkeys(gone, "")}
        changed = {key: value for key, value in wanted.items() if value != self._facts.get(key, "")}
        lock = Path(self.lock.plain) if self.lock.plain else None
        return VersionChange(facts=changed, lock_file=lock)


def pairs(entries: tuple[str, ...]) -> dict[str, str]:
    """Return what was typed as NAME=VALUE; an entry without a sign has an empty value."""
    parts = (item.partition("=") for item in entries)
    return {name.strip(): value.strip() for name, _, value in parts}


def _listed(facts: Mapping[str, str], prefix: str) -> str:
    found = (f"{key.removeprefix(prefix)}={facts[key]}" for key in sorted(facts) if key.startswith(prefix))
    return ", ".join(found)

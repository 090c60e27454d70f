"""What is entered into a design record, and how is a training script handed in?"""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from core.errors import UserError
from core.governance.design import Criterion, DesignRecord, Labeling, SimplerApproach
from core.governance.reproduction import ALL, TOLERANCE
from core.governance.split import Split, SplitMethod, SplitShare
from core.ids import DatasetId, Exact, VersionId
from core.inventory import DatasetKind, State
from core.messages import message
from core.policy import Relation
from core.texts import Language
from core.workspace.governance.designs import DesignEdit
from core.workspace.governance.reproductions import MOST_SECONDS, NewReproduction
from core.workspace.governance.script_rules import FILE, NAME
from gui.context import GuiContext
from gui.sections.forms import Entry, RecordForm


class DesignForm(RecordForm):
    """A form about one version: it asks for a reason once the version is no draft."""

    def __init__(
        self, context: GuiContext, parent: QWidget | None, version: VersionId, *, name: str, title: str
    ) -> None:
        """Make the form without fields."""
        super().__init__(context, parent, name=name, title=title)
        self.version = version

    def add_reason_if_needed(self) -> Entry | None:
        """Ask why, where the core will ask for it."""
        found = self.context.workspace.inventory.version(self.version)
        return None if found.state is State.DRAFT else self.add_reason()


class DesignDialog(DesignForm):
    """Goal, reasons, benefit and cost, simpler approach, use outside the firm."""

    def __init__(
        self, context: GuiContext, version: VersionId, record: DesignRecord | None, parent: QWidget | None
    ) -> None:
        """Show what is recorded."""
        tr = context.translator.tr
        title = tr("Design of {version}", version=version)
        super().__init__(context, parent, version, name="design_dialog", title=title)
        first = record.simpler[0] if record is not None and record.simpler else None
        known = record
        self.goal = self.add_text("goal", tr("Business goal"), None if known is None else known.goal)
        self.why = self.add_text(
            "why", tr("Why machine learning"), None if known is None else known.why_learning
        )
        self.tried = self.add_line("tried", tr("Simpler approach"), None if first is None else first.approach)
        self.came_of = self.add_line("result", tr("Its result"), None if first is None else first.result)
        self.benefit = self.add_line("benefit", tr("Benefit"), None if known is None else known.benefit)
        self.cost = self.add_line("cost", tr("Cost"), None if known is None else known.cost)
        self.outside = self.add_line(
            "outside", tr("Use outside the firm"), None if known is None else known.outside_use
        )
        self.reason = self.add_reason_if_needed()
        self._others = () if record is None else record.simpler[1:]

    @property
    def edit(self) -> DesignEdit:
        """Return what was entered."""
        tried = self.tried.text
        simpler = () if tried is None else (SimplerApproach(approach=tried, result=self.came_of.text),)
        return DesignEdit(
            goal=self.goal.needed,
            why_learning=self.why.needed,
            benefit=self.benefit.needed,
            cost=self.cost.needed,
            outside_use=self.outside.needed,
            simpler=(*simpler, *self._others),
        )


class CriterionDialog(DesignForm):
    """One criterion of success: measure, target, value."""

    def __init__(self, context: GuiContext, version: VersionId, parent: QWidget | None) -> None:
        """Start empty."""
        tr = context.translator.tr
        title = tr("Success criterion of {version}", version=version)
        super().__init__(context, parent, version, name="criterion_dialog", title=title)
        self.measure = self.add_line("measure", tr("Measure"), needed=tr("Write what is measured."))
        entries = [(tr("at least"), Relation.AT_LEAST), (tr("at most"), Relation.AT_MOST)]
        self.relation = self.add_choice("relation", tr("Relation"), entries)
        self.target = self.add_line("target", tr("Target"), needed=tr("Write the target as a number."))
        self.value = self.add_line("value", tr("Value reached"))
        self.reason = self.add_reason_if_needed()

    @property
    def criterion(self) -> Criterion:
        """Return what was entered."""
        value = self.value.plain.replace(",", ".")
        return Criterion(
            measure=self.measure.needed,
            relation=Relation(self.relation.currentData()),
            target=Exact(self.target.plain.replace(",", ".")),
            value=Exact(value) if value else None,
        )


class SplitDialog(DesignForm):
    """How the data were parted, and how outcomes were labeled."""

    def __init__(
        self, context: GuiContext, version: VersionId, record: DesignRecord | None, parent: QWidget | None
    ) -> None:
        """Show what is recorded."""
        tr = context.translator.tr
        title = tr("Split and labels of {version}", version=version)
        super().__init__(context, parent, version, name="split_dialog", title=title)
        split = None if record is None else record.split
        labeling = None if record is None else record.labeling
        self.before, self.labels = split, labeling
        self.method = self.add_enum(
            "method", tr("Split method"), SplitMethod, None if split is None else split.method
        )
        self.column = self.add_line("column", tr("Column"), None if split is None else split.column)
        seed = "" if split is None or split.seed is None else str(split.seed)
        self.seed = self.add_line("seed", tr("Seed"), seed)
        self.shares = self.add_line("shares", tr("Shares"), _shares(split), hint="training=0.7, test=0.3")
        self.by = self.add_line("labeled_by", tr("Labeled by"), None if labeling is None else labeling.by)
        documents = [
            (f"{item.id} · {self.words.text(item.title)}", item.id)
            for item in context.workspace.documents.all()
        ]
        self.guideline = self.add_choice(
            "guideline",
            tr("Labeling guideline"),
            documents,
            None if labeling is None else labeling.guideline,
            ask=tr("none"),
        )
        self.agreed = self.add_line(
            "agreed", tr("Measure of agreement"), None if labeling is None else labeling.agreement_measure
        )
        self.agreement = self.add_line(
            "agreement", tr("Agreement"), None if labeling is None else labeling.agreement
        )
        self.subjective = self.add_line(
            "subjective", tr("Known to be subjective"), None if labeling is None else labeling.subjectivity
        )
        self.reason = self.add_reason_if_needed()

    @property
    def edit(self) -> DesignEdit:
        """Return what was entered; raises `UserError` for a seed that is no number."""
        seed, column = self.seed.plain, self.column.plain
        if seed and not seed.lstrip("-").isdecimal():
            raise UserError(message("“{seed}” is no seed: write a whole number.", seed=seed[:40]))
        split = Split(
            method=SplitMethod(self.method.currentData()),
            column=column or None,
            seed=int(seed) if seed else None,
            shares=tuple(_share(item) for item in self.shares.entries),
            note=None if self.before is None else self.before.note,
        )
        agreement = self.agreement.plain.replace(",", ".")
        labeling = None
        if self.by.text is not None:
            labeling = Labeling(
                by=self.by.needed,
                guideline=self.guideline.currentData() or None,
                guideline_words=None if self.labels is None else self.labels.guideline_words,
                agreement_measure=self.agreed.text,
                agreement=Exact(agreement) if agreement else None,
                subjectivity=self.subjective.text,
            )
        return DesignEdit(split=split, labeling=labeling)


def _shares(split: Split | None) -> str:
    return "" if split is None else ", ".join(f"{item.kind}={item.share}" for item in split.shares)


def _share(typed: str) -> SplitShare:
    kind, _, share = typed.partition("=")
    if kind.strip() not in {item.value for item in DatasetKind}:
        raise UserError(
            message("“{value}” is no share. Write the kind of data and its share: training=0.7.", value=typed)
        )
    return SplitShare(kind=DatasetKind(kind.strip()), share=Exact(share.strip()))


class ScriptDialog(RecordForm):
    """Which script is run, with which seed, and who consents to it."""

    def __init__(self, context: GuiContext, version: VersionId, parent: QWidget | None) -> None:
        """Start with the usual values."""
        tr = context.translator.tr
        super().__init__(
            context,
            parent,
            name="script_dialog",
            title=tr("Reproduce {version}", version=version),
            why=tr(
                "The script is program code. It runs shut in, without network and with copies of the data it "
                "is given only, and is stopped after the given time. You answer for running it."
            ),
        )
        self._version = version
        self.script = self.add_file("script", tr("Script"), needed=tr("Choose a Python file."))
        self._add_data()
        self._add_numbers()
        self.consent = self.add_text("consent", tr("Consent"), needed=tr("Write why this script may be run."))
        self.need(self._wrong)
        numbers = (self.seed, self.parameters, self.tolerance, self.share, self.minutes)
        for field in (self.script, self.inputs, *numbers):
            field.widget.textChanged.connect(lambda *_: self.recheck())

    def _add_numbers(self) -> None:
        """Ask for what the script is given, and when its scores count as equal."""
        tr = self.words.tr
        self.seed = self.add_line("seed", tr("Seed"), "7", needed=tr("Write a whole number."))
        self.parameters = self.add_line("parameters", tr("Parameters"), hint="C=1, depth=4")
        usual = TOLERANCE.replace(".", ",") if self.words.language is Language.GERMAN else TOLERANCE
        self.tolerance = self.add_line("tolerance", tr("Tolerance"), usual, needed=tr("Write a number."))
        self.share = self.add_line("share", tr("Share needed"), ALL, needed=tr("Write a number."))
        self.share.widget.setToolTip(tr("Share of rows that must be equal, above 0 up to 1."))
        self.minutes = self.add_line(
            "minutes", tr("Minutes at most"), "30", needed=tr("Write a whole number.")
        )

    def _add_data(self) -> None:
        """Ask what the script reads and which rows are scored; the version's own data are proposed."""
        tr, inventory = self.words.tr, self.context.workspace.inventory
        version = inventory.version(self._version)
        own = [inventory.dataset(item) for item in version.datasets]
        training = [item.id for item in own if item.kind is DatasetKind.TRAINING]
        names = ["training", *(f"training_{number}" for number in range(2, len(training) + 1))]
        given = ", ".join(f"{name}={item}" for name, item in zip(names, training, strict=False))
        self.inputs = self.add_line("inputs", tr("Data it reads"), given, hint="training=DS-0001")
        self.inputs.widget.setToolTip(
            tr("Name in the script = id of a registered data set; several by commas.")
        )
        others = [item for other in inventory.versions(version.model) for item in other.datasets]
        known = [inventory.dataset(item) for item in dict.fromkeys((*version.datasets, *others))]
        first = next((item.id for item in own if item.kind is not DatasetKind.TRAINING), None)
        self.predict = self.add_choice(
            "predict",
            tr("Rows to score"),
            [
                (f"{item.id} · {self.words.text(item.name)}", item.id)
                for item in known or inventory.datasets()
            ],
            first,
            ask="" if first else tr("Choose …"),
        )

    def _wrong(self) -> str | None:
        """Return what is wrong with what was entered, before the form closes and it would be lost."""
        tr, script = self.words.tr, Path(self.script.plain)
        if not script.is_file():
            return tr("There is no such file. Choose the script.")
        if not FILE.fullmatch(script.name):
            return tr("The file is no plain name of a Python script, such as train.py.")
        if not (self.seed.plain.isdecimal() and self.minutes.plain.isdecimal()):
            return tr("Seed and minutes are whole numbers.")
        if not 1 <= int(self.minutes.plain) <= MOST_SECONDS // 60:
            return tr("A script runs between 1 and {most} minutes.", most=MOST_SECONDS // 60)
        if not _number(self.tolerance.plain):
            return tr("The tolerance is a number, such as 0.000001.")
        if not (_number(self.share.plain) and 0 < float(self.share.plain.replace(",", ".")) <= 1):
            return tr("The share is a number above 0 up to 1.")
        if any("=" not in item for item in self.parameters.entries):
            return tr("Write each parameter as name=value.")
        return self._wrong_data()

    def _wrong_data(self) -> str | None:
        tr, pairs = self.words.tr, self._pairs(self.inputs)
        if not pairs:
            return tr("Name the data the script reads, as training=DS-0001.")
        for name, identity in pairs:
            if not NAME.fullmatch(name) or [one for one, _ in pairs].count(name) > 1:
                return tr("The data need different names of small letters, digits and underscores.")
            try:
                self.context.workspace.inventory.dataset(DatasetId(identity))
            except UserError:
                return tr("There is no data set “{id}”.", id=identity)
        return None if self.predict.currentData() else tr("Choose the data whose rows are scored.")

    def _pairs(self, field: Entry) -> tuple[tuple[str, str], ...]:
        split = (item.partition("=") for item in field.entries)
        return tuple((name.strip(), value.strip()) for name, _, value in split)

    @property
    def request(self) -> NewReproduction:
        """Return what was entered."""
        return NewReproduction(
            version=self._version,
            script=Path(self.script.plain),
            consent=self.consent.needed,
            inputs=tuple((name, DatasetId(item)) for name, item in self._pairs(self.inputs)),
            predict_on=DatasetId(str(self.predict.currentData())),
            seed=int(self.seed.plain),
            parameters=dict(self._pairs(self.parameters)),
            tolerance=Exact(self.tolerance.plain.replace(",", ".")),
            share=Exact(self.share.plain.replace(",", ".")),
            seconds=60 * int(self.minutes.plain),
        )


def _number(text: str) -> bool:
    """Tell whether a text is a plain number from 0 on, with a point or a comma."""
    return text.replace(",", ".").replace(".", "", 1).isdecimal()

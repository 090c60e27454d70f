"""What must be said about a model and its version?"""

from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from core.governance.documents import DocumentKind
from core.ids import DatasetId, Exact, ModelId, PersonId
from core.inventory import CutOff, ModelKind, ScoreMeans, Task
from core.people import Person, PersonKind, Role
from core.texts import Text
from core.workspace import NewModel, NewVersion
from gui.context import GuiContext
from gui.widgets.basic import Card, KeyValueGrid, label
from gui.widgets.inputs import choice, line, of_enum, of_people, paragraph


def humans(context: GuiContext) -> tuple[Person, ...]:
    """Return everybody who can be responsible."""
    return tuple(who for who in context.workspace.people.all() if who.kind is PersonKind.HUMAN and who.active)


def _first_with(context: GuiContext, role: Role) -> str:
    """Return the person signed in if they have the role, else the first who has."""
    me = context.session.person
    if role in me.roles:
        return me.id
    return next((who.id for who in humans(context) if role in who.roles), me.id)


class ModelForm(Card):
    """Name, purpose, intended use, kind, owner, area."""

    changed = Signal()

    def __init__(self, context: GuiContext) -> None:
        """Start empty, with the likely owner."""
        tr, words = context.translator.tr, context.translator
        super().__init__(tr("Model"))
        self._context = context
        self.name = line("model_name", tr("Name"))
        self.purpose = paragraph(
            "purpose", tr("Purpose"), hint=tr("What does the firm want to achieve with it?")
        )
        hint = tr("Who uses it, for which decisions, within which limits?")
        self.use = paragraph("intended_use", tr("Intended use"), hint=hint)
        self.kind = of_enum("model_kind", tr("Kind"), words, ModelKind)
        self.vendor = line("vendor", tr("Vendor"))
        self.owner = of_people("owner", tr("Owner"), humans(context), first=_first_with(context, Role.OWNER))
        self.area = line("area", tr("Business area"))
        grid = KeyValueGrid(key_width=150)
        for key, widget in (
            (tr("Name"), self.name),
            (tr("Purpose"), self.purpose),
            (tr("Intended use"), self.use),
            (tr("Kind"), self.kind),
            (tr("Vendor"), self.vendor),
            (tr("Owner"), self.owner),
            (tr("Business area"), self.area),
        ):
            grid.add(key, widget)
        self.body.addWidget(grid)
        self.without_file = label("", "muted", wrap=True)
        self.without_file.setObjectName("without_file")
        self.body.addWidget(self.without_file)
        for field in (self.name, self.area, self.vendor):
            field.textChanged.connect(lambda _t: self.changed.emit())
        for text in (self.purpose, self.use):
            text.textChanged.connect(self.changed.emit)
        self.kind.activated.connect(lambda _i: self._kind_chosen())
        self._kind_chosen()

    def _kind_chosen(self) -> None:
        kind, tr = self.kind.currentData(), self._context.translator.tr
        supplied = kind in {ModelKind.VENDOR, ModelKind.GENERATIVE}
        self.vendor.setEnabled(supplied)
        self.vendor.setToolTip("" if supplied else tr("Only models that somebody else supplies have one."))
        self.without_file.setText(instead_of_file(self._context, ModelKind(kind)))
        self.changed.emit()

    def obstacle(self) -> str | None:
        """Return what is still missing; None: nothing."""
        tr = self._context.translator.tr
        if not self.name.text().strip():
            return tr("Give the model a name.")
        if not self.purpose.toPlainText().strip():
            return tr("Say what the model is for.")
        if not self.use.toPlainText().strip():
            return tr("Say who uses the model for which decisions.")
        if not self.area.text().strip():
            return tr("Name the business area.")
        if self.kind.currentData() == ModelKind.VENDOR and not self.vendor.text().strip():
            return tr("Name the vendor.")
        return None

    def model(self) -> NewModel:
        """Return what was entered."""
        language = self._context.translator.language
        vendor = self.vendor.text().strip() if self.vendor.isEnabled() else ""
        return NewModel(
            name=Text(self.name.text().strip(), language),
            purpose=Text(self.purpose.toPlainText().strip(), language),
            intended_use=Text(self.use.toPlainText().strip(), language),
            kind=ModelKind(self.kind.currentData()),
            owner=PersonId(self.owner.currentData()),
            business_area=Text(self.area.text().strip(), language),
            vendor=Text(vendor, language) if vendor else None,
        )


def instead_of_file(context: GuiContext, kind: ModelKind) -> str:
    """Say what the policy wants where no model file of the kind is there; empty where it says nothing."""
    rules = [item for item in context.workspace.policy.replacements if kind in item.kinds]
    documents = dict.fromkeys(name for rule in rules for name in rule.documents)
    if not documents:
        return ""
    words = context.translator
    return words.tr(
        "Without a model file, checks run on predictions; a document stands for the others: {kinds}.",
        kinds=", ".join(words.label(DocumentKind(name)) for name in documents),
    )


class VersionForm(Card):
    """Label, task, developer, and what the score means: asked, never guessed."""

    changed = Signal()

    def __init__(self, context: GuiContext) -> None:
        """Start with the label 1 and no assumption on the score."""
        tr, words = context.translator.tr, context.translator
        super().__init__(tr("Version"))
        self._context = context
        ask = tr("– please choose –")
        self.label = line("version_label", tr("Label"))
        self.label.setText("1")
        self.task = of_enum("task", tr("Task"), words, Task, ask=ask)
        first = _first_with(context, Role.DEVELOPER)
        self.developer = of_people("developer", tr("Developer"), humans(context), first=first)
        self.cut_off = line("cut_off", tr("Cut-off"), hint=tr("for example 0.5 or 5/6"))
        self.means = of_enum("score_means", tr("Meaning of the score"), words, ScoreMeans, ask=ask)
        self.notes = paragraph("notes", tr("Notes"))
        grid = KeyValueGrid(key_width=150)
        for key, widget in (
            (tr("Label"), self.label),
            (tr("Task"), self.task),
            (tr("Developer"), self.developer),
            (tr("Cut-off"), self.cut_off),
            (tr("Meaning of the score"), self.means),
            (tr("Notes"), self.notes),
        ):
            grid.add(key, widget)
        self.body.addWidget(grid)
        hint = tr(
            "Cut-off: the score from which on the model says yes. Cut-off and meaning are asked because no "
            "file says them."
        )
        self.body.addWidget(label(hint, "faint", wrap=True))
        for field in (self.label, self.cut_off):
            field.textChanged.connect(lambda _t: self.changed.emit())
        self.task.activated.connect(lambda _i: self._task_chosen())
        self.means.activated.connect(lambda _i: self.changed.emit())
        self._task_chosen()

    def _task_chosen(self) -> None:
        binary = self.task.currentData() == Task.BINARY
        why = "" if binary else self._context.translator.tr("Only a model with two classes has a cut-off.")
        for widget in (self.cut_off, self.means):
            widget.setEnabled(binary)
            widget.setToolTip(why)
        self.changed.emit()

    def obstacle(self, *, scored: bool) -> str | None:
        """Return what is still missing; `scored`: there is a model file, so a cut-off is needed."""
        tr = self._context.translator.tr
        if not self.label.text().strip():
            return tr("Give the version a label, for example 1.")
        if self.task.currentData() is None:
            return tr("Say what the model predicts: choose the task.")
        if self.task.currentData() != Task.BINARY:
            return None
        if self.cut_off.text().strip() and self.exact_cut_off() is None:
            return tr("The cut-off is not a number. Write it as 0.5 or 5/6.")
        if scored and not self.cut_off.text().strip():
            return tr("Enter the cut-off.")
        if self.cut_off.text().strip() and self.means.currentData() is None:
            return tr("Say whether a higher score is favorable.")
        return None

    def exact_cut_off(self) -> Exact | None:
        """Return the cut-off as written, with a decimal point; None: there is none or it is no number."""
        written = self.cut_off.text().strip().replace(",", ".")
        try:
            Fraction(written)
        except (ValueError, ZeroDivisionError):
            return None
        return Exact(written)

    def version(self, model: ModelId, datasets: tuple[DatasetId, ...]) -> NewVersion:
        """Return what was entered; the files are added by the dialog."""
        value = self.exact_cut_off() if self.cut_off.isEnabled() else None
        notes = self.notes.toPlainText().strip()
        return NewVersion(
            model=model,
            label=self.label.text().strip(),
            task=Task(self.task.currentData()),
            developer=PersonId(self.developer.currentData()),
            cut_off=CutOff(value=value, score_means=ScoreMeans(self.means.currentData())) if value else None,
            datasets=datasets,
            notes=Text(notes, self._context.translator.language) if notes else None,
        )


def model_choice(context: GuiContext, chosen: str | None) -> QComboBox:
    """Return a list of all models."""
    tr, said = context.translator.tr, context.translator.text
    summaries = context.workspace.inventory.lines()
    entries = [(f"{said(item.model.name)} · {item.model.id}", item.model.id) for item in summaries]
    combo = choice("model_choice", tr("Model"), entries)
    combo.setCurrentIndex(max(combo.findData(chosen), 0))
    return combo


def model_card(context: GuiContext, combo: QWidget) -> Card:
    """Return a card that holds the choice of an existing model."""
    card = Card(context.translator.tr("Model"))
    grid = KeyValueGrid(key_width=150)
    grid.add(context.translator.tr("Model"), combo)
    card.body.addWidget(grid)
    return card

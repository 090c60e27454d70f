"""What does one model rest on, what is wrong with that, and what rests on it?"""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.governance.feeders import FeederAlert
from core.ids import ModelId
from core.messages import N_
from core.ties import Dependency, DependencyKind
from core.workspace import Changes
from core.workspace.governance.dependencies import MAY_RECORD
from gui.sections.forms import RecordForm
from gui.sections.listing import Deed, Fact, Listing, why_not
from gui.sections.shown import Names, ask_reason
from gui.widgets.basic import Callout, clear_layout
from gui.widgets.cells import Cell
from gui.widgets.hit_graph import HitGraph
from gui.widgets.painting import Tone
from gui.widgets.tables import TableColumn


class DependenciesSection(Listing[Dependency]):
    """The dependencies of the model of the page, with alerts from its feeders."""

    ID = "dependencies"
    TITLE = N_("Dependencies")
    ICON = "git-branch"
    ORDER = 40
    TOUCHED = Changes.INVENTORY | Changes.FINDINGS | Changes.DECISIONS | Changes.OPERATION
    KEY = "dependency"
    EMPTY = N_("Nothing is recorded. Name feeder models, data sources, systems, libraries and assumptions.")

    def columns(self) -> Sequence[TableColumn[Dependency]]:
        """Return name, kind and note."""
        words = self.words
        return (
            TableColumn(
                title=words.tr("Rests on"), cell=lambda item: Cell(text=self._named(item), strong=True)
            ),
            TableColumn(
                title=words.tr("Kind"), cell=lambda item: Cell(text=words.label(item.kind)), width=140
            ),
            TableColumn(
                title=words.tr("Alerts"),
                cell=self._alerts,
                key=lambda item: -len(self._alerts_of(item)),
                width=90,
            ),
        )

    def _named(self, item: Dependency) -> str:
        feeder = item.kind is DependencyKind.FEEDER_MODEL
        return self.names.model(ModelId(item.name)) if feeder else item.name

    def _alerts_of(self, item: Dependency) -> Sequence[FeederAlert]:
        if item.kind is not DependencyKind.FEEDER_MODEL:
            return ()
        return [alert for alert in self.alerts if alert.feeder == item.name]

    def _alerts(self, item: Dependency) -> Cell:
        found = self._alerts_of(item)
        if not found:
            return Cell(text="–", faint=True)
        tip = "\n".join(self._alert(alert) for alert in found)
        return Cell(text=str(len(found)), tone=Tone.BAD, icon="triangle-alert", tip=tip)

    def _alert(self, alert: FeederAlert) -> str:
        return f"{alert.feeder}: {self.words.label(alert.kind)} ({', '.join(alert.about)})"

    def above(self) -> QWidget | None:
        """Return the place of warnings and of the picture."""
        place = QWidget()
        self._place = QVBoxLayout(place)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.setSpacing(8)
        return place

    def read(self) -> Sequence[Dependency]:
        """Return the dependencies, and show what is wrong upstream."""
        self.names = Names(self.context, every=False)
        self.alerts: Sequence[FeederAlert] = ()
        clear_layout(self._place)
        if self.model is None:
            return ()
        dependencies = self.context.workspace.dependencies
        self.alerts = dependencies.alerts(self.model)
        around, tr = dependencies.around(self.model), self.words.tr
        if self.alerts or around.in_cycle:
            lines = [self._alert(alert) for alert in self.alerts[:4]]
            if around.in_cycle:
                lines.append(tr("The model feeds itself through other models."))
            self._place.addWidget(
                Callout(self.context.theme, Tone.WARN, tr("Something upstream needs attention"), lines)
            )
        if around.feeders or around.users:
            said = tr(
                "{up} models feed {model}, {down} are fed by it.",
                up=len(around.upstream),
                model=self.model,
                down=len(around.downstream),
            )
            columns = (around.feeders, (self.model,), around.downstream)
            self._place.addWidget(HitGraph(self.context.theme, columns, said=said))
        return dependencies.of(self.model)

    def identity(self, record: Dependency) -> str:
        """Return kind and name."""
        return f"{record.kind}:{record.name}"

    def heading(self, record: Dependency) -> str:
        """Return the name."""
        return self._named(record)

    def facts(self, record: Dependency) -> Sequence[Fact]:
        """Return kind, note, alerts and other users."""
        tr = self.words.tr
        return (
            (tr("Kind"), self.words.label(record.kind)),
            (tr("Note"), self.words.text(record.note)),
            (tr("Alerts"), "\n".join(self._alert(alert) for alert in self._alerts_of(record))),
        )

    def deeds(self) -> Sequence[Deed[Dependency]]:
        """Return recording, removing and the way to a feeder."""
        tr = self.words.tr
        return (
            Deed(name="add_dependency", text=tr("Add"), icon="plus", new=True, obstacle=self._why,
                 act=lambda _: self._add()),
            Deed(name="show_feeder", text=tr("Show feeder"), icon="arrow-right",
                 obstacle=self._why_no_feeder, act=self._go),
            Deed(name="remove_dependency", text=tr("Remove"), icon="trash-2", obstacle=self._why,
                 act=self._remove),
        )  # fmt: skip

    def _why(self, _record: Dependency | None) -> str | None:
        if self.model is None:
            return self.words.tr("There is no model yet.")
        return why_not(self.context, *MAY_RECORD)

    def _why_no_feeder(self, record: Dependency | None) -> str | None:
        feeder = record is not None and record.kind is DependencyKind.FEEDER_MODEL
        return None if feeder else self.words.tr("This is no feeder model.")

    def _go(self, record: Dependency | None) -> None:
        if record is not None:
            self.context.navigate("record", model=record.name, section=self.ID)

    def _add(self) -> None:
        form = DependencyForm(self)
        if form.ask(self.words.tr("Add")) and self.model is not None:
            session, model, new = self.context.session.current, self.model, form.entered()
            dependencies = self.context.workspace.dependencies
            self.run(
                self.words.tr("Recording the dependency"), lambda: dependencies.record(session, model, new)
            )

    def _remove(self, record: Dependency | None) -> None:
        tr = self.words.tr
        reason = ask_reason(
            self.context,
            self,
            title=tr("Remove the dependency"),
            why=tr("Say why the model no longer rests on it."),
            action=tr("Remove"),
        )
        if record is not None and reason is not None and self.model is not None:
            session, model = self.context.session.current, self.model
            dependencies = self.context.workspace.dependencies
            self.run(
                tr("Recording the dependency"),
                lambda: dependencies.remove(session, model, record.kind, record.name, reason=reason),
            )


class DependencyForm(RecordForm):
    """Kind, name and note of a dependency."""

    def __init__(self, section: DependenciesSection) -> None:
        """Offer the models and data sets of the workspace."""
        tr = section.words.tr
        super().__init__(
            section.context,
            section,
            name="dependency_form",
            title=tr("Add a dependency"),
            why=tr("Models that name the same thing alike are found as shared risk."),
        )
        self.kind = self.add_enum("kind", tr("Kind"), DependencyKind)
        feeders = [entry for entry in section.names.entries if entry[1] != section.model]
        self.feeder = self.add_choice("feeder", tr("Feeder model"), feeders, ask=tr("choose"))
        datasets = section.context.workspace.inventory.datasets()
        listed = [(f"{item.id} · {self.words.text(item.name)}", item.id) for item in datasets]
        self.dataset = self.add_choice("dataset", tr("Data set"), listed, ask=tr("none of these"))
        self.called = self.add_line("name", tr("Name"))
        self.note = self.add_text("note", tr("Note"))
        self.kind.currentIndexChanged.connect(lambda _: self._fit_kind())
        self.called.widget.textChanged.connect(lambda *_: self.recheck())
        self.need(lambda: None if self._chosen() else tr("Say what the model rests on."))
        self._fit_kind()

    def _fit_kind(self) -> None:
        kind = DependencyKind(self.kind.currentData())
        self.grid.show_row(self.feeder, shown=kind is DependencyKind.FEEDER_MODEL)
        self.grid.show_row(self.dataset, shown=kind is DependencyKind.DATA_SOURCE)
        self.grid.show_row(self.called.widget, shown=kind is not DependencyKind.FEEDER_MODEL)

    def _chosen(self) -> str:
        kind = DependencyKind(self.kind.currentData())
        if kind is DependencyKind.FEEDER_MODEL:
            return str(self.feeder.currentData() or "")
        if kind is DependencyKind.DATA_SOURCE and self.dataset.currentData():
            return str(self.dataset.currentData())
        return self.called.plain

    def entered(self) -> Dependency:
        """Return what was entered."""
        return Dependency(
            kind=DependencyKind(self.kind.currentData()), name=self._chosen(), note=self.note.text
        )


SECTION = DependenciesSection

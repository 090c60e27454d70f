"""Which models does somebody want to see, and which choices of that do they keep?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.ids import PersonId
from core.inventory import ModelKind, State
from core.messages import N_
from core.model_list import EVERY_MODEL, ModelCounts, ModelQuery
from core.risk import Band
from core.saved_filters import SavedFilter, SavedFilters, is_everything, saved
from gui.context import GuiContext
from gui.widgets.basic import SecondaryButton, show_error
from gui.widgets.flow import FlowLayout

V = TypeVar("V")
HIGH = (Band.HIGH, Band.SEVERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A condition that is switched on by one click."""

    id: str
    text: str
    """With the placeholder {n}."""
    number: Callable[[ModelCounts], int]
    on: Callable[[ModelQuery], bool]
    switch: Callable[[ModelQuery, bool], ModelQuery]


class FilterBar(QWidget):
    """Words, chips, a menu of further conditions, and the filters a person keeps by name."""

    changed = Signal()
    """The query is another one."""

    def __init__(self, context: GuiContext) -> None:
        """Begin with the person's default filter."""
        super().__init__()
        self.context = context
        self.kept = SavedFilters(context.settings.folder)
        self.query = EVERY_MODEL
        self._chips = {chip.id: (chip, self._chip_button(chip)) for chip in self._offered()}
        self._saved: list[tuple[SavedFilter, QPushButton]] = []
        self._chosen: list[QPushButton] = []
        self.field = self._field()
        self.conditions = self._menu_button(N_("Filter"), "filter_conditions", self._fill_conditions)
        self.filters = self._menu_button(N_("Saved filters"), "filter_saved", self._fill_saved)
        self._flow = FlowLayout()
        self._build()
        default = self.kept.default
        if default is not None:
            self.query = default.for_person(self._me())
            self.field.setText(self.query.text)
        self._offer_saved()

    def _field(self) -> QLineEdit:
        tr = self.context.translator.tr
        field = QLineEdit()
        field.setObjectName("filter")
        field.setPlaceholderText(tr("Filter models"))
        field.setAccessibleName(tr("Filter models"))
        field.setToolTip(
            tr("Searches names, purposes, owners, versions, findings and documents; words may be begun only.")
        )
        field.setClearButtonEnabled(True)
        field.addAction(self.context.theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        field.textChanged.connect(lambda text: self.take(replace(self.query, text=text)))
        return field

    def _menu_button(self, text: str, name: str, fill: Callable[[QMenu], None]) -> QPushButton:
        button = SecondaryButton(self.context.translator.tr(text), name=name)
        menu = QMenu(button)
        menu.setObjectName(f"{name}_menu")
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(menu.clear)
        menu.aboutToShow.connect(lambda: fill(menu))
        button.setMenu(menu)
        return button

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        line.addWidget(self.conditions)
        line.addWidget(self.filters)
        layout.addLayout(line)
        for _, button in self._chips.values():
            self._flow.addWidget(button)
        layout.addLayout(self._flow)

    def _offered(self) -> tuple[Chip, ...]:
        return (
            Chip(
                id="high",
                text=N_("High & severe · {n}"),
                number=lambda counts: counts.high,
                on=lambda query: set(query.tiers) == set(HIGH),
                switch=lambda query, on: replace(query, tiers=HIGH if on else ()),
            ),
            Chip(
                id="pending",
                text=N_("Approval pending · {n}"),
                number=lambda counts: counts.awaiting,
                on=lambda query: query.awaits_decision,
                switch=lambda query, on: replace(query, awaits_decision=on),
            ),
            Chip(
                id="overdue",
                text=N_("Overdue · {n}"),
                number=lambda counts: counts.overdue,
                on=lambda query: query.overdue,
                switch=lambda query, on: replace(query, overdue=on),
            ),
            Chip(
                id="findings",
                text=N_("Open findings · {n}"),
                number=lambda counts: counts.with_findings,
                on=lambda query: query.with_findings,
                switch=lambda query, on: replace(query, with_findings=on),
            ),
            Chip(
                id="mine",
                text=N_("Mine · {n}"),
                number=lambda counts: counts.mine,
                on=lambda query: query.mine is not None,
                switch=lambda query, on: replace(query, mine=self._me() if on else None),
            ),
        )

    def _me(self) -> PersonId:
        return self.context.session.person.id

    def _chip_button(self, chip: Chip) -> QPushButton:
        button = SecondaryButton("", name=f"chip_{chip.id}")
        button.setProperty("kind", "chip")
        button.setCheckable(True)
        button.clicked.connect(lambda on: self.take(chip.switch(self.query, on)))
        return button

    def take(self, query: ModelQuery) -> None:
        """Ask for something else."""
        if query == self.query:
            return
        self.query = query
        if self.field.text() != query.text:
            self.field.setText(query.text)
        self._show_chosen()
        self.changed.emit()

    def clear(self) -> None:
        """Ask for all models, in the same order."""
        self.take(replace(EVERY_MODEL, order=self.query.order, descending=self.query.descending))

    def say(self, counts: ModelCounts) -> None:
        """Write the numbers on the chips, and show what is switched on."""
        tr = self.context.translator.tr
        for chip, button in self._chips.values():
            _name(button, tr(chip.text, n=chip.number(counts)))
        inventory = self.context.workspace.inventory
        for item, button in self._saved:
            total = inventory.page(item.for_person(self._me()), limit=1).total
            _name(button, f"{item.name} · {total}")
        self._show_chosen()

    def _show_chosen(self) -> None:
        for chip, button in self._chips.values():
            button.setChecked(chip.on(self.query))
        for item, button in self._saved:
            button.setChecked(_alike(item.for_person(self._me()), self.query))
        for button in self._chosen:
            self._drop(button)
        self._chosen = [self._removable(text, without) for text, without in self._further()]
        for button in self._chosen:
            self._flow.addWidget(button)

    def _further(self) -> list[tuple[str, ModelQuery]]:
        """Return the conditions no chip stands for, each with the query without it."""
        query, label = self.query, self.context.translator.label
        found = [(label(item), replace(query, states=_less(query.states, item))) for item in query.states]
        if set(query.tiers) != set(HIGH):
            found += [(label(item), replace(query, tiers=_less(query.tiers, item))) for item in query.tiers]
        found += [(label(item), replace(query, kinds=_less(query.kinds, item))) for item in query.kinds]
        found += [(item, replace(query, areas=_less(query.areas, item))) for item in query.areas]
        names = self.context.workspace.inventory.owners()
        found += [
            (names.get(item, item), replace(query, owners=_less(query.owners, item))) for item in query.owners
        ]
        if query.conditions_open:
            found.append(
                (self.context.translator.tr("Conditions open"), replace(query, conditions_open=False))
            )
        return found

    def _removable(self, text: str, without: ModelQuery) -> QPushButton:
        button = SecondaryButton(f"{text}  ×".replace("&", "&&"), name="chip_condition")
        button.setProperty("kind", "chip")
        button.setCheckable(True)
        button.setChecked(True)
        button.setAccessibleName(self.context.translator.tr("Remove the condition “{what}”", what=text))
        button.clicked.connect(lambda _on: self.take(without))
        return button

    def _fill_conditions(self, menu: QMenu) -> None:
        tr, label, query = self.context.translator.tr, self.context.translator.label, self.query
        inventory = self.context.workspace.inventory
        states = menu.addMenu(tr("State"))
        for state in State:
            self._option(states, label(state), state in query.states, _with(query, "states", state))
        tiers = menu.addMenu(tr("Tier"))
        for tier in Band:
            self._option(tiers, label(tier), tier in query.tiers, _with(query, "tiers", tier))
        kinds = menu.addMenu(tr("Kind"))
        for kind in ModelKind:
            self._option(kinds, label(kind), kind in query.kinds, _with(query, "kinds", kind))
        areas = menu.addMenu(tr("Business area"))
        for area in inventory.areas():
            self._option(areas, area, area in query.areas, _with(query, "areas", area))
        owners = menu.addMenu(tr("Owner"))
        for person, name in inventory.owners().items():
            self._option(owners, name, person in query.owners, _with(query, "owners", person))
        wanted = replace(query, conditions_open=not query.conditions_open)
        self._option(menu, tr("Conditions open"), query.conditions_open, wanted)
        menu.addSeparator()
        everything = menu.addAction(tr("Show all models"))
        everything.triggered.connect(lambda _on: self.clear())

    def _option(self, menu: QMenu, text: str, on: bool, wanted: ModelQuery) -> QAction:  # noqa: FBT001 (one call a line)
        action = menu.addAction(text.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(on)
        action.triggered.connect(lambda _on: self.take(wanted))
        return action

    def _fill_saved(self, menu: QMenu) -> None:
        tr = self.context.translator.tr
        for item in self.kept.all():
            inner = menu.addMenu(item.name.replace("&", "&&"))
            self._fill_one(inner, item)
        menu.addSeparator()
        keep = menu.addAction(tr("Keep this filter …"))
        enable = tr("Narrow the list first.") if is_everything(self.query) else None
        keep.setEnabled(enable is None)
        keep.setToolTip(enable or "")
        keep.triggered.connect(lambda _on: self.keep())

    def _fill_one(self, menu: QMenu, item: SavedFilter) -> None:
        tr = self.context.translator.tr
        deeds: tuple[tuple[str, Callable[[], None]], ...] = (
            (tr("Apply"), lambda: self.take(item.for_person(self._me()))),
            (tr("Replace by what is shown now"), lambda: self._replace(item)),
            (tr("Rename …"), lambda: self._rename(item)),
            (tr("Delete"), lambda: self.kept.remove(item.name)),
        )
        default = menu.addAction(tr("Begin with it"))
        default.setCheckable(True)
        default.setChecked(item.default)
        default.triggered.connect(
            lambda on: self._do(lambda: self.kept.choose_default(item.name if on else None))
        )
        for text, deed in deeds:
            menu.addAction(text).triggered.connect(lambda _on, wanted=deed: self._do(wanted))

    def _do(self, deed: Callable[[], None]) -> None:
        try:
            deed()
        except PruefsteinError as error:
            show_error(self, self.context.translator, error)
        self._offer_saved()
        self.changed.emit()

    def _replace(self, item: SavedFilter) -> None:
        self.kept.put(saved(item.name, self.query, default=item.default))

    def _rename(self, item: SavedFilter) -> None:
        name = self._ask(item.name)
        if name:
            self.kept.rename(item.name, name)

    def keep(self, name: str = "") -> None:
        """Keep what is shown now under a name, which is asked for unless it is given."""
        chosen = name or self._ask("")
        if chosen:
            self._do(lambda: self.kept.add(saved(chosen, self.query)))

    def _ask(self, present: str) -> str:
        tr = self.context.translator.tr
        title = tr("Keep filter")
        name, said = QInputDialog.getText(
            self, title, tr("Name of the filter"), QLineEdit.EchoMode.Normal, present
        )
        return name.strip() if said else ""

    def _offer_saved(self) -> None:
        for _, button in self._saved:
            self._drop(button)
        self._saved = [(item, self._saved_button(item)) for item in self.kept.all()]
        for _, button in self._saved:
            self._flow.addWidget(button)

    def _drop(self, button: QPushButton) -> None:
        self._flow.removeWidget(button)
        button.hide()
        button.deleteLater()

    def _saved_button(self, item: SavedFilter) -> QPushButton:
        button = SecondaryButton(item.name, name=f"saved_{item.name}")
        button.setProperty("kind", "chip")
        button.setCheckable(True)
        button.setIcon(self.context.theme.icon("save"))
        button.clicked.connect(lambda on: self.take(item.for_person(self._me())) if on else self.clear())
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        button.customContextMenuRequested.connect(lambda place: self._menu_of(button, item, place))
        return button

    def _menu_of(self, button: QPushButton, item: SavedFilter, place: QPoint) -> None:
        menu = QMenu(button)
        self._fill_one(menu, item)
        menu.popup(button.mapToGlobal(place))


def _name(button: QPushButton, text: str) -> None:
    button.setText(text.replace("&", "&&"))
    button.setAccessibleName(text)


def _alike(one: ModelQuery, other: ModelQuery) -> bool:
    return replace(one, order=other.order, descending=other.descending) == other


def _less(items: Iterable[V], item: V) -> tuple[V, ...]:
    return tuple(each for each in items if each != item)


def _with(query: ModelQuery, field: str, item: object) -> ModelQuery:
    """Return the query with one more, or one less, of the choices of a field."""
    chosen: tuple[object, ...] = getattr(query, field)
    return replace(query, **{field: _less(chosen, item) if item in chosen else (*chosen, item)})  # type: ignore[arg-type] # the field's own type

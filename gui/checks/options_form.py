"""What is asked of the checks besides predictions and groups?"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.errors import PruefsteinError
from core.measures import measure_label
from core.messages import N_
from core.options import MetricChoice, Period
from gui.checks.entry import OptionsEntry
from gui.checks.lines import Lines
from gui.checks.population import read_shares
from gui.checks.reading import Known
from gui.checks.rules import RulesTable
from gui.context import Look
from gui.widgets.basic import KeyValueGrid, SecondaryButton, enable_with_reason, label, show_error
from gui.widgets.inputs import choice, line, of_enum

SECTIONS = (
    N_("Time"),
    N_("Rating grades"),
    N_("Decisions and costs"),
    N_("Columns"),
    N_("What may change"),
    N_("Population"),
    N_("Measure of fairness"),
)


Guide = Callable[[MetricChoice | None], MetricChoice | None]
"""Asks which measure fits, beginning with what was chosen before."""


class OptionsForm(QWidget):
    """Sections at the left, the fields of one of them at the right, each with what it is for."""

    changed = Signal()

    def __init__(self, look: Look, known: Known, *, guide: Guide) -> None:
        """Offer the columns there are; `guide` asks which measure fits."""
        super().__init__()
        self._look, self._known, self._guide = look, known, guide
        self._metric: MetricChoice | None = None
        self._names = [column.name for column in known.columns]
        self.sections = QListWidget()
        self.sections.setObjectName("option_sections")
        self.sections.setAccessibleName(look.translator.tr("Options"))
        self.sections.setFixedWidth(190)
        self.sections.addItems([look.translator.tr(name) for name in SECTIONS])
        self._stack = QStackedWidget()
        for page in (
            self._time(), self._grades(), self._decisions(), self._columns(),
            self._rules(), self._population(), self._measure(),
        ):  # fmt: skip
            self._stack.addWidget(page)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.sections)
        row.addWidget(self._stack, 1)
        self.sections.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.sections.setCurrentRow(0)
        self._listen()

    def _page(self, *words: str) -> tuple[QWidget, QVBoxLayout]:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for text in words:
            column.addWidget(label(text, "muted", wrap=True))
        return page, column

    def _column(self, name: str, title: str, nothing: str) -> QComboBox:
        combo = choice(name, title, [(item, item) for item in self._names], ask=nothing)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(14)
        return combo

    def _time(self) -> QWidget:
        tr = self._look.translator.tr
        page, column = self._page(
            tr(
                "The time column says when a case was decided. The rows are then also looked at window by "
                "window."
            )
        )
        self.time = self._column("option_time", tr("Time column"), tr("none, or the column with that role"))
        self.period = of_enum("option_period", tr("Length of a window"), self._look.translator, Period)
        grid = KeyValueGrid(key_width=150)
        grid.add(tr("Time column"), self.time)
        grid.add(tr("Length of a window"), self.period)
        column.addWidget(grid)
        column.addStretch(1)
        return page

    def _grades(self) -> QWidget:
        tr = self._look.translator.tr
        page, column = self._page(
            tr(
                "The rating grade of each case, and per grade the probability of default it stands for. "
                "List the grades from best to worst; without a list they are put in order by their mean "
                "score, and without a probability the mean score of the grade counts."
            )
        )
        self.grade = self._column("option_grade", tr("Column with the grade"), tr("none"))
        grid = KeyValueGrid(key_width=150)
        grid.add(tr("Column with the grade"), self.grade)
        column.addWidget(grid)
        heads = [tr("Grade, best first"), tr("Probability of default, such as 0.5 %")]
        self.grades = Lines(self._look, heads, name="grades", title=tr("Rating grades"), ordered=True)
        column.addWidget(self.grades, 1)
        return page

    def _decisions(self) -> QWidget:
        tr = self._look.translator.tr
        page, column = self._page(
            tr(
                "The column with what was finally decided, in the values of the prediction. Where it differs "
                "from the model, somebody overrode it."
            )
        )
        self.decision = self._column("option_decision", tr("Final decision"), tr("none"))
        grid = KeyValueGrid(key_width=230)
        grid.add(tr("Final decision"), self.decision)
        column.addWidget(grid)
        said = tr(
            "What wrong decisions cost, in any unit; only their relation counts. The analysis of cut-offs "
            "weighs mistakes by it. Empty: both cost the same."
        )
        words = label(said, "muted", wrap=True)
        words.setContentsMargins(0, 14, 0, 0)
        column.addWidget(words)
        self.false_favorable = line("cost_favorable", tr("Wrongly favorable"), hint=tr("for example 5"))
        self.false_unfavorable = line("cost_unfavorable", tr("Wrongly unfavorable"), hint=tr("for example 1"))
        costs = KeyValueGrid(key_width=230)
        costs.add(tr("Wrongly favorable, such as a loan that defaults"), self.false_favorable)
        costs.add(tr("Wrongly unfavorable, such as a good customer lost"), self.false_unfavorable)
        column.addWidget(costs)
        column.addStretch(1)
        return page

    def _columns(self) -> QWidget:
        tr = self._look.translator.tr
        page, column = self._page()
        self.segments = Ticks(tr("Segments"), self._names, name="segments")
        self.controls = Ticks(tr("Control columns"), self._names, name="controls")
        self.quasi = Ticks(tr("Quasi-identifiers"), self._names, name="quasi_identifiers")
        row = QHBoxLayout()
        row.setSpacing(14)
        for ticks, words in (
            (self.segments, tr("Weak spots are sought by these columns. None: features and groups.")),
            (self.controls, tr("Groups are compared within their values, such as the same occupation.")),
            (self.quasi, tr("By these together a person could be recognized. None: features and groups.")),
        ):
            part = QVBoxLayout()
            part.setSpacing(6)
            part.addWidget(label(ticks.title, "strong"))
            said = label(words, "muted", wrap=True)
            said.setMinimumHeight(52)
            said.setAlignment(Qt.AlignmentFlag.AlignTop)
            part.addWidget(said)
            part.addWidget(ticks, 1)
            row.addLayout(part, 1)
        column.addLayout(row, 1)
        return page

    def _rules(self) -> QWidget:
        tr = self._look.translator.tr
        page, column = self._page(
            tr(
                "What the person concerned could change: counterfactuals and advice keep to it, and the "
                "search for ways to game the model. Effort is that of one standard deviation, or of another "
                "category."
            ),
            tr(
                "Expected says how the chance of the favorable outcome must move when the value rises; it is "
                "checked against the model."
            ),
        )
        features = [item.name for item in self._known.columns if item.name not in self._known.outcomes]
        self.rules = RulesTable(self._look, features)
        column.addWidget(self.rules, 1)
        return page

    def _population(self) -> QWidget:
        tr = self._look.translator.tr
        page, column = self._page(
            tr(
                "The share of each group in the population the model is meant for. Then it shows which "
                "groups the data hold too rarely. The shares of one column add up to 100 %."
            )
        )
        heads = [tr("Sensitive column"), tr("Group"), tr("Share")]
        self.population = Lines(self._look, heads, name="population", title=tr("Population"))
        load = SecondaryButton(tr("From a CSV file …"), name="population_csv")
        load.clicked.connect(lambda _=False: self._load())
        self.population.buttons.insertWidget(2, load)
        column.addWidget(self.population, 1)
        return page

    def _measure(self) -> QWidget:
        tr = self._look.translator.tr
        page, column = self._page(
            tr(
                "Measures of fairness contradict each other. A few questions about the purpose lead to the "
                "one that counts here; your answers are kept with the results as evidence."
            )
        )
        self.measure = label("", "strong", wrap=True)
        self.measure.setObjectName("metric_chosen")
        column.addWidget(self.measure)
        row = QHBoxLayout()
        ask = SecondaryButton(tr("Which measure fits? …"), name="metric_guide")
        ask.clicked.connect(lambda _=False: self._ask())
        self.forget = SecondaryButton(tr("Without a choice"), name="metric_forget")
        self.forget.clicked.connect(lambda _=False: self._choose(None))
        row.addWidget(ask)
        row.addWidget(self.forget)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        return page

    def _listen(self) -> None:
        for combo in (self.time, self.period, self.grade, self.decision):
            combo.activated.connect(lambda _i: self.changed.emit())
        for field in (self.false_favorable, self.false_unfavorable):
            field.textChanged.connect(lambda _t: self.changed.emit())
        for part in (self.grades, self.segments, self.controls, self.quasi, self.rules, self.population):
            part.changed.connect(self.changed.emit)

    def _load(self) -> None:
        tr = self._look.translator.tr
        name, _ = QFileDialog.getOpenFileName(self, tr("Population"), "", "CSV (*.csv *.txt *.tsv)")
        if name:
            self.take_shares(name)

    def take_shares(self, name: str) -> None:
        """Read shares from a file in place of those entered."""
        from pathlib import Path

        try:
            self.population.fill(read_shares(Path(name)))
        except PruefsteinError as error:
            show_error(self, self._look.translator, error)

    def _ask(self) -> None:
        chosen = self._guide(self._metric)
        if chosen is not None:
            self._choose(chosen)

    def _choose(self, choice: MetricChoice | None) -> None:
        self._metric = choice
        tr = self._look.translator.tr
        said = tr("No measure was chosen.")
        if choice is not None:
            said = tr("Chosen: {measure}", measure=tr(measure_label(choice.measure)))
        self.measure.setText(said)
        enable_with_reason(self.forget, None if choice is not None else tr("No measure was chosen."))
        self.changed.emit()

    def fill(self, entry: OptionsEntry) -> None:
        """Show what was entered before."""
        self.blockSignals(True)
        for combo, value in (
            (self.time, entry.time),
            (self.period, entry.period),
            (self.grade, entry.grade),
            (self.decision, entry.decision),
        ):
            combo.setCurrentIndex(max(combo.findData(value), 0))
        self.grades.fill(entry.grades)
        self.false_favorable.setText(entry.false_favorable)
        self.false_unfavorable.setText(entry.false_unfavorable)
        self.segments.fill(entry.segments)
        self.controls.fill(entry.controls)
        self.quasi.fill(entry.quasi_identifiers)
        self.rules.fill(entry.rules)
        self.population.fill(entry.population)
        self._choose(entry.metric)
        self.blockSignals(False)

    def read(self, entry: OptionsEntry) -> OptionsEntry:
        """Return the entry with what stands in the form."""
        return replace(
            entry,
            time=_value(self.time),
            period=Period(self.period.currentData()),
            grade=_value(self.grade),
            grades=tuple((row[0], row[1]) for row in self.grades.rows()),
            decision=_value(self.decision),
            segments=self.segments.read(),
            controls=self.controls.read(),
            quasi_identifiers=self.quasi.read(),
            rules=self.rules.read(),
            false_favorable=self.false_favorable.text().strip(),
            false_unfavorable=self.false_unfavorable.text().strip(),
            population=tuple((row[0], row[1], row[2]) for row in self.population.rows()),
            metric=self._metric,
        )


_TICKED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable


class Ticks(QListWidget):
    """Columns to tick."""

    changed = Signal()

    def __init__(self, title: str, names: list[str], *, name: str) -> None:
        """Start with nothing ticked."""
        super().__init__()
        self.title = title
        self.setObjectName(name)
        self.setAccessibleName(title)
        for text in names:
            item = QListWidgetItem(text)
            item.setFlags(_TICKED)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.addItem(item)
        self.itemChanged.connect(lambda _item: self.changed.emit())

    def fill(self, names: tuple[str, ...]) -> None:
        """Tick columns."""
        for row in range(self.count()):
            item = self.item(row)
            item.setCheckState(Qt.CheckState.Checked if item.text() in names else Qt.CheckState.Unchecked)

    def read(self) -> tuple[str, ...]:
        """Return what is ticked."""
        items = [self.item(row) for row in range(self.count())]
        return tuple(item.text() for item in items if item.checkState() is Qt.CheckState.Checked)


def _value(combo: QComboBox) -> str | None:
    value = combo.currentData()
    return None if value is None else str(value)

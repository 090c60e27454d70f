"""How is the result of each check shown, as charts, sentences and tables?"""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from core.language import Translator
from core.results import CheckResult, DataTable, Measurement, Verdict, worst
from gui.widgets.basic import Card, KeyValueGrid, clear_layout, label
from gui.widgets.chart_view import ChartView, Rows
from gui.widgets.chips import chips
from gui.widgets.result_cards import (
    Shown,
    broken,
    column,
    comparison_card,
    conclusion_card,
    group_card,
    measures_card,
    notes_card,
    titled_card,
    verdict_badge,
    verdict_callout,
)
from gui.widgets.tables import RecordView
from reports.charts import (
    Series,
    beeswarm,
    calibration_chart,
    class_recall_chart,
    feature_rows_height,
    group_interval_chart,
    group_word,
    importance_bars,
    local_waterfall,
    output_scale,
    rate_series,
    ratio_series,
    recall_series,
    row_height,
)
from reports.drawing import Drawing

SCALE = 1.25
"""Pixels per point of all charts."""
Chart = Callable[[CheckResult, Translator, float, float], Drawing]
"""A chart made from a result for a width and height."""
_RATES = ("selection_rate", "tpr", "fpr")
_MEANS = ("mean_prediction", "mean_outcome", "mean_error", "mae")
"""What stands in the tables of groups: of classes, and of predicted numbers."""


def _series_rows(shown: Shown, series: Series) -> Rows:
    head = (shown.tr("Group"), "n", shown.tr("Value"), shown.tr("Low end"), shown.tr("High end"))
    cells = [
        (
            row.label,
            str(row.n),
            *("" if item is None else repr(item) for item in (row.value, row.low, row.high)),
        )
        for row in series.rows
    ]
    return [head, *cells]


def _table_rows(result: CheckResult, name: str) -> Rows:
    found = next((table for table in result.tables if table.id == name), None)
    if found is None:
        return ()
    return [tuple(item.name for item in found.columns), *_values(found)]


def _values(table: DataTable) -> list[tuple[str, ...]]:
    columns = [item.values for item in table.columns]
    return [tuple("" if cell is None else str(cell) for cell in row) for row in zip(*columns, strict=True)]


class FairnessResult(QWidget):
    """Each sensitive feature with its chart, its sentences and its tables."""

    def __init__(self, shown: Shown, feature: str = "") -> None:
        """Show one feature; the first that is not passed if none is named."""
        super().__init__()
        self._shown = shown
        named = [group.feature for group in shown.result.groups]
        named += [item.subject for item in shown.result.conclusions if item.subject]
        self.features = list(dict.fromkeys(named))
        measured = {item.measure for group in shown.result.groups for item in group.measurements}
        self._rates = _MEANS if "mean_prediction" in measured else _RATES
        self.feature = feature if feature in self.features else self._first()
        self._series, self._measure = "ratio", self._rates[0]
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._build()

    def _first(self) -> str:
        order = {"failed": 0, "not_decidable": 1}
        judged = sorted(self._shown.result.conclusions, key=lambda item: order.get(item.verdict.value, 2))
        subjects = [item.subject for item in judged if item.subject in self.features]
        return str(subjects[0]) if subjects else (self.features[0] if self.features else "")

    def choose(self, feature: str) -> None:
        """Show another feature."""
        self.feature = feature
        self._build()

    def _choose_series(self, series: str) -> None:
        self._series = series
        self._build()

    def _choose_measure(self, measure: str) -> None:
        self._measure = measure
        self._build()

    def _build(self) -> None:
        clear_layout(self._layout)
        body, cards = column()
        shown = self._shown
        if self.features:
            named = [(feature, feature) for feature in self.features]
            cards.addWidget(_left(chips(named, self.feature, self.choose)))
        judged = [item for item in shown.result.conclusions if item.subject == self.feature]
        if self.features:
            cards.addWidget(self._chart_card())
        callout = verdict_callout(shown, judged)
        if callout is not None:
            cards.addWidget(callout)
        if judged:
            title = shown.tr("Measures and thresholds for {feature}", feature=self.feature)
            cards.addWidget(conclusion_card(shown, judged, title))
        self._tables(cards)
        _last(cards, shown)
        self._layout.addWidget(body)

    def _tables(self, cards: QVBoxLayout) -> None:
        shown, feature = self._shown, self.feature
        groups = [group for group in shown.result.groups if group.feature == feature]
        if groups:
            cards.addWidget(
                group_card(shown, groups, self._rates, shown.tr("Groups of {feature}", feature=feature))
            )
        compared = [item for item in shown.result.comparisons if item.feature == feature]
        compared = [item for item in compared if item.measure in self._rates]
        if compared:
            cards.addWidget(comparison_card(shown, compared, shown.tr("Comparisons and tests")))

    def _chart_card(self) -> Card:
        shown = self._shown
        translator = shown.words.translator
        verdict = _worst(shown, self.feature)
        badges = [] if verdict is None else [verdict_badge(shown.theme, shown.words, verdict)]
        measure = shown.words.measure(self._measure)
        title = shown.tr("{measure} by {feature}", measure=measure, feature=self.feature)
        card = titled_card(title, badges)
        card.body.addLayout(self._choices())
        make = ratio_series if self._series == "ratio" else rate_series
        series = make(shown.result, self._measure, self.feature, translator)
        chart = ChartView(shown.theme, translator, name="fairness_chart", scale=SCALE)
        chart.set_height(round(row_height(series) * SCALE))
        chart.show_chart(
            lambda width, height: group_interval_chart(series, translator, width, height),
            _series_rows(shown, series),
        )
        chart.picked.connect(self.show_group)
        card.body.addWidget(chart)
        return card

    def show_group(self, tip: str) -> None:
        """Choose the row of the group whose element was clicked."""
        translator = self._shown.words.translator
        for view in self.findChildren(RecordView, "groups"):
            view.choose(lambda item: tip.startswith(group_word(item.label, translator)))
            view.setFocus()

    def _choices(self) -> QHBoxLayout:
        shown, row = self._shown, QHBoxLayout()
        kinds = [("ratio", shown.tr("Ratio to the reference")), ("rate", shown.tr("Rates"))]
        row.addWidget(chips(kinds, self._series, self._choose_series))
        row.addStretch(1)
        picker = QComboBox()
        picker.setObjectName("fairness_measure")
        picker.setAccessibleName(shown.tr("Measure"))
        feature = (item for item in shown.result.comparisons if item.feature == self.feature)
        for measure in dict.fromkeys(item.measure for item in feature):
            picker.addItem(shown.words.measure(measure), measure)
        picker.setCurrentIndex(picker.findData(self._measure))
        picker.activated.connect(lambda _: self._choose_measure(str(picker.currentData())))
        row.addWidget(picker)
        return row


def _worst(shown: Shown, feature: str) -> Verdict | None:
    judged = [item.verdict for item in shown.result.conclusions if item.subject == feature]
    return worst(judged) if judged else None


def _left(widget: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch(1)
    return holder


def _last(cards: QVBoxLayout, shown: Shown) -> None:
    notes = notes_card(shown)
    if notes is not None:
        cards.addWidget(notes)
    cards.addStretch(1)


def _whole(result: CheckResult) -> list[Measurement]:
    return [item for item in result.measurements if item.subject is None]


class PerformanceResult(QWidget):
    """Recall of each class against the trivial answer, calibration, all figures."""

    def __init__(self, shown: Shown) -> None:
        """Build the cards once."""
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        body, cards = column()
        self._shown = shown
        series = recall_series(shown.result, shown.words.translator)
        if series.rows:
            cards.addWidget(self._recall(series))
        callout = verdict_callout(shown, shown.result.conclusions)
        if callout is not None:
            cards.addWidget(callout)
        if shown.result.conclusions:
            title = shown.tr("Measures and thresholds")
            cards.addWidget(conclusion_card(shown, shown.result.conclusions, title))
        if any(table.id == "calibration" for table in shown.result.tables):
            cards.addWidget(self._calibration())
        classes = [item for item in shown.result.measurements if item.subject is not None]
        for items, title in (
            (classes, shown.tr("Each class")),
            (_whole(shown.result), shown.tr("The whole table")),
        ):
            card = measures_card(shown, items, title)
            if card is not None:
                cards.addWidget(card)
        _last(cards, shown)
        outer.addWidget(body)

    def _recall(self, series: Series) -> Card:
        shown, translator = self._shown, self._shown.words.translator
        card = Card(shown.tr("Recall of each class"))
        chart = ChartView(shown.theme, translator, name="recall_chart", scale=SCALE)
        chart.set_height(round(row_height(series) * SCALE))
        chart.show_chart(
            lambda width, height: class_recall_chart(shown.result, translator, width, height),
            _series_rows(shown, series),
        )
        card.body.addWidget(chart)
        trivial = self._trivial()
        if trivial:
            card.body.addWidget(label(trivial, "muted", wrap=True))
        return card

    def _trivial(self) -> str:
        found = {item.measure: item for item in _whole(self._shown.result)}
        if "accuracy" not in found or "accuracy_trivial" not in found:
            return ""
        words = self._shown.words
        return self._shown.tr(
            "Accuracy {accuracy}; always naming the largest class would give {trivial}.",
            accuracy=words.value("accuracy", found["accuracy"].value),
            trivial=words.value("accuracy", found["accuracy_trivial"].value),
        )

    def _calibration(self) -> Card:
        shown, translator = self._shown, self._shown.words.translator
        card = Card(shown.tr("Calibration"))
        chart = ChartView(shown.theme, translator, name="calibration_chart", scale=SCALE, height=320)
        chart.show_chart(
            lambda width, height: calibration_chart(shown.result, translator, width, height),
            _table_rows(shown.result, "calibration"),
        )
        card.body.addWidget(chart)
        return card


class ExplanationResult(QWidget):
    """Which features move the output, over all rows and for one case, with the certificate."""

    def __init__(self, shown: Shown) -> None:
        """Show the beeswarm first."""
        super().__init__()
        self._shown, self._chart = shown, "beeswarm"
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._build()

    def _choose(self, chart: str) -> None:
        self._chart = chart
        self._build()

    def _build(self) -> None:
        clear_layout(self._layout)
        shown = self._shown
        body, cards = column()
        have = {table.id for table in shown.result.tables if table.columns[0].values}
        if "global_importance" in have:
            cards.addWidget(self._global())
        callout = verdict_callout(shown, shown.result.conclusions)
        if callout is not None:
            cards.addWidget(callout)
        if "local" in have:
            cards.addWidget(self._local())
        cards.addWidget(self._certificate())
        if shown.result.conclusions:
            title = shown.tr("Measures and thresholds")
            cards.addWidget(conclusion_card(shown, shown.result.conclusions, title))
        _last(cards, shown)
        self._layout.addWidget(body)

    def _global(self) -> Card:
        shown = self._shown
        kinds = [("beeswarm", shown.tr("Beeswarm")), ("global_importance", shown.tr("Bars"))]
        card = titled_card(shown.tr("Most important features"), [chips(kinds, self._chart, self._choose)])
        swarm = self._chart == "beeswarm"
        card.body.addWidget(
            self._drawn(self._chart, beeswarm if swarm else importance_bars, 26 if swarm else 21)
        )
        return card

    def _local(self) -> Card:
        shown = self._shown
        row = shown.result.definition.parameters.get("local_row", "–")
        card = Card(shown.tr("One case: row {row} of the data set", row=str(row)))
        card.body.addWidget(self._drawn("local", local_waterfall, 23))
        return card

    def _drawn(self, table: str, chart: Chart, row: float) -> ChartView:
        shown, translator = self._shown, self._shown.words.translator
        view = ChartView(shown.theme, translator, name=f"{table}_chart", scale=SCALE)
        view.set_height(round(feature_rows_height(shown.result, table, row) * SCALE))
        view.show_chart(
            lambda width, height: chart(shown.result, translator, width, height),
            _table_rows(shown.result, table),
        )
        return view

    def _certificate(self) -> Card:
        shown, parameters = self._shown, self._shown.result.definition.parameters
        card = Card(shown.tr("Certificate of the explanation"))
        grid = KeyValueGrid(key_width=190)
        grid.add(shown.tr("Output scale"), output_scale(shown.result, shown.words.translator))
        named = (
            ("explainer", shown.tr("Explainer")),
            ("background_rows", shown.tr("Background rows")),
            ("background_digest", shown.tr("Background digest")),
            ("explained_rows", shown.tr("Explained rows")),
        )
        for key, name in named:
            if key in parameters:
                grid.add(name, broken(shown.words.translator.value(parameters[key])))
        grid.add(shown.tr("Seed"), str(parameters.get("seed", shown.seed)))
        for item in _whole(shown.result):
            grid.add(shown.words.measure(item.measure), shown.words.value(item.measure, item.value))
        card.body.addWidget(grid)
        return card


class PlainResult(QWidget):
    """Any other check: its conclusions and its figures as tables."""

    def __init__(self, shown: Shown) -> None:
        """Build the cards once."""
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        body, cards = column()
        callout = verdict_callout(shown, shown.result.conclusions)
        if callout is not None:
            cards.addWidget(callout)
        if shown.result.conclusions:
            title = shown.tr("Measures and thresholds")
            cards.addWidget(conclusion_card(shown, shown.result.conclusions, title))
        card = measures_card(shown, shown.result.measurements, shown.tr("Figures"))
        if card is not None:
            cards.addWidget(card)
        _last(cards, shown)
        outer.addWidget(body)


def result_view(shown: Shown) -> QWidget:
    """Return the view made for a check, or the plain one."""
    views: dict[str, Callable[[Shown], QWidget]] = {
        "group_fairness": FairnessResult,
        "performance": PerformanceResult,
        "explanation": ExplanationResult,
    }
    return views.get(shown.result.check, PlainResult)(shown)

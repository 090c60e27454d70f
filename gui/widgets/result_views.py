"""Which view shows the result of a check?

The comparison of groups has one of its own, in which features, measures and ratios are chosen; all others
are shown by their page, see `gui.widgets.result_page`.
"""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from core.results import Verdict, worst
from gui.widgets.basic import Card, clear_layout
from gui.widgets.chart_view import ChartView
from gui.widgets.chips import chips
from gui.widgets.result_cards import (
    Shown,
    column,
    comparison_card,
    conclusion_card,
    group_card,
    notes_card,
    titled_card,
    verdict_badge,
    verdict_callout,
)
from gui.widgets.result_page import SCALE, CheckResultPage, definition_card, table_card
from gui.widgets.tables import RecordView
from reports.charts import group_interval_chart, group_word, rate_series, ratio_series, row_height
from reports.results.group_spread import spread_part
from reports.results.page import view_of
from reports.results.series import series_rows

_RATES = ("selection_rate", "tpr", "fpr")
_MEANS = ("mean_prediction", "mean_outcome", "mean_error", "mae")
"""What stands in the tables of groups: of classes, and of predicted numbers."""


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
        self._spread(cards)

    def _spread(self, cards: QVBoxLayout) -> None:
        """Add the chosen measure of each group beside the reference, the extremes and all people."""
        view = view_of(self._shown.result, self._shown.words.translator)
        part = spread_part(view, self.feature, self._measure)
        card = None if part is None else table_card(self._shown, part)
        if card is not None:
            card.setObjectName("fairness_spread")
            cards.addWidget(card)

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
            series_rows(series, translator),
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
    cards.addWidget(definition_card(shown, view_of(shown.result, shown.words.translator)))
    cards.addStretch(1)


def result_view(shown: Shown) -> QWidget:
    """Return the view made for a check, or the page that every other check has."""
    if shown.result.check == "group_fairness":
        return FairnessResult(shown)
    return CheckResultPage(shown)

"""How are the figures of a check shown as tables, badges and sentences?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.results import CheckResult, Comparison, Conclusion, Group, Measurement, RunState, Verdict
from gui.theme import Theme
from gui.widgets.basic import Badge, Callout, Card, label
from gui.widgets.cells import Cell
from gui.widgets.painting import VERDICT_ICONS, VERDICT_TONES, Mark, Tone
from gui.widgets.tables import RecordView, TableColumn
from reports.charts import group_word
from reports.wording import Wording, only_measured, unjudged, verdict_sentence

Act = Callable[[Conclusion], QPushButton | None]
"""Makes the button that leads from a conclusion to its finding."""
_ROW = 34
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One result with everything its cards need."""

    theme: Theme
    words: Wording
    seed: int
    result: CheckResult
    act: Act

    def tr(self, text: str, **values: object) -> str:
        """Translate a sentence."""
        return self.words.translator.tr(text, **values)


def column() -> tuple[QWidget, QVBoxLayout]:
    """Return a widget with an empty column for cards."""
    widget = QWidget()
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 8, 0)
    layout.setSpacing(12)
    return widget, layout


def titled_card(title: str, extra: Sequence[QWidget] = ()) -> Card:
    """Return a card whose heading has widgets at its right."""
    card = Card()
    row = QHBoxLayout()
    row.addWidget(label(title, "heading", wrap=True), 1)
    for widget in extra:
        row.addWidget(widget)
    card.body.addLayout(row)
    return card


def verdict_badge(theme: Theme, words: Wording, verdict: Verdict) -> Badge:
    """Return a verdict as badge."""
    word = words.translator.label(verdict)
    return Badge(theme, VERDICT_TONES[verdict], word, icon=VERDICT_ICONS[verdict])


def result_badge(theme: Theme, words: Wording, result: CheckResult) -> Badge:
    """Return the verdict of a check, or how it ended when it did not finish."""
    if result.state is not RunState.FINISHED:
        return Badge(theme, Tone.BAD, words.translator.label(result.state))
    if only_measured(result):
        return Badge(theme, Tone.NEUTRAL, words.translator.tr("Measured, no limit"), icon="circle-dot")
    return verdict_badge(theme, words, result.verdict)


def compact(view: RecordView[R], *, rows: int = 12) -> RecordView[R]:
    """Make a table as high as its rows, up to a number of them, with narrow rows."""
    two_lines = any(
        column.cell(record).below for record in view.table.records for column in view.table.columns
    )
    height = 48 if two_lines else _ROW
    view.verticalHeader().setDefaultSectionSize(height)
    shown = min(max(len(view.table.records), 1), rows)
    view.setFixedHeight(view.horizontalHeader().sizeHint().height() + shown * height + 4)
    return view


def _verdict_cell(words: Wording, item: Conclusion) -> Cell:
    if unjudged(item):
        said = words.translator.tr("Measured, no limit")
        return Cell(text=said, tone=Tone.NEUTRAL, icon="circle-dot", badge=True)
    return Cell(
        text=words.translator.label(item.verdict),
        tone=VERDICT_TONES[item.verdict],
        icon=VERDICT_ICONS[item.verdict],
        badge=True,
    )


def conclusion_card(shown: Shown, conclusions: Sequence[Conclusion], title: str) -> Card:
    """Return measure, value, interval, threshold and verdict, one row each."""
    words, tr = shown.words, shown.tr
    level = words.level(next((item.interval for item in conclusions if item.interval), None))
    columns: tuple[TableColumn[Conclusion], ...] = (
        TableColumn(
            title=tr("Measure"),
            cell=lambda item: Cell(
                text=words.measure(item.measure), below=words.subject(item), tip=verdict_sentence(words, item)
            ),
        ),
        TableColumn(
            title=tr("Value, {level} interval", level=level),
            cell=lambda item: _judged_cell(words, item),
            key=lambda item: item.value,
            fits=True,
            right=True,
        ),
        TableColumn(
            title=tr("Threshold"),
            cell=lambda item: Cell(
                text=words.threshold(item.threshold, two_sided=item.two_sided), tip=_source(shown, item)
            ),
            fits=True,
            right=True,
        ),
        TableColumn(title=tr("Verdict"), cell=lambda item: _verdict_cell(words, item), fits=True),
    )
    card = Card(title)
    view = RecordView(shown.theme, columns, name="conclusions", title=title)
    view.fill(conclusions)
    card.body.addWidget(compact(view))
    return card


def _judged_cell(words: Wording, item: Conclusion) -> Cell:
    interval = words.interval(item.measure, item.interval)
    return Cell(text=words.value(item.measure, item.value), below="" if interval == "–" else interval)


def _source(shown: Shown, item: Conclusion) -> str:
    if item.threshold is None:
        return ""
    german = shown.words.translator.language == "de"
    return item.threshold.source_de if german else item.threshold.source_en


def verdict_callout(shown: Shown, conclusions: Sequence[Conclusion]) -> Callout | None:
    """Return what does not hold, in sentences, with the way to the findings; None without thresholds."""
    if not conclusions:
        return None
    failed = [item for item in conclusions if item.verdict is Verdict.FAILED]
    undecided = [item for item in conclusions if item.verdict is Verdict.NOT_DECIDABLE]
    if not failed and not undecided:
        title = shown.tr("Every threshold is kept with the whole interval.")
        passed = all(item.verdict is Verdict.PASSED for item in conclusions)
        if not passed:
            title = shown.tr("No threshold is broken; some could not be applied.")
        if all(unjudged(item) for item in conclusions):
            title = shown.tr("Measured; the policy sets no limit for it.")
        return Callout(shown.theme, Tone.OK if passed else Tone.NEUTRAL, title)
    title = shown.tr(
        "Thresholds: {failed} failed, {undecided} not decidable, {total} in all",
        failed=len(failed),
        undecided=len(undecided),
        total=len(conclusions),
    )
    callout = Callout(shown.theme, Tone.BAD if failed else Tone.WARN, title)
    for item in (*failed, *undecided):
        callout.add(_judged_line(shown, item))
    said = (verdict_sentence(shown.words, item) for item in (*failed, *undecided))
    callout.setAccessibleName(" ".join((title, *said)))
    return callout


def _judged_line(shown: Shown, item: Conclusion) -> QWidget:
    """Return what does not hold, with the way to its finding at the right."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(label(verdict_sentence(shown.words, item), wrap=True, selectable=True), 1)
    button = shown.act(item)
    if button is not None:
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return holder


def measures_card(shown: Shown, items: Sequence[Measurement], title: str) -> Card | None:
    """Return figures with interval and n; None when there is none."""
    if not items:
        return None
    words, tr = shown.words, shown.tr
    columns: tuple[TableColumn[Measurement], ...] = (
        TableColumn(
            title=tr("Measure"),
            cell=lambda item: Cell(
                text=words.measure(item.measure), below=item.subject or "", tip=words.measure(item.measure)
            ),
        ),
        TableColumn(
            title=tr("Value"),
            cell=lambda item: Cell(text=_value(words, item), tip=_why(words, item)),
            key=lambda item: item.value,
            fits=True,
            right=True,
        ),
        TableColumn(
            title=tr("Interval"),
            cell=lambda item: Cell(text=words.interval(item.measure, item.interval)),
            fits=True,
            right=True,
        ),
        TableColumn(
            title="n",
            cell=lambda item: Cell(text=words.translator.integer(item.n)),
            key=lambda item: item.n,
            fits=True,
            right=True,
        ),
    )
    card = Card(title)
    view = RecordView(shown.theme, columns, name="measures", title=title)
    view.fill(items)
    card.body.addWidget(compact(view))
    return card


def _value(words: Wording, item: Measurement) -> str:
    return words.value(item.measure, item.value)


def _why(words: Wording, item: Measurement) -> str:
    return "" if item.reason is None else words.reason(item.reason)


def group_card(shown: Shown, groups: Sequence[Group], rates: Sequence[str], title: str) -> Card:
    """Return the rates of each group; excluded groups stay visible with their reason."""
    words = shown.words
    columns: list[TableColumn[Group]] = [
        TableColumn(title=shown.tr("Group"), cell=lambda item: _group_cell(words, item)),
        TableColumn(
            title="n",
            cell=lambda item: Cell(text=words.translator.integer(item.n)),
            key=lambda item: item.n,
            width=70,
            right=True,
        ),
    ]
    columns += [_rate_column(words, rate) for rate in rates]
    card = Card(title)
    view = RecordView(shown.theme, columns, name="groups", title=title)
    view.fill(groups)
    card.body.addWidget(compact(view))
    return card


def _group_cell(words: Wording, item: Group) -> Cell:
    reason = "" if item.excluded is None else words.reason(item.excluded)
    return Cell(text=group_word(item.label, words.translator), below=reason, tip=reason)


def _rate_column(words: Wording, rate: str) -> TableColumn[Group]:
    def found(item: Group) -> Measurement | None:
        return next((figure for figure in item.measurements if figure.measure == rate), None)

    def cell(item: Group) -> Cell:
        figure = found(item)
        if figure is None:
            return Cell(text="–")
        interval = words.interval(rate, figure.interval)
        below = "" if interval == "–" else interval
        return Cell(text=_value(words, figure), below=below, tip=_why(words, figure))

    def key(item: Group) -> float | None:
        figure = found(item)
        return None if figure is None else figure.value

    return TableColumn(title=words.measure(rate).split(" (")[0], cell=cell, key=key, width=175, right=True)


def comparison_card(shown: Shown, items: Sequence[Comparison], title: str) -> Card:
    """Return difference, ratio and tests of each group against its reference."""
    words, tr = shown.words, shown.tr
    columns: tuple[TableColumn[Comparison], ...] = (
        TableColumn(
            title=tr("Group against reference"),
            cell=lambda item: Cell(text=_pair(shown, item), below=words.measure(item.measure)),
        ),
        TableColumn(
            title=tr("Difference"),
            cell=lambda item: _figure_cell(words, item.difference, item.difference.measure),
            key=lambda item: item.difference.value,
            width=170,
            right=True,
        ),
        TableColumn(
            title=tr("Ratio"),
            cell=lambda item: _figure_cell(words, item.ratio, item.ratio.measure),
            key=lambda item: item.ratio.value,
            width=120,
            right=True,
        ),
        TableColumn(title=tr("Tests: p (after Holm)"), cell=lambda item: _tests_cell(shown, item), width=210),
        *_verdict_column(shown, items),
    )
    card = Card(title)
    view = RecordView(shown.theme, columns, name="comparisons", title=title)
    view.fill(items)
    card.body.addWidget(compact(view))
    return card


def _verdict_column(shown: Shown, items: Sequence[Comparison]) -> tuple[TableColumn[Comparison], ...]:
    """Return the verdict of each pair, where any limit of the policy applies to one of them."""
    if all(item.verdict in {None, Verdict.NOT_APPLICABLE} for item in items):
        return ()
    words = shown.words

    def cell(item: Comparison) -> Cell:
        if item.verdict is None:
            return Cell(text="–")
        word = words.translator.label(item.verdict)
        why = "" if item.reason is None else f": {words.reason(item.reason)}"
        token = VERDICT_TONES[item.verdict].value
        mark = Mark(icon=VERDICT_ICONS[item.verdict], token=token, text="", said=word)
        return Cell(text=word, marks=(mark,), tip=word + why)

    return (TableColumn(title=words.translator.tr("Verdict"), cell=cell, width=76),)


def _pair(shown: Shown, item: Comparison) -> str:
    translator = shown.words.translator
    return shown.tr(
        "{group} against {reference}",
        group=group_word(item.group, translator),
        reference=group_word(item.reference, translator),
    )


def _figure_cell(words: Wording, item: Measurement, measure: str) -> Cell:
    interval = words.interval(measure, item.interval)
    below = "" if interval == "–" else interval
    return Cell(text=words.value(measure, item.value), below=below, tip=_why(words, item))


def _tests_cell(shown: Shown, item: Comparison) -> Cell:
    from core.measures import significance_label

    rows = []
    for test in item.tests:
        p = "–" if test.p is None else shown.words.figure(test.p)
        holm = "" if test.p_holm is None else f" ({shown.words.figure(test.p_holm)})"
        rows.append(f"{shown.tr(significance_label(test.test))}: {p}{holm}")
    first, *rest = rows or ["–"]
    return Cell(text=first, below="; ".join(rest), tip="\n".join(rows))


def notes_card(shown: Shown) -> Card | None:
    """Return what a reader must know about the figures; None when there is nothing."""
    if not shown.result.notes:
        return None
    card = Card(shown.tr("To be kept in mind"))
    for note in shown.result.notes:
        card.body.addWidget(label("• " + shown.words.reason(note), wrap=True, selectable=True))
    return card


def broken(text: str) -> str:
    """Return a text whose only long word, a digest, stands in two lines."""
    return f"{text[:32]}\n{text[32:]}" if len(text) == 64 and " " not in text else text

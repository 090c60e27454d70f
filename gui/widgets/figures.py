"""Where does every figure of a result stand, with numerator, denominator, interval and reason?"""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.results import CheckResult, Comparison, Measurement
from gui.widgets.basic import SecondaryButton, label
from gui.widgets.cells import Cell
from gui.widgets.inputs import line
from gui.widgets.result_cards import Shown
from gui.widgets.tables import RecordView, TableColumn
from reports.charts import group_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure with what it is about."""

    about: str
    """A group, a pair of groups, a class, or the whole table."""
    feature: str
    measure: str
    kind: str
    """Empty for a figure of its own; else whether it is a difference or a ratio of two."""
    unit: str
    """Measure whose unit the value is read in."""
    item: Measurement


def figures_of(shown: Shown, result: CheckResult) -> tuple[Figure, ...]:
    """Return every figure of a result: of the table, of each group, of each comparison."""
    return (*_whole(shown, result), *_groups(shown, result), *_pairs(shown, result))


def _whole(shown: Shown, result: CheckResult) -> Iterator[Figure]:
    for item in result.measurements:
        about = item.subject if item.subject is not None else shown.tr("whole table")
        yield _own(about, "", item)


def _groups(shown: Shown, result: CheckResult) -> Iterator[Figure]:
    for group in result.groups:
        about = group_word(group.label, shown.words.translator)
        for item in group.measurements:
            yield _own(about, group.feature, item)


def _pairs(shown: Shown, result: CheckResult) -> Iterator[Figure]:
    for pair in result.comparisons:
        about = _pair(shown, pair)
        for kind, unit, item in (
            (shown.tr("difference"), "demographic_parity_difference", pair.difference),
            (shown.tr("ratio"), "impact_ratio", pair.ratio),
        ):
            yield Figure(
                about=about, feature=pair.feature, measure=pair.measure, kind=kind, unit=unit, item=item
            )


def _own(about: str, feature: str, item: Measurement) -> Figure:
    return Figure(about=about, feature=feature, measure=item.measure, kind="", unit=item.measure, item=item)


def _pair(shown: Shown, pair: Comparison) -> str:
    translator = shown.words.translator
    return shown.tr(
        "{group} against {reference}",
        group=group_word(pair.group, translator),
        reference=group_word(pair.reference, translator),
    )


class FiguresDialog(QDialog):
    """All figures of one check in a table that filters, sorts and copies."""

    def __init__(self, shown: Shown, parent: QWidget | None) -> None:
        """List everything."""
        super().__init__(parent)
        self.setObjectName("figures")
        tr = shown.tr
        self.setWindowTitle(tr("All figures"))
        self.resize(1080, 680)
        self.view = RecordView(shown.theme, _columns(shown), name="all_figures", title=tr("All figures"))
        self.view.fill(figures_of(shown, shown.result))
        filter_ = line("filter", tr("Filter"), hint=tr("Filter by measure, column or group"))
        filter_.textChanged.connect(self.view.filter.search)
        copy = SecondaryButton(tr("Copy table"), name="copy_figures", theme=shown.theme, icon="copy")
        copy.clicked.connect(lambda _=False: self.view.copy())
        close = SecondaryButton(tr("Close"), name="close")
        close.clicked.connect(lambda _=False: self.accept())
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(label(tr("All figures"), "title"), 1)
        head.addWidget(filter_, 1)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(copy)
        foot.addWidget(close)
        column.addLayout(foot)


def _columns(shown: Shown) -> tuple[TableColumn[Figure], ...]:
    words, tr = shown.words, shown.tr

    def value(figure: Figure) -> Cell:
        item = figure.item
        why = "" if item.reason is None else words.reason(item.reason)
        return Cell(text=words.value(figure.unit, item.value), below=why, tip=why)

    def fraction(figure: Figure) -> Cell:
        item = figure.item
        if item.numerator is None or item.denominator is None:
            return Cell(text="–", faint=True)
        return Cell(text=f"{_count(shown, item.numerator)} / {_count(shown, item.denominator)}")

    return (
        TableColumn(
            title=tr("Measure"), cell=lambda item: Cell(text=words.measure(item.measure), below=item.kind)
        ),
        TableColumn(
            title=tr("Group"), cell=lambda item: Cell(text=item.about, below=item.feature), width=220
        ),
        TableColumn(title=tr("Value"), cell=value, key=lambda item: item.item.value, width=190, right=True),
        TableColumn(
            title=tr("Interval"),
            cell=lambda item: Cell(text=words.interval(item.unit, item.item.interval)),
            width=160,
            right=True,
        ),
        TableColumn(title=tr("Numerator / denominator"), cell=fraction, width=180, right=True),
        TableColumn(
            title="n",
            cell=lambda item: Cell(text=words.translator.integer(item.item.n)),
            key=lambda item: item.item.n,
            width=80,
            right=True,
        ),
    )


def _count(shown: Shown, value: float) -> str:
    if value == round(value):
        return shown.words.translator.integer(round(value))
    return shown.words.figure(value)


def figures_button(shown: Shown, parent: QWidget, *, small: bool = False) -> QPushButton:
    """Return the button that lists every figure of a result; `small` leaves only its icon in sight."""
    button = SecondaryButton(
        shown.tr("All figures"), name="all_figures_go", theme=shown.theme, icon="table-2"
    )
    if small:
        button.setToolTip(button.text())
        button.setText("")
    button.clicked.connect(lambda _=False: FiguresDialog(shown, parent).exec())
    return button

"""Which measure of fairness was chosen for this run, beside the groups it is about?"""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.options import CheckOptions
from gui.widgets.result_cards import Shown
from gui.widgets.result_page import part_card
from reports.results.metric_choice import metric_choice_parts

CHECKS = ("group_fairness",)
"""Checks on whose pages the choice is shown."""


def with_measure(shown: Shown, options: CheckOptions, view: QWidget) -> QWidget:
    """Return the view of a result with the chosen measure above it and the reasons below."""
    parts = metric_choice_parts(options, shown.words.translator)
    if shown.result.check not in CHECKS or not parts:
        return view
    holder = QWidget()
    holder.setObjectName("with_measure")
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    first, *rest = parts
    _add(column, part_card(shown, first))
    column.addWidget(view, 1)
    for part in rest:
        _add(column, part_card(shown, part))
    return holder


def _add(column: QVBoxLayout, card: QWidget | None) -> None:
    if card is not None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 8, 0)
        row.addWidget(card)
        column.addLayout(row)

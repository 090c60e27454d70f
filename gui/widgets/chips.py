"""How does a person choose one of a few things at a glance?"""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

PER_ROW = 4


def chips(shown: Sequence[tuple[str, str]], chosen: str, pick: Callable[[str], None]) -> QWidget:
    """Return buttons of which one is on, four in a row; each is (id, text)."""
    widget = QWidget()
    rows = QVBoxLayout(widget)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(6)
    group = QButtonGroup(widget)
    for start in range(0, len(shown), PER_ROW):
        row = QHBoxLayout()
        row.setSpacing(6)
        for id_, text in shown[start : start + PER_ROW]:
            button = _chip(id_, text, on=id_ == chosen)
            button.clicked.connect(lambda _=False, wanted=id_: pick(wanted))
            group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        rows.addLayout(row)
    return widget


def choose_chip(parent: QWidget, id_: str) -> None:
    """Switch a chip on without picking it."""
    button = parent.findChild(QPushButton, f"chip_{id_}")
    if button is not None:
        button.setChecked(True)


def _chip(id_: str, text: str, *, on: bool) -> QPushButton:
    button = QPushButton(text.replace("&", "&&"))
    button.setObjectName(f"chip_{id_}")
    button.setProperty("kind", "chip")
    button.setCheckable(True)
    button.setChecked(on)
    return button

"""How does a page offer what brings models in and takes them out?"""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from gui.context import GuiContext
from gui.widgets.basic import SecondaryButton

ACTIONS = ("import_register", "import_mlflow", "", "export_register", "export_json")
"""Ids of the window's actions; empty: a line between."""


class ExchangeButton(SecondaryButton):
    """A button whose menu holds the window's own actions, so that both say the same."""

    def __init__(self, context: GuiContext) -> None:
        """Fill the menu each time it opens: the actions belong to the window."""
        super().__init__(
            context.translator.tr("Import, export"),
            name="exchange",
            theme=context.theme,
            icon="file-up",
        )
        self.offered = QMenu(self)
        self.offered.setToolTipsVisible(True)
        self.clicked.connect(lambda _=False: self._open())

    def fill(self) -> None:
        """Put the window's actions into the menu."""
        self.offered.clear()
        for name in ACTIONS:
            action = self.window().findChild(QAction, f"action_{name}") if name else None
            if action is not None:
                self.offered.addAction(action)
            elif not name:
                self.offered.addSeparator()

    def _open(self) -> None:
        self.fill()
        self.offered.popup(self.mapToGlobal(self.rect().bottomLeft()))

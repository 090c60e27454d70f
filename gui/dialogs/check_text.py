"""What does a check look at, how, and where are its limits?"""

from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from core.checks.texts import check_text
from gui.context import Look
from gui.widgets.basic import SecondaryButton, label


class CheckTextDialog(QDialog):
    """The text of one check: purpose, method, signs of high risk, strengths, limits, references."""

    def __init__(self, context: Look, check: str, parent: QWidget | None = None) -> None:
        """Show the text in the language of the window."""
        super().__init__(parent)
        tr, text = context.translator.tr, check_text(check, context.translator.language)
        self.setObjectName("check_text")
        self.setWindowTitle(text.title)
        self.resize(640, 620)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.addWidget(label(text.title, "title", wrap=True))
        browser = QTextBrowser()
        browser.setOpenLinks(False)
        browser.setAccessibleName(text.title)
        parts = (
            (tr("Purpose"), text.purpose),
            (tr("Method"), text.method),
            (tr("Signs of high risk"), text.signs),
            (tr("Strengths"), text.strengths),
            (tr("Limits"), text.limitations),
            (tr("References"), text.references),
        )
        browser.setMarkdown("\n\n".join(f"### {title}\n\n{body}" for title, body in parts if body))
        layout.addWidget(browser, 1)
        close = SecondaryButton(tr("Close"), name="close")
        close.clicked.connect(self.accept)
        layout.addWidget(close)

"""What does the guide say about this page, and which keys are there?"""

from collections.abc import Sequence

from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QTabWidget, QTextBrowser, QVBoxLayout, QWidget

from core.checks.texts import check_text
from core.language import Translator
from gui.theme import RESOURCES


def guide_text(page: str, language: str) -> str:
    """Return a guide page as Markdown; the starting page where a page has none."""
    folder = RESOURCES / "guide" / language
    path = folder / f"{page}.md"
    return (path if path.exists() else folder / "start.md").read_text(encoding="utf-8")


class HelpDialog(QDialog):
    """The guide page and the list of shortcuts in two tabs."""

    def __init__(
        self,
        translator: Translator,
        page: str,
        shortcuts: Sequence[tuple[str, str]],
        parent: QWidget | None,
        *,
        check: str = "",
    ) -> None:
        """Show the page's guide; `shortcuts` are pairs of action and keys, `check` is the one in view."""
        super().__init__(parent)
        tr = translator.tr
        self.setObjectName("help")
        self.setWindowTitle(tr("Help"))
        self.resize(760, 620)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("Help"))
        self._shortcuts = 2 + bool(check)
        if check:
            text = check_markdown(translator, check)
            self.tabs.addTab(_browser(text, tr("This check")), tr("This check"))
        guide = guide_text(page, translator.language.value)
        self.tabs.addTab(_browser(guide, tr("This page")), tr("This page"))
        start = guide_text("start", translator.language.value)
        self.tabs.addTab(_browser(start, tr("First steps")), tr("First steps"))
        self.tabs.addTab(
            _browser(_table(shortcuts, tr("Action"), tr("Keys")), tr("Shortcuts")), tr("Shortcuts")
        )
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs)

    def show_shortcuts(self) -> None:
        """Open the list of shortcuts."""
        self.tabs.setCurrentIndex(self._shortcuts)


def check_markdown(translator: Translator, check: str) -> str:
    """Return the whole text of a check with its headings."""
    tr, text = translator.tr, check_text(check, translator.language)
    parts = (
        (tr("Purpose"), text.purpose),
        (tr("Method"), text.method),
        (tr("Signs of high risk"), text.signs),
        (tr("Strengths"), text.strengths),
        (tr("Limits"), text.limitations),
        (tr("References"), text.references),
    )
    body = "\n\n".join(f"## {title}\n\n{words}" for title, words in parts if words)
    return f"# {text.title}\n\n{body}"


def _browser(markdown: str, name: str) -> QTextBrowser:
    browser = QTextBrowser()
    browser.setAccessibleName(name)
    browser.setOpenLinks(False)
    browser.document().setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    _air(browser.document())
    browser.moveCursor(QTextCursor.MoveOperation.Start)
    return browser


def _air(document: QTextDocument) -> None:
    """Give paragraphs and headings room, which Markdown does not."""
    document.setDocumentMargin(12)
    block = document.begin()
    while block.isValid():
        cursor, form = QTextCursor(block), block.blockFormat()
        form.setTopMargin(16 if form.headingLevel() else 5)
        form.setBottomMargin(4)
        cursor.setBlockFormat(form)
        block = block.next()


def _table(shortcuts: Sequence[tuple[str, str]], action: str, keys: str) -> str:
    rows = "\n".join(f"| {name} | {key} |" for name, key in shortcuts)
    return f"| {action} | {keys} |\n|---|---|\n{rows}\n"

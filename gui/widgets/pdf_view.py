"""How are the pages of a report looked at inside the window?"""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from core.language import Translator
from gui.theme import Theme
from gui.widgets.basic import label

ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
"""Pixels per point that the buttons step through."""


def page_widths(data: bytes) -> tuple[float, ...]:
    """Return the width of every page in points; raises `PdfiumError` for something that is no PDF."""
    from pypdfium2 import PdfDocument

    with PdfDocument(data) as document:
        return tuple(float(document.get_page_size(number)[0]) for number in range(len(document)))


def render_page(data: bytes, number: int, scale: float, ratio: float = 1.0) -> QImage:
    """Draw one page (from 0) as a picture of `scale` logical pixels per point."""
    from pypdfium2 import PdfDocument

    with PdfDocument(data) as document:
        page = document[number]
        bitmap = page.render(scale=scale * ratio, prefer_bgrx=True)
        shape = (bitmap.width, bitmap.height, bitmap.stride)
        image = QImage(bytes(bitmap.buffer), *shape, QImage.Format.Format_RGB32).copy()
        bitmap.close()
        page.close()
    image.setDevicePixelRatio(ratio)
    return image


class PdfView(QWidget):
    """Pages of one document with buttons for page and zoom; Page Up and Page Down turn pages."""

    page_changed = Signal(int)

    def __init__(self, theme: Theme, translator: Translator, *, name: str = "pdf") -> None:
        """Start without a document."""
        super().__init__()
        self.setObjectName(name)
        self._theme, self._translator = theme, translator
        self._data = b""
        self._widths: tuple[float, ...] = ()
        self.page, self.pages = 0, 0
        self._zoom: float | None = None
        self._shown: tuple[int, float] | None = None
        self._paper = QLabel()
        self._paper.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(self._paper)
        self._area.setAccessibleName(translator.tr("Page of the report"))
        self._where = label("", "muted")
        self._buttons: dict[str, QToolButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._bar())
        layout.addWidget(self._area, 1)
        self._update()

    def _bar(self) -> QHBoxLayout:
        tr = self._translator.tr
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._tool("pdf_back", "chevron-left", tr("Page back")))
        row.addWidget(self._where)
        row.addWidget(self._tool("pdf_on", "chevron-right", tr("Next page")))
        row.addStretch(1)
        row.addWidget(self._tool("pdf_out", "zoom-out", tr("Smaller")))
        row.addWidget(self._tool("pdf_in", "zoom-in", tr("Larger")))
        row.addWidget(self._tool("pdf_fit", "file-text", tr("Fit the width")))
        self._buttons["pdf_back"].clicked.connect(lambda: self.go(self.page - 1))
        self._buttons["pdf_on"].clicked.connect(lambda: self.go(self.page + 1))
        self._buttons["pdf_out"].clicked.connect(lambda: self.zoom(-1))
        self._buttons["pdf_in"].clicked.connect(lambda: self.zoom(1))
        self._buttons["pdf_fit"].clicked.connect(self.fit)
        return row

    def _tool(self, name: str, icon: str, said: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setIcon(self._theme.icon(icon))
        button.setToolTip(said)
        button.setAccessibleName(said)
        self._buttons[name] = button
        return button

    def open(self, data: bytes) -> None:
        """Show another document from its first page; raises `PdfiumError` for something that is none.

        No file stays open: each page is drawn from the bytes when it is looked at.
        """
        self.close_document()
        self._widths = page_widths(data)
        self._data = data
        self.pages = len(self._widths)
        self._update()

    def close_document(self) -> None:
        """Show nothing."""
        self._data, self._widths, self.pages, self.page, self._shown = b"", (), 0, 0, None
        self._paper.setPixmap(QPixmap())
        self._update()

    def go(self, page: int) -> None:
        """Turn to a page, counted from 0; beyond the ends nothing happens."""
        if 0 <= page < self.pages and page != self.page:
            self.page = page
            self._update()
            self._area.verticalScrollBar().setValue(0)
            self.page_changed.emit(page)

    def zoom(self, steps: int) -> None:
        """Step to the next larger or smaller zoom."""
        current = self._scale()
        wanted = [item for item in ZOOMS if (item > current + 0.01 if steps > 0 else item < current - 0.01)]
        if wanted:
            self._zoom = wanted[0] if steps > 0 else wanted[-1]
            self._update()

    def fit(self) -> None:
        """Make the page as wide as the view."""
        self._zoom = None
        self._update()

    def _scale(self) -> float:
        if self._zoom is not None or not self.pages:
            return self._zoom or 1.0
        return max(0.3, (self._area.viewport().width() - 24) / self._widths[self.page])

    def _update(self) -> None:
        tr = self._translator.tr
        self._where.setText(
            tr("Page {page} of {pages}", page=self.page + 1, pages=self.pages) if self.pages else ""
        )
        for name, usable in {
            "pdf_back": self.page > 0,
            "pdf_on": self.page + 1 < self.pages,
            "pdf_out": self.pages > 0,
            "pdf_in": self.pages > 0,
            "pdf_fit": self.pages > 0,
        }.items():
            self._buttons[name].setEnabled(usable)
        if not self.pages:
            return
        wanted = (self.page, self._scale())
        if wanted != self._shown:
            image = render_page(self._data, *wanted, self.devicePixelRatioF())
            self._paper.setPixmap(QPixmap.fromImage(image))
            self._shown = wanted

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page as wide as the view while it is fitted."""
        super().resizeEvent(event)
        self._update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages with Page Up and Page Down."""
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if event.key() in steps:
            self.go(self.page + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Return room for a readable page."""
        return QSize(560, 700)

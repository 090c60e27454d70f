"""What stands around the text of every page, and how are pages numbered?"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from core.language import Translator
from reports.document import Document
from reports.drawing import fitted
from reports.fonts import Weight, text_width
from reports.layout.styles import BOTTOM, MARGIN, PAGE, TOP, WIDTH, ink, register_fonts

SIGNATURE_BOX = (MARGIN, 426.0, PAGE[0] - MARGIN, 538.0)
"""Where the visible signature stands on the last page: left, bottom, right, top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """The texts around the pages."""

    header: str
    kind: str
    footer: str
    draft: str
    """Watermark; empty for a report that will be signed."""
    unsigned: str
    """Words in the empty signature box of a draft."""


class NumberedCanvas(Canvas):  # type: ignore[misc]
    """Writes "page x of y": keeps all pages until their count is known."""

    def __init__(self, *arguments: Any, translator: Translator, **named: Any) -> None:
        """Start with the shipped font, so that no other one gets into the file."""
        named["initialFontName"] = Weight.REGULAR.font
        super().__init__(*arguments, **named)
        self._translator = translator
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 (name given by the library)
        """Keep the page."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write the numbers, then the file."""
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self._number(number)
            super().showPage()
        super().save()

    def _number(self, number: int) -> None:
        text = self._translator.tr("Page {page} of {pages}", page=number, pages=len(self._pages))
        self.setFont(Weight.REGULAR.font, 7.6)
        self.setFillColor(ink("muted"))
        self.drawRightString(PAGE[0] - MARGIN, 36, text)


class Template(BaseDocTemplate):  # type: ignore[misc]
    """Lays pages out and collects headings for contents and bookmarks."""

    def __init__(self, target: Any, document: Document, furniture: Furniture) -> None:
        """Make the three kinds of pages: cover, text, signature."""
        register_fonts()
        super().__init__(
            target,
            pagesize=PAGE,
            invariant=1,
            initialFontName=Weight.REGULAR.font,
            title=document.title,
            lang=document.language.value,
            allowSplitting=1,
            pageCompression=1,
        )
        self.addPageTemplates(
            [
                _page("cover", (78, BOTTOM), partial(_cover, furniture)),
                _page("text", (TOP, BOTTOM), partial(_text, furniture)),
                _page("closing", (TOP, SIGNATURE_BOX[3] + 16), partial(_closing, furniture)),
            ]
        )

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802
        """Bookmark a heading and enter it into the contents."""
        level = getattr(flowable, "heading_level", None)
        if level is None:
            return
        key, text = flowable.heading_key, flowable.heading_text
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(text, key, level, closed=level == 0)
        if flowable.heading_listed:
            self.notify("TOCEntry", (level, _escaped(text), self.page, key))


def _page(name: str, margins: tuple[float, float], paint: Any) -> PageTemplate:
    top, bottom = margins
    frame = Frame(
        MARGIN,
        bottom,
        WIDTH,
        PAGE[1] - top - bottom,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    return PageTemplate(name, [frame], onPage=paint)


def _cover(furniture: Furniture, canvas: Any, _template: Any) -> None:
    canvas.saveState()
    canvas.setFillColor(ink("accent"))
    canvas.rect(0, PAGE[1] - 7, PAGE[0], 7, stroke=0, fill=1)
    _brand(canvas, MARGIN, PAGE[1] - 50)
    _footer(furniture, canvas)
    canvas.restoreState()


def _text(furniture: Furniture, canvas: Any, _template: Any) -> None:
    canvas.saveState()
    y = PAGE[1] - 46
    canvas.setFont(Weight.MEDIUM.font, 7.6)
    canvas.setFillColor(ink("text"))
    room = WIDTH - text_width(furniture.kind, 7.6) - 16
    canvas.drawString(MARGIN, y, fitted(furniture.header, room, 7.6, Weight.MEDIUM))
    canvas.setFont(Weight.REGULAR.font, 7.6)
    canvas.setFillColor(ink("muted"))
    canvas.drawRightString(PAGE[0] - MARGIN, y, furniture.kind)
    _rule(canvas, y - 8)
    _footer(furniture, canvas)
    canvas.restoreState()


def _closing(furniture: Furniture, canvas: Any, template: Any) -> None:
    _text(furniture, canvas, template)
    if not furniture.draft:
        return
    left, bottom, right, top = SIGNATURE_BOX
    canvas.saveState()
    canvas.setStrokeColor(ink("border2"))
    canvas.setDash([4, 3])
    canvas.roundRect(left, bottom, right - left, top - bottom, 4, stroke=1, fill=0)
    canvas.setFont(Weight.REGULAR.font, 9)
    canvas.setFillColor(ink("muted"))
    canvas.drawCentredString((left + right) / 2, (bottom + top) / 2 - 3, furniture.unsigned)
    canvas.restoreState()


def _footer(furniture: Furniture, canvas: Any) -> None:
    _rule(canvas, 48)
    canvas.setFont(Weight.REGULAR.font, 7.6)
    canvas.setFillColor(ink("muted"))
    canvas.drawString(MARGIN, 36, furniture.footer)
    if furniture.draft:
        canvas.saveState()
        canvas.translate(PAGE[0] / 2, PAGE[1] / 2)
        canvas.rotate(52)
        canvas.setFont(Weight.BOLD.font, 84)
        canvas.setFillColor(ink("sunken"))
        canvas.drawCentredString(0, -28, furniture.draft)
        canvas.restoreState()


def _rule(canvas: Any, y: float) -> None:
    canvas.setStrokeColor(ink("border"))
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, y, PAGE[0] - MARGIN, y)


def _brand(canvas: Any, x: float, y: float) -> None:
    canvas.setFillColor(ink("accent"))
    canvas.roundRect(x, y - 4, 16, 16, 4, stroke=0, fill=1)
    canvas.setStrokeColor(ink("onAccent"))
    canvas.setLineWidth(1.7)
    canvas.setLineCap(1)
    canvas.lines([(x + 4.2, y + 3.8, x + 7, y + 1), (x + 7, y + 1, x + 12, y + 7.4)])
    canvas.setFont(Weight.SEMIBOLD.font, 11.5)
    canvas.setFillColor(ink("text"))
    canvas.drawString(x + 23, y, "Prüfstein")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")

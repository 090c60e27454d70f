"""How does each block of a document look on paper?"""

from typing import Any, assert_never
from xml.sax.saxutils import escape

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, Spacer, Table, TableStyle

from core.language import Translator
from reports.document import (
    Align,
    Block,
    Callout,
    Cell,
    Figure,
    Gap,
    KeyFacts,
    Method,
    Opinion,
    Statement,
)
from reports.document import Table as DocumentTable
from reports.fonts import Weight, text_width
from reports.layout.painting import Picture
from reports.layout.styles import TONES, WIDTH, code, ink, style

_BASE_FONT = ("FONT", (0, 0), (-1, -1), Weight.REGULAR.font, 8)
"""Every table names a font, or its empty cells fall back to one that is not embedded."""
_CHIP_SIZE = 7.4
_MANY_FACTS = 10
"""Rows from which names and values may part from the rest below their heading."""
_LONG = 2000
"""Characters from which a text is not kept on one page."""


def flow(block: Block, translator: Translator) -> list[Flowable]:
    """Return what is laid out for a block."""
    match block:
        case Statement():
            return [Paragraph(escape(block.text) + _sources(block, translator), style("body"))]
        case Method():
            return [Paragraph(escape(block.text), style("method"))]
        case Opinion():
            return _opinion(block, translator)
        case Gap():
            return _gap(block, translator)
        case Callout():
            return [callout(block), Spacer(1, 9)]
        case DocumentTable():
            return _table(block)
        case Figure():
            caption = escape(block.caption) + _references(block.evidence)
            parts = [Spacer(1, 4), Picture(block.drawing), Paragraph(caption, style("caption"))]
            return [KeepTogether(parts)]
        case KeyFacts():
            loose = [Spacer(1, 0)] if len(block.rows) > _MANY_FACTS else []
            return [*loose, key_facts(block), Spacer(1, 10)]
        case _:
            assert_never(block)


def least_height(block: Block | None) -> float:
    """Return how much room must follow a heading so that it does not stand alone."""
    match block:
        case Figure():
            return block.drawing.height + 30
        case KeyFacts():
            return min(20.0 * len(block.rows), 150)
        case DocumentTable():
            return 90
        case _:
            return 60


def callout(block: Callout) -> Flowable:
    """Return the colored box of a callout."""
    soft, color = TONES[block.tone]
    title = f'<font color="{code(color)}">{escape(block.title)}</font>'
    rows = [[Paragraph(title, style("callout_title"))]]
    if block.text:
        rows.append([Paragraph(escape(block.text) + _references(block.evidence), style("callout"))])
    box = Table(rows, colWidths=[WIDTH])
    box.setStyle(
        TableStyle(
            [
                _BASE_FONT,
                ("BACKGROUND", (0, 0), (-1, -1), ink(soft)),
                ("LINEBEFORE", (0, 0), (0, -1), 3, ink(color)),
                ("LEFTPADDING", (0, 0), (-1, -1), 13),
                ("RIGHTPADDING", (0, 0), (-1, -1), 12),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
                ("TOPPADDING", (0, 0), (-1, 0), 8),
                ("BOTTOMPADDING", (0, -1), (-1, -1), 9),
            ]
        )
    )
    return box


def key_facts(block: KeyFacts, name_share: float = 0.29) -> Flowable:
    """Return names on the left and values on the right."""
    rows = [[Paragraph(escape(name), style("fact_name")), _fact(cell)] for name, cell in block.rows]
    box = Table(rows, colWidths=[WIDTH * name_share, WIDTH * (1 - name_share)])
    box.setStyle(
        TableStyle(
            [
                _BASE_FONT,
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("NOSPLIT", (0, 0), (-1, min(3, len(rows) - 1))),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, ink("grid")),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 3.6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4.2),
            ]
        )
    )
    return box


class Chip(Flowable):  # type: ignore[misc]
    """A word on a small colored ground."""

    def __init__(self, text: str, fill: str, color: str) -> None:
        """Keep text and the names of the colors."""
        super().__init__()
        self.text, self.fill, self.color = text, fill, color

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Return the size: as wide as the text, never wider than its cell."""
        self.size = _CHIP_SIZE
        while self.size > 5 and text_width(self.text, self.size, Weight.SEMIBOLD) + 9 > width:
            self.size -= 0.2
        self.width, self.height = text_width(self.text, self.size, Weight.SEMIBOLD) + 9, 11.6
        return self.width, self.height

    def draw(self) -> None:
        """Paint ground and word."""
        self.canv.setFillColor(ink(self.fill))
        self.canv.roundRect(0, 0, self.width, self.height, 3.2, stroke=0, fill=1)
        self.canv.setFillColor(ink(self.color))
        self.canv.setFont(Weight.SEMIBOLD.font, self.size)
        self.canv.drawString(4.5, 3.2, self.text)


def _fact(cell: Cell) -> Flowable:
    if cell.tone is not None or cell.fill is not None:
        return _cell(cell, Align.LEFT)
    return Paragraph(escape(cell.text), style("fact_code" if cell.code else "fact"))


def _opinion(block: Opinion, translator: Translator) -> list[Flowable]:
    quote = translator.tr("“{quote}”", quote=block.text.strip())
    author = translator.tr("Attested by {name}", name=block.author)
    rows = [Paragraph(escape(part), style("quote")) for part in quote.split("\n") if part.strip()]
    rows.append(Paragraph(escape(author) + _references(block.evidence), style("author")))
    return [KeepTogether(rows)] if len(block.text) < _LONG else rows


def _gap(block: Gap, translator: Translator) -> list[Flowable]:
    word = translator.tr("Evidence missing.")
    lead = f'<font name="{Weight.SEMIBOLD.font}" color="{code("warn")}">{escape(word)}</font> '
    rows = [Paragraph(lead + escape(block.text), style("body"))]
    rows += [Paragraph(escape(item), style("item"), bulletText="–") for item in block.items]
    return [*rows, Spacer(1, 5)]


def _table(block: DocumentTable) -> list[Flowable]:
    total = sum(head.share for head in block.columns)
    widths = [WIDTH * head.share / total for head in block.columns]
    suffix = {Align.LEFT: "", Align.RIGHT: "_right"}
    heads = [Paragraph(escape(head.title), style("head" + suffix[head.align])) for head in block.columns]
    rows: list[list[Any]] = [
        [_cell(cell, head.align, small=block.compact) for cell, head in zip(row, block.columns, strict=True)]
        for row in block.rows
    ]
    box = Table([heads, *rows], colWidths=widths, repeatRows=1, splitByRow=1)
    box.setStyle(_table_style(2.2 if block.compact else 4))
    found: list[Flowable] = []
    if block.caption:
        caption = Paragraph(escape(block.caption) + _references(block.evidence), style("table_caption"))
        found += [CondPageBreak(96), caption]
    notes = "" if block.caption else _references(block.evidence)
    after = [Paragraph(notes, style("caption"))] if notes else [Spacer(1, 12)]
    return [*found, box, *after]


def _table_style(room: float) -> TableStyle:
    """Return lines and paddings, with some room above the text of each row."""
    return TableStyle(
        [
            _BASE_FONT,
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
            ("BACKGROUND", (0, 0), (-1, 0), ink("sunken")),
            ("LINEBELOW", (0, 0), (-1, 0), 0.7, ink("border2")),
            ("LINEBELOW", (0, 1), (-1, -1), 0.5, ink("grid")),
            ("LEFTPADDING", (0, 0), (-1, -1), room + 1),
            ("RIGHTPADDING", (0, 0), (-1, -1), room + 1),
            ("TOPPADDING", (0, 0), (-1, -1), room),
            ("BOTTOMPADDING", (0, 0), (-1, -1), room + 0.5),
        ]
    )


def _cell(cell: Cell, align: Align, *, small: bool = False) -> Flowable:
    if cell.fill is not None:
        return Chip(cell.text, *cell.fill)
    if cell.tone is not None:
        return Chip(cell.text, *TONES[cell.tone])
    suffix = "_right" if align is Align.RIGHT else ""
    name = "code" if cell.code else ("small" if small else "cell") + suffix
    first, _, rest = escape(cell.text).partition("\n")
    if cell.strong:
        first = f'<font name="{Weight.SEMIBOLD.font}">{first}</font>'
        rest = f'<font color="{code("muted")}">{rest}</font>' if rest else ""
    return Paragraph("<br/>".join((first, *rest.split("\n"))) if rest else first, style(name))


def _sources(block: Statement, translator: Translator) -> str:
    attested = ""
    if block.attested:
        word = translator.tr("attested by {name}", name=block.attested)
        attested = f' <font size="7.6" color="{code("muted")}">({escape(word)})</font>'
    return attested + _references(block.evidence)


def _references(evidence: tuple[str, ...]) -> str:
    if not evidence:
        return ""
    listed = escape(", ".join(evidence)).replace(" ", "\u00a0").replace(",\u00a0", ", ")
    return f' <font size="7.2" color="{code("muted")}">[{listed}]</font>'

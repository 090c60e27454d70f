"""Which fonts, sizes and colors do pages use?"""

from functools import cache
from typing import Any

from reportlab.graphics import shapes
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from reports.document import Tone
from reports.drawing import Color, light_tokens, resolve
from reports.fonts import FAMILY, Weight

PAGE = A4
MARGIN = 57.0
"""Left and right, in points."""
TOP, BOTTOM = 74.0, 62.0
WIDTH = PAGE[0] - 2 * MARGIN
"""Width of the text."""

TONES: dict[Tone, tuple[str, str]] = {
    Tone.NEUTRAL: ("neutralSoft", "neutral"),
    Tone.INFO: ("infoSoft", "info"),
    Tone.OK: ("okSoft", "ok"),
    Tone.WARN: ("warnSoft", "warn"),
    Tone.BAD: ("badSoft", "bad"),
}
"""Fill and ink of each tone."""


@cache
def register_fonts() -> None:
    """Make the shipped font known, and the only one that drawings may fall back to."""
    for weight in Weight:
        pdfmetrics.registerFont(TTFont(weight.font, str(weight.path)))
    pdfmetrics.registerFontFamily(
        FAMILY,
        normal=Weight.REGULAR.font,
        bold=Weight.SEMIBOLD.font,
        italic=Weight.REGULAR.font,
        boldItalic=Weight.SEMIBOLD.font,
    )
    shapes.STATE_DEFAULTS["fontName"] = Weight.REGULAR.font


def ink(color: Color) -> HexColor:
    """Return a token's color for paper."""
    return HexColor(resolve(color, light_tokens()))


def code(color: Color) -> str:
    """Return a token's color as "#RRGGBB" for markup."""
    return resolve(color, light_tokens())


@cache
def style(name: str) -> ParagraphStyle:
    """Return the named paragraph style; `KeyError` for an unknown one."""
    register_fonts()
    size, lead, weight, color, extra = _STYLES[name]
    return ParagraphStyle(
        name,
        fontName=weight.font,
        bulletFontName=weight.font,
        fontSize=size,
        leading=lead,
        textColor=ink(color),
        **{"allowWidows": 0, "allowOrphans": 0, "splitLongWords": 1, **extra},
    )


_STYLES: dict[str, tuple[float, float, Weight, str, dict[str, Any]]] = {
    "body": (9.2, 13.6, Weight.REGULAR, "text", {"spaceAfter": 5}),
    "method": (8.6, 12.6, Weight.REGULAR, "muted", {"spaceAfter": 6}),
    "quote": (9.2, 13.6, Weight.REGULAR, "text", {"leftIndent": 12, "spaceAfter": 2}),
    "author": (8.2, 12.0, Weight.REGULAR, "muted", {"leftIndent": 12, "spaceAfter": 8}),
    "h1": (15.0, 20.0, Weight.BOLD, "text", {"spaceBefore": 16, "spaceAfter": 7}),
    "h2": (11.2, 15.5, Weight.SEMIBOLD, "text", {"spaceBefore": 12, "spaceAfter": 5}),
    "caption": (8.2, 11.6, Weight.REGULAR, "muted", {"spaceBefore": 4, "spaceAfter": 12}),
    "table_caption": (8.6, 12.0, Weight.SEMIBOLD, "text", {"spaceBefore": 6, "spaceAfter": 4}),
    "head": (7.6, 10.2, Weight.SEMIBOLD, "muted", {}),
    "head_right": (7.6, 10.2, Weight.SEMIBOLD, "muted", {"alignment": 2}),
    "cell": (8.2, 11.2, Weight.REGULAR, "text", {}),
    "cell_right": (8.2, 11.2, Weight.REGULAR, "text", {"alignment": 2}),
    "small": (7.2, 9.4, Weight.REGULAR, "text", {}),
    "small_right": (7.2, 9.4, Weight.REGULAR, "text", {"alignment": 2}),
    "code": (7.2, 10.2, Weight.REGULAR, "muted", {"wordWrap": "CJK"}),
    "fact_name": (8.6, 12.2, Weight.REGULAR, "muted", {}),
    "fact": (8.8, 12.2, Weight.MEDIUM, "text", {}),
    "fact_code": (7.8, 11.2, Weight.REGULAR, "text", {"wordWrap": "CJK"}),
    "callout_title": (10.2, 14.2, Weight.SEMIBOLD, "text", {}),
    "callout": (9.0, 13.0, Weight.REGULAR, "text", {}),
    "item": (8.8, 12.6, Weight.REGULAR, "text", {"leftIndent": 11, "bulletIndent": 1, "spaceAfter": 1.5}),
    "cover_kind": (9.5, 13.0, Weight.SEMIBOLD, "accent", {"spaceAfter": 8}),
    "cover_title": (25.0, 31.0, Weight.BOLD, "text", {"spaceAfter": 4}),
    "cover_subtitle": (11.0, 16.0, Weight.REGULAR, "muted", {"spaceAfter": 20}),
    "notice": (8.0, 11.8, Weight.REGULAR, "muted", {"spaceBefore": 8}),
    "toc_title": (15.0, 20.0, Weight.BOLD, "text", {"spaceAfter": 12}),
    "toc0": (9.6, 13.0, Weight.MEDIUM, "text", {"spaceBefore": 2}),
    "toc1": (8.8, 11.4, Weight.REGULAR, "muted", {"leftIndent": 16}),
}
"""Size, leading, weight, color, and what else a style needs."""

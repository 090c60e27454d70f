"""How are badges, band chips and counted marks drawn, in a table cell as on a page?"""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from core.findings import FindingState, Severity
from core.inventory import State
from core.results import Verdict
from core.risk import Band
from gui.theme import Theme, Weight

BADGE_HEIGHT = 22
_ICON = 14


class Tone(StrEnum):
    """What a colored surface says; the color is never alone: an icon and a word stand with it."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    NEUTRAL = "neutral"


TONE_ICONS = {
    Tone.OK: "circle-check",
    Tone.WARN: "triangle-alert",
    Tone.BAD: "circle-x",
    Tone.INFO: "info",
    Tone.NEUTRAL: "clock",
}
BAND_TOKENS = {Band.LOW: "low", Band.MEDIUM: "med", Band.HIGH: "high", Band.SEVERE: "sev"}
STATE_TONES = {
    State.DRAFT: Tone.NEUTRAL,
    State.IN_VALIDATION: Tone.INFO,
    State.APPROVED: Tone.OK,
    State.APPROVED_WITH_CONDITIONS: Tone.WARN,
    State.REJECTED: Tone.BAD,
    State.PRE_VALIDATION_USE: Tone.WARN,
    State.IN_USE: Tone.OK,
    State.UNDER_REVIEW: Tone.WARN,
    State.RESTRICTED: Tone.WARN,
    State.SUSPENDED: Tone.BAD,
    State.RETIRED: Tone.NEUTRAL,
}
VERDICT_TONES = {
    Verdict.PASSED: Tone.OK,
    Verdict.FAILED: Tone.BAD,
    Verdict.NOT_DECIDABLE: Tone.WARN,
    Verdict.NOT_APPLICABLE: Tone.NEUTRAL,
}
VERDICT_ICONS = {
    Verdict.PASSED: "circle-check",
    Verdict.FAILED: "circle-x",
    Verdict.NOT_DECIDABLE: "circle-question-mark",
    Verdict.NOT_APPLICABLE: "circle-minus",
}
SEVERITY_BANDS = {
    Severity.LOW: Band.LOW,
    Severity.MEDIUM: Band.MEDIUM,
    Severity.HIGH: Band.HIGH,
    Severity.SEVERE: Band.SEVERE,
}
FINDING_TONES = {
    FindingState.PROPOSED: Tone.INFO,
    FindingState.OPEN: Tone.WARN,
    FindingState.CLOSED: Tone.OK,
    FindingState.DISMISSED: Tone.NEUTRAL,
    FindingState.ACCEPTED: Tone.NEUTRAL,
    FindingState.REPORTED: Tone.INFO,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A small icon with a text, for example a check mark and "8"."""

    icon: str
    token: str
    text: str
    said: str
    """What a screen reader says, for example "8 passed"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeLook:
    """A word on a soft color."""

    tone: Tone
    text: str
    icon: str = ""
    """Default: the tone's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChipLook:
    """A band with its points, where there are any."""

    band: Band
    points: int | None
    text: str


def badge_size(theme: Theme, text: str, *, icon: bool = True) -> QSize:
    """Return how much room a badge needs."""
    metrics = QFontMetrics(theme.font(12, Weight.SEMIBOLD))
    return QSize(metrics.horizontalAdvance(text) + 20 + (_ICON + 5 if icon else 0), BADGE_HEIGHT)


def paint_badge(painter: QPainter, rect: QRect, theme: Theme, look: BadgeLook) -> None:
    """Draw a badge at the left of `rect`, centered vertically, shortened if it must be."""
    name, tone, text = look.icon or TONE_ICONS[look.tone], look.tone, look.text
    size = badge_size(theme, text)
    box = QRectF(
        rect.x(), rect.center().y() - BADGE_HEIGHT / 2 + 0.5, min(size.width(), rect.width()), BADGE_HEIGHT
    )
    _pill(painter, box, theme.color(f"{tone}Soft"))
    painter.drawPixmap(
        QPointF(box.x() + 8, box.center().y() - _ICON / 2), theme.pixmap(name, tone.value, _ICON)
    )
    painter.setFont(theme.font(12, Weight.SEMIBOLD))
    painter.setPen(theme.color(tone.value))
    inner = box.adjusted(8 + _ICON + 5, 0, -8, 0)
    _line(painter, inner, text)


def chip_size(theme: Theme, points: int | None, text: str) -> QSize:
    """Return how much room a band chip with its word needs."""
    metrics = QFontMetrics(theme.font(12, Weight.SEMIBOLD))
    return QSize(metrics.horizontalAdvance(chip_text(points, text)) + 20, BADGE_HEIGHT)


def chip_text(points: int | None, text: str) -> str:
    """Return "12  High", or the word alone."""
    return text if points is None else f"{points}  {text}"


def paint_chip(painter: QPainter, rect: QRect, theme: Theme, look: ChipLook) -> None:
    """Draw a band chip: number and word on the band's color."""
    size = chip_size(theme, look.points, look.text)
    box = QRectF(
        rect.x(), rect.center().y() - BADGE_HEIGHT / 2 + 0.5, min(size.width(), rect.width()), BADGE_HEIGHT
    )
    token = BAND_TOKENS[look.band]
    _pill(painter, box, theme.color(token))
    painter.setFont(theme.font(12, Weight.SEMIBOLD))
    painter.setPen(theme.color(f"{token}T"))
    _line(painter, box.adjusted(10, 0, -8, 0), chip_text(look.points, look.text))


def paint_marks(painter: QPainter, rect: QRect, theme: Theme, marks: tuple[Mark, ...]) -> None:
    """Draw icons with their numbers side by side."""
    x = float(rect.x())
    font = theme.font(weight=Weight.MEDIUM)
    painter.setFont(font)
    for mark in marks:
        painter.drawPixmap(QPointF(x, rect.center().y() - 7), theme.pixmap(mark.icon, mark.token, _ICON))
        x += _ICON + 5
        width = QFontMetrics(font).horizontalAdvance(mark.text)
        painter.setPen(theme.color(mark.token))
        painter.drawText(
            QRectF(x, rect.y(), width + 4, rect.height()), Qt.AlignmentFlag.AlignVCenter, mark.text
        )
        x += width + 14


def _pill(painter: QPainter, box: QRectF, color: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)


def _line(painter: QPainter, box: QRectF, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()) + 4)
    painter.drawText(box.adjusted(0, 0, 6, 0), Qt.AlignmentFlag.AlignVCenter, shown)

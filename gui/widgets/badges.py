"""How do a state and a band of risk stand in a page as a small colored sign?"""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.language import Translator
from core.risk import Band
from gui.theme import Theme
from gui.widgets.painting import (
    BadgeLook,
    ChipLook,
    Tone,
    badge_size,
    chip_size,
    chip_text,
    paint_badge,
    paint_chip,
)


class Badge(QWidget):
    """A word on a soft color, with an icon: the state of something."""

    def __init__(self, theme: Theme, tone: Tone, text: str, *, icon: str = "") -> None:
        """Draw `text` in the tone; the icon defaults to the tone's own."""
        super().__init__()
        self._theme, self._tone, self._text, self._icon = theme, tone, text, icon
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set(self, tone: Tone, text: str, *, icon: str = "") -> None:
        """Show another state."""
        self._tone, self._text, self._icon = tone, text, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """Return the word shown."""
        return self._text

    def sizeHint(self) -> QSize:
        """Return the room the word needs."""
        return badge_size(self._theme, self._text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the badge."""
        painter = QPainter(self)
        paint_badge(
            painter, self.rect(), self._theme, BadgeLook(tone=self._tone, text=self._text, icon=self._icon)
        )
        painter.end()


class BandChip(QWidget):
    """A score with its band word on the band's color."""

    def __init__(self, theme: Theme, translator: Translator, band: Band, points: int | None = None) -> None:
        """Show a band, with its points where there are any."""
        super().__init__()
        self._theme, self._band, self._points = theme, band, points
        self._word = translator.label(band)
        self.setAccessibleName(chip_text(points, self._word))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room number and word need."""
        return chip_size(self._theme, self._points, self._word)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        painter = QPainter(self)
        paint_chip(
            painter, self.rect(), self._theme, ChipLook(band=self._band, points=self._points, text=self._word)
        )
        painter.end()

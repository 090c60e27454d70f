"""Which pieces does the page of the risk assessment consist of beside the matrix?"""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from core.governance.portfolio import Standing
from core.language import Translator
from core.risk import BOOK_BORDERS, Borders, Level, RiskAssessment, RiskKind, band
from gui.drafts import RatingDraft
from gui.theme import Theme, Weight
from gui.widgets.painting import BADGE_HEIGHT, ChipLook, chip_size, paint_chip


def worst_level(assessment: RiskAssessment | Standing, *, inherent: bool) -> Level:
    """Return the highest level over all ratings of an assessment."""
    levels = [item.inherent if inherent else item.residual for item in assessment.ratings]
    return max(levels, key=lambda level: level.score)


_ARROW = 20
"""Pixels the arrow between two levels takes."""


class LevelPair:
    """Paints "16 High -> 12 High" right-aligned; a missing level is a dash."""

    def __init__(self, theme: Theme, translator: Translator, *, words: bool = True) -> None:
        """Keep what painting needs."""
        self._theme, self._translator, self._words = theme, translator, words
        self.borders: Borders = BOOK_BORDERS

    def said(self, inherent: Level | None, residual: Level | None) -> str:
        """Return the pair as words."""
        tr = self._translator.tr
        if inherent is None or residual is None:
            return tr("not rated")
        return tr(
            "inherent {before} {word}, residual {after} {other}",
            before=inherent.score,
            word=band(inherent.score, self.borders),
            after=residual.score,
            other=band(residual.score, self.borders),
        )

    def width(self, inherent: Level | None, residual: Level | None) -> int:
        """Return the room the pair takes."""
        return sum(self._size(level).width() for level in (inherent, residual)) + _ARROW

    def paint(self, painter: QPainter, area: QRect, inherent: Level | None, residual: Level | None) -> None:
        """Paint the pair at the right of an area."""
        right = area.right() + 1
        for number, level in enumerate((residual, inherent)):
            width = self._size(level).width()
            self._one(painter, QRect(right - width, area.y(), width, area.height()), level)
            right -= width
            if number == 0:
                painter.setPen(self._theme.color("muted"))
                painter.setFont(self._theme.font(13))
                painter.drawText(
                    QRect(right - _ARROW, area.y(), _ARROW, area.height()), Qt.AlignmentFlag.AlignCenter, "→"
                )
                right -= _ARROW

    def _word(self, level: Level) -> str:
        return self._translator.label(band(level.score, self.borders)) if self._words else ""

    def _size(self, level: Level | None) -> QSize:
        if level is None:
            return QSize(30, BADGE_HEIGHT)
        return chip_size(self._theme, level.score, self._word(level))

    def _one(self, painter: QPainter, area: QRect, level: Level | None) -> None:
        if level is not None:
            word = self._word(level)
            look = ChipLook(band=band(level.score, self.borders), points=level.score, text=word)
            paint_chip(painter, area, self._theme, look)
            return
        painter.setPen(self._theme.color("muted"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "–")


class KindRow(QPushButton):
    """One risk kind with its two levels; one of the kinds is chosen."""

    def __init__(self, theme: Theme, translator: Translator, kind: str, word: str = "") -> None:
        """Start unrated; `word` is the name of an own kind."""
        word = word or translator.label(RiskKind(kind))
        super().__init__(word.replace("&", "&&"))
        self._theme, self._word, self.kind = theme, word, kind
        self._pair = LevelPair(theme, translator)
        self._rating, self._flag = RatingDraft(), ""
        self.setObjectName(f"kind_{kind}")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_rating(self._rating)

    def flag(self, why: str) -> None:
        """Mark that something contradicts the rating; empty for nothing."""
        self._flag = why
        self.setToolTip(why)
        self._tell()

    def _tell(self) -> None:
        said = f"{self._word}: {self._pair.said(self._rating.inherent, self._rating.residual)}"
        self.setAccessibleName(f"{said}. {self._flag}" if self._flag else said)
        self.update()

    def show_rating(self, rating: RatingDraft, borders: Borders = BOOK_BORDERS) -> None:
        """Show another rating of the kind."""
        self._rating, self._pair.borders = rating, borders
        self._tell()

    def sizeHint(self) -> QSize:
        """Return room for the whole name and both chips."""
        width = self.fontMetrics().horizontalAdvance(self._word)
        return QSize(width + self._pair.width(self._rating.inherent, self._rating.residual) + 44, 40)

    def minimumSizeHint(self) -> QSize:
        """Return the width below which the name would be lost; it is shortened before."""
        return QSize(280, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint frame, name and levels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, theme = self.isChecked(), self._theme
        painter.setBrush(theme.color("accentSoft" if chosen else "surface"))
        painter.setPen(QPen(theme.color("accent" if chosen or self.hasFocus() else "border"), 1.6))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 7, 7)
        inner = self.rect().adjusted(12, 0, -10, 0)
        self._pair.paint(painter, inner, self._rating.inherent, self._rating.residual)
        room = inner.width() - self._pair.width(self._rating.inherent, self._rating.residual) - 8
        painter.setFont(theme.font(13, Weight.MEDIUM if chosen else Weight.REGULAR))
        painter.setPen(theme.color("text"))
        shown = painter.fontMetrics().elidedText(
            f"⚠ {self._word}" if self._flag else self._word, Qt.TextElideMode.ElideRight, room
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, shown)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(self.rect().adjusted(4, 4, -5, -5), 5, 5)
        painter.end()


class HistoryRow(QWidget):
    """One earlier assessment: number, day, person, highest levels."""

    def __init__(self, theme: Theme, translator: Translator, assessment: RiskAssessment, who: str) -> None:
        """Keep what is painted."""
        super().__init__()
        self._theme = theme
        day = translator.date(assessment.committed_at.date())
        self._parts = (str(assessment.id), day, who)
        self._levels = (
            worst_level(assessment, inherent=True),
            worst_level(assessment, inherent=False),
        )
        self._pair = LevelPair(theme, translator, words=False)
        self._pair.borders = assessment.borders
        self.setAccessibleName(f"{assessment.id}, {day}, {who}: {self._pair.said(*self._levels)}")
        self.setToolTip(self.accessibleName())
        self.setFixedHeight(32)

    def sizeHint(self) -> QSize:
        """Return a comfortable width."""
        return QSize(300, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the row."""
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.color("surface"))
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 7, 7)
        inner = self.rect().adjusted(12, 0, -10, 0)
        self._pair.paint(painter, inner, *self._levels)
        room = inner.width() - self._pair.width(*self._levels)
        painter.setFont(theme.font(12))
        painter.setPen(theme.color("muted"))
        text = " · ".join(self._parts)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()

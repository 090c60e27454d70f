"""Where does a model stand on the 5x5 matrix, before and after controls?"""

from collections import Counter
from collections.abc import Iterator

from core.labels import IMPACT_STEPS, LIKELIHOOD_STEPS
from core.language import Translator
from core.risk import BOOK_BORDERS, Band, Level, Rating, RiskAssessment, RiskKind, band, band_ranges
from reports.drawing import Anchor, Circle, Drawing, Polygon, Rect, Shape, Text, drawing, fitted
from reports.fonts import Weight, text_width
from reports.plots.parts import nothing

BAND_COLORS = {
    Band.LOW: ("low", "lowT"),
    Band.MEDIUM: ("med", "medT"),
    Band.HIGH: ("high", "highT"),
    Band.SEVERE: ("sev", "sevT"),
}
"""Fill and text color of each band."""
_GAP = 3.0


def risk_matrix(
    assessment: RiskAssessment | None, translator: Translator, width: float, height: float
) -> Drawing:
    """Draw the matrix with every rating: dashed diamond before, filled disc after controls."""
    if assessment is None:
        return nothing(translator.tr("No risk assessment was committed."), width, height)
    plot = _Matrix(assessment.ratings, translator, width, height)
    plot.borders = assessment.borders
    return drawing((width, height), plot.shapes(), translator.tr("Risk matrix, likelihood by impact"))


class _Matrix:
    """Places cells, markers, axes and legend."""

    def __init__(
        self, ratings: tuple[Rating, ...], translator: Translator, width: float, height: float
    ) -> None:
        self.ratings, self.translator, self.width, self.height = ratings, translator, width, height
        self.borders = BOOK_BORDERS
        steps = [translator.tr(step) for step in LIKELIHOOD_STEPS]
        self.left = max(text_width(step, 8.5) for step in steps) + 10
        self.top, self.bottom = 32.0, height - 33.0
        self.cell = ((width - self.left) / 5, (self.bottom - self.top) / 5)

    def shapes(self) -> Iterator[Shape]:
        """Yield everything from back to front."""
        yield from self._axes()
        for likelihood in range(1, 6):
            for impact in range(1, 6):
                yield from self._cell(Level(likelihood=likelihood, impact=impact))
        yield from self._markers()
        yield from self._legend()

    def _kind(self, kind: str) -> str:
        """Return what a kind is called; an own kind by its id, its name stands in the table."""
        return self.translator.label(RiskKind(kind)) if kind in set(RiskKind) else kind

    def _corner(self, level: Level) -> tuple[float, float]:
        return (
            self.left + self.cell[0] * (level.impact - 1),
            self.top + self.cell[1] * (5 - level.likelihood),
        )

    def _cell(self, level: Level) -> Iterator[Shape]:
        x, y = self._corner(level)
        width, height = self.cell[0] - _GAP, self.cell[1] - _GAP
        found = band(level.score, self.borders)
        fill, color = BAND_COLORS[found]
        name = self.translator.label(found)
        tip = f"{level.likelihood} × {level.impact} = {level.score} · {name}"
        yield Rect(x=x, y=y, width=width, height=height, fill=fill, radius=3.5, tip=tip)
        yield Text(x=x + 6, y=y + 13, text=str(level.score), size=10.5, weight=Weight.SEMIBOLD, color=color)
        word = fitted(name, width - 10, 7.5)
        yield Text(x=x + 6, y=y + height - 5, text=word, size=7.5, color=color, room=width - 10)

    def _axes(self) -> Iterator[Shape]:
        up = "↑ " + self.translator.tr("Likelihood")
        right = self.translator.tr("Impact") + " →"
        yield Text(x=0, y=9, text=up, size=8.5, weight=Weight.SEMIBOLD, color="muted")
        yield Text(
            x=self.width - _GAP,
            y=9,
            text=right,
            size=8.5,
            weight=Weight.SEMIBOLD,
            color="muted",
            anchor=Anchor.END,
        )
        for index, step in enumerate(IMPACT_STEPS):
            x = self.left + self.cell[0] * (index + 0.5) - _GAP / 2
            text = fitted(self.translator.tr(step), self.cell[0] - 2, 8.5)
            room = self.cell[0]
            yield Text(x=x, y=25, text=text, size=8.5, color="muted", anchor=Anchor.MIDDLE, room=room)
        for index, step in enumerate(LIKELIHOOD_STEPS):
            y = self.top + self.cell[1] * (4.5 - index) + 2
            text = self.translator.tr(step)
            yield Text(
                x=self.left - 7, y=y, text=text, size=8.5, color="muted", anchor=Anchor.END, room=self.left
            )

    def _markers(self) -> Iterator[Shape]:
        wanted = Counter((rating.inherent.likelihood, rating.inherent.impact) for rating in self.ratings)
        wanted += Counter((rating.residual.likelihood, rating.residual.impact) for rating in self.ratings)
        placed: Counter[tuple[int, int]] = Counter()
        for number, rating in enumerate(self.ratings, start=1):
            for level, residual in ((rating.inherent, False), (rating.residual, True)):
                key = (level.likelihood, level.impact)
                x, y = self._spot(level, placed[key], wanted[key])
                placed[key] += 1
                yield from self._marker((x, y), number, rating, residual=residual)

    def _spot(self, level: Level, index: int, count: int) -> tuple[float, float]:
        corner_x, corner_y = self._corner(level)
        per_row = min(count, 4)
        step = min(15.5, (self.cell[0] - _GAP - 26) / max(per_row, 1))
        row, column = divmod(index, per_row)
        x = corner_x + self.cell[0] - _GAP - 10 - column * max(step, 12.5)
        return x, corner_y + 11 + row * 15

    def _marker(
        self, place: tuple[float, float], number: int, rating: Rating, *, residual: bool
    ) -> Iterator[Shape]:
        x, y = place
        when = self.translator.tr("after controls") if residual else self.translator.tr("before controls")
        tip = f"{number} {self._kind(rating.kind)}, {when}"
        if residual:
            yield Circle(x=x, y=y, radius=6.0, fill="text", stroke="surface", line=0.8, tip=tip)
        else:
            points = ((x, y - 7.2), (x + 7.2, y), (x, y + 7.2), (x - 7.2, y))
            yield Polygon(points=points, fill="surface", stroke="text", line=0.9, dash=(1.8, 1.2), tip=tip)
        color = "surface" if residual else "text"
        yield Text(
            x=x,
            y=y + 2.6,
            text=str(number),
            size=7.2,
            weight=Weight.BOLD,
            color=color,
            anchor=Anchor.MIDDLE,
        )

    def _legend(self) -> Iterator[Shape]:
        yield from self._band_legend(self.left, self.height - 19)
        yield from self._marker_legend(self.left, self.height - 5)

    def _band_legend(self, x: float, y: float) -> Iterator[Shape]:
        for item, span in band_ranges(self.borders).items():
            text = f"{self.translator.label(item)} {span}"
            yield Rect(x=x, y=y - 8, width=10, height=10, fill=BAND_COLORS[item][0], radius=2)
            yield Text(x=x + 14, y=y, text=text, size=8, color="muted", room=self.width - x - 14)
            x += 14 + text_width(text, 8) + 14

    def _marker_legend(self, x: float, y: float) -> Iterator[Shape]:
        before, after = self.translator.tr("before controls"), self.translator.tr("after controls")
        spot = x + 5
        points = ((spot, y - 8), (spot + 5, y - 3), (spot, y + 2), (spot - 5, y - 3))
        yield Polygon(points=points, fill="surface", stroke="text", line=0.8, dash=(1.8, 1.2))
        yield Text(x=x + 14, y=y, text=before, size=8, color="muted")
        x += 14 + text_width(before, 8) + 18
        yield Circle(x=x, y=y - 3, radius=4, fill="text")
        yield Text(x=x + 9, y=y, text=after, size=8, color="muted", room=self.width - x - 9)

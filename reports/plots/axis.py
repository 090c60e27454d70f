"""Where does a value lie on an axis, and which ticks does the axis carry?"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from reports.drawing import Anchor, Line, Shape, Text

TICK = 8.0
"""Size of tick labels in points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A linear axis between two values, laid over two positions."""

    low: float
    high: float
    start: float
    end: float
    step: float

    def __call__(self, value: float) -> float:
        """Return the position of a value; values beyond the axis lie at its edge."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)

    @property
    def ticks(self) -> tuple[float, ...]:
        """Return the values that carry a tick."""
        first = math.ceil(self.low / self.step - 1e-9)
        last = math.floor(self.high / self.step + 1e-9)
        return tuple(round(index * self.step, 12) for index in range(first, last + 1))


def scale(values: Iterable[float], start: float, end: float, *, ticks: int = 6) -> Scale:
    """Return a scale with round ticks that holds all values; no values give 0 to 1."""
    known = [value for value in values if math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if high - low < 1e-12:
        low, high = low - (abs(low) * 0.1 or 0.5), high + (abs(high) * 0.1 or 0.5)
    step = _round_step((high - low) / max(ticks - 1, 1))
    floor, ceiling = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return Scale(low=floor, high=ceiling, start=start, end=end, step=step)


def tick_labels(axis: Scale, y: float, say: Callable[[float, int], str]) -> Iterator[Shape]:
    """Yield small ticks and their values below a line at y; labels that would touch are left out."""
    digits = digits_for(axis.step)
    edge = -math.inf
    for value in axis.ticks:
        x = axis(value)
        yield Line(x1=x, y1=y, x2=x, y2=y + 3, stroke="border2", line=0.7)
        label = Text(x=x, y=y + 12, text=say(value, digits), size=TICK, color="muted", anchor=Anchor.MIDDLE)
        if label.left > edge + 3:
            yield label
            edge = label.left + label.width


def digits_for(step: float) -> int:
    """Return how many decimals tell two ticks apart."""
    digits = 0
    while digits < 6 and abs(round(step, digits) - step) > step * 1e-6:
        digits += 1
    return digits


def _round_step(raw: float) -> float:
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)

"""How many findings of each severity stand, and how old are they?"""

from core.governance.ageing import EDGES, Ageing
from core.language import Translator
from reports.drawing import Anchor, Color, Drawing, Mix, Rect, Shape, Text, drawing
from reports.plots.parts import nothing

_LEFT, _RIGHT, _TOP, _ROW = 96.0, 44.0, 30.0, 26.0
_TOKENS: tuple[Color, ...] = tuple(Mix("surface", "accent", share) for share in (0.2, 0.4, 0.6, 0.8, 1.0))
"""From young to old; the numbers stand inside, so that the color is never alone."""


def ages_said(translator: Translator) -> tuple[str, ...]:
    """Return what each bucket of age is called."""
    named = (translator.tr("up to {days} days", days=edge) for edge in EDGES)
    return (*named, translator.tr("older"))


def ageing_height(found: Ageing) -> float:
    """Return the height in points that shows the chart well."""
    return _TOP + _ROW * len(found.severities) + 8


def ageing_chart(found: Ageing, translator: Translator, width: float, height: float) -> Drawing:
    """Draw one bar per severity, parted by age."""
    title = translator.tr("Standing findings by severity and age")
    most = max((line.standing for line in found.severities), default=0)
    if not most:
        return nothing(translator.tr("No finding stands."), width, height)
    shapes = list(_legend(translator, width))
    step = (width - _LEFT - _RIGHT) / most
    for row, line in enumerate(found.severities):
        y = _TOP + row * _ROW
        name = translator.label(line.severity) if line.severity else ""
        shapes.append(Text(x=_LEFT - 8, y=y + 14, text=name, anchor=Anchor.END))
        x = _LEFT
        for at, count in enumerate(line.buckets):
            if count:
                tip = f"{name}, {ages_said(translator)[at]}: {count}"
                part = Rect(
                    x=x,
                    y=y,
                    width=max(step * count - 1, 1),
                    height=20,
                    fill=_TOKENS[at],
                    stroke="border",
                    tip=tip,
                )
                shapes += _part(part, count, at)
                x += step * count
        shapes.append(Text(x=x + 8, y=y + 14, text=str(line.standing)))
    return drawing((width, height), shapes, title)


def _part(part: Rect, count: int, at: int) -> tuple[Shape, ...]:
    if part.width < 16:
        return (part,)
    color = "surface" if at >= 3 else "text"
    middle = part.x + part.width / 2
    return part, Text(x=middle, y=part.y + 14, text=str(count), anchor=Anchor.MIDDLE, color=color)


def _legend(translator: Translator, width: float) -> tuple[Shape, ...]:
    found: list[Shape] = []
    room = (width - _LEFT) / len(_TOKENS)
    for at, said in enumerate(ages_said(translator)):
        x = _LEFT + at * room
        found.append(Rect(x=x, y=6, width=9, height=9, fill=_TOKENS[at], stroke="border"))
        found.append(Text(x=x + 13, y=14, text=said, size=8.0, color="muted"))
    return tuple(found)


def ageing_rows(found: Ageing, translator: Translator) -> tuple[tuple[str, ...], ...]:
    """Return the data behind the chart."""
    heads = (translator.tr("Severity"), *ages_said(translator), translator.tr("Standing"))
    rows = (
        (
            translator.label(line.severity) if line.severity else "",
            *(str(count) for count in line.buckets),
            str(line.standing),
        )
        for line in found.severities
    )
    return (heads, *rows)

"""What of a text may reach a terminal?

Names of files, columns and classes come from strangers. A sign that steers a terminal, or turns the
direction of writing, would let them change what stands on the screen; a question mark is shown instead.
"""

import unicodedata
from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LAYOUT = frozenset("\n\t")


def shown(text: str) -> str:
    """Return a text without signs that steer."""
    return text if text.isprintable() else "".join(map(_sign, text))


def _sign(sign: str) -> str:
    steers = sign in _TURNING or (unicodedata.category(sign) == "Cc" and sign not in _LAYOUT)
    return "?" if steers else sign


class QuietConsole(Console):
    """A console on which only its own colors steer the terminal."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Return what is printed, piece by piece."""
        for piece in super().render(renderable, options):
            yield piece if piece.control else piece._replace(text=shown(piece.text))

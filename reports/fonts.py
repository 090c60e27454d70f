"""How wide is a text in the shipped font, and where do its files lie?

Reads the TrueType tables itself, so that windows can lay out charts without loading a PDF library.
"""

import struct
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "resources" / "fonts"
FAMILY = "Inter"


class Weight(StrEnum):
    """The weights that are shipped."""

    REGULAR = "Regular"
    MEDIUM = "Medium"
    SEMIBOLD = "SemiBold"
    BOLD = "Bold"

    @property
    def font(self) -> str:
        """Return the name the font is registered under."""
        return f"{FAMILY}-{self.value}"

    @property
    def path(self) -> Path:
        """Return the font file."""
        return FOLDER / f"{self.font}.ttf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """What is needed to measure text."""

    units: int
    """Units per em."""
    glyphs: dict[int, int]
    """Glyph index by code point."""
    advances: tuple[int, ...]
    """Advance width by glyph index, in units."""

    def width(self, text: str) -> int:
        """Return the width of a text in font units, without kerning; unknown characters count as glyph 0."""
        last = len(self.advances) - 1
        return sum(self.advances[min(self.glyphs.get(ord(char), 0), last)] for char in text)


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: Weight = Weight.REGULAR) -> float:
    """Return the width of one line in points."""
    found = metrics(weight)
    return found.width(text) * size / found.units


@cache
def metrics(weight: Weight) -> Metrics:
    """Read a weight's tables."""
    data = weight.path.read_bytes()
    tables = _tables(data)
    (units,) = struct.unpack_from(">H", data, tables["head"] + 18)
    (count,) = struct.unpack_from(">H", data, tables["hhea"] + 34)
    pairs = struct.unpack_from(f">{2 * count}H", data, tables["hmtx"])
    return Metrics(units=units, glyphs=_code_points(data, tables["cmap"]), advances=pairs[::2])


def _tables(data: bytes) -> dict[str, int]:
    (count,) = struct.unpack_from(">H", data, 4)
    entries = (struct.unpack_from(">4sIII", data, 12 + 16 * index) for index in range(count))
    return {tag.decode("ascii"): offset for tag, _, offset, _ in entries}


def _code_points(data: bytes, start: int) -> dict[int, int]:
    (count,) = struct.unpack_from(">H", data, start + 2)
    for index in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * index)
        (form,) = struct.unpack_from(">H", data, start + offset)
        if form == 12 and (platform, encoding) in {(3, 10), (0, 4), (0, 6)}:
            return _segmented_coverage(data, start + offset)
        if form == 4 and platform in {0, 3}:
            found = _segment_deltas(data, start + offset)
    return found


def _segmented_coverage(data: bytes, start: int) -> dict[int, int]:
    (groups,) = struct.unpack_from(">I", data, start + 12)
    glyphs: dict[int, int] = {}
    for index in range(groups):
        first, last, glyph = struct.unpack_from(">III", data, start + 16 + 12 * index)
        glyphs.update({code: glyph + code - first for code in range(first, last + 1)})
    return glyphs


def _segment_deltas(data: bytes, start: int) -> dict[int, int]:
    (double,) = struct.unpack_from(">H", data, start + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", data, start + 14)
    starts = struct.unpack_from(f">{count}H", data, start + 16 + double)
    deltas = struct.unpack_from(f">{count}h", data, start + 16 + 2 * double)
    where = start + 16 + 3 * double
    offsets = struct.unpack_from(f">{count}H", data, where)
    glyphs: dict[int, int] = {}
    for index in range(count):
        for code in range(starts[index], min(ends[index], 0xFFFE) + 1):
            glyph = code
            if offsets[index]:
                place = where + 2 * index + offsets[index] + 2 * (code - starts[index])
                (glyph,) = struct.unpack_from(">H", data, place)
            if glyph or not offsets[index]:
                glyphs[code] = (glyph + deltas[index]) & 0xFFFF
    return glyphs

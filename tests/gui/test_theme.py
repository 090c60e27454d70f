"""Can everything be read, and bands be told apart without color vision?"""

import itertools
import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from gui.theme import RESOURCES, ThemeChoice, load_theme, style_sheet

TOKENS: Mapping[str, Mapping[str, str]] = json.loads((RESOURCES / "tokens.json").read_text(encoding="utf-8"))
SURFACES = ("bg", "surface", "sunken", "raised", "sel")
WORDS = ("text", "muted", "faint", "accent", "ok", "warn", "bad", "info")
TONES = ("ok", "warn", "bad", "info", "neutral")
BANDS = ("low", "med", "high", "sev")
PAIRS = [
    *itertools.product(WORDS, SURFACES),
    *((tone, f"{tone}Soft") for tone in TONES),
    *(("text", f"{tone}Soft") for tone in TONES),
    *((f"{band}T", band) for band in BANDS),
    ("onAccent", "accent"),
    ("onAccent", "accentHover"),
    ("accent", "accentSoft"),
    ("text", "accentSoft"),
]
# Machado, Oliveira, Fernandes (2009), severity 1.0
VISION = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(color: str) -> tuple[float, ...]:
    parts = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def contrast(first: str, second: str) -> float:
    """Return the WCAG 2.2 contrast ratio."""
    weights = (0.2126, 0.7152, 0.0722)
    lights = (sum(w * c for w, c in zip(weights, linear(color), strict=True)) for color in (first, second))
    dark, light = sorted(lights)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: Sequence[float]) -> tuple[float, float, float]:
    r, g, b = rgb
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(first: str, second: str, vision: str) -> float:
    """Return the CIE 1976 color difference as seen with a kind of color vision."""
    seen = []
    for color in (first, second):
        parts = linear(color)
        mixed = (sum(m * c for m, c in zip(row, parts, strict=True)) for row in VISION[vision])
        seen.append(lab([min(1.0, max(0.0, value)) for value in mixed]))
    return math.dist(*seen)


@pytest.mark.parametrize("theme", TOKENS)
@pytest.mark.parametrize(("word", "surface"), PAIRS)
def test_every_text_can_be_read_on_its_background(theme: str, word: str, surface: str) -> None:
    table = TOKENS[theme]

    assert contrast(table[word], table[surface]) >= 4.5


@pytest.mark.parametrize("theme", TOKENS)
@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize(("lower", "higher"), list(itertools.pairwise(BANDS)))
def test_neighboring_bands_differ_for_every_color_vision(
    theme: str, vision: str, lower: str, higher: str
) -> None:
    table = TOKENS[theme]

    assert distance(table[lower], table[higher], vision) >= 20


@pytest.mark.parametrize("theme", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_qt_understands_the_whole_style_sheet(qapp: QApplication, theme: ThemeChoice) -> None:
    before = qapp.styleSheet()

    qapp.setStyleSheet(style_sheet(load_theme(theme)))
    label = QLabel("x")
    label.setProperty("kind", "title")
    label.ensurePolished()

    assert label.font().pixelSize() == 20
    assert all(Path(name).exists() for name in re.findall(r'url\("(.+?)"\)', qapp.styleSheet()))
    qapp.setStyleSheet(before)


def test_both_themes_have_the_same_tokens() -> None:
    assert set(TOKENS["light"]) == set(TOKENS["dark"])

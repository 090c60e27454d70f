"""Which colors, fonts and icons does the application use, and how do they reach Qt?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Template

from PySide6.QtCore import QByteArray, QDir, QSize, Qt, QTemporaryDir
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

RESOURCES = Path(__file__).parent.parent / "resources"
BASE_PIXELS = 13
_QSS_ICONS = {
    "check_mark": ("check", "onAccent"),
    "chevron_down": ("chevron-down", "muted"),
    "chevron_up": ("chevron-up", "muted"),
    "chevron_right": ("chevron-right", "muted"),
}


class ThemeChoice(StrEnum):
    """What the person chose; the system's choice may change while the application runs."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Weight(StrEnum):
    """The four weights of the shipped typeface."""

    REGULAR = "Regular"
    MEDIUM = "Medium"
    SEMIBOLD = "SemiBold"
    BOLD = "Bold"


_QT_WEIGHTS = {
    Weight.REGULAR: QFont.Weight.Normal,
    Weight.MEDIUM: QFont.Weight.Medium,
    Weight.SEMIBOLD: QFont.Weight.DemiBold,
    Weight.BOLD: QFont.Weight.Bold,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One table of color tokens, with the icons drawn in them."""

    name: str
    """"light" or "dark": the key in tokens.json."""
    tokens: Mapping[str, str]

    @property
    def dark(self) -> bool:
        """Tell whether this is the dark table."""
        return self.name == "dark"

    def color(self, token: str) -> QColor:
        """Return the color of a token; `KeyError` if there is none."""
        return QColor(self.tokens[token])

    def pixmap(self, icon: str, tint: str = "muted", size: int = 16) -> QPixmap:
        """Draw an icon in a token's color, sharp on the densest screen."""
        return _pixmap(icon, self.tokens[tint], size)

    def icon(self, icon: str, tint: str = "muted", *, disabled: str = "faint") -> QIcon:
        """Return an icon for buttons and actions."""
        result = QIcon(self.pixmap(icon, tint, 16))
        result.addPixmap(self.pixmap(icon, disabled, 16), QIcon.Mode.Disabled)
        return result

    def font(
        self, pixels: int = BASE_PIXELS, weight: Weight = Weight.REGULAR, *, figures: bool = False
    ) -> QFont:
        """Return the shipped typeface; `figures` gives digits of equal width, for number columns only."""
        font = QFont("Inter")
        font.setPixelSize(pixels)
        font.setWeight(_QT_WEIGHTS[weight])
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        if figures:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font


def load_theme(choice: ThemeChoice) -> Theme:
    """Return the table chosen; `SYSTEM` follows the desktop, and means light where it says nothing."""
    name = choice.value
    if choice is ThemeChoice.SYSTEM:
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        name = "dark" if dark else "light"
    return Theme(name=name, tokens=_tokens()[name])


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Give the application its style, typeface, palette and style sheet."""
    load_fonts()
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    words = style_sheet(theme)
    if app.styleSheet() == words:
        return
    app.setFont(theme.font())
    app.setPalette(palette(theme))
    app.setStyleSheet(words)


@cache
def load_fonts() -> None:
    """Register the shipped typeface with Qt, once."""
    for path in sorted((RESOURCES / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


def palette(theme: Theme) -> QPalette:
    """Return the Qt palette of a theme, for everything the style sheet does not name."""
    result = QPalette()
    roles = {
        QPalette.ColorRole.Window: "bg",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "sunken",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.Button: "surface",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.Highlight: "sel",
        QPalette.ColorRole.HighlightedText: "text",
        QPalette.ColorRole.ToolTipBase: "raised",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.PlaceholderText: "faint",
        QPalette.ColorRole.Link: "accent",
        QPalette.ColorRole.LinkVisited: "accent",
        QPalette.ColorRole.Mid: "border",
    }
    for role, token in roles.items():
        result.setColor(role, theme.color(token))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        result.setColor(QPalette.ColorGroup.Disabled, role, theme.color("faint"))
    return result


def style_sheet(theme: Theme) -> str:
    """Fill the style sheet template with the theme's colors and icons."""
    template = Template((RESOURCES / "theme.qss").read_text(encoding="utf-8"))
    icons = {key: _icon_file(icon, theme.tokens[token]) for key, (icon, token) in _QSS_ICONS.items()}
    return template.substitute(theme.tokens, **icons)


@cache
def _tokens() -> Mapping[str, Mapping[str, str]]:
    tables: Mapping[str, Mapping[str, str]] = json.loads(
        (RESOURCES / "tokens.json").read_text(encoding="utf-8")
    )
    return tables


@cache
def _svg(icon: str, color: str) -> bytes:
    source = (RESOURCES / "icons" / f"{icon}.svg").read_text(encoding="utf-8")
    return source.replace("currentColor", color).encode()


@cache
def _pixmap(icon: str, color: str, size: int) -> QPixmap:
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(_svg(icon, color))).render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@cache
def _icon_folder() -> QTemporaryDir:
    return QTemporaryDir(QDir.tempPath() + "/pruefstein-XXXXXX")


def _icon_file(icon: str, color: str) -> str:
    """Write a recolored icon where the style sheet can name it."""
    path = Path(_icon_folder().filePath(f"{icon}-{color[1:]}.svg"))
    if not path.exists():
        path.write_bytes(_svg(icon, color))
    return path.as_posix()

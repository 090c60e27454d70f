"""What does the application remember between two starts?"""

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import msgspec
from platformdirs import user_config_path

from core.texts import Language
from gui.theme import ThemeChoice

RECENT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """One file of remembered choices; nothing in it is secret or personal beyond folder names."""

    language: Language | None = None
    """None: ask the system."""
    theme: ThemeChoice = ThemeChoice.SYSTEM
    recent: tuple[str, ...] = ()
    """Workspace folders, the newest first."""
    geometry: str = ""
    """Qt's own description of the window's place, hexadecimal."""
    page: str = "overview"
    """Page shown last; at first the one that says what is due."""
    selection: dict[str, str] = field(default_factory=dict)
    """What was selected on that page."""


class Settings:
    """Reads and writes the remembered choices."""

    def __init__(self, path: Path | None = None) -> None:
        """Read the file; a missing or damaged one means the defaults."""
        self._path = path or user_config_path("pruefstein") / "settings.json"
        self.values = _read(self._path)

    @property
    def folder(self) -> Path:
        """Return the folder of the file; unfinished audits lie beside it."""
        return self._path.parent

    def remember(self, **changed: object) -> None:
        """Change some fields and write the file; a read-only home folder is no reason to stop."""
        self.values = replace(self.values, **changed)  # type: ignore[arg-type] # the fields are checked by msgspec
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_bytes(msgspec.json.format(msgspec.json.encode(asdict(self.values))))
        except OSError:
            return

    def opened(self, folder: Path) -> None:
        """Put a workspace at the head of the recent ones."""
        name = str(folder.resolve())
        others = tuple(item for item in self.values.recent if item != name)
        self.remember(recent=(name, *others)[:RECENT])


def _read(path: Path) -> Remembered:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Remembered)
    except (OSError, msgspec.DecodeError):
        return Remembered()

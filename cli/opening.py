"""How is the window opened from the command line?"""

import os
import sys
from pathlib import Path

from core.errors import UserError
from core.messages import message


def open_window(folder: Path | None, language: str | None, person: str | None) -> int:
    """Open the application on a workspace as a person; None: the last one. Returns its exit code."""
    if not _display():
        raise UserError(
            message(
                "There is no display, so no window can be opened. All commands work without one; see"
                " pruefstein --help."
            )
        )
    try:
        from gui.app import run
    except ImportError as error:
        raise UserError(
            message(
                "The window cannot be opened: a system library of Qt is missing ({detail}). All commands work"
                " without it; pruefstein doctor lists what to install.",
                detail=str(error),
            )
        ) from error
    return int(run(folder, language, who=person))


def _display() -> bool:
    """Tell whether there is a screen to draw on; without one Qt would end the process."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in named)

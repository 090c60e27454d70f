"""How is the window opened from the command line?"""

from pathlib import Path

from core.errors import UserError
from core.messages import message


def open_window(folder: Path | None, language: str | None) -> int:
    """Open the application on a workspace; None: the last one. Returns its exit code."""
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
    return int(run(folder, language))

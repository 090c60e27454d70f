"""How does a command leave a new file behind, and never write over one that is there?"""

from pathlib import Path

from core.errors import UserError
from core.messages import message


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet; raises `UserError` otherwise."""
    try:
        with path.open("xb") as stream:
            stream.write(data)
    except FileExistsError as error:
        raise taken(path) from error
    except OSError as error:
        raise UserError(
            message("“{name}” could not be written. Choose another place.", name=path.name)
        ) from error


def taken(path: Path) -> UserError:
    """Return that a file is there already."""
    return UserError(
        message("“{name}” is there already and stays as it is. Choose another name.", name=path.name)
    )

"""Which bytes did somebody hand in as a model?"""

import stat
from pathlib import Path

from core.artifacts.folders import MOST_BYTES, too_large
from core.data.files import reason
from core.errors import UserError
from core.messages import message


def received(path: Path) -> bytes:
    """Return a file's bytes; raises `UserError` if it cannot be read or is larger than a worker takes.

    A link that a person chose is followed; a device, a pipe or a socket is not read.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UserError(
                message(
                    "“{name}” is neither a file nor a folder but a device, a pipe or a socket. Nothing was "
                    "read. Save what it delivers as a file and choose that.",
                    name=path.name,
                )
            )
        if found.st_size > MOST_BYTES:
            raise too_large(path.name)
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            message(
                "The file “{name}” could not be read ({reason}). Nothing was changed. Check the path and "
                "its permissions.",
                name=path.name,
                reason=reason(error),
            )
        ) from None

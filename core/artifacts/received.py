"""Which bytes did somebody hand in as a model?"""

from pathlib import Path

from core.data.files import reason
from core.errors import UserError
from core.messages import message

_MOST_BYTES = 2 << 30


def received(path: Path) -> bytes:
    """Return a file's bytes; raises `UserError` if it cannot be read or is larger than a worker takes."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UserError(
                message(
                    "The file “{name}” is larger than 2 GB and was not opened. Use a smaller model.",
                    name=path.name,
                )
            )
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

"""Is what came back from a worker what was asked for?"""

from typing import TYPE_CHECKING, TypeVar

from core.errors import PruefsteinError
from core.jobs.frames import FrameError, decoded
from core.messages import message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

T = TypeVar("T")


def require(condition: object) -> None:
    """Raise `PruefsteinError` unless the worker's answer holds what it must."""
    if not condition:
        raise PruefsteinError(
            message(
                "The calculation's process gave an answer of the wrong form, so it was discarded. "
                "Nothing was changed. Do not use the file before its origin is cleared."
            )
        )


def parsed(body: bytes, kind: type[T]) -> T:
    """Return the JSON body as a value of the type."""
    try:
        return decoded(body, kind)
    except FrameError:
        require(condition=False)
        raise


def matrix(tables: tuple[bytes, ...], rows: int) -> "npt.NDArray[np.float64]":
    """Return the only table of an answer as finite float64 numbers of shape (rows, columns)."""
    import numpy as np

    from core.jobs.floats import NotFloatsError, read_floats

    require(len(tables) == 1)
    try:
        values = read_floats(tables[0], rows)
    except NotFloatsError:
        require(condition=False)
        raise
    require(np.isfinite(values).all())
    return values

"""How are the steps of a pickle taken one by one in Python, so that any of them can be replaced?

The names behind the steps are those of the pure version in the standard library's `pickle`.
"""

import io
import pickle
import pickletools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

CODES: Mapping[str, int] = {opcode.name: ord(opcode.code) for opcode in pickletools.opcodes}
"""Byte of each step by its name."""


class PickleSteps(pickle._Unpickler):  # noqa: SLF001 (the pure version; the fast one cannot be replaced by step)
    """Takes the steps of one pickle; nothing is imported for a name but by `find_class`."""

    dispatch: ClassVar[dict[int, Callable[..., None]]] = dict(pickle._Unpickler.dispatch)  # noqa: SLF001

    if TYPE_CHECKING:
        stack: list[object]
        append: Callable[[object], None]
        pop_mark: Callable[[], list[object]]
        read: Callable[[int], bytes]
        readline: Callable[[], bytes]

    def __init__(self, source: io.BytesIO) -> None:
        """Take the steps from `source`; text of Python 2 is read as Latin-1."""
        super().__init__(source, fix_imports=False, encoding="latin-1")
        self.source = source

    def left(self) -> int:
        """Return how many bytes of the source no step has taken yet."""
        return len(self.source.getbuffer()) - self.source.tell()


def replaced(steps: Mapping[str, Callable[..., None]]) -> dict[int, Callable[..., None]]:
    """Return the steps of the standard library with some put in the place of others."""
    return {**PickleSteps.dispatch, **{CODES[name]: step for name, step in steps.items()}}

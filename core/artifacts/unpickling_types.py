"""Which description of a number type may a pickle bring along?

A crafted description could declare numbers to be references to objects, and reading them would be a jump to
an address the file chose. So byte order, the fields of a record and the unit of a date are taken over, and
never what the bytes mean.
"""

from typing import TYPE_CHECKING

from core.artifacts.unpickling_calls import refuse

if TYPE_CHECKING:
    import numpy as np

_OBJECT_FLAGS = 0b0010_0111
"""Flags of NumPy types whose bytes are references: item reference count, list pickle, pointer, getitem."""
_ALIGNMENTS = (1, 2, 4, 8, 16)


def set_state(target: "np.dtype[np.generic]", state: object) -> None:
    """Set the state of a NumPy type; raises `UntrustedArtifactError` for one that no saved model has."""
    if not isinstance(state, tuple) or not 8 <= len(state) <= 9 or not _fits(target, state):
        raise refuse("numpy.dtype")
    target.__setstate__(state)  # type: ignore[attr-defined]


def _fits(target: "np.dtype[np.generic]", state: tuple[object, ...]) -> bool:
    version, _, subtype, names, fields, size, alignment, flags = state[:8]
    if version not in (3, 4) or subtype is not None or not isinstance(flags, int):
        return False
    if names is not None:
        sound = size == target.itemsize and not flags & _OBJECT_FLAGS and alignment in _ALIGNMENTS
        return sound and len(state) == 8 and _record(names, fields, target.itemsize)
    sound = fields is None and size in (-1, target.itemsize) and flags == target.flags
    return sound and alignment in (-1, 1, target.alignment) and _unit(target, state[8:])


def _unit(target: "np.dtype[np.generic]", rest: tuple[object, ...]) -> bool:
    """Nothing follows, or for dates the unit in which they count."""
    said = rest[0] if rest else None
    if said is None:
        return True
    if target.kind not in "mM" or not isinstance(said, tuple) or len(said) != 2 or said[0]:
        return False
    unit = said[1]
    return isinstance(unit, tuple) and len(unit) == 4 and isinstance(unit[0], bytes) and _whole(unit[1:])


def _whole(items: tuple[object, ...]) -> bool:
    return all(isinstance(item, int) for item in items)


def _record(names: object, fields: object, size: int) -> bool:
    import numpy as np

    if not isinstance(names, tuple) or not isinstance(fields, dict) or set(names) != set(fields):
        return False
    for item in fields.values():
        if not isinstance(item, tuple) or len(item) != 2:
            return False
        kind, offset = item
        if not isinstance(kind, np.dtype) or kind.hasobject or kind.names or not isinstance(offset, int):
            return False
        if offset < 0 or offset + kind.itemsize > size:
            return False
    return True
